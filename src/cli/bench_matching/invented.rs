//! Names that nobody bears: six people of ten with a patronymic, one abroad, three companies.

use crate::app::Faulty;
use crate::config;
use crate::model::KeywordSet;
use crate::sim::Dice;

const BEGINNINGS: &[&str] = &[
    "Бар", "Вер", "Гор", "Дуб", "Жел", "Зар", "Кал", "Лам", "Мор", "Нав", "Пан", "Рез", "Сув", "Тор", "Фед",
    "Хар", "Чер", "Шел", "Яр", "Бел", "Вол", "Гри", "Дро", "Зуб", "Кра", "Лос", "Мед", "Нов", "Пет", "Сол",
];
const MIDDLES: &[&str] = &[
    "а", "о", "и", "ы", "у", "е", "ен", "ов", "ар", "ин", "ет", "ыш", "ак", "ол", "уш", "ич", "ан", "ек",
    "ор", "уб",
];
const LINKS: &[&str] = &["т", "ш", "н", "к", "д", "м", "л", "б", "ж", "р"];
const ENDINGS: &[&str] = &["ов", "ев", "ин", "ский", "енко", "ук", "ян", "ых", "цов", "кин"];
const GIVEN: &[&str] = &[
    "Иван",
    "Пётр",
    "Алексей",
    "Сергей",
    "Дмитрий",
    "Андрей",
    "Николай",
    "Павел",
    "Лев",
    "Илья",
    "Фёдор",
    "Юрий",
    "Виктор",
    "Олег",
    "Игорь",
    "Максим",
    "Роман",
    "Кирилл",
    "Глеб",
    "Тимур",
];
const PATRONYMICS: &[&str] = &[
    "Иванович",
    "Петрович",
    "Алексеевич",
    "Сергеевич",
    "Дмитриевич",
    "Андреевич",
    "Николаевич",
    "Павлович",
    "Львович",
    "Фёдорович",
    "Юрьевич",
    "Викторович",
    "Олегович",
    "Игоревич",
    "Максимович",
    "Романович",
    "Кириллович",
    "Глебович",
];
const FEMALE: &[&str] =
    &["Анна", "Мария", "Ольга", "Елена", "Татьяна", "Наталья", "Ирина", "Светлана", "Юлия", "Вера"];
const ABROAD: (&[&str], &[&str], &[&str], &[&str]) = (
    &["John", "Mary", "Peter", "Anna", "James", "Laura"],
    &["Brad", "Hart", "Wint", "Cald", "Thorn", "Ash", "Ling", "Mort", "Penn", "Stan"],
    &["", "en", "er", "el", "in", "on", "ar"],
    &["ford", "well", "erton", "ham", "ley", "worth", "wick", "more", "sby", "den"],
);
const FIRMS: (&[&str], &[&str], &[&str], &[&str]) = (
    &["Bra", "Cor", "Dy", "Fen", "Glo", "Hex"],
    &["tron", "vex", "mar", "lus", "dic", "nor"],
    &["a", "ix", "on", "is", "um", "ex", "or", "el"],
    &["Systems", "Logistics", "Partners", "Holdings", "Trading"],
);

/// Names that are read at a time.
const PART: usize = 10_000;

pub(super) fn names(many: usize) -> anyhow::Result<KeywordSet> {
    let mut dice = Dice::new(41);
    let mut set = KeywordSet { id: "invented".to_owned(), ..KeywordSet::default() };
    // In parts: what reading leaves behind is no part of what the names take.
    for first in (0..many.max(1)).step_by(PART) {
        let part = part(first..many.min(first + PART), &mut dice);
        set.entries.extend(config::keyword_set("invented", &part).map_err(Faulty)?.entries);
    }
    Ok(set)
}

/// Some of them as a file has them.
fn part(which: std::ops::Range<usize>, dice: &mut Dice) -> String {
    let mut text = "[set]\nid = \"invented\"\n".to_owned();
    for at in which {
        let (kind, name) = match at % 10 {
            0..=5 => ("person", person(dice)),
            6 => {
                let (given, first, middle, last) = ABROAD;
                let mut one = |of: &[&'static str]| *dice.pick(of);
                ("person", format!("{} {}{}{}", one(given), one(first), one(middle), one(last)))
            }
            _ => ("organisation", company(dice)),
        };
        text +=
            &format!("[[entity]]\nid = \"n{at}\"\nkind = \"{kind}\"\nrole = \"other\"\nname = \"{name}\"\n");
    }
    text
}

fn stem(dice: &mut Dice) -> String {
    [*dice.pick(BEGINNINGS), *dice.pick(MIDDLES), *dice.pick(LINKS)].concat()
}

/// A full name in the nominative.
pub(super) fn person(dice: &mut Dice) -> String {
    let surname = stem(dice) + *dice.pick(ENDINGS);
    let patronymic = dice.pick(PATRONYMICS);
    if surname.ends_with(['в', 'н']) && !surname.ends_with("ян") && dice.below(3) == 0 {
        let stem = patronymic.trim_end_matches("ич");
        return format!("{surname}а {} {stem}на", dice.pick(FEMALE));
    }
    format!("{surname} {} {patronymic}", dice.pick(GIVEN))
}

fn company(dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => format!("ООО «{}{}строй»", stem(dice), dice.pick(MIDDLES)),
        1 => format!("АО «{}ская {}фабрика»", stem(dice), dice.pick(BEGINNINGS).to_lowercase()),
        _ => {
            let (first, middle, last, what) = FIRMS;
            format!("{}{}{} {} LLC", dice.pick(first), dice.pick(middle), dice.pick(last), dice.pick(what))
        }
    }
}

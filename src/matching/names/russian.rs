//! Russian declension: a name in the nominative to its forms, each with its case. Words of companies are in `nouns`.
//!
//! Rules of the Academy grammar (Zaliznyak's classes as far as names need them). Where a word alone does not tell
//! (fleeting vowels, animate or not), both readings are generated: a form too many costs a row, a form too few a leak.

use super::forms::{ACCUSATIVE, ALL, Cases, DATIVE, GENITIVE, INSTRUMENTAL, NOMINATIVE, PREPOSITIONAL};
use crate::model::Gender;

pub(super) type Declined = Vec<(String, Cases)>;

/// Endings in the order genitive, dative, accusative, instrumental, prepositional.
pub(super) type Endings = [&'static str; 5];
pub(super) const ORDER: [Cases; 5] = [GENITIVE, DATIVE, ACCUSATIVE, INSTRUMENTAL, PREPOSITIONAL];

pub(super) fn put(out: &mut Declined, stem: &str, endings: Endings) {
    out.extend(endings.iter().zip(ORDER).map(|(ending, case)| (format!("{stem}{ending}"), case)));
}

pub(super) fn hushing(c: char) -> bool {
    matches!(c, 'ж' | 'ш' | 'щ' | 'ч' | 'ц')
}

pub(super) fn velar(c: char) -> bool {
    matches!(c, 'г' | 'к' | 'х')
}

pub(super) fn vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'ё')
}

pub(super) fn last(word: &str) -> char {
    word.chars().next_back().unwrap_or(' ')
}

pub(super) fn cut(word: &str, letters: usize) -> &str {
    let keep = word.chars().count().saturating_sub(letters);
    word.char_indices().nth(keep).map_or(word, |(at, _)| &word[..at])
}

pub(super) fn letters(word: &str) -> usize {
    word.chars().count()
}

pub(super) fn is_cyrillic(word: &str) -> bool {
    word.chars().any(|c| ('а'..='я').contains(&c) || c == 'ё')
}

/// A surname, folded, in its own gender's nominative.
pub(super) fn surname(word: &str, gender: Gender) -> Declined {
    let mut out = vec![(word.to_owned(), NOMINATIVE)];
    if !is_cyrillic(word) || word.ends_with("ых") || word.ends_with("их") {
        return vec![(word.to_owned(), ALL)];
    }
    match (gender, last(word)) {
        (Gender::Female, 'а') if ["ова", "ева", "ина", "ына"].iter().any(|e| word.ends_with(e)) =>
        {
            let stem = cut(word, 1);
            put(&mut out, stem, ["ой", "ой", "у", "ой", "ой"]);
            out.push((format!("{stem}ою"), INSTRUMENTAL));
        }
        (_, 'я') if word.ends_with("ая") || word.ends_with("яя") => adjective(word, &mut out),
        // Гогуа, Эредиа: of names from abroad.
        (_, 'а') if vowel(last(cut(word, 1))) => return vec![(word.to_owned(), ALL)],
        (_, 'а' | 'я') => first_declension(word, &mut out),
        (Gender::Female, _) => return vec![(word.to_owned(), ALL)],
        (Gender::Male, c) if vowel(c) => return vec![(word.to_owned(), ALL)],
        (Gender::Male, 'в' | 'н') if ["ов", "ев", "ин", "ын"].iter().any(|e| word.ends_with(e)) => {
            put(&mut out, word, ["а", "у", "а", "ым", "е"]);
            // Foreign names of the same look: Чаплин, Дарвин.
            out.push((format!("{word}ом"), INSTRUMENTAL));
        }
        (Gender::Male, 'й') if adjectival(word) => {
            adjective(word, &mut out);
            // Прибой, Гений: nouns of the same look.
            if !["ский", "цкий", "ый", "ской"].iter().any(|e| word.ends_with(e)) {
                second_declension(word, true, &mut out);
            }
        }
        (Gender::Male, _) => second_declension(word, true, &mut out),
    }
    out
}

/// Surnames in -ий, -ый, -ой that decline as adjectives (Достоевский, Белый, Толстой), not as nouns (Цой, Гайдай).
pub(super) fn adjectival(word: &str) -> bool {
    let before = last(cut(word, 2));
    match last(cut(word, 1)) {
        'ы' => true,
        'и' => letters(word) > 4 && (velar(before) || hushing(before) || before == 'н'),
        'о' => letters(word) > 4,
        _ => false,
    }
}

/// A given name, folded.
pub(super) fn given(word: &str, gender: Gender) -> Declined {
    let mut out = vec![(word.to_owned(), NOMINATIVE)];
    match (gender, last(word)) {
        _ if !is_cyrillic(word) => return vec![(word.to_owned(), ALL)],
        (_, 'а') if vowel(last(cut(word, 1))) => return vec![(word.to_owned(), ALL)],
        (_, 'а' | 'я') => first_declension(word, &mut out),
        (Gender::Female, 'ь') => {
            let stem = cut(word, 1);
            put(&mut out, stem, ["и", "и", "ь", "ью", "и"]);
        }
        (Gender::Male, c) if !vowel(c) => second_declension(word, true, &mut out),
        _ => return vec![(word.to_owned(), ALL)],
    }
    out
}

/// A patronymic, folded; -ович, -евич, -ич and -овна, -евна, -ична.
pub(super) fn patronymic(word: &str) -> Declined {
    let mut out = vec![(word.to_owned(), NOMINATIVE)];
    if word.ends_with("ич") {
        put(&mut out, word, ["а", "у", "а", "ем", "е"]);
        // Stressed on the ending: Ильичом, Кузьмичом. Stress is not written, so that both are accepted (Никитичем).
        if !word.ends_with("ович") && !word.ends_with("евич") {
            out.push((format!("{word}ом"), INSTRUMENTAL));
        }
        // Spoken: Иваныч for Иванович.
        if let Some(stem) = word.strip_suffix("ович") {
            let spoken = format!("{stem}ыч");
            out.push((spoken.clone(), NOMINATIVE));
            put(&mut out, &spoken, ["а", "у", "а", "ем", "е"]);
        }
    } else if word.ends_with("на") {
        first_declension(word, &mut out);
    } else {
        return vec![(word.to_owned(), ALL)];
    }
    out
}

pub(super) fn first_declension(word: &str, out: &mut Declined) {
    let stem = cut(word, 1);
    let before = last(stem);
    if word.ends_with("ия") {
        put(out, stem, ["и", "и", "ю", "ей", "и"]);
    } else if word.ends_with('я') {
        put(out, stem, ["и", "е", "ю", "ей", "е"]);
        out.push((format!("{stem}ею"), INSTRUMENTAL));
    } else {
        let genitive = if velar(before) || matches!(before, 'ж' | 'ш' | 'щ' | 'ч') { "и" } else { "ы" };
        put(out, stem, [genitive, "е", "у", "ой", "е"]);
        out.push((format!("{stem}ою"), INSTRUMENTAL));
        if hushing(before) {
            out.push((format!("{stem}ей"), INSTRUMENTAL));
        }
    }
}

/// Masculine nouns: consonant, -й, -ь; with the fleeting vowel as a second reading.
pub(super) fn second_declension(word: &str, animate: bool, out: &mut Declined) {
    let soft = matches!(last(word), 'й' | 'ь');
    for stem in stems(word) {
        let accusative_case = if animate { ACCUSATIVE } else { 0 };
        let (a, u) = if soft { ("я", "ю") } else { ("а", "у") };
        let om: &[&str] = match (soft, last(&stem)) {
            (true, _) => &["ем"],
            (false, c) if hushing(c) => &["ем", "ом"],
            _ => &["ом"],
        };
        let e = if word.ends_with("ий") { "и" } else { "е" };
        out.push((format!("{stem}{a}"), GENITIVE | accusative_case));
        out.push((format!("{stem}{u}"), DATIVE));
        out.extend(om.iter().map(|om| (format!("{stem}{om}"), INSTRUMENTAL)));
        out.push((format!("{stem}{e}"), PREPOSITIONAL));
    }
}

/// The stems that a masculine noun declines on, with and without its fleeting vowel.
pub(super) fn stems(word: &str) -> impl Iterator<Item = String> {
    let soft = matches!(last(word), 'й' | 'ь');
    let stem = if soft { cut(word, 1) } else { word };
    // Льва and Павла alone: Лева is a short name.
    let whole = Some(stem.to_owned()).filter(|_| !matches!(word, "лев" | "павел"));
    whole.into_iter().chain(fleeting(word))
}

/// The stem without its fleeting vowel: Лев - Льв, Павел - Павл, Заяц - Зайц, Волчок - Волчк, Соловей - Соловь.
fn fleeting(word: &str) -> Option<String> {
    let n = letters(word);
    if n < 3 {
        return None;
    }
    let all: Vec<char> = word.chars().collect();
    let keep = |end: usize| all[..end].iter().collect::<String>();
    match (all[n - 2], all[n - 1]) {
        ('е', 'в') if word == "лев" => Some("льв".into()),
        ('е', 'л') if word == "павел" || word.ends_with("рел") || word.ends_with("зел") => {
            Some(keep(n - 2) + "л")
        }
        ('е', 'р') if word == "петер" => None,
        ('е', 'ц') if vowel(all[n - 3]) => Some(keep(n - 2) + "йц"),
        ('е', 'ц') if all[n - 3] == 'л' => Some(keep(n - 2) + "ьц"),
        ('е' | 'о', 'ц') => Some(keep(n - 2) + "ц"),
        ('я', 'ц') => Some(keep(n - 2) + "йц"),
        ('о', 'к') => Some(keep(n - 2) + "к"),
        ('е', 'к') if matches!(all[n - 3], 'ж' | 'ш' | 'ч') => Some(keep(n - 2) + "к"),
        ('е', 'к') => Some(keep(n - 2) + "ьк"),
        ('е', 'й') => Some(keep(n - 2) + "ь"),
        // Котёл, Угол, Ветер, Ковёр; Камень, Огонь, Уголь: of short words that may be such.
        ('е' | 'о', 'л') | ('е', 'р') if n < 7 && !vowel(all[n - 3]) => {
            Some(keep(n - 2) + &keep(n)[keep(n - 1).len()..])
        }
        ('н' | 'л' | 'р' | 'т', 'ь') if n < 8 && matches!(all[n - 3], 'е' | 'о') => {
            Some(keep(n - 3) + &keep(n - 1)[keep(n - 2).len()..])
        }
        _ => None,
    }
}

/// Adjectives of every gender and in the plural, hard and soft.
pub(super) fn adjective(word: &str, out: &mut Declined) {
    let stem = cut(word, 2);
    let soft = word.ends_with("яя") || word.ends_with("ее") || (word.ends_with("ий") && last(stem) == 'н');
    let i =
        if soft || word.ends_with("ие") || velar(last(stem)) || hushing(last(stem)) { "и" } else { "ы" };
    // Рыжего, Рыжей; but Большого, Большой, where the ending bears the stress.
    let hard = ["ой", "ый", "ое"].iter().any(|e| word.ends_with(e));
    let (ogo, omu, om) = if soft || !hard && hushing(last(stem)) {
        ("его", "ему", "ем")
    } else {
        ("ого", "ому", "ом")
    };
    let oj: &[&str] = match (soft, hushing(last(stem))) {
        (true, _) => &["ей"],
        (_, true) => &["ей", "ой"],
        _ => &["ой"],
    };
    let mut put = |ending: String, cases: Cases| out.push((format!("{stem}{ending}"), cases));
    if word.ends_with('я') {
        for oj in oj {
            put((*oj).into(), GENITIVE | DATIVE | INSTRUMENTAL | PREPOSITIONAL);
        }
        put(if word.ends_with("яя") { "юю" } else { "ую" }.into(), ACCUSATIVE);
    } else if word.ends_with("ые") || word.ends_with("ие") {
        put(format!("{i}х"), GENITIVE | ACCUSATIVE | PREPOSITIONAL);
        put(format!("{i}м"), DATIVE);
        put(format!("{i}ми"), INSTRUMENTAL);
    } else {
        put(ogo.into(), GENITIVE | ACCUSATIVE);
        put(omu.into(), DATIVE);
        put(format!("{i}м"), INSTRUMENTAL);
        put(om.into(), PREPOSITIONAL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(declined: &Declined, expected: &[&str]) {
        for form in expected {
            assert!(declined.iter().any(|(f, _)| f == form), "{form} is missing from {declined:?}");
        }
    }

    #[test]
    fn declines_surnames() {
        use Gender::{Female, Male};
        for (word, gender, forms) in [
            ("иванов", Male, "иванова иванову ивановым иванове"),
            ("иванова", Female, "ивановой иванову ивановою"),
            ("достоевский", Male, "достоевского достоевскому достоевским достоевском"),
            ("достоевская", Female, "достоевской достоевскую"),
            ("толстой", Male, "толстого толстому толстым толстом"),
            ("цой", Male, "цоя цою цоем цое"),
            ("заяц", Male, "зайца зайцу зайцем зайце"),
            ("воробей", Male, "воробья воробью воробьем воробье"),
            ("гоголь", Male, "гоголя гоголю гоголем гоголе"),
            ("сковорода", Male, "сковороды сковороде сковороду сковородой"),
            ("мороз", Male, "мороза морозу морозом морозе"),
            ("стрелец", Male, "стрельца стрельцу"),
            ("кузьмич", Male, "кузьмича кузьмичем"),
        ] {
            check(&surname(word, gender), &forms.split(' ').collect::<Vec<_>>());
        }
        for (word, gender) in [("шевченко", Male), ("черных", Male), ("мороз", Female), ("гоголь", Female)]
        {
            assert_eq!(surname(word, gender), [(word.to_owned(), ALL)]);
        }
    }

    #[test]
    fn declines_given_names_and_patronymics() {
        use Gender::{Female, Male};
        for (word, gender, forms) in [
            ("иван", Male, "ивана ивану иваном иване"),
            ("лев", Male, "льва льву львом льве"),
            ("павел", Male, "павла павлу"),
            ("дмитрий", Male, "дмитрия дмитрию дмитрием дмитрии"),
            ("илья", Male, "ильи илье илью ильей"),
            ("никита", Male, "никиты никите никиту никитой"),
            ("игорь", Male, "игоря игорю игорем игоре"),
            ("ольга", Female, "ольги ольге ольгу ольгой"),
            ("мария", Female, "марии марию марией"),
            ("любовь", Female, "любови любовью"),
        ] {
            check(&given(word, gender), &forms.split(' ').collect::<Vec<_>>());
        }
        check(&patronymic("петрович"), &["петровича", "петровичу", "петровичем", "петровиче", "петрыч"]);
        check(&patronymic("ильич"), &["ильича", "ильичу", "ильичом", "ильиче"]);
        check(&patronymic("петровна"), &["петровны", "петровне", "петровну", "петровной"]);
    }
}

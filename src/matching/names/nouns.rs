//! Words of companies' names in all their cases: nouns of every class and in the plural, adjectives, numerals and what they
//! count. As in `russian` both readings are generated where a word alone does not tell. Knows no page.

use super::forms::{ACCUSATIVE, ALL, DATIVE, GENITIVE, INSTRUMENTAL, NOMINATIVE, PREPOSITIONAL};
use super::russian::{
    Declined, ORDER, adjective, cut, first_declension, hushing, is_cyrillic, last, letters, put,
    second_declension, vowel,
};

/// A noun or adjective of an organisation's name, folded; `None`: it is no Russian word.
pub(super) fn noun_or_adjective(word: &str) -> Option<Declined> {
    // Ёж, Юг; of two letters others are abbreviations.
    let short = || letters(word) == 2 && word.starts_with(vowel) && !word.ends_with(vowel);
    if !is_cyrillic(word) || letters(word) < 3 && !short() {
        return None;
    }
    let mut out = vec![(word.to_owned(), NOMINATIVE | ACCUSATIVE)];
    possessive(word, &mut out);
    named_after(word, &mut out);
    irregular(word, &mut out);
    let end2: String = word.chars().skip(letters(word) - 2).collect();
    match end2.as_str() {
        "ая" | "яя" | "ое" | "ый" | "ые" => adjective(word, &mut out),
        "ий" if letters(word) > 4 => {
            adjective(word, &mut out);
            second_declension(word, false, &mut out);
        }
        // Золотой, and Прибой.
        "ой" if letters(word) > 4 => {
            adjective(word, &mut out);
            second_declension(word, false, &mut out);
        }
        "ее" | "ие" => {
            adjective(word, &mut out);
            neuter(word, &mut out);
        }
        "мя" => put(&mut out, cut(word, 1), ["ени", "ени", "я", "енем", "ени"]),
        _ => match last(word) {
            'а' | 'я' => {
                first_declension(word, &mut out);
                // Берега, Острова; Края, Поля.
                let genitive: &[&str] = if last(word) == 'а' { &["ов", ""] } else { &["ев", "ей"] };
                let a = last(word);
                let stem = cut(word, 1);
                out.extend(genitive.iter().map(|ending| (format!("{stem}{ending}"), GENITIVE)));
                // Друзья, Сыновья.
                if let Some(short) = stem.strip_suffix('ь') {
                    out.push((format!("{short}ей"), GENITIVE));
                } else if a == 'а' {
                    out.extend(without_ending(stem).map(|form| (form, GENITIVE)));
                }
                for (ending, case) in [("м", DATIVE), ("ми", INSTRUMENTAL), ("х", PREPOSITIONAL)] {
                    out.push((format!("{stem}{a}{ending}"), case));
                }
            }
            // Славяне, Горожане.
            'е' if word.ends_with("ане") || word.ends_with("яне") => {
                neuter(word, &mut out);
                put(&mut out, cut(word, 1), ["", "ам", "", "ами", "ах"]);
            }
            'о' | 'е' => neuter(word, &mut out),
            'ь' => {
                put(&mut out, cut(word, 1), ["и", "и", "ь", "ью", "и"]);
                second_declension(word, false, &mut out);
            }
            'ы' | 'и' => plural(word, &mut out),
            c if vowel(c) => return Some(vec![(word.to_owned(), ALL)]),
            _ => second_declension(word, false, &mut out),
        },
    }
    Some(out)
}

/// Whether a word of an organisation's name agrees with the noun after it.
pub(super) fn looks_adjective(word: &str) -> bool {
    let n = letters(word);
    n > 4 && ["ья", "ая", "яя", "ое", "ее", "ой", "ый", "ий", "ые", "ие"].iter().any(|e| word.ends_with(e))
}

/// What a numeral and the word that it counts become in the other cases: Пять озёр, Пяти озёр, Пятью озёрами. `None`: no
/// numeral that names are made with.
pub(super) fn numeral(word: &str) -> Option<Declined> {
    let five = |stem: &str| {
        [format!("{stem}и"), format!("{stem}и"), format!("{stem}ь"), format!("{stem}ью"), format!("{stem}и")]
    };
    let same = |words: [&str; 5]| words.map(str::to_owned);
    let forms = match word {
        "два" => same(["двух", "двум", "двух", "двумя", "двух"]),
        "две" => same(["двух", "двум", "двух", "двумя", "двух"]),
        "оба" => same(["обоих", "обоим", "обоих", "обоими", "обоих"]),
        "обе" => same(["обеих", "обеим", "обеих", "обеими", "обеих"]),
        "три" => same(["трех", "трем", "трех", "тремя", "трех"]),
        "четыре" => same(["четырех", "четырем", "четырех", "четырьмя", "четырех"]),
        "восемь" => same(["восьми", "восьми", "восемь", "восемью", "восьми"]),
        "сорок" => same(["сорока", "сорока", "сорок", "сорока", "сорока"]),
        "девяносто" => same(["девяноста", "девяноста", "девяносто", "девяноста", "девяноста"]),
        "сто" => same(["ста", "ста", "сто", "ста", "ста"]),
        "пять" | "шесть" | "семь" | "девять" | "десять" | "двадцать" | "тридцать" => {
            five(cut(word, 1))
        }
        _ if word.ends_with("надцать") => five(cut(word, 1)),
        _ => return None,
    };
    let mut out = vec![(word.to_owned(), NOMINATIVE | ACCUSATIVE)];
    out.extend(forms.into_iter().zip(ORDER));
    Some(out)
}

/// The word that a numeral counts: it stands in the genitive, of one or of many, and in the plural of the other cases.
pub(super) fn counted(word: &str) -> Declined {
    let mut out = vec![(word.to_owned(), NOMINATIVE | ACCUSATIVE | GENITIVE)];
    let mut put = |stem: &str, soft: bool| {
        let [am, ami, ah] = if soft { ["ям", "ями", "ях"] } else { ["ам", "ами", "ах"] };
        for (ending, case) in [(am, DATIVE), (ami, INSTRUMENTAL), (ah, PREPOSITIONAL)] {
            out.push((format!("{stem}{ending}"), case));
        }
    };
    let stem = cut(word, 1);
    let short = cut(word, 2);
    if word.ends_with("ых") || word.ends_with("их") {
        // Трёх Толстых Медведей.
        out.push((format!("{stem}м"), DATIVE));
        out.push((format!("{stem}ми"), INSTRUMENTAL));
        out.push((word.to_owned(), PREPOSITIONAL));
        return out;
    }
    match last(word) {
        _ if word.ends_with("ов") => put(short, false),
        _ if word.ends_with("ев") || word.ends_with("ей") => {
            put(short, true);
            put(short, false);
        }
        'а' | 'ы' => put(stem, false),
        'и' => {
            put(stem, false);
            put(stem, true);
        }
        'я' | 'ь' => put(stem, true),
        _ => {
            put(word, false);
            // Окон, Досок: without the vowel that the genitive alone has.
            let all: Vec<char> = word.chars().collect();
            if let [head @ .., before, 'о' | 'е', end] = all.as_slice()
                && !vowel(*before)
                && !vowel(*end)
            {
                let stem: String = head.iter().chain([before, end]).collect();
                put(&stem, false);
            }
        }
    }
    let many: &[&str] = match last(word) {
        'а' => &["ов", ""],
        'я' => &["ей", "ев"],
        'ы' | 'и' => &[""],
        _ => &[],
    };
    out.extend(many.iter().map(|ending| (format!("{stem}{ending}"), GENITIVE | ACCUSATIVE)));
    if !many.is_empty() {
        out.extend(without_ending(stem).map(|form| (form, GENITIVE | ACCUSATIVE)));
    }
    out
}

/// The genitive plural that has no ending, where two consonants would end the word: Окна - Окон, Марки - Марок,
/// Чайки - Чаек, Деньги - Денег, Сёстры - Сестёр.
fn without_ending(stem: &str) -> impl Iterator<Item = String> {
    let all: Vec<char> = stem.chars().collect();
    let n = all.len();
    let mut out = Vec::new();
    if n > 2 && !vowel(all[n - 1]) {
        let (before, end) = (all[n - 2], all[n - 1]);
        let with = |head: &[char], between: char| head.iter().chain([&between, &end]).collect::<String>();
        if matches!(before, 'ь' | 'й') {
            out.push(with(&all[..n - 2], 'е'));
        } else if !vowel(before) {
            if !hushing(before) {
                out.push(with(&all[..n - 1], 'о'));
            }
            out.push(with(&all[..n - 1], 'е'));
        }
    }
    out.into_iter()
}

/// Named after somebody: Петров, Мамин, Бабушкина, Сёстры Лавровы. They decline as surnames do.
fn named_after(word: &str, out: &mut Declined) {
    let of = |ends: &[&str]| letters(word) > 4 && ends.iter().any(|e| word.ends_with(e));
    let stem = cut(word, 1);
    if of(&["ов", "ев", "ин", "ын"]) {
        out.push((format!("{word}ым"), INSTRUMENTAL));
        out.push((format!("{word}ого"), GENITIVE));
        out.push((format!("{word}ому"), DATIVE));
        out.push((format!("{word}ом"), PREPOSITIONAL));
    } else if of(&["ова", "ева", "ина", "ына"]) {
        out.push((format!("{stem}ой"), GENITIVE | DATIVE | INSTRUMENTAL | PREPOSITIONAL));
    } else if of(&["ово", "ево", "ино", "ыно"]) {
        put(out, stem, ["ого", "ому", "о", "ым", "ом"]);
    } else if of(&["овы", "евы", "ины", "ыны"]) {
        put(out, stem, ["ых", "ым", "ых", "ыми", "ых"]);
    }
}

/// What no rule tells.
fn irregular(word: &str, out: &mut Declined) {
    let stem = match word {
        "лен" => "льн",
        "лед" => "льд",
        "лоб" => "лб",
        "мох" => "мх",
        "рот" => "рт",
        "ров" => "рв",
        "сон" => "сн",
        "пес" => "пс",
        "шов" => "шв",
        "овес" => "овс",
        "хребет" => "хребт",
        "бубен" => "бубн",
        "заем" => "займ",
        "наем" => "найм",
        "путь" => {
            out.push(("путем".into(), INSTRUMENTAL));
            return;
        }
        "люди" | "дети" => {
            out.push((format!("{}ьми", cut(word, 1)), INSTRUMENTAL));
            return;
        }
        "мать" | "дочь" => {
            put(out, cut(word, 1), ["ери", "ери", "ь", "ерью", "ери"]);
            return;
        }
        "семена" => {
            out.push(("семян".into(), GENITIVE));
            return;
        }
        "господа" => {
            out.push(("господ".into(), GENITIVE | ACCUSATIVE));
            return;
        }
        _ => return,
    };
    put(out, stem, ["а", "у", "", "ом", "е"]);
}

fn neuter(word: &str, out: &mut Declined) {
    let stem = cut(word, 1);
    if word.ends_with("ие") {
        put(out, stem, ["я", "ю", "е", "ем", "и"]);
    } else if word.ends_with('о') {
        put(out, stem, ["а", "у", "о", "ом", "е"]);
    } else {
        put(out, stem, ["я", "ю", "е", "ем", "е"]);
        put(out, stem, ["а", "у", "е", "ем", "е"]);
    }
}

fn plural(word: &str, out: &mut Declined) {
    let stem = cut(word, 1);
    if word.ends_with('ы') {
        put(out, stem, ["ов", "ам", "ы", "ами", "ах"]);
        // Молодцы, Месяцы.
        if last(stem) == 'ц' {
            out.push((format!("{stem}ев"), GENITIVE));
        }
    } else {
        put(out, stem, ["ей", "ям", "и", "ями", "ях"]);
        put(out, stem, ["ов", "ам", "и", "ами", "ах"]);
        if vowel(last(stem)) {
            // Линии, Герои.
            out.push((format!("{stem}й"), GENITIVE));
            out.push((format!("{stem}ев"), GENITIVE));
        } else if let Some(short) = stem.strip_suffix('ь') {
            // Семьи.
            out.push((format!("{short}ей"), GENITIVE));
        } else {
            // Зори, Недели; Капли, Земли.
            out.push((format!("{stem}ь"), GENITIVE));
            out.extend(without_ending(stem).flat_map(|form| {
                let soft = format!("{form}ь");
                [(form, GENITIVE), (soft, GENITIVE)]
            }));
        }
    }
    out.push((stem.to_owned(), GENITIVE));
    out.extend(without_ending(stem).map(|form| (form, GENITIVE)));
}

/// Of animals: Медвежий Угол, Лисья Нора, Птичье Молоко.
fn possessive(word: &str, out: &mut Declined) {
    let stem = cut(word, 2);
    if letters(stem) < 3 {
        return;
    }
    if word.ends_with("ий") || word.ends_with("ье") {
        put(out, stem, ["ьего", "ьему", "ьего", "ьим", "ьем"]);
    } else if word.ends_with("ья") {
        put(out, stem, ["ьей", "ьей", "ью", "ьей", "ьей"]);
    } else if word.ends_with("ьи") {
        put(out, stem, ["ьих", "ьим", "ьих", "ьими", "ьих"]);
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
    fn declines_names_of_organisations() {
        for (word, forms) in [
            ("ромашка", "ромашки ромашке ромашку ромашкой"),
            ("северная", "северной северную"),
            ("звезда", "звезды звезде звезду звездой"),
            ("сбербанк", "сбербанка сбербанку сбербанком сбербанке"),
            ("сталь", "стали сталью"),
            ("золото", "золота золоту золотом"),
            ("самоцветы", "самоцветов самоцветам"),
            ("строитель", "строителя строителем"),
            ("медвежий", "медвежьего медвежьему медвежьим медвежьем"),
            ("лисья", "лисьей лисью"),
            ("путь", "пути путем"),
            ("золотой", "золотого золотому золотым"),
            ("прибой", "прибоя прибоем"),
            ("острова", "островов островам островами островах"),
            ("время", "времени временем"),
            ("камень", "камня камню камнем"),
            ("ветер", "ветра ветру"),
            ("котел", "котла котлу"),
            ("лен", "льна льном"),
            ("еж", "ежа ежом"),
            ("угорь", "угря угрем"),
            ("большая", "большой большую"),
            ("большой", "большого большом большим"),
            ("свежий", "свежего свежем"),
            ("бескрайние", "бескрайних бескрайним бескрайними"),
            ("авиалинии", "авиалиний авиалиниям"),
            ("сестры", "сестер сестрам сестрами"),
            ("самоделки", "самоделок"),
            ("кухни", "кухонь кухням"),
            ("деньги", "денег"),
            ("друзья", "друзей друзьям"),
            ("семьи", "семей"),
            ("лавровы", "лавровых лавровыми"),
            ("бабушкина", "бабушкиной"),
            ("молодцы", "молодцев"),
        ] {
            check(&noun_or_adjective(word).unwrap_or_default(), &forms.split(' ').collect::<Vec<_>>());
        }
        assert_eq!(noun_or_adjective("acme"), None);
        for (word, forms) in [("три", "трех тремя"), ("пять", "пяти пятью"), ("двенадцать", "двенадцати")]
        {
            check(&numeral(word).unwrap_or_default(), &forms.split(' ').collect::<Vec<_>>());
        }
        assert_eq!(numeral("тройка"), None);
        for (word, forms) in [
            ("озер", "озерам озерами озерах"),
            ("кузнеца", "кузнецов кузнецам"),
            ("башни", "башен башням"),
            ("капитанов", "капитанам"),
            ("дней", "дням"),
        ] {
            check(&counted(word), &forms.split(' ').collect::<Vec<_>>());
        }
    }
}

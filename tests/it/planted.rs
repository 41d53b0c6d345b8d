//! Properties of matching: what is planted is found where it was planted, whatever stands around it; folding keeps the
//! count and is idempotent; nothing panics. Seeded: a failure comes again, and names its seed.

use std::collections::BTreeMap;

use leakwatch::config::{self, embedded};
use leakwatch::matching::{Matcher, Words};
use leakwatch::model::{Hit, KeywordSet, Matches};
use leakwatch::text::fold::{fold, fold_loose};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

fn carried() -> Vec<KeywordSet> {
    let sets = embedded::keyword_sets().into_iter();
    sets.map(|(file, text)| config::keyword_set(&file, text).expect("carried sets are good")).collect()
}

fn matcher(sets: &[KeywordSet]) -> Matcher {
    Matcher::new(sets).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn strong(matcher: &Matcher, entry: &str, text: &str) -> Vec<Hit> {
    let floor = matcher.entry(entry).expect("an entry of the sets").min_confidence;
    let mut hits = matcher.scan(&Words { text, ..Words::default() });
    hits.retain(|hit| &*hit.entry == entry && hit.confidence >= floor);
    hits
}

/// Surroundings that say nothing: words that nobody knows, in Russian and in English, lines, signs, and what hides in
/// texts. No capitals and no digits: those say something.
fn around(dice: &mut StdRng) -> String {
    const SYLLABLES: [&str; 24] = [
        "ба", "вы", "ду", "жо", "зэ", "лю", "мя", "пу", "ре", "та", "фо", "ши", "ba", "ve", "di", "ko", "lu",
        "my", "po", "ra", "si", "tu", "zo", "ne",
    ];
    const BETWEEN: [&str; 14] =
        [" ", " ", " ", "\n", ", ", ". ", "\r\n", "\u{a0}", " 😀 ", " — ", "\t", " «", "» ", "; "];
    const HIDDEN: [&str; 4] = ["\u{301}", "\u{200b}", "\u{ad}", "\u{feff}"];
    let mut out = String::new();
    for _ in 0..dice.random_range(0..60) {
        let russian = dice.random_bool(0.5);
        for _ in 0..dice.random_range(2..5) {
            let half = dice.random_range(0..12);
            out.push_str(SYLLABLES[if russian { half } else { 12 + half }]);
            if dice.random_bool(0.02) {
                out.push_str(HIDDEN[dice.random_range(0..HIDDEN.len())]);
            }
        }
        out.push_str(BETWEEN[dice.random_range(0..BETWEEN.len())]);
    }
    out
}

/// The plant within surroundings, and how many code points stand before it.
fn embedded_in(dice: &mut StdRng, plant: &str, apart: &[&str]) -> (String, usize) {
    let apart = |dice: &mut StdRng, text: &str| match text.is_empty() {
        true => String::new(),
        false => apart[dice.random_range(0..apart.len())].to_owned(),
    };
    let (before, after) = (around(dice), around(dice));
    let before = before.clone() + &apart(dice, &before);
    let after = apart(dice, &after) + &after;
    let start = before.chars().count();
    (format!("{before}{plant}{after}"), start)
}

fn spans(hits: &[Hit], moved: usize) -> Vec<(usize, usize, String)> {
    hits.iter().map(|hit| (hit.start + moved, hit.end + moved, hit.text.clone())).collect()
}

/// Every example of every carried pattern and query, in five surroundings each.
#[test]
fn examples_are_found_where_they_are_planted() {
    let sets = carried();
    let matcher = matcher(&sets);
    let mut dice = StdRng::seed_from_u64(20_261_128);
    let (mut planted, mut skipped, mut lost) = (0, Vec::new(), BTreeMap::new());
    for entry in sets.iter().flat_map(|set| &set.entries) {
        match &entry.matches {
            // Where a marking stands is what it is judged by.
            Matches::Pattern(pattern) if pattern.stands.is_some() => continue,
            Matches::Pattern(_) | Matches::Query(_) => {}
            _ => continue,
        }
        let id = entry.full_id();
        for example in &entry.examples {
            let alone = strong(&matcher, &id, example);
            if alone.is_empty() {
                // Its sets' roles are played by stand-ins, which `check` alone knows.
                skipped.push(id.clone());
                continue;
            }
            for _ in 0..5 {
                let (text, start) = embedded_in(&mut dice, example, &["\n", "\n\n", "\r\n"]);
                let found = spans(&strong(&matcher, &id, &text), 0);
                planted += 1;
                for wanted in spans(&alone, start) {
                    if !found.contains(&wanted) {
                        lost.insert(id.clone(), (wanted, found.clone(), text.clone()));
                    }
                }
            }
        }
    }
    assert!(lost.is_empty(), "{} of {planted} planted examples were lost: {lost:#?}", lost.len());
    assert!(planted > 400 && skipped.len() * 50 < planted, "{planted} planted, skipped: {skipped:?}");
}

/// Surname, given name and patronymic in the six cases.
const PEOPLE: [[[&str; 3]; 6]; 4] = [
    [
        ["Кречетов", "Илья", "Львович"],
        ["Кречетова", "Ильи", "Львовича"],
        ["Кречетову", "Илье", "Львовичу"],
        ["Кречетова", "Илью", "Львовича"],
        ["Кречетовым", "Ильёй", "Львовичем"],
        ["Кречетове", "Илье", "Львовиче"],
    ],
    [
        ["Заяц", "Лев", "Ильич"],
        ["Зайца", "Льва", "Ильича"],
        ["Зайцу", "Льву", "Ильичу"],
        ["Зайца", "Льва", "Ильича"],
        ["Зайцем", "Львом", "Ильичом"],
        ["Зайце", "Льве", "Ильиче"],
    ],
    [
        ["Достоевская", "Анна", "Сергеевна"],
        ["Достоевской", "Анны", "Сергеевны"],
        ["Достоевской", "Анне", "Сергеевне"],
        ["Достоевскую", "Анну", "Сергеевну"],
        ["Достоевской", "Анной", "Сергеевной"],
        ["Достоевской", "Анне", "Сергеевне"],
    ],
    [
        ["Шевченко", "Марина", "Игоревна"],
        ["Шевченко", "Марины", "Игоревны"],
        ["Шевченко", "Марине", "Игоревне"],
        ["Шевченко", "Марину", "Игоревну"],
        ["Шевченко", "Мариной", "Игоревной"],
        ["Шевченко", "Марине", "Игоревне"],
    ],
];

/// The ways in which a name is written.
fn written([surname, given, patronymic]: [&str; 3]) -> Vec<String> {
    let initial = |word: &str| word.chars().next().expect("a word").to_string();
    let (i, o) = (initial(given), initial(patronymic));
    let full = format!("{surname} {given} {patronymic}");
    vec![
        full.clone(),
        format!("{given} {patronymic} {surname}"),
        format!("{surname} {given}"),
        format!("{given} {surname}"),
        format!("{surname} {i}. {o}."),
        format!("{surname} {i}.{o}."),
        format!("{i}. {o}. {surname}"),
        format!("{i}.{o}. {surname}"),
        full.to_uppercase(),
        full.replace(' ', "\u{a0}"),
        full.replace(' ', "  "),
    ]
}

/// The same with what hides in a word: never behind its last letter, where it belongs to what follows.
fn hidden(dice: &mut StdRng, name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let at = dice.random_range(1..letters.len() - 1);
    let inside =
        letters[at].is_alphabetic() && letters[at + 1].is_alphabetic() && letters[at - 1].is_alphabetic();
    let sign = ['\u{200b}', '\u{ad}', '\u{301}'][dice.random_range(0..3)];
    let mut out: String = letters[..=at].iter().collect();
    if inside && (sign != '\u{301}' || "аеёиоуыэюя".contains(letters[at])) {
        out.push(sign);
    }
    out.extend(&letters[at + 1..]);
    out
}

#[test]
fn names_are_found_where_they_are_planted() {
    let mut lost = Vec::new();
    let mut planted = 0;
    for (n, cases) in PEOPLE.iter().enumerate() {
        let [surname, given, patronymic] = cases[0];
        let set = format!(
            "[set]\nid = \"t\"\n[[entity]]\nid = \"p\"\nkind = \"person\"\nrole = \"own\"\nname = \"{surname} {given} {patronymic}\"\n"
        );
        let set = config::keyword_set("keyword-sets/t.toml", &set).expect("a good set");
        let matcher = matcher(&[set]);
        let mut dice = StdRng::seed_from_u64(n as u64);
        for case in cases {
            for name in written(*case) {
                for _ in 0..6 {
                    let name = if dice.random_bool(0.3) { hidden(&mut dice, &name) } else { name.clone() };
                    let (text, start) =
                        embedded_in(&mut dice, &name, &[" ", ", ", ". ", " — ", "\n\n", " («"]);
                    let end = start + name.chars().count();
                    planted += 1;
                    // An initial's full stop may be taken for the sentence's.
                    let here = |hit: &Hit| hit.start == start && (hit.end == end || hit.end + 1 == end);
                    let found = strong(&matcher, "t/p", &text);
                    if !found.iter().any(here) {
                        lost.push((name, (start, end), spans(&found, 0), text));
                    }
                }
            }
        }
    }
    assert!(
        lost.is_empty(),
        "{} of {planted} planted names were lost: {:#?}",
        lost.len(),
        &lost[..lost.len().min(5)]
    );
    assert!(planted > 1_000);
}

#[test]
fn terms_of_queries_are_found_where_they_are_planted() {
    let set = "[set]\nid = \"t\"\n[[query]]\nid = \"q\"\nclass = \"leak\"\nexpression = '\"утечка данных\" NEAR/3 (парол* OR клиент)'\n";
    let matcher = matcher(&[config::keyword_set("keyword-sets/t.toml", set).expect("a good set")]);
    let mut dice = StdRng::seed_from_u64(3);
    for (plant, found) in [
        ("утечка данных клиентов", true),
        ("утечки данных: пароли", true),
        ("Паролей нет, утечку данных", true),
        ("клиенту об утечке\u{a0}данных", true),
        ("утечка персональных данных клиентов", false),
        ("утечка данных раз два три четыре клиент", false),
    ] {
        for _ in 0..60 {
            let (text, start) = embedded_in(&mut dice, plant, &[" ", ", ", ". ", "\n"]);
            let hits = spans(&strong(&matcher, "t/q", &text), 0);
            let end = start + plant.chars().count();
            let wanted = if found { vec![(start, end, plant.to_owned())] } else { Vec::new() };
            assert_eq!(hits, wanted, "{plant:?} in {text:?}");
        }
    }
}

/// Any text at all: code points from everywhere, and what texts are made of.
fn anything(dice: &mut StdRng) -> String {
    const PIECES: [&str; 16] = [
        "Иванов",
        "ООО «",
        "»",
        "ИНН 500100732259",
        "@example.com",
        "AKIA",
        "\u{202e}",
        "\u{301}\u{301}",
        "ﬃ",
        "İ",
        "ß",
        "-----BEGIN ",
        "\r",
        "пароль: ",
        "\u{0}",
        "И. П. ",
    ];
    let mut out = String::new();
    for _ in 0..dice.random_range(0..200) {
        match dice.random_range(0..4) {
            0 => out.push_str(PIECES[dice.random_range(0..PIECES.len())]),
            1 => out.extend(char::from_u32(dice.random_range(0..0x11_0000))),
            2 => out.extend(char::from_u32(dice.random_range(0x400..0x460))),
            _ => out.extend(char::from_u32(dice.random_range(0x20..0x7f))),
        }
    }
    out
}

#[test]
fn folding_keeps_the_count_and_is_idempotent() {
    let mut dice = StdRng::seed_from_u64(4);
    for _ in 0..3_000 {
        let text = anything(&mut dice);
        let folded = fold(&text);
        assert_eq!(folded.chars().count(), text.chars().count(), "{text:?}");
        assert_eq!(fold(&folded), folded, "{text:?}");
        let loose = fold_loose(&text);
        assert_eq!(fold_loose(&loose), loose, "{text:?}");
    }
}

#[test]
fn nothing_panics_and_no_hit_lies_beyond_the_text() {
    let sets = carried();
    let matcher = matcher(&sets);
    let ids: Vec<String> = matcher.entries().map(|entry| entry.full_id()).collect();
    let mut dice = StdRng::seed_from_u64(5);
    for _ in 0..150 {
        let text = anything(&mut dice);
        let words = Words { text: &text, title: &text, url: &text, ..Words::default() };
        let length = text.chars().count();
        for hit in matcher.scan(&words) {
            let within: String = text.chars().skip(hit.start).take(hit.end - hit.start).collect();
            assert!(hit.start < hit.end && hit.end <= length, "{hit:?} in {text:?}");
            assert_eq!(hit.text, within, "the text of a hit is what stands there: {text:?}");
        }
        let id = &ids[dice.random_range(0..ids.len())];
        assert!(matcher.explain(id, &words).is_some_and(|told| !told.lines.is_empty()));
    }
}

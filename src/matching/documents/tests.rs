use super::*;
use crate::matching::{Matcher, Words};
use crate::model::{EntityKind, Hit, Key, KeywordSet, Matches};

fn key() -> PrintKey {
    PrintKey::of(&Key::new([3; 32]))
}

fn printed(name: &str, text: &str, public: bool) -> Print {
    let key = key();
    Print { name: name.into(), key, runs: print(text, &key).into(), public }
}

/// An entry `d/ID` for each document.
fn matcher(documents: &[(&str, Vec<Print>)]) -> Matcher {
    let entries = documents.iter().map(|(id, prints)| {
        let mut entry = crate::matching::tests::document(id);
        let Matches::Entity(entity) = &mut entry.matches else { panic!("an entity") };
        assert_eq!(entity.kind, EntityKind::Document);
        entity.prints.clone_from(prints);
        entry
    });
    let set = KeywordSet { id: "d".into(), entries: entries.collect(), ..KeywordSet::default() };
    Matcher::new(&[set]).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn one(text: &str) -> Matcher {
    matcher(&[("plan", vec![printed("plan.docx", text, false)])])
}

fn hits(matcher: &Matcher, text: &str) -> Vec<Hit> {
    matcher.scan(&Words { text, ..Words::default() }).into_iter().filter(|hit| hit.confidence >= 50).collect()
}

const PLAN: &str = "Правление утвердило выкуп литейного цеха у наследников прежнего владельца за четыре миллиона \
    рублей наличными. Деньги снимут со вклада в сентябре, сделку оформит нотариус из соседней области, чтобы конкуренты \
    ничего не узнали раньше времени. Начальник транспортного отдела вывезет станки ночью двумя колоннами через мост у \
    старой пристани. Сторожам объявят учения, видеокамеры отключат на сорок минут, журнал дежурств перепишут задним числом.";

const ENGLISH: &str = "The turbine division loses forty thousand crowns weekly because bearings from the northern supplier \
    crack below minus twenty degrees. Engineering proposes to recall every third gearbox quietly during scheduled \
    maintenance, replace ceramic rings with bronze ones, and record the swap as lubrication. Insurance was not informed; \
    the auditor visits after Easter and samples only invoices above nine thousand.";

/// Words of nobody, as many as asked for.
fn filler(words: usize, seed: u64) -> String {
    let some = [
        "дождь",
        "ветер",
        "поле",
        "сосна",
        "мельница",
        "ручей",
        "облако",
        "тропа",
        "камень",
        "берёза",
        "мост",
        "птица",
        "garden",
        "window",
        "teacup",
        "lantern",
        "pebble",
        "river",
        "copper",
        "violin",
        "harbour",
        "candle",
        "meadow",
    ];
    let mut state = seed;
    let mut out = Vec::new();
    for n in 0..words {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.push(format!(
            "{}{}",
            some[(state >> 33) as usize % some.len()],
            if n % 9 == 8 { "." } else { "" }
        ));
    }
    out.join(" ")
}

#[test]
fn a_planted_paragraph_is_found_where_it_was_planted() {
    let matcher = matcher(&[
        ("plan", vec![printed("plan.docx", PLAN, false)]),
        ("turbine", vec![printed("turbine.pdf", ENGLISH, false)]),
    ]);
    for seed in 0..60u64 {
        let (entry, paragraph) = if seed % 2 == 0 { ("t/plan", PLAN) } else { ("t/turbine", ENGLISH) };
        let before = filler((seed * 37 % 900) as usize, seed);
        let after = filler((seed * 53 % 700) as usize, seed + 1000);
        let joint = ["\n", " ", ".\n\n", " — "][seed as usize % 4];
        let page = format!("{before}{joint}{paragraph}{joint}{after}");
        let found = hits(&matcher, &page);
        assert_eq!(found.len(), 1, "{seed}: {found:?}");
        assert_eq!(&*found[0].entry, entry, "{seed}");
        let start = (before + joint).chars().count();
        // The paragraph ends with a full stop, which is no word.
        let end = start + paragraph.chars().count() - 1;
        assert_eq!((found[0].start, found[0].end), (start, end), "{seed}: {joint:?} {:?}", found[0].text);
        assert!(found[0].evidence.contains(&"word for word".into()), "{:?}", found[0].evidence);
        assert!(found[0].evidence.contains(&"100 % of the document stands here".into()));
    }
}

#[test]
fn layout_changes_nothing() {
    let lines = |width: usize, hyphens: bool| {
        let (mut out, mut line) = (String::new(), 0);
        for word in PLAN.split_whitespace() {
            let letters: Vec<char> = word.chars().collect();
            if hyphens && line + letters.len() > width && letters.len() > 6 {
                let half: String = letters[..letters.len() / 2].iter().collect();
                let rest: String = letters[letters.len() / 2..].iter().collect();
                out.push_str(&format!("{half}-\n{rest} "));
                line = rest.chars().count();
                continue;
            }
            if line + letters.len() > width {
                out.push('\n');
                line = 0;
            }
            out.push_str(word);
            out.push(' ');
            line += letters.len() + 1;
        }
        out
    };
    let narrow = lines(24, true);
    let across = |text: &str| {
        let lines: Vec<&str> = text.lines().collect();
        let half = lines.len().div_ceil(2);
        let row = |n: usize| format!("{:<40}{}\n", lines[n], lines.get(half + n).unwrap_or(&""));
        (0..half).map(row).collect::<String>()
    };
    let matcher = one(PLAN);
    for (name, text) in [
        ("narrow lines", lines(30, false)),
        ("hyphens", narrow.clone()),
        ("columns read across", across(&lines(30, false))),
        ("columns with hyphens", across(&narrow)),
        ("capitals without punctuation", PLAN.to_uppercase().replace(['.', ','], "")),
        ("look-alike letters", PLAN.replace('о', "o").replace('а', "a")),
        ("pages between", lines(60, false).replace('\n', "\n\nСтр. 7 из 12\n\n")),
        ("a word a line", PLAN.replace(' ', "\n")),
        ("quoted lines", lines(60, false).replace('\n', "\n> > ")),
    ] {
        let found = hits(&matcher, &text);
        assert_eq!(found.len(), 1, "{name}: {found:?}\n{text}");
    }
}

/// Every tenth word is another, at any offset.
#[test]
fn a_tenth_may_be_reworded() {
    let matcher = matcher(&[
        ("plan", vec![printed("plan.docx", PLAN, false)]),
        ("turbine", vec![printed("turbine.pdf", ENGLISH, false)]),
    ]);
    for paragraph in [PLAN, ENGLISH] {
        for offset in 0..10 {
            let change = |(n, word): (usize, &str)| match n % 10 == offset {
                true => ["иначе", "вместо", "otherwise", "прежде", "kettle"][n / 10 % 5].to_owned(),
                false => word.to_owned(),
            };
            let text: Vec<String> = paragraph.split_whitespace().enumerate().map(change).collect();
            let found = hits(&matcher, &text.join(" "));
            assert_eq!(found.len(), 1, "{offset}: {}", text.join(" "));
            assert!(found[0].evidence.iter().any(|line| line.starts_with("reworded")), "{found:?}");
        }
    }
}

#[test]
fn what_everybody_may_know_is_no_evidence() {
    let footer = "Отдел снабжения завода «Ромашка» работает с девяти утра до шести вечера, приём заявок ведёт дежурный \
        инженер по внутреннему телефону, пропуска выписывает бюро у второй проходной, въезд грузовых машин строго по \
        четвергам после досмотра.";
    let licence = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and \
        associated documentation files (the \"Software\"), to deal in the Software without restriction";
    let with = |text: &str| format!("{text}\n\n{footer}\n\n{licence}");
    let other = "Склад готовой продукции переезжает к реке, бухгалтерия остаётся на прежнем месте до особого \
        распоряжения директора, столовая закрывается на ремонт кровли.";
    let three = matcher(&[
        ("plan", vec![printed("plan.docx", &with(PLAN), false)]),
        ("turbine", vec![printed("turbine.pdf", &with(ENGLISH), false)]),
        ("store", vec![printed("store.odt", &with(other), false)]),
    ]);
    let public = matcher(&[(
        "plan",
        vec![printed("plan.docx", &with(PLAN), false), printed("offer.html", footer, true)],
    )]);
    let alone = one(&with(PLAN));
    for (name, matcher, page, expected) in [
        ("a footer of three documents", &three, footer, 0),
        ("a footer that was said to be public", &public, footer, 0),
        ("a footer of one document is its own", &alone, footer, 1),
        ("a licence", &alone, licence, 0),
        ("the plan with its footer", &three, &with(PLAN), 1),
        ("the plan alone", &three, PLAN, 1),
        ("a sentence of it", &three, PLAN.split_inclusive('.').nth(1).unwrap_or_default(), 1),
    ] {
        assert_eq!(hits(matcher, page).len(), expected, "{name}");
    }
}

#[test]
fn versions_of_a_document_are_no_template() {
    let first = format!("{PLAN}\n\n{ENGLISH}");
    let second = first.replace("четыре миллиона", "пять миллионов");
    let third = second.replace("сентябре", "октябре");
    let versions =
        ["a", "b", "c", "d"].map(|name| printed(name, if name < "c" { &first } else { &third }, false));
    let matcher = matcher(&[("plan", versions.to_vec()), ("old", vec![printed("old.doc", &second, false)])]);
    let found = hits(&matcher, &third);
    assert_eq!(found.iter().map(|hit| &*hit.entry).collect::<Vec<_>>(), ["t/old", "t/plan"]);
    assert!(found[1].evidence[0].ends_with(" c") || found[1].evidence[0].ends_with(" d"), "{found:?}");
}

#[test]
fn little_is_weak_and_less_is_nothing() {
    let matcher = one(PLAN);
    let words: Vec<&str> = PLAN.split_whitespace().collect();
    let weak = matcher.scan(&Words { text: &words[..8].join(" "), ..Words::default() });
    assert!(weak.iter().all(|hit| hit.confidence < 50) && weak.len() == 1, "{weak:?}");
    assert!(matcher.scan(&Words { text: &words[..5].join(" "), ..Words::default() }).is_empty());
    let apart = format!("{}{}{}", words[..7].join(" "), filler(300, 1), words[40..47].join(" "));
    assert!(hits(&matcher, &apart).is_empty());
    let explained =
        matcher.explain("t/plan", &Words { text: "ничего", ..Words::default() }).expect("an entry");
    assert!(!explained.matched && explained.lines[0].english.starts_with("plan.docx: "), "{explained:?}");
}

/// Pages made to be slow: a paragraph repeated, one run repeated, two documents taking turns, blanks without end.
#[test]
fn hostile_pages_are_read() {
    let stutter = "альфа бета гамма дельта ".repeat(400);
    let matcher = matcher(&[
        ("plan", vec![printed("plan.docx", PLAN, false)]),
        ("stutter", vec![printed("stutter.txt", &stutter, false)]),
        ("turbine", vec![printed("turbine.pdf", ENGLISH, false)]),
    ]);
    let interleaved: String =
        PLAN.split_whitespace().zip(ENGLISH.split_whitespace()).map(|(a, b)| format!("{a} {b} ")).collect();
    for page in [
        PLAN.repeat(300),
        "альфа бета гамма дельта ".repeat(20_000),
        format!("{PLAN} {ENGLISH} ").repeat(150),
        interleaved.repeat(50),
        "а   б\n".repeat(50_000),
        format!("{}{PLAN}", " ".repeat(1 << 20)),
        "x-\n".repeat(100_000),
        "\u{ad}\n".repeat(30_000),
        "1".repeat(1 << 20),
        "a-b-".repeat(30_000),
        "a/b.".repeat(30_000),
        String::new(),
    ] {
        for hit in matcher.scan(&Words { text: &page, ..Words::default() }) {
            assert!(hit.start < hit.end && hit.end <= page.chars().count());
        }
    }
}

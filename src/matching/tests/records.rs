//! Records through the room's face: accounts, names, people's data in rows and blocks.

use super::*;

fn records(id: &str, kind: RecordKind, least: u32) -> Entry {
    let list = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
    let person = kind == RecordKind::Person;
    let of = |all: &[&str]| if person { list(all) } else { Vec::new() };
    let records = Records {
        kind,
        near: Vec::new(),
        names: of(&["name"]),
        numbers: of(&["passport", "snils"]),
        details: Vec::new(),
        contacts: of(&["phone"]),
        least,
    };
    Entry { secret: true, ..entry(id, Matches::Records(records)) }
}

fn all() -> Matcher {
    let number = |id: &str, regex: &str, validate: &str| Entry {
        id: id.into(),
        min_confidence: 80,
        ..pattern(regex, Some(validate), &[])
    };
    matcher(vec![
        records("account", RecordKind::Login, 3),
        records("name", RecordKind::Name, 3),
        number("passport", r"\b[0-9]{4} ?[0-9]{6}\b", "passport-ru"),
        number("snils", r"\b[0-9]{3}-[0-9]{3}-[0-9]{3} [0-9]{2}\b", "snils"),
        number("phone", r"\+7[0-9]{10}\b", "phone-ru"),
        records("full", RecordKind::Person, 3),
        records("some", RecordKind::Person, 2),
    ])
}

/// Hits of one entry, as they stand in the text.
fn of(id: &str, text: &str) -> Vec<String> {
    strong(&all(), id, text)
}

#[test]
fn people_in_rows_lines_and_blocks() {
    let one = "Сидоров Пётр Ильич, 4508 654321, +79167654321";
    assert_eq!(of("full", one), [one]);
    assert!(of("some", one).is_empty(), "a record is of one entry");
    assert_eq!(of("some", "Сидоров Пётр Ильич, тел. +79167654321").len(), 1);
    let block = "Клиент\nФИО: Сидоров Пётр Ильич\nСНИЛС: 123-654-987 72\nТел.: +79167654321\n\n\nКонец";
    assert_eq!(of("full", block).len(), 1);
    let rows = "фио;паспорт;телефон\nСидоров Пётр Ильич;4508 654321;+79167654321\nПетрова Анна Львовна;4509 654322;\n";
    let found = of("full", rows);
    assert_eq!(found.len(), 2, "a number that a header names counts as one: {found:?}");
    let sql = "INSERT INTO c (fio, passport) VALUES ('Сидоров Пётр Ильич', '4508654321'), ('Петрова Анна Львовна', '4509654322');";
    assert_eq!(of("full", sql).len(), 2);
    let lines: String =
        (0..5).map(|n| format!("Сидоров Пётр Ильич, 450865432{n}, +7916765432{n}\n")).collect();
    let lacking = format!("{lines}Петрова Анна Львовна, +79167654399\n");
    assert_eq!(of("full", &lacking).len(), 6, "a row that lacks a field is of the same list");
    for none in [
        "4508 654321, +79167654321",
        "Сидоров Пётр Ильич открыл заседание.\n\n\n\nСправки: +79167654321",
        "фио;паспорт;телефон",
    ] {
        assert!(of("full", none).is_empty() && of("some", none).is_empty(), "{none}");
    }
}

#[test]
fn the_same_person_is_the_same_value_in_every_layout() {
    let values = |text: &str| -> Vec<String> {
        scan(&all(), text).into_iter().filter(|h| &*h.entry == "t/full").map(|h| h.value).collect()
    };
    let line = values("Сидоров Пётр Ильич, паспорт 4508 654321, +79167654321");
    assert_eq!(line.len(), 1);
    assert_eq!(values("телефон;паспорт;фио\n89167654321;4508654321;Сидоров Пётр Ильич\n"), line);
}

#[test]
fn accounts_of_every_layout_have_one_value() {
    let value = |text: &str| -> Vec<String> {
        scan(&all(), text).into_iter().filter(|h| &*h.entry == "t/account").map(|h| h.value).collect()
    };
    for text in [
        "Boris@Example.com:Zima2024",
        "boris@example.com | Zima2024",
        "User: boris@example.com Pass: Zima2024",
        "{\"email\":\"boris@example.com\",\"password\":\"Zima2024\"}",
        "id,email,password\n7,boris@example.com,Zima2024\n",
        "INSERT INTO users (email, password) VALUES ('boris@example.com', 'Zima2024');",
    ] {
        assert_eq!(value(text), ["boris@example.com\tZima2024"], "{text}");
    }
    let block = "URL: https://vpn.example.com/x\nUSER: boris\nPASS: Zima2024\n";
    assert_eq!(value(&block.repeat(3)).len(), 3);
    assert_eq!(value(block), ["boris vpn.example.com\tZima2024"]);
}

/// Offsets stay right whatever stands before, and hostile text is no panic.
#[test]
fn planted_and_hostile() {
    let planted = "boris@example.com:Zima2024";
    for lead in ["", "ж\n", "€𝐏\u{301}\n", "a,b;c\n\n", "email;phone\n"] {
        let text = format!("{lead}{planted}\nконец");
        let hits: Vec<Hit> = scan(&all(), &text).into_iter().filter(|h| &*h.entry == "t/account").collect();
        assert_eq!(hits.len(), 1, "{text}");
        let stands: String = text.chars().skip(hits[0].start).take(hits[0].end - hits[0].start).collect();
        assert_eq!((stands.as_str(), hits[0].text.as_str()), (planted, planted));
    }
    for unit in [
        "email;пароль;фио\n",
        "insert into t (email, password) values (",
        "пароль: ",
        "copy t (email,password) from stdin\n",
        "Сидоров Пётр Ильич ",
        "ФИО: Сидоров Пётр Ильич\n",
        "{\"password\":\"",
        "a@b.cd:q7w8e9\tпароль=",
    ] {
        scan(&all(), &unit.repeat(2_000));
    }
}

/// Pieces of every kind side by side, in a small generator's order: no panic, and offsets hold.
#[test]
fn any_text() {
    const PIECES: &[&str] = &[
        "、",
        "側",
        "ж",
        "€",
        "\u{301}",
        "://",
        "https://x.test/",
        "@",
        "a@b.test",
        ":",
        ";",
        "|",
        "\t",
        ", ",
        " - ",
        "----",
        "\n",
        "\r\n",
        "пароль",
        "password",
        "логин: ",
        "email",
        "фио",
        "Сидоров Пётр Ильич",
        "4508 654321",
        "+79167654321",
        "(",
        ")",
        "insert into t ",
        " values ",
        "copy t ",
        " from stdin",
        "'",
        "\"",
        "`",
        "\u{a0}",
        "–",
        "=",
        "Zima2024",
        "12.03.1985",
        "{",
        "}",
    ];
    let matcher = all();
    let mut state = 5usize;
    for _ in 0..1_500 {
        let mut text = String::new();
        for _ in 0..24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(PIECES[(state >> 33) % PIECES.len()]);
        }
        for hit in scan(&matcher, &text) {
            let stands: String = text.chars().skip(hit.start).take(hit.end - hit.start).collect();
            assert_eq!(stands, hit.text, "{text:?}");
        }
    }
}

#[test]
fn a_field_that_is_not_there_is_a_fault() {
    let wrong = Matcher::new(&[KeywordSet {
        id: "t".into(),
        entries: vec![records("full", RecordKind::Person, 3)],
        ..KeywordSet::default()
    }]);
    let faults = wrong.err().expect("faults");
    assert!(faults.iter().any(|f| f.said.english.contains("there is no pattern passport")), "{faults:?}");
}

//! The shipped keyword sets, read by config and tried by matching; `scan` and `explain` as commands.

use std::io::Cursor;

use leakwatch::cli::scan::Beside;
use leakwatch::cli::{explain, keyword_sets, scan};
use leakwatch::config::{self, embedded};
use leakwatch::matching::{Matcher, Words};
use leakwatch::model::Language::{self, English, Russian};
use leakwatch::model::{KeywordSet, Matches};

fn shipped() -> Vec<KeywordSet> {
    embedded::keyword_sets()
        .into_iter()
        .map(|(file, text)| match config::keyword_set(&file, text) {
            Ok(set) => set,
            Err(faults) => panic!("{}", faults.iter().map(|f| f.to_string()).collect::<Vec<_>>().join("\n")),
        })
        .collect()
}

#[test]
fn every_entry_has_examples_that_hold() {
    let sets = shipped();
    let ids: Vec<&str> = sets.iter().map(|s| s.id.as_str()).collect();
    for id in [
        "dumps",
        "infrastructure",
        "markings",
        "personal-data-cis",
        "personal-data-eu",
        "personal-data-int",
        "personal-data-ru",
        "personal-data-uk",
        "personal-data-us",
        "romashka",
        "secrets",
        "threats",
    ] {
        assert!(ids.contains(&id), "{id} is not shipped");
    }
    for entry in sets.iter().flat_map(|s| &s.entries) {
        assert!(!entry.examples.is_empty() && !entry.counter_examples.is_empty(), "{}", entry.full_id());
    }
    for set in &sets {
        let matcher = Matcher::new(std::slice::from_ref(set)).unwrap_or_else(|faults| panic!("{faults:#?}"));
        let faults: Vec<String> = matcher.try_examples().iter().map(|f| f.to_string()).collect();
        assert!(faults.is_empty(), "{}:\n{}", set.id, faults.join("\n"));
    }
}

#[test]
fn secrets_are_masked_and_many() {
    let sets = shipped();
    let secrets = sets.iter().find(|s| s.id == "secrets").expect("it is shipped");
    let patterns = secrets.entries.iter().filter(|e| matches!(e.matches, Matches::Pattern(_)) && e.secret);
    assert!(patterns.count() >= 40);
}

/// Pages about nothing of ours, with numbers and words that look like something.
#[test]
fn quiet_pages_stay_quiet() {
    let matcher = Matcher::new(&shipped()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let quiet = [
        "Ромашка аптечная — однолетнее растение. Цветёт с мая; ромашки собирают сухим утром.",
        "Иванов Пётр Сергеевич и Петров Иван Иванович открыли выставку. Ивановский район, улица Ивана Иванова, 5.",
        "Артикул 500100732258, заказ 7707083894, телефон 8 (800) 123-45-67, версия 1.2.3.4, ISBN 978-5-17-118366-6.",
        "Northern chamomile is a flower. See https://docs.example.org/a/b?c=0123456789abcdef0123456789abcdef#x",
        "password: changeme\napi_key = \"your-api-key-goes-here\"\nexport TOKEN=${TOKEN}\nmysql://user:password@localhost/db",
        "Закон о коммерческой тайне: режим коммерческой тайны устанавливается обладателем. Статья 10.",
        "Плита ДСП 16 мм, шкаф, 2 экземпляра. Звоните: 8 495 123-45-67.",
        "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b, sha256 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "Матч закончился 2:1. Северная звезда видна всю ночь, василёк растёт в поле, продам базу отдыха.",
        "4111 1111 1111 1111 is a test card; 123-45-6789 is a sample SSN; DE00 0000 is no IBAN.",
    ];
    for text in quiet {
        let hits = matcher.scan(&Words { text, ..Words::default() });
        let floor = |id: &str| matcher.entry(id).map_or(0, |e| e.min_confidence);
        let loud: Vec<_> = hits.iter().filter(|h| h.confidence >= floor(&h.entry)).collect();
        assert!(loud.is_empty(), "{text}: {loud:?}");
    }
}

#[test]
fn checks_hold_or_not() {
    let text = r#"
[set]
id = "portal"
[[check]]
id = "tls-expires"
class = "exposure"
fact = "tls.days_left < 14"
examples = ["checks/bad.json"]
counter_examples = ["checks/good.json"]
"#;
    let set = config::keyword_set("portal.toml", text).expect("it is well-formed");
    let matcher = Matcher::new(&[set]).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let bad = matcher.scan_facts(&serde_json::json!({"tls": {"days_left": 3}}));
    assert_eq!((bad.len(), &*bad[0].entry, bad[0].confidence), (1, "portal/tls-expires", 100));
    assert!(matcher.scan_facts(&serde_json::json!({"tls": {"days_left": 30}})).is_empty());
    assert!(matcher.try_examples().is_empty());
}

fn run(ask: &scan::Scan, input: &str) -> (u8, Vec<serde_json::Value>, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = scan::scan(ask, &shipped(), &mut Cursor::new(input), &mut out, &mut err)
        .expect("memory takes everything");
    let out = String::from_utf8(out).expect("JSON is UTF-8");
    let lines = out.lines().map(|l| serde_json::from_str(l).expect("a line is JSON")).collect();
    (code, lines, String::from_utf8(err).expect("messages are UTF-8"))
}

#[test]
fn scan_prints_one_line_a_hit() {
    let files = vec!["-".to_owned()];
    let ask = scan::Scan { files: files.clone(), ..scan::Scan::default() };
    let (code, lines, err) = run(&ask, "строка\nпартнёр «Ромашки» сообщил\nромашка\n");
    assert_eq!((code, lines.len(), err.as_str()), (1, 1, ""));
    let hit = &lines[0];
    assert_eq!(hit["file"], "-");
    assert_eq!(hit["entry"], "romashka/company");
    assert_eq!(hit["kind"], "entity");
    assert_eq!(
        (hit["start"].as_u64(), hit["end"].as_u64(), hit["line"].as_u64()),
        (Some(16), Some(23), Some(2))
    );
    assert_eq!(hit["match"], "Ромашки");
    assert!(hit["confidence"].as_f64().is_some_and(|c| (0.5..=1.0).contains(&c)));
    assert!(hit["evidence"].as_array().is_some_and(|e| !e.is_empty()));
    let (_, all, _) = run(&scan::Scan { all: true, files, ..scan::Scan::default() }, "на лугу ромашка");
    assert!(all.iter().any(|h| h["entry"] == "romashka/company"));
    let (code, lines, _) = run(&ask, "ничего");
    assert_eq!((code, lines.len()), (0, 0));
    let absent = scan::Scan { files: vec!["/nonexistent/file".into()], ..scan::Scan::default() };
    assert!(matches!(run(&absent, ""), (2, lines, err) if lines.is_empty() && err.contains("nonexistent")));
}

#[test]
fn scan_answers_records_in_order() {
    let ask = scan::Scan { records: Some("-".into()), ..scan::Scan::default() };
    let input = "{\"id\":7,\"text\":\"Иванову Ивану Петровичу\"}\n\n{\"id\":\"b\",\"text\":\"тихо\"}\n";
    let (code, lines, _) = run(&ask, input);
    assert_eq!(code, 1);
    assert_eq!(
        (lines[0]["id"].as_u64(), lines[0]["hits"][0]["entry"].as_str()),
        (Some(7), Some("romashka/ceo"))
    );
    assert_eq!((lines[1]["id"].as_str(), lines[1]["hits"].as_array().map(Vec::len)), (Some("b"), Some(0)));
    let (code, lines, err) = run(&ask, "{\"id\":1}\n{\"id\":2,\"text\":\"x\"}\n");
    assert_eq!((code, lines.len()), (2, 1));
    assert!(err.starts_with("-:1:"), "{err}");
}

#[test]
fn explain_says_why_not() {
    let say = |entry: &str, input: &str, language: Language| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = explain::explain(
            entry,
            "-",
            &Beside::default(),
            &shipped(),
            language,
            &mut Cursor::new(input),
            &mut out,
            &mut err,
        )
        .expect("memory takes everything");
        (code, String::from_utf8_lossy(&out).into_owned() + &String::from_utf8_lossy(&err))
    };
    let said = say("romashka/ceo", "Иванов Иван Сидорович", Russian).1;
    assert!(said.contains("строка 1: «Иванов» не подходит: другое отчество"), "{said}");
    let said = say("romashka/company", "сорвали ромашка", Russian).1;
    assert!(said.starts_with("romashka/company: не находится") && said.contains("ниже порога"), "{said}");
    for (entry, input, code, part) in [
        ("romashka/ceo", "Иванов Иван Сидорович", 0, "another patronymic"),
        ("romashka/ceo", "Иванову Ивану Петровичу", 1, "dative"),
        ("romashka/company", "ромашка", 0, "below the floor"),
        ("romashka/breach-rumour", "утечка данных", 0, "does not hold"),
        ("secrets/github-pat", "ghp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0, "refused by its validator"),
        ("romashka/company", "тихо", 0, "«ромашка»: nothing like it stands in the text"),
        ("romashka/ceo", "Иванов и Пётр Кузьмич", 0, "the bare surname, which does not count"),
        ("romashka/ceo", "приехал Петрович", 0, "«петрович»: the nearest to it is «Петрович» on line 1"),
        ("secrets/github-pat", "ghp_short", 0, "the expression holds up to «ghp_»; then it needs"),
        ("secrets/github-pat", "тихо", 0, "not even the beginning of the expression"),
        ("personal-data-ru/inn-person", "ИНН 500100732258", 0, "must show «both check digits"),
        (
            "romashka/breach-rumour",
            "утечка данных",
            0,
            "it fails at: one of 1 entities or patterns (romashka/company)",
        ),
        ("romashka/compani", "тихо", 2, "did you mean romashka/company"),
    ] {
        let (got, said) = say(entry, input, English);
        assert!(got == code && said.contains(part), "{entry} on {input}: {got} {said}");
    }
}

#[test]
fn sets_are_read_from_a_file_or_a_folder() {
    let folder = tempfile::tempdir().expect("a folder for a moment");
    let file = folder.path().join("one.toml");
    std::fs::write(&file, "[set]\nid = \"one\"\n").expect("it can be written");
    std::fs::write(folder.path().join("note.txt"), "no set").expect("it can be written");
    for path in [file.as_path(), folder.path()] {
        assert_eq!(keyword_sets::read(path).map(|sets| sets.len()), Ok(1));
    }
    std::fs::write(folder.path().join("two.toml"), "[set]\n").expect("it can be written");
    let faults = keyword_sets::read(folder.path()).expect_err("the second has no id");
    assert!(faults.iter().all(|f| f.spot.file.ends_with("two.toml")) && !faults.is_empty());
    assert!(keyword_sets::read(&folder.path().join("absent.toml")).is_err());
}

/// What people read of the shipped packs is in their language.
#[test]
fn shipped_sets_and_entries_are_titled_in_both_languages() {
    use leakwatch::model::Language;
    let russian = |text: &str| text.chars().any(|c| ('А'..='я').contains(&c));
    for set in shipped().into_iter().filter(|set| set.id != "romashka") {
        let rules = set.entries.iter().filter(|entry| !matches!(entry.matches, Matches::Entity(_)));
        let titles =
            rules.map(|e| (e.full_id(), e.title_in(Language::English), e.title_in(Language::Russian)));
        let own = (set.id.clone(), set.title_in(Language::English), set.title_in(Language::Russian));
        for (id, english, in_russian) in titles.chain([own]) {
            assert!(!russian(english), "{id}: {english} is no English title");
            // An abbreviation is the same in both: IBAN.
            let same = english.len() <= 6 && english == in_russian;
            assert!(russian(in_russian) || same, "{id}: {in_russian} is no Russian title");
        }
    }
}

#[test]
fn records_say_what_stands_beside_the_text() {
    let set = "[set]\nid = \"t\"\n[[query]]\nid = \"q\"\nclass = \"leak\"\n\
        expression = 'слив title:база host:forum.test author:иван source:forum-x lang:ru'\n";
    let sets = [config::keyword_set("t.toml", set).expect("no faults")];
    let whole = r#"{"id":1,"text":"слив","title":"База","url":"https://a.forum.test/","author":"Иван","source":"forum-x","lang":"ru"}"#;
    let bare = r#"{"id":2,"text":"слив"}"#;
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("records.jsonl");
    std::fs::write(&file, format!("{whole}\n{bare}\n")).expect("writes");
    let ask = scan::Scan { records: Some(file), ..scan::Scan::default() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = scan::scan(&ask, &sets, &mut Cursor::new(""), &mut out, &mut err).expect("writes");
    let lines: Vec<serde_json::Value> = String::from_utf8(out)
        .expect("UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let hits = |n: usize| lines[n]["hits"].as_array().map_or(0, Vec::len);
    assert_eq!((code, hits(0), hits(1)), (1, 1, 0), "{lines:?}");
}

/// Why a spot is not the name is said in both languages, whatever the labelled lines bring up.
#[test]
fn refusals_have_their_russian() {
    use leakwatch::model::{Language, refusal};
    let sets = keyword_sets::read(std::path::Path::new("tests/corpus/names/set.toml"))
        .expect("the labelled targets");
    let matcher = Matcher::new(&sets).expect("they compile");
    let lines = std::fs::read_to_string("tests/corpus/names/lines.jsonl").expect("the labelled lines");
    let mut told = std::collections::BTreeSet::new();
    // Every seventh line: each phenomenon is there many times.
    for line in lines.lines().step_by(7) {
        let row: serde_json::Value = serde_json::from_str(line).expect("a labelled line");
        let text = row["text"].as_str().unwrap_or_default();
        let set = matcher.entries().next().map(|e| e.set.clone()).unwrap_or_default();
        for id in row["not"].as_array().into_iter().flatten().filter_map(|id| id.as_str()) {
            let words = Words { text, ..Words::default() };
            let Some(explained) = matcher.explain(&format!("{set}/{id}"), &words) else { continue };
            for line in explained.lines.iter().filter(|line| line.code == "explain.refused") {
                let why = line.english.rsplit_once("»: ").map_or("", |(_, why)| why);
                told.insert(why.to_owned());
            }
        }
    }
    assert!(told.len() > 10, "{told:?}");
    let missing: Vec<&String> = told.iter().filter(|why| !refusal::known(why)).collect();
    assert!(missing.is_empty(), "no Russian in src/model/refusal.rs for {missing:#?}");
    assert_ne!(refusal::told("another patronymic", Language::Russian), "another patronymic");
}

use super::*;
use crate::config;

const SET: &str = r#"
[set]
id = "acme"
title = "Acme"

[[entity]]
id = "company"
kind = "organisation"
role = "own"
name = "ООО «Ромашка»"

[[pattern]]
id = "token"
class = "leak"
regex = '\btok-[0-9]{8}\b'
damage = "large"
"#;

fn matcher() -> Matcher {
    Matcher::new(&[config::keyword_set("acme.toml", SET).expect("a set")]).expect("a matcher")
}

fn run(bytes: &[u8], core: usize, margin: usize) -> Dump {
    let head = &bytes[..bytes.len().min(2_000)];
    windows(
        bytes,
        Pieces::new(head, Some("text/plain")),
        "начало",
        &matcher(),
        &Words::default(),
        (core, margin),
    )
    .expect("memory")
}

/// Lines of Russian words with a token every so often and the company's name now and then.
fn dump(lines: usize, every: usize) -> String {
    (0..lines)
        .map(|n| match n {
            n if n % every == 0 => format!("строка {n}; ключ tok-{n:08}; ООО «Ромашка» и её заказы\n"),
            n => format!("строка {n}; ничего примечательного, кроме погоды и урожая\n"),
        })
        .collect()
}

#[test]
fn windows_find_what_one_reading_finds_wherever_they_end() {
    let text = dump(400, 7);
    let whole = matcher().scan(&Words { text: &text, ..Words::default() });
    let key = |hit: &Hit| (hit.entry.clone(), hit.text.clone(), hit.confidence);
    let mut expected: Vec<_> = whole.iter().map(key).collect();
    expected.sort();
    assert_eq!(expected.iter().filter(|(entry, ..)| &**entry == "acme/token").count(), 58);
    // Cores of every size: each border falls once on every byte of a line.
    for core in 3_000..3_090 {
        let dump = run(text.as_bytes(), core, 1_500);
        let mut found: Vec<_> = dump.hits.iter().map(key).collect();
        found.sort();
        assert_eq!(found, expected, "core {core}");
        for hit in &dump.hits {
            let words =
                |from: usize, to: usize| dump.text.chars().skip(from).take(to - from).collect::<String>();
            assert_eq!(words(hit.start, hit.end), hit.text, "core {core}");
            assert!(words(hit.passage.0, hit.passage.1).contains(&hit.text));
            let line = dump.text.chars().take(hit.start).filter(|c| *c == '\n').count() + 1;
            assert_eq!(hit.line, line, "core {core}: {hit:?}");
            let Some(number) = hit.text.strip_prefix("tok-") else { continue };
            let of_file = number.parse::<usize>().expect("digits") + 1;
            assert!(hit.evidence.contains(&format!("line {of_file} of the file").into()), "{hit:?}");
        }
        assert!(dump.hits.windows(2).all(|pair| pair[0].start <= pair[1].start), "in order");
    }
}

#[test]
fn kept_are_the_beginning_and_what_surrounds_the_hits() {
    let quiet = dump(4_000, 5_000);
    let mut text = quiet.clone();
    text.push_str("ключ tok-12345678 лежит в конце");
    let dump = run(text.as_bytes(), 20_000, 4_000);
    assert!(dump.text.starts_with("начало\n…\n"));
    assert!(dump.text.ends_with("ключ tok-12345678 лежит в конце"));
    assert!(dump.text.len() < 4_000, "{} bytes", dump.text.len());
    assert_eq!(dump.hits.iter().filter(|h| &*h.entry == "acme/token").count(), 2);
    assert!(run(quiet.split_once('\n').expect("lines").1.as_bytes(), 20_000, 4_000).hits.is_empty());
    assert!(run(b"", 10, 5).hits.is_empty());
}

#[test]
fn other_charsets_and_broken_bytes_are_read_to_their_end() {
    let text = dump(300, 50);
    let (koi, _, _) = encoding_rs::KOI8_R.encode(&text);
    let found = run(&koi, 3_000, 1_500);
    assert_eq!(found.hits.iter().filter(|h| &*h.entry == "acme/token").count(), 6);
    let mut broken = text.into_bytes();
    for at in (5_000..9_000).step_by(97) {
        broken[at] = 0xff;
    }
    let found = run(&broken, 3_000, 1_500);
    assert!(found.hits.iter().any(|h| h.text == "tok-00000250"));
    assert!(found.complaints.iter().any(|c| c.starts_with("not valid")), "{:?}", found.complaints);
}

/// Beyond the room for passages the matched words alone are kept; a value with a name beside it keeps both for longer.
#[test]
fn what_is_kept_is_bounded_and_in_place() {
    let text = dump(4_000, 2);
    let matcher = matcher();
    let found = matcher.scan(&Words { text: &text, ..Words::default() });
    let tokens =
        |hits: &[Hit]| hits.iter().filter(|h| &*h.entry == "acme/token").cloned().collect::<Vec<_>>();
    let mut kept = Kept::new("");
    kept.text.push_str(&"x".repeat(MIXED));
    kept.points += MIXED;
    kept.take(&text, (0, text.len()), 1, found.clone(), |_| false);
    assert_eq!(kept.hits.len(), found.len());
    assert!(kept.text.len() - MIXED < found.len() * 40, "{} bytes", kept.text.len() - MIXED);
    let points: Vec<char> = kept.text.chars().collect();
    for hit in &kept.hits {
        assert_eq!(points[hit.start..hit.end].iter().collect::<String>(), hit.text);
    }
    let mut passages = Kept::new("");
    passages.text.push_str(&"x".repeat(PASSAGES));
    passages.points += PASSAGES;
    passages.take(&text, (0, text.len()), 1, found.clone(), |_| false);
    assert!(passages.text.contains("ключ tok-00000010; ООО «Ромашка»"), "named side by side");
    let mut alone = Kept::new("");
    alone.text.push_str(&"x".repeat(PASSAGES));
    alone.take(&text, (0, text.len()), 1, tokens(&found), |_| false);
    assert!(!alone.text.contains("ключ tok-00000010"));
}

const ACCOUNTS: &str = r#"
[set]
id = "acme"
title = "Acme"

[[entity]]
id = "company"
kind = "organisation"
role = "own"
name = "ООО «Ромашка»"
domains = ["example.com"]

[[pattern]]
id = "accounts"
record = "login"
scope = "value"
secret = true
damage = "medium"
volume = [[1, "medium"]]
"#;

/// Three accounts of the watch behind more strangers than are kept.
#[test]
fn accounts_of_the_watch_are_not_crowded_out() {
    let matcher =
        Matcher::new(&[config::keyword_set("acme.toml", ACCOUNTS).expect("a set")]).expect("a matcher");
    let mut text: String = (0..300).map(|n| format!("u{n}@mail.test:pw{n}x\n")).collect();
    for n in 0..3 {
        text.push_str(&format!("boris{n}@example.com:Zima{n}024\n"));
    }
    let mut found = matcher.scan(&Words { text: &text, ..Words::default() });
    found.retain(|hit| &*hit.entry == "acme/accounts");
    assert_eq!(found.len(), 303);
    let ours = |hit: &Hit| matcher.is_named(&hit.value);
    let mut kept = Kept::new("");
    kept.most = 50;
    kept.take(&text, (0, text.len()), 1, found, ours);
    assert_eq!((kept.hits.len(), kept.left_out), (103, 200));
    assert_eq!(kept.hits.iter().filter(|hit| ours(hit)).count(), 3);
    for hit in &kept.hits {
        let stands: String = kept.text.chars().skip(hit.start).take(hit.end - hit.start).collect();
        assert_eq!(stands, hit.text);
    }
}

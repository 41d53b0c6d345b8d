//! Labelled hosts: what imitates a domain of ours and by which trick, what does not, and what it costs.

use super::super::{Matcher, Words};
use crate::model::{Entity, EntityKind, Entry, Hit, KeywordSet, Matches, Pattern, Role};

fn entity(id: &str, role: Role, domains: &[&str]) -> Entry {
    let of = Entity {
        kind: EntityKind::Brand,
        role,
        name: id.to_uppercase(),
        gender: None,
        latin: vec![],
        aliases: vec![],
        parts: vec![],
        domains: domains.iter().map(|d| (*d).to_owned()).collect(),
        handles: vec![],
        files: vec![],
        canaries: vec![],
        public: vec![],
        prints: vec![],
    };
    Entry { id: id.into(), matches: Matches::Entity(of), ..crate::matching::tests::pattern_entry() }
}

fn matcher(own: &[&str], competitors: &[&str]) -> Matcher {
    let lookalike = Pattern { lookalike: Some(Role::Own), ..Pattern::default() };
    let entries = vec![
        entity("own", Role::Own, own),
        entity("other", Role::Competitor, competitors),
        Entry {
            id: "lookalike".into(),
            matches: Matches::Pattern(lookalike),
            min_confidence: 50,
            ..crate::matching::tests::pattern_entry()
        },
    ];
    let set = KeywordSet { id: "t".into(), entries, ..KeywordSet::default() };
    Matcher::new(&[set]).unwrap_or_else(|faults| panic!("{faults:?}"))
}

const OWN: &[&str] =
    &["example.com", "romashka.ru", "severbank.ru", "my-firm.test", "orange.test", "abc.ru", "заря-банк.рф"];

fn ours() -> Matcher {
    matcher(OWN, &["severbanc.ru"])
}

fn hits(matcher: &Matcher, text: &str, url: &str) -> Vec<Hit> {
    let mut hits = matcher.scan(&Words { text, url, ..Words::default() });
    hits.retain(|hit| hit.entry.ends_with("/lookalike"));
    hits
}

#[test]
fn finds_imitations_and_says_which_and_how() {
    let matcher = ours();
    let mut wrong = Vec::new();
    for (text, domain, trick) in [
        ("romahska.ru", "romashka.ru", "swapped"),
        ("romashkka.ru", "romashka.ru", "doubled"),
        ("romasha.ru", "romashka.ru", "missing"),
        ("romashkar.ru", "romashka.ru", "letter more"),
        ("romasgka.ru", "romashka.ru", "key beside"),
        ("romoshka.ru", "romashka.ru", "vowel"),
        ("romashja.ru", "romashka.ru", "key beside"),
        ("romashca.ru", "romashka.ru", "flipped"),
        ("r0mashka.ru", "romashka.ru", "look alike"),
        ("rornashka.ru", "romashka.ru", "look alike"),
        ("severbаnk.ru", "severbank.ru", "another alphabet"),
        ("xn--romashk-8fg.ru", "romashka.ru", "another alphabet"),
        ("romashka.net", "romashka.ru", "top-level"),
        ("romashka.com.ua", "romashka.ru", "top-level"),
        ("severbank.online", "severbank.ru", "top-level"),
        ("romashka-login.com", "romashka.ru", "words were added: login"),
        ("login-romashka.com", "romashka.ru", "words were added: login"),
        ("lk-severbank-online.site", "severbank.ru", "words were added"),
        ("severbankonline.ru", "severbank.ru", "words were added: online"),
        ("severbank-vhod.ru", "severbank.ru", "words were added: vhod"),
        ("romashka-spb.ru", "romashka.ru", "words were added: spb"),
        ("examp1e-login.com", "example.com", "look alike"),
        ("examlpe-login.com", "example.com", "swapped"),
        ("wwwexample.com", "example.com", "dot is missing"),
        ("www-romashka.ru", "romashka.ru", "dot is missing"),
        ("romashkaru.com", "romashka.ru", "dot is missing"),
        ("roma-shka.ru", "romashka.ru", "hyphens"),
        ("myfirm.test", "my-firm.test", "hyphens"),
        ("my-firm-login.test", "my-firm.test", "words were added: login"),
        ("example.com.evil.test", "example.com", "inside another one: evil.test"),
        ("www.romashka.ru.secure-pay.top/a", "romashka.ru", "inside another one: secure-pay.top"),
        ("romashka-ru.secure.top", "romashka.ru", "inside another one"),
        ("my-firm.test.evil.test", "my-firm.test", "inside another one"),
        ("romashka-login.evil.test", "romashka.ru", "words were added: login"),
        ("https://romashka.ru@evil.test/login", "romashka.ru", "leads to evil.test"),
        ("hxxp://romahska[.]ru/x", "romashka.ru", "swapped"),
        ("mail@romahska.ru", "romashka.ru", "swapped"),
        ("ромашка.рф", "romashka.ru", "another alphabet"),
        ("заря-баник.рф", "заря-банк.рф", "letter more"),
        ("severbank.secure-pay.ru", "severbank.ru", "label of another domain: secure-pay.ru"),
        ("severbank24.ru", "severbank.ru", "words were added: 24"),
        ("orange-login.top", "orange.test", "words were added: login"),
    ] {
        let found = hits(&matcher, &format!("Пишут про {text}, осторожно."), "");
        let told = found.iter().any(|hit| {
            let evidence = hit.evidence.join("; ");
            let said = evidence.contains(&format!("imitates {domain};")) && evidence.contains(trick);
            said && hit.confidence >= 50
        });
        if !told || found.len() != 1 {
            wrong.push(format!("{text}: {domain} by {trick}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lets_others_be() {
    let matcher = ours();
    let mut wrong = Vec::new();
    for text in [
        // Ours, our competitor's, and what nobody can register.
        "romashka.ru",
        "mail.romashka.ru",
        "xn----7sbbd1awuu9k.xn--p1ai",
        "https://www.severbank.ru/login",
        "severbanc.ru",
        "example.org",
        "example2.com",
        "www.example.net",
        // Words and names of their own.
        "romanka-tour.ru",
        "romantika.ru",
        "exampled.dev-tools.top",
        "orange.com",
        "arrange.test",
        "range.test",
        "grange.test",
        "oranges.info",
        "abd.ru",
        "abc.com",
        "severstal.ru",
        "severbanking-conference.org",
        "sample.com",
        "google.com",
        "yandex.ru",
        // Files, paths, members, versions, sentences.
        "romashka.py",
        "romashka.md и romashka.sh",
        "src/romashka.rs",
        "romashka.name",
        "example.exe",
        "1.2.3",
        "romashka.Новое предложение",
        // Services that write their customers' names.
        "romashka.slack.com",
        "romashka.livejournal.com",
        "romashka-ru.mail.protection.outlook.com",
        "www.romashka.ru.edgekey.net",
        "romashka.ru.s3.amazonaws.com",
        "ivan.petrov@mail.test",
    ] {
        let found: Vec<_> = hits(&matcher, text, "").into_iter().filter(|hit| hit.confidence >= 50).collect();
        wrong.extend((!found.is_empty()).then(|| format!("{text}: {found:?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn reads_the_address_of_a_page_and_values_in_punycode() {
    let matcher = ours();
    let found = hits(&matcher, "Вход в личный кабинет", "https://romashka-login.top/a");
    assert_eq!((found.len(), found[0].text.as_str()), (1, "romashka-login.top"), "{found:?}");
    assert!(hits(&matcher, "Вход", "https://romashka.ru/a").is_empty());
    let found = hits(&matcher, "см. severbаnk.ru и severbаnk.ru", "");
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|hit| hit.value.starts_with("xn--")), "{found:?}");
    assert_eq!(&"см. severbаnk.ru".chars().skip(found[0].start).collect::<String>(), &found[0].text);
}

#[test]
fn many_domains_and_hostile_texts_are_cheap() {
    let own: Vec<String> = (0..10_000).map(|n| format!("firma-nomer-{n}-{}.ru", n * 7919)).collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let many = matcher(&own, &[]);
    let found = hits(&many, "firma-nomer-77-609763.com firmanomer-78-617682.ru", "");
    assert_eq!(found.len(), 2, "{found:?}");
    for text in [
        "a.b-c.".repeat(8_000),
        "romashka-".repeat(6_000) + ".ru",
        "romashka.ru.".repeat(5_000),
        "xn--a.".repeat(8_000),
        "ромашка.рф.".repeat(3_000),
        "https://romashka.ru@".repeat(3_000),
        (0..3_000).map(|n| format!("romashka{n}.ru ")).collect::<String>(),
    ] {
        hits(&many, &text, "");
    }
}

#[test]
fn says_what_would_have_been_imitated() {
    for (own, expected) in [
        (&["romashka.ru"][..], "no host in the text imitates romashka.ru"),
        (
            OWN,
            "no host in the text imitates example.com, romashka.ru, severbank.ru, my-firm.test, orange.test, …",
        ),
        (
            &[],
            "no entity that it guards has a domain, so that there is nothing to imitate: add `domains` to it",
        ),
    ] {
        let told = matcher(own, &[]).explain("t/lookalike", &Words::alone("plain words"));
        let lines: Vec<String> = told.expect("an entry").lines.into_iter().map(|said| said.english).collect();
        assert_eq!(lines, [expected]);
    }
}

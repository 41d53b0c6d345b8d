//! check, init, doctor and config export through what `main` calls.

use super::*;
use leakwatch::app::Printed;
use leakwatch::cli::{check, config_export, doctor, init};
use leakwatch::model::Time;
use std::io::Write;

const NOW: Time = Time(1_795_000_000_000);

fn post(host: &str) -> Post {
    Post { host: host.into(), ..Post::default() }
}

fn answers() -> Answers {
    Answers {
        company: "ООО «Ромашка»".into(),
        domains: vec!["example.com".into(), "romashka.example".into()],
        leadership: vec![
            Person { name: "Иванов Иван Петрович".into() },
            Person { name: "Anna \"Ann\" Smith".into() },
        ],
        recipients: vec!["soc@example.com".into(), "ciso@example.com".into()],
        plan: "extended".into(),
        language: Language::Russian,
        zone: "Europe/Moscow".into(),
        places: vec!["https://news.example/rss.xml".into(), "https://www.forum.example/board/".into()],
        relay: Some(post("mx.example.com")),
        server: Machine::default(),
    }
}

#[test]
fn what_init_writes_loads_without_fault_or_warning() {
    for plan in ["daily", "operational", "extended"] {
        for relay in [Some(post("localhost")), None] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let answers = Answers { plan: plan.into(), relay: relay.clone(), ..answers() };
            let files = init::run(folder.path(), &answers).expect("a folder without configuration");
            assert_eq!(files.len(), 5);
            let source = Source { folder: Some(folder.path()), stored: &[] };
            let loaded = config::load(&source, &kind_faults).expect("what init writes is without fault");
            let warnings: Vec<_> = loaded.warnings.iter().map(|w| w.message()).collect();
            let expected: &[&str] = match relay {
                Some(_) => &[],
                None => &["no relay is configured: letters go to the maildir in data/"],
            };
            assert_eq!(warnings, expected, "{plan}");
            let config = loaded.config;
            assert_eq!((config.recipients.len(), config.watches[0].plan.as_str()), (2, plan));
            assert_eq!(config.watches[0].title, "ООО «Ромашка»");
            let names = config.sets.iter().flat_map(|s| &s.entries).filter_map(|e| match &e.matches {
                Matches::Entity(e) => Some(e.name.as_str()),
                _ => None,
            });
            assert_eq!(
                names.collect::<Vec<_>>(),
                ["ООО «Ромашка»", "Иванов Иван Петрович", "Anna \"Ann\" Smith"]
            );
            let again = init::run(folder.path(), &answers).map_err(|e| e.to_string());
            assert!(again.is_err_and(|e| e.contains("is there already")), "init writes over nothing");
        }
    }
}

#[test]
fn wrong_answers_are_all_named() {
    let answers = Answers {
        company: " ".into(),
        domains: vec!["a b".into()],
        places: vec!["forum".into()],
        relay: Some(Post { user: Some("leakwatch".into()), ..post("mx.example.com:smtp") }),
        recipients: vec![],
        plan: "monthly".into(),
        zone: "Mars".into(),
        ..answers()
    };
    let wrong = config::starter(&answers, &[]).map(|_| ()).err().unwrap_or_default();
    assert_eq!(
        wrong.iter().map(|w| w.field.as_str()).collect::<Vec<_>>(),
        ["company", "recipients", "domains", "places", "relay", "relay", "zone", "plan"]
    );
}

#[test]
fn init_asks_for_what_flags_leave_open() {
    let flags = init::Flags {
        company: Some("Acme Ltd".into()),
        plan: Some("daily".into()),
        ..init::Flags::default()
    };
    let mut typed = "\nexample.com, example.org\n\nsoc@example.com\n\n\n\n\n".as_bytes();
    let mut asked = Vec::new();
    let answers = init::answers(flags.clone(), Some((&mut typed, &mut asked))).expect("answers");
    let asked = String::from_utf8(asked).expect("questions are text");
    assert_eq!(asked.matches("domains").count(), 2, "an empty answer is asked again: {asked}");
    assert!(!asked.contains("Company") && !asked.contains("Plan"), "{asked}");
    assert_eq!(
        (answers.company.as_str(), answers.domains.len(), answers.leadership.len()),
        ("Acme Ltd", 2, 0)
    );
    assert_eq!(
        (answers.plan.as_str(), answers.language, answers.zone.as_str(), answers.relay),
        ("daily", Language::English, "UTC", None)
    );
    let missing = init::answers(flags, None).map_err(|e| e.to_string());
    assert_eq!(missing, Err("--domain is missing: Its domains, with commas between".to_owned()));
}

#[test]
fn check_says_where_and_what_and_its_code_says_whether() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |folder: &Path, json: bool| {
        let checked = check::check(
            Some(folder),
            &[],
            &check::Tries {
                kinds: &kind_faults,
                print: &|_, _| Printed::default(),
                samples: &|_| Vec::new(),
            },
        );
        let mut out = Vec::new();
        let code = check::report(&checked, Some(folder), json, Language::English, &mut out)
            .expect("a write into memory");
        (
            code,
            String::from_utf8(out).expect("a report is text").replace(&format!("{}/", folder.display()), ""),
        )
    };
    let set = |regex: &str| {
        format!(
            "[set]\nid = \"acme\"\n[[entity]]\nid = \"company\"\nkind = \"organisation\"\nrole = \"own\"\nname = \"Acme Ltd\"\nexamples = [\"at Acme Ltd today\"]\ncounter_examples = [\"nothing\"]\n[[pattern]]\nid = \"n\"\nregex = '{regex}'\nexamples = [\"AC-123\"]\n"
        )
    };
    write(folder.path(), &base(&[("keyword-sets/acme.toml", &set("AC-("))]));
    let faulty = "keyword-sets/acme.toml:12:9: `regex`: does not compile at character 4: unclosed group";
    assert_eq!(run(folder.path(), false), (1, format!("{faulty}\n1 fault\n")));
    let (code, json) = run(folder.path(), true);
    let json: serde_json::Value = serde_json::from_str(&json).expect("one JSON document");
    assert_eq!((code, &json["ok"], &json["faults"][0]["line"]), (1, &false.into(), &12.into()));
    write(folder.path(), &[("keyword-sets/acme.toml", &set(r"AC-\d+"))]);
    let (code, text) = run(folder.path(), false);
    let missing = "keyword-sets/acme.toml:10:1: `counter_examples` of \"n\": write at least one\n";
    assert!(code == 1 && text.starts_with(missing), "{text}");
    write(folder.path(), &[("keyword-sets/acme.toml", &(set(r"AC-\d+") + "counter_examples = [\"AC\"]\n"))]);
    let (code, text) = run(folder.path(), false);
    assert!(code == 0 && text.starts_with("no faults: "), "{text}");
    assert_eq!(run(Path::new("/nonexistent/config"), false).0, 2);
}

#[test]
fn export_writes_files_that_load_as_the_store_did() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(
        folder.path(),
        &base(&[("people.toml", "[recipient.a]\nwatches = [\"acme\"]\nto = \"a@example.com\"")]),
    );
    let stored = [
        Stored {
            name: "people.toml".into(),
            text: "[recipient.b]\nwatches = [\"acme\"]\nto = \"b@example.com\"".into(),
        },
        Stored {
            name: "crawlers/blog/crawler.toml".into(),
            text: "id = \"blog\"\nkind = \"feed\"\nstart = [\"https://blog.example/feed\"]".into(),
        },
    ];
    let load = |stored: &[Stored]| {
        let loaded =
            config::load(&Source { folder: Some(folder.path()), stored }, &kind_faults).expect("no fault");
        let recipients = loaded.config.recipients.into_iter().map(|r| r.id).collect::<Vec<_>>();
        (recipients, loaded.config.spare_crawls.into_iter().any(|c| c.id == "blog"))
    };
    let before = load(&stored);
    let files = config_export::run(folder.path(), &stored).expect("names that are free");
    let names: Vec<_> =
        files.iter().map(|f| f.strip_prefix(folder.path()).expect("inside").to_owned()).collect();
    assert_eq!(names, [Path::new("people-2.toml"), Path::new("crawlers/blog/crawler.toml")]);
    let mut after = load(&[]);
    after.0.sort();
    let mut expected = before;
    expected.0.sort();
    assert_eq!(after, expected);
    let again = config_export::run(folder.path(), &stored).map_err(|e| e.to_string());
    assert!(again.is_err_and(|e| e.contains("crawler.toml there already")), "a crawler's folder is taken");
}

#[test]
fn doctor_looks_at_what_is_configured_and_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let greeter = std::net::TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let port = greeter.local_addr().expect("its address").port();
    let greeting = std::thread::spawn(move || {
        let (mut stream, _) = greeter.accept().expect("the doctor");
        stream.write_all(b"220 mx.example.com ESMTP\r\n").expect("a greeting");
    });
    let dead = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        listener.local_addr().expect("its address").port()
    };
    let main = MAIN
        .replace("host = \"localhost\"", &format!("host = \"127.0.0.1\"\nport = {port}"))
        .replace("[server]\n", &format!("[server]\ndata = \"{}\"\n", folder.path().join("data").display()));
    let news = FEED.replace("https://news.example/feed", "http://localhost/feed")
        + &format!("proxy = \"socks5h://127.0.0.1:{dead}\"\n");
    let config = config(&[("leakwatch.toml", &main), ("crawlers/news/crawler.toml", &news)]);
    std::fs::write(folder.path().join("chromium"), "").expect("a file of the test's own");
    let findings = doctor::look(&config, NOW, &folder.path().display().to_string());
    greeting.join().expect("the greeter ends");
    let state = |what: &str| findings.iter().find(|f| f.what == what).map(|f| f.state);
    assert_eq!(state("clock"), Some(doctor::State::Ok));
    assert_eq!(state("data folder"), Some(doctor::State::Ok));
    assert_eq!(state("relay main"), Some(doctor::State::Ok), "{findings:?}");
    assert_eq!(state("browser"), Some(doctor::State::Ok));
    assert_eq!(state(&format!("proxy socks5h://127.0.0.1:{dead}")), Some(doctor::State::Fail));
    assert!(findings.iter().all(|f| f.todo.is_empty() == (f.state == doctor::State::Ok)), "{findings:?}");
    let mut out = Vec::new();
    assert_eq!(doctor::report(&findings, true, &mut out).expect("a write into memory"), 1);
    let json: serde_json::Value = serde_json::from_slice(&out).expect("one JSON document");
    assert_eq!(json[0]["what"], "clock");
    let early = doctor::look(&config, Time(0), "");
    assert_eq!(early[0].state, doctor::State::Fail, "1970 is before this program was written");
}

#[tokio::test]
async fn carried_crawlers_pass_their_samples_and_a_changed_one_does_not() {
    let clock = || std::sync::Arc::new(leakwatch::runtime::HandClock::new(NOW));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = Source { folder: None, stored: &[] };
    let config = config::load(&source, &kind_faults).expect("the example is without fault").config;
    assert_eq!(check::samples(&config, None, clock()).await, Vec::new());
    let (name, text) = config::embedded::crawlers().into_iter().next().expect("a carried crawler");
    write(folder.path(), &base(&[(&name, text)]));
    write(folder.path(), &[(&name.replace("crawler.toml", "expect.json"), "[]")]);
    let at = name.trim_end_matches("/crawler.toml");
    for (file, bytes) in
        config::embedded::files(at).into_iter().filter(|(file, _)| file.starts_with("sample/"))
    {
        let text = std::str::from_utf8(bytes).expect("a sample is text");
        write(folder.path(), &[(&format!("{at}/{file}"), text)]);
    }
    let source = Source { folder: Some(folder.path()), stored: &[] };
    let config = config::load(&source, &kind_faults).expect("a configuration without fault").config;
    let faults = check::samples(&config, Some(folder.path()), clock()).await;
    assert_eq!(faults.len(), 1, "{faults:?}");
}

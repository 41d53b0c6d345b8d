//! `mute`, `hold` and `digest` as an operator types them: the real binary beside a store.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::*;
use crate::store::drafts;

const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);

/// Exit code, what it said, and what it complained of.
fn leakwatch(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leakwatch"));
    command.arg("--config").arg(folder.join("config")).args(args).env("RUST_LOG", "error");
    let done = command.output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code().unwrap_or(-1), text(done.stdout), text(done.stderr))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[tokio::test]
async fn mutes_holds_and_digests_by_command() {
    let folder = TempDir::new().expect("a temporary folder");
    let (_, store) = bed(&folder).await;
    let claimed = drafts::claim(&store, &["paste-demo"]).await;
    let mut draft = drafts::admission("one", &claimed[0]);
    draft.pages.push(drafts::page("https://paste.test/1", "one"));
    let mut finding = drafts::finding("k", 0, Some(drafts::event(1, &["soc"])));
    finding.entry = "personal-data-ru/inn-person".into();
    finding.title = "ИНН физического лица: ••••0758".into();
    draft.findings.push(finding);
    store.admit(&draft).await.expect("admitted");
    let id = drafts::known_finding(&store, "k").await.id.to_string();
    let day = |ahead: u32| (SystemClock.now() + DAY * ahead).rfc3339()[..10].to_owned();
    let run = |args: &[&str]| leakwatch(folder.path(), args);

    let (soon, far) = (day(10), day(1_000));
    let add = ["mute", "add", "--until", &soon, "--reason", "a drill", "--json"];
    for (what, code, says) in [
        (&["--place", "paste-demo"][..], 0, "{\"mute\":1}\n"),
        (&["--entry", "secrets/github-token-classic"], 2, "has an entry"),
        (&["--finding", &id], 0, "{\"mute\":2}\n"),
        (&["--finding", "99"], 2, "there is no finding 99"),
        (&["--place", "nowhere"], 2, "has no crawl `nowhere`"),
        (&["--place", "paste-demo", "--watch", "other"], 2, "there is no watch `other`; one of: romashka"),
        (&["--place", "paste-demo", "--finding", &id], 2, "cannot be used with"),
        (&[], 2, "required"),
    ] {
        let (got, out, said) = run(&[&add[..], what].concat());
        assert_eq!(got, code, "{what:?}: {out}{said}");
        assert!(format!("{out}{said}").contains(says), "{what:?}: {out}{said}");
    }
    let (code, _, said) = run(&["mute", "add", "--place", "paste-demo", "--until", &far, "--reason", "x"]);
    assert!(code == 2 && said.contains("more than a year away"), "{said}");
    let listed = lines(&run(&["mute", "list", "--json"]).1);
    assert_eq!(listed.len(), 2);
    assert_eq!((&listed[0]["scope"], &listed[0]["about"]), (&json!("finding"), &json!(id)));
    assert_eq!(run(&["mute", "remove", "1", "--json"]).1, "{\"removed\":1}\n");
    assert_eq!(run(&["mute", "remove", "1"]).0, 2, "it is over");
    assert_eq!(lines(&run(&["mute", "list", "--json"]).1).len(), 1);
    assert_eq!(lines(&run(&["mute", "list", "--all", "--json"]).1).len(), 2);

    let held = format!("finding:{id}");
    for (what, code) in [
        (held.as_str(), 0),
        ("url:https://paste.test/1", 0),
        ("paste-demo", 0),
        ("*", 0),
        ("finding:99", 2),
        ("url:https://paste.test/2", 2),
        ("nowhere", 2),
    ] {
        let (got, _, said) = run(&["hold", "add", what, "--reason", "case 12"]);
        assert_eq!(got, code, "{what}: {said}");
    }
    assert_eq!(run(&["hold", "remove", "paste-demo", "--reason", "closed"]).0, 0);
    assert_eq!(run(&["hold", "remove", "paste-demo", "--reason", "closed"]).0, 2);
    let holds = lines(&run(&["hold", "list", "--json"]).1);
    let scopes: Vec<&str> = holds.iter().filter_map(|hold| hold["scope"].as_str()).collect();
    assert_eq!(scopes, ["*", held.as_str(), "url:https://paste.test/1"]);

    let preview = lines(&run(&["digest", "preview", "soc", "--json"]).1);
    assert_eq!((preview.len(), &preview[0]["kind"]), (1, &json!("weekly")));
    assert_eq!(preview[0]["material"]["changed"].as_array().map(Vec::len), Some(1));
    let text = run(&["digest", "preview", "soc"]).1;
    assert!(text.starts_with("soc: Сводка за неделю") && text.contains("paste[.]test"), "{text}");
    // Titles are in the reader's language, and what a story's heading says is not said again.
    let english = run(&["digest", "preview", "duty"]).1;
    assert!(english.contains("INN of a person") && !english.contains("физического"), "{english}");
    let story = english.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(story.contains("at paste[.]test. ••••0758"), "{story}");
    assert!(run(&["digest", "preview", "nobody"]).2.contains("one of: duty, soc"));
    assert_eq!(run(&["digest", "list", "--json"]).1, "", "a preview sends and keeps nothing");
    assert!(run(&["digest", "show", "abc"]).2.contains("there is no digest abc"));

    // What was sent is shown as it was.
    let letter = leakwatch::store::rows::LetterDraft {
        kind: leakwatch::model::LetterKind::Digest,
        bytes: b"Subject: A week\r\nContent-Type: text/plain\r\n\r\nNothing happened.\r\n".to_vec(),
        alerts: Vec::new(),
        period: Some(leakwatch::store::rows::PeriodKey {
            recipient: "soc".into(),
            kind: "weekly".into(),
            end: SystemClock.now(),
            after: 0,
            until: 1,
        }),
        ..drafts::letter("week", &[])
    };
    assert!(store.commit_digest(&letter).await.expect("committed"));
    let listed = lines(&run(&["digest", "list", "--json"]).1);
    assert_eq!(listed[0]["letter"], json!(letter.id.hex()));
    let shown = run(&["digest", "show", &letter.id.hex()[..12]]).1;
    assert_eq!(shown, "A leak\n\nNothing happened.\n");
    let audit: Vec<String> =
        store.audit_rows(100, 0).await.expect("audit").into_iter().map(|a| a.what).collect();
    for what in ["muted", "mute ended", "legal hold", "legal hold released"] {
        assert!(audit.iter().any(|line| line == what), "{what} is in the audit log: {audit:?}");
    }
}

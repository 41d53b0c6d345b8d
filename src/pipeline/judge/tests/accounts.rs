//! Accounts: whose they are, one finding for each domain, counted by account and recognised by account and password; and
//! people's records, which count instead of their fields.

use super::*;

/// The findings' titles as people read them, by the watch's own entries.
fn told(w: &World) -> Vec<String> {
    let set = keyword_set();
    let mut out: Vec<String> = Vec::new();
    for draft in &w.last.findings {
        let entry = set.entries.iter().find(|e| e.full_id() == draft.entry).expect("a known entry");
        let (finding, _) = w.findings.iter().find(|(f, _)| f.key == draft.key).expect("it is kept");
        out.push(entry.headline(&draft.title, finding.values, Language::Russian));
    }
    out
}

type Story = fn(&mut World) -> Vec<String>;

fn check(rows: &[(&str, Story, &[&str], &[&str])]) {
    for (name, story, lines, titles) in rows {
        let mut world = World::new();
        assert_eq!(story(&mut world), *lines, "{name}");
        assert_eq!(told(&world), *titles, "{name}");
    }
}

/// `count` accounts from `first` on, with a password each.
fn list(first: usize, count: usize, domain: &str, password: &str) -> String {
    (first..first + count).map(|n| format!("u{n}@{domain}:{password}{n}\n")).collect()
}

#[test]
fn accounts_of_the_watch() {
    check(&[
        (
            "of a long list those of the domain count",
            |w| {
                let text = [
                    list(0, 200, "mail.test", "a"),
                    list(0, 3, "example.com", "b"),
                    list(0, 200, "other.test", "c"),
                ];
                w.visit(&[page("1", text.concat())])
            },
            &["new accounts listing@-20 alert"],
            &["ACCOUNTS: 3 учётные записи @example.com"],
        ),
        (
            "nobody's, though the watch is named beside it",
            |w| {
                let lines = w.visit(&[page("1", format!("Ромашка {}", list(0, 20, "mail.test", "a")))]);
                lines.into_iter().filter(|l| l.contains("accounts")).collect()
            },
            &[],
            &["COMPANY: Тема 1"],
        ),
        (
            "an account has one number however many passwords and sites",
            |w| {
                w.visit(&[page(
                    "1",
                    "a@example.com:one1 a@example.com:two2 a@example.com:one1@x.test b@example.com:q7",
                )])
            },
            &["new accounts listing@-20 alert"],
            &["ACCOUNTS: 2 учётные записи @example.com"],
        ),
        (
            "strangers' accounts at a site of the watch: the site's domain",
            |w| {
                w.visit(&[page("1", "bob@mail.test:one1@shop.example.com eve@mail.test:q7@shop.example.com")])
            },
            &["new accounts listing@-20 alert"],
            &["ACCOUNTS: 2 учётные записи @example.com"],
        ),
        (
            "a secret that is an account's password counts there",
            |w| {
                w.visit(&[page("1", "Ромашка a@example.com:token77")])
                    .into_iter()
                    .filter(|l| !l.contains("company"))
                    .collect()
            },
            &["new accounts listing@-20 alert"],
            &["ACCOUNTS: 1 учётная запись @example.com", "COMPANY: Тема 1"],
        ),
        (
            "a secret beside an account, or in a stranger's, is one by itself",
            |w| {
                let lines = w.visit(&[page("1", "Ромашка a@example.com:qwe7 token78 z@mail.test:token79")]);
                lines.into_iter().filter(|l| !l.contains("company")).collect()
            },
            &["new accounts listing@-20 alert", "new token listing@-20 alert", "new token listing@-20 alert"],
            &["ACCOUNTS: 1 учётная запись @example.com", "COMPANY: Тема 1", "TOKEN: ••••", "TOKEN: ••••"],
        ),
        (
            "a copy is a place",
            |w| {
                w.visit(&[page("1", list(0, 6, "example.com", "a"))]);
                w.visit(&[page(
                    "2",
                    format!("{}{}", list(0, 50, "mail.test", "z"), list(0, 6, "example.com", "a")),
                )])
            },
            &["repeat accounts"],
            &["ACCOUNTS: 6 учётных записей @example.com"],
        ),
        (
            "new accounts raise the volume",
            |w| {
                w.visit(&[page("1", list(0, 3, "example.com", "a"))]);
                w.visit(&[page("1", list(0, 5, "example.com", "a"))])
            },
            &["risen accounts page@-1 alert"],
            &["ACCOUNTS: 5 учётных записей @example.com"],
        ),
        (
            "the same accounts with other passwords are another leak",
            |w| {
                w.visit(&[page("1", list(0, 3, "example.com", "a"))]);
                w.visit(&[page("2", list(0, 3, "example.com", "b"))])
            },
            &["new accounts listing@-1 alert"],
            &["ACCOUNTS: 3 учётные записи @example.com"],
        ),
        (
            "one more password of a known account is no rise",
            |w| {
                w.visit(&[page("1", list(0, 3, "example.com", "a"))]);
                w.visit(&[page("1", format!("{}u0@example.com:new7", list(0, 3, "example.com", "a")))])
            },
            &["repeat accounts"],
            &["ACCOUNTS: 3 учётные записи @example.com"],
        ),
        (
            "judged false: quiet elsewhere, but not with a password not seen then",
            |w| {
                w.visit(&[page("1", list(0, 3, "example.com", "a"))]);
                w.judge("accounts", Verdict::FalsePositive);
                assert_eq!(w.visit(&[page("2", list(0, 3, "example.com", "a"))]), ["repeat accounts"]);
                w.visit(&[page("3", format!("{}u0@example.com:new7", list(0, 3, "example.com", "a")))])
            },
            &["repeat accounts", "new accounts listing@19 alert"],
            &["ACCOUNTS: 3 учётные записи @example.com", "ACCOUNTS: 1 учётная запись @example.com"],
        ),
    ]);
}

#[test]
fn at_places_of_its_own_all_accounts_count() {
    let mut w = World::new();
    w.crawl = "www";
    let text = format!("{}{}", list(0, 4, "mail.test", "a"), list(0, 2, "example.com", "b"));
    assert_eq!(
        w.visit(&[page("1", text)]),
        ["new accounts listing@-20 alert", "new accounts listing@-20 alert"]
    );
    assert_eq!(told(&w), ["ACCOUNTS: 4 учётные записи", "ACCOUNTS: 2 учётные записи @example.com"]);
}

#[test]
fn no_password_is_shown() {
    let mut w = World::new();
    let mut leak = page("1", "boris@example.com:Sekret2024 bob@mail.test:Tajna2024@vpn.example.com");
    leak.title = "Пароль Sekret2024".into();
    w.visit(&[leak]);
    let shown = format!("{:?} {:?}", w.last.shown, w.last.findings[0].locations);
    assert!(!shown.contains("Sekret2024") && !shown.contains("Tajna"), "{shown}");
    let samples = &w.last.findings[0].locations[0].samples;
    assert_eq!(samples[..], ["bo••••@example.com:••••••••", "b••••@mail.test:•••••••• (vpn.example.com)"]);
}

#[test]
fn a_record_counts_instead_of_its_fields() {
    let mut w = World::new();
    let text = "Ромашка {Сидоров client1 телефон} {Петров client2 телефон} client3";
    let lines: Vec<String> =
        w.visit(&[page("1", text)]).into_iter().filter(|l| !l.contains("company")).collect();
    assert_eq!(lines, ["new clients listing@-20 alert", "new person listing@-20 alert"]);
    let held =
        |id: &str| w.findings.iter().find(|(f, _)| f.entry == format!("set/{id}")).map(|(f, _)| f.values);
    assert_eq!(
        (held("clients"), held("person")),
        (Some(1), Some(2)),
        "the client beside no record, and two records"
    );
}

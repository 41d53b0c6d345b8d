//! What is meant when nothing is wrong: defaults, what is changed, what is told apart.

use std::time::Duration;

use super::*;
use leakwatch::config::{Bounces, embedded};
use leakwatch::model::{About, Exposure, Keep, Role, Scope};

fn warnings(more: &[(&str, &str)]) -> Vec<String> {
    let loaded = load(&base(more), &[]).expect("a configuration without fault");
    loaded.warnings.iter().map(Fault::to_string).collect()
}

#[test]
fn a_whole_configuration_has_neither_fault_nor_warning() {
    assert_eq!(warnings(&[]), Vec::<String>::new());
}

#[test]
fn defaults_of_the_product() {
    let config = config(&[]);
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.public_url, "http://127.0.0.1:8080");
    assert_eq!(config.server.database, "sqlite:data/leakwatch.db");
    assert_eq!(config.data, Path::new("data"));
    assert_eq!(config.fetch.contact, "soc@example.com");
    assert_eq!(config.plans["operational"].interval, Duration::from_secs(40 * 60));
    let soc = &config.recipients[0];
    assert_eq!((soc.language, soc.zone.as_str(), soc.gets.as_slice()), (Language::English, "UTC", Gets::ALL));
    let relay = &config.relays[0];
    assert_eq!((relay.host.as_str(), relay.port, relay.tls), ("localhost", 25, Tls::None));
    let news = &config.crawls[0];
    assert_eq!((news.pages, &news.interval, news.delay), (50, &Interval::Auto, Duration::from_secs(2)));
    assert_eq!((news.exposure, news.keep, news.title.as_str()), (Exposure::Public, Keep::All, "news"));
}

#[test]
fn money_is_stated_in_whole_units() {
    let money = "[watch.other]\nplan = \"extended\"\norganisation = \"acme/company\"\nkeyword_sets = [\"acme\"]\ncrawls = [\"news\"]\n\
        [watch.other.money]\ncurrency = \"RUB\"\nmedium = 2_000_000\n[watch.other.money.entries]\n\"acme/number\" = 5\n";
    let watches = config(&[("more.toml", money)]).watches;
    let stakes = watches.iter().find(|w| w.id == "other").and_then(|w| w.money.clone()).expect("stated");
    let of = |entry: &str, damage| stakes.of(entry, damage).map(|money| (money.amount, money.currency));
    assert_eq!(of("acme/company", Damage::Medium), Some((200_000_000, "RUB".into())));
    assert_eq!(
        of("acme/number", Damage::Critical),
        Some((500, "RUB".into())),
        "an entry's own amount comes first"
    );
    assert_eq!(of("acme/company", Damage::Large), None, "what is not stated is not made up");
    assert!(watches.iter().find(|w| w.id == "acme").expect("there").money.is_none());
}

#[test]
fn defaults_of_entries_by_what_they_are() {
    let text = r#"
[set]
id = "s"
[[entity]]
id = "own"
kind = "brand"
role = "own"
name = "N"
[[entity]]
id = "rival"
kind = "person"
role = "competitor"
name = "N"
[[entity]]
id = "plan"
kind = "document"
canaries = ["c"]
[[pattern]]
id = "pattern"
regex = 'x'
[[query]]
id = "query"
class = "growth"
expression = "x"
[[check]]
id = "check"
fact = "x"
"#;
    let set = config::keyword_set("s.toml", text).expect("no fault");
    let found: Vec<_> =
        set.entries.iter().map(|e| (e.id.as_str(), e.class, e.about, e.harm, e.damage)).collect();
    let expected = [
        ("own", Class::Mention, About::Any, 1, Damage::Medium),
        ("rival", Class::Mention, About::Any, 1, Damage::Minor),
        ("plan", Class::Leak, About::Any, 9, Damage::Medium),
        ("pattern", Class::Leak, About::Watch, 9, Damage::Medium),
        ("query", Class::Growth, About::Any, 6, Damage::Medium),
        ("check", Class::Exposure, About::Any, 9, Damage::Medium),
    ];
    assert_eq!(found, expected);
    let first = &set.entries[0];
    assert_eq!(
        (first.scope, first.window, first.min_confidence, first.alert),
        (Scope::Passage, 40, 50, false)
    );
    assert_eq!((first.full_id().as_str(), first.spot.line, set.title.as_str()), ("s/own", 4, "s"));
}

#[test]
fn the_format_as_interfaces_show_it() {
    let text = r#"
[set]
id = "romashka"
title = "ООО «Ромашка»"

[[entity]]
id = "ceo"
kind = "person"
role = "leadership"
name = "Иванов Иван Петрович"
gender = "m"
latin = ["Ivan Ivanov"]
aliases = ["Ваня Иванов"]
parts = ["surname"]
require = []
exclude = ["улица"]
window = 40
min_confidence = 0.55
alert = false
examples = ["Вчера Иванову Ивану Петровичу сообщили"]
counter_examples = ["Иванов Пётр выступил"]

[[pattern]]
id = "ru-inn-person"
class = "leak"
regex = '\b\d{12}\b'
validate = "inn"
near = ["ИНН", "INN"]
about = "watch"
scope = "document"
harm = 1
secret = true
damage = "moderate"
volume = [[1, "moderate"], [100, "large"], [1000, "critical"]]
examples = ["ИНН 500100732259"]
counter_examples = ["ИНН 500100732258"]

[[entity]]
id = "company"
kind = "organisation"
role = "own"
name = "ООО «Ромашка»"
domains = ["Example.COM", "пример.рф"]
handles = ["@romashka"]
"#;
    let set = config::keyword_set("romashka.toml", text).expect("no fault");
    let entry = |id: &str| set.entries.iter().find(|e| e.id == id).expect("an entry of the text");
    let inn = entry("ru-inn-person");
    assert_eq!((inn.harm, inn.secret, inn.scope), (10, true, Scope::Document));
    assert_eq!(
        [1, 99, 100, 5000].map(|n| inn.damage_of(n).word()),
        ["moderate", "moderate", "large", "critical"]
    );
    assert_eq!(entry("ceo").min_confidence, 55);
    let Matches::Entity(company) = &entry("company").matches else { panic!("an entity is an entity") };
    assert_eq!(company.domains, ["example.com", "xn--e1afmkfd.xn--p1ai"]);
    assert_eq!(company.role, Role::Own);
}

#[test]
fn plans_are_changed_and_added() {
    let text = "[plan.daily]\ndeadline = \"12h\"\n[plan.mine]\nlike = \"daily\"\nroles = [\"own\"]\ninterval = \"1h\"";
    let config = config(&[("plans.toml", text)]);
    let (daily, mine) = (&config.plans["daily"], &config.plans["mine"]);
    assert_eq!((daily.deadline.as_secs(), daily.interval.as_secs()), (12 * 3600, 4 * 3600));
    assert_eq!((mine.deadline.as_secs(), mine.interval.as_secs()), (12 * 3600, 3600), "from the changed row");
    assert_eq!((mine.name.as_str(), mine.roles.len(), daily.roles.len()), ("mine", 1, 2));
}

#[test]
fn groups_are_resolved_and_own_places_are_visited() {
    let main = MAIN.replace("crawls = [\"news\"]", "crawls = [\"group:media\"]\nown_places = [\"www\"]");
    let www = "id = \"www\"\nkind = \"site\"\nstart = [\"https://www.example.com/\"]\n[site]\ndepth = 2";
    let blog = "id = \"blog\"\nkind = \"feed\"\ngroups = [\"media\"]\nstart = [\"https://blog.example/feed\"]\ninterval = \"1h30m\"\n";
    let config = config(&[
        ("leakwatch.toml", &main),
        ("crawlers/www/crawler.toml", www),
        ("crawlers/blog/crawler.toml", blog),
        ("crawlers/www/sample/ignored.toml", "not TOML at all ["),
    ]);
    assert_eq!(config.watches[0].crawls, ["blog", "news", "www"]);
    assert_eq!(config.watches[0].own_places, ["www"]);
    let blog = config.crawls.iter().find(|c| c.id == "blog").expect("a crawl of the group");
    assert_eq!(blog.interval, Interval::Every(Duration::from_secs(5400)));
    let www = config.crawls.iter().find(|c| c.id == "www").expect("an own place");
    assert!(www.options.contains("depth = 2"), "the kind reads its keys from the text");
}

#[test]
fn what_is_odd_is_warned_of_once() {
    let lonely = MAIN.replace(
        "[recipient.soc]\nwatches = [\"acme\"]",
        "[recipient.soc]\nwatches = [\"acme\"]\ngets = [\"digest\"]",
    );
    assert_eq!(
        warnings(&[("leakwatch.toml", &lonely)]),
        ["leakwatch.toml:4:1: nobody gets the alerts of watch \"acme\": add a [recipient.NAME]"]
    );
    let quiet = MAIN
        .split("[relay")
        .next()
        .expect("the part before the relay")
        .replace("contact", "data = \"var\"\n#");
    assert_eq!(
        warnings(&[("leakwatch.toml", &quiet)]),
        [
            "leakwatch.toml: no relay is configured: letters go to the maildir in var/",
            "leakwatch.toml:1:1: `contact` is missing: owners of visited sites cannot tell whom to write to",
        ]
    );
    let set = "[set]\nid = \"spare\"\n";
    assert_eq!(
        warnings(&[("keyword-sets/spare.toml", set)]),
        ["keyword-sets/spare.toml:2:6: no watch uses keyword set \"spare\": it is not matched"]
    );
    let daily = MAIN.replace("extended", "daily");
    let ours = SET.replace("competitor", "own");
    assert_eq!(
        warnings(&[("leakwatch.toml", &daily), ("keyword-sets/acme.toml", &ours)]),
        [
            "leakwatch.toml:7:17: `keyword_sets`: 1 of \"acme\" is of class leak, which plan \"daily\" does not cover: hits are counted and make no finding; plan \"operational\" does"
        ]
    );
}

#[test]
fn a_secret_comes_from_its_file_and_is_not_shown() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("secret");
    std::fs::write(&path, "hunter2\n").expect("a file of the test's own");
    let path = path.display();
    let relay = format!(
        "[relay.b]\nhost = \"mx.example.com\"\nfrom = \"a@example.com\"\nuser = \"u\"\npassword_file = \"{path}\"\n"
    );
    let database = MAIN.replace(
        "[server]\n",
        &format!("[server]\ndatabase = \"postgres://u@db.example/x\"\ndatabase_password_file = \"{path}\"\n"),
    );
    let bounces =
        format!("[bounces]\nhost = \"imap.example.com\"\nuser = \"u\"\npassword_file = \"{path}\"\n");
    let files = [("leakwatch.toml", database.as_str()), ("r.toml", &relay), ("b.toml", &bounces)];
    let loaded = load(&base(&files), &[]).expect("a configuration without fault");
    let open = loaded.warnings.iter().filter(|w| w.message().contains("chmod 600")).count();
    assert_eq!(open, 3, "everybody may read the file that the test wrote");
    let config = loaded.config;
    assert_eq!(config.relays[1].password.as_deref(), Some("hunter2"));
    assert_eq!(config.server.database, "postgres://u:hunter2@db.example/x");
    assert!(
        matches!(&config.bounces, Some(Bounces::Imap(imap)) if imap.password == "hunter2" && imap.port == 993)
    );
    assert!(!format!("{config:?} {:?}", loaded.warnings).contains("hunter2"));
}

#[test]
fn a_folder_and_the_store_override_what_is_embedded() {
    for (name, text) in embedded::keyword_sets() {
        let loaded = load(&base(&[(&name, text)]), &[]).map(|_| ());
        assert_eq!(loaded, Ok(()), "{name}");
        let stored = [Stored { name: name.clone(), text: text.to_owned() }];
        assert_eq!(load(&base(&[]), &stored).map(|_| ()), Ok(()), "{name}");
    }
}

#[test]
fn the_store_adds_what_files_do_not_have() {
    let stored = [
        Stored { name: "keyword-sets/more.toml".into(), text: "[set]\nid = \"more\"".into() },
        Stored {
            name: "people.toml".into(),
            text: "[recipient.ciso]\nwatches = [\"acme\"]\nto = \"ciso@example.com\"".into(),
        },
    ];
    let config = load(&base(&[]), &stored).expect("a configuration without fault").config;
    assert!(config.spare_sets.iter().any(|s| s.id == "more"));
    assert_eq!(config.recipients.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["soc", "ciso"]);
}

#[test]
fn the_shipped_example_warns_of_its_relay_alone() {
    let loaded =
        config::load(&Source { folder: None, stored: &[] }, &kind_faults).expect("an example without fault");
    let warnings: Vec<_> = loaded.warnings.iter().map(Fault::to_string).collect();
    assert_eq!(
        warnings,
        ["example/leakwatch.toml: no relay is configured: letters go to the maildir in data/"]
    );
    assert!(embedded::example().contains("[watch."));
    assert_eq!(loaded.config.watches[0].crawls, ["example-news", "example-www"]);
}

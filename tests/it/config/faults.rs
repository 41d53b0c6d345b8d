//! One row for each fault: what somebody wrote, and exactly what is said about it.

use super::*;

/// Faults of `more.toml` beside a configuration without fault.
fn of_settings(text: &str) -> Vec<String> {
    let faults = load(&base(&[("more.toml", text)]), &[]).map(|_| ()).err().unwrap_or_default();
    faults.into_iter().map(|f| f.trim_start_matches("more.toml:").to_owned()).collect()
}

fn plain(faults: Vec<Fault>) -> Vec<String> {
    faults.iter().map(|f| spoken(f).to_string().trim_start_matches("x.toml:").to_owned()).collect()
}

fn of_set(text: &str) -> Vec<String> {
    plain(config::keyword_set("x.toml", text).err().unwrap_or_default())
}

fn of_crawler(text: &str) -> Vec<String> {
    plain(config::crawler("x.toml", text).err().unwrap_or_default())
}

fn all(table: &[(&str, &[&str])], faults: fn(&str) -> Vec<String>) {
    let mut wrong = String::new();
    for (text, expected) in table {
        let found = faults(text);
        if found != *expected {
            wrong.push_str(&format!("\n{text}\n  found    {found:#?}\n  expected {expected:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn money() {
    let watch = "[watch.other]\nplan = \"extended\"\norganisation = \"acme/company\"\nkeyword_sets = [\"acme\"]\ncrawls = [\"news\"]\n[watch.other.money]\n";
    let of = |money: &str| of_settings(&format!("{watch}{money}"));
    let lines: &[(&str, &[&str])] = &[
        ("currency = \"RUB\"\nmedium = 2_000_000\n[watch.other.money.entries]\n\"acme/number\" = 5", &[]),
        ("medium = 1", &["6:1: `currency` is missing: its code, such as RUB or EUR"]),
        ("currency = \"₽\"\nmedium = 1", &["7:12: `currency`: \"₽\" is no currency code; write \"RUB\""]),
        ("currency = \"eur\"\nmedium = 1", &["7:12: `currency`: \"eur\" is no currency code; write \"EUR\""]),
        (
            "currency = \"RUB\"",
            &["6:1: no amount is stated: write `medium = 2000000`, or amounts under `entries`"],
        ),
        (
            "currency = \"RUB\"\nminor = 10\nlarge = 5",
            &["9:9: `large` states less than `minor`, which is 10"],
        ),
        ("currency = \"RUB\"\nlarge = -5", &["8:9: `large` must lie between 0 and 1000000000000"]),
        ("currency = \"RUB\"\nlarg = 5\nlarge = 6", &["8:1: unknown key `larg`; did you mean `large`?"]),
        (
            "currency = \"RUB\"\n[watch.other.money.entries]\n\"acme/numer\" = 5",
            &[
                "9:1: `entries`: no keyword set of the watch has \"acme/numer\"; did you mean \"acme/number\"?",
            ],
        ),
        (
            "currency = \"RUB\"\n[watch.other.money.entries]\n\"acme/number\" = \"much\"",
            &["9:1: `entries`: \"acme/number\" must be a whole number between 0 and 1000000000000"],
        ),
    ];
    for (text, expected) in lines {
        assert_eq!(of(text), *expected, "{text}");
    }
}

#[test]
fn settings() {
    let table: &[(&str, &[&str])] = &[
        ("[plan.daily]\ndeadline = 24", &["2:12: `deadline` must be a text in quotes, not an integer"]),
        (
            "[plan.daily]\ndeadline = \"1 day\"",
            &[
                "2:12: `deadline`: \"1 day\" is no duration; write a whole number and a unit: 2s, 20m, 8h, 30d",
            ],
        ),
        (
            "[plan.daily]\ndeadline = \"0s\"",
            &["2:12: `deadline`: \"0s\" is no duration; write a whole number and a unit: 2s, 20m, 8h, 30d"],
        ),
        (
            "[plan.daily]\ndeadline = \"99999999999w\"",
            &[
                "2:12: `deadline`: \"99999999999w\" is no duration; write a whole number and a unit: 2s, 20m, 8h, 30d",
            ],
        ),
        (
            "[plan.daily]\ninterval = \"30h\"",
            &["2:12: `interval` must be shorter than `deadline`: a page could be late before it is seen"],
        ),
        (
            "[plan.daily]\ndigest = \"yearly\"",
            &["2:10: `digest`: \"yearly\" is not known; one of: weekly, monthly"],
        ),
        ("[plan.daily]\ncover = \"7x24\"", &["2:9: `cover`: \"7x24\" is not known; one of: 8x5, 24x7"]),
        (
            "[plan.daily]\nclasses = [\"leak\", \"leaks\"]",
            &[
                "2:20: `classes`: \"leaks\" is not known; one of: leak, exposure, business, reputation, growth, mention",
            ],
        ),
        ("[plan.daily]\nportals = [\"other\"]", &["2:11: `portals` may hold own, partner and competitor"]),
        ("[plan.daily]\ndossiers = \"yes\"", &["2:12: `dossiers` must be true or false, not a string"]),
        ("[plan.daily]\ndedline = \"1h\"", &["2:1: unknown key `dedline`; did you mean `deadline`?"]),
        (
            "[plan.mine]\ndeadline = \"1h\"",
            &["1:1: `like` is missing: the plan that a new one takes other keys from"],
        ),
        (
            "[plan.mine]\nlike = \"extnded\"",
            &["2:8: `like`: there is no plan \"extnded\" before this one; did you mean \"extended\"?"],
        ),
        (
            "[plan.daily]\nlike = \"extended\"",
            &["2:8: `like`: plan \"daily\" is there already and takes from itself"],
        ),
        ("[plans.daily]\ndeadline = \"1h\"", &["1:2: unknown key `plans`; did you mean `plan`?"]),
        (
            "zzz = 1",
            &[
                "1:1: unknown key `zzz`; known here: bounces, fetch, plan, recipient, relay, retention, server, watch",
            ],
        ),
        (
            "[server]\nlisten = \"127.0.0.1:1\"",
            &["1:1: [server] stands already at leakwatch.toml:1:1; it may stand once"],
        ),
        (
            "[watch.acme]\nplan = \"daily\"",
            &["1:1: [watch.acme] stands already at leakwatch.toml:4:1; ids are unique"],
        ),
        (
            "[watch.\"A B\"]\nplan = \"extended\"\norganisation = \"acme/company\"\nkeyword_sets = [\"acme\"]\ncrawls = [\"news\"]",
            &[
                "1:1: [watch.X]: \"A B\" is no id; use lower-case Latin letters, digits, `-`, `_` and `.`, at most 64, a letter or digit first",
            ],
        ),
        ("watch = 5", &["1:9: `watch` must be tables with a name: [watch.NAME], not an integer"]),
        (
            "[watch]\nplan = \"daily\"",
            &["2:1: `plan` stands in [watch]; give the table a name: [watch.NAME]"],
        ),
        (
            "[watch.b]",
            &[
                "1:1: `crawls` is missing: a list of crawls and group:NAME",
                "1:1: `keyword_sets` is missing: a list of keyword sets",
                "1:1: `organisation` is missing: the entity that is the organisation itself, as SET/ENTRY",
                "1:1: `plan` is missing: daily, operational, extended or one of your own",
            ],
        ),
        (
            &watch("plan = \"extendet\""),
            &["2:8: `plan`: there is no plan \"extendet\"; did you mean \"extended\"?"],
        ),
        (
            &watch("organisation = \"acme\""),
            &["2:16: `organisation`: \"acme\" is no entry; write it as SET/ENTRY"],
        ),
        (
            &watch("organisation = \"acme/compani\""),
            &[
                "2:16: `organisation`: keyword set \"acme\" has no entity \"compani\"; did you mean \"company\"?",
            ],
        ),
        (
            &watch("organisation = \"acme/rival\""),
            &["2:16: `organisation`: \"acme/rival\" has role competitor; the organisation's is own"],
        ),
        (
            &watch("organisation = \"acme/number\""),
            &["2:16: `organisation`: \"acme/number\" is a pattern, not an entity"],
        ),
        (
            &watch("organisation = \"other/company\""),
            &[
                "2:16: `organisation`: keyword set \"other\" is not among the watch's `keyword_sets`; add it there",
            ],
        ),
        (
            &watch("keyword_sets = [\"acme\", \"acne\"]"),
            &["2:25: `keyword_sets`: there is no keyword set \"acne\"; did you mean \"acme\"?"],
        ),
        (&watch("keyword_sets = \"acme\""), &["2:16: `keyword_sets` must be a list of texts, not a string"]),
        (
            &watch("keyword_sets = [\"acme\", 5]"),
            &["2:25: `keyword_sets` must be a list of texts in quotes, not an integer"],
        ),
        (
            &watch("crawls = [\"newss\"]"),
            &["2:11: `crawls`: there is no crawl \"newss\"; did you mean \"news\"?"],
        ),
        (
            &watch("crawls = [\"group:medias\"]"),
            &["2:11: `crawls`: no crawl is in group \"medias\"; did you mean \"media\"?"],
        ),
        (
            &watch("crawls = [\"groop:media\"]"),
            &["2:11: `crawls`: \"groop:\" is not known; write a crawl's id or group:NAME"],
        ),
        (
            &watch("own_places = [\"newz\"]"),
            &["2:15: `own_places`: there is no crawl \"newz\"; did you mean \"news\"?"],
        ),
        (
            &watch("plan = \"operational\""),
            &[
                "4:17: `keyword_sets`: \"acme/rival\" has role competitor, which plan \"operational\" does not cover; plan \"extended\" does",
            ],
        ),
        (
            &watch("plan = \"daily\"\npartner_portals = [\"news\"]"),
            &[
                "3:20: `partner_portals`: plan \"daily\" does not cover partner portals; plan \"operational\" does",
                "5:17: `keyword_sets`: \"acme/rival\" has role competitor, which plan \"daily\" does not cover; plan \"extended\" does",
            ],
        ),
        (
            "[recipient.x]",
            &[
                "1:1: `to` is missing: an e-mail address",
                "1:1: `watches` is missing: a list of the watches whose letters go there",
            ],
        ),
        (
            "[recipient.x]\nwatches = [\"acne\"]\nto = \"a@example.com\"",
            &["2:12: `watches`: there is no watch \"acne\"; did you mean \"acme\"?"],
        ),
        (
            "[recipient.x]\nwatches = []\nto = \"a.example.com\"",
            &["3:6: `to`: \"a.example.com\" is no e-mail address; write it as name@example.com"],
        ),
        (
            "[recipient.x]\nwatches = []\nto = \"a@example.com\"\nlanguage = \"de\"",
            &["4:12: `language`: \"de\" is not known; one of: ru, en"],
        ),
        (
            "[recipient.x]\nwatches = []\nto = \"a@example.com\"\nzone = \"Europe/Moskow\"",
            &["4:8: `zone`: \"Europe/Moskow\" is no time zone; did you mean \"Europe/Moscow\"?"],
        ),
        (
            "[recipient.x]\nwatches = []\nto = \"a@example.com\"\ngets = [\"alert\"]",
            &["4:9: `gets`: \"alert\" is not known; one of: alerts, digest, blind, baseline"],
        ),
        (
            "[relay.x]",
            &[
                "1:1: `from` is missing: the sender's e-mail address",
                "1:1: `host` is missing: the mail server's name",
            ],
        ),
        (
            &relay("host = \"mx.example.com/\""),
            &[
                "2:8: `host`: \"mx.example.com/\" is no host name; write it without scheme, port and path: forum.example",
            ],
        ),
        (&relay("port = 70000"), &["2:8: `port` must lie between 1 and 65535"]),
        (
            &relay("tls = \"none\""),
            &[
                "2:7: `tls`: \"none\" is for a server on this machine; mx.example.com is not: write starttls or tls",
            ],
        ),
        (&relay("tls = \"ssl\""), &["2:7: `tls`: \"ssl\" is not known; one of: starttls, tls, none"]),
        (&relay("user = \"u\""), &["2:8: `user` needs `password_file` (or `password_env`) beside it"]),
        (
            &relay("user = \"u\"\npassword = \"hunter2\""),
            &[
                "3:12: `password`: a secret does not belong in the configuration; write it into a file that only the daemon may read and name that in `password_file`",
            ],
        ),
        (
            &relay("user = \"u\"\npassword_file = \"/nonexistent/secret\""),
            &["3:17: `password_file`: /nonexistent/secret cannot be opened (entity not found)"],
        ),
        (
            &relay("user = \"u\"\npassword_env = \"LEAKWATCH_TEST_UNSET\""),
            &["3:16: `password_env`: the environment has no variable LEAKWATCH_TEST_UNSET with text in it"],
        ),
        (
            &relay("user = \"u\"\npassword_file = \"/a\"\npassword_env = \"B\""),
            &["4:16: `password_env` stands beside `password_file`; keep one of the two"],
        ),
        (
            &relay("password_env = \"PATH\""),
            &["1:1: `user` is missing: a password is given without the name it belongs to"],
        ),
        (
            "[fetch]\npage = \"10 megabytes\"",
            &["2:8: `page`: \"10 megabytes\" is no size; write a whole number and a unit: 500kB, 10MB, 20GB"],
        ),
        (
            "[fetch]\nallow = [\"10.0.0.0/33\"]",
            &[
                "2:10: `allow`: `10.0.0.0/33` is no address, network (10.0.0.0/8) or host (wiki.corp.example:8443)",
            ],
        ),
        ("[fetch]\nobey_robots = 0", &["2:15: `obey_robots` must be true or false, not an integer"]),
        ("[fetch]\nredirects = -1", &["2:13: `redirects` must lie between 0 and 50"]),
        ("[fetch]\ndelais = \"2s\"", &["2:1: unknown key `delais`; did you mean `delay`?"]),
        (
            "[retention]\npages = \"2y\"",
            &["2:9: `pages`: \"2y\" is no duration; write a whole number and a unit: 2s, 20m, 8h, 30d"],
        ),
        (
            "[retention]\npages = \"30d\"\nvisits = \"7d\"",
            &["3:10: `visits` is shorter than `pages`: rows of visits outlive the pages they brought"],
        ),
        ("[retention]\nmax_bytes = 100", &["2:13: `max_bytes` must be a text in quotes, not an integer"]),
        ("[bounces]", &["1:1: write `maildir`, or `host` and `user` of an IMAP mailbox"]),
        (
            "[bounces]\nmaildir = \"/m\"\nhost = \"imap.example.com\"",
            &["3:8: `host` stands beside `maildir`; bounces come back to one place: keep one of the two"],
        ),
        (
            "[bounces]\nhost = \"imap.example.com\"",
            &[
                "1:1: `password_file` is missing: a file that holds the mailbox's password",
                "1:1: `user` is missing: the name that the mailbox is opened with",
            ],
        ),
        (
            "[bounces]\nhost = \"imap.example.com\"\nuser = \"u\"\npassword_env = \"PATH\"\nmove_to = \"INBOX\"",
            &["5:11: `move_to` is the folder that is read: name another, or leave it out"],
        ),
        (
            "[fetch]\nca_file = \"/nowhere/ca.pem\"",
            &["2:11: `ca_file`: /nowhere/ca.pem cannot be opened (entity not found)"],
        ),
        ("[fetch", &["1:7: not valid TOML: unclosed table, expected `]`"]),
        ("[fetch]\na = 1\na = 2", &["3:1: not valid TOML: duplicate key"]),
        (
            "[fetch]\n\"дела\" = 1, 2",
            &["2:11: not valid TOML: unexpected key or value, expected newline, `#`"],
        ),
    ];
    all(table, of_settings);
}

/// A second watch without fault, with `keys` in place of its own.
fn watch(keys: &str) -> String {
    keyed(
        "watch.b",
        keys,
        &[
            ("plan", "\"extended\""),
            ("organisation", "\"acme/company\""),
            ("keyword_sets", "[\"acme\"]"),
            ("crawls", "[\"news\"]"),
        ],
    )
}

fn relay(keys: &str) -> String {
    keyed("relay.b", keys, &[("host", "\"mx.example.com\""), ("from", "\"a@example.com\"")])
}

fn keyed(table: &str, keys: &str, usual: &[(&str, &str)]) -> String {
    let mut text = format!("[{table}]\n{keys}\n");
    for (key, value) in usual {
        if !keys.lines().any(|line| line.starts_with(&format!("{key} "))) {
            text.push_str(&format!("{key} = {value}\n"));
        }
    }
    text
}

#[test]
fn the_server() {
    let server = |text: &str| -> Vec<String> {
        let faults = load(&[("leakwatch.toml", text)], &[]).map(|_| ()).err().unwrap_or_default();
        faults.into_iter().map(|f| f.trim_start_matches("leakwatch.toml:").to_owned()).collect()
    };
    let table: &[(&str, &[&str])] = &[
        (
            "[server]\nlisten = \"8080\"",
            &["2:10: `listen`: \"8080\" is no address and port; write it as 127.0.0.1:8080"],
        ),
        (
            "[server]\npublic_url = \"leaks.example.com\"",
            &[
                "2:14: `public_url`: \"leaks.example.com\" is no web address (relative URL without a base); write it as https://example.com/path",
            ],
        ),
        (
            "[server]\npublic_url = \"ftp://leaks.example.com\"",
            &[
                "2:14: `public_url`: \"ftp://leaks.example.com\" is no web address (only http and https are visited); write it as https://example.com/path",
            ],
        ),
        (
            "[server]\ncontact = \"the team\"",
            &[
                "2:11: `contact`: \"the team\" is neither an e-mail nor a web address; write it as soc@example.com",
            ],
        ),
        (
            "[server]\ndatabase = \"mysql://x\"",
            &[
                "2:12: `database`: \"mysql://x\" is no database; write sqlite:data/leakwatch.db or postgres://user@host/name",
            ],
        ),
        (
            "[server]\ndatabase = \"postgres://u:secret@db.example/x\"",
            &[
                "2:12: `database`: holds a password; write postgres://user@host/name and put the password in a file that `database_password_file` names",
            ],
        ),
        (
            "[server]\ndatabase = \"sqlite:x\"\ndatabase_password_env = \"PATH\"",
            &["1:1: a password for the database is given, but SQLite takes none"],
        ),
        ("[server]\ndata = \"\"", &["2:8: `data`: is empty; write it or leave the key out"]),
        ("server = 1", &["1:10: `server` must be a table: [server], not an integer"]),
    ];
    for (text, expected) in table {
        assert_eq!(server(text), *expected, "{text}");
    }
}

#[test]
fn keyword_sets() {
    let entity = |keys: &str| format!("set.id = \"s\"\n[[entity]]\n{keys}");
    let person =
        |keys: &str| entity(&format!("id = \"e\"\nkind = \"person\"\nrole = \"own\"\nname = \"N\"\n{keys}"));
    let pattern = |keys: &str| format!("set.id = \"s\"\n[[pattern]]\nid = \"p\"\nregex = 'x'\n{keys}");
    let table: &[(&str, &[&str])] = &[
        ("", &[" `set` is missing: a keyword set begins with [set] and its id"]),
        ("[set]", &["1:1: `id` is missing: the set's name in watches and entries"]),
        (
            "[set]\nid = \"A\"",
            &[
                "2:6: `id`: \"A\" is no id; use lower-case Latin letters, digits, `-`, `_` and `.`, at most 64, a letter or digit first",
            ],
        ),
        ("[set]\nid = \"a\"\n[[entities]]", &["3:3: unknown key `entities`; did you mean `entity`?"]),
        ("entity = 1\n[set]\nid = \"a\"", &["1:10: `entity` must be written as [[entity]], not an integer"]),
        (
            &entity(""),
            &[
                "2:1: `id` is missing: what the entry is called in findings",
                "2:1: `kind` is missing: person, organisation, brand, domain, email or document",
                "2:1: `name` is missing: the name as one writes it, in the nominative",
                "2:1: `role` is missing: own, leadership, partner, competitor or other",
            ],
        ),
        (
            &entity("id = \"e\"\nkind = \"company\"\nrole = \"us\"\nname = \"\""),
            &[
                "4:8: `kind`: \"company\" is not known; one of: person, organisation, brand, domain, email, document",
                "5:8: `role`: \"us\" is not known; one of: own, leadership, partner, competitor, other",
                "6:8: `name`: is empty; write it or leave the key out",
            ],
        ),
        (
            &entity("id = \"e\"\nkind = \"domain\"\nrole = \"own\"\nname = \"exa mple\""),
            &[
                "6:8: `name`: \"exa mple\" is no host name; write it without scheme, port and path: forum.example",
            ],
        ),
        (
            &entity("id = \"e\"\nkind = \"email\"\nrole = \"own\"\nname = \"me\""),
            &["6:8: `name`: \"me\" is no e-mail address; write it as name@example.com"],
        ),
        (
            &entity("id = \"e\"\nkind = \"brand\"\nrole = \"own\"\nname = \"N\"\ngender = \"m\""),
            &["7:10: `gender` is for an entity of kind \"person\", not \"brand\""],
        ),
        (
            &entity("id = \"e\"\nkind = \"document\""),
            &["2:1: a document needs `files` or `canaries`: what it is recognised by"],
        ),
        (
            &person("canaries = [\"x\"]"),
            &["7:12: `canaries` is for an entity of kind \"document\", not \"person\""],
        ),
        (&person("gender = \"w\""), &["7:10: `gender`: \"w\" is not known; one of: m, f"]),
        (
            &person("parts = [\"name\"]"),
            &["7:10: `parts`: \"name\" is not known; one of: surname, given-patronymic"],
        ),
        (
            &person("domains = [\"https://example.com\"]"),
            &[
                "7:12: `domains`: \"https://example.com\" is no host name; write it without scheme, port and path: forum.example",
            ],
        ),
        (&person("min_confidence = 50"), &["7:18: `min_confidence` must lie between 0 and 1"]),
        (&person("window = 0"), &["7:10: `window` must lie between 1 and 1000"]),
        (&person("example = [\"x\"]"), &["7:1: unknown key `example`; did you mean `examples`?"]),
        (
            &person("regex = 'x'"),
            &[
                "7:1: unknown key `regex`; known here: about, alert, aliases, canaries, class, counter_examples, damage, domains, examples, exclude, files, gender, handles, harm, id, kind, latin, min_confidence, name, parts, public, require, role, scope, secret, title, title_en, title_ru, volume, window",
            ],
        ),
        (
            &person("[[query]]\nid = \"e\"\nclass = \"growth\"\nexpression = \"x\""),
            &["7:1: `id`: \"e\" is already taken at x.toml:2:1"],
        ),
        (&pattern("harm = 0.5"), &["5:8: `harm` must be one of: 0.1, 0.6, 0.9, 1"]),
        (&pattern("harm = \"high\""), &["5:8: `harm` must be a number, not a string"]),
        (
            &pattern("damage = \"huge\""),
            &["5:10: `damage`: \"huge\" is not known; one of: minor, moderate, medium, large, critical"],
        ),
        (&pattern("about = \"us\""), &["5:9: `about`: \"us\" is not known; one of: watch, any"]),
        (
            &pattern("scope = \"page\""),
            &["5:9: `scope`: \"page\" is not known; one of: passage, document, value"],
        ),
        (
            &pattern("class = \"leakage\""),
            &[
                "5:9: `class`: \"leakage\" is not known; one of: leak, exposure, business, reputation, growth, mention",
            ],
        ),
        (&pattern("near = \"x\""), &["5:8: `near` must be a list of texts, not a string"]),
        (
            &pattern("volume = [[1, \"minor\"], [100, \"minor\"]]"),
            &["5:25: `volume` must rise: each step with more values and a greater damage"],
        ),
        (
            &pattern("volume = [[100, \"minor\"], [10, \"large\"]]"),
            &["5:27: `volume` must rise: each step with more values and a greater damage"],
        ),
        (
            &pattern("volume = [[0, \"minor\"], 7, [5, \"big\"]]"),
            &[
                "5:11: `volume`: write a step as [100, \"large\"]: values from 1 on, then the damage",
                "5:25: `volume`: write a step as [100, \"large\"]: values from 1 on, then the damage",
                "5:28: `volume`: \"big\" is not known; one of: minor, moderate, medium, large, critical",
            ],
        ),
        (
            "set.id = \"s\"\n[[pattern]]\nid = \"p\"",
            &["2:1: `regex` is missing: a regular expression in 'single quotes'"],
        ),
        (
            "set.id = \"s\"\n[[pattern]]\nid = \"p\"\nregex = 'ab(c'",
            &["4:9: `regex`: does not compile at character 3: unclosed group"],
        ),
        (
            "set.id = \"s\"\n[[pattern]]\nid = \"p\"\nregex = 'x*'",
            &[
                "4:9: `regex`: matches the empty text, which is everywhere; let it need at least one character",
            ],
        ),
        (
            "set.id = \"s\"\n[[pattern]]\nid = \"p\"\nregex = '\\w{900}{900}'",
            &["4:9: `regex`: is too large when compiled (over 10 MiB); lower its counts"],
        ),
        (
            "set.id = \"s\"\n[[query]]\nid = \"q\"\nexpression = \"x\"",
            &[
                "2:1: `class` is missing: what its findings are: leak, exposure, business, reputation, growth or mention",
            ],
        ),
        (
            "set.id = \"s\"\n[[query]]\nid = \"q\"\nclass = \"leak\"",
            &["2:1: `expression` is missing: words joined by AND, OR, NOT and NEAR/n"],
        ),
        (
            "set.id = \"s\"\n[[check]]\nid = \"c\"",
            &["2:1: `fact` is missing: a fact of a portal's answer, such as tls.days_left < 14"],
        ),
    ];
    all(table, of_set);
}

#[test]
fn crawlers() {
    let feed = |keys: &str| format!("id = \"c\"\nkind = \"feed\"\n{keys}");
    let table: &[(&str, &[&str])] = &[
        (
            "",
            &[
                " `id` is missing: the crawl's name in watches and letters",
                " `kind` is missing: feed, site or another kind of place",
            ],
        ),
        (
            &feed("start = [\"news.example\"]"),
            &[
                "3:10: `start`: \"news.example\" is no web address (relative URL without a base); write it as https://example.com/path",
            ],
        ),
        (
            &feed("start = [\"https://u:p@news.example\"]"),
            &["3:10: `start`: holds a user name or a password; secrets do not belong in the configuration"],
        ),
        (
            &feed("hosts = [\"news.example:80\"]"),
            &[
                "3:10: `hosts`: \"news.example:80\" is no host name; write it without scheme, port and path: forum.example",
            ],
        ),
        (&feed("pages = 0"), &["3:9: `pages` must lie between 1 and 100000"]),
        (
            &feed("exposure = \"private\""),
            &["3:12: `exposure`: \"private\" is not known; one of: public, closed"],
        ),
        (&feed("keep = \"none\""), &["3:8: `keep`: \"none\" is not known; one of: all, hits"]),
        (
            &feed("delay = \"fast\""),
            &["3:9: `delay`: \"fast\" is no duration; write a whole number and a unit: 2s, 20m, 8h, 30d"],
        ),
        (
            &feed("interval = \"often\""),
            &[
                "3:12: `interval`: \"often\" is no duration; write a whole number and a unit: 2s, 20m, 8h, 30d, or \"auto\"",
            ],
        ),
        (
            &feed("cron = \"0 0 * *\"\nzone = \"UTC\""),
            &[
                "3:8: `cron`: \"0 0 * *\" has 4 fields; five are wanted: minute, hour, day of month, month, day of week",
            ],
        ),
        (&feed("cron = \"0 0 * * *\""), &["3:8: `zone` is missing: the time zone that `cron` counts in"]),
        (&feed("zone = \"UTC\""), &["3:8: `zone` is for `cron`, which is not there"]),
        (
            &feed("interval = \"1h\"\ncron = \"0 0 * * *\"\nzone = \"UTC\""),
            &["4:8: `cron` stands beside `interval`; keep one of the two"],
        ),
        (
            &feed("proxy = \"127.0.0.1:9050\""),
            &[
                "3:9: `proxy`: \"127.0.0.1:9050\" is no proxy; write it as socks5h://127.0.0.1:9050 or http://proxy.example:3128",
            ],
        ),
        (
            &feed("proxy = \"http://u:p@127.0.0.1:1\""),
            &["3:9: `proxy`: holds a user name or a password; secrets do not belong in the configuration"],
        ),
        (&feed("authorised = \"yes\""), &["3:14: `authorised` must be true or false, not a string"]),
        (
            &feed("[account]\nuser = \"watcher\"\npassword = \"x\""),
            &[
                "3:1: `page` is missing: the page with the form to sign in by",
                "5:12: `password`: a secret does not belong in the configuration; write it into a file that only the daemon may read and name that in `password_file`",
            ],
        ),
        (
            &feed("[account]\npage = \"https://forum.example/login\"\nuser = \"watcher\"\nproof = \"a[\""),
            &[
                "3:1: [account] needs `password_file` (or `password_env`), or `token_file` alone",
                "6:9: `proof`: `a[` is no CSS selector",
            ],
        ),
    ];
    all(table, of_crawler);
}

#[test]
fn a_crawler_and_its_kind() {
    let news = |text: &str| {
        load(&base(&[("crawlers/news/crawler.toml", text)]), &[]).map(|_| ()).err().unwrap_or_default()
    };
    let start = "start = [\"https://news.example/\"]";
    let unknown = news(&format!("id = \"news\"\nkind = \"site\"\n{start}\nrecipee = 1"));
    assert_eq!(unknown, ["crawlers/news/crawler.toml:4:1: unknown key `recipee`; did you mean `recipe`?"]);
    let foreign = news(&format!("id = \"news\"\nkind = \"feed\"\n{start}\n[recipe]\nitem = \"p\""));
    assert_eq!(foreign.len(), 1, "a site's table in a feed: {foreign:?}");
    let deep = news(&format!("id = \"news\"\nkind = \"site\"\n{start}\n[site]\ndepht = 2"));
    assert!(
        deep.len() == 1 && deep[0].starts_with("crawlers/news/crawler.toml:5:1: "),
        "the kind's own: {deep:?}"
    );
    let kind = news(&format!("id = \"news\"\nkind = \"fed\"\n{start}"));
    assert!(kind.len() == 1 && kind[0].contains("there is no kind `fed`"), "{kind:?}");
    let moved = news(&format!("id = \"other\"\nkind = \"feed\"\n{start}"));
    assert_eq!(
        moved[0],
        "crawlers/news/crawler.toml:1:6: `id` is \"other\" but the folder is crawlers/news; name both alike"
    );
}

#[test]
fn the_same_id_twice_names_both_places() {
    let again = SET.replace("[set]", "\n[set]");
    let faults = load(&base(&[("keyword-sets/b.toml", &again)]), &[]).map(|_| ()).err().unwrap_or_default();
    let expected = "keyword-sets/b.toml:3:6: keyword set \"acme\" stands already at keyword-sets/acme.toml:2:6; ids are unique";
    assert_eq!(faults, [expected]);
}

#[test]
fn the_same_id_in_a_file_and_in_the_store_is_a_fault() {
    let stored = |name: &str, text: &str| vec![Stored { name: name.into(), text: text.into() }];
    let faults = |stored: &[Stored]| load(&base(&[]), stored).map(|_| ()).err().unwrap_or_default();
    assert_eq!(
        faults(&stored("crawlers/news/crawler.toml", FEED)),
        [
            "stored:crawlers/news/crawler.toml:1:6: crawl \"news\" stands already at crawlers/news/crawler.toml:1:6; ids are unique"
        ]
    );
    let recipient = "[recipient.soc]\nwatches = [\"acme\"]\nto = \"b@example.com\"";
    assert_eq!(
        faults(&stored("people.toml", recipient)),
        ["stored:people.toml:1:1: [recipient.soc] stands already at leakwatch.toml:10:1; ids are unique"]
    );
    let meaning = "stored:a/b.toml: the name means nothing; use NAME.toml, keyword-sets/NAME.toml or crawlers/ID/crawler.toml";
    assert_eq!(faults(&stored("a/b.toml", "")), [meaning]);
}

#[test]
fn every_fault_of_every_file_at_once() {
    let files = [
        ("a.toml", "[server]\nlisten = 1\nprot = 2\n\n[watch.x]\nplan = \"none\"\n"),
        ("b.toml", "[relay.r]\nport = 0\n[recipient"),
        (
            "crawlers/c/crawler.toml",
            "id = \"c\"\nkind = \"feed\"\npages = \"many\"\nstart = [\"https://c.example/\"]\n",
        ),
        ("keyword-sets/d.toml", "[set]\nid = \"d\"\n[[pattern]]\nid = \"p\"\nregex = '('\nharm = 2\n"),
    ];
    let faults = load(&files, &[]).map(|_| ()).err().unwrap_or_default();
    let places: Vec<String> =
        faults.iter().map(|f| f.split(": ").next().unwrap_or_default().to_owned()).collect();
    let expected = [
        "a.toml:2:10",
        "a.toml:3:1",
        "a.toml:5:1",
        "a.toml:5:1",
        "a.toml:5:1",
        "a.toml:6:8",
        "b.toml:1:1",
        "b.toml:1:1",
        "b.toml:2:8",
        "b.toml:3:11",
        "crawlers/c/crawler.toml:3:9",
        "keyword-sets/d.toml:5:9",
        "keyword-sets/d.toml:6:8",
    ];
    assert_eq!(places, expected, "{faults:#?}");
}

#[test]
fn a_secret_is_never_in_a_message() {
    let faults = of_settings(&relay("user = \"u\"\npassword = \"hunter2\"")).join(" ")
        + &of_settings(&relay("password = \"hunter2\"")).join(" ");
    assert!(faults.contains("a secret does not belong") && !faults.contains("hunter2"), "{faults}");
}

#[test]
fn a_folder_that_cannot_be_read_is_a_fault() {
    let folder = Path::new("/nonexistent/config");
    let faults = config::load(&Source { folder: Some(folder), stored: &[] }, &kind_faults)
        .map(|_| ())
        .err()
        .unwrap_or_default();
    assert_eq!(plain(faults)[0], "/nonexistent/config: the folder cannot be read (entity not found)");
}

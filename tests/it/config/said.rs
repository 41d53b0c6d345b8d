//! Everything that faults say, said in both languages: every sentence of the source, and every file's faults at once.

use std::path::PathBuf;

use regex::Regex;

use super::*;

fn source(folder: PathBuf, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src/ is readable") {
        let path = entry.expect("src/ is readable").path();
        if path.is_dir() {
            source(path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

fn cyrillic(text: &str) -> bool {
    text.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c))
}

/// English words of a sentence: without its values, its code between backticks, and the key that it begins with.
fn words(sentence: &str) -> Vec<String> {
    let code = Regex::new(r"\{[^}]*\}|`[^`]*`|\[[^\]]*\]|^\w+: ").expect("a fixed expression");
    let bare = code.replace_all(sentence, " ");
    bare.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| w.len() > 1).map(str::to_owned).collect()
}

fn values(sentence: &str) -> Vec<String> {
    let value = Regex::new(r"\{(\w+)(:\?)?\}").expect("a fixed expression");
    let mut found: Vec<String> = value.captures_iter(sentence).map(|c| c[1].to_owned()).collect();
    found.sort();
    found.dedup();
    found
}

/// `said!` takes both texts; this looks at what they are. Pairs of code and Russian stand beside the English of other
/// people's errors.
#[test]
fn every_sentence_is_said_in_russian_too() {
    let text = r#""((?:[^"\\]|\\.)*)""#;
    let said = Regex::new(&format!(r"said!\(\s*([^,]+?),\s*{text},\s*{text}")).expect("a fixed expression");
    let pair = Regex::new(&format!(r#"\(?"([a-z-]+\.[a-z-]+)",\s*{text}\)?"#)).expect("a fixed expression");
    let mut files = Vec::new();
    source(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut sentences, mut pairs, mut wrong) = (0, 0, Vec::new());
    for file in &files {
        let content = std::fs::read_to_string(file).expect("a source file is readable");
        let content = content.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let mut meet = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{}: {what}", file.display()));
            }
        };
        let calls = content.matches("said!(").count() - content.matches("`said!(").count();
        let mut read = 0;
        for found in said.captures_iter(content) {
            let (code, english, russian) = (&found[1], &found[2], &found[3]);
            if code.starts_with("@") || code.starts_with('$') {
                continue;
            }
            read += 1;
            meet(cyrillic(russian) || words(english).is_empty(), &format!("no Russian: {english}"));
            meet(!cyrillic(english), &format!("Russian for English: {english}"));
            meet(values(english) == values(russian), &format!("other values: {english} / {russian}"));
        }
        if !file.ends_with("model/said.rs") {
            meet(read == calls, &format!("{read} of {calls} sentences are read by this test"));
        }
        sentences += read;
        let others = ["model/said.rs", "config/values.rs", "text/expression.rs", "text/toml.rs"];
        if others.iter().any(|other| file.ends_with(other)) {
            let bare = said.replace_all(content, "");
            for found in pair.captures_iter(&bare) {
                pairs += 1;
                meet(cyrillic(&found[2]), &format!("no Russian: {}", &found[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sentences > 150 && pairs > 50, "{sentences} sentences, {pairs} pairs");
}

#[test]
fn a_fault_of_syntax_hides_no_other() {
    let main = MAIN.replace("[recipient.soc]", "[recipient.soc]\nlanguage = \"de\"").replace(
        "[relay.main]",
        "[watch.odd]\nplan = \n\n[bounces]\nmaildir = \"a\nport = 1\n\n[fetch]\ndelay = \"soon\"\n\n[relay.main]",
    );
    let files = [
        ("leakwatch.toml", main.as_str()),
        // The watch and the organisation are named elsewhere: that they are gone is no fault of its own.
        (
            "keyword-sets/acme.toml",
            "[set]\nid = \"acme\"\n[[entity]]\nid = \"company\nkind = \"organisation\"\n[[pattern]]\nid = \"n\"\nregex = '('\n",
        ),
        ("crawlers/news/crawler.toml", "id = \"news\"\nkind = feed\n[feed]\npages = 1\n"),
        (
            "crawlers/odd/crawler.toml",
            "id = \"odd\"\nkind = \"site\"\nstart = [\"https://a.example/\"]\n[site]\ndepth = \n[recipe]\nitem = \"]\"\n",
        ),
        (
            "more.toml",
            "[recipient.two]\nwatches = [\"odd\", \"nobody\"]\nto = \"b@example.com\"\n[server]\ncontact = \"x@example.com\"\n",
        ),
    ];
    let faults = load(&files, &[]).map(|_| ()).err().unwrap_or_default();
    let expected = [
        "crawlers/news/crawler.toml:2:8: not valid TOML",
        "crawlers/odd/crawler.toml:5:9: not valid TOML",
        "crawlers/odd/crawler.toml:7:8: [recipe] item",
        "keyword-sets/acme.toml:4:14: not valid TOML",
        "keyword-sets/acme.toml:8:9: `regex`: does not compile",
        "leakwatch.toml:11:12: `language`: \"de\" is not known",
        "leakwatch.toml:16:8: not valid TOML",
        "leakwatch.toml:19:13: not valid TOML",
        "leakwatch.toml:23:9: `delay`: \"soon\" is no duration",
        "more.toml:2:19: `watches`: there is no watch \"nobody\"",
        "more.toml:4:1: [server] stands already",
    ];
    let fits = |(fault, begin): (&String, &&str)| fault.starts_with(begin);
    assert!(faults.len() == expected.len() && faults.iter().zip(&expected).all(fits), "{faults:#?}");
}

/// On the real binary: the locale decides for people, nothing does for machines.
#[test]
fn check_speaks_the_language_of_the_locale() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), &base(&[("more.toml", "[plan.daily]\ndeadline = 24\n[fetch\n")]));
    let run = |locale: [(&str, &str); 3], args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_leakwatch"));
        command.env_clear().envs(locale).arg("--config").arg(folder.path()).arg("check").args(args);
        let out = command.output().expect("the binary runs");
        let text = String::from_utf8(out.stdout).expect("a report is text");
        (out.status.code(), text.replace(&format!("{}/", folder.path().display()), ""))
    };
    let russian = [("LC_ALL", ""), ("LC_MESSAGES", "ru_RU.UTF-8"), ("LANG", "en_US.UTF-8")];
    let english = [("LC_ALL", "C"), ("LC_MESSAGES", "ru_RU.UTF-8"), ("LANG", "ru_RU.UTF-8")];
    let (code, text) = run(russian, &[]);
    assert_eq!(code, Some(1), "{text}");
    let told: Vec<&str> = text.lines().collect();
    assert_eq!(
        told,
        [
            "more.toml:2:12: `deadline`: здесь пишется значение в кавычках, а написано: целое число",
            "more.toml:3:7: запись не по правилам TOML: заголовок таблицы пишется так: [имя]",
            "ошибок: 2"
        ]
    );
    let (_, text) = run(english, &[]);
    assert!(
        text.contains("`deadline` must be a text in quotes, not an integer\n")
            && text.ends_with("2 faults\n"),
        "{text}"
    );
    let (_, json) = run(russian, &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("one JSON document");
    let fault = &json["faults"][0];
    assert_eq!(fault["message"], "`deadline` must be a text in quotes, not an integer");
    assert_eq!(
        (&fault["line"], &fault["column"], &fault["code"]),
        (&2.into(), &12.into(), &"key.type".into())
    );
    assert_eq!(fault.as_object().map(|o| o.len()), Some(5), "{fault}");
}

//! gitleaks' rules (TOML: `[[rules]]` with id, description, regex, secretGroup, entropy, keywords, allowlists, path) as
//! patterns. Files have paths in a repository and pages have none: what judges by path is said and left out.

use regex_automata::meta::Regex;
use toml_edit::{Document, Item, Table};

use super::draft::{Entry, Row, id_of, list, literal, quoted};
use super::go::translated;
use super::sample::samples;
use crate::model::Said;
use crate::said;

/// Keys of a rule that are read.
const KNOWN: [&str; 9] =
    ["id", "description", "regex", "secretGroup", "entropy", "keywords", "path", "tags", "allowlists"];

/// A row for each rule and for what else would change what rules find; or why the file is no TOML.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, Said> {
    let document = Document::parse(text.to_owned()).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let why = crate::text::toml::wrong(text, at, error.message());
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        said!(why.code.as_str(), "line {line}: {why}", "строка {line}: {why}", line, why)
    })?;
    let line = |table: &Table| table.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
    let root = document.as_table();
    let mut out = Vec::new();
    for key in ["allowlist", "allowlists"] {
        let tables: Vec<&Table> = match root.get(key) {
            Some(Item::Table(table)) => vec![table],
            Some(Item::ArrayOfTables(tables)) => tables.iter().collect(),
            _ => Vec::new(),
        };
        out.extend(tables.into_iter().map(|table| Row::refused(line(table), key, global())));
    }
    if let Some(Item::Table(table)) = root.get("extend") {
        let why = said!(
            "import.extend",
            "it takes rules from elsewhere: import that file too",
            "правила берутся из другого места: импортируйте и тот файл"
        );
        out.push(Row::refused(line(table), "extend", why));
    }
    if let Some(Item::ArrayOfTables(rules)) = root.get("rules") {
        out.extend(rules.iter().map(|rule| row(rule, line(rule))));
    }
    if out.is_empty() {
        return Err(said!("import.rules", "there are no [[rules]] in it", "в нём нет [[rules]]"));
    }
    out.sort_by_key(|row| row.line);
    Ok(out)
}

fn global() -> Said {
    said!(
        "import.allowlist",
        "paths of files mean nothing on pages, and expressions over values have no counterpart: the validators `entropy` and `secret` know placeholders",
        "пути файлов на страницах ничего не значат, а исключать выражением по значению нельзя: заглушки знают проверки `entropy` и `secret`"
    )
}

fn strings(table: &Table, key: &str) -> Vec<String> {
    let values = table.get(key).and_then(Item::as_array).into_iter().flat_map(|array| array.iter());
    values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

fn row(rule: &Table, line: usize) -> Row {
    let text =
        |key: &str| rule.get(key).and_then(Item::as_str).map(str::trim).filter(|text| !text.is_empty());
    let name = text("id").unwrap_or("(no id)").to_owned();
    let Some(regex) = text("regex") else {
        let why = match text("path") {
            Some(_) => said!(
                "import.path-only",
                "it judges by the path of a file alone, and pages have none",
                "она судит только по пути файла, а у страниц его нет"
            ),
            None => said!("import.no-regex", "it has no regex", "в ней нет regex"),
        };
        return Row::refused(line, name, why);
    };
    let group = rule.get("secretGroup").and_then(Item::as_integer).and_then(|n| usize::try_from(n).ok());
    let (regex, mut changed) = translated(regex, group.filter(|group| *group > 0));
    let mut entry = Entry { table: "pattern", id: id_of(&name), ..Entry::default() };
    if let Some(title) = text("description") {
        entry.put("title", quoted(title.trim_end_matches('.')));
    }
    entry.put("class", "\"leak\"");
    entry.put("regex", literal(&regex));
    let entropy =
        rule.get("entropy").and_then(|item| item.as_float().or(item.as_integer().map(|n| n as f64)));
    if let Some(entropy) = entropy {
        entry.put("validate", "\"entropy\"");
        changed.push(said!(
            "import.entropy",
            "entropy {entropy}: the validator `entropy` judges in its place, by a threshold of its own",
            "entropy {entropy}: вместо неё судит проверка `entropy` со своим порогом",
            entropy
        ));
    }
    // A word that the expression itself has raises nothing.
    let mut near = strings(rule, "keywords");
    near.retain(|word| word.chars().filter(|c| c.is_alphanumeric()).count() >= 2);
    near.sort();
    near.dedup();
    if !near.is_empty() {
        entry.put("near", list(&near));
    }
    entry.put("harm", "0.9");
    entry.put("secret", "true");
    entry.put("damage", "\"large\"");
    if text("path").is_some() {
        changed.push(said!(
            "import.path",
            "path: pages have none, so it is looked for everywhere",
            "path: у страниц его нет, поэтому ищется везде"
        ));
    }
    changed.extend(allowlists(rule));
    let mut foreign: Vec<&str> = rule.iter().map(|(key, _)| key).filter(|key| !KNOWN.contains(key)).collect();
    foreign.retain(|key| *key != "allowlist");
    if !foreign.is_empty() {
        let keys = foreign.join(", ");
        changed.push(said!("import.keys", "{keys}: has no counterpart", "{keys}: здесь такого нет", keys));
    }
    let tags = strings(rule, "tags");
    if !tags.is_empty() {
        entry.notes.push(format!("tags: {}", tags.join(", ")));
    }
    entry.guesses = guesses(&regex, &near);
    Row { line, name, entry: Some(entry), changed, ..Row::default() }
}

/// Samples of the expression, alone and after a word that must stand near.
pub(super) fn guesses(regex: &str, near: &[String]) -> Vec<String> {
    // A length beyond the engine's own limit is told of by the compiler.
    if Regex::new(regex).is_err() {
        return Vec::new();
    }
    let alone = samples(regex);
    let after =
        near.first().map(|word| alone.iter().map(|text| format!("{word} {text}")).collect::<Vec<_>>());
    alone.iter().cloned().chain(after.unwrap_or_default()).collect()
}

fn allowlists(rule: &Table) -> Vec<Said> {
    let tables: Vec<&Table> = match (rule.get("allowlists"), rule.get("allowlist")) {
        (Some(Item::ArrayOfTables(tables)), _) => tables.iter().collect(),
        (_, Some(Item::Table(table))) => vec![table],
        _ => Vec::new(),
    };
    let count = |key: &str| tables.iter().map(|table| strings(table, key).len()).sum::<usize>();
    let (regexes, words, paths) = (count("regexes"), count("stopwords"), count("paths"));
    if tables.is_empty() {
        return Vec::new();
    }
    vec![said!(
        "import.allowlists",
        "allowlists ({regexes} expressions, {words} words, {paths} paths): values are not excluded by expression here; add what disturbs to `exclude`, which looks at the words around",
        "allowlists (выражений {regexes}, слов {words}, путей {paths}): исключать значения выражением здесь нельзя; то, что мешает, впишите в `exclude`, он смотрит на слова вокруг",
        regexes,
        words,
        paths
    )]
}

//! noseyparker's rules (YAML: `rules:` with name, id, pattern, examples, negative_examples, references, categories) as
//! patterns. Their expressions are of our own engine's kind; what is in the first group is the value.

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::draft::{Entry, Row, id_of, literal, quoted};
use super::gitleaks::guesses;
use super::go::translated;
use crate::model::Said;
use crate::said;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    name: Spanned<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    pattern: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default, deserialize_with = "texts")]
    examples: Vec<String>,
    #[serde(default, alias = "non_examples", deserialize_with = "texts")]
    negative_examples: Vec<String>,
    #[serde(default, deserialize_with = "texts")]
    references: Vec<String>,
    #[serde(default, deserialize_with = "texts")]
    categories: Vec<String>,
}

/// A list, one text in its place, or nothing behind the colon.
fn texts<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        None(()),
        One(String),
        Many(Vec<String>),
    }
    Ok(match Written::deserialize(from)? {
        Written::None(()) => Vec::new(),
        Written::One(text) => vec![text],
        Written::Many(texts) => texts,
    })
}

/// Texts longer than this are no examples that anybody reads.
const LONGEST: usize = 4_000;

/// A row for each rule, or why the file cannot be read.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, Said> {
    let file: File = serde_saphyr::from_str(text).map_err(|error| {
        let error = error.to_string();
        let error = error.lines().next().unwrap_or_default().to_owned();
        said!("import.yaml", "not the YAML of rules: {error}", "это не YAML с правилами: {error}", error)
    })?;
    if file.rules.is_empty() {
        return Err(said!("import.rules-yaml", "there are no `rules:` in it", "в нём нет `rules:`"));
    }
    Ok(file.rules.into_iter().map(row).collect())
}

fn row(rule: Rule) -> Row {
    let line = usize::try_from(rule.name.referenced.line()).unwrap_or_default();
    let name = rule.id.clone().unwrap_or_else(|| rule.name.value.clone());
    let Some(pattern) = rule.pattern.filter(|pattern| !pattern.trim().is_empty()) else {
        return Row::refused(
            line,
            name,
            said!("import.no-pattern", "it has no pattern", "в ней нет pattern"),
        );
    };
    let (regex, mut changed) = valued(pattern.trim_end_matches('\n'));
    let mut entry = Entry { table: "pattern", id: id_of(name.trim_start_matches("np.")), ..Entry::default() };
    entry.put("title", quoted(&rule.name.value));
    entry.put("class", "\"leak\"");
    entry.put("regex", literal(&regex));
    let secret = rule.categories.is_empty() || rule.categories.iter().any(|c| c == "secret" || c == "hashed");
    entry.put("harm", if secret { "0.9" } else { "0.6" });
    entry.put("secret", "true");
    entry.put("damage", if secret { "\"large\"" } else { "\"medium\"" });
    entry.notes.extend(rule.description.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")));
    entry.notes.extend(rule.references.into_iter().map(|url| url.trim().to_owned()));
    let long = |text: &String| text.len() > LONGEST;
    let cut = rule.examples.iter().chain(&rule.negative_examples).filter(|text| long(text)).count();
    if cut > 0 {
        changed.push(said!(
            "import.long",
            "{cut} examples are longer than {most} bytes and are left out",
            "примеры длиннее {most} байт опущены: {cut}",
            cut,
            most = LONGEST
        ));
    }
    entry.guesses = guesses(&regex, &[]);
    entry.examples = rule.examples.into_iter().filter(|text| !long(text)).collect();
    entry.counter_examples = rule.negative_examples.into_iter().filter(|text| !long(text)).collect();
    Row { line, name, entry: Some(entry), changed, ..Row::default() }
}

/// The expression with its first group as the value. A comment of the mode `x` may hold a bracket or a quote: it is taken
/// out first.
fn valued(pattern: &str) -> (String, Vec<Said>) {
    let verbose = pattern.trim_start().starts_with("(?x") || pattern.contains("(?x)");
    let plain = without_remarks(pattern);
    let plain = if verbose { without_comments(&plain) } else { plain };
    translated(&plain, None)
}

/// Without `(?# ... )`, which our engine does not know and in which no bracket can stand.
fn without_remarks(pattern: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(pattern.len()), pattern);
    while let Some((before, remark)) = rest.split_once("(?#") {
        out.push_str(before);
        rest = remark.split_once(')').map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

fn without_comments(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    for line in pattern.lines() {
        let (mut class, mut escaped, mut end) = (false, false, line.len());
        for (at, c) in line.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => class = true,
                ']' => class = false,
                '#' if !class => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        out.push_str(line[..end].trim_end());
        out.push('\n');
    }
    out.trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{rows, without_comments};

    #[test]
    fn reads_rules() {
        let text = "rules:\n- name: Example Key\n  id: np.example.1\n  pattern: |\n    (?x)\n    \\b ex_ ([a-f0-9]{8})  # it's (a) comment\n    \\b\n  \
            examples:\n  - 'ex_00c0ffee'\n  negative_examples:\n  - 'ex_tea'\n  references:\n  - https://example.com/keys\n- name: Nothing\n  id: np.nothing.1\n";
        let rows = rows(text).expect("rules");
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 14]);
        let entry = rows[0].entry.as_ref().expect("an entry");
        assert_eq!(
            (entry.id.as_str(), entry.examples.len(), entry.counter_examples.len()),
            ("example.1", 1, 1)
        );
        let regex = entry.keys.iter().find(|(key, _)| *key == "regex").map(|(_, value)| value.as_str());
        assert_eq!(regex, Some("'''\n(?x)\n(?-u:\\b) ex_ (?P<value>[a-f0-9]{8})\n(?-u:\\b)'''"));
        assert_eq!(rows[1].refused.as_ref().map(|said| said.code.as_str()), Some("import.no-pattern"));
        assert!(super::rows("- 1\n- 2\n").is_err() && super::rows("other: 1\n").is_err());
    }

    #[test]
    fn takes_comments_out() {
        assert_eq!(super::without_remarks("a (?# one )b(?#two) c"), "a b c");
        assert_eq!(without_comments(r"a [#] \# b # c"), r"a [#] \# b");
    }
}

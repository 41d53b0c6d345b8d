//! A list of words, one a line: an address or a domain becomes an entity, everything else a query for the phrase; `word*`
//! is any word that begins so. `#` begins a comment.

use std::collections::HashMap;

use super::draft::{Entry, Row, id_of, quoted};
use crate::model::Class;
use crate::query;
use crate::said;

/// A row for each line that says something.
pub(super) fn rows(text: &str, class: Class, role: &str) -> Vec<Row> {
    let mut met: HashMap<String, usize> = HashMap::new();
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let words = without_comment(line).split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            continue;
        }
        let number = at + 1;
        if let Some(first) = met.get(&words.to_lowercase()) {
            out.push(Row::refused(number, words, twice(*first)));
            continue;
        }
        met.insert(words.to_lowercase(), number);
        out.push(row(number, words, class, role));
    }
    out
}

pub(super) fn twice(first: usize) -> crate::model::Said {
    said!("import.twice", "it stands on line {first} already", "уже есть в строке {first}", first)
}

fn without_comment(line: &str) -> &str {
    match line.find('#') {
        Some(0) => "",
        // A hashtag is a word.
        Some(at) if line[..at].ends_with(char::is_whitespace) && line[at + 1..].starts_with(' ') => {
            &line[..at]
        }
        _ => line,
    }
}

fn row(line: usize, words: String, class: Class, role: &str) -> Row {
    let mut entry = Entry { id: id_of(&words), ..Entry::default() };
    entry.put("title", quoted(&words));
    let mut changed = Vec::new();
    let is_host = |text: &str| {
        let labels: Vec<&str> = text.split('.').collect();
        let label =
            |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
        labels.len() > 1
            && labels.iter().all(label)
            && labels.last().is_some_and(|l| l.chars().all(char::is_alphabetic))
    };
    let address = words.split_once('@').is_some_and(|(local, host)| !local.is_empty() && is_host(host));
    if !words.contains(' ') && (address || is_host(&words)) {
        entry.table = "entity";
        entry.put("kind", if address { "\"email\"" } else { "\"domain\"" });
        entry.put("role", quoted(role));
        entry.put("name", quoted(&words));
        entry.guesses = vec![words.clone(), format!("https://{words}/")];
        return Row { line, name: words, entry: Some(entry), ..Row::default() };
    }
    entry.table = "query";
    let plain = words.trim_matches('"');
    let inner = plain.replace('"', " ");
    let expression = match plain.strip_suffix('*') {
        Some(beginning) if !beginning.contains(' ') => format!("{beginning}*"),
        Some(_) | None if inner.contains('*') => {
            changed.push(said!(
                "import.star",
                "* ends one word alone: in a phrase it was left out",
                "* завершает только одиночное слово: во фразе она опущена"
            ));
            format!("\"{}\"", inner.replace('*', " ").split_whitespace().collect::<Vec<_>>().join(" "))
        }
        _ => format!("\"{inner}\""),
    };
    if let Err(error) = query::parse(&expression) {
        return Row::refused(line, words, error.placed());
    }
    entry.put("class", quoted(class.word()));
    entry.put("expression", quoted(&expression));
    let bare = plain.replace(['*', '"'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    entry.guesses = vec![bare.clone(), format!("{bare}а")];
    Row { line, name: words, entry: Some(entry), changed, ..Row::default() }
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::model::Class;

    #[test]
    fn reads_lines() {
        let text = "# a comment\nзелёный кит\n\nпроект \"Заря\"  # сам проект\nутеч*\nsales@example.com\nexample.org\nЗЕЛЁНЫЙ  КИТ\n#утечка\nслив баз*\n";
        let rows = rows(text, Class::Reputation, "own");
        let told: Vec<(usize, String, String)> = rows
            .iter()
            .map(|row| match (&row.entry, &row.refused) {
                (Some(entry), None) => {
                    let key = |wanted: &str| entry.keys.iter().find(|(key, _)| *key == wanted);
                    let of = key("expression").or(key("kind")).map_or("", |(_, value)| value.as_str());
                    (row.line, entry.id.clone(), of.to_owned())
                }
                (_, why) => (row.line, String::new(), why.as_ref().map_or("", |said| &said.code).to_owned()),
            })
            .collect();
        let expected = [
            (2, "zelenyj-kit", r#""\"зелёный кит\"""#),
            (4, "proekt-zarya", r#""\"проект  Заря\"""#),
            (5, "utech", r#""утеч*""#),
            (6, "sales-example.com", r#""email""#),
            (7, "example.org", r#""domain""#),
            (8, "", "import.twice"),
            (10, "sliv-baz", r#""\"слив баз\"""#),
        ];
        assert_eq!(told, expected.map(|(line, id, of)| (line, id.to_owned(), of.to_owned())));
        assert_eq!(rows[6].changed[0].code, "import.star");
    }
}

//! What is wrong with a line of TOML, in both languages.
//!
//! The reader of TOML says it in English; what it met is looked up again in the text, at the place that it names. Pure,
//! and no reader itself: what cannot be told apart is called not by the rules.

use crate::model::Said;
use crate::said;

/// Why reading ended at the byte `at` of `text`; `english` are the reader's own words.
pub fn wrong(text: &str, at: usize, english: &str) -> Said {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let why = why(text, at);
    let code = why.code.clone();
    let english = english.trim().replace('\n', ", ");
    said!(
        code,
        "not valid TOML: {told}",
        "запись не по правилам TOML: {told}",
        told = Said { english, ..why }
    )
}

/// The same key or table a second time.
pub fn twice(english: &str) -> Said {
    let english = english.trim().replace('\n', ", ");
    let again = "такой ключ или такая таблица уже есть выше".to_owned();
    let told = Said { code: String::new(), english, russian: again };
    said!("toml.twice", "not valid TOML: {told}", "запись не по правилам TOML: {told}", told)
}

fn why(text: &str, at: usize) -> Said {
    let begin = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    let line = text[begin..end].trim();
    let open = open_before(text, begin);
    let (key, value) = match line.split_once('=') {
        Some((key, value)) => (key.trim(), Some(value.trim())),
        None => (line, None),
    };
    let (code, russian) = match (open, value) {
        (Some('"' | '\''), _) => ("toml.string", "выше не закрыты тройные кавычки"),
        (Some('{'), _) => ("toml.table", "выше не закрыта фигурная скобка"),
        (Some(_), _) => ("toml.list", "выше не закрыт список: нет ]"),
        (None, None) if line.starts_with('[') => ("toml.header", "заголовок таблицы пишется так: [имя]"),
        (None, None) if line.is_empty() => ("toml.end", "здесь что-то не дописано"),
        (None, None) => ("toml.no-value", "в строке нет знака `=`: пишется ключ = значение"),
        (None, Some("")) => ("toml.no-value", "после `=` нет значения"),
        (None, Some(_)) if key.is_empty() => ("toml.key", "перед `=` нет ключа"),
        (None, Some(value)) => of_value(text, begin, key, value),
    };
    Said { code: code.into(), english: String::new(), russian: russian.into() }
}

fn of_value(text: &str, begin: usize, key: &str, value: &str) -> (&'static str, &'static str) {
    let same = |line: &str| line.split_once('=').is_some_and(|(other, _)| other.trim() == key);
    let bare = key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.\"'".contains(&b));
    let first = value.chars().next().unwrap_or(' ');
    let number = value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    match first {
        _ if !bare => ("toml.key", "ключ пишется латинскими буквами, цифрами, - и _ или в кавычках"),
        '"' | '\'' if open_before(value, value.len()).is_some() => {
            ("toml.string", "тройные кавычки не закрыты")
        }
        '"' | '\'' if unclosed(value, first) => ("toml.string", "кавычка не закрыта"),
        '[' if open_before(value, value.len()).is_some() => ("toml.list", "список не закрыт: нет ]"),
        '{' if open_before(value, value.len()).is_some() => ("toml.table", "фигурная скобка не закрыта"),
        _ if text[..begin].lines().any(same) => ("toml.twice", "такой ключ уже есть выше"),
        '"' if value.contains('\\') => {
            ("toml.escape", "в двойных кавычках \\ начинает особый знак: пишите \\\\ или возьмите '...'")
        }
        c if c.is_alphabetic() && !value.starts_with("true") && !value.starts_with("false") => {
            ("toml.quotes", "текст пишется в кавычках")
        }
        _ if number => ("toml.number", "число записано неверно, а текст пишется в кавычках"),
        _ => ("toml.rest", "после значения стоит лишнее, или что-то пропущено"),
    }
}

/// Whether the quote that a line begins with has no partner in it.
fn unclosed(value: &str, quote: char) -> bool {
    let mut escaped = false;
    for c in value.chars().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return false,
            _ => {}
        }
    }
    true
}

/// The bracket or the triple quotes that are open where the byte `at` stands.
fn open_before(text: &str, at: usize) -> Option<char> {
    let bytes = text.as_bytes();
    let mut open: Vec<u8> = Vec::new();
    let mut value = false;
    let mut n = 0;
    while n < at {
        let b = bytes[n];
        let quote = matches!(b, b'"' | b'\'');
        if quote && bytes[n..].starts_with(&[b, b, b]) {
            let rest = bytes[n + 3..at.max(n + 3).min(bytes.len())].windows(3).position(|w| w == [b, b, b]);
            match rest {
                Some(length) => n += 3 + length + 3,
                None => return Some(char::from(b)),
            }
            continue;
        }
        match b {
            b'#' => n += bytes[n..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len()),
            b'"' | b'\'' => {
                let mut m = n + 1;
                while m < bytes.len() && bytes[m] != b && bytes[m] != b'\n' {
                    m += 1 + usize::from(b == b'"' && bytes[m] == b'\\');
                }
                n = m;
            }
            b'=' => value = true,
            // A header opens nothing: brackets count in values alone.
            b'[' | b'{' if value || n == 0 || !open.is_empty() => open.push(b),
            b']' | b'}' => drop(open.pop()),
            b'\n' if open.is_empty() => value = false,
            _ => {}
        }
        n += 1;
    }
    open.first().map(|b| char::from(*b))
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn says_in_russian_what_the_reader_met() {
        for (text, place, russian) in [
            ("a = \"x\nb = 1\n", "\"x", "кавычка не закрыта"),
            ("a = 'x\n", "'x", "кавычка не закрыта"),
            ("a = \"\"\"x\nb\n", "b", "тройные кавычки"),
            ("a = [1,\nb = 2\n", "b =", "не закрыт список"),
            ("a = [1\n", "[1", "список не закрыт"),
            ("a = { b = 1\n", "{", "скобка не закрыта"),
            ("a = \n", "\n", "нет значения"),
            ("a\n", "a", "нет знака `=`"),
            ("= 1\n", "=", "нет ключа"),
            ("ключ = 1\n", "ключ", "латинскими буквами"),
            ("[server\na = 1\n", "[server", "заголовок таблицы"),
            ("[server]\na = hello\n", "hello", "в кавычках"),
            ("a = 1\na = 2\n", "a = 2", "уже есть выше"),
            ("a = \"\\d\"\n", "\\d", "особый знак"),
            ("a = 1x\n", "1x", "число записано неверно"),
            ("a = \"x\" y\n", "y", "лишнее"),
        ] {
            let at = text.find(place).expect(place);
            let said = wrong(text, at, "why\nexpected that");
            assert!(said.russian.contains(russian), "{text:?}: {}", said.russian);
            assert_eq!(said.english, "not valid TOML: why, expected that");
        }
    }
}

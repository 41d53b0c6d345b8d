//! Characters to lexemes, each with the code point it starts at.

use super::error::QueryError;
use super::parse::MAX_NEAR;
use super::tree::{Field, TermKind};
use crate::said;
use crate::text::fold::is_word;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Near { n: u32, ordered: bool },
    Term { field: Option<Field>, kind: TermKind, exact: bool, text: String },
    Entity { id: String, at: usize },
    Pattern { id: String, at: usize },
}

/// Operators with a number: in capitals or not, as nobody looks for `near/5` itself.
const NEAR: &[(&str, bool)] =
    &[("near", false), ("рядом", false), ("pre", true), ("onear", true), ("перед", true)];

#[derive(Debug)]
pub(super) struct Lexeme {
    pub(super) at: usize,
    pub(super) token: Token,
}

/// Opening quotes and what closes each.
const QUOTES: &[(char, char)] = &[('"', '"'), ('«', '»'), ('“', '”'), ('„', '“')];

pub(super) fn lex(text: &str) -> Result<Vec<Lexeme>, QueryError> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let token = match chars[at] {
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => {
                at += 1;
                Token::Open
            }
            ')' => {
                at += 1;
                Token::Close
            }
            '-' | '−' | '–' if chars.get(at + 1).is_some_and(|c| !c.is_whitespace()) => {
                at += 1;
                Token::Not
            }
            c if is_open(c) => phrase(&chars, &mut at, None, false)?,
            '=' if chars.get(at + 1).is_some_and(|&c| is_open(c)) => {
                at += 1;
                phrase(&chars, &mut at, None, true)?
            }
            _ => word(&chars, &mut at)?,
        };
        out.push(Lexeme { at: start, token });
    }
    Ok(out)
}

fn is_open(c: char) -> bool {
    QUOTES.iter().any(|&(open, _)| open == c)
}

fn phrase(chars: &[char], at: &mut usize, field: Option<Field>, exact: bool) -> Result<Token, QueryError> {
    let start = *at;
    let close = QUOTES.iter().find(|&&(open, _)| open == chars[start]).map_or('"', |&(_, close)| close);
    let Some(length) = chars[start + 1..].iter().position(|&c| c == close) else {
        return Err(QueryError::new(
            start,
            said!(
                "query.quote",
                "this quote is not closed: write {close} where the phrase ends",
                "кавычка не закрыта: поставьте {close} там, где фраза кончается",
                close
            ),
        ));
    };
    let text: String = chars[start + 1..start + 1 + length].iter().collect();
    *at = start + length + 2;
    if field.is_none() && !text.chars().any(is_word) {
        return Err(QueryError::new(
            start,
            said!(
                "query.phrase",
                "this phrase has no word in it: write one or take it away",
                "в этой фразе нет слов: напишите хоть одно или уберите её"
            ),
        ));
    }
    if chars.get(*at) == Some(&'*') {
        return Err(QueryError::new(
            *at,
            said!(
                "query.star-phrase",
                "an asterisk ends a word, not a phrase: write it before the closing quote",
                "звёздочкой кончается слово, а не фраза: поставьте её перед закрывающей кавычкой"
            ),
        ));
    }
    let blank = text.len() - text.trim_start().len();
    let inside = start + 1 + text[..blank].chars().count();
    let (text, prefix) = match text.trim().strip_suffix('*') {
        Some(begun) => (begun.to_owned(), true),
        None => (text.trim().to_owned(), false),
    };
    // Elsewhere in a phrase an asterisk is a sign like others, as it is in what people copy; behind a word it is meant.
    let written: Vec<char> = text.chars().collect();
    if let Some(star) = (1..written.len()).find(|&i| written[i] == '*' && is_word(written[i - 1])) {
        return Err(misplaced_star(inside + star));
    }
    if prefix {
        let letters = written.iter().rev().take_while(|&&c| is_word(c)).count();
        if letters < 2 {
            return Err(short_star(inside + written.len() - letters));
        }
    }
    let kind = if prefix { TermKind::Prefix } else { TermKind::Phrase };
    Ok(Token::Term { field, kind, exact, text })
}

fn misplaced_star(at: usize) -> QueryError {
    QueryError::new(
        at,
        said!(
            "query.star",
            "an asterisk stands only at the end of a word, in a phrase of its last one",
            "звёздочка бывает только в конце слова, а во фразе — только последнего"
        ),
    )
}

fn short_star(at: usize) -> QueryError {
    QueryError::new(
        at,
        said!(
            "query.star-short",
            "a word's beginning has at least two letters: write more of it",
            "в начале слова должно быть хотя бы две буквы: допишите его"
        ),
    )
}

/// A bare word up to a blank, a parenthesis or a quote: an operator, a field with its value, or a term.
fn word(chars: &[char], at: &mut usize) -> Result<Token, QueryError> {
    let start = *at;
    let stops =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')') || QUOTES.iter().any(|q| q.0 == c || q.1 == c);
    while *at < chars.len() && !stops(chars[*at]) {
        *at += 1;
    }
    let text: String = chars[start..*at].iter().collect();
    match text.as_str() {
        "AND" | "И" => return Ok(Token::And),
        "OR" | "ИЛИ" => return Ok(Token::Or),
        "NOT" | "НЕ" => return Ok(Token::Not),
        "NEAR" | "PRE" | "ONEAR" | "РЯДОМ" | "ПЕРЕД" => {
            return Err(QueryError::new(
                start,
                said!(
                    "query.near",
                    "{text} needs a number of words: write {text}/10, or {small} for the word itself",
                    "у {text} нужно число слов, например {text}/10; само слово пишется строчными: {small}",
                    text,
                    small = text.to_lowercase()
                ),
            ));
        }
        _ => {}
    }
    if let Some((name, number)) = text.split_once('/')
        && let small = name.to_lowercase()
        && let Some(&(_, ordered)) = NEAR.iter().find(|(word, _)| *word == small)
        && (number.bytes().all(|b| b.is_ascii_digit()) || name.chars().all(char::is_uppercase))
    {
        return match number.parse::<u32>() {
            Ok(n) if n <= MAX_NEAR => Ok(Token::Near { n, ordered }),
            _ => Err(QueryError::new(
                start + name.chars().count() + 1,
                said!(
                    "query.near-range",
                    "{name} takes 0 to {most} words: write {name}/10",
                    "у {name} бывает от 0 до {most} слов, например {name}/10",
                    name,
                    most = MAX_NEAR
                ),
            )),
        };
    }
    if let Some((name, value)) = text.split_once(':')
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_lowercase())
        && !value.starts_with("//")
    {
        return field(chars, at, start, name, value);
    }
    if text == "=" {
        return Err(no_exact(start));
    }
    match text.strip_prefix('=') {
        Some(rest) => term(start + 1, None, true, rest),
        None => term(start, None, false, &text),
    }
}

fn no_exact(at: usize) -> QueryError {
    QueryError::new(
        at,
        said!(
            "query.exact",
            "= asks for the very form of what follows: write =word or =\"a phrase\"",
            "= ищет слово в точности как написано: напишите =слово или =\"фраза\""
        ),
    )
}

fn field(chars: &[char], at: &mut usize, start: usize, name: &str, value: &str) -> Result<Token, QueryError> {
    let value_at = start + name.chars().count() + 1;
    let known = Field::parse(name);
    if known.is_none() && name != "entity" && name != "pattern" {
        let names = Field::ALL.iter().map(|&(n, _)| n).chain(["entity", "pattern"]);
        let nearest = names.min_by_key(|n| strsim::damerau_levenshtein(n, name)).unwrap_or("title");
        return Err(QueryError::new(
            start,
            said!(
                "query.field",
                "there is no field {name}: did you mean {nearest}: (or \"{name}:{value}\" as a phrase)",
                "поля {name} нет: возможно, {nearest}: (или фраза «{name}:{value}»)",
                name,
                nearest,
                value
            ),
        ));
    }
    let (exact, value_at, value) = match value.strip_prefix('=') {
        Some(rest) if known.is_some_and(Field::has_forms) => (true, value_at + 1, rest),
        Some(_) => {
            return Err(QueryError::new(
                value_at,
                said!(
                    "query.exact-field",
                    "{name}: is compared as it is written: take = away",
                    "{name}: и так сравнивается в точности: уберите =",
                    name
                ),
            ));
        }
        None => (false, value_at, value),
    };
    if value.is_empty() {
        if known.is_some() && chars.get(*at).is_some_and(|&c| is_open(c)) {
            let token = phrase(chars, at, known, exact)?;
            return match &token {
                Token::Term { text, .. } if text.is_empty() => Err(QueryError::new(
                    value_at,
                    said!(
                        "query.value-empty",
                        "{name}: has an empty value: write one",
                        "{name}: значение пусто: напишите его",
                        name
                    ),
                )),
                _ => Ok(token),
            };
        }
        return Err(QueryError::new(
            value_at,
            said!(
                "query.value",
                "{name}: needs a value right after the colon",
                "{name}: значение пишется сразу после двоеточия",
                name
            ),
        ));
    }
    if known.is_some() {
        return term(value_at, known, exact, value);
    }
    if let Some(bad) =
        value.chars().position(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.')))
    {
        return Err(QueryError::new(
            value_at + bad,
            said!(
                "query.id",
                "{name}: takes an id of letters, digits, - and /",
                "{name}: нужен идентификатор из букв, цифр, - и /",
                name
            ),
        ));
    }
    let (id, at) = (value.to_owned(), value_at);
    Ok(if name == "entity" { Token::Entity { id, at } } else { Token::Pattern { id, at } })
}

fn term(at: usize, field: Option<Field>, exact: bool, text: &str) -> Result<Token, QueryError> {
    let (stem, prefix) = match text.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (text, false),
    };
    if let Some(star) = stem.chars().position(|c| c == '*') {
        return Err(misplaced_star(at + star));
    }
    let words = stem.split(|c| !is_word(c)).filter(|w| !w.is_empty()).count();
    if field.is_none() && words == 0 {
        return Err(QueryError::new(
            at,
            said!(
                "query.word",
                "{text:?} has no letter or digit: write a word",
                "в {text:?} нет ни буквы, ни цифры: напишите слово"
            ),
        ));
    }
    let last = stem.chars().rev().take_while(|&c| is_word(c)).count();
    let short = if field.is_none() { last } else { stem.chars().filter(|&c| is_word(c)).count() };
    if prefix && short < 2 {
        return Err(short_star(at));
    }
    let kind = match (prefix, words) {
        (true, _) => TermKind::Prefix,
        // "e-mail" is two words to the text room: side by side they are a phrase.
        (false, 2..) if field.is_none() => TermKind::Phrase,
        _ => TermKind::Word,
    };
    let text = if field.is_none() { stem.trim_matches(|c| !is_word(c)) } else { stem };
    Ok(Token::Term { field, kind, exact, text: text.to_owned() })
}

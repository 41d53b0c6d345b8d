//! Characters to lexemes, each with the code point it starts at.

use super::parse::{MAX_NEAR, QueryError};
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
    Near(u32),
    Term { field: Option<Field>, kind: TermKind, text: String },
    Entity(String),
    Pattern(String),
}

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
            c if QUOTES.iter().any(|&(open, _)| open == c) => phrase(&chars, &mut at, None)?,
            _ => word(&chars, &mut at)?,
        };
        out.push(Lexeme { at: start, token });
    }
    Ok(out)
}

fn phrase(chars: &[char], at: &mut usize, field: Option<Field>) -> Result<Token, QueryError> {
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
    let text = text.trim().to_owned();
    if chars.get(*at) == Some(&'*') {
        return Err(QueryError::new(
            *at,
            said!(
                "query.star-phrase",
                "an asterisk ends a word, not a phrase: take it away",
                "звёздочкой кончается слово, а не фраза: уберите её"
            ),
        ));
    }
    Ok(Token::Term { field, kind: TermKind::Phrase, text })
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
        "NEAR" => {
            return Err(QueryError::new(
                start,
                said!(
                    "query.near",
                    "NEAR needs a number of words: write NEAR/10",
                    "у NEAR нужно число слов, например NEAR/10"
                ),
            ));
        }
        _ => {}
    }
    if let Some(n) = text.strip_prefix("NEAR/") {
        return match n.parse::<u32>() {
            Ok(n) if (1..=MAX_NEAR).contains(&n) => Ok(Token::Near(n)),
            _ => Err(QueryError::new(
                start + 5,
                said!(
                    "query.near-range",
                    "NEAR takes 1 to {most} words: write NEAR/10",
                    "у NEAR бывает от 1 до {most} слов, например NEAR/10",
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
    term(start, None, &text)
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
    if value.is_empty() {
        if let (Some(_), Some(quote)) = (known, chars.get(*at))
            && QUOTES.iter().any(|q| q.0 == *quote)
        {
            let token = phrase(chars, at, known)?;
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
        return term(value_at, known, value);
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
    Ok(if name == "entity" { Token::Entity(value.to_owned()) } else { Token::Pattern(value.to_owned()) })
}

fn term(at: usize, field: Option<Field>, text: &str) -> Result<Token, QueryError> {
    let (stem, prefix) = match text.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (text, false),
    };
    if let Some(star) = stem.chars().position(|c| c == '*') {
        return Err(QueryError::new(
            at + star,
            said!(
                "query.star",
                "an asterisk stands only at the end of a word",
                "звёздочка бывает только в конце слова"
            ),
        ));
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
    if prefix && field.is_none() && words > 1 {
        return Err(QueryError::new(
            at,
            said!(
                "query.star-words",
                "an asterisk ends a single word: write the last word alone",
                "звёздочкой кончается одно слово: напишите последнее слово отдельно"
            ),
        ));
    }
    if prefix && stem.chars().filter(|&c| is_word(c)).count() < 2 {
        return Err(QueryError::new(
            at,
            said!(
                "query.star-short",
                "a word's beginning has at least two letters: write more of it",
                "в начале слова должно быть хотя бы две буквы: допишите его"
            ),
        ));
    }
    let kind = match (prefix, words) {
        (true, _) => TermKind::Prefix,
        // "e-mail" is two words to the text room: side by side they are a phrase.
        (false, 2..) if field.is_none() => TermKind::Phrase,
        _ => TermKind::Word,
    };
    let text = if field.is_none() { stem.trim_matches(|c| !is_word(c)) } else { stem };
    Ok(Token::Term { field, kind, text: text.to_owned() })
}

//! Text to tree: a recursive descent over lexemes, with the position of every fault.
//!
//! Precedence from loose to tight: OR, AND (written or implied by standing side by side), NOT or a minus, NEAR/n and
//! PRE/n (from the left). The operators are upper-case words, English or Russian; in lower case they are words like others.
//! People are told of it by [`help`](super::help).

use super::error::QueryError;
use super::lexer::{Lexeme, Token, lex};
use super::tree::{Field, Node, Query, TermKind};
use crate::model::Said;
use crate::said;

/// Code points of a query that is searched for.
pub const MAX_LENGTH: usize = 4_000;
/// How many times as long an expression of a keyword set may be, and hold as many terms: a pack's author lists what a
/// page is held against once, where a reader's search goes through everything kept.
const OF_A_SET: usize = 4;
/// Parentheses and NOTs inside each other.
pub const MAX_DEPTH: usize = 32;
/// Terms, entities and patterns together.
pub const MAX_TERMS: usize = 256;
/// The largest n of NEAR/n, in words.
pub const MAX_NEAR: u32 = 1_000;

/// Reads a query. Every fault names the code point and what to write instead.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    read(text, 1)
}

/// The same for an expression of a keyword set, which may be longer.
pub fn parse_of_set(text: &str) -> Result<Query, QueryError> {
    read(text, OF_A_SET)
}

/// With so many times the room of a search.
fn read(text: &str, times: usize) -> Result<Query, QueryError> {
    let (longest, most_terms) = (MAX_LENGTH * times, MAX_TERMS * times);
    if let Some((at, _)) = text.chars().enumerate().nth(longest) {
        return Err(QueryError::new(
            at,
            said!(
                "query.length",
                "a query has at most {most} characters: split it",
                "запрос бывает не длиннее {most} знаков: разделите его",
                most = longest
            ),
        ));
    }
    let mut parser =
        Parser { lexemes: lex(text)?, next: 0, depth: 0, terms: 0, most_terms, end: text.chars().count() };
    if parser.lexemes.is_empty() {
        return Err(QueryError::new(
            0,
            said!("query.empty", "the query is empty: write a word", "запрос пуст: напишите слово"),
        ));
    }
    let root = parser.any()?;
    if let Some(left) = parser.lexemes.get(parser.next) {
        // Only a closing parenthesis ends an expression early.
        return Err(QueryError::new(
            left.at,
            said!(
                "query.close",
                "this ) closes nothing: take it away or write ( before",
                "эта ) ничего не закрывает: уберите её или поставьте ( перед ней"
            ),
        ));
    }
    if only_excludes(&root) {
        return Err(QueryError::new(
            0,
            said!(
                "query.excludes",
                "the query only excludes: write at least one term that must be there",
                "запрос только исключает: напишите хотя бы одно слово, которое должно быть"
            ),
        ));
    }
    Ok(Query { root })
}

/// Whether the node can hold where nothing of it is found.
fn only_excludes(node: &Node) -> bool {
    match node {
        Node::Not(_) => true,
        Node::And(nodes) => nodes.iter().all(only_excludes),
        Node::Or(nodes) => nodes.iter().any(only_excludes),
        Node::Near { .. } | Node::Term { .. } | Node::Entity { .. } | Node::Pattern { .. } => false,
    }
}

struct Parser {
    lexemes: Vec<Lexeme>,
    next: usize,
    depth: usize,
    terms: usize,
    most_terms: usize,
    /// Code points of the text: where a fault at its end is.
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.lexemes.get(self.next).map(|l| &l.token)
    }

    fn at(&self) -> usize {
        self.lexemes.get(self.next).map_or(self.end, |l| l.at)
    }

    fn any(&mut self) -> Result<Node, QueryError> {
        let mut nodes = vec![self.all()?];
        while self.peek() == Some(&Token::Or) {
            self.next += 1;
            nodes.push(self.all()?);
        }
        Ok(if nodes.len() > 1 { Node::Or(nodes) } else { nodes.remove(0) })
    }

    fn all(&mut self) -> Result<Node, QueryError> {
        let mut nodes = vec![self.not()?];
        loop {
            match self.peek() {
                None | Some(Token::Or | Token::Close) => break,
                Some(Token::And) => self.next += 1,
                Some(_) => {}
            }
            nodes.push(self.not()?);
        }
        Ok(if nodes.len() > 1 { Node::And(nodes) } else { nodes.remove(0) })
    }

    fn not(&mut self) -> Result<Node, QueryError> {
        if self.peek() != Some(&Token::Not) {
            return self.near();
        }
        let at = self.at();
        self.next += 1;
        self.deeper(at)?;
        let node = self.not()?;
        self.depth -= 1;
        match node {
            Node::Not(_) => Err(QueryError::new(
                at,
                said!("query.not-not", "a NOT of a NOT: take both away", "NOT перед NOT: уберите оба"),
            )),
            node => Ok(Node::Not(Box::new(node))),
        }
    }

    fn near(&mut self) -> Result<Node, QueryError> {
        let (from, depth) = (self.at(), self.depth);
        let mut left = self.atom()?;
        while let Some(&Token::Near { n, ordered }) = self.peek() {
            let operator = self.at();
            self.next += 1;
            let to = self.at();
            if self.peek() == Some(&Token::Not) {
                return Err(QueryError::new(to, near_not()));
            }
            let right = self.atom()?;
            for (at, side) in [(from, &left), (to, &right)] {
                if let Some(fault) = unfit_for_near(side) {
                    return Err(QueryError::new(at, fault));
                }
            }
            self.deeper(operator)?;
            left = Node::Near { n, ordered, left: Box::new(left), right: Box::new(right) };
        }
        self.depth = depth;
        Ok(left)
    }

    fn atom(&mut self) -> Result<Node, QueryError> {
        let at = self.at();
        let Some(token) = self.peek().cloned() else {
            return Err(QueryError::new(
                at,
                said!(
                    "query.ends",
                    "the query ends here, where a word, \"a phrase\" or ( is needed",
                    "здесь запрос кончается, а нужно слово, «фраза» или ("
                ),
            ));
        };
        self.next += 1;
        match token {
            Token::Open => {
                self.deeper(at)?;
                let node = self.any()?;
                if self.peek() != Some(&Token::Close) {
                    return Err(QueryError::new(
                        at,
                        said!(
                            "query.open",
                            "this ( is not closed: write ) where it ends",
                            "эта ( не закрыта: поставьте ) там, где она кончается"
                        ),
                    ));
                }
                self.next += 1;
                self.depth -= 1;
                Ok(node)
            }
            Token::Term { field, kind, exact, text } => {
                self.count(at)?;
                check_field(at, field, kind, &text)?;
                Ok(Node::Term { field, kind, exact, text })
            }
            Token::Entity { id, at: of } => self.count(at).map(|()| Node::Entity { id, at: of }),
            Token::Pattern { id, at: of } => self.count(at).map(|()| Node::Pattern { id, at: of }),
            Token::Close => Err(QueryError::new(
                at,
                said!(
                    "query.nothing",
                    "nothing stands before this ): write a word or take it away",
                    "перед этой ) ничего нет: напишите слово или уберите её"
                ),
            )),
            Token::And | Token::Or | Token::Near { .. } => Err(QueryError::new(
                at,
                said!(
                    "query.operator",
                    "an operator stands between two terms: write a word before it",
                    "оператор стоит между двумя словами: напишите слово перед ним"
                ),
            )),
            Token::Not => Err(QueryError::new(
                at,
                said!(
                    "query.not",
                    "NOT stands here where a word is needed",
                    "здесь стоит NOT, а нужно слово"
                ),
            )),
        }
    }

    fn deeper(&mut self, at: usize) -> Result<(), QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(QueryError::new(
                at,
                said!(
                    "query.deep",
                    "nested deeper than {most}: write it flatter",
                    "вложенность больше {most}: напишите проще",
                    most = MAX_DEPTH
                ),
            ));
        }
        Ok(())
    }

    fn count(&mut self, at: usize) -> Result<(), QueryError> {
        self.terms += 1;
        if self.terms > self.most_terms {
            return Err(QueryError::new(
                at,
                said!(
                    "query.terms",
                    "more than {most} terms: split the query",
                    "слов больше {most}: разделите запрос",
                    most = self.most_terms
                ),
            ));
        }
        Ok(())
    }
}

fn near_not() -> Said {
    said!(
        "query.near-not",
        "NEAR takes what is there: write AND NOT after it instead",
        "у NEAR по сторонам то, что есть в тексте: напишите после него AND NOT"
    )
}

fn unfit_for_near(side: &Node) -> Option<Said> {
    match side {
        Node::And(_) => Some(said!(
            "query.near-and",
            "NEAR takes terms, phrases, entities and ORs of them: an AND has no place of its own",
            "у NEAR по сторонам слова, фразы, объекты и OR из них: у AND нет своего места в тексте"
        )),
        Node::Not(_) => Some(near_not()),
        Node::Term { field: Some(_), .. } => Some(said!(
            "query.near-field",
            "NEAR looks into the text: a field has no distance to a word",
            "NEAR смотрит в текст: от поля до слова нет расстояния"
        )),
        Node::Or(nodes) => nodes.iter().find_map(unfit_for_near),
        Node::Near { .. } | Node::Term { .. } | Node::Entity { .. } | Node::Pattern { .. } => None,
    }
}

fn check_field(at: usize, field: Option<Field>, kind: TermKind, text: &str) -> Result<(), QueryError> {
    match field {
        Some(field @ (Field::After | Field::Before)) if !is_date(text) || kind == TermKind::Prefix => {
            let name = field.word();
            let at = at + name.len() + 1;
            Err(QueryError::new(
                at,
                said!(
                    "query.day",
                    "{name}: takes a day: write {name}:2026-11-30",
                    "{name}: нужен день, например {name}:2026-11-30",
                    name
                ),
            ))
        }
        Some(Field::Lang) if text.len() != 2 || !text.bytes().all(|b| b.is_ascii_lowercase()) => {
            Err(QueryError::new(
                at + 5,
                said!(
                    "query.lang",
                    "lang: takes a language's two letters: write lang:ru",
                    "lang: нужны две буквы языка, например lang:ru"
                ),
            ))
        }
        _ => Ok(()),
    }
}

/// YYYY-MM-DD that exists, or RFC 3339.
fn is_date(text: &str) -> bool {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
        || crate::model::Time::parse_rfc3339(text).is_some()
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;

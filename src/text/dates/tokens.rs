//! A short text cut into numbers, words and marks.

/// A piece; `spaced` when a blank stood before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub spaced: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Up to 14 digits, and how many they were.
    Number {
        value: i64,
        digits: usize,
    },
    /// Lower-case, ё as е.
    Word(String),
    Mark(char),
}

pub fn cut(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    let mut spaced = false;
    while let Some(c) = chars.next() {
        if c.is_whitespace() || c == '\0' {
            spaced = true;
            continue;
        }
        let kind = if let Some(digit) = c.to_digit(10) {
            let (mut value, mut digits) = (i64::from(digit), 1);
            while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                chars.next();
                digits += 1;
                if digits <= 14 {
                    value = value * 10 + i64::from(digit);
                }
            }
            Kind::Number { value, digits }
        } else if c.is_alphabetic() {
            let mut word: String = c.to_lowercase().collect();
            while let Some(letter) = chars.next_if(|c| c.is_alphabetic()) {
                word.extend(letter.to_lowercase());
            }
            Kind::Word(word.replace('ё', "е"))
        } else {
            Kind::Mark(c)
        };
        out.push(Token { kind, spaced });
        spaced = false;
    }
    out
}

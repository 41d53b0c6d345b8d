//! The texts that are matched: manuals as HTML and as the words of it, which hold next to nothing, and invented dumps,
//! which hold something in every line.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context;

use crate::cli::eval_quiet;
use crate::sim::Dice;

/// Bytes of a dump, and of one text of it.
const DUMP: usize = 8 << 20;
const PIECE: usize = 1 << 20;

pub(super) struct Corpus {
    pub(super) name: &'static str,
    pub(super) texts: Vec<String>,
}

impl Corpus {
    pub(super) fn megabytes(&self) -> f64 {
        self.texts.iter().map(String::len).sum::<usize>() as f64 / 1e6
    }

    /// All of it in pieces of about `most` bytes.
    pub(super) fn pieces(&self, most: usize) -> Vec<&str> {
        let mut out = Vec::new();
        for text in &self.texts {
            let mut rest = text.as_str();
            while rest.len() > most {
                let (piece, after) = rest.split_at(rest.floor_char_boundary(most));
                out.push(piece);
                rest = after;
            }
            out.push(rest);
        }
        out
    }
}

/// Manuals below `paths`, `most` bytes of HTML, and the dumps.
pub(super) fn read(paths: &[PathBuf], most: usize) -> anyhow::Result<Vec<Corpus>> {
    let (mut html, mut words, mut russian) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = 0;
    for file in eval_quiet::files(paths)? {
        let Some((document, raw)) = eval_quiet::document(&file) else { continue };
        let page = String::from_utf8_lossy(&raw);
        if page.len() > most / 4 || !page.contains("</") {
            continue;
        }
        bytes += page.len();
        html.push(page.into_owned());
        if document.language == "ru" {
            russian.push(document.text)
        } else {
            words.push(document.text)
        }
        if bytes >= most {
            break;
        }
    }
    anyhow::ensure!(
        bytes > 0,
        "there is no HTML below the folders: name one of Debian's documentation packages"
    );
    let sparse = [("HTML", html), ("words of it", words), ("words of it, Russian", russian)];
    let sparse = sparse.into_iter().filter(|(_, texts)| !texts.is_empty());
    let dense = [("combo list", dump(combo)?), ("paste of a table", dump(row)?)];
    Ok(sparse.chain(dense).map(|(name, texts)| Corpus { name, texts }).collect())
}

fn dump(line: impl Fn(&mut Dice, &mut String) -> std::fmt::Result) -> anyhow::Result<Vec<String>> {
    let mut dice = Dice::new(7);
    let mut texts = Vec::new();
    while texts.len() * PIECE < DUMP {
        let mut text = String::with_capacity(PIECE + 200);
        while text.len() < PIECE {
            line(&mut dice, &mut text).context("a line could not be written")?;
        }
        texts.push(text);
    }
    Ok(texts)
}

fn word(dice: &mut Dice, long: usize) -> String {
    (0..long).map(|_| char::from(b'a' + dice.below(26) as u8)).collect()
}

/// An address and a password.
fn combo(dice: &mut Dice, out: &mut String) -> std::fmt::Result {
    let (name, host) = (word(dice, 7), word(dice, 5));
    let password = format!("{}{}", word(dice, 6), dice.below(10_000));
    writeln!(out, "{name}{}@{host}.example:{password}", dice.below(100))
}

/// A person's row: number, name, telephone, document, address.
fn row(dice: &mut Dice, out: &mut String) -> std::fmt::Result {
    let number = |dice: &mut Dice, digits: usize| -> String {
        (0..digits).map(|_| char::from(b'0' + dice.below(10) as u8)).collect()
    };
    let (passport, phone, id) = (number(dice, 10), number(dice, 10), number(dice, 12));
    let name = super::invented::person(dice);
    writeln!(
        out,
        "{};{name};+7{phone};{} {};{id};{}@mail.example",
        dice.below(1_000_000),
        &passport[..4],
        &passport[4..],
        word(dice, 8)
    )
}

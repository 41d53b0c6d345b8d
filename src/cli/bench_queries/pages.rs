//! The pages that queries are asked of: files that are named, or pages made up from one seed, in Russian and English.
//!
//! Made-up words are as unevenly spread as those of text, with as long a tail: the k-th is k times rarer than the first,
//! and every page has some that no other one has.

use std::path::PathBuf;

use crate::cli::eval_quiet;
use crate::sim::Dice;

/// Words of a made-up page, pages, and different words.
const LONG: usize = 3_500;
const MADE: usize = 800;
const WORDS: usize = 1_000_000;
/// Files that are read at most.
const FILES: usize = 10_000;

pub(super) struct Page {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) language: String,
}

/// Pages of every second file are for the queries' words, the others are what is measured: nobody knows the pages to come.
pub(super) fn read(files: &[PathBuf]) -> anyhow::Result<(Vec<Page>, Vec<Page>)> {
    let all: Vec<Page> = if files.is_empty() { (0..MADE).map(made).collect() } else { of(files)? };
    anyhow::ensure!(
        all.len() > 1,
        "--text: queries are made of one page and asked of another: name a folder with two"
    );
    let mut known = Vec::new();
    let mut asked = Vec::new();
    for (at, page) in all.into_iter().enumerate() {
        if at % 2 == 0 { known.push(page) } else { asked.push(page) }
    }
    Ok((known, asked))
}

fn of(paths: &[PathBuf]) -> anyhow::Result<Vec<Page>> {
    let all = eval_quiet::files(paths)?;
    let page = |file: &PathBuf| {
        let document = eval_quiet::document(file)?.0;
        Some(Page { title: document.title, text: document.text, language: document.language })
    };
    let pages: Vec<Page> = all.iter().filter_map(page).take(FILES).collect();
    anyhow::ensure!(!pages.is_empty(), "--text: no file of prose or HTML is below it: name another folder");
    Ok(pages)
}

fn made(at: usize) -> Page {
    let mut dice = Dice::new(at as u64 + 3);
    let russian = !at.is_multiple_of(3);
    let mut words = |many: usize| (0..many).map(|_| word(&mut dice, russian)).collect::<Vec<_>>().join(" ");
    Page { title: words(6), text: words(LONG), language: if russian { "ru" } else { "en" }.to_owned() }
}

const RUSSIAN: (&[&str], &[&str]) = (
    &[
        "ба", "ве", "го", "ду", "жи", "за", "ка", "ло", "ми", "но", "пе", "ру", "си", "та", "фо", "ха", "че",
        "шу", "при", "раз", "стро", "пло", "кре", "гла",
    ],
    &["", "а", "ы", "ов", "ами", "ение", "ный", "ить"],
);
const ENGLISH: (&[&str], &[&str]) = (
    &[
        "ba", "ce", "do", "fi", "gu", "ha", "jo", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "wa",
        "ze", "tri", "con", "ster", "plo", "gra", "sma",
    ],
    &["", "s", "ed", "ing", "er", "ly", "tion", "al"],
);

fn word(dice: &mut Dice, russian: bool) -> String {
    let (syllables, endings) = if russian { RUSSIAN } else { ENGLISH };
    let even = dice.below(1 << 20) as f64 / f64::from(1 << 20);
    let mut rest = (WORDS as f64).powf(even) as usize;
    let mut word = String::new();
    // The number of the word, syllables for digits.
    while rest > 0 {
        word.push_str(syllables[rest % syllables.len()]);
        rest /= syllables.len();
    }
    word + endings[dice.below(endings.len())]
}

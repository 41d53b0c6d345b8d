//! Two short letters: that a test letter arrived, and which places cannot be seen.

use super::sheet::{Block, Button, Fact, Sheet};
use super::words::{When, count, either};
use super::{BlindLetter, Rendered, TestLetter, facts, inert, lists};
use crate::model::Language;

/// Rows of the list; what is beyond is counted.
const ROWS: usize = 20;

pub fn test_letter(letter: &TestLetter, language: Language) -> Rendered {
    let when = When { language, zone: letter.reader.zone, now: letter.reader.now };
    let by = inert::line(&letter.by, 60);
    let subject =
        either(language, "Проверка: письма leakwatch доходят", "Test: letters from leakwatch arrive");
    let blocks = vec![
        Block::Title {
            above: either(language, "Проверочное письмо", "Test letter").to_owned(),
            level: None,
            text: either(language, "Письма доходят", "Letters arrive").to_owned(),
        },
        Block::Text(
            either(
                language,
                "Делать ничего не нужно. Так же, этим же путём, придут срочные письма и сводки.",
                "There is nothing to do. Alerts and summaries will come to you by this same way.",
            )
            .to_owned(),
        ),
        Block::Facts(vec![
            Fact::new(either(language, "Когда", "When"), when.full(letter.reader.now)),
            Fact::new(either(language, "Просил", "Asked by"), by),
        ]),
        Block::Buttons(vec![Button {
            label: either(language, "Открыть leakwatch", "Open leakwatch").to_owned(),
            url: letter.reader.public_url.clone(),
        }]),
        Block::Small(vec![facts::who_gets_this(&letter.reader, language)]),
    ];
    let preview = when.full(letter.reader.now);
    Sheet { language, subject: subject.to_owned(), preview, blocks }.write()
}

pub fn blind(letter: &BlindLetter, language: Language) -> Rendered {
    let when = When { language, zone: letter.reader.zone, now: letter.reader.now };
    let n = letter.places.len() as u64;
    let places = count(language, n, ["место", "места", "мест"], ["place", "places"]);
    let subject = either(language, format!("Не видно: {places}"), format!("Not seen: {places}"));
    let mut blocks = vec![
        Block::Title {
            above: inert::line(&letter.watches.join(" · "), 80),
            level: None,
            text: subject.clone(),
        },
        Block::Text(
            either(
                language,
                "Пока место не видно, о новом на нём узнать нельзя. Это не «ничего не найдено».",
                "While a place is not seen, what is new there cannot be told. This is not “nothing found”.",
            )
            .to_owned(),
        ),
        Block::Rows(
            letter.places.iter().take(ROWS).map(|(t, crawl)| lists::blind_row(t, crawl, when)).collect(),
        ),
    ];
    let rest = n.saturating_sub(ROWS as u64);
    if rest > 0 {
        blocks.push(Block::Text(either(language, format!("И ещё {rest}."), format!("And {rest} more."))));
    }
    blocks.push(Block::Buttons(vec![Button {
        label: either(language, "Открыть места", "Open the places").to_owned(),
        url: format!("{}/places", letter.reader.public_url),
    }]));
    blocks.push(Block::Small(vec![facts::who_gets_this(&letter.reader, language)]));
    let preview = inert::line(&letter.watches.join(" · "), 80);
    Sheet { language, subject, preview, blocks }.write()
}

//! What a digest lists below its stories: open, closed, late with its causes, not reachable.

use super::sheet::{Block, Row, Tone};
use super::words::{self, When, either, number};
use super::{DigestLetter, Late, inert};
use crate::model::{Language, Time, why};
use crate::store::rows::{CrawlRow, FindingRow};

/// Rows of a list; what is beyond is counted.
const ROWS: usize = 10;

pub(super) fn lists(letter: &DigestLetter, when: When, blocks: &mut Vec<Block>) {
    let language = when.language;
    let material = &letter.material;
    let mut list = |title: (&str, &str), rows: Vec<Row>, total: u64| {
        if rows.is_empty() {
            return;
        }
        let shown = rows.len() as u64;
        let total = total.max(shown);
        let head = format!("{} · {}", either(language, title.0, title.1), number(language, total));
        blocks.push(Block::Heading(head));
        blocks.push(Block::Rows(rows));
        if total > shown {
            blocks.push(Block::Text(either(
                language,
                format!("И ещё {}.", number(language, total - shown)),
                format!("And {} more.", number(language, total - shown)),
            )));
        }
    };
    let finding = |f: &FindingRow| finding_row(letter, f, when);
    // What is closed is at risk no more.
    let open = material.open.iter().take(ROWS).map(|f| {
        let mut row = finding(f);
        row.detail.push_str(&money(f, language));
        row
    });
    let open = open.collect();
    list(("Открыто", "Open"), open, material.open_total);
    let closed = material.closed.iter().take(ROWS).map(finding).collect();
    list(("Закрыто", "Closed"), closed, material.closed_total);
    let late = letter.late.iter().take(ROWS).map(|l| late_row(l, when)).collect();
    list(("Опоздало", "Late"), late, letter.late.len() as u64);
    let blind = material.blind.iter().take(ROWS).map(|crawl| {
        let title = letter.places.get(&crawl.id).unwrap_or(&crawl.id);
        blind_row(title, crawl, when)
    });
    list(("Не видно", "Not reachable"), blind.collect(), material.blind.len() as u64);
}

fn finding_row(letter: &DigestLetter, finding: &FindingRow, when: When) -> Row {
    let class = words::class(when.language, finding.class);
    Row {
        tone: Tone::Level(finding.risk.level),
        title: inert::line(&finding.title, 120),
        detail: format!("{} · {class} · {}", inert::host(&finding.url), when.day(finding.created)),
        url: Some(format!("{}/findings/{}", letter.reader.public_url, finding.id)),
    }
}

/// ` · 2 700 000 ₽ under risk`; nothing where no damage is stated.
fn money(finding: &FindingRow, language: Language) -> String {
    let Some(stated) = &finding.stated else { return String::new() };
    let at_risk = stated.at_risk(finding.risk.probability).told(language);
    either(language, format!(" · под риском {at_risk}"), format!(" · {at_risk} at risk"))
}

fn late_row(late: &Late, when: When) -> Row {
    let language = when.language;
    let (due, why) = (when.short(late.due), words::cause(language, late.cause));
    let by = |accepted: Time| words::span(language, accepted.since(late.due));
    let detail = match (late.accepted, language) {
        (Some(at), Language::Russian) => format!("срок {due}, опоздание {}: {why}", by(at)),
        (Some(at), Language::English) => format!("due {due}, {} late: {why}", by(at)),
        (None, Language::Russian) => format!("срок {due}, ещё не принято: {why}"),
        (None, Language::English) => format!("due {due}, not accepted yet: {why}"),
    };
    Row { tone: Tone::Broken, title: inert::line(&late.title, 120), detail, url: None }
}

pub(super) fn blind_row(title: &str, crawl: &CrawlRow, when: When) -> Row {
    let language = when.language;
    let since = crawl.blind_since.or(crawl.last_success).map(|t| when.full(t));
    let since = match (since, language) {
        (Some(t), Language::Russian) => format!("не видно с {t}"),
        (Some(t), Language::English) => format!("not seen since {t}"),
        (None, Language::Russian) => "ещё ни разу не удалось прочитать".to_owned(),
        (None, Language::English) => "has never been read".to_owned(),
    };
    let why = inert::line(&why::told(&crawl.why, language, |at| when.short(at)), 120);
    let detail = if why.is_empty() { since } else { format!("{since} · {why}") };
    Row { tone: Tone::Quiet, title: inert::place(title), detail, url: None }
}

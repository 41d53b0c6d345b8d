//! The baseline letter: what was there already when a place was first read whole, or what a changed rule found in what
//! is kept. Owed by its own due time, in parts while a first visit goes on.

use super::sheet::{Block, Button, Fact, Row, Sheet, Tone, mark};
use super::words::{self, When, either, findings, number};
use super::{BaselineLetter, Rendered, alert, facts, inert, tally};
use crate::model::{Language, Level};

pub fn baseline(letter: &BaselineLetter, language: Language) -> Rendered {
    let when = When { language, zone: letter.reader.zone, now: letter.reader.now };
    let place = inert::place(&letter.place.title);
    let worst = letter.findings.iter().map(|f| f.risk.level).max().unwrap_or(Level::Low);
    let n = letter.total.max(letter.findings.len() as u64);
    let part = match (letter.alert.part, language) {
        (0 | 1, _) => String::new(),
        (part, Language::Russian) => format!(", часть {part}"),
        (part, Language::English) => format!(", part {part}"),
    };
    let rematch = letter.alert.is_of_rematch();
    let title = match (rematch, n, language) {
        (false, 0, Language::Russian) => format!("{place}: ничего серьёзного при первом обходе"),
        (false, 0, Language::English) => format!("{place}: nothing serious at the first reading"),
        (false, _, Language::Russian) => format!("{place}: {} при первом обходе", findings(language, n)),
        (false, _, Language::English) => format!("{place}: {} at the first reading", findings(language, n)),
        (true, 0, Language::Russian) => "По новому правилу ничего серьёзного в сохранённом".to_owned(),
        (true, 0, Language::English) => "Nothing serious by a new rule in what is kept".to_owned(),
        (true, _, Language::Russian) => format!("{} по новому правилу в сохранённом", findings(language, n)),
        (true, _, Language::English) => format!("{} by a new rule in what is kept", findings(language, n)),
    };
    let above = match rematch {
        false => either(language, "Первый обход", "First reading"),
        true => either(language, "Новое правило", "New rule"),
    };
    let mut blocks = vec![Block::Title {
        above: format!("{above}{part} · {}", inert::line(&letter.watch, 60)),
        level: (n > 0).then_some(worst),
        text: title.clone(),
    }];
    blocks.extend(facts::late_notice(when, letter.alert.due, letter.late.as_ref()));
    let why = match rematch {
        false => either(
            language,
            "Место прочитано впервые. То, что ниже, могло лежать там давно, поэтому оно собрано в одно письмо; о новом вы узнаете отдельно и в срок.",
            "This place was read for the first time. What is below may have been there for long, so it comes in one letter; what is new you are told singly and in time.",
        ),
        true => either(
            language,
            "Правила изменились, и всё, что leakwatch хранит, просмотрено по ним заново. То, что ниже, могло лежать там давно, поэтому оно собрано в одно письмо; о новом вы узнаете отдельно и в срок.",
            "Rules were changed, and everything that leakwatch keeps was gone over by them. What is below may have been there for long, so it comes in one letter; what is new you are told singly and in time.",
        ),
    };
    blocks.push(Block::Text(why.to_owned()));
    let mut facts =
        vec![Fact::new(either(language, "Срок", "Due"), facts::due_value(when, letter.alert.due))];
    if !letter.findings.is_empty() {
        let levels = tally::levels(letter.findings.iter().map(|f| f.risk.level), language);
        facts.push(Fact::new(either(language, "Риск", "Risk"), levels).tone(Tone::Level(worst)));
    }
    blocks.push(Block::Facts(facts));
    let rows: Vec<Row> = letter
        .findings
        .iter()
        .take(alert::ROWS)
        .map(|f| Row {
            tone: Tone::Level(f.risk.level),
            title: inert::line(&f.title, 140),
            detail: format!("{} · {}", inert::host(&f.url), words::class(language, f.class)),
            url: Some(format!("{}/findings/{}", letter.reader.public_url, f.id)),
        })
        .collect();
    let rest = n.saturating_sub(rows.len() as u64);
    if !rows.is_empty() {
        blocks.push(Block::Rows(rows));
    }
    if rest > 0 {
        let text = either(
            language,
            format!("И ещё {}.", findings(language, rest)),
            format!("And {} more.", number(language, rest)),
        );
        blocks.push(Block::Text(text));
    }
    blocks.push(Block::Buttons(vec![
        Button {
            label: either(language, "Открыть находки", "Open the findings").to_owned(),
            url: format!("{}/findings", letter.reader.public_url),
        },
        Button {
            label: either(language, "Принято, занимаюсь", "Acknowledge").to_owned(),
            url: format!("{}/letters/{}/acknowledge", letter.reader.public_url, letter.id.hex()),
        },
    ]));
    blocks.push(Block::Small(vec![
        either(language, format!("План {}.", letter.plan), format!("Plan {}.", letter.plan)),
        facts::who_gets_this(&letter.reader, language),
    ]));
    let mark = if n > 0 { format!("{} ", mark(worst)) } else { String::new() };
    let subject = format!("{mark}{title}{part}");
    let preview = above.to_owned();
    Sheet { language, subject, preview, blocks }.write()
}

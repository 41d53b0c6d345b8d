//! The alert letter: one finding in full, or many as a list. In reading order: how bad, what, where, since when, by when,
//! what to do.

use super::inert;
use super::sheet::{Block, Button, Fact, Row, Sheet, Tone, mark};
use super::words::{self, When, either, findings, number};
use super::{AlertLetter, Item, Rendered, advice, facts};
use crate::model::{Language, Level};

/// Rows of a list letter; what is beyond is counted and linked.
pub(super) const ROWS: usize = 20;
const SAMPLES: usize = 3;
const TITLE: usize = 140;

pub fn alert(letter: &AlertLetter, language: Language) -> Rendered {
    sheet(letter, language).write()
}

/// The same letter about a finding that was planted: it says so first of all, and has no links, because what they would
/// lead to is not kept.
pub fn rehearsed(letter: &AlertLetter, language: Language) -> Rendered {
    let mut sheet = sheet(letter, language);
    sheet.subject = format!("{}: {}", either(language, "Проверка", "Test"), sheet.subject);
    sheet.blocks.retain(|block| !matches!(block, Block::Buttons(_)));
    let text = either(
        language,
        "Это проверка: ничего не утекло, и делать ничего не нужно. leakwatch показал сам себе страницу с подставной \
         утечкой и прошёл с ней весь путь. Так будет выглядеть настоящее письмо.",
        "This is a test: nothing has leaked, and there is nothing to do. leakwatch showed itself a page with a planted \
         leak and took it the whole way. A real letter will look like this.",
    );
    sheet.blocks.insert(0, Block::Notice { tone: Tone::Quiet, text: text.to_owned() });
    for block in &mut sheet.blocks {
        if let Block::Rows(rows) = block {
            rows.iter_mut().for_each(|row| row.url = None);
        }
    }
    sheet.write()
}

/// `letter.items` must not be empty; their order is ours: risk, then due.
fn sheet(letter: &AlertLetter, language: Language) -> Sheet {
    let mut items: Vec<&Item> = letter.items.iter().collect();
    items.sort_by_key(|i| (std::cmp::Reverse(rank(i)), i.alert.due, i.alert.id));
    let when = When { language, zone: letter.reader.zone, now: letter.reader.now };
    match items[..] {
        [one] => single(letter, one, when),
        _ => many(letter, &items, when),
    }
}

fn rank(item: &Item) -> (bool, Level, u32) {
    (!item.finding.risk.acceptable, item.finding.risk.level, item.finding.risk.probability)
}

fn single(letter: &AlertLetter, item: &Item, when: When) -> Sheet {
    let language = when.language;
    let finding = &item.finding;
    let title = inert::line(&finding.title, TITLE);
    let mut blocks = vec![Block::Title {
        above: format!(
            "{} · {} · {}",
            words::class(language, finding.class),
            words::event(language, item.alert.event_kind),
            inert::line(&item.watch, 60)
        ),
        level: Some(finding.risk.level),
        text: title.clone(),
    }];
    blocks.extend(facts::late_notice(when, item.alert.due, item.late.as_ref()));
    blocks.push(Block::Facts(facts::facts(item, when)));
    let samples: Vec<String> =
        item.locations.iter().flat_map(|l| &l.samples).take(SAMPLES).map(|s| inert::line(s, 120)).collect();
    if !samples.is_empty() {
        blocks.push(Block::Heading(either(language, "Примеры, скрыто маской", "Samples, masked").to_owned()));
        blocks.push(Block::Samples(samples));
    }
    blocks.push(Block::Heading(either(language, "Что делать сейчас", "What to do now").to_owned()));
    blocks.push(Block::Steps(advice::steps(language, finding.class, &item.place.kind, &item.place.title)));
    blocks.push(Block::Buttons(vec![
        Button {
            label: either(language, "Открыть находку", "Open the finding").to_owned(),
            url: format!("{}/findings/{}", letter.reader.public_url, finding.id),
        },
        acknowledge(letter, language),
    ]));
    blocks.push(Block::Small(small(letter, item, language)));
    let subject = subject(finding.risk.level, &title, 0, item, when);
    let preview = format!("{} · {}", inert::host(&finding.url), facts::since(item, when).0);
    Sheet { language, subject, preview, blocks }
}

fn many(letter: &AlertLetter, items: &[&Item], when: When) -> Sheet {
    let language = when.language;
    let worst = items[0];
    let first_due = items.iter().min_by_key(|i| i.alert.due).copied().unwrap_or(worst);
    let n = items.len() as u64;
    let mut blocks = vec![Block::Title {
        above: inert::line(&watches(items), 80),
        level: Some(worst.finding.risk.level),
        text: either(
            language,
            format!("{} {} вас", findings(language, n), words::plural(n, ["ждёт", "ждут", "ждут"])),
            format!("{} need you", findings(language, n)),
        ),
    }];
    let late: Vec<&&Item> = items.iter().filter(|i| i.late.is_some()).collect();
    if let Some(first) = late.iter().min_by_key(|i| i.alert.due) {
        blocks.extend(facts::late_notice(when, first.alert.due, first.late.as_ref()));
    }
    blocks.push(Block::Facts(vec![
        Fact::new(either(language, "Срок", "Due"), facts::due_value(when, first_due.alert.due)).note(either(
            language,
            "самый ранний из всех",
            "the earliest of all",
        )),
        Fact::new(either(language, "Риск", "Risk"), tally(items, language))
            .tone(Tone::Level(worst.finding.risk.level)),
    ]));
    let rows = items.iter().take(ROWS).map(|i| row(letter, i, when)).collect();
    blocks.push(Block::Rows(rows));
    if items.len() > ROWS {
        let rest = (items.len() - ROWS) as u64;
        blocks.push(Block::Text(either(
            language,
            format!("И ещё {}: полный список по кнопке ниже.", findings(language, rest)),
            format!(
                "And {} more {}: the button below has the whole list.",
                number(language, rest),
                if rest == 1 { "finding" } else { "findings" }
            ),
        )));
    }
    blocks.push(Block::Heading(either(language, "Что делать сейчас", "What to do now").to_owned()));
    blocks.push(Block::Steps(advice::steps(
        language,
        worst.finding.class,
        &worst.place.kind,
        &worst.place.title,
    )));
    blocks.push(Block::Buttons(vec![
        Button {
            label: either(language, "Открыть все", "Open them all").to_owned(),
            url: format!("{}/letters/{}", letter.reader.public_url, letter.id.hex()),
        },
        acknowledge(letter, language),
    ]));
    blocks.push(Block::Small(small(letter, worst, language)));
    let title = inert::line(&worst.finding.title, 80);
    let subject = subject(worst.finding.risk.level, &title, n - 1, first_due, when);
    Sheet { language, subject, preview: tally(items, language), blocks }
}

/// `▲ 312 accounts of @example.com in a paste (due 14:51)`.
fn subject(level: Level, title: &str, more: u64, due: &Item, when: When) -> String {
    let language = when.language;
    let more = match more {
        0 => String::new(),
        n => either(
            language,
            format!(" и ещё {}", number(language, n)),
            format!(" and {} more", number(language, n)),
        ),
    };
    let at = when.short(due.alert.due);
    let end = match (due.late.is_some(), language) {
        (false, Language::Russian) => format!("срок {at}"),
        (false, Language::English) => format!("due {at}"),
        (true, Language::Russian) => format!("с опозданием, срок был {at}"),
        (true, Language::English) => format!("late, was due {at}"),
    };
    format!("{} {title}{more} ({end})", mark(level))
}

fn row(letter: &AlertLetter, item: &Item, when: When) -> Row {
    let language = when.language;
    let due = match (item.late.is_some(), language) {
        (false, Language::Russian) => format!("срок {}", when.short(item.alert.due)),
        (false, Language::English) => format!("due {}", when.short(item.alert.due)),
        (true, Language::Russian) => format!("срок был {}", when.short(item.alert.due)),
        (true, Language::English) => format!("was due {}", when.short(item.alert.due)),
    };
    let more = match item.finding.locations {
        0 | 1 => String::new(),
        n => format!(" +{}", number(language, n - 1)),
    };
    Row {
        tone: Tone::Level(item.finding.risk.level),
        title: inert::line(&item.finding.title, TITLE),
        detail: format!(
            "{}{more} · {} · {due}",
            inert::host(&item.finding.url),
            words::class(language, item.finding.class)
        ),
        url: Some(format!("{}/findings/{}", letter.reader.public_url, item.finding.id)),
    }
}

/// `▲ 3 high · ◆ 2 medium`.
fn tally(items: &[&Item], language: Language) -> String {
    super::tally::levels(items.iter().map(|i| i.finding.risk.level), language)
}

fn watches(items: &[&Item]) -> String {
    let mut names: Vec<&str> = items.iter().map(|i| i.watch.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(" · ")
}

fn acknowledge(letter: &AlertLetter, language: Language) -> Button {
    Button {
        label: either(language, "Принято, занимаюсь", "Acknowledge").to_owned(),
        url: format!("{}/letters/{}/acknowledge", letter.reader.public_url, letter.id.hex()),
    }
}

fn small(letter: &AlertLetter, item: &Item, language: Language) -> Vec<String> {
    let (within, plan) = (words::promise(language, item.deadline), &item.plan);
    let rule = &item.finding.entry;
    vec![
        either(
            language,
            format!("План {plan}: сообщить в течение {within}. Правило: {rule}."),
            format!("Plan {plan}: told within {within}. Rule: {rule}."),
        ),
        facts::who_gets_this(&letter.reader, language),
    ]
}

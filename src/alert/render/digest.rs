//! The summary of a period. A reader who stops after the first screen knows the week; below it stand stories (grouped by
//! class and entry, not rows), then what is open, closed, late and not reachable.

use chrono::{Datelike, Days, TimeZone};

use super::sheet::{Bar, Block, Button, Sheet, Tile, Tone};
use super::words::{self, When, count, either, number};
use super::{DigestLetter, Rendered, facts, inert, lists, stories};
use crate::model::{Language, Level, Period, Time};
use crate::store::rows::PrecisionRow;

/// Bars of the chart by day; longer stretches are drawn by week.
const DAYS: usize = 14;

pub fn digest(letter: &DigestLetter, language: Language) -> Rendered {
    let when = When { language, zone: letter.reader.zone, now: letter.reader.now };
    let (kept, period) = (kept(letter, language), period(letter, when));
    let name = match (letter.kind, language) {
        (Period::Weekly, Language::Russian) => "Сводка за неделю",
        (Period::Weekly, Language::English) => "Weekly summary",
        (Period::Monthly, Language::Russian) => "Сводка за месяц",
        (Period::Monthly, Language::English) => "Monthly summary",
    };
    let watches = inert::line(&letter.watches.join(" · "), 80);
    let mut blocks =
        vec![Block::Title { above: format!("{name} · {watches}"), level: None, text: period.clone() }];
    blocks.extend(catch_up(letter, when));
    blocks.push(Block::Tiles(tiles(letter, language)));
    blocks.extend(at_risk(letter, language));
    blocks.push(chart(letter, when));
    blocks.extend(muted(letter, language));
    stories::stories(letter, when, &mut blocks);
    lists::lists(letter, when, &mut blocks);
    blocks.push(Block::Buttons(vec![Button {
        label: either(language, "Открыть leakwatch", "Open leakwatch").to_owned(),
        url: format!("{}/findings", letter.reader.public_url),
    }]));
    blocks.extend(poor(letter, language));
    blocks.push(Block::Small(vec![
        either(
            language,
            format!("Содержание закреплено на {}.", when.full(cut_off(letter))),
            format!("What it tells was frozen on {}.", when.full(cut_off(letter))),
        ),
        facts::who_gets_this(&letter.reader, language),
    ]));
    let new = events(language, letter.material.classes.iter().map(|c| c.1).sum());
    let subject = format!("{name}: {watches}, {period} ({kept}, {new})");
    let open =
        format!("{}: {}", either(language, "открыто", "open"), number(language, letter.material.open_total));
    Sheet { language, subject, preview: format!("{kept} · {new} · {open}"), blocks }.write()
}

fn cut_off(letter: &DigestLetter) -> Time {
    letter.periods.last().map_or(letter.reader.now, |p| p.1)
}

fn begin(letter: &DigestLetter) -> Time {
    letter.periods.first().map_or(letter.material.from, |p| p.0)
}

/// `16–22 ноября`, `28 September – 4 October`: the last day is the one before the cut-off.
fn period(letter: &DigestLetter, when: When) -> String {
    let last = Time(cut_off(letter).0 - 1);
    let (first_day, last_day) = (when.day(begin(letter)), when.day(last));
    let local = |t: Time| t.utc().with_timezone(&letter.reader.zone);
    if local(begin(letter)).month() == local(last).month()
        && local(begin(letter)).year() == local(last).year()
    {
        let first = local(begin(letter)).day();
        if first == local(last).day() { last_day } else { format!("{first}–{last_day}") }
    } else {
        format!("{first_day} – {last_day}")
    }
}

/// After downtime one letter stands for several: it names them.
fn catch_up(letter: &DigestLetter, when: When) -> Option<Block> {
    if letter.periods.len() < 2 {
        return None;
    }
    let names: Vec<String> = letter
        .periods
        .iter()
        .map(|(from, to)| format!("{} – {}", when.day(*from), when.day(Time(to.0 - 1))))
        .collect();
    let text = either(
        when.language,
        format!(
            "leakwatch не работал, когда должны были выйти прежние сводки. Эта охватывает все: {}.",
            names.join("; ")
        ),
        format!(
            "leakwatch was not running when earlier summaries were due. This one covers them all: {}.",
            names.join("; ")
        ),
    );
    Some(Block::Notice { tone: Tone::Quiet, text })
}

/// What may be lost by all that is open, where damage is stated in money.
fn at_risk(letter: &DigestLetter, language: Language) -> Option<Block> {
    let sums: Vec<String> = letter.material.at_risk.iter().map(|money| money.told(language)).collect();
    let sums = sums.join(", ");
    (!sums.is_empty()).then(|| {
        Block::Text(either(
            language,
            format!("Под риском по открытым находкам: {sums} (вероятность × заявленный ущерб)."),
            format!("At risk in open findings: {sums} (probability × stated damage)."),
        ))
    })
}

/// What was kept quiet is counted where everybody reads it.
fn muted(letter: &DigestLetter, language: Language) -> Option<Block> {
    let n = letter.material.muted;
    (n > 0).then(|| {
        let url = format!("{}/mutes", letter.reader.public_url);
        Block::Text(either(
            language,
            format!(
                "Без писем, по заглушкам: {}. Что и до какого дня заглушено: {url}",
                count(language, n, ["событие", "события", "событий"], ["", ""])
            ),
            format!(
                "Kept quiet by mutes: {}. What is muted, and until when: {url}",
                count(language, n, ["", "", ""], ["event", "events"])
            ),
        ))
    })
}

/// Entries that cost more time than they are worth, in the small print, with the way to what would help.
fn poor(letter: &DigestLetter, language: Language) -> Option<Block> {
    let line = |row: &PrecisionRow| {
        let set = row.entry.split_once('/').map_or(row.entry.as_str(), |(set, _)| set);
        let (right, all) = (number(language, row.tally.right), number(language, row.tally.judged()));
        let url = format!("{}/sets/{set}#{}", letter.reader.public_url, row.entry);
        let title = inert::line(letter.entries.get(&row.entry).unwrap_or(&row.entry), 80);
        either(
            language,
            format!("{title}: за 90 дней верных решений {right} из {all}. Что поможет: {url}"),
            format!("{title}: {right} of {all} judged in 90 days were right. What would help: {url}"),
        )
    };
    let lines: Vec<String> = letter.material.poor.iter().map(line).collect();
    (!lines.is_empty()).then_some(Block::Small(lines))
}

fn kept(letter: &DigestLetter, language: Language) -> String {
    let (in_time, late) = (letter.material.alerts_in_time, letter.material.alerts_late);
    match (in_time + late, language) {
        (0, Language::Russian) => "срочных писем не было".to_owned(),
        (0, Language::English) => "no alert was due".to_owned(),
        (due, Language::Russian) => {
            format!("в срок {} из {}", number(language, in_time), number(language, due))
        }
        (due, Language::English) => {
            format!("{} of {} in time", number(language, in_time), number(language, due))
        }
    }
}

fn events(language: Language, n: u64) -> String {
    count(language, n, ["новое событие", "новых события", "новых событий"], ["new event", "new events"])
}

fn tiles(letter: &DigestLetter, language: Language) -> Vec<Tile> {
    let material = &letter.material;
    let due = material.alerts_in_time + material.alerts_late;
    let (now, before) = material.classes.iter().fold((0, 0), |sum, c| (sum.0 + c.1, sum.1 + c.2));
    let blind = material.blind.len() as u64;
    let kept = if due == 0 { "–".to_owned() } else { format!("{}/{}", material.alerts_in_time, due) };
    let kept_before = match letter.before.due {
        0 => String::new(),
        n => either(
            language,
            format!("до этого {}/{n}", letter.before.in_time),
            format!("before: {}/{n}", letter.before.in_time),
        ),
    };
    let serious = material.open.iter().filter(|f| f.risk.level == Level::High).count() as u64;
    let tile = |value: String, label: &str, note: String, broken: bool| Tile {
        value,
        label: label.to_owned(),
        note,
        tone: if broken { Tone::Broken } else { Tone::Quiet },
    };
    vec![
        tile(kept, either(language, "в срок", "told in time"), kept_before, material.alerts_late > 0),
        tile(
            number(language, now),
            either(
                language,
                words::plural(now, ["новое событие", "новых события", "новых событий"]),
                if now == 1 { "new event" } else { "new events" },
            ),
            either(
                language,
                format!("до этого {}", number(language, before)),
                format!("before: {}", number(language, before)),
            ),
            false,
        ),
        tile(
            number(language, material.open_total),
            either(
                language,
                words::plural(
                    material.open_total,
                    ["открытая находка", "открытые находки", "открытых находок"],
                ),
                if material.open_total == 1 { "open finding" } else { "open findings" },
            ),
            match serious {
                0 => String::new(),
                n => format!("▲ {}", number(language, n)),
            },
            false,
        ),
        tile(
            number(language, blind),
            either(
                language,
                words::plural(blind, ["место не видно", "места не видно", "мест не видно"]),
                if blind == 1 { "place not seen" } else { "places not seen" },
            ),
            either(
                language,
                if blind == 0 { "видно всё" } else { "см. ниже" },
                if blind == 0 { "all are seen" } else { "see below" },
            )
            .to_owned(),
            false,
        ),
    ]
}

/// Events a day, or a week where there would be more than fourteen bars.
fn chart(letter: &DigestLetter, when: When) -> Block {
    let zone = letter.reader.zone;
    let date = |t: Time| t.utc().with_timezone(&zone).date_naive();
    // By the reader's days where every event is at hand, else by the store's own.
    let whole = letter.material.changed.len() as u64 == letter.material.changed_total;
    let points: Vec<(Time, u64)> = if whole {
        letter.material.changed.iter().flat_map(|c| &c.events).map(|e| (e.found, 1)).collect()
    } else {
        letter.material.per_day.clone()
    };
    let (first, last) = (date(begin(letter)), date(Time(cut_off(letter).0 - 1)));
    let days = (last - first).num_days().max(0) as usize + 1;
    let step = if days <= DAYS { 1 } else { 7 };
    let mut bars = Vec::new();
    for at in (0..days).step_by(step).take(54) {
        let Some(from) = first.checked_add_days(Days::new(at as u64)) else { break };
        let to = from + Days::new(step as u64);
        // Found a little outside the period's days: it belongs to the nearest bar.
        let inside = |d: chrono::NaiveDate| (d >= from || at == 0) && (d < to || at + step >= days);
        let value = points.iter().filter(|p| inside(date(p.0))).map(|p| p.1).sum();
        let noon = from.and_hms_opt(12, 0, 0).and_then(|n| zone.from_local_datetime(&n).earliest());
        let noon = noon.map_or(Time(0), |n| Time(n.timestamp_millis()));
        let label = if step == 1 {
            format!("{} {}", when.weekday_short(noon), from.day())
        } else {
            format!("{:02}.{:02}", from.day(), from.month())
        };
        bars.push(Bar { label, value });
    }
    let caption = either(
        when.language,
        if step == 1 {
            "События по дням"
        } else {
            "События по неделям, с какого числа"
        },
        if step == 1 { "Events by day" } else { "Events by week, from" },
    );
    Block::Chart { caption: caption.to_owned(), bars }
}

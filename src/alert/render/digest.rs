//! The summary of a period. A reader who stops after the first screen knows the week; below it stand stories (grouped by
//! class and entry, not rows), then what is open, closed, late and not reachable.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, Days, TimeZone};

use super::sheet::{Bar, Block, Button, Row, Sheet, Tile, Tone};
use super::words::{self, When, count, either, number};
use super::{DigestLetter, Late, Rendered, alert, inert};
use crate::model::{Class, EventKind, Language, Level, Period, Time};
use crate::store::rows::{Changed, FindingRow};

/// Rows of a list; what is beyond is counted.
const ROWS: usize = 10;
const STORIES: usize = 15;
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
    blocks.push(chart(letter, when));
    stories(letter, when, &mut blocks);
    lists(letter, when, &mut blocks);
    blocks.push(Block::Buttons(vec![Button {
        label: either(language, "Открыть leakwatch", "Open leakwatch").to_owned(),
        url: format!("{}/findings", letter.reader.public_url),
    }]));
    blocks.push(Block::Small(vec![
        either(
            language,
            format!("Содержание закреплено на {}.", when.full(cut_off(letter))),
            format!("What it tells was frozen on {}.", when.full(cut_off(letter))),
        ),
        alert::who_gets_this(&letter.reader, language),
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

/// One story a group of class and entry, the gravest class first.
fn stories(letter: &DigestLetter, when: When, blocks: &mut Vec<Block>) {
    let language = when.language;
    let mut groups: BTreeMap<(Class, &str), Vec<&Changed>> = BTreeMap::new();
    for changed in &letter.material.changed {
        groups.entry((changed.finding.class, &changed.finding.entry)).or_default().push(changed);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(key, all)| {
        (Reverse(all.iter().map(|c| (c.finding.risk.level, c.finding.risk.probability)).max()), *key)
    });
    blocks.push(Block::Heading(either(language, "Что произошло", "What happened").to_owned()));
    if groups.is_empty() {
        blocks.push(Block::Text(
            either(language, "За это время ничего нового не нашлось.", "Nothing new was found in this time.")
                .to_owned(),
        ));
        return;
    }
    let rest = groups.len().saturating_sub(STORIES) as u64;
    let rows = groups.iter().take(STORIES).map(|(key, all)| story(letter, *key, all, when)).collect();
    blocks.push(Block::Rows(rows));
    if rest > 0 {
        blocks.push(Block::Text(either(
            language,
            format!("И ещё {} других правил.", number(language, rest)),
            format!("And {} more rules found something.", number(language, rest)),
        )));
    }
}

fn story(letter: &DigestLetter, (class, entry): (Class, &str), all: &[&Changed], when: When) -> Row {
    let language = when.language;
    let of = |kind| all.iter().filter(|c| c.events.iter().any(|e| e.kind == kind)).count() as u64;
    let mut parts = Vec::new();
    let new = of(EventKind::New);
    if new > 0 {
        parts.push(count(
            language,
            new,
            ["новая находка", "новые находки", "новых находок"],
            ["new finding", "new findings"],
        ));
    }
    for (kind, russian, english) in [
        (EventKind::Risen, "риск вырос у", "risen in risk"),
        (EventKind::Spread, "разошлось дальше:", "spread further"),
        (EventKind::Returned, "появилось снова:", "back again"),
    ] {
        match (of(kind), language) {
            (0, _) => {}
            (n, Language::Russian) => parts.push(format!("{russian} {}", number(language, n))),
            (n, Language::English) => parts.push(format!("{} {english}", number(language, n))),
        }
    }
    if let Some(first) = all.iter().flat_map(|c| &c.events).map(|e| e.found).min() {
        parts.push(either(
            language,
            format!("впервые {}", when.on_weekday(first)),
            format!("first {}", when.on_weekday(first)),
        ));
    }
    let mut hosts: Vec<String> = all.iter().map(|c| inert::host(&c.finding.url)).collect();
    hosts.dedup();
    let mut seen = std::collections::BTreeSet::new();
    hosts.retain(|h| seen.insert(h.clone()));
    if let Some(first) = hosts.first() {
        parts.push(match (hosts.len() as u64 - 1, language) {
            (0, Language::Russian) => format!("на {first}"),
            (0, Language::English) => format!("at {first}"),
            (n, Language::Russian) => {
                format!("на {first} и ещё в {}", count(language, n, ["месте", "местах", "местах"], ["", ""]))
            }
            (n, Language::English) => {
                format!("at {first} and {}", count(language, n, ["", "", ""], ["more place", "more places"]))
            }
        });
    }
    let title = letter.entries.get(entry).map_or(entry, String::as_str);
    let level = all.iter().map(|c| c.finding.risk.level).max().unwrap_or(Level::Low);
    let mut detail = format!("{}: {}.", words::class(language, class), parts.join(", "));
    if let Some(worst) = all.iter().max_by_key(|c| (c.finding.risk.probability, Reverse(c.finding.id))) {
        let worst = inert::line(&worst.finding.title, 90);
        let told =
            if all.len() == 1 { "" } else { either(language, "Самое опасное: ", "The worst: ") };
        detail.push_str(&format!(" {told}{worst}"));
    }
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("entry", entry).finish();
    Row {
        tone: Tone::Level(level),
        title: inert::line(title, 90),
        detail,
        url: Some(format!("{}/findings?{query}", letter.reader.public_url)),
    }
}

fn lists(letter: &DigestLetter, when: When, blocks: &mut Vec<Block>) {
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
    let open = material.open.iter().take(ROWS).map(finding).collect();
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

pub(super) fn blind_row(title: &str, crawl: &crate::store::rows::CrawlRow, when: When) -> Row {
    let language = when.language;
    let since = crawl.blind_since.or(crawl.last_success).map(|t| when.full(t));
    let since = match (since, language) {
        (Some(t), Language::Russian) => format!("не видно с {t}"),
        (Some(t), Language::English) => format!("not seen since {t}"),
        (None, Language::Russian) => "ещё ни разу не удалось прочитать".to_owned(),
        (None, Language::English) => "has never been read".to_owned(),
    };
    let why = inert::line(&crawl.why, 120);
    let detail = if why.is_empty() { since } else { format!("{since} · {why}") };
    Row { tone: Tone::Quiet, title: inert::place(title), detail, url: None }
}

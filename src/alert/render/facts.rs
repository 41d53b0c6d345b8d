//! What letters tell of an alert in a line or two each: where, since when, by when, how bad, why; and why it is late.

use super::sheet::{Block, Fact, Tone};
use super::words::{self, When, either, span};
use super::{Item, Lateness, Reader, inert};
use crate::model::evidence::told;
use crate::model::{Language, StartRule, Time};
use crate::store::rows::FindingRow;

pub(super) fn facts(item: &Item, when: When) -> Vec<Fact> {
    let language = when.language;
    let finding = &item.finding;
    let mut place = inert::place(&item.place.title);
    if finding.locations > 1 {
        let copies = finding.locations - 1;
        place.push_str(&match language {
            Language::Russian => {
                format!(" и ещё {}", words::count(language, copies, ["копия", "копии", "копий"], ["", ""]))
            }
            Language::English => {
                format!(" and {}", words::count(language, copies, ["", "", ""], ["more copy", "more copies"]))
            }
        });
    }
    let (since, rule) = since(item, when);
    let risk =
        format!("{}: {}", words::level(language, finding.risk.level), words::scales(language, finding.risk));
    // A letter about an acceptable risk leaves only because its entry says so.
    let verdict = if finding.risk.acceptable {
        either(language, "правило велит сообщать о каждом случае", "its rule asks to be told each time")
    } else {
        ""
    };
    let mut facts = vec![
        Fact::new(either(language, "Где", "Where"), inert::address(&finding.url)).note(place),
        Fact::new(either(language, "Когда", "When"), since).note(rule),
        Fact::new(either(language, "Срок", "Due"), due_value(when, item.alert.due)),
        Fact::new(either(language, "Риск", "Risk"), risk).note(verdict).tone(Tone::Level(finding.risk.level)),
    ];
    facts.extend(money(finding, language));
    let evidence = item.locations.first().map(|l| l.evidence.as_slice()).unwrap_or_default();
    let why: Vec<String> = evidence.iter().take(3).map(|e| inert::line(&told(e, language), 100)).collect();
    let reason = inert::line(&item.entry, 80);
    facts.push(Fact::new(either(language, "Почему", "Why"), reason).note(why.join("; ")));
    facts
}

/// What may be lost, where the organisation has stated what the damage comes to.
fn money(finding: &FindingRow, language: Language) -> Option<Fact> {
    let stated = finding.stated.as_ref()?;
    let percent = finding.risk.probability / 100;
    let at_risk = stated.at_risk(finding.risk.probability).told(language);
    let stated = stated.told(language);
    let of = either(
        language,
        format!("вероятность {percent}\u{a0}% × ущерб {stated}"),
        format!("probability {percent}\u{a0}% × damage {stated}"),
    );
    let at_risk = either(language, format!("{at_risk} под риском"), format!("{at_risk} at risk"));
    Some(Fact::new(either(language, "Деньги", "Money"), at_risk).note(of))
}

/// `not there at 13:51, found at 14:02`, and which rule of the clock says so.
pub(super) fn since(item: &Item, when: When) -> (String, &'static str) {
    let language = when.language;
    let (start, found) = (item.alert.start, item.alert.found);
    let found = if when.same_day(start, found) { when.clock(found) } else { when.short(found) };
    let zone = when.zone_word(start);
    let start_at = if when.same_day(start, when.now) { when.clock(start) } else { when.short(start) };
    let value = match (item.alert.rule, language) {
        (StartRule::Published, Language::Russian) => {
            format!("опубликовано в {start_at}, найдено в {found} {zone}")
        }
        (StartRule::Published, Language::English) => {
            format!("published at {start_at}, found at {found} {zone}")
        }
        (StartRule::FirstVisit, Language::Russian) => {
            format!("впервые прочитано в {start_at}, найдено в {found} {zone}")
        }
        (StartRule::FirstVisit, Language::English) => {
            format!("first read at {start_at}, found at {found} {zone}")
        }
        (_, Language::Russian) => format!("в {start_at} ещё не было, найдено в {found} {zone}"),
        (_, Language::English) => format!("not there at {start_at}, found at {found} {zone}"),
    };
    let rule = match item.alert.rule {
        StartRule::Page => either(
            language,
            "страница читалась раньше, и этого на ней не было",
            "the page was read before and did not have it",
        ),
        StartRule::Listing => either(
            language,
            "в списке, который ведёт к странице, её тогда не было",
            "the listing that leads to the page did not have it then",
        ),
        StartRule::Gap => either(
            language,
            "после этого список был виден не целиком: могло появиться когда угодно",
            "the listing could not be seen whole since: it may have come at any time after",
        ),
        StartRule::Stream => {
            either(language, "до этого в потоке его не было", "the stream did not have it before")
        }
        StartRule::Published => {
            either(language, "по словам самой страницы, не раньше", "by the page's own word, at the earliest")
        }
        StartRule::LinkedFrom => either(
            language,
            "на странице, которая ссылается на неё, ссылки тогда не было",
            "the page that links to it did not do so then",
        ),
        StartRule::FirstVisit => either(
            language,
            "до этого сюда не заглядывали: могло быть и раньше",
            "nobody had looked before: it may be older",
        ),
    };
    (value, rule)
}

pub(super) fn due_value(when: When, due: Time) -> String {
    let language = when.language;
    if due > when.now {
        let left = span(language, due.since(when.now));
        let left = either(language, format!("осталось {left}"), format!("{left} left"));
        format!("{} ({left})", when.full(due))
    } else {
        when.full(due)
    }
}

/// A late letter says that it is late, and why.
pub(super) fn late_notice(when: When, due: Time, late: Option<&Lateness>) -> Option<Block> {
    let (late, language) = (late?, when.language);
    let by = span(language, when.now.since(due));
    let why = words::cause(language, late.cause);
    let stretch = match (late.from, late.to, language) {
        (Some(from), Some(to), Language::Russian) => format!(" с {} до {}", when.short(from), when.short(to)),
        (Some(from), Some(to), Language::English) => {
            format!(" from {} to {}", when.short(from), when.short(to))
        }
        (Some(from), None, Language::Russian) => format!(" с {}", when.short(from)),
        (Some(from), None, Language::English) => format!(" since {}", when.short(from)),
        (None, _, _) => String::new(),
    };
    let text = either(
        language,
        format!("Письмо опоздало на {by}: срок был {}. Причина: {why}{stretch}.", when.full(due)),
        format!("This letter is {by} late: it was due {}. Why: {why}{stretch}.", when.full(due)),
    );
    Some(Block::Notice { tone: Tone::Broken, text })
}

pub(super) fn who_gets_this(reader: &Reader, language: Language) -> String {
    let id = &reader.id;
    either(
        language,
        format!(
            "Вы получаете это письмо как «{id}». Кому писать, решает раздел [recipient.{id}] настройки leakwatch."
        ),
        format!(
            "You get this as “{id}”. Who gets it is set in [recipient.{id}] of leakwatch's configuration."
        ),
    )
}

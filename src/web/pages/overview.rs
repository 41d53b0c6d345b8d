//! The first page: was the promise kept, what is to be done now, what is new.

use axum::extract::State;
use maud::{Markup, html};
use std::time::Duration;

use super::{Desk, Page, Role, Visitor, Who, bars, empty, findings, mutes, state, w};
use crate::model::{Delivery, Verdict};
use crate::store::CLOCK;
use crate::store::rows::{CrawlRow, FindingsAsk, LetterRow, PrecisionRow, PromiseStats};
use crate::web::{View, forecast, layout, scope};

/// What "kept" is said of.
pub const PERIOD: Duration = Duration::from_secs(30 * 86_400);
const NEWEST: u32 = 12;
/// Judgements of so long count for how often an entry was right; entries named that were mostly wrong.
const JUDGED: Duration = Duration::from_secs(90 * 86_400);
const POOR: usize = 3;

/// What the page and its JSON twin tell.
pub struct Now {
    pub promise: PromiseStats,
    pub serious: u64,
    pub to_judge: u64,
    pub blind: Vec<CrawlRow>,
    pub owed: usize,
    pub overdue: usize,
    pub bounced: Option<LetterRow>,
    /// In force, and how many events they have kept quiet.
    pub mutes: (u64, u64),
    /// Entries of which most findings were judged false, the worst first.
    pub poor: Vec<PrecisionRow>,
}

pub async fn now(desk: &Desk, who: &Visitor, view: &View) -> Result<Now, crate::store::StoreError> {
    let store = &desk.context.store;
    let watches = who.watches(Role::Reader);
    let seen = watches.as_deref();
    let at = desk.context.clock.now();
    // What was accepted before it is due is kept already; what is owed and not yet due is counted as neither.
    let last = view.plans.values().map(|plan| plan.deadline).max().unwrap_or_default();
    let promise = store.promise(seen, at - PERIOD, at + last).await?;
    let new = |serious| FindingsAsk {
        watches: watches.clone(),
        verdicts: vec![Verdict::New],
        serious,
        limit: 1,
        ..FindingsAsk::default()
    };
    let (serious, _) = store.findings(&new(true)).await?;
    let (to_judge, _) = store.findings(&new(false)).await?;
    let mut blind = store.crawls().await?;
    blind.retain(|c| c.blind_since.is_some() && !c.retired);
    blind.retain(|c| scope::sees_crawl(who, view, &c.id, Role::Reader));
    blind.sort_by_key(|c| c.blind_since);
    let alerts = store.alerts(seen, 500, 0).await?;
    let owed = |a: &&crate::store::rows::AlertRow| {
        matches!(a.state, Delivery::Owed | Delivery::Claimed | Delivery::Bounced | Delivery::Failed)
    };
    let overdue = alerts.iter().filter(owed).filter(|a| a.due < at).count();
    let owed = alerts.iter().filter(owed).count();
    let bounced = store.letters(seen, 200, 0).await?.into_iter().find(|l| l.state == Delivery::Bounced);
    let quiet = store.mutes(seen, mutes::LISTED).await?;
    let quiet = quiet.iter().filter(|mute| mute.in_force(at));
    let mutes = quiet.fold((0, 0), |(n, events), mute| (n + 1, events + mute.events));
    let mut poor = store.precision(seen, at - JUDGED, at).await?;
    poor.retain(|row| row.tally.is_poor());
    poor.sort_by_key(|row| std::cmp::Reverse(row.tally.wrong));
    poor.truncate(POOR);
    Ok(Now { promise, serious, to_judge, blind, owed, overdue, bounced, mutes, poor })
}

pub async fn page(State(desk): State<Desk>, who: Who) -> Page {
    let view = desk.view();
    let now = now(&desk, &who, &view).await?;
    let ask = FindingsAsk { watches: who.watches(Role::Reader), limit: NEWEST, ..FindingsAsk::default() };
    let (total, newest) = desk.context.store.findings(&ask).await?;
    let t = &who.tongue;
    let full = forecast::full_in(&desk.context.store.disk_days().await?);
    let troubles = troubles(&desk, &who).await?;
    let body = html! {
        (troubles)
        @if view.watches.is_empty() && who.has(Role::Admin) { p.notice role="status" {
            (&t[w::setup::SETUP_EMPTY]) " " a href="/setup" { (&t[w::setup::SETUP_NOW]) }
        } }
        div.cards {
            (promise(&who, &view, &now.promise))
            (to_do(&who, &view, &now))
        }
        section aria-labelledby="newest" {
            div.heading {
                h2 id="newest" { (&t[w::NEWEST]) }
                nav.filters aria-label=(&t[w::NEWEST]) {
                    a href="/findings" { (&t[w::ALL]) }
                    a href="/findings?serious=1" { (&t[w::SERIOUS]) }
                    a href="/findings?owner=me" { (&t[w::MINE]) }
                }
            }
            @if newest.is_empty() { (empty(&t[w::NO_FINDINGS], &t[w::NO_FINDINGS_HOW])) }
            @else {
                (findings::table(&who, &view, &newest, false))
                @if total > u64::from(NEWEST) {
                    p { a href="/findings" { (&t[w::ALL_OF_THEM]) " " (t.count(total, w::OF_FINDINGS)) } }
                }
            }
        }
        (machine(&desk, &who, &view, now.bounced.as_ref(), full))
    };
    Ok(layout::page(&who, &view, &t[w::OVERVIEW], "/", body))
}

/// How long a clock that was set is told of.
const TOLD: Duration = Duration::from_secs(86_400);

/// What keeps the machine from doing all of its work, or may make times look strange.
async fn troubles(desk: &Desk, who: &Visitor) -> Result<Markup, crate::store::StoreError> {
    let t = &who.tongue;
    let now = desk.context.clock.now();
    let mut set = desk.context.store.outages(now - TOLD, now + Duration::from_secs(1)).await?;
    set.retain(|o| o.scope == CLOCK);
    let disk = match desk.context.metrics.disk_floor.get() {
        0 => None,
        1 => Some(w::DISK_VISITS),
        2 => Some(w::DISK_INDEX),
        _ => Some(w::DISK_ARCHIVE),
    };
    Ok(html! {
        @if desk.context.metrics.disk_readonly.get() > 0 { p.notice role="status" { (&t[w::DISK_READONLY]) } }
        @if let Some(words) = disk { p.notice role="status" { (&t[words]) } }
        @for jump in &set { p.notice role="status" {
            (t.at(jump.to.unwrap_or(jump.from))) " · "
            @match jump.to.map(|to| to.since(jump.from)).filter(|by| !by.is_zero()) {
                Some(by) => { (&t[w::CLOCK_FORWARD]) " " (t.span(by)) },
                None => { (&t[w::CLOCK_BACK]) },
            }
            ". " (&t[w::CLOCK_KEPT])
        } }
    })
}

fn promise(who: &Visitor, view: &View, stats: &PromiseStats) -> Markup {
    let t = &who.tongue;
    let mut plans: Vec<String> = Vec::new();
    for watch in scope::watches(who, view) {
        if let Some(plan) = view.plans.get(&watch.plan) {
            plans.push(format!("{} · {}", plan.name, t.span(plan.deadline)));
        }
    }
    plans.sort();
    plans.dedup();
    let decided = stats.in_time + stats.late;
    html! {
        section.card aria-labelledby="promise" {
            div.heading { h2 id="promise" { (&t[w::PROMISE]) } span.hint { (plans.join(", ")) } }
            @if decided == 0 {
                p.figure { "–" }
                p.hint { (&t[w::NOTHING_DUE]) }
            } @else {
                p.figure {
                    (t.number(stats.in_time)) " " span.of { (&t[w::OF]) " " (t.count(decided, w::OF_ALERTS_OWED)) " " (&t[w::IN_TIME]) }
                }
                p { (&t[w::MEDIAN]) " " (t.millis(stats.median_ms)) " · " (&t[w::WORST]) " " (t.millis(stats.worst_ms)) }
                @if stats.late > 0 {
                    p { a.broken href="/letters?late=1" { (t.count(stats.late, w::OF_LATE)) } }
                }
                div.chart { (bars(t, &stats.by_day)) span.hint { (&t[w::BY_DAY]) ", " (&t[w::DAYS_30]) } }
            }
        }
    }
}

fn to_do(who: &Visitor, view: &View, now: &Now) -> Markup {
    let t = &who.tongue;
    let calm = now.serious == 0 && now.to_judge == 0 && now.blind.is_empty() && now.overdue == 0;
    html! {
        section.card aria-labelledby="now" {
            h2 id="now" { (&t[w::NOW]) }
            ul.todo {
                @if now.overdue > 0 {
                    li { a.broken href="/letters?owed=1" { (t.count(now.overdue as u64, w::OF_OVERDUE)) } }
                }
                @if now.serious > 0 {
                    li { span.mark.high aria-hidden="true" { "▲" }
                        a href="/findings?serious=1&verdict=new" { (t.count(now.serious, w::OF_SERIOUS_UNSEEN)) } }
                }
                @if now.to_judge > 0 {
                    li { span.mark.medium aria-hidden="true" { "◆" }
                        a href="/findings?verdict=new" { (t.count(now.to_judge, w::OF_TO_JUDGE)) } }
                }
                @if let Some(oldest) = now.blind.first() {
                    li { span.mark.low aria-hidden="true" { "○" }
                        a href="/places?blind=1" { (t.count(now.blind.len() as u64, w::OF_BLIND)) }
                        @if let Some(since) = oldest.blind_since { span.hint { (&t[w::OLDEST_SINCE]) " " (t.at(since)) } } }
                }
                @if calm { li { (&t[w::NOTHING_TO_DO]) } }
            }
            @if !now.blind.is_empty() {
                ul.list {
                    @for crawl in now.blind.iter().take(3) {
                        li { a href={ "/places/" (crawl.id) } { (scope::crawl_title(view, &crawl.id)) }
                            " " span.hint { (&t[state(crawl.state)]) } }
                    }
                }
            }
            @if !now.poor.is_empty() {
                p.hint { (&t[w::POOR_ENTRIES]) ": "
                    @for (at, row) in now.poor.iter().enumerate() {
                        @if at > 0 { ", " }
                        @let set = row.entry.split_once('/').map_or(row.entry.as_str(), |(set, _)| set);
                        a href={ "/sets/" (set) "#" (row.entry) } { (row.entry) } " (" (t.number(row.tally.right)) " " (&t[w::RIGHT_OF]) " " (t.number(row.tally.judged())) ")"
                    }
                }
            }
            @if now.mutes.0 > 0 {
                p.hint { a href="/mutes" { (t.count(now.mutes.0, w::OF_MUTES)) } ": " (t.count(now.mutes.1, w::OF_EVENTS_MUTED)) }
            }
            p.hint { a href="/letters?owed=1" { (t.count(now.owed as u64, w::OF_ALERTS)) } " " (&t[w::ON_THE_WAY]) }
        }
    }
}

/// Where letters go, what came back, the disk, and what each task did last.
fn machine(
    desk: &Desk,
    who: &Visitor,
    view: &View,
    bounced: Option<&LetterRow>,
    full: Option<u64>,
) -> Markup {
    let t = &who.tongue;
    let free = desk.context.metrics.disk_free.get();
    let behind = desk.context.metrics.index_behind.get();
    let tasks = desk.context.health.all();
    html! {
        section aria-labelledby="machine" {
            h2 id="machine" { (&t[w::MACHINE]) }
            dl.facts {
                div { dt { (&t[w::MAIL]) } dd { (layout::mail(t, view)) } }
                div { dt { (&t[w::LAST_BOUNCE]) } dd {
                    @match bounced {
                        Some(letter) => { a href={ "/letters/" (letter.id.hex()) } { (letter.subject) } " " (t.ago(letter.created)) },
                        None => { (&t[w::NO_BOUNCE]) },
                    } } }
                @if free > 0.0 { div { dt { (&t[w::DISK_FREE]) } dd {
                    (t.bytes(free as u64))
                    @if let Some(days) = full { span.hint { ", " (&t[w::FULL_IN]) " " (t.count(days, w::OF_DAYS)) } }
                } } }
                div { dt { (&t[w::INDEX_BEHIND]) } dd { (t.count(behind.max(0).unsigned_abs(), w::OF_PAGES)) } }
            }
            @if !tasks.is_empty() {
                details open[tasks.values().any(|task| task.last_error.is_some())] {
                    summary { (&t[w::TASKS]) }
                    div.scroll tabindex="0" role="region" aria-label=(&t[w::TASKS]) { table {
                        thead { tr { th { (&t[w::TASK]) } th.number { (&t[w::RUNS]) } th.number { (&t[w::FAILURES]) } th { (&t[w::LAST_GOOD]) } th { (&t[w::LAST_ERROR]) } } }
                        tbody { @for (name, task) in &tasks { tr {
                            td { (w::closed::task(name).map_or(&**name, |word| &t[word])) }
                            td.number { (t.number(task.runs)) }
                            td.number { (t.number(task.failures)) }
                            td { (t.maybe_ago(task.last_good)) }
                            td { @if let Some(error) = &task.last_error { span.error {
                                @if who.has(Role::Admin) { (error) } @else { (&t[w::FAILING]) }
                            } } }
                        } } }
                    } }
                }
            }
        }
    }
}

//! Keyword sets: their entries with the examples that are tested, and a box to try them on a text.

use std::time::Duration;

use axum::extract::State;
use maud::{Markup, html};

use super::rematches::progress;
use super::{Desk, Name, Page, Posted, Role, Tongue, Visitor, WebError, Who, class, csrf, empty, w};
use crate::matching::{Explanation, Matcher, Words};
use crate::model::evidence::told;
use crate::model::precision::{Floor, floor};
use crate::model::{Digest, Entry, EntryKind, Hit, KeywordSet, Matches, Time};
use crate::store::rows::{HitDraft, PrecisionRow, RematchRow};
use crate::text::telling;
use crate::web::evidence::{Shown, marked, pieces};
use crate::web::{View, layout, scope};

/// Hits told one by one.
const TOLD: usize = 100;
/// What was judged in so long counts for an entry's precision.
const JUDGED: Duration = Duration::from_secs(90 * 86_400);
/// Judged findings whose passages are looked through for words.
const READ: u32 = 60;
/// Rematches that one of this set is looked for among.
const REMATCHES: u32 = 50;

pub async fn list(State(desk): State<Desk>, who: Who) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let sets = scope::sets(&who, &view);
    let body = html! {
        @if sets.is_empty() { (empty(&t[w::NO_SETS], &t[w::NO_SETS_HOW])) }
        @else { table {
            thead { tr { th { (&t[w::KEYWORD_SET]) } th.number { (&t[w::ENTRIES]) } th.place { (&t[w::WATCHES]) } } }
            tbody { @for set in sets { tr data-row data-href={ "/sets/" (set.id) } {
                td.title { a href={ "/sets/" (set.id) } { (set.title_in(t.language)) } " " code.hint { (set.id) } }
                td.number { (t.number(set.entries.len() as u64)) }
                td.place { (scope::watches(&who, &view).iter().filter(|w| w.keyword_sets.contains(&set.id)).map(|w| scope::watch_title(&view, &w.id)).collect::<Vec<_>>().join(", ")) }
            } } }
        } }
        @if who.has(Role::Admin) { p.hint { a href="/rematches" { (&t[w::REMATCHES]) } } }
    };
    Ok(layout::page(&who, &view, &t[w::KEYWORD_SETS], "/sets", body))
}

pub async fn one(State(desk): State<Desk>, who: Who, Name(id): Name) -> Page {
    show(&desk, &who, &id, None).await
}

pub async fn try_it(State(desk): State<Desk>, who: Who, Name(id): Name, Posted(form): Posted) -> Page {
    let tried = Tried { text: form.get("text").to_owned(), entry: form.get("entry").to_owned() };
    show(&desk, &who, &id, Some(tried)).await
}

/// A text to try the set on, and the entry that is to say why it matched or did not; empty: none is.
struct Tried {
    text: String,
    entry: String,
}

/// What came of it.
struct Outcome {
    tried: Tried,
    hits: Vec<Hit>,
    why: Option<Explanation>,
}

async fn show(desk: &Desk, who: &Visitor, id: &str, tried: Option<Tried>) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let sets = scope::sets(who, &view);
    let set = sets.iter().find(|set| set.id == id).ok_or(WebError::NotFound)?;
    let result = match tried {
        // Linear in the text, and still too long for an async worker.
        Some(tried) if !tried.text.is_empty() => {
            let matcher = view.matcher.clone();
            let prefix = format!("{id}/");
            let scan = move || {
                let words = Words::alone(&tried.text);
                let mut hits = matcher.scan(&words);
                hits.retain(|hit| hit.entry.starts_with(&prefix));
                let asked = Some(&tried.entry).filter(|entry| entry.starts_with(&prefix));
                let why = asked.and_then(|entry| matcher.explain(entry, &words));
                Outcome { tried, hits, why }
            };
            Some(tokio::task::spawn_blocking(scan).await?)
        }
        _ => None,
    };
    let prefix = format!("{id}/");
    let mut rematches = desk.context.store.rematches(REMATCHES).await?;
    rematches.retain(|row| row.entries.iter().any(|entry| entry.starts_with(&prefix)));
    let going = rematches.into_iter().next();
    let watches = who.watches(Role::Reader);
    let mut judged = desk.context.store.precision(watches.as_deref(), t.now - JUDGED, t.now).await?;
    judged.retain(|row| row.entry.starts_with(&prefix));
    let told = worth(desk, &view, judged, t.now).await?;
    let chosen = result.as_ref().map_or("", |r| r.tried.entry.as_str());
    let body = html! {
        p.hint { code { (set.id) } " · " (t.count(set.entries.len() as u64, w::OF_ENTRIES)) }
        (rematch(who, going.as_ref()))
        section aria-labelledby="try" {
            h2 id="try" { (&t[w::TRY]) }
            form.stack.wide method="post" action={ "/sets/" (id) "#try" } {
                (csrf(who))
                label for="text" { (&t[w::TRY_HOW]) }
                textarea id="text" name="text" rows="5" { @if let Some(result) = &result { (result.tried.text) } }
                label for="why" { (&t[w::TRY_ENTRY]) }
                select id="why" name="entry" {
                    option value="" { (&t[w::TRY_ENTRY_ALL]) }
                    @for entry in &set.entries {
                        option value=(entry.full_id()) selected[entry.full_id() == chosen] { (entry.title_in(t.language)) " (" (entry.id) ")" }
                    }
                }
                button.main { (&t[w::TRY_DO]) }
            }
            @if let Some(result) = &result {
                (outcome(t, &view.matcher, &result.tried.text, &result.hits))
                @if let Some(why) = &result.why { (explained(t, chosen, why)) }
            }
        }
        section aria-labelledby="entries" {
            h2 id="entries" { (&t[w::ENTRIES]) }
            (entries(who, &view, set, &told))
        }
    };
    Ok(layout::page(who, &view, set.title_in(t.language), "/sets", body))
}

/// How far it is that what is kept is looked through for the set's changed entries.
fn rematch(who: &Visitor, row: Option<&RematchRow>) -> Markup {
    let t = &who.tongue;
    let Some(row) = row else { return html! {} };
    let new = html! { (&t[w::REMATCH_BROUGHT]) ": " (t.number(row.findings)) };
    html! { p.hint role="status" { @match row.state {
        "ended" => { (&t[w::REMATCH_DONE]) ": " (t.ago(row.ended.unwrap_or(row.started))) " · " (t.count(row.total, w::OF_PAGES)) " · " (new) },
        "running" => {
            (&t[w::REMATCH_GOES_ON]) ": " (progress(t, row)) " · " (new)
        },
        "paused" | "cancelled" => { (&t[w::REMATCH_GOES_ON]) ": " (&t[w::rematch_state(row.state)]) ", " (progress(t, row)) " · " (new) },
        _ => { (&t[w::REMATCH_WAITS]) },
    }
        @if who.has(Role::Admin) { " · " a href="/rematches" { (&t[w::REMATCHES]) } }
    } }
}

/// Why an entry matched, or why it did not.
fn explained(t: &Tongue, entry: &str, why: &Explanation) -> Markup {
    html! {
        section aria-labelledby="explained" {
            h3 id="explained" { (&t[w::EXPLAINED]) ": " code { (entry) } " – " @if why.matched { (&t[w::EXPLAIN_YES]) } @else { (&t[w::EXPLAIN_NO]) } }
            // Lines of a query's tree are set in with blanks.
            ul.plain { @for line in &why.lines { li { (inset(line.of(t.language))) } } }
        }
    }
}

/// Blanks that HTML does not fold.
fn inset(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    format!("{}{text}", "\u{2003}".repeat((line.len() - text.len()) / 2))
}

/// How often an entry was right, with what would have helped.
struct Worth {
    row: PrecisionRow,
    floor: Option<Floor>,
    words: Vec<String>,
}

async fn worth(
    desk: &Desk,
    view: &View,
    judged: Vec<PrecisionRow>,
    now: Time,
) -> Result<Vec<Worth>, WebError> {
    let mut out = Vec::new();
    for row in judged {
        let present = view.matcher.entry(&row.entry).map_or(0, |e| e.min_confidence);
        let mut words = Vec::new();
        if row.tally.is_poor() {
            let passages = desk.context.store.judged_passages(&row, now - JUDGED, now, READ).await?;
            let of = |right| {
                passages.iter().filter(|p| p.right == right).map(|p| p.text.as_str()).collect::<Vec<_>>()
            };
            words = telling(&of(false), &of(true));
        }
        out.push(Worth { floor: floor(&row.judged, present), row, words });
    }
    Ok(out)
}

fn precision(who: &Visitor, view: &View, worth: &[&Worth]) -> Markup {
    let t = &who.tongue;
    html! { @for one in worth {
        @let (low, high) = one.row.tally.interval();
        p {
            @if worth.len() > 1 { (scope::watch_title(view, &one.row.watch)) ": " }
            (t.number(one.row.tally.right)) " " (&t[w::RIGHT_OF]) " " (t.number(one.row.tally.judged())) " "
            span.hint { (&t[w::PRECISION_DAYS]) ", " (&t[w::BETWEEN]) " " (percent(low)) " " (&t[w::AND_UP_TO]) " " (percent(high)) "\u{a0}%" }
        }
        @if let Some(floor) = one.floor {
            p.hint { (&t[w::RAISE_TO]) " " (floor.at) "\u{a0}% " (&t[w::RAISE_QUIET]) " " (t.number(floor.quiet)) }
        }
        @if !one.words.is_empty() { p.hint { (&t[w::EXCLUDE_WORDS]) " " (one.words.join(", ")) } }
    } }
}

fn percent(share: f64) -> u64 {
    (share * 100.0).round() as u64
}

/// The text with its hits, and each hit with its confidence and evidence. It is the visitor's own text: not masked.
pub fn outcome(t: &Tongue, matcher: &Matcher, text: &str, hits: &[Hit]) -> Markup {
    let floor = |hit: &Hit| matcher.entry(&hit.entry).map_or(0, |e| e.min_confidence);
    let drafts: Vec<HitDraft> = hits.iter().filter(|h| h.confidence >= floor(h)).map(plain).collect();
    html! {
        div role="status" {
            @if hits.is_empty() { p.lead { (&t[w::TRY_NOTHING]) } }
            @else {
                p.lead { (t.count(drafts.len() as u64, w::OF_HITS)) }
                blockquote.passage tabindex="0" role="region" aria-label=(&t[w::HITS]) { (marked(&pieces(text, &drafts, (0, u64::MAX), Shown::None))) }
                div.scroll tabindex="0" role="region" aria-label=(&t[w::HITS]) { table {
                    thead { tr { th { (&t[w::ENTRY]) } th { (&t[w::FOUND_WORDS]) } th.number { (&t[w::CONFIDENCE]) } th { (&t[w::EVIDENCE_OF]) } } }
                    tbody { @for hit in hits.iter().take(TOLD) { tr.done[hit.confidence < floor(hit)] {
                        td { code { (hit.entry) } } td { (hit.text) }
                        td.number { (hit.confidence) "\u{a0}%" @if hit.confidence < floor(hit) { " " (&t[w::WEAK]) } }
                        td { (hit.evidence.iter().map(|line| told(line, t.language)).collect::<Vec<_>>().join("; ")) }
                    } } }
                } }
            }
        }
    }
}

fn plain(hit: &Hit) -> HitDraft {
    HitDraft {
        entry: hit.entry.to_string(),
        kind: EntryKind::Pattern,
        start: hit.start as u64,
        end: hit.end as u64,
        line: hit.line as u64,
        confidence: hit.confidence,
        evidence: Vec::new(),
        value: Digest([0; 32]),
        secret: false,
        passage: (0, 0),
        findings: Vec::new(),
    }
}

fn entries(who: &Visitor, view: &View, set: &KeywordSet, worth: &[Worth]) -> Markup {
    let t = &who.tongue;
    html! { @for entry in &set.entries {
        @let judged: Vec<&Worth> = worth.iter().filter(|one| one.row.entry == entry.full_id()).collect();
        @let (right, all) = judged.iter().fold((0, 0), |(r, a), one| (r + one.row.tally.right, a + one.row.tally.judged()));
        details.entry id=(entry.full_id()) {
            summary { (entry.title_in(t.language)) " " span.hint { (&t[w::kind(entry.kind())]) " · " (&t[class(entry.class)]) " · " (&t[w::damage(entry.damage)]) @if entry.secret { " · " (&t[w::SECRET]) }
                @if all > 0 { " · " (t.number(right)) " " (&t[w::RIGHT_OF]) " " (t.number(all)) } } }
            dl.sheet {
                dt { (&t[w::ENTRY]) } dd { code { (entry.full_id()) } }
                dt { (&t[w::MATCHES]) } dd { (matches(entry)) }
                dt { (&t[w::FLOOR]) } dd { (entry.min_confidence) "\u{a0}%" }
                @if !judged.is_empty() { dt { (&t[w::PRECISION]) } dd { (precision(who, view, &judged)) } }
                @if !entry.examples.is_empty() { dt { (&t[w::EXAMPLES]) } dd { ul.plain { @for example in &entry.examples { li { (example) } } } } }
                @if !entry.counter_examples.is_empty() { dt { (&t[w::COUNTER_EXAMPLES]) } dd { ul.plain { @for example in &entry.counter_examples { li { (example) } } } } }
            }
        }
    } }
}

fn matches(entry: &Entry) -> Markup {
    html! { @match &entry.matches {
        Matches::Entity(entity) => {
            (entity.name)
            @for more in [&entity.latin, &entity.aliases, &entity.domains, &entity.handles] { @if !more.is_empty() { ", " (more.join(", ")) } }
        },
        Matches::Pattern(pattern) => { code { (pattern.regex) } @if let Some(role) = pattern.lookalike { code { "lookalike = " (role) } } @if let Some(name) = &pattern.validate { " · " (name) } },
        Matches::Records(records) => { code { "record = \"" (records.kind.word()) "\"" } @for field in records.fields() { " · " (field) } },
        Matches::Query(query) => {
            code { (query.expression) }
            @for unless in &query.unless { " · unless " code { (unless) } }
            @if let Some(most) = query.sentences { " · sentences = " (most) }
            @if query.first_only { " · first_only" }
        },
        Matches::Check(check) => { code { (check.fact) } },
    } }
}

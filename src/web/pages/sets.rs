//! Keyword sets: their entries with the examples that are tested, and a box to try them on a text.

use axum::extract::State;
use maud::{Markup, html};

use super::{Desk, Name, Page, Posted, Tongue, Visitor, WebError, Who, class, csrf, empty, w};
use crate::matching::{Matcher, Words};
use crate::model::evidence::told;
use crate::model::{Digest, Entry, EntryKind, Hit, KeywordSet, Matches};
use crate::store::rows::{HitDraft, RematchRow};
use crate::web::evidence::{Shown, marked, pieces};
use crate::web::{layout, scope};

/// Hits told one by one.
const TOLD: usize = 100;
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
    };
    Ok(layout::page(&who, &view, &t[w::KEYWORD_SETS], "/sets", body))
}

pub async fn one(State(desk): State<Desk>, who: Who, Name(id): Name) -> Page {
    show(&desk, &who, &id, None).await
}

pub async fn try_it(State(desk): State<Desk>, who: Who, Name(id): Name, Posted(form): Posted) -> Page {
    show(&desk, &who, &id, Some(form.get("text").to_owned())).await
}

async fn show(desk: &Desk, who: &Visitor, id: &str, tried: Option<String>) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let sets = scope::sets(who, &view);
    let set = sets.iter().find(|set| set.id == id).ok_or(WebError::NotFound)?;
    let result = match tried {
        // Linear in the text, and still too long for an async worker.
        Some(text) if !text.is_empty() => {
            let matcher = view.matcher.clone();
            let prefix = format!("{id}/");
            let scan = move || {
                let mut hits = matcher.scan(&Words { text: &text, title: "", url: "" });
                hits.retain(|hit| hit.entry.starts_with(&prefix));
                (text, hits)
            };
            Some(tokio::task::spawn_blocking(scan).await?)
        }
        _ => None,
    };
    let prefix = format!("{id}/");
    let mut rematches = desk.context.store.rematches(REMATCHES).await?;
    rematches.retain(|row| row.entries.iter().any(|entry| entry.starts_with(&prefix)));
    let going = rematches.into_iter().next();
    let body = html! {
        p.hint { code { (set.id) } " · " (t.count(set.entries.len() as u64, w::OF_ENTRIES)) }
        (rematch(t, going.as_ref()))
        section aria-labelledby="try" {
            h2 id="try" { (&t[w::TRY]) }
            form.stack.wide method="post" action={ "/sets/" (id) "#try" } {
                (csrf(who))
                label for="text" { (&t[w::TRY_HOW]) }
                textarea id="text" name="text" rows="5" { @if let Some((text, _)) = &result { (text) } }
                button.main { (&t[w::TRY_DO]) }
            }
            @if let Some((text, hits)) = &result { (outcome(t, &view.matcher, text, hits)) }
        }
        section aria-labelledby="entries" {
            h2 id="entries" { (&t[w::ENTRIES]) }
            (entries(t, set))
        }
    };
    Ok(layout::page(who, &view, set.title_in(t.language), "/sets", body))
}

/// How far it is that what is kept is looked through for the set's changed entries.
fn rematch(t: &Tongue, row: Option<&RematchRow>) -> Markup {
    let Some(row) = row else { return html! {} };
    let new = html! { (&t[w::REMATCH_BROUGHT]) ": " (t.number(row.findings)) };
    html! { p.hint role="status" { @match row.state {
        "ended" => { (&t[w::REMATCH_DONE]) ": " (t.ago(row.ended.unwrap_or(row.started))) " · " (t.count(row.total, w::OF_PAGES)) " · " (new) },
        "running" => {
            @let percent = (row.done * 100).checked_div(row.total).unwrap_or(100).min(100);
            (&t[w::REMATCH_GOES_ON]) ": " (t.number(row.done)) " " (&t[w::OF]) " " (t.count(row.total, w::OF_PAGES_GENITIVE)) " "
            progress max=(row.total.max(1)) value=(row.done.min(row.total)) aria-label=(&t[w::REMATCH_GOES_ON]) { (percent) "\u{a0}%" }
            " · " (new) @if let Some(left) = left(t, row) { " · " (&t[w::REMATCH_LEFT]) " " (left) }
        },
        _ => { (&t[w::REMATCH_WAITS]) },
    } } }
}

/// At the pace so far; nothing while there is no pace to go by.
fn left(t: &Tongue, row: &RematchRow) -> Option<String> {
    let spent = t.now.since(row.started).as_secs();
    (row.done > 0 && spent > 0).then(|| {
        let left = row.total.saturating_sub(row.done).saturating_mul(spent) / row.done;
        t.span(std::time::Duration::from_secs(left))
    })
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
        entry: hit.entry.clone(),
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

fn entries(t: &Tongue, set: &KeywordSet) -> Markup {
    html! { @for entry in &set.entries {
        details.entry id=(entry.full_id()) {
            summary { (entry.title_in(t.language)) " " span.hint { (&t[w::kind(entry.kind())]) " · " (&t[class(entry.class)]) " · " (&t[w::damage(entry.damage)]) @if entry.secret { " · " (&t[w::SECRET]) } } }
            dl.sheet {
                dt { (&t[w::ENTRY]) } dd { code { (entry.full_id()) } }
                dt { (&t[w::MATCHES]) } dd { (matches(entry)) }
                dt { (&t[w::FLOOR]) } dd { (entry.min_confidence) "\u{a0}%" }
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
        Matches::Query(query) => { code { (query.expression) } },
        Matches::Check(check) => { code { (check.fact) } },
    } }
}

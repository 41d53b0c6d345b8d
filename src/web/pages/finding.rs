//! A finding: how bad, what, where, since when, by when, and the judgement. Secrets are masked until an analyst asks
//! with a reason; the answer to that has no address of its own, so it cannot be sent on or bookmarked.

use axum::extract::State;
use maud::{Markup, html};

use super::{
    Asked, Desk, Id, Page, Params, Posted, Role, Visitor, WebError, Who, class, csrf, inert, judge, letters,
    mark, mutes, short, suppressions, verdict, w, warc,
};
use crate::model::evidence::told as in_language;
use crate::model::{Damage, Delivery, Likelihood, Risk, Treatment, Verdict};
use crate::risk::Tables;
use crate::store::rows::{
    AlertRow, AuditRow, DocumentRow, EventRow, FindingRow, LocationRow, SuppressionRow,
};
use crate::web::difference::{Change, difference};
use crate::web::evidence::{Shown, hidden, marked, masked, pieces};
use crate::web::{View, layout, scope};

/// Locations shown; the rest is counted.
const LOCATIONS: usize = 20;
/// Locations whose pages are looked through for secrets.
const LOOKED_THROUGH: usize = 100;
/// Least characters of a reason to see secrets.
pub const REASON: usize = 5;

pub async fn page(State(desk): State<Desk>, who: Who, Id(id): Id, Asked(asked): Asked) -> Page {
    show(&desk, &who, id, Shown::None, &asked).await
}

pub async fn reveal(State(desk): State<Desk>, who: Who, Id(id): Id, Posted(form): Posted) -> Page {
    judge::judged(&desk, &who, id).await?;
    let reason = warc::reasoned(&who, form.get("reason"))?;
    // Written before anything is shown.
    desk.context.store.audit(who.name(), "reveal", &format!("finding {id}"), reason).await?;
    show(&desk, &who, id, Shown::Of(id), &Params::default()).await
}

/// All that is told of a finding.
struct Told {
    finding: FindingRow,
    locations: Vec<LocationRow>,
    events: Vec<EventRow>,
    history: Vec<AuditRow>,
    alerts: Vec<AlertRow>,
    /// The newest location with its text, if it is still kept.
    page: Option<(LocationRow, DocumentRow)>,
    before: Option<DocumentRow>,
    /// The last judgement as false.
    hushed: Option<SuppressionRow>,
}

async fn told(desk: &Desk, who: &Visitor, id: i64) -> Result<Told, WebError> {
    let store = &desk.context.store;
    let watches = who.watches(Role::Reader);
    let seen = watches.as_deref();
    let mut finding = store.finding(id, seen).await?.ok_or(WebError::NotFound)?;
    let locations = store.locations(id).await?;
    let alerts = store.alerts_of_finding(id).await?;
    let newest = locations.iter().max_by_key(|l| (l.url == finding.url, l.last_seen)).cloned();
    let locations = without_secrets(desk, seen, &mut finding, locations).await?;
    let page = match newest {
        Some(location) => store.document(location.document, seen).await?.map(|document| (location, document)),
        None => None,
    };
    let before = match page.as_ref().and_then(|(_, document)| document.previous) {
        Some(previous) => store.document(previous, seen).await?.filter(|d| !d.text.is_empty()),
        None => None,
    };
    let (events, history) = (store.events(id).await?, store.history(id).await?);
    let hushed = store.suppression_of(id).await?;
    Ok(Told { finding, locations, events, history, alerts, page, before, hushed })
}

/// The newest locations: a secret of a page's text may stand in its title and its address too. Those before them are not
/// told, as their pages are not looked through.
pub async fn without_secrets(
    desk: &Desk,
    watches: Option<&[String]>,
    finding: &mut FindingRow,
    mut locations: Vec<LocationRow>,
) -> Result<Vec<LocationRow>, WebError> {
    locations.drain(..locations.len().saturating_sub(LOOKED_THROUGH));
    for place in &mut locations {
        if let Some(document) = desk.context.store.document(place.document, watches).await? {
            if place.url == finding.url {
                finding.url = hidden(&document, &finding.url);
                finding.page_title = hidden(&document, &finding.page_title);
            }
            place.title = hidden(&document, &place.title);
            place.url = hidden(&document, &place.url);
        }
    }
    Ok(locations)
}

async fn show(desk: &Desk, who: &Visitor, id: i64, shown: Shown, asked: &Params) -> Page {
    let view = desk.view();
    let told = told(desk, who, id).await?;
    let (f, t) = (&told.finding, &who.tongue);
    let may_judge = who.may(Role::Analyst, &f.watch);
    let body = html! {
        (judge::undo_notice(who, asked, &format!("/findings/{id}")))
        p.under {
            (mark(t, f.risk.level)) " · " (&t[class(f.class)]) " · " (&t[verdict(f.verdict)])
            @if let Some(owner) = &f.owner { " · " (owner) }
            @if f.muted.is_some() { " · " a href="/mutes" { (&t[w::MUTED]) } }
            " · " (scope::watch_title(&view, &f.watch))
        }
        p.times { (times(who, &told)) }
        (suppressions::note(who, told.hushed.as_ref()))
        @if may_judge { (verdicts(who, &view, f)) }
        div.split {
            div.main {
                dl.sheet {
                    dt { (&t[w::WHERE]) } dd { (places(who, &view, &told)) }
                    dt { (&t[w::WHY]) } dd { (why(who, &view, &told)) }
                    @if let Some((location, document)) = &told.page {
                        dt { (&t[w::TEXT]) } dd { (text(who, f, location, document, shown, may_judge)) }
                        @if let Some(before) = &told.before {
                            dt { (&t[w::DIFFERENCE]) } dd { (changes(who, before, document)) }
                        }
                        dt { (&t[w::EVIDENCE]) } dd { (evidence(who, document)) @if may_judge { (warc::form(who, id, &told.locations)) } }
                    }
                    dt { (&t[w::HISTORY]) } dd { (history(who, &told)) }
                }
            }
            aside.side {
                @if may_judge { (form(who, f)) (mutes::form(who, f)) }
                @if who.has(Role::Admin) { p { a href={ "/holds?scope=finding:" (f.id) } { (&t[w::HOLD_PUT]) } } }
                section aria-labelledby="risk" { h2 id="risk" { (&t[w::RISK]) } (money(who, f)) (risk(who, &f.risk)) }
            }
        }
    };
    Ok(layout::page(who, &view, &scope::headline(&view, f, t.language), "/findings", body))
}

/// Found, not there at, accepted, due.
fn times(who: &Visitor, told: &Told) -> Markup {
    let (t, f) = (&who.tongue, &told.finding);
    let alert = told.alerts.iter().max_by_key(|a| (a.event, a.accepted));
    html! {
        (&t[w::FOUND]) " " (t.at(f.created)) " · " (&t[w::NOT_THERE_AT]) " " (t.at(f.start))
        span.hint { " (" (&t[w::rule(f.rule)]) ")" }
        @match alert {
            Some(alert) => {
                " · " a href={ "/alerts/" (alert.id) } { (&t[w::ALERT]) } " "
                @match alert.accepted {
                    Some(accepted) => {
                        (&t[w::ACCEPTED]) " " (t.at(accepted)) ", " (&t[w::DUE_AT]) " " (t.at(alert.due)) " "
                        @if accepted <= alert.due { span.kept { "(" (t.span(alert.due.since(accepted))) " " (&t[w::TO_SPARE]) ")" } }
                        @else { span.broken { (t.span(accepted.since(alert.due))) " " (&t[w::LATE])
                            @if let Some(cause) = alert.cause { ": " (&t[w::cause(cause)]) } } }
                    },
                    None => {
                        (&t[w::DUE_AT]) " " (t.at(alert.due)) " "
                        @if letters::late(alert, t.now) { span.broken { (t.span(t.now.since(alert.due))) " " (&t[w::LATE]) } }
                        @else { span.hint { (&t[w::delivery(alert.state)]) } }
                    },
                }
            },
            None => { @if f.risk.acceptable { " · " (&t[w::IN_DIGEST]) } },
        }
    }
}

fn places(who: &Visitor, view: &View, told: &Told) -> Markup {
    let t = &who.tongue;
    let rest = told.finding.locations.saturating_sub(LOCATIONS as u64);
    html! {
        ul.places {
            @for place in told.locations.iter().rev().take(LOCATIONS) {
                li {
                    (inert(t, &place.url))
                    div.hint {
                        a href={ "/documents/" (place.document) } { @if place.title.is_empty() { (short(&place.url)) } @else { (place.title) } }
                        " · " a href={ "/places/" (place.crawl) } { (scope::crawl_title(view, &place.crawl)) }
                        " · " (&t[w::exposure(place.exposure)])
                        " · " (&t[w::SEEN]) " " (t.ago(place.last_seen))
                        @if let Some(gone) = place.gone { " · " (&t[w::GONE_SINCE]) " " (t.at(gone)) }
                    }
                }
            }
        }
        @if rest > 0 { p.hint { (&t[w::AND_MORE]) " " (t.count(rest, w::OF_LOCATIONS)) } }
    }
}

fn why(who: &Visitor, view: &View, told: &Told) -> Markup {
    let (t, f) = (&who.tongue, &told.finding);
    let entry = view.matcher.entry(&f.entry);
    let title = entry.map(|e| e.title_in(t.language)).filter(|title| !title.is_empty()).unwrap_or(&f.entry);
    let set = f.entry.split_once('/').map_or(f.entry.as_str(), |(set, _)| set);
    let mut evidence: Vec<&String> = told.locations.iter().flat_map(|l| &l.evidence).collect();
    evidence.sort();
    evidence.dedup();
    let mut samples: Vec<&String> = told.locations.iter().rev().flat_map(|l| &l.samples).collect();
    samples.dedup();
    html! {
        p { a href={ "/sets/" (set) "#" (f.entry) } { (title) } " " code.hint { (f.entry) } " · "
            (&t[w::CONFIDENCE]) " " (f.confidence) "\u{a0}%"
            @if f.values > 1 { " · " (t.count(f.values, w::OF_VALUES)) } }
        @if !evidence.is_empty() { ul.plain { @for line in evidence.iter().take(6) { li { (in_language(line, t.language)) } } } }
        @if !samples.is_empty() { p.samples { @for sample in samples.iter().take(4) { code { (sample) } " " } } }
    }
}

fn text(
    who: &Visitor,
    f: &FindingRow,
    location: &LocationRow,
    document: &DocumentRow,
    shown: Shown,
    may_reveal: bool,
) -> Markup {
    let t = &who.tongue;
    let ours =
        |h: &&crate::store::rows::HitDraft| usize::try_from(f.id).is_ok_and(|id| h.findings.contains(&id));
    let hidden = document.hits.iter().filter(ours).any(|h| h.secret);
    html! {
        @if document.text.is_empty() { p.hint { (&t[w::TEXT_DROPPED]) } }
        @else {
            blockquote.passage tabindex="0" role="region" aria-label=(&t[w::TEXT]) lang=[(!document.language.is_empty()).then_some(&document.language)] {
                (marked(&pieces(&document.text, &document.hits, location.passage, shown)))
            }
            @if hidden && shown != Shown::None { p.hint role="status" { (&t[w::REVEALED]) } }
            @else if hidden && may_reveal {
                details.reveal {
                    summary { (&t[w::SHOW_SECRETS]) }
                    form.row method="post" action={ "/findings/" (f.id) "/reveal" } {
                        (csrf(who))
                        label.wide { span { (&t[w::REASON]) } input name="reason" required minlength=(REASON) maxlength="500"; }
                        button { (&t[w::SHOW_LOGGED]) }
                    }
                }
            }
            p.hint { a href={ "/documents/" (document.id) } { (&t[w::WHOLE_TEXT]) } }
        }
    }
}

fn changes(who: &Visitor, before: &DocumentRow, now: &DocumentRow) -> Markup {
    let t = &who.tongue;
    let found = difference(&masked(before), &masked(now));
    html! {
        details {
            summary { (&t[w::AGAINST]) " " (t.at(before.fetched)) }
            @match found {
                None => { p.hint { (&t[w::NO_DIFFERENCE]) } },
                Some(found) => {
                    div.diff {
                        @for (change, line) in &found.lines { @match change {
                            Change::Same => { div { (line) } },
                            Change::Gone => { del { (line) } },
                            Change::New => { ins { (line) } },
                            Change::Gap => { div.gap { "⋯" } },
                        } }
                    }
                    @if found.cut { p.hint { (&t[w::DIFFERENCE_CUT]) } }
                },
            }
        }
    }
}

fn evidence(who: &Visitor, document: &DocumentRow) -> Markup {
    let t = &who.tongue;
    html! {
        @match &document.archive {
            Some(spot) => {
                p { "WARC " code { (spot.file) } " · " (&t[w::OFFSET]) " " (spot.offset) ", " (t.bytes(spot.length)) }
                p.hint { "SHA-256 " code.long { (spot.digest.hex()) } }
            },
            None => { p.hint { (&t[w::NO_EVIDENCE]) } },
        }
        @for complaint in &document.complaints { p.hint { (complaint) } }
    }
}

fn history(who: &Visitor, told: &Told) -> Markup {
    let t = &who.tongue;
    let mut lines: Vec<(crate::model::Time, Markup)> = Vec::new();
    for event in &told.events {
        let words = html! { (&t[w::event(event.kind)]) @if event.historic { " · " (&t[w::HISTORIC]) } };
        lines.push((event.found, words));
    }
    for alert in &told.alerts {
        if let Some(at) = alert.accepted {
            let words = html! { (&t[w::LETTER_TO]) " " (alert.recipient)
            @if let Some(letter) = &alert.letter { " · " a href={ "/letters/" (letter.hex()) } { (&t[w::LETTER]) } } };
            lines.push((at, words));
        }
        if alert.state == Delivery::Muted {
            lines.push((alert.found, html! { a href="/mutes" { (&t[w::MUTED]) } ": " (alert.recipient) }));
        }
    }
    for row in &told.history {
        lines.push((row.at, html! { b { (row.who) } " " (said(t, &row.what)) @if !row.reason.is_empty() { ": " (row.reason) } }));
    }
    lines.sort_by_key(|(at, _)| *at);
    html! { ol.history { @for (at, words) in &lines { li { span.when { (t.at(*at)) } span { (words) } } } } }
}

/// What is done with one key, first thing on the page.
fn verdicts(who: &Visitor, view: &View, f: &FindingRow) -> Markup {
    let t = &who.tongue;
    html! {
        form.row method="post" action={ "/findings/" (f.id) "/judge" } {
            (csrf(who))
            (judge::buttons(t))
            @if f.owner.as_deref() != Some(who.name()) {
                button name="owner" value="me" data-key="a" { (&t[w::ASSIGN_ME]) " " kbd aria-hidden="true" { "a" } }
            }
            @if f.verdict != Verdict::New {
                button.plain name="verdict" value="new" { (&t[w::TO_JUDGE]) }
            }
        }
        // A value can be ours in one place and an example in another.
        @if judge::has_one_value(view, f) && f.verdict != Verdict::FalsePositive {
            form.row method="post" action={ "/findings/" (f.id) "/judge" } {
                (csrf(who))
                input type="hidden" name="only_here" value="1";
                button.plain name="verdict" value="false_positive" { (&t[w::FALSE_HERE]) }
                span.hint { (&t[w::FALSE_HERE_HOW]) }
            }
        }
    }
}

fn form(who: &Visitor, f: &FindingRow) -> Markup {
    let t = &who.tongue;
    html! {
        section aria-labelledby="judge" {
            h2 id="judge" { (&t[w::JUDGE_MORE]) }
            form.stack method="post" action={ "/findings/" (f.id) "/judge" } {
                (csrf(who))
                label for="owner" { (&t[w::OWNER]) }
                input id="owner" name="owner" value=[f.owner.as_deref()] maxlength="64";
                label for="due" { (&t[w::DUE_DAY]) }
                input id="due" name="due" type="date" value=[f.due.map(|d| t.field(d))];
                label for="treatment" { (&t[w::TREATMENT]) }
                select id="treatment" name="treatment" {
                    option value="" { "–" }
                    @for way in Treatment::ALL {
                        option value=(way.word()) selected[f.treatment == Some(*way)] { (&t[w::treatment(*way)]) }
                    }
                }
                label for="until" { (&t[w::ACCEPT_UNTIL]) }
                input id="until" name="accepted_until" type="date" value=[f.accepted_until.map(|d| t.field(d))];
                label for="comment" { (&t[w::COMMENT]) }
                textarea id="comment" name="comment" rows="3" maxlength="5000" {}
                button { (&t[w::SAVE]) }
            }
        }
    }
}

/// Probability x damage in money, where the organisation states it.
fn money(who: &Visitor, f: &FindingRow) -> Markup {
    let t = &who.tongue;
    html! { @if let Some(stated) = &f.stated {
        p.figure { (stated.at_risk(f.risk.probability).told(t.language)) }
        p.hint { (&t[w::AT_RISK]) ": " (f.risk.probability / 100) "\u{a0}% × " (stated.told(t.language)) }
    } }
}

/// The two scales with the finding's cell.
fn risk(who: &Visitor, risk: &Risk) -> Markup {
    let t = &who.tongue;
    let tables = Tables::default();
    html! {
        p { (&t[w::damage(risk.damage)]) " × " (&t[w::likelihood(risk.likelihood)]) " (" (risk.probability / 100) "\u{a0}%)" }
        table.matrix {
            caption.unseen { (&t[w::MATRIX]) }
            tbody {
                @for damage in Damage::ALL.iter().rev() { tr {
                    th scope="row" { (&t[w::damage_short(*damage)]) }
                    @for likelihood in Likelihood::ALL {
                        @let (row, column) = (*damage as usize, *likelihood as usize);
                        @let here = *damage == risk.damage && *likelihood == risk.likelihood;
                        td.(tables.level[row][column].word()) .unacceptable[!tables.acceptable[row][column]] aria-current=[here.then_some("true")] {
                            @if here { (match risk.level { crate::model::Level::High => "▲", crate::model::Level::Medium => "◆", crate::model::Level::Low => "●" }) }
                            @else { span.unseen { (tables.level[row][column].word()) } }
                        }
                    }
                } }
            }
        }
        p.hint { (&t[w::MATRIX_HOW]) " " @if risk.acceptable { (&t[w::ACCEPTABLE]) } @else { (&t[w::NOT_ACCEPTABLE]) } }
    }
}

/// What a line of the history says was done: a change of verdict (`new -> fixed`) in the reader's words.
fn said(t: &super::Tongue, what: &str) -> String {
    let change = what.split_once(" -> ");
    let verdicts = change.and_then(|(from, to)| Some((Verdict::parse(from)?, Verdict::parse(to)?)));
    match verdicts {
        Some((from, to)) => format!("{} → {}", &t[verdict(from)], &t[verdict(to)]),
        None => w::audit(t, what).to_owned(),
    }
}

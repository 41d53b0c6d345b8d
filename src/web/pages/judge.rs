//! Judging: one finding with all that can be said of it, several with a verdict; and taking it back.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Desk, Id, Params, Posted, Role, Tongue, Visitor, WebError, Who, csrf, w};
use crate::model::{Treatment, Verdict};
use crate::store::rows::{FindingRow, Judgement};
use crate::web::View;

/// Findings judged at once, as many as a page lists.
const MOST: usize = 100;
/// Bytes of a comment.
const LONGEST: usize = 10_000;

/// The verdicts with their keys.
pub const VERDICTS: [(Verdict, &str, w::Word); 3] = [
    (Verdict::Confirmed, "c", w::CONFIRM),
    (Verdict::FalsePositive, "f", w::FALSE_POSITIVE),
    (Verdict::Fixed, "x", w::FIXED),
];

pub fn buttons(t: &Tongue) -> Markup {
    html! {
        @for (verdict, key, name) in VERDICTS {
            button name="verdict" value=(verdict.word()) data-key=(key) { (&t[name]) " " kbd aria-hidden="true" { (key) } }
        }
    }
}

/// What a form says; what it does not mention stays.
fn judgement(who: &Visitor, form: &Params) -> Result<Judgement, WebError> {
    let said = |name: &str| form.0.iter().any(|(n, _)| n == name);
    let t = &who.tongue;
    let day = |name: &str| match form.get(name) {
        "" => Ok(None),
        _ => form.day(name, t.zone).map(Some).ok_or_else(|| WebError::Bad(t[w::BAD_DAY].to_owned())),
    };
    let verdict = match form.get("verdict") {
        "" => None,
        word => Some(Verdict::parse(word).ok_or_else(|| WebError::Bad(format!("verdict: {word}")))?),
    };
    let treatment = match form.get("treatment") {
        "" => None,
        word => Some(Treatment::parse(word).ok_or_else(|| WebError::Bad(format!("treatment: {word}")))?),
    };
    if form.get("comment").len() > LONGEST {
        return Err(WebError::Bad(t[w::LONG_COMMENT].to_owned()));
    }
    let accepted_until = if said("accepted_until") { Some(day("accepted_until")?) } else { None };
    if treatment == Some(Treatment::Accept) && accepted_until.flatten().is_none() {
        return Err(WebError::Bad(t[w::ACCEPT_UNTIL_WHEN].to_owned()));
    }
    let owner = form.some("owner").map(|o| if o == "me" { who.name().to_owned() } else { o });
    Ok(Judgement {
        verdict,
        owner: said("owner").then_some(owner),
        due: if said("due") { Some(day("due")?) } else { None },
        treatment: said("treatment").then_some(treatment),
        // Only an acceptance runs out.
        accepted_until: accepted_until.map(|until| until.filter(|_| treatment == Some(Treatment::Accept))),
        comment: form.some("comment"),
        only_here: form.get("only_here") == "1",
    })
}

/// The finding if the visitor may judge it: not there when they may not even see it.
pub async fn judged(desk: &Desk, who: &Visitor, id: i64) -> Result<FindingRow, WebError> {
    let seen = who.watches(Role::Reader);
    let finding = desk.context.store.finding(id, seen.as_deref()).await?.ok_or(WebError::NotFound)?;
    if who.may(Role::Analyst, &finding.watch) { Ok(finding) } else { Err(WebError::Forbidden) }
}

/// Whether it is of one value that can be false in one place and true in another; dumps are told apart by their values.
pub fn has_one_value(view: &View, finding: &FindingRow) -> bool {
    finding.values == 1 && view.matcher.entry(&finding.entry).is_none_or(|entry| entry.volume.is_empty())
}

pub async fn one(
    State(desk): State<Desk>,
    who: Who,
    Id(id): Id,
    Posted(form): Posted,
) -> Result<Response, WebError> {
    let before = judged(&desk, &who, id).await?;
    let mut judgement = judgement(&who, &form)?;
    judgement.only_here &= has_one_value(&desk.view(), &before);
    let watches = who.watches(Role::Analyst);
    desk.context.store.judge(&[id], watches.as_deref(), &judgement, who.name()).await?;
    let was = match judgement.verdict {
        Some(verdict) if verdict != before.verdict => format!("?was={id}:{}", before.verdict),
        _ => String::new(),
    };
    Ok(Redirect::to(&format!("/findings/{id}{was}")).into_response())
}

pub async fn many(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Result<Response, WebError> {
    let store = &desk.context.store;
    let watches = who.watches(Role::Analyst);
    let Some(verdict) = Verdict::parse(form.get("verdict")) else {
        return Err(WebError::Bad(who.tongue[w::VERDICT_MISSING].to_owned()));
    };
    let mut ids: Vec<i64> = form.all("id").filter_map(|id| id.parse().ok()).take(MOST).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(WebError::Bad(who.tongue[w::NONE_MARKED].to_owned()));
    }
    let mut was = Vec::new();
    for id in &ids {
        let found = store.finding(*id, watches.as_deref()).await?.ok_or(WebError::NotFound)?;
        if found.verdict != verdict {
            was.push(format!("{id}:{}", found.verdict));
        }
    }
    let judgement = Judgement { verdict: Some(verdict), ..Judgement::default() };
    store.judge(&ids, watches.as_deref(), &judgement, who.name()).await?;
    Ok(Redirect::to(&format!("/findings{}", back(&form).with("was", &was.join(",")))).into_response())
}

/// The list that the form came from, filters and page included.
fn back(form: &Params) -> Params {
    Params::parse(form.get("back").trim_start_matches('?').as_bytes())
}

/// `12:new,13:confirmed`.
fn verdicts(was: &str) -> Vec<(i64, Verdict)> {
    let pair = |pair: &str| {
        let (id, verdict) = pair.split_once(':')?;
        Some((id.parse().ok()?, Verdict::parse(verdict)?))
    };
    was.split(',').filter_map(pair).take(MOST).collect()
}

pub async fn undo(State(desk): State<Desk>, who: Who, Posted(form): Posted) -> Result<Response, WebError> {
    let watches = who.watches(Role::Analyst);
    let was = verdicts(form.get("was"));
    for verdict in Verdict::ALL {
        let ids: Vec<i64> = was.iter().filter(|(_, v)| v == verdict).map(|(id, _)| *id).collect();
        if !ids.is_empty() {
            let judgement = Judgement { verdict: Some(*verdict), ..Judgement::default() };
            desk.context.store.judge(&ids, watches.as_deref(), &judgement, who.name()).await?;
        }
    }
    let to = form.get("back");
    let ours = to == "/findings" || to.starts_with("/findings?") || to.starts_with("/findings/");
    Ok(Redirect::to(if ours { to } else { "/findings" }).into_response())
}

/// After a judgement: what was done, and the way back.
pub fn undo_notice(who: &Visitor, asked: &Params, back: &str) -> Markup {
    let t = &who.tongue;
    let was = verdicts(asked.get("was"));
    html! {
        @if !was.is_empty() {
            form.notice method="post" action="/findings/undo" role="status" {
                (csrf(who))
                input type="hidden" name="was" value=(asked.get("was"));
                input type="hidden" name="back" value=(back);
                (&t[w::JUDGED]) ": " (t.count(was.len() as u64, w::OF_FINDINGS)) ". "
                button data-key="u" { (&t[w::UNDO]) " " kbd aria-hidden="true" { "u" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_is_read_leniently() {
        assert_eq!(
            verdicts("12:new,x:new,13:fixed,14:nonsense,"),
            [(12, Verdict::New), (13, Verdict::Fixed)]
        );
        assert!(verdicts("").is_empty());
    }
}

//! The end of a visit: its row, the cursor, listings, what answered nothing new, and the outages that causes of
//! lateness will rest on.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::{Place, pages};
use crate::model::{Cause, State, Time};
use crate::store::rows::{Admission, AdmitError, VisitEnd};
use crate::store::sql::{Args, args, change, json, rows, run, statements};

statements! {
    END_VISIT = "UPDATE visit SET ended = $2, state = $3, why = $4, unchanged = $5, gone = $6, failed = $7,
            requests = $8, bytes = $9, complete = $10, gap = $11, complaints = $12
        WHERE id = $1";
    END_CRAWL = "UPDATE crawl SET cursor = COALESCE($2, cursor), state = $3, why = $4,
            blind_since = CASE WHEN $3 = 'well' THEN NULL ELSE COALESCE(blind_since, $5) END,
            last_visit = $5, last_success = CASE WHEN $3 = 'well' THEN $5 ELSE last_success END,
            next_due = $6, first_complete = COALESCE(first_complete, $7), baseline_part = $8,
            visits = visits + 1, failures = $9, lease_until = 0,
            quick = $11, advice = CASE WHEN $3 = 'well' THEN CAST($10 AS BIGINT) ELSE advice END
        WHERE id = $1";
    LISTING = "INSERT INTO listing (crawl, url, as_of, as_of_complete, entries) VALUES {($, $, $, $, $)}
        ON CONFLICT (crawl, url) DO UPDATE SET as_of = excluded.as_of, as_of_complete = excluded.as_of_complete,
            entries = excluded.entries";
    LISTING_VALIDATOR = "INSERT INTO validator (crawl, url, etag, last_modified) VALUES {($, $, $, $)}
        ON CONFLICT (crawl, url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified";
    UNCHANGED = "WITH seen (url, t) AS (VALUES {($, CAST($ AS BIGINT))})
        UPDATE page SET as_of = seen.t, gone = NULL FROM seen
        WHERE page.crawl = $1 AND page.url = seen.url AND page.as_of < seen.t";
    GONE_PAGES = "WITH seen (url, t) AS (VALUES {($, CAST($ AS BIGINT))})
        UPDATE page SET gone = COALESCE(page.gone, seen.t) FROM seen
        WHERE page.crawl = $1 AND page.url = seen.url";
    GONE_LOCATIONS = "WITH seen (url, t) AS (VALUES {($, CAST($ AS BIGINT))})
        UPDATE location SET gone = COALESCE(location.gone, seen.t) FROM seen
        WHERE location.crawl = $1 AND location.url = seen.url";
    /// Outages of a place that its present state says nothing of are over.
    OVER = "UPDATE outage SET until = $3 WHERE scope = $1 AND until IS NULL AND cause <> $2
            AND cause IN ('place_down', 'refused', 'throttled', 'own_network')";
    BEGUN = "INSERT INTO outage (cause, scope, since, note) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    FEASIBLE = "UPDATE outage SET until = $2 WHERE scope = $1 AND until IS NULL AND cause = 'plan_infeasible'";
    MISSED = "INSERT INTO outage (cause, scope, since, until, note) VALUES ('gap', $1, $2, $3, $4)";
    BASELINE = "INSERT INTO alert (kind, watch, recipient, event, event_kind, crawl, part, start, rule, found, due,
            state, tries, next_try, attempt, token, lease_until, owner)
        VALUES {('baseline', $, $, 0, 'new', $, $, $, 'first_visit', $, $, 'owed', 0, $, 0, 0, 0, '')}
        ON CONFLICT DO NOTHING RETURNING id";
}

/// How many baseline alerts are owed with it.
pub(super) async fn write(
    on: &mut AnyConnection,
    admission: &Admission,
    end: &VisitEnd,
    place: &Place,
    visit: i64,
) -> Result<u64, AdmitError> {
    validators(on, admission, end).await?;
    addresses(on, &admission.crawl, end).await?;
    outages(on, admission, end, place).await?;
    let args = args![
        visit,
        end.ended,
        end.state.word(),
        &end.why,
        end.unchanged.len(),
        end.gone.len(),
        end.failed,
        end.requests,
        end.bytes,
        end.complete,
        end.gap,
        &json(&end.complaints)
    ];
    run(on, END_VISIT, args).await?;
    let complete = end.complete && end.state == State::Well;
    let part = end.baselines.iter().map(|b| b.part + 1).max().unwrap_or(0).max(place.baseline_part);
    let args = args![
        &admission.crawl,
        end.cursor.as_deref(),
        end.state.word(),
        &end.why,
        admission.visit.started,
        end.next_due,
        complete.then_some(end.ended),
        part,
        end.failures,
        end.advice.map(|d| Time(i64::try_from(d.as_millis()).unwrap_or(i64::MAX))),
        end.quick
    ];
    run(on, END_CRAWL, args).await?;
    let owed = rows(on, BASELINE, &end.baselines, |baseline, args| {
        args.push(&baseline.watch);
        args.push(&baseline.recipient);
        args.push(&admission.crawl);
        args.push(baseline.part);
        args.push(baseline.start);
        args.push(end.ended);
        args.push(baseline.due);
        args.push(end.ended);
    })
    .await?;
    Ok(owed.len() as u64)
}

/// The last word on each listing counts, should one come twice. After a gap the present fetch is complete again: the
/// caller was told of the one before when it drafted.
pub(super) async fn listings(on: &mut AnyConnection, admission: &Admission) -> Result<(), AdmitError> {
    let listings: BTreeMap<&str, _> = admission.listings.iter().map(|l| (l.url.as_str(), l)).collect();
    let listings: Vec<_> = listings.into_values().collect();
    rows(on, LISTING, &listings, |listing, args| {
        args.push(&admission.crawl);
        args.push(&listing.url);
        args.push(listing.as_of);
        args.push(listing.as_of);
        args.push(listing.entries);
    })
    .await?;
    Ok(())
}

async fn validators(on: &mut AnyConnection, admission: &Admission, end: &VisitEnd) -> Result<(), AdmitError> {
    let validators: BTreeMap<&str, _> = end.validators.iter().map(|(url, v)| (url.as_str(), v)).collect();
    let validators: Vec<_> = validators.into_iter().collect();
    rows(on, LISTING_VALIDATOR, &validators, |(url, v), args| {
        args.push(&admission.crawl);
        args.push(*url);
        args.push(v.etag.as_deref());
        args.push(v.last_modified.as_deref());
    })
    .await?;
    Ok(())
}

async fn addresses(on: &mut AnyConnection, crawl: &str, end: &VisitEnd) -> Result<(), AdmitError> {
    let bind = |(url, t): (&str, i64), args: &mut Args| {
        args.push(url);
        args.push(t);
    };
    let unchanged: Vec<(&str, i64)> = end.unchanged.iter().map(|(url, t)| (url.as_str(), t.0)).collect();
    change(on, UNCHANGED, || args![crawl], &unchanged, bind).await?;
    pages::still_there(on, crawl, &unchanged).await?;
    let gone: Vec<(&str, i64)> = end.gone.iter().map(|(url, t)| (url.as_str(), t.0)).collect();
    change(on, GONE_PAGES, || args![crawl], &gone, bind).await?;
    change(on, GONE_LOCATIONS, || args![crawl], &gone, bind).await?;
    Ok(())
}

fn cause(state: State) -> Option<Cause> {
    match state {
        State::New | State::Well => None,
        State::Throttled => Some(Cause::Throttled),
        State::Refused => Some(Cause::Refused),
        State::Gone | State::Unreachable | State::Malformed => Some(Cause::PlaceDown),
        State::OwnNetwork => Some(Cause::OwnNetwork),
    }
}

async fn outages(
    on: &mut AnyConnection,
    admission: &Admission,
    end: &VisitEnd,
    place: &Place,
) -> Result<(), AdmitError> {
    let crawl = &admission.crawl;
    let cause = cause(end.state);
    run(on, OVER, args![crawl, cause.map_or("", Cause::word), end.ended]).await?;
    if let Some(cause) = cause {
        run(on, BEGUN, args![cause.word(), crawl, admission.visit.started, &end.why]).await?;
    }
    // Only a good visit knows what the place asks for.
    match &end.infeasible {
        Some(why) => {
            let args = args![Cause::PlanInfeasible.word(), crawl, admission.visit.started, why];
            run(on, BEGUN, args).await?;
        }
        None if end.state == State::Well => {
            run(on, FEASIBLE, args![crawl, end.ended]).await?;
        }
        None => {}
    }
    if end.gap {
        let since = place.last_success.unwrap_or(admission.visit.started);
        run(on, MISSED, args![crawl, since, end.ended, &end.why]).await?;
    }
    Ok(())
}

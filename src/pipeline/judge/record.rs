//! Records on a page: a person's record or an account is the finding, and what stands in it as a field or as its password
//! counts there, not by itself.

use super::about::{owner, settled};
use super::batch::{Joined, join};
use super::rules::Watching;
use crate::model::{Entry, Hit, Matches, RecordKind};

/// Where hits stand, in code points: ascending, each with the furthest end up to it.
type Spans = Vec<(usize, usize)>;

/// Confidence of what its issuer's own checksum proves.
const PROVED: u32 = 100;

/// A record entry and where its records stand.
pub(super) type RecordSpans<'a> = (&'a Entry, Spans);

/// The people's records of a page.
pub(super) fn records<'a>(hits: &[Hit], entries: &[(&'a Entry, Vec<Joined>)]) -> Vec<RecordSpans<'a>> {
    let people =
        |entry: &Entry| matches!(&entry.matches, Matches::Records(r) if r.kind == RecordKind::Person);
    let of = |(entry, passages): &(&'a Entry, Vec<Joined>)| {
        (*entry, spans(passages.iter().flat_map(|p| p.hits.iter()).map(|&hit| &hits[hit])))
    };
    entries.iter().filter(|(entry, _)| people(entry)).map(of).collect()
}

/// Where accounts stand that are findings of the watch.
pub(super) fn accounts(
    hits: &[Hit],
    entries: &[(&Entry, Vec<Joined>)],
    watching: &Watching,
    crawl: &str,
) -> Spans {
    let logins = |entry: &Entry| {
        matches!(&entry.matches, Matches::Records(r) if r.kind == RecordKind::Login)
            && watching.sets.contains(&entry.set)
            && watching.covers(entry)
    };
    let of = entries.iter().filter(|(entry, _)| logins(entry)).flat_map(|(entry, passages)| {
        let every = settled(entry, watching.is_place(crawl, entry.class)).unwrap_or(false);
        let all = passages.iter().flat_map(|p| p.hits.iter()).map(|&hit| &hits[hit]);
        all.filter(move |hit| every || owner(&hit.value, &watching.domains).is_some())
    });
    spans(of)
}

fn spans<'h>(hits: impl Iterator<Item = &'h Hit>) -> Spans {
    let mut spans: Spans = hits.map(|hit| (hit.start, hit.end)).collect();
    spans.sort_unstable();
    let furthest = |reached: &mut usize, (start, end): (usize, usize)| {
        *reached = end.max(*reached);
        Some((start, *reached))
    };
    spans.into_iter().scan(0, furthest).collect()
}

/// Whether the hit touches one of them.
fn touches(spans: &Spans, hit: &Hit) -> bool {
    let before = spans.partition_point(|(start, _)| *start < hit.end);
    before > 0 && spans[before - 1].1 > hit.start
}

/// The passages without the hits that are fields of a person's record, and without secrets that are the password of an
/// account: the record is the finding, and counts for them. A secret that its issuer's own checksum proves is one all the
/// same. None: nothing of them is.
pub(super) fn outside(
    hits: &[Hit],
    entry: &Entry,
    passages: &[Joined],
    watching: &Watching,
    records: &[RecordSpans],
    accounts: &Spans,
) -> Option<Vec<Joined>> {
    let id = entry.full_id();
    // The same row is a record of several sets: of the one that asks for most, or is named first.
    let before = |record: &Entry, least: u32| match &entry.matches {
        Matches::Records(own) if own.kind == RecordKind::Person => {
            (std::cmp::Reverse(least), record.full_id()) < (std::cmp::Reverse(own.least), id.clone())
        }
        _ => false,
    };
    let holds = |record: &Entry| match &record.matches {
        Matches::Records(r) => {
            before(record, r.least)
                || r.fields().any(|f| *f == id || (record.set == entry.set && *f == entry.id))
        }
        _ => false,
    };
    let of: Vec<&RecordSpans> = records
        .iter()
        .filter(|(r, _)| watching.sets.contains(&r.set) && watching.covers(r) && holds(r))
        .collect();
    let password = entry.secret && matches!(entry.matches, Matches::Pattern(_)) && !accounts.is_empty();
    if of.is_empty() && !password {
        return None;
    }
    let within = |hit: &Hit| {
        of.iter().any(|(_, spans)| touches(spans, hit))
            || password && hit.confidence < PROVED && touches(accounts, hit)
    };
    let rest = passages.iter().flat_map(|p| p.hits.iter().copied()).filter(|&h| !within(&hits[h])).collect();
    Some(join(hits, rest))
}

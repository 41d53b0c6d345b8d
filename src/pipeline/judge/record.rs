//! People's records on a page: a record is the finding, and what stands in it as a field counts there, not by itself.

use super::batch::{Joined, join};
use super::rules::Watching;
use crate::model::{Entry, Hit, Matches, RecordKind};

/// A record entry and where its records stand, ascending: each with the furthest end up to it.
pub(super) type RecordSpans<'a> = (&'a Entry, Vec<(usize, usize)>);

/// The people's records of a page.
pub(super) fn records<'a>(hits: &[Hit], entries: &[(&'a Entry, Vec<Joined>)]) -> Vec<RecordSpans<'a>> {
    let people =
        |entry: &Entry| matches!(&entry.matches, Matches::Records(r) if r.kind == RecordKind::Person);
    let of = |(entry, passages): &(&'a Entry, Vec<Joined>)| {
        let mut spans: Vec<(usize, usize)> =
            passages.iter().flat_map(|p| p.hits.iter().map(|&h| (hits[h].start, hits[h].end))).collect();
        spans.sort_unstable();
        let furthest = |reached: &mut usize, (start, end): (usize, usize)| {
            *reached = end.max(*reached);
            Some((start, *reached))
        };
        (*entry, spans.into_iter().scan(0, furthest).collect())
    };
    entries.iter().filter(|(entry, _)| people(entry)).map(of).collect()
}

/// The passages without the hits that are fields of a person's record: the record is the finding, and counts for them.
/// None: nothing of them is.
pub(super) fn outside(
    hits: &[Hit],
    entry: &Entry,
    passages: &[Joined],
    watching: &Watching,
    records: &[RecordSpans],
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
    if of.is_empty() {
        return None;
    }
    let within = |hit: &Hit| {
        of.iter().any(|(_, spans)| {
            let before = spans.partition_point(|(start, _)| *start < hit.end);
            before > 0 && spans[before - 1].1 > hit.start
        })
    };
    let rest = passages.iter().flat_map(|p| p.hits.iter().copied()).filter(|&h| !within(&hits[h])).collect();
    Some(join(hits, rest))
}

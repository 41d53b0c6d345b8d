//! One question to the index: compile, sweep every segment, rank, load what the page shows.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tantivy::query::{BooleanQuery, EmptyQuery, EnableScoring, Query};
use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument};

use super::compile::{Compiler, Part, any, range, value};
use super::facets::{Counts, Values};
use super::rank::{Ranking, score_of};
use super::schema::Fields;
use super::snippet::{Wanted, snippet};
use super::sweep::{Order, Swept, Wants, sweep};
use super::top::Place;
use super::{Ask, Found, IndexError, Page, Sort};
use crate::model::Time;
use crate::query::TermKind;

const MAX_LIMIT: usize = 1_000;
const MAX_OFFSET: usize = 100_000;

pub(super) fn search(
    searcher: &Searcher,
    fields: &Fields,
    values: &Mutex<Values>,
    ask: &Ask,
) -> Result<Page, IndexError> {
    let began = Instant::now();
    if ask.offset > MAX_OFFSET {
        return Err(IndexError::Query(format!(
            "no more than {MAX_OFFSET} results can be turned over: narrow the query"
        )));
    }
    let query = whole(fields, ask)?;
    let limit = ask.limit.min(MAX_LIMIT);
    let ranking = match ask.sort {
        Sort::Relevance if limit > 0 => Ranking::of(searcher, fields, &ask.query.root)?,
        _ => None,
    };
    let order = match (ask.sort, &ranking) {
        (Sort::Newest, _) => Order::Time,
        (Sort::Relevance, Some(_)) => Order::Score,
        (Sort::Relevance, None) => Order::Row,
    };
    let room = if limit == 0 { 0 } else { ask.offset + limit };
    let wants = Wants { facets: ask.facets, room, order };
    let swept = sweep_all(searcher, query.as_ref(), ranking.as_ref(), wants)?;

    let total = swept.iter().map(|s| s.count).sum();
    let (mut places, mut counts): (Vec<Place>, Vec<Counts>) = (Vec::new(), Vec::with_capacity(swept.len()));
    for segment in swept {
        places.extend(segment.top.places());
        counts.push(segment.facets);
    }
    places.sort_unstable_by(|a, b| b.cmp(a));
    let wanted = Wanted::of(&ask.query.root);
    let hits = places
        .into_iter()
        .skip(ask.offset)
        .take(limit)
        .map(|(key, _, at)| {
            let score = if order == Order::Score { score_of(key) } else { 0.0 };
            load(searcher, fields, &wanted, score, at)
        })
        .collect::<Result<_, _>>()?;
    let facets = if ask.facets {
        values.lock().unwrap_or_else(PoisonError::into_inner).sum(searcher, &counts)?
    } else {
        BTreeMap::new()
    };
    Ok(Page { total, took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), hits, facets })
}

/// Every segment, by the threads that the index has for it; in the searcher's order.
fn sweep_all(
    searcher: &Searcher,
    query: &dyn Query,
    ranking: Option<&Ranking>,
    wants: Wants,
) -> Result<Vec<Swept>, IndexError> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let work = |(at, segment): (SegmentOrdinal, &SegmentReader)| {
        let mut swept = sweep(weight.as_ref(), at, segment, wants)?;
        if let Some(ranking) = ranking
            && swept.count > 0
            && wants.room > 0
        {
            ranking.rank(at, segment, &swept.marks, swept.count, &mut swept.top)?;
        }
        Ok((at, swept))
    };
    // The largest is begun first, so that no thread waits for another that came to it last.
    let mut segments: Vec<(SegmentOrdinal, &SegmentReader)> = (0..).zip(searcher.segment_readers()).collect();
    segments.sort_by_key(|(_, segment)| Reverse(segment.max_doc()));
    let mut swept = searcher.index().search_executor().map(work, segments.into_iter())?;
    swept.sort_by_key(|(at, _)| *at);
    Ok(swept.into_iter().map(|(_, swept)| swept).collect())
}

/// The query and every filter of the question.
fn whole(fields: &Fields, ask: &Ask) -> Result<Box<dyn Query>, IndexError> {
    let compiler = Compiler { fields };
    let mut parts: Vec<Part> = Vec::new();
    if let Some(watches) = &ask.watches {
        let mine: Vec<Part> = watches.iter().map(|w| value(fields.watch, TermKind::Word, w)).collect();
        if mine.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        parts.push(any(mine));
    }
    if ask.from.is_some() || ask.to.is_some() {
        parts.push(range(fields.fetched, ask.from, ask.to));
    }
    if let Some(source) = &ask.source {
        parts.push(value(fields.source, TermKind::Word, source));
    }
    if let Some(entity) = &ask.entity {
        parts.push(compiler.entity(entity)?);
    }
    if let Some(lang) = &ask.lang {
        parts.push(value(fields.language, TermKind::Word, &lang.to_lowercase()));
    }
    parts.push(compiler.compile(&ask.query)?);
    Ok(if parts.len() == 1 { parts.remove(0) } else { Box::new(BooleanQuery::intersection(parts)) })
}

fn load(
    searcher: &Searcher,
    fields: &Fields,
    wanted: &Wanted,
    score: f32,
    at: DocAddress,
) -> Result<Found, IndexError> {
    let doc: TantivyDocument = searcher.doc(at)?;
    let text = |field: Field| doc.get_first(field).and_then(|v| v.as_str()).unwrap_or_default();
    let number = |field: Field| doc.get_first(field).and_then(|v| v.as_i64());
    Ok(Found {
        id: number(fields.id).ok_or_else(|| IndexError::Damaged("a document without its id".into()))?,
        url: text(fields.url_shown).to_owned(),
        title: text(fields.title_shown).to_owned(),
        snippet: snippet(text(fields.body), wanted),
        published: number(fields.published).map(Time),
        fetched: Time(number(fields.fetched).unwrap_or_default()),
        score,
        source: text(fields.source).to_owned(),
        kind: text(fields.kind).to_owned(),
        language: text(fields.language).to_owned(),
    })
}

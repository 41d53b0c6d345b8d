//! One question to the index: compile, collect in one pass, load what the page shows.

use std::time::Instant;

use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query};
use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, Order, Searcher, TantivyDocument};

use super::compile::{Compiler, Part, any, range, value};
use super::facets::Facets;
use super::schema::{Fields, ID, TIME};
use super::snippet::{Wanted, snippet};
use super::{Ask, Found, IndexError, Page, Sort};
use crate::model::Time;
use crate::query::TermKind;

const MAX_LIMIT: usize = 1_000;
const MAX_OFFSET: usize = 100_000;

pub(super) fn search(searcher: &Searcher, fields: &Fields, ask: &Ask) -> Result<Page, IndexError> {
    let began = Instant::now();
    if ask.offset > MAX_OFFSET {
        return Err(IndexError::Query(format!(
            "no more than {MAX_OFFSET} results can be turned over: narrow the query"
        )));
    }
    let query = whole(fields, ask)?;
    let limit = ask.limit.min(MAX_LIMIT);
    // Equal scores and equal times: the newest row first, so that pages do not overlap.
    let newest_row = (SortByStaticFastValue::<i64>::for_field(ID), Order::Desc);
    let top = TopDocs::with_limit(limit.max(1)).and_offset(ask.offset);
    let facets = ask.facets.then_some(Facets);
    let (total, found, facets) = match ask.sort {
        Sort::Relevance => {
            let by = top.order_by((SortBySimilarityScore, newest_row));
            let (total, found, facets) = searcher.search(&query, &(Count, by, facets))?;
            (total, found.into_iter().map(|((score, _), at)| (score, at)).collect::<Vec<_>>(), facets)
        }
        Sort::Newest => {
            let time = (SortByStaticFastValue::<i64>::for_field(TIME), Order::Desc);
            let by = top.order_by((time, newest_row));
            let (total, found, facets) = searcher.search(&query, &(Count, by, facets))?;
            (total, found.into_iter().map(|(_, at)| (0.0, at)).collect(), facets)
        }
    };
    let wanted = Wanted::of(&ask.query.root);
    let hits = found
        .into_iter()
        .take(limit)
        .map(|(score, at)| load(searcher, fields, &wanted, score, at))
        .collect::<Result<_, _>>()?;
    Ok(Page {
        total: total as u64,
        took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        hits,
        facets: facets.unwrap_or_default(),
    })
}

/// The query and every filter of the question; filters do not score.
fn whole(fields: &Fields, ask: &Ask) -> Result<Box<dyn Query>, IndexError> {
    let compiler = Compiler { fields, scored: ask.sort == Sort::Relevance };
    let mut filters: Vec<Part> = Vec::new();
    if let Some(watches) = &ask.watches {
        let mine: Vec<Part> = watches.iter().map(|w| value(fields.watch, TermKind::Word, w)).collect();
        if mine.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        filters.push(any(mine));
    }
    if ask.from.is_some() || ask.to.is_some() {
        filters.push(range(fields.fetched, ask.from, ask.to));
    }
    if let Some(source) = &ask.source {
        filters.push(value(fields.source, TermKind::Word, source));
    }
    if let Some(entity) = &ask.entity {
        filters.push(compiler.entity(entity)?);
    }
    if let Some(lang) = &ask.lang {
        filters.push(value(fields.language, TermKind::Word, &lang.to_lowercase()));
    }
    let query = compiler.compile(&ask.query)?;
    if filters.is_empty() {
        return Ok(query);
    }
    let filters = filters
        .into_iter()
        .map(|filter| (Occur::Must, Box::new(ConstScoreQuery::new(filter, 0.0)) as Box<dyn Query>));
    Ok(Box::new(BooleanQuery::new(filters.chain([(Occur::Must, query)]).collect())))
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

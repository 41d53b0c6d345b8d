//! Pages, their texts and the hits in them.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::findings::Spot;
use super::strings;
use crate::model::Stated;
use crate::store::documents::Packed;
use crate::store::rows::{Admission, AdmitError, DocumentDraft, HitDraft, PageDraft};
use crate::store::sql::{Args, Take, args, change, json, list, rows, statements};

statements! {
    PREVIOUS = "SELECT url, document FROM page WHERE crawl = $1 AND url IN ({$})";
    DOCUMENT = "INSERT INTO document (admission, crawl, url, canonical, kind, title, author, language,
            published_earliest, published_latest, updated_earliest, updated_latest, fetched, text, text_bytes,
            fields, complaints, exposure, archive_file, archive_offset, archive_length, archive_digest, watches,
            previous, shown_url)
        VALUES {($, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $)} RETURNING id, url";
    /// A row that is not the one that `known` told of is left alone, and then missing from what returns.
    PAGE = "INSERT INTO page (crawl, url, version, as_of, first_seen, listing, digest, document)
        VALUES {($, $, $, $, $, $, $, $)}
        ON CONFLICT (crawl, url) DO UPDATE SET version = excluded.version, as_of = excluded.as_of,
            listing = COALESCE(excluded.listing, page.listing), digest = excluded.digest,
            document = COALESCE(excluded.document, page.document), gone = NULL
            WHERE page.version = excluded.version - 1
        RETURNING url";
    VALIDATOR = "INSERT INTO validator (crawl, url, etag, last_modified) VALUES {($, $, $, $)}
        ON CONFLICT (crawl, url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified";
    STILL_THERE = "WITH seen (url, t) AS (VALUES {($, CAST($ AS BIGINT))})
        UPDATE location SET last_seen = seen.t, gone = NULL FROM seen
        WHERE location.crawl = $1 AND location.url = seen.url AND location.last_seen < seen.t";
    HIT = "INSERT INTO hit (document, seq, entry, kind, first_point, end_point, line, confidence, evidence, value,
            secret, passage_first, passage_end, findings)
        VALUES {($, $, $, $, $, $, $, $, $, $, $, $, $, $)}";
}

/// What became of an admission's pages.
pub(super) struct Kept {
    /// For each page the document that its text is in: a new one, else the page's newest; 0: none was ever kept.
    pub documents: Vec<i64>,
    /// How many documents are new.
    pub new: u64,
}

impl Kept {
    /// Where the locations of findings point to.
    pub fn spots(&self, pages: &[PageDraft]) -> Vec<Spot> {
        let spot = |(page, &document): (&PageDraft, &i64)| Spot {
            url: page.url.clone(),
            shown_url: page.shown_url.clone(),
            title: page.document.as_ref().map_or_else(String::new, |d| d.title.clone()),
            fetched: page.fetched,
            document,
        };
        pages.iter().zip(&self.documents).map(spot).collect()
    }
}

/// A page with its place in the admission and the version that it will have.
struct Turn<'a> {
    index: usize,
    page: &'a PageDraft,
    version: i64,
}

pub(super) async fn write(
    on: &mut AnyConnection,
    admission: &Admission,
    id: i64,
    texts: &[Option<Packed>],
) -> Result<Kept, AdmitError> {
    let mut kept = Kept { documents: vec![0; admission.pages.len()], new: 0 };
    for turn in turns(&admission.pages) {
        write_turn(on, admission, id, texts, &turn, &mut kept).await?;
    }
    let still: Vec<(&str, i64)> = admission
        .pages
        .iter()
        .filter(|page| page.document.is_none() && page.expected.is_some())
        .map(|page| (page.url.as_str(), page.as_of.0))
        .collect();
    still_there(on, &admission.crawl, &still).await?;
    Ok(kept)
}

/// The same address may come twice in one batch, and one statement cannot touch a row twice: the second comes in a
/// later turn and builds on the version that the first made.
fn turns(pages: &[PageDraft]) -> Vec<Vec<Turn<'_>>> {
    let mut turns: Vec<Vec<Turn>> = Vec::new();
    let mut seen: HashMap<&str, (usize, i64)> = HashMap::new();
    for (index, page) in pages.iter().enumerate() {
        let (turn, version) = match seen.get(page.url.as_str()) {
            Some((turn, version)) => (turn + 1, version + 1),
            None => (0, page.expected.unwrap_or(0) + 1),
        };
        seen.insert(&page.url, (turn, version));
        if turn == turns.len() {
            turns.push(Vec::new());
        }
        turns[turn].push(Turn { index, page, version });
    }
    turns
}

async fn write_turn(
    on: &mut AnyConnection,
    admission: &Admission,
    id: i64,
    texts: &[Option<Packed>],
    turn: &[Turn<'_>],
    kept: &mut Kept,
) -> Result<(), AdmitError> {
    let crawl = &admission.crawl;
    let known: Vec<&str> = turn.iter().filter(|t| t.version > 1).map(|t| t.page.url.as_str()).collect();
    let mut previous = HashMap::new();
    for row in list(on, PREVIOUS, || args![crawl], &known, |url, args| args.push(url)).await? {
        if let Some(document) = row.maybe_int("document")? {
            previous.insert(row.text("url")?, document);
        }
    }

    let new: Vec<(&Turn, &DocumentDraft, &Packed)> = turn
        .iter()
        .filter_map(|t| Some((t, t.page.document.as_ref()?, texts.get(t.index)?.as_ref()?)))
        .collect();
    let written = rows(on, DOCUMENT, &new, |(t, draft, text), args| {
        document(admission, id, t.page, draft, text, previous.get(&t.page.url).copied(), args);
    })
    .await?;
    kept.new += written.len() as u64;
    let mut ids = HashMap::new();
    for row in &written {
        ids.insert(row.text("url")?, row.int("id")?);
    }

    let pages = rows(on, PAGE, turn, |t, args| {
        args.push(crawl);
        args.push(&t.page.url);
        args.push(t.version);
        args.push(t.page.as_of);
        args.push(t.page.fetched);
        args.push(t.page.listing.as_deref());
        args.push(&t.page.digest);
        args.push(ids.get(&t.page.url).copied());
    })
    .await?;
    if pages.len() != turn.len() {
        return Err(AdmitError::Changed);
    }
    for t in turn {
        kept.documents[t.index] = ids.get(&t.page.url).or(previous.get(&t.page.url)).copied().unwrap_or(0);
    }

    // What has no validators now may have had some.
    let validators: Vec<_> = turn
        .iter()
        .map(|t| (t.page.url.as_str(), &t.page.validators, t.version))
        .filter(|(_, v, version)| v.etag.is_some() || v.last_modified.is_some() || *version > 1)
        .collect();
    rows(on, VALIDATOR, &validators, |(url, v, _), args| {
        args.push(crawl);
        args.push(*url);
        args.push(v.etag.as_deref());
        args.push(v.last_modified.as_deref());
    })
    .await?;
    Ok(())
}

fn document(
    admission: &Admission,
    id: i64,
    page: &PageDraft,
    draft: &DocumentDraft,
    text: &Packed,
    previous: Option<i64>,
    args: &mut Args,
) {
    let span = |stated: Option<Stated>, args: &mut Args| {
        args.push(stated.map(|s| s.earliest));
        args.push(stated.map(|s| s.latest));
    };
    args.push(id);
    args.push(&admission.crawl);
    args.push(&page.url);
    args.push(draft.canonical.as_deref());
    args.push(&draft.kind);
    args.push(&draft.title);
    args.push(&draft.author);
    args.push(&draft.language);
    span(draft.published, args);
    span(draft.updated, args);
    args.push(page.fetched);
    args.push(text.bytes());
    args.push(text.bytes().len());
    args.push(&json(&draft.fields));
    args.push(&strings(&draft.complaints));
    args.push(draft.exposure.word());
    let archive = draft.archive.as_ref();
    args.push(archive.map(|a| a.file.as_str()));
    args.push(archive.map(|a| a.offset as i64));
    args.push(archive.map(|a| a.length as i64));
    args.push(archive.map(|a| &a.digest));
    args.push(&strings(&draft.watches));
    args.push(previous);
    args.push(page.shown_url.as_deref());
}

/// Places that still say what they said.
pub(super) async fn still_there(
    on: &mut AnyConnection,
    crawl: &str,
    seen: &[(&str, i64)],
) -> Result<(), AdmitError> {
    change(
        on,
        STILL_THERE,
        || args![crawl],
        seen,
        |(url, t), args| {
            args.push(url);
            args.push(t);
        },
    )
    .await?;
    Ok(())
}

/// Hits go with the document that is new; those in a text that is not kept are told by locations alone.
pub(super) async fn write_hits(
    on: &mut AnyConnection,
    admission: &Admission,
    kept: &Kept,
    findings: &[i64],
) -> Result<(), AdmitError> {
    let mut all = Vec::new();
    for (page, &document) in admission.pages.iter().zip(&kept.documents) {
        let hits = page.document.iter().flat_map(|draft| &draft.hits);
        all.extend(hits.enumerate().map(|(seq, hit)| {
            let ids = hit.findings.iter().filter_map(|&i| findings.get(i).copied()).collect();
            (document, seq, hit, ids)
        }));
    }
    insert_hits(on, &all).await
}

/// (document, place, hit, ids of its findings).
pub(super) async fn insert_hits(
    on: &mut AnyConnection,
    all: &[(i64, usize, &HitDraft, Vec<i64>)],
) -> Result<(), AdmitError> {
    rows(on, HIT, all, |(document, seq, hit, ids), args| {
        args.push(*document);
        args.push(*seq);
        args.push(&hit.entry);
        args.push(hit.kind.word());
        args.push(hit.start);
        args.push(hit.end);
        args.push(hit.line);
        args.push(hit.confidence);
        args.push(&strings(&hit.evidence));
        args.push(&hit.value);
        args.push(hit.secret);
        args.push(hit.passage.0);
        args.push(hit.passage.1);
        args.push(&json(ids));
    })
    .await?;
    Ok(())
}

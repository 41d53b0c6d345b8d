//! Documents as people, the index and rematch read them.
//!
//! Followers follow the admission number, never a time: what is told is told once, in the order of commits, and an
//! admission is never split between two answers.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::rows::{Archived, DocumentDraft, DocumentRow, HitDraft, Masked};
use super::sql::{Take, all, args, list, one, run, statements};
use super::{Store, StoreError};
use crate::model::{EntryKind, Exposure};

/// Columns of a [`DocumentRow`]: `d` is the document, `a` its admission.
macro_rules! document_columns {
    () => {
        "d.id, a.n, d.url, COALESCE(d.shown_url, d.url) AS shown_url, d.canonical, d.crawl, d.kind, d.title, d.author, d.language,
            d.published_earliest, d.published_latest, d.updated_earliest, d.updated_latest, d.fetched,
            d.text, d.main, d.fields, d.complaints, d.exposure, d.archive_file, d.archive_offset,
            d.archive_length, d.archive_digest, d.watches, d.previous"
    };
}
pub(super) use document_columns;

statements! {
    DOCUMENT = concat!("SELECT ", document_columns!(), "
        FROM document d JOIN admission a ON a.id = d.admission WHERE d.id = $1");
    WITH_SECRETS = "SELECT DISTINCT document FROM hit WHERE secret = 1 AND document > $1 ORDER BY document LIMIT $2";
    COUNTER = "UPDATE counter SET n = n WHERE name = 'admission'";
    MASK_DOCUMENT = "UPDATE document SET title = $2, author = $3, shown_url = $4 WHERE id = $1";
    MASK_LOCATIONS = "UPDATE location SET title = $2, shown_url = $3 WHERE document = $1";
    /// A finding shows its newest place.
    MASK_FINDINGS = "UPDATE finding SET page_title = $2, url = $3 WHERE id IN (
        SELECT l.finding FROM location l WHERE l.document = $1
            AND l.id = (SELECT MAX(n.id) FROM location n WHERE n.finding = l.finding))";
    FOLLOW_TO = "SELECT a.n FROM admission a JOIN document d ON d.admission = a.id
        WHERE a.n > $1 ORDER BY a.n LIMIT 1 OFFSET $2";
    FOLLOW = concat!("SELECT ", document_columns!(), "
        FROM admission a JOIN document d ON d.admission = a.id
        WHERE a.n > $1 AND a.n <= $2 AND d.text IS NOT NULL ORDER BY a.n, d.id");
    REMOVALS_TO = "SELECT a.n FROM admission a JOIN removal r ON r.admission = a.id
        WHERE a.n > $1 ORDER BY a.n LIMIT 1 OFFSET $2";
    REMOVALS = "SELECT a.n, r.document FROM admission a JOIN removal r ON r.admission = a.id
        WHERE a.n > $1 AND a.n <= $2 ORDER BY a.n, r.document";
    HITS = "SELECT document, entry, kind, first_point, end_point, line, confidence, evidence, value, secret,
            passage_first, passage_end, findings
        FROM hit WHERE document IN ({$}) ORDER BY document, seq";
}

/// A text as the store keeps it.
pub(super) struct Packed(Vec<u8>);

impl Packed {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

pub(super) fn pack(text: &str) -> Packed {
    Packed(
        zstd::bulk::compress(text.as_bytes(), 3).expect("memory to memory, into a buffer of the worst size"),
    )
}

/// Compresses before the transaction begins, and lets other tasks run in between: a text may have megabytes.
pub(super) async fn compress(drafts: impl Iterator<Item = Option<&DocumentDraft>>) -> Vec<Option<Packed>> {
    let mut out = Vec::new();
    for draft in drafts {
        out.push(draft.map(|draft| pack(&draft.text)));
        tokio::task::yield_now().await;
    }
    out
}

fn unpack(column: &str, bytes: Option<Vec<u8>>) -> Result<String, StoreError> {
    let Some(bytes) = bytes else { return Ok(String::new()) };
    let damaged = |why: String| StoreError::Damaged { column: column.to_owned(), value: why };
    let text = zstd::decode_all(bytes.as_slice()).map_err(|error| damaged(error.to_string()))?;
    String::from_utf8(text).map_err(|error| damaged(error.to_string()))
}

impl Store {
    /// A document with its hits; for those who may see one of the watches that crawl its place (`None`: all). Its text
    /// is empty when retention dropped it.
    pub async fn document(
        &self,
        id: i64,
        watches: Option<&[String]>,
    ) -> Result<Option<DocumentRow>, StoreError> {
        let mut on = self.reader().await?;
        let Some(row) = one(&mut on, DOCUMENT, args![id]).await? else { return Ok(None) };
        let mut found = vec![document(&row)?];
        with_hits(&mut on, &mut found).await?;
        let seen = |d: &DocumentRow| watches.is_none_or(|may| d.watches.iter().any(|w| may.contains(w)));
        Ok(found.pop().filter(seen))
    }

    /// Documents that have hits of secrets, after this one, in order.
    pub async fn with_secrets(&self, after: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
        let rows = all(&mut *self.reader().await?, WITH_SECRETS, args![after, limit]).await?;
        rows.iter().map(|row| row.int("document")).collect()
    }

    /// Writes what people may see of a document over what was there before, in its places and findings as well.
    pub async fn mask_document(&self, id: i64, masked: &Masked) -> Result<(), StoreError> {
        let Masked { title, author, shown_url } = masked;
        let mut tx = self.begin().await?;
        // As whoever touches findings, and without a number: followers need not see it.
        run(&mut tx, COUNTER, args![]).await?;
        run(&mut tx, MASK_DOCUMENT, args![id, title, author, shown_url]).await?;
        run(&mut tx, MASK_LOCATIONS, args![id, title, shown_url]).await?;
        run(&mut tx, MASK_FINDINGS, args![id, title, shown_url]).await?;
        Ok(tx.commit().await?)
    }

    /// Documents admitted after number `after`, in order: about `limit` of them, the last admission whole. Those whose
    /// text was dropped are left out.
    pub async fn follow(&self, after: i64, limit: u32) -> Result<Vec<DocumentRow>, StoreError> {
        let mut on = self.reader().await?;
        let to = upto(&mut on, FOLLOW_TO, after, limit).await?;
        let rows = all(&mut on, FOLLOW, args![after, to]).await?;
        let mut found = rows.iter().map(document).collect::<Result<Vec<_>, _>>()?;
        with_hits(&mut on, &mut found).await?;
        Ok(found)
    }

    /// Texts dropped after number `after`, in order: (number, document). About `limit`, the last number whole.
    pub async fn follow_removals(&self, after: i64, limit: u32) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut on = self.reader().await?;
        let to = upto(&mut on, REMOVALS_TO, after, limit).await?;
        let rows = all(&mut on, REMOVALS, args![after, to]).await?;
        rows.iter().map(|row| Ok((row.int("n")?, row.int("document")?))).collect()
    }
}

/// The number of the `limit`-th row after `after`; with fewer rows, as far as there is.
pub(super) async fn upto(
    on: &mut AnyConnection,
    statement: &'static str,
    after: i64,
    limit: u32,
) -> Result<i64, StoreError> {
    let row = one(on, statement, args![after, limit.saturating_sub(1)]).await?;
    row.map_or(Ok(i64::MAX), |row| row.int("n"))
}

pub(super) fn document(row: &AnyRow) -> Result<DocumentRow, StoreError> {
    let archive = match (row.maybe_text("archive_file")?, row.maybe_digest("archive_digest")?) {
        (Some(file), Some(digest)) => Some(Archived {
            file,
            offset: row.count("archive_offset")?,
            length: row.count("archive_length")?,
            digest,
        }),
        _ => None,
    };
    Ok(DocumentRow {
        id: row.int("id")?,
        n: row.int("n")?,
        url: row.text("url")?,
        shown_url: row.text("shown_url")?,
        canonical: row.maybe_text("canonical")?,
        crawl: row.text("crawl")?,
        kind: row.text("kind")?,
        title: row.text("title")?,
        author: row.text("author")?,
        language: row.text("language")?,
        published: row.stated("published_earliest", "published_latest")?,
        updated: row.stated("updated_earliest", "updated_latest")?,
        fetched: row.time("fetched")?,
        text: unpack("text", row.maybe_bytes("text")?)?,
        main: unpack("main", row.maybe_bytes("main")?)?,
        fields: row.json("fields")?,
        complaints: row.json("complaints")?,
        exposure: row.word("exposure", Exposure::parse)?,
        archive,
        hits: Vec::new(),
        watches: row.json("watches")?,
        previous: row.maybe_int("previous")?,
    })
}

pub(super) async fn with_hits(on: &mut AnyConnection, found: &mut [DocumentRow]) -> Result<(), StoreError> {
    let mut ids: Vec<i64> = found.iter().map(|document| document.id).collect();
    ids.sort_unstable();
    let place: std::collections::HashMap<i64, usize> =
        found.iter().enumerate().map(|(at, document)| (document.id, at)).collect();
    for row in list(on, HITS, || args![], &ids, |id, args| args.push(id)).await? {
        if let Some(&at) = place.get(&row.int("document")?) {
            found[at].hits.push(hit(&row)?);
        }
    }
    Ok(())
}

fn hit(row: &AnyRow) -> Result<HitDraft, StoreError> {
    Ok(HitDraft {
        entry: row.text("entry")?,
        kind: row.word("kind", EntryKind::parse)?,
        start: row.count("first_point")?,
        end: row.count("end_point")?,
        line: row.count("line")?,
        confidence: row.small("confidence")?,
        evidence: row.json("evidence")?,
        value: row.digest("value")?,
        secret: row.flag("secret")?,
        passage: (row.count("passage_first")?, row.count("passage_end")?),
        findings: row.json("findings")?,
    })
}

//! Follows the store by number into the full-text index. The last number is in the index's own commit: what was put in
//! after it is put in again. Pages get their main text on the way.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::floor::Floors;
use super::main_text;
use super::setup::Living;
use crate::index::{Index, IndexDoc, Spotted};
use crate::matching::Matcher;
use crate::model::EntryKind;
use crate::runtime::{Again, Task};
use crate::store::Store;
use crate::store::rows::{DocumentRow, HitDraft};
use crate::telemetry::Metrics;

/// Documents a commit.
const BATCH: u32 = 200;

pub struct Reindex {
    pub store: Store,
    pub living: Living,
    pub index: Arc<Index>,
    /// The archive's folder.
    pub archive: PathBuf,
    pub metrics: Metrics,
    pub floors: Floors,
}

#[async_trait]
impl Task for Reindex {
    fn name(&self) -> &'static str {
        "reindex"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(30)
    }

    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<Again> {
        let after = self.index.last();
        let newest = self.store.last_number().await?;
        self.metrics.index_behind.set(newest - after);
        if newest <= after || !self.floors.borrow().index {
            return Ok(Again::Later);
        }
        let documents = self.store.follow(after, BATCH).await?;
        let full = documents.len() as u32 >= BATCH;
        // A full page may end inside an admission: that one is read again, whole, the next time.
        let upto = match (full, documents.last()) {
            (true, Some(last)) if documents.iter().any(|d| d.n < last.n) => last.n - 1,
            (true, Some(last)) => last.n,
            _ => newest,
        };
        let removed = self.store.follow_removals(after, BATCH).await?;
        let (index, matcher) = (self.index.clone(), self.living.borrow().matcher.clone());
        let mut documents: Vec<DocumentRow> = documents.into_iter().filter(|d| d.n <= upto).collect();
        main_text::complete(&self.store, &self.archive, &mut documents, stop).await?;
        if stop.is_cancelled() {
            return Ok(Again::Later);
        }
        let gone: Vec<i64> = removed.iter().filter(|(n, _)| *n <= upto).map(|(_, id)| *id).collect();
        tokio::task::spawn_blocking(move || {
            let rows: Vec<IndexDoc> = documents.into_iter().map(|row| entry(row, &matcher)).collect();
            index.put(&rows)?;
            index.remove(&gone)?;
            crate::fault!("reindex.put")?;
            anyhow::Ok(index.commit(upto)?)
        })
        .await??;
        crate::fault!("reindex.committed")?;
        self.metrics.index_behind.set(newest - upto);
        Ok(if upto < newest && !stop.is_cancelled() { Again::Now } else { Again::Later })
    }
}

fn entry(row: DocumentRow, matcher: &Matcher) -> IndexDoc {
    let host =
        url::Url::parse(&row.url).ok().and_then(|u| u.host_str().map(String::from)).unwrap_or_default();
    // As whoever watches: what is weak is no mention.
    let strong =
        |hit: &&HitDraft| matcher.entry(&hit.entry).is_none_or(|e| hit.confidence >= e.min_confidence);
    let found: Vec<Spotted> = row
        .hits
        .iter()
        .filter(strong)
        .filter(|hit| matches!(hit.kind, EntryKind::Entity | EntryKind::Pattern))
        .map(|hit| Spotted {
            entry: hit.entry.clone(),
            pattern: hit.kind == EntryKind::Pattern,
            start: hit.start as usize,
            end: hit.end as usize,
        })
        .collect();
    let mut entities: Vec<String> = found.iter().filter(|f| !f.pattern).map(|f| f.entry.clone()).collect();
    entities.sort();
    entities.dedup();
    let masked = row.hits.iter().filter(|h| h.secret).map(|h| (h.start as usize, h.end as usize)).collect();
    IndexDoc {
        id: row.id,
        n: row.n,
        host,
        entities,
        found,
        masked,
        main: main_text::spans(&row.text, &row.main),
        url: row.shown_url,
        title: row.title,
        text: row.text,
        author: row.author,
        language: row.language,
        source: row.crawl,
        kind: row.kind,
        watches: row.watches,
        published: row.published.map(|p| p.earliest),
        fetched: row.fetched,
    }
}

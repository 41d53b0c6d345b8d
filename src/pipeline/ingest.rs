//! Steps 6 and 7 of a page's journey: a batch of read pages is held against what is known, judged, put into the archive
//! and admitted with all that follows from it, in one transaction or not at all.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, bail};

use super::floor::Floors;
use super::judge::{self, Visit};
use super::read::Page;
use super::setup::{Place, Setup};
use crate::archive::Archive;
use crate::clock::Clock;
use crate::model::{Digest, Exchange, Keep, Listing, Time, Validators};
use crate::runtime::Bell;
use crate::store::Store;
use crate::store::rows::{
    Admission, AdmitError, Admitted, Archived, DocumentDraft, Known, PageDraft, VisitEnd, VisitStart,
};
use crate::telemetry::Metrics;

/// Pages that one admission takes at most.
pub const BATCH: usize = 100;
/// How often a batch is drafted again because what it rested on changed meanwhile.
const REDRAFTS: usize = 8;

/// What admissions are made with. Cheap to clone.
#[derive(Clone)]
pub struct Ingest {
    pub store: Store,
    pub archive: Arc<Archive>,
    pub clock: Arc<dyn Clock>,
    pub metrics: Metrics,
    /// Rung after an admission: there are documents to index, alerts to send.
    pub reindex: Bell,
    pub dispatch: Bell,
    pub floors: Floors,
}

/// One visit as its admissions see it.
pub struct Under<'a> {
    pub setup: &'a Setup,
    pub place: &'a Place,
    pub token: i64,
    pub started: Time,
    pub due: Time,
    pub first_fetch: Time,
    pub first_complete: Option<Time>,
    pub last_success: Option<Time>,
    /// Counts the visit's batches: part of each admission's id.
    pub batches: u32,
    /// Listings that the visit has told of so far; at its end those of the harvest. Judging rests on them, their rows
    /// move with the last batch alone.
    pub listings: Vec<Listing>,
}

/// Where each exchange of the batch lies, by where it stands in memory: items of one listing share it.
type Spots = HashMap<usize, Archived>;

fn address(exchange: &Arc<Exchange>) -> usize {
    Arc::as_ptr(exchange) as usize
}

/// The lease of the crawl went to another daemon: the visit ends, what it did not admit the other will.
#[derive(Debug, thiserror::Error)]
#[error("the lease of this crawl is another's now")]
pub struct LeaseLost;

/// The disk is too full for raw exchanges: the visit ends unadmitted and is made again when there is room.
#[derive(Debug, thiserror::Error)]
#[error("there is no room on the disk for what was read; it will be read again")]
pub struct NoRoom;

impl Ingest {
    /// Admits a batch; `listings` are those whose rows move with it. `Ok(None)`: it was in already.
    pub async fn admit(
        &self,
        under: &mut Under<'_>,
        pages: &[Page],
        listings: &[Listing],
        end: Option<VisitEnd>,
    ) -> anyhow::Result<Option<Admitted>> {
        let mut spots: Spots = HashMap::new();
        let id = self.store.key().digest(
            "admission",
            &[
                under.place.crawl.id.as_bytes(),
                &under.token.to_be_bytes(),
                &under.started.0.to_be_bytes(),
                &under.batches.to_be_bytes(),
            ],
        );
        for _ in 0..REDRAFTS {
            let mut admission = self.draft(id, under, pages, listings, &mut spots).await?;
            admission.end = end.clone();
            match self.store.admit(&admission).await {
                Ok(admitted) => {
                    under.batches += 1;
                    self.tell(&admission, &admitted);
                    return Ok(Some(admitted));
                }
                Err(AdmitError::Already) => {
                    under.batches += 1;
                    return Ok(None);
                }
                Err(AdmitError::Changed) => continue,
                Err(AdmitError::LeaseLost) => bail!(LeaseLost),
                Err(AdmitError::Store(error)) => return Err(error).context("the admission"),
            }
        }
        bail!("what {} rests on changed {REDRAFTS} times while it was admitted", under.place.crawl.id)
    }

    async fn draft(
        &self,
        id: Digest,
        under: &Under<'_>,
        pages: &[Page],
        listings: &[Listing],
        spots: &mut Spots,
    ) -> anyhow::Result<Admission> {
        let key = self.store.key();
        let visit = Visit {
            crawl: &under.place.crawl,
            started: under.started,
            first_fetch: under.first_fetch,
            first_complete: under.first_complete,
            last_visit: under.last_success,
            rematch: None,
            listings: &under.listings,
            stream: None,
        };
        let reads: Vec<judge::Read<'_>> = pages.iter().map(Page::to_judge).collect();
        let batch = judge::prepare(&key, &under.setup.rules, &visit, &reads);
        let known = if pages.is_empty() { Known::default() } else { self.store.known(&batch.ask()).await? };
        let judged = batch.judge(&known, self.clock.now());

        let mut drafts = Vec::with_capacity(pages.len());
        let mut kept = Vec::new();
        for ((page, hits), shown) in pages.iter().zip(judged.hits).zip(judged.shown) {
            let before = known.pages.get(&page.address);
            let changed = before.is_none_or(|b| b.digest != Some(page.digest));
            let wanted = under.place.crawl.keep == Keep::All || !hits.is_empty();
            let document = (changed && wanted).then(|| DocumentDraft {
                canonical: page.document.canonical.clone(),
                title: shown.title,
                author: shown.author,
                language: page.document.language.clone(),
                kind: under.place.crawl.kind.clone(),
                published: page.document.published,
                updated: page.document.updated,
                text: page.document.text.clone(),
                fields: page.document.fields.clone(),
                complaints: page.document.complaints.clone(),
                exposure: under.place.crawl.exposure,
                archive: None,
                hits,
                watches: under.place.watches.clone(),
            });
            if document.is_some() {
                kept.push((drafts.len(), page.item.exchange.clone()));
            }
            drafts.push(PageDraft {
                url: page.address.clone(),
                shown_url: shown.url,
                listing: page.item.listing.clone(),
                as_of: page.item.exchange.as_of(),
                fetched: page.item.exchange.received,
                // Those of a listing say nothing of the pages that it names.
                validators: if page.is_whole() {
                    page.item.exchange.validators()
                } else {
                    Validators::default()
                },
                expected: before.map(|b| b.version),
                document,
                digest: page.digest,
            });
        }
        self.archived(&kept, spots).await?;
        for (at, exchange) in kept {
            if let Some(document) = &mut drafts[at].document {
                document.archive = spots.get(&address(&exchange)).cloned();
            }
        }
        Ok(Admission {
            id,
            crawl: under.place.crawl.id.clone(),
            token: under.token,
            visit: VisitStart { started: under.started, due: under.due },
            pages: drafts,
            listings: listings.to_vec(),
            clusters: judged.clusters,
            findings: judged.findings,
            uncovered: judged.uncovered,
            end: None,
        })
    }

    /// Puts the exchanges that are not there yet into the archive, each once; on return they are on the disk.
    async fn archived(&self, kept: &[(usize, Arc<Exchange>)], spots: &mut Spots) -> anyhow::Result<()> {
        let mut fresh: Vec<Arc<Exchange>> = Vec::new();
        for (_, exchange) in kept {
            let known =
                spots.contains_key(&address(exchange)) || fresh.iter().any(|f| Arc::ptr_eq(f, exchange));
            if !known {
                fresh.push(exchange.clone());
            }
        }
        if fresh.is_empty() {
            return Ok(());
        }
        if !self.floors.borrow().archive {
            bail!(NoRoom);
        }
        let (archive, exchanges) = (self.archive.clone(), fresh.clone());
        let written =
            tokio::task::spawn_blocking(move || archive.append(&exchanges)).await?.context("the archive")?;
        crate::fault!("ingest.archived")?;
        for (exchange, spot) in fresh.iter().zip(written) {
            let spot =
                Archived { file: spot.file, offset: spot.offset, length: spot.length, digest: spot.digest };
            spots.insert(address(exchange), spot);
        }
        Ok(())
    }

    fn tell(&self, admission: &Admission, admitted: &Admitted) {
        let hits: usize =
            admission.pages.iter().filter_map(|p| p.document.as_ref()).map(|d| d.hits.len()).sum();
        self.metrics.documents.inc_by(admitted.new_documents);
        self.metrics.hits.inc_by(hits as u64);
        self.metrics.findings.inc_by(admitted.new_findings);
        self.metrics.last_admission.set(self.clock.now().0);
        if admitted.new_documents > 0 {
            self.reindex.ring();
        }
        if admitted.alerts > 0 {
            self.dispatch.ring();
        }
    }
}

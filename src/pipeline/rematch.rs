//! A changed entry is looked for in what is kept: the line is entered again at matching, for documents that the store has.
//!
//! Work is a row: whatever ends this process, the next one goes on below the last batch that was noted, and a batch that
//! was admitted and not noted is admitted again to no effect. One batch is in memory; between two of them live visits come
//! first. Nobody goes anywhere, and nothing returns from what was fixed: kept pages prove that something was there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::floor::Floors;
use super::judge::{self, Baselines, Rematching, Rules, Visit};
use super::poll::Poll;
use super::setup::{Living, Place, Setup};
use crate::alert::route::Bundling;
use crate::clock::Clock;
use crate::matching::{Matcher, Words};
use crate::model::{Digest, Document, EntryKind, Exchange, Hit, Item, KeywordSet, Time};
use crate::runtime::{Again, Bell, Task};
use crate::store::Store;
use crate::store::rows::{
    AdmitError, ClaimedRematch, Covered, DocumentRow, HitDraft, NewHits, RematchAdmission, RematchStep,
    Rematched,
};
use crate::telemetry::Metrics;
use crate::text::hide;

/// Documents of a batch at most, and the compressed text that ends one.
const BATCH: u32 = 50;
const BATCH_BYTES: u64 = 2 << 20;
/// Batches of a run: the lease outlasts them.
const BATCHES: usize = 8;
const LEASE: Duration = Duration::from_secs(5 * 60);
/// How often a batch is drafted again because what it rested on changed meanwhile.
const REDRAFTS: usize = 8;
const PERIOD: Duration = Duration::from_secs(30);

pub struct Rematch {
    pub store: Store,
    pub living: Living,
    pub clock: Arc<dyn Clock>,
    pub metrics: Metrics,
    /// Whose visits come first.
    pub poll: Arc<Poll>,
    pub reindex: Bell,
    pub dispatch: Bell,
    pub floors: Floors,
}

/// A kept document, matched again.
struct Kept {
    row: DocumentRow,
    item: Item,
    document: Document,
    digest: Digest,
    hits: Vec<Hit>,
    around: Vec<Hit>,
}

impl Kept {
    fn read(&self) -> judge::Read<'_> {
        judge::Read {
            url: &self.row.url,
            item: &self.item,
            document: &self.document,
            digest: self.digest,
            hits: &self.hits,
            around: &self.around,
        }
    }

    /// The address with what was masked in it before and what is found to be secret now; none: it has no secret.
    fn shown_url(&self, rules: &Rules) -> Option<String> {
        let secret = self.hits.iter().chain(&self.around).filter(|hit| rules.is_secret(&hit.entry));
        let shown = hide(&self.row.shown_url, secret.map(|hit| hit.text.as_str()));
        (shown != self.row.url).then_some(shown)
    }
}

/// What a rematch looks for, compiled.
struct Sought {
    entries: BTreeSet<String>,
    matcher: Matcher,
}

impl Sought {
    /// The changed entries, the entities that say whom a text is about, and what changed queries may name.
    fn new(setup: &Setup, entries: BTreeSet<String>) -> anyhow::Result<Sought> {
        let all: Vec<_> = setup.matcher.entries().collect();
        let queries = all.iter().any(|e| e.kind() == EntryKind::Query && entries.contains(&e.full_id()));
        let needed = all.into_iter().filter(|entry| {
            let names = matches!(entry.kind(), EntryKind::Entity)
                || (queries && matches!(entry.kind(), EntryKind::Pattern));
            names || entries.contains(&entry.full_id())
        });
        let set = KeywordSet { entries: needed.cloned().collect(), ..KeywordSet::default() };
        let matcher = Matcher::new(&[set]).map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
        Ok(Sought { entries, matcher })
    }

    fn matched(&self, mut row: DocumentRow) -> Kept {
        let scan = |text: &str| self.matcher.scan(&Words { text, ..Words::default() });
        // A post without an address of its own has its page's, and a mark of ours behind it.
        let url = row.url.split("#item-").next().unwrap_or(&row.url).to_owned();
        let text = std::mem::take(&mut row.text);
        let hits = self.matcher.scan(&Words {
            text: &text,
            title: &row.title,
            url: &url,
            author: &row.author,
            language: &row.language,
            source: &row.crawl,
            time: Some(row.published.map_or(row.fetched, |stated| stated.earliest)),
            alone: false,
        });
        let around = [scan(&row.title), scan(&url)].concat();
        let exchange = Exchange {
            url: url.clone(),
            final_url: url.clone(),
            sent: row.fetched,
            received: row.fetched,
            ..Exchange::default()
        };
        let item =
            Item { id: row.url.clone(), url: url.clone(), exchange: Arc::new(exchange), ..Item::default() };
        let digest = Digest::sha256(text.as_bytes());
        let document =
            Document { url, title: row.title.clone(), text, published: row.published, ..Document::default() };
        Kept { row, item, document, digest, hits, around }
    }

    /// There is, or was, something of the changed entries in it.
    fn concerns(&self, kept: &Kept) -> bool {
        kept.hits.iter().any(|hit| self.entries.contains(&*hit.entry))
            || kept.row.hits.iter().any(|hit| self.entries.contains(&hit.entry))
    }

    /// The hits that the document has from now on; none: those that it had.
    fn new_hits(&self, before: &[HitDraft], judged: Vec<HitDraft>) -> Option<NewHits> {
        let sought = |hit: &HitDraft| self.entries.contains(&hit.entry);
        let found: Vec<HitDraft> = judged.into_iter().filter(sought).collect();
        let place = |hit: &HitDraft| (hit.entry.clone(), hit.start, hit.end);
        let alike = |hit: &HitDraft| (place(hit), hit.confidence, hit.secret, hit.findings.is_empty());
        let was: BTreeSet<_> = before.iter().filter(|h| sought(h)).map(alike).collect();
        if was == found.iter().map(alike).collect() {
            return None;
        }
        let again: BTreeSet<_> = found.iter().map(place).collect();
        // What a finding rests on is still shown with it, and what was a secret stays masked.
        let stays = |hit: &&HitDraft| {
            !sought(hit) || ((hit.secret || !hit.findings.is_empty()) && !again.contains(&place(hit)))
        };
        Some(NewHits { kept: before.iter().filter(stays).cloned().collect(), found })
    }
}

impl Rematch {
    /// Some batches, while it is ours to do.
    async fn go_on(
        &self,
        setup: &Arc<Setup>,
        claimed: &mut ClaimedRematch,
        stop: &CancellationToken,
    ) -> anyhow::Result<Again> {
        crate::fault!("rematch.claimed")?;
        // A daemon that has not read the changed configuration yet cannot look for what changed in it.
        if claimed.entries.iter().any(|(id, digest)| setup.entries.get(id) != Some(digest)) {
            return Ok(Again::Later);
        }
        if !claimed.begun && !self.store.begin_rematch(claimed).await? {
            return Ok(Again::Later);
        }
        // A large set takes seconds to compile.
        let (of, entries) = (setup.clone(), claimed.entries.keys().cloned().collect());
        let sought = Arc::new(tokio::task::spawn_blocking(move || Sought::new(&of, entries)).await??);
        for _ in 0..BATCHES {
            if stop.is_cancelled() {
                return Ok(Again::Later);
            }
            let began = self.clock.now();
            // Nothing is looked for any more when every entry has changed again or is gone.
            let batch = match sought.entries.is_empty() {
                true => None,
                false => self.store.rematch_documents(claimed, BATCH, BATCH_BYTES).await?,
            };
            let Some((next, rows)) = batch else {
                match self.store.turn_rematch(claimed).await? {
                    RematchStep::Again => continue,
                    RematchStep::Waits | RematchStep::Lost => return Ok(Again::Later),
                    RematchStep::Ended => {
                        tracing::info!(rematch = claimed.id, "what is kept has been matched anew");
                        return Ok(Again::Now);
                    }
                }
            };
            if !self.batch(setup, &sought, claimed, next, rows).await? {
                return Ok(Again::Later);
            }
            if self.poll.busy() > 0 {
                let now = self.clock.now();
                return Ok(Again::At(now + now.since(began)));
            }
        }
        Ok(Again::Now)
    }

    /// False: the rematch is another daemon's now.
    async fn batch(
        &self,
        setup: &Setup,
        sought: &Arc<Sought>,
        claimed: &mut ClaimedRematch,
        next: i64,
        rows: Vec<DocumentRow>,
    ) -> anyhow::Result<bool> {
        let matching = sought.clone();
        let work = move || rows.into_iter().map(|row| matching.matched(row)).collect::<Vec<_>>();
        let kept = tokio::task::spawn_blocking(work).await?;
        let mut by_crawl: BTreeMap<&str, Vec<&Kept>> = BTreeMap::new();
        for one in kept.iter().filter(|one| sought.concerns(one)) {
            by_crawl.entry(&one.row.crawl).or_default().push(one);
        }
        for (crawl, kept) in by_crawl {
            // Of a place that nobody watches any more nothing becomes of what was kept.
            let Some(place) = setup.places.get(crawl).filter(|place| !place.plans.is_empty()) else {
                continue;
            };
            if !self.admit(setup, place, sought, claimed, &kept).await? {
                return Ok(false);
            }
        }
        crate::fault!("rematch.admitted")?;
        let covered = |one: &Kept| Covered {
            crawl: one.row.crawl.clone(),
            url: one.row.url.clone(),
            digest: one.digest,
        };
        let covered: Vec<Covered> = kept.iter().map(covered).collect();
        if !self.store.step_rematch(claimed, next, &covered, LEASE).await? {
            return Ok(false);
        }
        crate::fault!("rematch.stepped")?;
        claimed.next = next;
        Ok(true)
    }

    /// Judges documents of one crawl and admits what comes of it. False: the lease was lost.
    async fn admit(
        &self,
        setup: &Setup,
        place: &Place,
        sought: &Sought,
        claimed: &ClaimedRematch,
        kept: &[&Kept],
    ) -> anyhow::Result<bool> {
        let key = self.store.key();
        let crawl = &place.crawl;
        let visit = Visit {
            crawl,
            started: claimed.started,
            first_fetch: claimed.started,
            first_complete: Some(claimed.started),
            last_visit: None,
            rematch: Some(Rematching { id: claimed.id, started: claimed.started, entries: &sought.entries }),
            listings: &[],
            stream: None,
        };
        let reads: Vec<judge::Read<'_>> = kept.iter().map(|one| one.read()).collect();
        let batch = judge::prepare(&key, &setup.rules, &visit, &reads);
        let id = key.digest(
            "admission",
            &[b"rematch", &claimed.id.to_be_bytes(), &claimed.next.to_be_bytes(), crawl.id.as_bytes()],
        );
        for _ in 0..REDRAFTS {
            let known = self.store.known(&batch.ask()).await?;
            let judged = batch.judge(&known, self.clock.now());
            let document = |(one, hits): (&&Kept, Vec<HitDraft>)| Rematched {
                document: one.row.id,
                url: one.row.url.clone(),
                shown_url: one.shown_url(&setup.rules),
                title: one.row.title.clone(),
                fetched: one.row.fetched,
                hits: sought.new_hits(&one.row.hits, hits),
            };
            let admission = RematchAdmission {
                id,
                rematch: claimed.id,
                token: claimed.token,
                crawl: crawl.id.clone(),
                documents: kept.iter().zip(judged.hits).map(document).collect(),
                clusters: judged.clusters,
                findings: judged.findings,
            };
            match self.store.admit_rematch(&admission).await {
                Ok(admitted) => {
                    self.metrics.findings.inc_by(admitted.new_findings);
                    self.reindex.ring();
                    if admitted.alerts > 0 {
                        self.dispatch.ring();
                    }
                    return Ok(true);
                }
                Err(AdmitError::Already) => return Ok(true),
                Err(AdmitError::Changed) => continue,
                Err(AdmitError::LeaseLost) => return Ok(false),
                Err(AdmitError::Store(error)) => return Err(error).context("the admission of a rematch"),
            }
        }
        bail!("what {} rests on changed {REDRAFTS} times while it was matched anew", crawl.id)
    }

    /// Owes the parts of baselines that are due to be told, also of what visits have found since and what was historic by
    /// a changed entry.
    async fn owe(&self, setup: &Setup) -> anyhow::Result<()> {
        let bundling = Bundling::default();
        let telling = bundling.wait + bundling.delivery * 2;
        for untold in self.store.untold_rematches().await? {
            // What is found too late to be told in its own deadline is the next one's.
            let oldest: BTreeMap<String, Time> =
                untold.oldest.iter().map(|(watch, found)| (watch.clone(), *found + telling)).collect();
            let baselines = Baselines {
                rules: &setup.rules,
                first_fetch: untold.started,
                next_part: untold.part,
                complete: untold.ended.is_some(),
                next_chance: self.clock.now() + PERIOD + telling,
            };
            let drafts = baselines.owed(&oldest);
            if !drafts.is_empty() && self.store.owe_rematch(&untold, &drafts).await? > 0 {
                crate::fault!("rematch.owed")?;
                self.dispatch.ring();
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Task for Rematch {
    fn name(&self) -> &'static str {
        "rematch"
    }

    fn period(&self) -> Duration {
        PERIOD
    }

    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<Again> {
        let setup = self.living.borrow().clone();
        self.owe(&setup).await?;
        // As visits do, it rests when there is no room for what it would write.
        if !self.floors.borrow().crawl {
            return Ok(Again::Later);
        }
        let Some(mut claimed) = self.store.claim_rematch(LEASE).await? else { return Ok(Again::Later) };
        let again = self.go_on(&setup, &mut claimed, stop).await;
        self.store.release_rematch(&claimed).await?;
        let again = again?;
        self.owe(&setup).await?;
        Ok(again)
    }
}

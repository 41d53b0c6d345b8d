//! `leakwatch bench start`: how soon a daemon that keeps many pages visits its first place.
//!
//! The pages come in by the store's own admissions, a thousand at a time, and go into the index as they are; then the
//! daemon is started as a child, several times, and the first request is waited for at the place.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::bench_child::{Daemon, prepare};
use super::meter;
use crate::clock::Clock as _;
use crate::index::{Index, IndexDoc};
use crate::model::{Digest, Exposure, Validators};
use crate::runtime::SystemClock;
use crate::sim::Places;
use crate::store::rows::{Admission, Archived, CrawlSeed, DocumentDraft, PageDraft, VisitStart};
use crate::store::{Settings, Store};

const CRAWLS: usize = 10;
/// Pages an admission: ten times what the daemon admits at once, since no promise waits for them.
const BATCH: usize = 1_000;
const LEASE: Duration = Duration::from_secs(24 * 3600);
/// The first request comes within this, or the measurement fails.
const BOUND: Duration = Duration::from_secs(300);

#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub pages: usize,
    pub starts: usize,
    pub json: bool,
    /// Leaves the folder, for a look at it.
    pub keep: bool,
}

pub(super) async fn run(plan: Plan, dir: &Path) -> anyhow::Result<String> {
    let stop = CancellationToken::new();
    let _stop = stop.clone().drop_guard();
    let (places, config, data) = prepare(dir, CRAWLS, &stop).await?;
    let (filling, cpu) = (Instant::now(), meter::process_cpu());
    fill(&data, plan.pages).await?;
    let (filled, cpu) = (filling.elapsed(), meter::process_cpu().saturating_sub(cpu));
    let mut starts = Vec::with_capacity(plan.starts);
    for _ in 0..plan.starts.max(1) {
        // A restart finds its crawls due only when they are: the places' rows are made due as an operator would.
        make_due(&data).await?;
        let began = Instant::now();
        let daemon = Daemon::start(&config)?;
        tokio::time::timeout(BOUND, places.first()).await.context("no visit within the bound")?;
        let (wall, usage) = (began.elapsed(), daemon.usage()?);
        daemon.end().await?;
        // Requests that came after the first.
        let _ = tokio::time::timeout(Duration::ZERO, places.first()).await;
        starts.push((wall, usage));
    }
    let (first, last) = (starts[0], starts[starts.len() - 1]);
    let database = std::fs::metadata(data.join("leakwatch.db"))?.len();
    if plan.json {
        let starts: Vec<_> = starts
            .iter()
            .map(|(wall, usage)| {
                json!({ "first_visit_s": wall.as_secs_f64(), "cpu_s": usage.cpu.as_secs_f64(), "resident_bytes": usage.resident })
            })
            .collect();
        return Ok(json!({
            "pages": plan.pages, "database_bytes": database, "fill_s": filled.as_secs_f64(),
            "fill_cpu_s": cpu.as_secs_f64(), "starts": starts,
        })
        .to_string());
    }
    Ok(format!(
        "pages kept       {}, database {:.0} MB (filled in {:.0} s, {:.0} CPU s)\n\
         to first visit   {:.2} s at the first start ({:.2} CPU s), {:.2} s at the last of {} ({:.2} CPU s)\n\
         resident then    {:.0} MiB{}",
        plan.pages,
        database as f64 / 1e6,
        filled.as_secs_f64(),
        cpu.as_secs_f64(),
        first.0.as_secs_f64(),
        first.1.cpu.as_secs_f64(),
        last.0.as_secs_f64(),
        starts.len(),
        last.1.cpu.as_secs_f64(),
        last.1.resident as f64 / f64::from(1 << 20),
        if plan.keep { format!("\nkept in          {}", dir.display()) } else { String::new() },
    ))
}

async fn open(data: &Path) -> anyhow::Result<Store> {
    let url = format!("sqlite:{}/leakwatch.db", data.display());
    Ok(Store::open(&Settings::new(url, "bench"), Arc::new(SystemClock)).await?)
}

async fn make_due(data: &Path) -> anyhow::Result<()> {
    let store = open(data).await?;
    for n in 0..CRAWLS {
        store.due_now(&Places::id(n)).await?;
    }
    store.close().await;
    Ok(())
}

/// Puts `pages` pages into the store and the index of a fresh data folder.
async fn fill(data: &Path, pages: usize) -> anyhow::Result<()> {
    let store = open(data).await?;
    let seeds: Vec<CrawlSeed> = (0..CRAWLS)
        .map(|n| CrawlSeed { id: Places::id(n), kind: "feed".into(), digest: Digest([0; 32]) })
        .collect();
    store.sync_crawls(&seeds).await?;
    let claimed = store.claim_crawls(CRAWLS as u32, LEASE).await?;
    let index_dir = data.join("index");
    let index = tokio::task::spawn_blocking(move || Index::open(&index_dir)).await??.index;
    let index = Arc::new(index);
    let mut last = 0;
    for first in (0..pages).step_by(BATCH) {
        let crawl = &claimed[first / BATCH % claimed.len()];
        let drafts: Vec<PageDraft> = (first..pages.min(first + BATCH)).map(page).collect();
        let rows: Vec<IndexDoc> =
            (first..).zip(&drafts).map(|(n, page)| row(n, &crawl.crawl, page)).collect();
        let admission = Admission {
            id: Digest::sha256(&first.to_be_bytes()),
            crawl: crawl.crawl.clone(),
            token: crawl.token,
            visit: VisitStart { started: SystemClock.now(), due: crawl.due },
            pages: drafts,
            listings: Vec::new(),
            clusters: Vec::new(),
            findings: Vec::new(),
            uncovered: Vec::new(),
            end: None,
        };
        last = store.admit(&admission).await.context("the pages are not admitted")?.n;
        let (index, commit) = (index.clone(), first % 10_000 == 0);
        tokio::task::spawn_blocking(move || {
            index.put(&rows)?;
            if commit { index.commit(last) } else { Ok(()) }
        })
        .await??;
        if (first + BATCH).is_multiple_of(100_000) {
            tracing::info!(pages = first + BATCH, "filled");
        }
    }
    tokio::task::spawn_blocking(move || index.commit(last)).await??;
    for crawl in &claimed {
        store.release_crawl(&crawl.crawl, crawl.token).await?;
    }
    store.close().await;
    Ok(())
}

fn page(n: usize) -> PageDraft {
    let (title, text) = crate::sim::quiet_page(n);
    let now = SystemClock.now();
    let digest = Digest::sha256(text.as_bytes());
    PageDraft {
        shown_url: None,
        url: format!("http://127.0.1.1/page/{n}"),
        listing: None,
        as_of: now,
        fetched: now,
        validators: Validators::default(),
        expected: None,
        digest,
        document: Some(DocumentDraft {
            canonical: None,
            title,
            author: String::new(),
            language: "ru".into(),
            kind: "feed".into(),
            published: None,
            updated: None,
            text,
            fields: BTreeMap::new(),
            complaints: Vec::new(),
            exposure: Exposure::Public,
            // As if a thousand pages lay in each file of an archive that is kept elsewhere.
            archive: Some(Archived {
                file: format!("bench-{:06}.warc.gz", n / 1000),
                offset: (n % 1000) as u64 * 4096,
                length: 4096,
                digest,
            }),
            hits: Vec::new(),
            watches: vec!["romashka".into()],
        }),
    }
}

/// Rows of a fresh store are numbered from 1 in the order of their admission.
fn row(n: usize, crawl: &str, page: &PageDraft) -> IndexDoc {
    let document = page.document.as_ref();
    IndexDoc {
        id: n as i64 + 1,
        n: 0,
        url: page.url.clone(),
        host: "127.0.1.1".into(),
        title: document.map(|d| d.title.clone()).unwrap_or_default(),
        text: document.map(|d| d.text.clone()).unwrap_or_default(),
        main: Vec::new(),
        author: String::new(),
        language: "ru".into(),
        source: crawl.to_owned(),
        kind: "feed".into(),
        entities: Vec::new(),
        found: Vec::new(),
        watches: vec!["romashka".into()],
        published: None,
        fetched: page.fetched,
        masked: Vec::new(),
    }
}

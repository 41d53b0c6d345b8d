//! Each stage of a page's journey by itself, over the same pages.
//!
//! What cannot be run alone is told by difference: a matcher without entries folds and cuts words, one with entities
//! alone does that and names, and so on; an admission is what `Ingest::admit` takes less judging and archiving.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};

use super::Start;
use crate::app::App;
use crate::archive::Archive;
use crate::clock::Clock;
use crate::fetch::{Answer, Ask, Fetcher, MemoryGates, Net, SystemResolver};
use crate::matching::{Matcher, Words};
use crate::model::{Digest, Document, Exchange, Item, KeywordSet, Matches};
use crate::pipeline::floor::Floor;
use crate::pipeline::ingest::{BATCH, Ingest, Under};
use crate::pipeline::judge::{self, Read, Visit};
use crate::pipeline::read::Page;
use crate::pipeline::setup::Place;
use crate::pipeline::visit::LEASE;
use crate::runtime::{Bell, SystemClock};
use crate::sim::bench;
use crate::store::rows::{ClaimedCrawl, Known};
use crate::text::{self, Raw};

/// Pages that are kept in memory at once.
const MOST: usize = 500;

pub(super) struct Apart {
    /// Of the alert path, in its order; a page's CPU time.
    pub stages: Vec<(&'static str, Duration)>,
    pub main_text: Duration,
    /// Bytes of a page and of its words.
    pub bytes: u64,
    pub text: u64,
}

pub(super) async fn apart(app: &App, data: &Path, at: SocketAddr, pages: usize) -> anyhow::Result<Apart> {
    let count = pages.min(MOST);
    let share = |start: &Start| start.took().cpu / count as u32;
    let current = app.current.borrow().clone();
    let setup = &current.setup;

    let start = Start::now();
    let exchanges = fetch(app, at, count).await?;
    let fetched = share(&start);

    let start = Start::now();
    let refused = exchanges.iter().filter(|e| text::verdict(e) != text::Verdict::Page).count();
    let verdicts = share(&start);
    if refused > 0 {
        bail!("{refused} of the pages were taken for challenges");
    }

    let start = Start::now();
    let documents: Vec<Document> = exchanges.iter().map(|e| text::extract(&raw(e))).collect();
    let extracted = share(&start);

    let sets = &current.config.sets;
    let [bare, names, patterns] = [none, entities, patterns_of].map(|keep| only(sets, keep));
    let [bare, names, patterns] = [bare?, names?, patterns?].map(|matcher| {
        let start = Start::now();
        for document in &documents {
            matcher.scan(&words(document));
        }
        share(&start)
    });
    let start = Start::now();
    let hits: Vec<_> = documents.iter().map(|d| setup.matcher.scan(&words(d))).collect();
    let all = share(&start);
    let (names, patterns) = (names.saturating_sub(bare), patterns.saturating_sub(bare));

    let start = Start::now();
    for document in &documents {
        text::main_text(&text::decode(document_bytes(&exchanges, document), None).text);
    }
    let main_text = share(&start);
    let bytes = exchanges.iter().map(|e| e.body.len() as u64).sum::<u64>() / count as u64;
    let words = documents.iter().map(|d| d.text.len() as u64).sum::<u64>() / count as u64;

    let pages: Vec<Page> =
        exchanges.into_iter().zip(documents).zip(hits).map(|((e, d), h)| page(e, d, h)).collect();
    let (place, claimed) = claim(app).await?;
    let start = Start::now();
    judged(app, &place, &claimed, &pages);
    let judging = share(&start);

    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let archive = Arc::new(Archive::open(&data.join("archive-apart"), "bench", clock.clone(), None)?);
    let start = Start::now();
    for batch in pages.chunks(BATCH) {
        let exchanges: Vec<Arc<Exchange>> = batch.iter().map(|p| p.item.exchange.clone()).collect();
        archive.append(&exchanges)?;
    }
    let archiving = share(&start);

    let (_floor, floors) = tokio::sync::watch::channel(Floor::OPEN);
    let ingest = Ingest {
        store: app.store.clone(),
        archive,
        clock,
        metrics: app.metrics.clone(),
        reindex: Bell::default(),
        dispatch: Bell::default(),
        floors,
    };
    let mut under = Under {
        setup,
        place: &place,
        token: claimed.token,
        started: SystemClock.now(),
        due: claimed.due,
        first_fetch: claimed.first_fetch.unwrap_or(claimed.due),
        first_complete: claimed.first_complete,
        last_success: claimed.last_success,
        listings: Vec::new(),
        batches: 0,
    };
    let start = Start::now();
    for batch in pages.chunks(BATCH) {
        ingest.admit(&mut under, batch, &[], None).await?;
    }
    let admitting = share(&start).saturating_sub(judging + archiving);
    let stages = vec![
        ("fetch", fetched),
        ("verdict", verdicts),
        ("extract", extracted),
        ("match: fold, words", bare),
        ("match: names", names),
        ("match: patterns", patterns),
        ("match: terms, queries", all.saturating_sub(bare + names + patterns)),
        ("judge", judging),
        ("archive", archiving),
        ("admit", admitting),
    ];
    Ok(Apart { stages, main_text, bytes, text: words })
}

async fn fetch(app: &App, at: SocketAddr, count: usize) -> anyhow::Result<Vec<Exchange>> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let settings = app.current.borrow().config.fetch.clone();
    let net = Net::new(&settings, Arc::new(SystemResolver));
    let gates = Arc::new(MemoryGates::new(clock.clone()));
    let place = place(app)?;
    let fetcher = Fetcher::new(settings, Arc::new(net), clock, gates).for_crawl(&place.crawl);
    let mut out = Vec::with_capacity(count);
    for n in 0..count {
        let url = url::Url::parse(&format!("http://{at}{}", bench::path(n)))?;
        match fetcher.get(&Ask::page(url)).await? {
            Answer::Page(exchange) => out.push(exchange),
            other => bail!("{} is no page", other.exchange().url),
        }
    }
    Ok(out)
}

fn raw(exchange: &Exchange) -> Raw<'_> {
    Raw {
        bytes: &exchange.body,
        content_type: Some("text/html; charset=utf-8"),
        url: &exchange.final_url,
        fetched: exchange.received,
        truncated: None,
    }
}

fn document_bytes<'a>(exchanges: &'a [Exchange], document: &Document) -> &'a [u8] {
    exchanges.iter().find(|e| e.final_url == document.url).map_or(&[], |e| e.body.as_slice())
}

fn words(document: &Document) -> Words<'_> {
    Words {
        text: &document.text,
        title: &document.title,
        url: &document.url,
        author: &document.author,
        language: &document.language,
        ..Words::default()
    }
}

fn none(_: &Matches) -> bool {
    false
}

fn entities(what: &Matches) -> bool {
    matches!(what, Matches::Entity(_))
}

fn patterns_of(what: &Matches) -> bool {
    matches!(what, Matches::Pattern(_) | Matches::Records(_))
}

fn only(sets: &[KeywordSet], keep: fn(&Matches) -> bool) -> anyhow::Result<Matcher> {
    let mut sets = sets.to_vec();
    for set in &mut sets {
        set.entries.retain(|entry| keep(&entry.matches));
    }
    Matcher::new(&sets).map_err(|faults| crate::app::Faulty(faults).into())
}

/// As `pipeline::read` makes it, under an address that is not known yet.
fn page(exchange: Exchange, document: Document, hits: Vec<crate::model::Hit>) -> Page {
    let address = format!("{}?apart", exchange.final_url);
    let digest = Digest::sha256(document.text.as_bytes());
    let item = Item {
        id: address.clone(),
        url: address.clone(),
        exchange: Arc::new(exchange),
        span: None,
        document: None,
        published: document.published,
        listing: None,
    };
    Page { item, address, document, digest, hits, around: Vec::new() }
}

fn place(app: &App) -> anyhow::Result<Arc<Place>> {
    let current = app.current.borrow();
    current.setup.places.get(bench::CRAWL).cloned().context("the crawl of the measurement")
}

async fn claim(app: &App) -> anyhow::Result<(Arc<Place>, ClaimedCrawl)> {
    app.store.due_now(bench::CRAWL).await?;
    let claimed =
        app.store.claim_crawls(1, LEASE).await?.pop().context("the crawl of the measurement is held")?;
    Ok((place(app)?, claimed))
}

fn judged(app: &App, place: &Place, claimed: &ClaimedCrawl, pages: &[Page]) {
    let current = app.current.borrow().clone();
    let now = SystemClock.now();
    let visit = Visit {
        crawl: &place.crawl,
        started: now,
        first_fetch: claimed.first_fetch.unwrap_or(now),
        first_complete: claimed.first_complete,
        last_visit: claimed.last_success,
        rematch: None,
        listings: &[],
        stream: None,
    };
    for batch in pages.chunks(BATCH) {
        let reads: Vec<Read<'_>> = batch.iter().map(Page::to_judge).collect();
        let key = app.store.key();
        let batch = judge::prepare(&key, &current.setup.rules, &visit, &reads);
        batch.ask();
        batch.judge(&Known::default(), now);
    }
}

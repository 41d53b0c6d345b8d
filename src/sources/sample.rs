//! A crawler tried on its recorded answers: what comes out must be what expect.json says, and nothing else.
//!
//! The same line as a real visit (kind, fetcher, text) over a replay; no socket is opened and nobody is waited for.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::{Order, Sent, build};
use crate::clock::Clock;
use crate::fetch::{Allowed, Fetcher, MemoryGates, Replay, Settings};
use crate::model::said::joined;
use crate::model::{Crawl, Document, Fault, Item, PollError, Said, Spot, Time};
use crate::said;
use crate::text::{self, Raw};

/// Where recorded answers are.
#[derive(Debug, Clone, Copy)]
pub enum Sample<'a> {
    /// A folder with `*.http` files.
    Folder(&'a Path),
    /// Name and content of each file, as the binary carries them.
    Files(&'a [(String, Vec<u8>)]),
}

/// Visits over a sample until the source has no more; a large sample is a fault, not an endless run.
const MOST_VISITS: u32 = 20;

/// A document that must come out. Only `url` is needed; what is left out is not compared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    url: String,
    title: Option<String>,
    author: Option<String>,
    /// RFC 3339; must lie in the stated interval.
    published: Option<String>,
    #[serde(default)]
    text_contains: Vec<String>,
    /// Seller, price, likes ...: those that are named.
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

/// Runs a crawler over its sample and compares with `expect`, the text of expect.json. No fault: it is as expected.
pub async fn try_sample(
    crawl: &Crawl,
    sample: Sample<'_>,
    expect: &str,
    clock: Arc<dyn Clock>,
) -> Vec<Fault> {
    let beside = Path::new(&crawl.spot.file).with_file_name("expect.json").display().to_string();
    let expected: Vec<Expected> = match serde_json::from_str(expect) {
        Ok(expected) => expected,
        Err(e) => {
            return vec![Fault::new(
                &Spot { file: beside, line: e.line(), column: e.column() },
                not_as_wanted(&e),
            )];
        }
    };
    let at = Spot { file: beside, ..Spot::default() };
    if expected.is_empty() {
        return vec![Fault::new(
            &at,
            said!(
                "sample.empty",
                "expects nothing: name at least one document that must come out",
                "ничего не ожидается: назовите хотя бы один документ, который должен получиться"
            ),
        )];
    }
    let replay = match sample {
        Sample::Folder(dir) => Replay::open(dir),
        Sample::Files(files) => Replay::of(files.iter().cloned()),
    };
    match replay {
        Err(e) => vec![Fault::new(
            &crawl.spot,
            said!(
                "sample.unread",
                "its sample cannot be read: {why}",
                "записанный образец не читается: {why}",
                why = format!("{e:#}")
            ),
        )],
        Ok(replay) => match run(crawl, replay, clock).await {
            Err(faults) => faults,
            Ok(outcome) => compare(&at, &expected, outcome),
        },
    }
}

/// What all visits together brought.
#[derive(Default)]
struct Outcome {
    documents: Vec<Document>,
    failed: BTreeMap<String, PollError>,
}

async fn run(crawl: &Crawl, replay: Replay, clock: Arc<dyn Clock>) -> Result<Outcome, Vec<Fault>> {
    let source = build(crawl)?;
    let gates = Arc::new(MemoryGates::of_a_recording(Arc::clone(&clock)));
    // Nobody is bothered by a recording: neither delays nor robots.txt apply, and an intranet's address is an address.
    let starts = crawl.start.iter().filter_map(|s| Some(url::Url::parse(s).ok()?.host_str()?.to_owned()));
    let own = starts.chain(crawl.hosts.iter().cloned());
    let allow = own.filter_map(|host| Allowed::parse(host.trim_matches(['[', ']'])).ok()).collect();
    let settings = Settings { allow, obey_robots: false, delay: Duration::ZERO, ..Settings::default() };
    let crawl = Arc::new(Crawl { delay: Duration::ZERO, proxy: None, ..crawl.clone() });
    let fetcher = Fetcher::new(settings, Arc::new(replay), Arc::clone(&clock), gates).for_crawl(&crawl);
    let cancel = CancellationToken::new();
    let mut outcome = Outcome::default();
    let mut cursor = String::new();
    for _ in 0..MOST_VISITS {
        let order = Order { crawl: Arc::clone(&crawl), cursor, now: clock.now(), budget: crawl.pages.max(1) };
        let (out, mut items) = tokio::sync::mpsc::channel(64);
        let visit = async {
            let harvest = source.visit(&order, &fetcher, &out, &cancel).await;
            drop(out);
            harvest
        };
        let gather = async {
            let mut documents = Vec::new();
            while let Some(sent) = items.recv().await {
                if let Sent::Item(item) = sent {
                    documents.push(read(*item));
                }
            }
            documents
        };
        let (harvest, documents) = tokio::join!(visit, gather);
        let harvest = harvest.map_err(|e| {
            vec![Fault::new(
                &crawl.spot,
                said!(
                    "sample.failed",
                    "the visit to its sample failed: {e}",
                    "обход записанного образца не удался: {e}",
                    e
                ),
            )]
        })?;
        outcome.documents.extend(documents);
        outcome.failed.extend(harvest.failed);
        cursor = harvest.cursor;
        if !harvest.more {
            return Ok(outcome);
        }
    }
    Err(vec![Fault::new(
        &crawl.spot,
        said!(
            "sample.long",
            "its sample is not read after {most} visits: raise `pages`",
            "образец не прочитан и за {most} обходов: увеличьте `pages`",
            most = MOST_VISITS
        ),
    )])
}

fn read(item: Item) -> Document {
    if let Some(document) = item.document {
        return document;
    }
    let content_type = item.exchange.header("content-type");
    text::extract(&Raw {
        bytes: &item.exchange.body,
        content_type: content_type.as_deref(),
        url: &item.exchange.final_url,
        fetched: item.exchange.received,
        truncated: None,
    })
}

/// What is wrong with expect.json: its JSON, or its keys.
fn not_as_wanted(error: &serde_json::Error) -> Said {
    if error.is_data() {
        return said!("expect.keys", "{error}", "здесь не то, что описано в CONTRIBUTING: {error}", error);
    }
    let russian = "запись не по правилам JSON".to_owned();
    Said { code: "expect.json".into(), english: error.to_string(), russian }
}

fn compare(at: &Spot, expected: &[Expected], outcome: Outcome) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut left = outcome.documents;
    let mut missing = Vec::new();
    for want in expected {
        match left.iter().position(|document| differences(want, document).is_empty()) {
            Some(n) => drop(left.remove(n)),
            None => missing.push(want),
        }
    }
    for want in missing {
        let near = left.iter().position(|document| document.url == want.url);
        let message = match near {
            Some(n) => {
                let found = joined(&differences(want, &left.remove(n)), "; ");
                said!("sample.different", "{url}: {found}", "{url}: {found}", url = want.url, found)
            }
            None => match outcome.failed.get(&want.url) {
                Some(why) => said!(
                    "sample.missing",
                    "{url} did not come out: {why}",
                    "{url} не получился: {why}",
                    url = want.url,
                    why
                ),
                None => {
                    said!("sample.missing", "{url} did not come out", "{url} не получился", url = want.url)
                }
            },
        };
        faults.push(Fault::new(at, message));
    }
    for extra in left {
        let start: String = extra.text.chars().take(60).collect();
        faults.push(Fault::new(
            at,
            said!(
                "sample.extra",
                "{url} came out and is not expected: {start:?}",
                "{url} получился, а его не ждали: {start:?}",
                url = extra.url
            ),
        ));
    }
    faults
}

fn differences(want: &Expected, document: &Document) -> Vec<Said> {
    let mut found = Vec::new();
    let mut same = |name: &str, want: Option<&str>, is: &str| {
        if let Some(want) = want.filter(|w| *w != is) {
            found.push(said!(
                "sample.field",
                "{name} is {is:?}, expected {want:?}",
                "{name}: {is:?}, а ожидается {want:?}",
                name
            ));
        }
    };
    same("url", Some(&want.url), &document.url);
    same("title", want.title.as_deref(), &document.title);
    same("author", want.author.as_deref(), &document.author);
    for (name, value) in &want.fields {
        same(name, Some(value), document.fields.get(name).map_or("", String::as_str));
    }
    if let Some(published) = &want.published {
        let inside = Time::parse_rfc3339(published)
            .is_some_and(|t| document.published.is_some_and(|p| p.earliest <= t && t <= p.latest));
        if !inside {
            let is = document.published.map(|p| p.earliest.rfc3339());
            let is = is.map_or_else(
                || said!("sample.nothing", "nothing", "ничего"),
                |at| said!("sample.time", "{at}", "{at}", at),
            );
            found.push(said!(
                "sample.published",
                "published is {is}, expected {published:?}",
                "published: {is}, а ожидается {published:?}",
                is
            ));
        }
    }
    for words in want.text_contains.iter().filter(|words| !document.text.contains(words.as_str())) {
        found.push(said!("sample.words", "its text lacks {words:?}", "в тексте нет {words:?}"));
    }
    found
}

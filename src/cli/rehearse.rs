//! `leakwatch crawl rehearse` and `crawl check`: a place, or its sample, through the whole line, keeping nothing.
//!
//! Neither the database nor the archive is opened: what comes out is printed and forgotten. Live places are visited as
//! the daemon does, with its guard, robots.txt and delays, through gates of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Outcome, check, documents};
use crate::app::{Faulty, terms};
use crate::clock::Clock;
use crate::config::Config;
use crate::fetch::{Fetcher, MemoryGates, Net, Record, Replay, Settings, SystemResolver, Transport};
use crate::matching::{Matcher, Words};
use crate::model::{Crawl, Harvest, Hit, Item, Language, PollError};
use crate::pipeline::read::{Page, read};
use crate::pipeline::worker::Worker;
use crate::runtime::SystemClock;
use crate::sources::{self, Order, Sent, Source};

/// Items that may wait to be printed.
const WAITING: usize = 32;
/// Pages of a place that `check --online` asks for: enough to see that it answers.
const A_LOOK: u32 = 2;

#[derive(clap::Args)]
pub(super) struct RehearseArgs {
    id: String,
    /// Its recorded answers instead of the place itself
    #[arg(long, conflicts_with = "record")]
    sample: bool,
    /// Writes every answer into this folder, which must be empty: a sample
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
    /// The budget of the visit [default: the crawl's own]
    #[arg(long, value_name = "N")]
    pages: Option<u32>,
}

/// Prints each document as it comes, as JSON Lines; how the visit went is said on standard error.
pub(super) async fn rehearse(
    config: &Config,
    folder: Option<&Path>,
    args: &RehearseArgs,
) -> anyhow::Result<Outcome> {
    let crawl = named(config, &args.id)?;
    let budget = args.pages.unwrap_or(crawl.pages);
    let line = Line::new(config).await?;
    let spool = tempfile::tempdir().context("a folder for large downloads")?;
    let live = Settings { spool: Some(spool.path().to_owned()), ..config.fetch.clone() };
    let going = if args.sample {
        let sample = check::sample(&crawl.id, folder);
        let sample =
            sample.with_context(|| format!("`{}` has no sample: record one with --record", crawl.id))?;
        let still = Crawl { delay: Duration::ZERO, proxy: None, ..crawl.clone() };
        let settings = Settings { obey_robots: false, delay: Duration::ZERO, ..live };
        let replay: Replay = sample.open()?;
        Going::of(config, &still, fetcher(settings, Arc::new(replay)), budget)?
    } else {
        let mut transport: Arc<dyn Transport> = Arc::new(Net::new(&config.fetch, Arc::new(SystemResolver)));
        if let Some(dir) = &args.record {
            transport = Arc::new(Record::new(transport, empty(dir)?));
        }
        Going::of(config, crawl, fetcher(live, transport), budget)?
    };
    let (mut documents, mut hits) = (0, 0);
    let went = going
        .go(async |item| {
            let page = line.read(item, &crawl.id).await?;
            documents += 1;
            hits += page.hits.len();
            println!("{}", line.shown(&page));
            Ok(())
        })
        .await?;
    match went {
        Ok(harvest) => {
            let left = if harvest.more { "; there is more: a later visit goes on" } else { "" };
            eprintln!("{documents} documents, {hits} hits, {} requests{left}", harvest.requests);
            for (url, why) in &harvest.failed {
                eprintln!("{url}: {why}");
            }
            for (complaint, times) in &harvest.complaints {
                eprintln!("{complaint}: {times}");
            }
            Ok(Outcome::Done)
        }
        Err(why) => {
            eprintln!("{}: {why}", crawl.id);
            Ok(Outcome::Found)
        }
    }
}

#[derive(clap::Args)]
pub(super) struct CheckArgs {
    /// Crawls [default: all]
    ids: Vec<String>,
    /// Goes there as well: does the place answer, and with something that is read
    #[arg(long)]
    online: bool,
    #[arg(long)]
    json: bool,
}

/// Each crawl against its sample, and against the place where that is asked for.
pub(super) async fn check(
    config: &Config,
    folder: Option<&Path>,
    args: &CheckArgs,
) -> anyhow::Result<Outcome> {
    let all = config.crawls.iter().chain(&config.spare_crawls);
    let crawls: Vec<&Crawl> = match args.ids.as_slice() {
        [] => all.collect(),
        ids => ids.iter().map(|id| named(config, id)).collect::<Result<_, _>>()?,
    };
    let mut well = true;
    for crawl in crawls {
        let tried = check::try_crawl(crawl, folder, Arc::new(SystemClock)).await;
        let language = if args.json { Language::English } else { super::language() };
        let mut faults: Vec<String> = tried.iter().flatten().map(|f| f.line(language)).collect();
        let mut seen = None;
        if args.online {
            match look(config, crawl).await? {
                Ok(items) => seen = Some(items),
                Err(why) => faults.push(format!("{}: the place itself: {why}", crawl.id)),
            }
        }
        well &= faults.is_empty();
        if args.json {
            println!(
                "{}",
                json!({ "crawl": crawl.id, "ok": faults.is_empty(), "sample": tried.is_some(), "items": seen, "faults": faults })
            );
            continue;
        }
        let sample = if tried.is_some() { "sample" } else { "no sample" };
        let online = seen.map(|n| format!(", {n} items at the place")).unwrap_or_default();
        let verdict = if faults.is_empty() { "well" } else { "faulty" };
        println!("{:<28} {verdict:<7} {sample}{online}", crawl.id);
        faults.iter().for_each(|fault| println!("  {fault}"));
    }
    Ok(if well { Outcome::Done } else { Outcome::Found })
}

/// How many items a short visit brings.
async fn look(config: &Config, crawl: &Crawl) -> anyhow::Result<Result<u64, PollError>> {
    let net = Arc::new(Net::new(&config.fetch, Arc::new(SystemResolver)));
    let budget = crawl.pages.min(A_LOOK);
    let going = Going::of(config, crawl, fetcher(config.fetch.clone(), net), budget)?;
    let mut items = 0;
    let went = going
        .go(async |_| {
            items += 1;
            Ok(())
        })
        .await?;
    Ok(went.map(|_| items))
}

fn named<'a>(config: &'a Config, id: &str) -> anyhow::Result<&'a Crawl> {
    let found = config.crawls.iter().chain(&config.spare_crawls).find(|c| c.id == id);
    found.with_context(|| format!("there is no crawl `{id}`: `leakwatch crawl check` names them all"))
}

fn fetcher(settings: Settings, transport: Arc<dyn Transport>) -> Fetcher {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let gates = Arc::new(MemoryGates::new(clock.clone()));
    Fetcher::new(settings, transport, clock, gates)
}

/// The folder, made when it is missing: a recording is not mixed with an older one.
fn empty(dir: &Path) -> anyhow::Result<&Path> {
    std::fs::create_dir_all(dir).with_context(|| format!("the folder {}", dir.display()))?;
    let mut inside = std::fs::read_dir(dir).with_context(|| format!("the folder {}", dir.display()))?;
    ensure!(
        inside.next().is_none(),
        "{} is not empty: an older recording is not written over",
        dir.display()
    );
    Ok(dir)
}

/// One visit, as the daemon makes it for the first time.
struct Going {
    source: Box<dyn Source>,
    fetcher: Fetcher,
    crawl: Crawl,
    budget: u32,
}

impl Going {
    /// To a crawl as the daemon has it, with what its watches want found.
    fn of(config: &Config, crawl: &Crawl, fetcher: Fetcher, budget: u32) -> anyhow::Result<Going> {
        let source = sources::build(crawl).map_err(Faulty)?;
        let crawl = terms::given(config, crawl, &*source);
        Ok(Going { fetcher: fetcher.for_crawl(&crawl), source, crawl, budget })
    }

    /// Hands each item over as it comes. Ends early on Ctrl-C.
    async fn go(
        self,
        mut each: impl AsyncFnMut(Item) -> anyhow::Result<()>,
    ) -> anyhow::Result<Result<Harvest, PollError>> {
        let Going { source, fetcher, crawl, budget } = self;
        let order = Order { crawl: Arc::new(crawl), cursor: String::new(), now: SystemClock.now(), budget };
        let (out, mut items) = tokio::sync::mpsc::channel(WAITING);
        let cancel = CancellationToken::new();
        let visit = async {
            let harvest = source.visit(&order, &fetcher, &out, &cancel).await;
            drop(out);
            harvest
        };
        // Gone with its last item or its first error: a visit that nobody hears ends.
        let gather = async move {
            while let Some(sent) = items.recv().await {
                if let Sent::Item(item) = sent {
                    each(*item).await?;
                }
            }
            anyhow::Ok(())
        };
        let both = async { tokio::join!(visit, gather) };
        tokio::select! {
            (harvest, gathered) = both => gathered.map(|()| harvest),
            _ = tokio::signal::ctrl_c() => bail!("broken off"),
        }
    }
}

/// Reading and matching, as the configuration has it.
struct Line {
    matcher: Arc<Matcher>,
    worker: Worker,
}

impl Line {
    async fn new(config: &Config) -> anyhow::Result<Line> {
        let program = std::env::current_exe().context("where this program is")?;
        let mut sets = config.sets.clone();
        let printed = documents::printing(Some(config)).await?.fill(&mut sets).await;
        if !printed.faults.is_empty() {
            return Err(Faulty(printed.faults).into());
        }
        let matcher = Matcher::new(&sets).map_err(Faulty)?;
        Ok(Line { matcher: Arc::new(matcher), worker: Worker::new(program) })
    }

    async fn read(&self, item: Item, crawl: &str) -> anyhow::Result<Page> {
        read(item, crawl, self.matcher.clone(), &self.worker).await
    }

    fn is_secret(&self, hit: &Hit) -> bool {
        self.matcher.entry(&hit.entry).is_some_and(|entry| entry.secret)
    }

    /// A line of output: secrets are masked here as in letters. Whom a hit is about is judged when it becomes a finding.
    fn shown(&self, page: &Page) -> String {
        let spans = |hits: &[Hit]| -> Vec<(usize, usize)> {
            let secret = hits.iter().filter(|hit| self.is_secret(hit));
            let mut spans: Vec<_> = secret.map(|hit| (hit.start, hit.end)).collect();
            spans.sort_unstable();
            // One span where they overlap.
            spans.dedup_by(|next, kept| {
                let over = next.0 < kept.1;
                kept.1 = if over { kept.1.max(next.1) } else { kept.1 };
                over
            });
            spans
        };
        let inside = spans(&page.hits);
        let title = spans(&self.matcher.scan(&Words { text: &page.document.title, ..Words::default() }));
        let address = spans(&self.matcher.scan(&Words { text: &page.address, ..Words::default() }));
        let shown = |hit: &Hit| {
            let first = inside.partition_point(|span| span.1 <= hit.start);
            let over = inside[first..].iter().take_while(|span| span.0 < hit.end);
            let own: Vec<_> = over.map(|s| (s.0.saturating_sub(hit.start), s.1 - hit.start)).collect();
            json!({
                "entry": hit.entry, "start": hit.start, "end": hit.end, "line": hit.line,
                "match": masked(&hit.text, &own), "confidence": f64::from(hit.confidence) / 100.0,
            })
        };
        let hits: Vec<_> = page.hits.iter().map(shown).collect();
        let document = &page.document;
        // What a field says stands in the text too: a secret in it is masked there, and here as a whole.
        let told = masked(&document.text, &inside);
        let fields: serde_json::Map<_, _> = document
            .fields
            .iter()
            .map(|(name, value)| {
                let value = if told.contains(value.as_str()) { value.as_str() } else { "•••" };
                (name.clone(), json!(value))
            })
            .collect();
        json!({
            "url": masked(&page.address, &address),
            "title": masked(&document.title, &title),
            "author": document.author,
            "published": document.published.map(|at| at.earliest.rfc3339()),
            "language": document.language,
            "fields": fields,
            "listing": page.item.listing,
            "text": told,
            "complaints": document.complaints,
            "hits": hits,
        })
        .to_string()
    }
}

/// A text with these spans masked: code points, ascending, apart; they may end beyond the text.
fn masked(text: &str, spans: &[(usize, usize)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    let mut at = 0;
    for &(start, end) in spans {
        out.extend(chars.by_ref().take(start - at));
        let hidden: String = chars.by_ref().take(end - start).collect();
        out.push_str(&crate::text::mask(&hidden));
        at = end;
    }
    out.extend(chars);
    out
}

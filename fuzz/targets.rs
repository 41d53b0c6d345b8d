//! What is fuzzed: one function a target, from bytes to a digest of what came out. A panic, an abort or an input that takes
//! longer than the driver allows is a find; a new digest is a new behaviour, and its input is mutated further.
//!
//! Shared by the driver (`make fuzz`) and by the test that replays `tests/corpus/` in `make test`.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use leakwatch::alert::bounce;
use leakwatch::clock::Clock;
use leakwatch::config::{self, Source, Stored, embedded};
use leakwatch::fetch::{Fetcher, MemoryGates, Replay, Settings, robots};
use leakwatch::matching::{Matcher, Words};
use leakwatch::model::{Crawl, Document, Exchange, Time};
use leakwatch::promise::crontab::Crontab;
use leakwatch::runtime::HandClock;
use leakwatch::sources::{self, Order, parse_feed};
use leakwatch::text::{self, Raw};
use leakwatch::{archive, query};
use tokio_util::sync::CancellationToken;

pub struct Target {
    /// Of its folder below `tests/corpus/`.
    pub name: &'static str,
    pub run: fn(&[u8]) -> u64,
}

/// A Tuesday in 2026.
const NOW: Time = Time(1_790_069_600_000);

pub const TARGETS: &[Target] = &[
    Target { name: "html", run: |bytes| extracted(bytes, "text/html") },
    Target { name: "charset", run: charset },
    Target { name: "mail", run: |bytes| extracted(bytes, "message/rfc822") },
    Target { name: "office", run: |bytes| extracted(bytes, "application/octet-stream") },
    Target { name: "pdf", run: |bytes| extracted(bytes, "application/pdf") },
    Target { name: "feed", run: feed },
    Target { name: "robots", run: robots },
    Target { name: "sitemap", run: sitemap },
    Target { name: "board", run: board },
    Target { name: "addresses", run: addresses },
    Target { name: "query", run: queried },
    Target { name: "configuration", run: configuration },
    Target { name: "matching", run: matched },
    Target { name: "sets", run: compiled },
    Target { name: "warc", run: warc },
    Target { name: "crontab", run: crontab },
    Target { name: "bounce", run: bounced },
];

/// Of sizes the magnitude: inputs that differ in length alone behave alike.
fn digest(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

fn about(n: usize) -> u32 {
    usize::BITS - n.leading_zeros()
}

/// A complaint without the numbers in it.
fn words_of(complaint: &str) -> String {
    complaint.chars().filter(|c| !c.is_ascii_digit()).take(40).collect()
}

fn shape(document: &Document) -> u64 {
    let complaints: BTreeSet<String> = document.complaints.iter().map(|c| words_of(c)).collect();
    digest((
        complaints,
        about(document.text.len()),
        about(document.links.len()),
        (
            document.title.is_empty(),
            document.author.is_empty(),
            document.published.is_none(),
            &document.language,
        ),
    ))
}

fn extracted(bytes: &[u8], content_type: &str) -> u64 {
    let raw = Raw {
        bytes,
        content_type: Some(content_type),
        url: "https://site.example/page",
        fetched: NOW,
        truncated: None,
    };
    let document = text::extract(&raw);
    let html = content_type == "text/html";
    let main = if html { about(text::main_text(&String::from_utf8_lossy(bytes)).len()) } else { 0 };
    let exchange = Exchange {
        status: 200,
        headers: vec![("content-type".into(), content_type.into())],
        body: bytes.to_vec(),
        ..Exchange::default()
    };
    digest((shape(&document), main, text::heavy(&raw), format!("{:?}", text::verdict(&exchange))))
}

fn charset(bytes: &[u8]) -> u64 {
    let said = bytes
        .first()
        .map(|b| ["text/html", "text/html; charset=windows-1251", "charset=utf-16"][usize::from(*b) % 3]);
    let decoded = text::decode(bytes, said);
    digest((decoded.charset, about(decoded.text.len())))
}

fn feed(bytes: &[u8]) -> u64 {
    match parse_feed(bytes, None, "https://site.example/feed.xml", NOW) {
        Ok(feed) => digest((
            about(feed.entries.len()),
            feed.title.is_empty(),
            feed.entries.iter().take(4).map(|e| (e.url.is_empty(), shape(&e.document))).collect::<Vec<_>>(),
        )),
        Err(why) => digest(words_of(&why)),
    }
}

fn robots(bytes: &[u8]) -> u64 {
    let allowed = |path: &str| robots::allowed(bytes, "leakwatch", &format!("https://site.example{path}"));
    let verdicts = ["/", "/a/b?c=d", "/%D0%B0", "/x.html"].map(allowed);
    digest((
        verdicts,
        robots::crawl_delay(bytes, "leakwatch").is_some(),
        about(robots::sitemaps(bytes).len()),
    ))
}

/// The first line is a query, the rest the text that it is held against: read, watched, and told of.
fn queried(bytes: &[u8]) -> u64 {
    let input = String::from_utf8_lossy(bytes);
    let (expression, text) = input.split_once('\n').unwrap_or((&input, &input));
    let parsed = match query::parse(expression) {
        Ok(query) => query,
        Err(error) => {
            let shown = error.caret(expression);
            assert!(shown.lines().count() == 2 && shown.ends_with('^'), "{shown}");
            return digest((words_of(&error.to_string()), about(error.at)));
        }
    };
    let held = watching(expression).map(|matcher| {
        let words = Words { text, title: text.lines().next().unwrap_or_default(), ..Words::alone(text) };
        let hits = matcher.scan(&words);
        let length = text.chars().count();
        assert!(hits.iter().all(|hit| hit.start <= hit.end && hit.end <= length));
        let lines = matcher.explain("t/q", &words).map_or(0, |told| told.lines.len());
        (about(hits.len()), about(lines))
    });
    digest((words_of(&format!("{parsed:?}")), held))
}

/// The query beside an entity and a pattern that it may name; none: it names something else.
fn watching(expression: &str) -> Option<Matcher> {
    let literal = toml_edit::Value::from(expression);
    let written = format!(
        "[set]\nid = \"t\"\n[[entity]]\nid = \"company\"\nkind = \"organisation\"\nrole = \"own\"\nname = \"Ромашка\"\n\
         [[pattern]]\nid = \"code\"\nclass = \"leak\"\nregex = 'k-[0-9]+'\n\
         [[query]]\nid = \"q\"\nclass = \"leak\"\nexpression = {literal}\n"
    );
    Matcher::new(&[config::keyword_set("t.toml", &written).ok()?]).ok()
}

fn configuration(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let set = config::keyword_set("keyword-sets/x.toml", &text);
    let crawl = config::crawler("crawlers/x/crawler.toml", &text);
    if let Ok(set) = &set {
        let _ = Matcher::new(std::slice::from_ref(set));
    }
    // Beside the carried sets it takes a second: only for what looks like settings.
    let tables = ["[server", "[watch", "[plan", "[recipient", "[relay", "[fetch", "[retention", "[bounces"];
    let settings = tables.iter().any(|table| text.contains(table));
    let stored = [Stored { name: "x.toml".into(), text }];
    let kinds = |crawl: &Crawl| sources::build(crawl).err().unwrap_or_default();
    let loaded = settings.then(|| config::load(&Source { folder: None, stored: &stored }, &kinds));
    let faults = |n: Option<Vec<leakwatch::model::Fault>>| {
        n.unwrap_or_default().iter().map(|f| words_of(f.message())).collect::<BTreeSet<_>>()
    };
    digest((faults(set.err()), faults(crawl.err()), faults(loaded.and_then(Result::err))))
}

/// Everything that the binary carries, compiled once.
static CARRIED: LazyLock<Matcher> = LazyLock::new(|| {
    let sets = embedded::keyword_sets();
    let sets: Vec<_> =
        sets.iter().map(|(file, text)| config::keyword_set(file, text).expect("carried")).collect();
    Matcher::new(&sets).expect("carried sets compile")
});

fn matched(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes);
    let hits = CARRIED.scan(&Words { text: &text, url: "https://site.example/", ..Words::default() });
    let length = text.chars().count();
    for hit in &hits {
        assert!(
            hit.start < hit.end && hit.end <= length,
            "a hit beyond the text: {}..{} of {length}",
            hit.start,
            hit.end
        );
    }
    digest(hits.iter().map(|h| &h.entry).collect::<BTreeSet<_>>())
}

/// A keyword set, a line of `====`, and a text: the set is read, compiled, held against its own examples and the text,
/// and every entry says why it matched or did not.
fn compiled(bytes: &[u8]) -> u64 {
    let input = String::from_utf8_lossy(bytes);
    let (set, text) = input.split_once("\n====\n").unwrap_or((&input, ""));
    let set = match config::keyword_set("keyword-sets/x.toml", set) {
        Ok(set) => set,
        Err(faults) => return digest(faults.iter().map(|f| f.said.code.clone()).collect::<BTreeSet<_>>()),
    };
    let matcher = match Matcher::new(std::slice::from_ref(&set)) {
        Ok(matcher) => matcher,
        Err(faults) => return digest(faults.iter().map(|f| f.said.code.clone()).collect::<BTreeSet<_>>()),
    };
    let words = Words { text, url: "https://site.example/", ..Words::default() };
    let hits = matcher.scan(&words);
    let length = text.chars().count();
    let mut out = Vec::new();
    for entry in matcher.entries() {
        let id = entry.full_id();
        let of_entry: Vec<_> = hits.iter().filter(|hit| *hit.entry == *id).collect();
        assert!(of_entry.iter().all(|hit| hit.start <= hit.end && hit.end <= length), "{id} beyond the text");
        let found = of_entry.iter().any(|hit| hit.confidence >= entry.min_confidence);
        let told = matcher.explain(&id, &words).expect("an entry of the set");
        assert_eq!(told.matched, found, "{id}: what explain says is not what scan finds");
        assert!(!told.lines.is_empty(), "{id}: nothing is said");
        out.push((found, told.lines.into_iter().map(|line| line.code).collect::<BTreeSet<_>>()));
    }
    digest((out, about(matcher.try_examples().len())))
}

/// The bytes as a file of an archive, and once more as the content of a record that is whole.
fn warc(bytes: &[u8]) -> u64 {
    use std::io::Write;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
    file("20260922T093320-1-one.warc.gz", bytes);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("into memory");
    file("20260922T093321-2-one.warc.gz", &packed.finish().expect("into memory"));
    match archive::verify(folder.path()) {
        Ok(report) => digest(
            report.faults.iter().map(|f| words_of(f.split(": ").last().unwrap_or(f))).collect::<Vec<_>>(),
        ),
        Err(error) => digest(words_of(&error.to_string())),
    }
}

fn crontab(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes);
    let mut out = Vec::new();
    for zone in [chrono_tz::UTC, chrono_tz::Europe::Berlin, chrono_tz::America::St_Johns] {
        match Crontab::new(&text, zone) {
            Ok(crontab) => {
                let first = crontab.next(NOW);
                assert!(first.is_none_or(|t| t > NOW), "the next time is later");
                out.push(first.map_or(0, |t| about((t.0 - NOW.0) as usize)));
            }
            Err(why) => return digest(words_of(&why.english)),
        }
    }
    digest(out)
}

fn bounced(bytes: &[u8]) -> u64 {
    let bounce = bounce::read(bytes);
    digest(bounce.map(|b| (b.status, about(b.why.len()), about(b.message_id.len()))))
}

fn sitemap(bytes: &[u8]) -> u64 {
    let options = "[site]\nsitemaps = [\"https://site.example/sitemap.xml\"]\n";
    visited(
        "site",
        options,
        vec![answer("/", "text/html", b"<p>start</p>"), answer("/sitemap.xml", "application/xml", bytes)],
    )
}

/// Lines as the links of a start page.
fn addresses(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes);
    let link = |line: &str| {
        format!("<p><a href=\"{}\">x</a></p>\n", line.replace('&', "&amp;").replace('"', "&quot;"))
    };
    let page: String = text.lines().take(200).map(link).collect();
    visited("site", "", vec![answer("/", "text/html", page.as_bytes())])
}

fn answer(path: &str, content_type: &str, body: &[u8]) -> (String, Vec<u8>) {
    let head = format!("GET https://site.example{path}\n\nHTTP/1.1 200 OK\nContent-Type: {content_type}\n\n");
    (path.to_owned(), [head.as_bytes(), body].concat())
}

/// Waits for nothing: the rest that a host is given passes at once.
#[derive(Debug)]
struct Prompt(HandClock);

impl Clock for Prompt {
    fn now(&self) -> Time {
        self.0.now()
    }

    fn steady(&self) -> Instant {
        self.0.steady()
    }

    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()> {
        if t > self.0.now() {
            self.0.set(t);
        }
        Box::pin(std::future::ready(()))
    }
}

/// One answer as the index, the board and the thread of a forum; JSON and XML as that of an interface.
fn board(bytes: &[u8]) -> u64 {
    if bytes.starts_with(b"<?xml") {
        let options = "[social]\nformat = \"xml\"\n[threads]\nitem = \"doc\"\nlink = \"url\"\ntitle = \"x-title\"\n\
            text = \"passages\"\nnext = \"&page+=1\"\n[errors]\ncode = \"error@code\"\nmessage = \"error\"\n\
            later = [\"55 1m\"]\nempty = [\"15\"]\n";
        return visited("social", options, vec![answer("/", "text/xml", bytes)]);
    }
    if matches!(bytes.first(), Some(b'{' | b'[')) {
        let options = "[blog]\nformat = \"json\"\n[recipe]\nitem = \"posts[]\"\ntext = \"text\"\n\
            author = \"$.users[id=@by].name | by\"\npermalink = \"/{id[by / -1]}\"\nnext = \"/t?p={posts[-1].id}\"\n\
            [fields]\nlinks = \"links[*].url\"\n[errors]\ncode = \"error.code | error\"\nmessage = \"error.words\"\n\
            later = [\"6 1s\"]\nif_empty = \"silent[0]\"\n";
        return visited("blog", options, vec![answer("/", "application/json", bytes)]);
    }
    let options = "[boards]\nitem = \".board\"\nlink = \"a@href\"\n[threads]\nitem = \".topic\"\nlink = \"a@href\"\n\
        last = \"a.last@href\"\nnext = \"a.next@href\"\n[recipe]\nitem = \".post\"\nauthor = \".nick\"\n\
        date = \"time@datetime\"\npermalink = \"a.perma@href\"\nprevious = \"a.prev@href\"\nnext = \"a.next@href\"\n";
    visited("forum", options, vec![answer("/", "text/html", bytes), answer("/t", "text/html", bytes)])
}

/// A visit to recorded answers, twice, with the cursor between.
fn visited(kind: &str, options: &str, answers: Vec<(String, Vec<u8>)>) -> u64 {
    let written = format!(
        "id = \"x\"\nkind = \"{kind}\"\nstart = [\"https://site.example/\"]\nhosts = [\"site.example\"]\npages = 3\n{options}"
    );
    let crawl = config::crawler("crawlers/x/crawler.toml", &written).expect("it is written well");
    let crawl = Arc::new(Crawl { delay: Duration::ZERO, ..crawl });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let clock = Arc::new(Prompt(HandClock::new(NOW)));
        let replay = Replay::of(answers).expect("recorded answers");
        let settings = Settings { delay: Duration::ZERO, ..Settings::default() };
        let gates = Arc::new(MemoryGates::new(clock.clone()));
        let fetcher = Fetcher::new(settings, Arc::new(replay), clock, gates).for_crawl(&crawl);
        let source = sources::build(&crawl).expect("a kind");
        let mut out = Vec::new();
        let mut cursor = String::new();
        for _ in 0..2 {
            let order = Order { crawl: crawl.clone(), cursor, now: NOW, budget: 3 };
            let (sink, mut items) = tokio::sync::mpsc::channel(8);
            let cancel = CancellationToken::new();
            let visit = async {
                let harvest = source.visit(&order, &fetcher, &sink, &cancel).await;
                drop(sink);
                harvest
            };
            let count = async {
                let mut n = 0;
                while items.recv().await.is_some() {
                    n += 1;
                }
                n
            };
            let (harvest, items) = tokio::join!(visit, count);
            let Ok(harvest) = harvest else { return digest(0) };
            out.push((
                items,
                about(harvest.failed.len()),
                harvest.more,
                harvest.complaints.into_keys().collect::<Vec<_>>(),
            ));
            cursor = harvest.cursor;
        }
        digest(out)
    })
}

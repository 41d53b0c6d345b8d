//! The kinds `forum`, `blog`, `guestbook`, `classifieds`, `paste`, `code`, `search` and `social`: listings that lead to
//! threads, threads that hold posts, each post a document of its own.
//!
//! An index leads to boards, a board to threads, a thread to posts; any page may hold any of these, and a place without
//! threads has its posts in the listing itself. What stands behind a row is read again only when the row's mark has
//! changed: the time of the last post, the number of answers. What is searched for takes turns, by its weight and by how
//! long ago it was asked. The cursor holds 4,096 listings, the marks of 1,024 boards and 8,192 threads, 16,384 posts and
//! 1,000 threads still to be read: at most 1.5 MB, and 4 MB more where rows have words of their own that are kept for pages
//! that cannot be read; about 50 KB for a forum of 1,000 threads.

mod listing;
mod sheet;
mod starts;
mod thread;
mod tour;

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::options::{Options, nearest, starts};
use super::recipe::{Engine, Format, Html, Json, Written};
use super::urls;
use super::{Built, Kind, Order, Sink, Source};
use crate::fetch::{Ask, Fetcher};
use crate::model::{Crawl, Harvest, PollError};
use crate::said;

use sheet::{Places, Tables};
use starts::Start;

pub(super) const FORUM: Kind = Kind {
    name: "forum",
    about: "Forums: boards, threads and posts, by the recipe of the engine (phpBB, Discourse ...) or your own; only new posts are read.",
    keys: &["engine", "names", "queries", "forum", "boards", "threads", "recipe", "fields", "errors"],
    schemes: &[],
    everywhere: false,
    build: |crawl| build(crawl, "forum"),
};

pub(super) const BLOG: Kind = Kind {
    name: "blog",
    about: "Blogs and diaries with their comments: by the engine's own interface (WordPress ...) or by a recipe.",
    keys: &["engine", "names", "queries", "blog", "boards", "threads", "recipe", "fields", "errors"],
    schemes: &[],
    everywhere: false,
    build: |crawl| build(crawl, "blog"),
};

pub(super) const GUEST_BOOK: Kind = Kind {
    name: "guestbook",
    about: "Guest books and comment pages: entries on one page, or on several.",
    keys: &["engine", "names", "queries", "guestbook", "boards", "threads", "recipe", "fields", "errors"],
    schemes: &[],
    everywhere: false,
    build: |crawl| build(crawl, "guestbook"),
};

pub(super) const CLASSIFIEDS: Kind = Kind {
    name: "classifieds",
    about: "Classified advertisements: sections, lists and advertisements, with seller, telephone, price and region.",
    keys: &["engine", "names", "queries", "classifieds", "boards", "threads", "recipe", "fields", "errors"],
    schemes: &[],
    everywhere: false,
    build: |crawl| build(crawl, "classifieds"),
};

pub(super) const PASTE: Kind = Kind {
    name: "paste",
    about: "Paste sites: a list of the newest, each read as its bare words.",
    keys: &["engine", "names", "queries", "paste", "boards", "threads", "recipe", "fields", "errors"],
    schemes: &[],
    everywhere: false,
    build: |crawl| build(crawl, "paste"),
};

pub(super) const CODE: Kind = Kind {
    name: "code",
    about: "Code hosts: what you watch is asked for in code, commits and issues, by their own interfaces.",
    keys: &["engine", "names", "queries", "code", "boards", "threads", "recipe", "fields", "errors"],
    schemes: &[],
    everywhere: false,
    build: |crawl| build(crawl, "code"),
};

pub(super) const SEARCH: Kind = Kind {
    name: "search",
    about: "Search engines: what you watch is asked for, a share of it each day, and what is found is read as pages.",
    keys: &["engine", "names", "queries", "search", "boards", "threads", "recipe", "fields", "errors"],
    schemes: &[],
    everywhere: true,
    build: |crawl| build(crawl, "search"),
};

pub(super) const SOCIAL: Kind = Kind {
    name: "social",
    about: "Social networks by their own interfaces: searches, walls and channels, each post with its author and counts.",
    keys: &["engine", "names", "queries", "social", "boards", "threads", "recipe", "fields", "errors"],
    schemes: &[],
    everywhere: false,
    build: |crawl| build(crawl, "social"),
};

const KEYS: &[&str] = &[
    "engine",
    "format",
    "markup",
    "listing_pages",
    "thread_pages",
    "names",
    "queries",
    "daily",
    "key",
    "send",
    "unpack",
];
/// Keys that stand at the file's top as well.
const TOP: &[&str] = &["engine", "names", "queries"];
/// Pages of a listing that the first visit reads, and the most that a gap makes it read.
const LISTING_PAGES: i64 = 2;
/// Pages of a thread that are read when it is first seen, from its end.
const THREAD_PAGES: i64 = 10;
/// Searches a day.
const DAILY: i64 = 1_000;

fn build(crawl: &Crawl, name: &'static str) -> Built {
    let mut options = Options::read(crawl)?;
    let bases = starts(&mut options, crawl);
    let known_engine = |text: &str| {
        let names = Engine::names();
        Engine::find(text).ok_or_else(|| {
            let hint = nearest(text, &names);
            said!(
                "board.engine",
                "`{text}` is no engine; {hint}",
                "— движка `{text}` нет; {hint}",
                text,
                hint
            )
        })
    };
    let as_it_is = |text: &str| Ok(text.to_owned());
    let mut top = options.top(TOP);
    let engine = top.parsed("engine", known_engine);
    let (mut names, mut queries) = (top.list("names", as_it_is), top.list("queries", as_it_is));
    let mut table = options.table(name, KEYS);
    let engine = table.parsed("engine", known_engine).or(engine);
    names.extend(table.list("names", as_it_is));
    queries.extend(table.list("queries", as_it_is));
    let word = |text: &str, known: &[&'static str]| {
        known.iter().copied().find(|k| *k == text).ok_or_else(|| {
            let hint = nearest(text, known);
            said!("board.word", "`{text}` is not known; {hint}", "— `{text}` не бывает; {hint}", text, hint)
        })
    };
    let format = table.parsed("format", |text| word(text, &["html", "json", "xml"]));
    let markup = table.parsed("markup", |text| word(text, &["html", "text"]));
    let send = table.parsed("send", |text| word(text, &["json", "address"]));
    let unpack = table.parsed("unpack", Json::pick);
    let listing_pages = table.number("listing_pages", 1..1_001, LISTING_PAGES) as u32;
    let thread_pages = table.number("thread_pages", 1..1_001, THREAD_PAGES) as u32;
    let daily = table.number("daily", 1..1_000_001, DAILY) as u32;
    let key = table.parsed("key", |text| match text.split_once(':') {
        Some((header, value)) if !header.trim().is_empty() && value.contains("{token}") => {
            Ok(text.to_owned())
        }
        _ => Err(said!(
            "board.key",
            "is the header that takes your key, e.g. \"Authorization: Bearer {token}\"",
            "— заголовок, в котором передаётся ключ, например \"Authorization: Bearer {token}\"",
            token = "{token}"
        )),
    });
    let of_engine = |key: &str| engine.as_ref().and_then(|e| e.word(key));
    let format = format.or(of_engine("format")).unwrap_or("html");
    let send = send.or(of_engine("send")) == Some("json");
    let unpack = unpack.or_else(|| Json::pick(of_engine("unpack")?).ok());
    let plain = markup.or(of_engine("markup")) == Some("text");
    let key = key.or(of_engine("key").map(str::to_owned));
    let mut written = Written { options: &mut options, engine: engine.as_ref(), plain };
    let tables = match format {
        "json" => Tables::Json(places::<Json>(&mut written)),
        "xml" => Tables::Xml(places::<Html>(&mut written), unpack),
        _ => Tables::Html(places::<Html>(&mut written)),
    };
    if engine.is_none() && !options.has("threads") && !options.has("recipe") {
        options.fault(
            None,
            said!(
                "board.nothing",
                "nothing says where the posts are: name the engine (engine = \"phpbb\"), or write [threads] and [recipe]",
                "не сказано, где сообщения: назовите движок (engine = \"phpbb\") или опишите [threads] и [recipe]"
            ),
        );
    }
    let own = engine.as_ref().map(|e| e.words("start")).unwrap_or_default();
    let written = crawl.start.iter().zip(&bases);
    let all: Vec<Start> = written.flat_map(|(text, base)| Start::of(text, base, &own)).collect();
    if names.is_empty() && !all.is_empty() && all.iter().all(Start::wants_a_name) {
        options.fault(
            None,
            said!(
                "board.names",
                "`names` is missing: the walls, channels or tags that are read",
                "нет ключа `names`: какие стены, каналы или метки читать"
            ),
        );
    }
    let board = Board {
        hosts: urls::hosts(crawl, &bases),
        starts: all,
        tables: Arc::new(tables),
        names,
        queries,
        operators: engine.as_ref().is_some_and(|e| e.flag("operators")),
        interface: engine.as_ref().is_some_and(|e| e.flag("interface")),
        daily,
        key,
        send,
        listing_pages,
        thread_pages,
    };
    options.done(Box::new(board) as Box<dyn Source>)
}

fn places<F: Format>(written: &mut Written<'_, '_>) -> Places<F> {
    Places {
        boards: written.rows("boards"),
        threads: written.rows("threads"),
        posts: written.posts(false),
        errors: written.errors(),
    }
}

struct Board {
    starts: Vec<Start>,
    tables: Arc<Tables>,
    hosts: Vec<String>,
    /// Walls, channels, tags.
    names: Vec<String>,
    /// Asked for beside what the watches want found.
    queries: Vec<String>,
    /// `site:` and the like are understood.
    operators: bool,
    /// The engine's starts are an interface for programs.
    interface: bool,
    /// Searches a day.
    daily: u32,
    /// The header that takes the key of the crawl's account.
    key: Option<String>,
    /// The parameters of an address are sent as a JSON body.
    send: bool,
    listing_pages: u32,
    thread_pages: u32,
}

impl Board {
    fn is_ours(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| urls::is_among(&url, &self.hosts))
    }

    /// Whether an address is at the place that the starts ask, and not of a page that it leads to.
    fn is_asked_at(&self, url: &Url) -> bool {
        self.starts.iter().any(|start| start.origin == url.origin())
    }

    /// Gaps of what was searched for cost searches: they are closed over fewer pages.
    fn longest_gap(&self) -> u32 {
        if self.searches() { self.listing_pages } else { listing::LONGEST_GAP }
    }

    /// A request, with the key and without robots.txt where it is an interface for programs that is asked.
    fn ask(&self, url: Url) -> Ask {
        let own = self.is_asked_at(&url);
        let key = self.key.clone().filter(|_| own);
        let ask = if urls::is_file(&url) { Ask::download(url) } else { Ask::page(url) };
        Ask { key, robots: !(own && self.interface), json: own && self.send, ..ask }
    }
}

#[async_trait]
impl Source for Board {
    async fn visit(
        &self,
        order: &Order,
        fetcher: &Fetcher,
        out: &Sink,
        cancel: &CancellationToken,
    ) -> Result<Harvest, PollError> {
        tour::go(self, order, fetcher, out, cancel).await
    }

    fn searches(&self) -> bool {
        self.starts.iter().any(Start::wants_a_term)
    }
}

//! The kind `site`: start pages, what they lead to, and what changed there; with a recipe, one document a post.
//!
//! A visit goes to the start pages and listings first, then to new pages and in turn to old ones, never twice to one
//! page; what says the same as last time is only reported as unchanged. The cursor holds the frontier, what the
//! listings linked to, and 8,192 posts: at most 1.7 MB, about 60 KB for a site of 500 pages.

mod frontier;
mod links;
mod maps;
mod page;
mod read;
mod sitemap;
mod tour;
mod turns;

use std::sync::Arc;

use async_trait::async_trait;
use regex::Regex;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::options::{Options, starts};
use super::urls::{self, Fragment};
use super::{Built, Kind, Order, Sink, Source};
use crate::fetch::Fetcher;
use crate::model::{Crawl, Harvest, PollError};
use crate::said;

use super::recipe::{Html, Posts, Written};

pub(super) const KIND: Kind = Kind {
    name: "site",
    about: "Pages from start addresses and sitemaps, link by link; with [recipe] forums, guest books and boards, post by post.",
    keys: &["site", "recipe", "fields"],
    schemes: &[],
    everywhere: false,
    build,
};

const KEYS: &[&str] = &["depth", "include", "exclude", "sitemaps", "robots_sitemaps"];

fn build(crawl: &Crawl) -> Built {
    let mut options = Options::read(crawl)?;
    let starts = starts(&mut options, crawl);
    let mut table = options.table("site", KEYS);
    let pattern = |text: &str| {
        Regex::new(text).map_err(|_| {
            let why = crate::text::expression::wrong(text);
            said!(
                why.code.as_str(),
                "is no regular expression: it {why}",
                "— не регулярное выражение: {why}",
                why
            )
        })
    };
    let address = |text: &str| {
        Url::parse(text)
            .map_err(|_| said!("kind.no-address", "`{text}` is no address", "— не адрес: `{text}`", text))
    };
    let rules = Rules {
        depth: table.number("depth", 0..21, 3) as u32,
        include: table.list("include", pattern),
        exclude: table.list("exclude", pattern),
        sitemaps: table.list("sitemaps", address),
        robots_sitemaps: table.flag("robots_sitemaps", true),
        hosts: urls::hosts(crawl, &starts),
    };
    let recipe = Written { options: &mut options, engine: None, plain: false }.posts::<Html>(true);
    let starts = starts.iter().map(|url| urls::identity(url, Fragment::Drop)).collect();
    let site = Site { starts, rules: Arc::new(rules), recipe: recipe.map(Arc::new) };
    options.done(Box::new(site) as Box<dyn Source>)
}

struct Site {
    starts: Vec<String>,
    rules: Arc<Rules>,
    recipe: Option<Arc<Posts<Html>>>,
}

/// Which addresses belong to the crawl.
#[derive(Debug)]
struct Rules {
    /// Links away from a start that are followed.
    depth: u32,
    include: Vec<Regex>,
    exclude: Vec<Regex>,
    sitemaps: Vec<Url>,
    /// Sitemaps that robots.txt names are read too.
    robots_sitemaps: bool,
    hosts: Vec<String>,
}

/// What ends an address that holds no words.
const WORDLESS: [&str; 36] = [
    "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff", "css", "js", "mjs",
    "map", "woff", "woff2", "ttf", "eot", "mp3", "mp4", "m4a", "m4v", "ogg", "webm", "avi", "mov", "mkv",
    "flac", "wav", "exe", "msi", "iso", "dmg", "apk", "swf",
];

impl Rules {
    fn is_ours(&self, url: &Url) -> bool {
        urls::is_among(url, &self.hosts)
    }

    /// Whether a link is followed.
    fn follows(&self, url: &Url) -> bool {
        let text = url.as_str();
        self.is_ours(url)
            && urls::plausible(url)
            && !url
                .path()
                .rsplit_once('.')
                .is_some_and(|(_, end)| WORDLESS.contains(&end.to_ascii_lowercase().as_str()))
            && (self.include.is_empty() || self.include.iter().any(|r| r.is_match(text)))
            && !self.exclude.iter().any(|r| r.is_match(text))
    }
}

#[async_trait]
impl Source for Site {
    async fn visit(
        &self,
        order: &Order,
        fetcher: &Fetcher,
        out: &Sink,
        cancel: &CancellationToken,
    ) -> Result<Harvest, PollError> {
        tour::go(self, order, fetcher, out, cancel).await
    }
}

//! What a page says of itself in its head.

use super::outline::Outline;
use super::token::Attributes;
use crate::model::{Stated, Time};
use crate::text::dates;

/// What the head says; absent where it says nothing.
#[derive(Debug, Default)]
pub struct Meta {
    pub title: String,
    pub author: Option<String>,
    pub published: Option<Stated>,
    pub updated: Option<Stated>,
    pub language: Option<String>,
}

const TITLE: &[&str] = &["og:title", "twitter:title", "dc.title"];
const AUTHOR: &[&str] = &[
    "author",
    "article:author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "parsely-author",
    "sailthru.author",
    "twitter:creator",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "publish_date",
    "publishdate",
    "publish-date",
    "pubdate",
    "published",
    "published_at",
    "date",
    "dc.date",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.created",
    "dcterms.issued",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "mediator_published_time",
    "article_date_original",
    "ptime",
    "datecreated",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "dc.date.modified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
    "article.updated",
    "mediator_updated_time",
    "updated_at",
    "utime",
];

/// The first non-empty `content` of the named metas, in the order of the names.
pub fn content(page: &Outline, names: &[&str]) -> Option<String> {
    contents(page, names).next()
}

fn contents<'a>(page: &Outline<'a>, names: &[&str]) -> impl Iterator<Item = String> + use<'a> {
    const KEYS: [&str; 4] = ["property", "name", "itemprop", "http-equiv"];
    let mut found: Vec<(usize, Attributes<'a>)> = Vec::new();
    for meta in &page.metas {
        let keys = KEYS.map(|key| meta.raw(key).map(str::trim));
        let is = |wanted: &str| keys.iter().flatten().any(|key| key.eq_ignore_ascii_case(wanted));
        found.extend(names.iter().enumerate().filter(|(_, wanted)| is(wanted)).map(|(at, _)| (at, *meta)));
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().filter_map(|(_, meta)| {
        if meta.raw("content")?.len() > 10_000 {
            return None;
        }
        let value = line(&meta.get("content")?, 1_000);
        (!value.is_empty()).then_some(value)
    })
}

pub fn read(page: &Outline, fetched: Time) -> Meta {
    let date = |names| contents(page, names).find_map(|text| dates::parse(&text, fetched));
    Meta {
        title: title(page),
        author: contents(page, AUTHOR).find_map(|a| author(&a)),
        published: date(PUBLISHED),
        updated: date(UPDATED),
        language: content(page, &["content-language", "dc.language", "og:locale", "language"]),
    }
}

/// The title made for sharing has no site name at its end, so it comes first, unless it is the site name alone.
fn title(page: &Outline) -> String {
    let site = content(page, &["og:site_name"]);
    let shared = contents(page, TITLE).find(|t| site.as_ref() != Some(t));
    match shared {
        Some(shared) => shared,
        None => page.title.clone(),
    }
}

/// An author's name out of what stands where one should; none when it is an address, a handle of the site or a sentence.
pub fn author(text: &str) -> Option<String> {
    const LEADS: &[&str] = &[
        "by ",
        "written by ",
        "posted by ",
        "author: ",
        "author:",
        "автор: ",
        "автор:",
        "автор ",
        "текст: ",
        "текст:",
        "опубликовал ",
        "опубликовала ",
        "написал ",
        "написала ",
    ];
    let mut name = line(text, 200);
    let lower = name.to_lowercase();
    if let Some(lead) = LEADS.iter().filter(|l| lower.starts_with(**l)).max_by_key(|l| l.len()) {
        name = name.chars().skip(lead.chars().count()).collect::<String>().trim().to_owned();
    }
    let name = name
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | ':' | '—' | '–' | '-'));
    let name = name.strip_prefix('@').unwrap_or(name);
    let words = name.split_whitespace().count();
    let an_address = name.contains("://") || name.starts_with("www.") || name.starts_with('/');
    let placeholder = matches!(
        name.to_lowercase().as_str(),
        "admin" | "administrator" | "редакция сайта" | "unknown" | "none" | "null"
    );
    let has_letter =
        name.chars().any(char::is_alphabetic) || name.chars().filter(|c| c.is_alphanumeric()).count() > 2;
    (words > 0 && words <= 12 && name.chars().count() <= 100 && !an_address && !placeholder && has_letter)
        .then(|| name.to_owned())
}

/// Text as one line of at most `longest` code points.
pub fn line(text: &str, longest: usize) -> String {
    let mut out = String::new();
    let mut left = longest;
    for word in text.split(|c: char| c.is_whitespace() || c == '\0').filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            if left < 2 {
                break;
            }
            out.push(' ');
            left -= 1;
        }
        let before = out.len();
        out.extend(word.chars().take(left));
        left -= out[before..].chars().count();
        if left == 0 {
            break;
        }
    }
    out
}

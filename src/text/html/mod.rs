//! HTML to a document: all visible text, title, author, times, language, links, canonical address.
//!
//! "Visible" is what a visitor can come to see, comments, signatures, side columns, spoilers and closed tabs included,
//! with the words for pictures and in fields; not scripts, styles and templates. Blocks are lines, cells are parted by
//! tabs, `<pre>` is kept.

mod byline;
mod elements;
mod entities;
mod linked_data;
mod links;
pub(super) mod meta;
pub(super) mod outline;
pub(super) mod posts;
mod token;

use url::Url;

use crate::model::{Document, Time};
use outline::Outline;

pub(super) use token::{Token, Tokens};

/// A document from decoded HTML: a page, or a fragment out of a feed. `main` stays empty.
pub fn html(html: &str, url: &str, fetched: Time) -> Document {
    document(&outline::read(html), url, fetched)
}

fn document(page: &Outline, url: &str, fetched: Time) -> Document {
    let base = base(page, url);
    let data = linked_data::read(&page.data, fetched);
    let meta = meta::read(page, fetched);
    let byline = byline::read(page, fetched);
    let mut document = Document {
        url: url.to_owned(),
        canonical: links::canonical(page, base.as_ref()),
        title: meta.title,
        author: data.author.or(meta.author).or(byline.author).unwrap_or_default(),
        published: data.published.or(meta.published).or(byline.published),
        updated: data.updated.or(meta.updated).or(byline.updated),
        links: links::read(page, base.as_ref()),
        charset: "utf-8".to_owned(),
        ..Document::default()
    };
    if document.title.is_empty() {
        document.title = data.title.or(byline.heading).unwrap_or_default();
    }
    document.text = page.text.trim_end().to_owned();
    document.language =
        super::language::language(page.lang.as_deref().or(meta.language.as_deref()), &document.text);
    if page.cut {
        document
            .complaints
            .push("too many elements: links and structure are those of its beginning".to_owned());
    }
    if page.data.iter().any(|d| d.len() > linked_data::LARGEST) {
        document.complaints.push("linked data too large to read".to_owned());
    }
    document
}

/// What relative addresses are relative to (WHATWG HTML, 2.4.3): the page's own, changed by its `<base href>`.
fn base(page: &Outline, url: &str) -> Option<Url> {
    let own = Url::parse(url).ok();
    match (&page.base, own) {
        (Some(base), Some(own)) if base.len() <= links::LONGEST => Some(own.join(base).unwrap_or(own)),
        (Some(base), None) if base.len() <= links::LONGEST => Url::parse(base).ok(),
        (_, own) => own,
    }
}

#[cfg(test)]
mod tests;

//! HTML to a document.

use crate::model::{Document, Time};

/// A document from decoded HTML: a page, or a fragment out of a feed.
pub fn html(html: &str, url: &str, _fetched: Time) -> Document {
    let page = scraper::Html::parse_document(html);
    let text: String = page.root_element().text().collect();
    Document { url: url.to_owned(), text, charset: "utf-8".to_owned(), ..Document::default() }
}

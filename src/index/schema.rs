//! The fields, and how a document becomes them.
//!
//! Three fields carry words: `words` (stems of title and text with positions: words, phrases, NEAR), `forms` (each
//! distinct folded form once, without positions: prefixes, and a lift for the very form asked for) and `title` (stems).
//! `body` is the masked text, compressed, for snippets alone: the main text first, so that they come from it; its words
//! stand in `words` a second time and so count double.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use super::IndexDoc;
use super::lead::split;
use super::mask::{mask, mask_values};
use super::words::{Stems, Text, words};

pub(super) const ID: &str = "id";
pub(super) const TIME: &str = "time";
pub(super) const FACETS: [&str; 5] = ["source", "kind", "language", "entity", DAY];
pub(super) const DAY: &str = "day";

/// Every field of the schema, in its order.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub id: Field,
    pub words: Field,
    pub forms: Field,
    pub title: Field,
    pub title_shown: Field,
    pub body: Field,
    pub url: Field,
    pub url_shown: Field,
    pub host: Field,
    pub author: Field,
    pub language: Field,
    pub source: Field,
    pub kind: Field,
    pub entity: Field,
    pub entity_name: Field,
    pub watch: Field,
    /// Publication, or the fetch where none is stated.
    pub time: Field,
    pub fetched: Field,
    pub published: Field,
    pub day: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut to = Schema::builder();
    // Words come folded and stemmed, with a space between: nothing is left for a tokenizer to know.
    let indexed = |record| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(record),
        )
    };
    let fields = Fields {
        id: to.add_i64_field(ID, INDEXED | FAST | STORED),
        words: to.add_text_field("words", indexed(IndexRecordOption::WithFreqsAndPositions)),
        // With frequencies, though each is 1: without them blocks of it cannot be skipped by score.
        forms: to.add_text_field("forms", indexed(IndexRecordOption::WithFreqs)),
        title: to.add_text_field("title", indexed(IndexRecordOption::WithFreqsAndPositions)),
        title_shown: to.add_text_field("title_shown", STORED),
        body: to.add_text_field("body", STORED),
        url: to.add_text_field("url", indexed(IndexRecordOption::WithFreqsAndPositions)),
        url_shown: to.add_text_field("url_shown", STORED),
        host: to.add_text_field("host", STRING),
        author: to.add_text_field("author", indexed(IndexRecordOption::WithFreqsAndPositions)),
        language: to.add_text_field("language", STRING | FAST | STORED),
        source: to.add_text_field("source", STRING | FAST | STORED),
        kind: to.add_text_field("kind", STRING | FAST | STORED),
        entity: to.add_text_field("entity", STRING | FAST),
        entity_name: to.add_text_field("entity_name", STRING),
        watch: to.add_text_field("watch", STRING),
        time: to.add_i64_field(TIME, FAST),
        fetched: to.add_i64_field("fetched", FAST | STORED),
        published: to.add_i64_field("published", STORED),
        day: to.add_text_field(DAY, FAST),
    };
    (to.build(), fields)
}

impl Fields {
    pub fn by_id(&self, id: i64) -> Term {
        Term::from_field_i64(self.id, id)
    }

    pub fn document(&self, doc: &IndexDoc, stems: &mut Stems) -> TantivyDocument {
        let (body, secrets) = mask(&doc.text, &doc.masked);
        let title = mask_values(&doc.title, &secrets);
        let author = mask_values(&doc.author, &secrets);

        let mut out = TantivyDocument::default();
        out.add_i64(self.id, doc.id);
        stems.next_document();
        let mut forms = String::new();
        let in_title = stemmed(&title, stems, &mut forms);
        let in_body = stemmed(&body, stems, &mut forms);
        let [main, rest] = split(&doc.text, &doc.main, &doc.masked);
        let [main, rest] = [main, rest].map(|part| mask(&part.text, &part.masked).0.into_owned());
        let in_main = stemmed(&main, stems, &mut forms);
        out.add_text(self.words, &in_title);
        out.add_text(self.words, in_body);
        out.add_text(self.words, in_main);
        out.add_text(self.forms, forms);
        out.add_text(self.title, in_title);
        let url: Vec<String> = words(&doc.url).into_iter().map(|w| w.form).collect();
        out.add_text(self.url, url.join(" "));
        out.add_text(self.author, stemmed(&author, stems, &mut String::new()));
        out.add_text(self.title_shown, title);
        out.add_text(self.body, format!("{main}{rest}"));
        out.add_text(self.url_shown, &doc.url);
        for host in parents(&doc.host.to_lowercase()) {
            out.add_text(self.host, host);
        }
        out.add_text(self.language, &doc.language);
        out.add_text(self.source, &doc.source);
        out.add_text(self.kind, &doc.kind);
        for entity in &doc.entities {
            out.add_text(self.entity, entity);
            out.add_text(self.entity_name, entity.rsplit_once('/').map_or(entity.as_str(), |(_, id)| id));
        }
        for watch in &doc.watches {
            out.add_text(self.watch, watch);
        }
        let time = doc.published.unwrap_or(doc.fetched);
        out.add_i64(self.time, time.0);
        out.add_i64(self.fetched, doc.fetched.0);
        if let Some(published) = doc.published {
            out.add_i64(self.published, published.0);
        }
        out.add_text(self.day, time.utc().format("%Y-%m-%d").to_string());
        out
    }
}

/// The stems of a text with a space after each; forms that are new to the document go to `forms` in the same way.
fn stemmed(text: &str, stems: &mut Stems, forms: &mut String) -> String {
    let read = Text::of(text);
    let mut out = String::with_capacity(text.len());
    for n in 0..read.len() {
        let form = read.form(n);
        let (stem, new) = stems.of(&form);
        out.push_str(stem);
        out.push(' ');
        if new {
            forms.push_str(&form);
            forms.push(' ');
        }
    }
    out
}

/// A host and the domains above it: `host:example.com` finds `news.example.com`.
fn parents(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host).filter(|h| !h.is_empty()), |host| Some(host.split_once('.')?.1))
}

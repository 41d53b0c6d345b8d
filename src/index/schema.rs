//! The fields, and how a document becomes them.
//!
//! Three fields carry words: `words` (stems of title and text with positions: words, phrases, NEAR), `forms` (each
//! distinct folded form once, without positions: prefixes, and a lift for the very form asked for) and `title` (stems).
//! `body` is the masked text, compressed, for snippets alone: the main text first, so that they come from it; its words
//! stand in `words` twice and so count double.

use std::ops::Range;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use super::IndexDoc;
use super::lead::Lead;
use super::mask::mask_values;
use super::tokens::{self, ONCE, TWICE};
use super::words::{Stems, each_word};

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
    let indexed = |record| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(tokens::NAME).set_index_option(record),
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
        let body = Lead::of(&doc.text, &doc.main, &doc.masked);
        let title = mask_values(&doc.title, &body.secrets);
        let author = mask_values(&doc.author, &body.secrets);

        let mut out = TantivyDocument::default();
        out.add_i64(self.id, doc.id);
        stems.next_document();
        let (mut in_title, mut in_body) = (String::new(), String::with_capacity(body.text.len()));
        let mut forms = String::new();
        stemmed(&title, &[], stems, &mut in_title, &mut forms);
        stemmed(&body.text, &body.main, stems, &mut in_body, &mut forms);
        // Apart, so that no phrase begins in the title and ends in the text.
        out.add_text(self.words, &in_title);
        out.add_text(self.words, in_body);
        out.add_text(self.title, in_title);
        out.add_text(self.forms, forms);
        let mut url = String::with_capacity(doc.url.len());
        each_word(&doc.url, |form, _| {
            url.push_str(form);
            url.push(ONCE);
        });
        out.add_text(self.url, url);
        let mut in_author = String::new();
        stemmed(&author, &[], stems, &mut in_author, &mut String::new());
        out.add_text(self.author, in_author);
        out.add_text(self.title_shown, title);
        out.add_text(self.body, body.main_first());
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

/// Adds the stems of a text to `out`, those of `main` twice; forms that are new to the document go to `forms`.
fn stemmed(text: &str, main: &[Range<usize>], stems: &mut Stems, out: &mut String, forms: &mut String) {
    let mut main = main.iter().peekable();
    each_word(text, |form, at| {
        while main.next_if(|span| span.end <= at).is_some() {}
        let twice = main.peek().is_some_and(|span| span.start <= at);
        let (stem, new) = stems.of(form);
        out.push_str(stem);
        out.push(if twice { TWICE } else { ONCE });
        if new {
            forms.push_str(form);
            forms.push(ONCE);
        }
    });
}

/// A host and the domains above it: `host:example.com` finds `news.example.com`.
fn parents(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host).filter(|h| !h.is_empty()), |host| Some(host.split_once('.')?.1))
}

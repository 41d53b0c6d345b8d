//! The fields, and how a document becomes them.
//!
//! `words` carries text and title with positions: of each word its stem, its form after `=`, and where an entity or a
//! pattern begins and ends there, `@set/id` and `@set/id@` or `#set/id` and `#set/id#`; so that NEAR means the same for all of
//! them. The title stands behind the text, farther than any NEAR reaches. `title` and `author` carry stems and forms.
//! `body` is the masked text, compressed, for snippets alone: the main text first, so that they come from it; its stems
//! stand in `words` twice and so count double.

use std::collections::BTreeSet;
use std::ops::Range;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use super::IndexDoc;
use super::lead::Lead;
use super::marks::Marks;
use super::mask::mask_values;
use super::tokens::{self, GAP, ONCE, SAME, TWICE};
use super::words::{Stems, each_word};
use crate::query;

pub(super) const ID: &str = "id";
pub(super) const TIME: &str = "time";
pub(super) const FACETS: [&str; 5] = ["source", "kind", "language", "entity", DAY];
pub(super) const DAY: &str = "day";

/// Before the form of a word; stems begin with none.
pub(super) const EXACT: char = '=';

/// Every field of the schema, in its order.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub id: Field,
    pub words: Field,
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
    pub pattern: Field,
    pub pattern_name: Field,
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
        pattern: to.add_text_field("pattern", STRING),
        pattern_name: to.add_text_field("pattern_name", STRING),
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
        let mut words = String::with_capacity(body.text.len() * 2);
        let marks = Marks::of(&doc.text, &body, &doc.found);
        stemmed(&body.text, &body.main, marks, stems, &mut words);
        words.extend([GAP, ONCE]);
        let mut in_title = String::new();
        stemmed(&title, &[], Marks::none(), stems, &mut in_title);
        words.push_str(&in_title);
        out.add_text(self.words, words);
        out.add_text(self.title, in_title);
        let mut url = String::with_capacity(doc.url.len());
        each_word(&doc.url, |form, _| {
            url.push_str(form);
            url.push(ONCE);
        });
        out.add_text(self.url, url);
        let mut in_author = String::new();
        stemmed(&author, &[], Marks::none(), stems, &mut in_author);
        out.add_text(self.author, in_author);
        out.add_text(self.title_shown, title);
        out.add_text(self.body, body.main_first());
        out.add_text(self.url_shown, &doc.url);
        for host in parents(&query::form::host(&doc.host)) {
            out.add_text(self.host, host);
        }
        out.add_text(self.language, &doc.language);
        out.add_text(self.source, &doc.source);
        out.add_text(self.kind, &doc.kind);
        let name = |entry: &str| entry.rsplit_once('/').map_or(entry, |(_, id)| id).to_owned();
        for entity in &doc.entities {
            out.add_text(self.entity, entity);
            out.add_text(self.entity_name, name(entity));
        }
        let patterns: BTreeSet<&str> =
            doc.found.iter().filter(|f| f.pattern).map(|f| f.entry.as_str()).collect();
        for pattern in patterns {
            out.add_text(self.pattern, pattern);
            out.add_text(self.pattern_name, name(pattern));
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

/// Adds the words of a text to `out`, the stems of `main` twice.
fn stemmed(text: &str, main: &[Range<usize>], mut marks: Marks, stems: &mut Stems, out: &mut String) {
    let mut main = main.iter().peekable();
    each_word(text, |form, at| {
        marks.masked(at.start, out);
        while main.next_if(|span| span.end <= at.start).is_some() {}
        let twice = main.peek().is_some_and(|span| span.start <= at.start);
        out.push_str(stems.of(form));
        out.extend([SAME, EXACT]);
        out.push_str(form);
        marks.word(out);
        out.push(if twice { TWICE } else { ONCE });
    });
    marks.masked(usize::MAX, out);
}

/// A host and the domains above it: `host:example.com` finds `news.example.com`.
fn parents(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host).filter(|h| !h.is_empty()), |host| Some(host.split_once('.')?.1))
}

//! What only a kind understands of a crawler file: its own tables, read with line and column for every fault.
//!
//! Common keys at the top of the file are config's to check; an unknown key inside a kind's own table is a fault
//! here, with the nearest known one.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use crate::model::{Crawl, Fault, Spot};

/// The options of one crawl, and the faults found in them so far.
pub(super) struct Options<'a> {
    document: Document<&'a str>,
    spot: &'a Spot,
    faults: Vec<Fault>,
}

/// One table of the options; absent tables read as empty.
pub(super) struct Table<'o, 'a> {
    options: &'o mut Options<'a>,
    name: &'static str,
    known: &'static [&'static str],
}

impl<'a> Options<'a> {
    pub fn read(crawl: &'a Crawl) -> Result<Options<'a>, Vec<Fault>> {
        match Document::parse(crawl.options.as_str()) {
            Ok(document) => Ok(Options { document, spot: &crawl.spot, faults: Vec::new() }),
            Err(e) => Err(vec![fault(&crawl.spot, &crawl.options, e.span(), e.message())]),
        }
    }

    /// A table with all the keys it may have; others are faults.
    pub fn table<'o>(&'o mut self, name: &'static str, known: &'static [&'static str]) -> Table<'o, 'a> {
        let mut found = Vec::new();
        match self.document.get(name) {
            None => {}
            Some(item) => match item.as_table_like() {
                None => found.push((item.span(), format!("`{name}` must be a table: write [{name}]"))),
                Some(table) => {
                    for (key, value) in table.iter().filter(|(key, _)| !known.contains(key)) {
                        let span = table.key(key).and_then(|k| k.span()).or_else(|| value.span());
                        found.push((span, format!("[{name}] has no key `{key}`; {}", nearest(key, known))));
                    }
                }
            },
        }
        for (span, message) in found {
            self.fault(span, message);
        }
        Table { options: self, name, known }
    }

    pub fn has(&self, name: &str) -> bool {
        self.document.contains_key(name)
    }

    pub fn fault(&mut self, span: Option<Range<usize>>, message: String) {
        let fault = fault(self.spot, self.document.raw(), span, &message);
        self.faults.push(fault);
    }

    pub fn done<T>(self, value: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(value) } else { Err(self.faults) }
    }
}

impl Table<'_, '_> {
    fn item(&self, key: &'static str) -> Option<&Item> {
        debug_assert!(self.known.contains(&key), "the table was opened without its key {key}");
        self.options.document.get(self.name)?.as_table_like().and_then(|t: &dyn TableLike| t.get(key))
    }

    fn wrong(&mut self, key: &'static str, what: &str) {
        let span = self.item(key).and_then(Item::span);
        let message = format!("[{}] {key} {what}", self.name);
        self.options.fault(span, message);
    }

    /// A key that must be there: a fault at the table unless it is (and then has its own).
    pub fn missing(&mut self, key: &'static str, why: &str) {
        if self.item(key).is_none() {
            let span = self.options.document.get(self.name).and_then(Item::span);
            self.options.fault(span, format!("[{}] needs `{key}`: it {why}", self.name));
        }
    }

    pub fn flag(&mut self, key: &'static str, default: bool) -> bool {
        match self.item(key).map(Item::as_bool) {
            None => default,
            Some(Some(value)) => value,
            Some(None) => {
                self.wrong(key, "must be true or false");
                default
            }
        }
    }

    pub fn number(&mut self, key: &'static str, allowed: Range<i64>, default: i64) -> i64 {
        match self.item(key).map(Item::as_integer) {
            None => default,
            Some(Some(value)) if allowed.contains(&value) => value,
            Some(_) => {
                self.wrong(key, &format!("must be a number from {} to {}", allowed.start, allowed.end - 1));
                default
            }
        }
    }

    /// A string, read by `parse`; its error becomes the fault.
    pub fn parsed<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let read = match self.item(key)?.as_str() {
            None => Err("must be a string".to_owned()),
            Some(text) => parse(text),
        };
        read.map_err(|why| self.wrong(key, &why)).ok()
    }

    /// A list of strings, each read by `parse`; one string stands for a list of one.
    pub fn list<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let mut values = Vec::new();
        let mut faults = Vec::new();
        let mut read = |text: Option<&str>, span: Option<Range<usize>>| match text
            .ok_or_else(|| "must hold strings".to_owned())
            .and_then(&parse)
        {
            Ok(value) => values.push(value),
            Err(why) => faults.push((span, why)),
        };
        match item.as_array() {
            Some(array) => array.iter().for_each(|v| read(v.as_str(), v.span())),
            None => read(item.as_str(), item.span()),
        }
        for (span, why) in faults {
            let message = format!("[{}] {key} {why}", self.name);
            self.options.fault(span, message);
        }
        values
    }
}

/// "did you mean" with the nearest word, else all of them.
pub(super) fn nearest(word: &str, known: &[&str]) -> String {
    let best = known.iter().map(|k| (strsim::damerau_levenshtein(word, k), k)).min();
    match best {
        Some((distance, k)) if distance <= 1 + k.len() / 3 => format!("did you mean `{k}`?"),
        _ => format!("known: {}", known.join(", ")),
    }
}

/// The crawl's own spot is where the file stands; the span gives the line within it.
fn fault(spot: &Spot, text: &str, span: Option<Range<usize>>, message: &str) -> Fault {
    let before = span.and_then(|s| text.get(..s.start));
    let spot = match before {
        None => spot.clone(),
        Some(before) => {
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            Spot { file: spot.file.clone(), line: before.matches('\n').count() + 1, column }
        }
    };
    Fault::new(&spot, message)
}

/// The crawl's start addresses; none, or one that is no web address, is a fault.
pub(super) fn starts(options: &mut Options, crawl: &Crawl) -> Vec<url::Url> {
    let span = options.document.get("start").and_then(Item::span);
    if crawl.start.is_empty() {
        options.fault(span.clone(), format!("kind `{}` needs start = [\"https://...\"]", crawl.kind));
    }
    let mut starts = Vec::new();
    for text in &crawl.start {
        match url::Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => starts.push(url),
            _ => options.fault(span.clone(), format!("start: `{text}` is no http or https address")),
        }
    }
    starts
}

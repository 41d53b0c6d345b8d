//! What only a kind understands of a crawler file: its own tables, read with line and column for every fault.
//!
//! Common keys at the top of the file are config's to check; an unknown key inside a kind's own table is a fault
//! here, with the nearest known one.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use crate::model::{Crawl, Fault, Said, Spot};
use crate::said;

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
            // Config has read the same text and said better what is wrong with it.
            Err(e) => Err(vec![fault(
                &crawl.spot,
                &crawl.options,
                e.span(),
                said!("toml.wrong", "{why}", "запись не по правилам TOML ({why})", why = e.message()),
            )]),
        }
    }

    /// A table with all the keys it may have; others are faults.
    pub fn table<'o>(&'o mut self, name: &'static str, known: &'static [&'static str]) -> Table<'o, 'a> {
        let mut found = Vec::new();
        match self.document.get(name) {
            None => {}
            Some(item) => match item.as_table_like() {
                None => found.push((
                    item.span(),
                    said!(
                        "kind.table",
                        "`{name}` must be a table: write [{name}]",
                        "`{name}` — это таблица: пишется [{name}]",
                        name
                    ),
                )),
                Some(table) => {
                    for (key, value) in table.iter().filter(|(key, _)| !known.contains(key)) {
                        let span = table.key(key).and_then(|k| k.span()).or_else(|| value.span());
                        let hint = nearest(key, known);
                        found.push((
                            span,
                            said!(
                                "kind.key",
                                "[{name}] has no key `{key}`; {hint}",
                                "в [{name}] нет ключа `{key}`; {hint}",
                                name,
                                key,
                                hint
                            ),
                        ));
                    }
                }
            },
        }
        for (span, said) in found {
            self.fault(span, said);
        }
        Table { options: self, name, known }
    }

    /// The keys at the file's top that are a kind's own; which there may be is the configuration's to say.
    pub fn top<'o>(&'o mut self, known: &'static [&'static str]) -> Table<'o, 'a> {
        Table { options: self, name: "", known }
    }

    pub fn has(&self, name: &str) -> bool {
        self.document.contains_key(name)
    }

    pub fn fault(&mut self, span: Option<Range<usize>>, said: Said) {
        let fault = fault(self.spot, self.document.raw(), span, said);
        self.faults.push(fault);
    }

    /// A table whose keys the crawl chooses, of any alphabet: small letters, digits and `_`; each value a string, read by `parse`.
    pub fn named<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, Said>,
    ) -> Vec<(String, T)> {
        let (mut read, mut found) = (Vec::new(), Vec::new());
        let table = self.document.get(name).and_then(Item::as_table_like);
        for (key, value) in table.into_iter().flat_map(|table| table.iter()) {
            let plain = |c: char| c == '_' || (c.is_alphanumeric() && !c.is_uppercase());
            let one = match value.as_str() {
                _ if key.is_empty() || !key.chars().all(plain) => Err(said!(
                    "kind.field",
                    "a name of small letters, digits and `_` is wanted",
                    "— имя из строчных букв, цифр и `_`"
                )),
                None => Err(said!("kind.string", "must be a string", "— строка в кавычках")),
                Some(text) => parse(text),
            };
            match one {
                Ok(value) => read.push((key.to_owned(), value)),
                Err(why) => found.push((value.span(), at_key(name, key, why))),
            }
        }
        for (span, said) in found {
            self.fault(span, said);
        }
        read
    }

    pub fn done<T>(self, value: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(value) } else { Err(self.faults) }
    }
}

impl Table<'_, '_> {
    fn item(&self, key: &'static str) -> Option<&Item> {
        debug_assert!(self.known.contains(&key), "the table was opened without its key {key}");
        if self.name.is_empty() {
            return self.options.document.get(key);
        }
        self.options.document.get(self.name)?.as_table_like().and_then(|t: &dyn TableLike| t.get(key))
    }

    pub fn has(&self, key: &'static str) -> bool {
        self.item(key).is_some()
    }

    /// A string as it is written.
    pub fn text(&self, key: &'static str) -> Option<&str> {
        self.item(key)?.as_str()
    }

    fn wrong(&mut self, key: &'static str, what: Said) {
        let span = self.item(key).and_then(Item::span);
        self.options.fault(span, at_key(self.name, key, what));
    }

    /// A key that must be there: a fault at the table unless it is (and then has its own).
    pub fn missing(&mut self, key: &'static str, why: Said) {
        if self.item(key).is_none() {
            let span = self.options.document.get(self.name).and_then(Item::span);
            self.options.fault(
                span,
                said!(
                    "kind.missing",
                    "[{name}] needs `{key}`: it {why}",
                    "в [{name}] нужен `{key}`: он {why}",
                    name = self.name,
                    key,
                    why
                ),
            );
        }
    }

    pub fn flag(&mut self, key: &'static str, default: bool) -> bool {
        match self.item(key).map(Item::as_bool) {
            None => default,
            Some(Some(value)) => value,
            Some(None) => {
                self.wrong(key, said!("kind.flag", "must be true or false", "бывает true или false"));
                default
            }
        }
    }

    pub fn number(&mut self, key: &'static str, allowed: Range<i64>, default: i64) -> i64 {
        match self.item(key).map(Item::as_integer) {
            None => default,
            Some(Some(value)) if allowed.contains(&value) => value,
            Some(_) => {
                let most = allowed.end - 1;
                let range = said!(
                    "kind.range",
                    "must be a number from {least} to {most}",
                    "— число от {least} до {most}",
                    least = allowed.start,
                    most
                );
                self.wrong(key, range);
                default
            }
        }
    }

    /// A string, read by `parse`; its error becomes the fault.
    pub fn parsed<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Result<T, Said>) -> Option<T> {
        let read = match self.item(key)?.as_str() {
            None => Err(said!("kind.string", "must be a string", "— строка в кавычках")),
            Some(text) => parse(text),
        };
        read.map_err(|why| self.wrong(key, why)).ok()
    }

    /// A list of strings, each read by `parse`; one string stands for a list of one.
    pub fn list<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Result<T, Said>) -> Vec<T> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let mut values = Vec::new();
        let mut faults = Vec::new();
        let mut read = |text: Option<&str>, span: Option<Range<usize>>| match text
            .ok_or_else(|| said!("kind.strings", "must hold strings", "— список строк в кавычках"))
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
            self.options.fault(span, at_key(self.name, key, why));
        }
        values
    }
}

/// "did you mean" with the nearest word, else all of them.
pub(super) fn nearest(word: &str, known: &[&str]) -> Said {
    let best = known.iter().map(|k| (strsim::damerau_levenshtein(word, k), k)).min();
    match best {
        Some((distance, k)) if distance <= 1 + k.len() / 3 => {
            said!("kind.meant", "did you mean `{k}`?", "возможно, `{k}`", k)
        }
        _ => said!("kind.known", "known: {known}", "есть: {known}", known = known.join(", ")),
    }
}

fn at_key(table: &str, key: &str, what: Said) -> Said {
    if table.is_empty() {
        return said!(what.code.as_str(), "{key} {what}", "{key} {what}", key, what);
    }
    said!(what.code.as_str(), "[{table}] {key} {what}", "[{table}] {key} {what}", table, key, what)
}

/// The crawl's own spot is where the file stands; the span gives the line within it.
fn fault(spot: &Spot, text: &str, span: Option<Range<usize>>, said: Said) -> Fault {
    let before = span.and_then(|s| text.get(..s.start));
    let spot = match before {
        None => spot.clone(),
        Some(before) => {
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            Spot { file: spot.file.clone(), line: before.matches('\n').count() + 1, column }
        }
    };
    Fault::new(&spot, said)
}

/// The crawl's start addresses; none, or one that is no web address, is a fault.
pub(super) fn starts(options: &mut Options, crawl: &Crawl) -> Vec<url::Url> {
    starts_by(options, crawl, &["http", "https"])
}

/// The same for other protocols.
pub(super) fn starts_by(options: &mut Options, crawl: &Crawl, schemes: &[&str]) -> Vec<url::Url> {
    let scheme = schemes.last().copied().unwrap_or("https");
    let span = options.document.get("start").and_then(Item::span);
    if crawl.start.is_empty() {
        options.fault(
            span.clone(),
            said!(
                "kind.start",
                "kind `{kind}` needs start = [\"{scheme}://...\"]",
                "виду `{kind}` нужен start = [\"{scheme}://...\"]",
                kind = crawl.kind,
                scheme
            ),
        );
    }
    let mut starts = Vec::new();
    for text in &crawl.start {
        match url::Url::parse(text) {
            Ok(url) if schemes.contains(&url.scheme()) => starts.push(url),
            _ => options.fault(
                span.clone(),
                said!(
                    "kind.address",
                    "start: `{text}` is no {schemes} address",
                    "start: `{text}` — не адрес {schemes}",
                    text,
                    schemes = schemes.join(", ")
                ),
            ),
        }
    }
    starts
}

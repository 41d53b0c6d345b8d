//! A typed reader over one table: takes keys, notes what is wrong with each and goes on, and at the end names the keys
//! that nobody took, with the nearest that is known.
//!
//! A value that is wrong is noted and then treated as left out: no result is used once a fault is noted. Knows no key.

use std::cell::RefCell;

use toml_edit::{Item, TableLike, Value};

use super::values::nearest;
use super::written::{File, Notes};
use crate::model::Spot;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub value: T,
    pub spot: Spot,
}

pub(super) struct Reader<'a> {
    file: &'a File,
    notes: &'a Notes,
    table: &'a dyn TableLike,
    /// Where the table begins: faults about what is missing stand here.
    pub spot: Spot,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Reader<'a> {
    /// A reader of the whole file.
    pub fn root(file: &'a File, notes: &'a Notes, table: &'a toml_edit::Table) -> Reader<'a> {
        Reader { file, notes, table, spot: file.whole(), asked: RefCell::default() }
    }

    fn at(&self, table: &'a dyn TableLike, offset: Option<usize>) -> Reader<'a> {
        let spot = offset.map_or_else(|| self.spot.clone(), |o| self.file.spot(o));
        Reader { file: self.file, notes: self.notes, table, spot, asked: RefCell::default() }
    }

    pub fn fault(&self, spot: &Spot, message: impl Into<String>) {
        self.notes.fault(spot, message);
    }

    pub fn warn(&self, spot: &Spot, message: impl Into<String>) {
        self.notes.warn(spot, message);
    }

    /// Makes keys known that another reader takes.
    pub fn allow(&self, keys: &[&'static str]) {
        self.asked.borrow_mut().extend(keys);
    }

    fn item(&self, key: &'static str) -> Option<&'a Item> {
        self.asked.borrow_mut().push(key);
        self.table.get(key).filter(|item| !item.is_none())
    }

    /// Where the value of a key stands; the table's beginning when it is not there.
    pub fn spot_of(&self, key: &str) -> Spot {
        let span = self.table.get(key).and_then(Item::span);
        span.map_or_else(|| self.spot.clone(), |s| self.file.spot(s.start))
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|item| !item.is_none())
    }

    fn wrong_type(&self, spot: &Spot, key: &str, wanted: &str, found: &str) {
        let article = if found.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        self.fault(spot, format!("`{key}` must be {wanted}, not {article} {found}"));
    }

    fn scalar<T>(
        &self,
        key: &'static str,
        wanted: &str,
        take: impl Fn(&Value) -> Option<T>,
    ) -> Option<At<T>> {
        let item = self.item(key)?;
        let spot = self.spot_of(key);
        let taken = item.as_value().and_then(take);
        if taken.is_none() {
            self.wrong_type(&spot, key, wanted, item.type_name());
        }
        taken.map(|value| At { value, spot })
    }

    pub fn text(&self, key: &'static str) -> Option<At<String>> {
        self.scalar(key, "a text in quotes", |v| v.as_str().map(str::to_owned))
    }

    pub fn flag(&self, key: &'static str) -> Option<bool> {
        self.scalar(key, "true or false", Value::as_bool).map(|f| f.value)
    }

    pub fn number(&self, key: &'static str) -> Option<At<f64>> {
        self.scalar(key, "a number", |v| v.as_float().or_else(|| v.as_integer().map(|i| i as f64)))
    }

    /// A whole number within `least..=most`.
    pub fn whole(&self, key: &'static str, least: i64, most: i64) -> Option<At<i64>> {
        let found = self.scalar(key, "a whole number", Value::as_integer)?;
        if (least..=most).contains(&found.value) {
            return Some(found);
        }
        self.fault(&found.spot, format!("`{key}` must lie between {least} and {most}"));
        None
    }

    /// A text that `read` understands; what it does not is noted with the reason that it gives.
    pub fn read<T>(&self, key: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Option<At<T>> {
        let text = self.text(key)?;
        self.understood(key, text, &read)
    }

    fn understood<T>(
        &self,
        key: &str,
        text: At<String>,
        read: &impl Fn(&str) -> Result<T, String>,
    ) -> Option<At<T>> {
        match read(&text.value) {
            Ok(value) => Some(At { value, spot: text.spot }),
            Err(why) => {
                self.fault(&text.spot, format!("`{key}`: {why}"));
                None
            }
        }
    }

    /// A list of texts that `read` understands; none when the key is left out.
    pub fn list<T>(&self, key: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Option<Vec<At<T>>> {
        let found = self.values(key, "a list of texts")?;
        let texts = found.into_iter().filter_map(|At { value, spot }| match value.as_str() {
            Some(text) => self.understood(key, At { value: text.to_owned(), spot }, &read),
            None => {
                self.wrong_type(&spot, key, "a list of texts in quotes", value.type_name());
                None
            }
        });
        Some(texts.collect())
    }

    pub fn texts(&self, key: &'static str) -> Vec<String> {
        let found = self.list(key, |text| Ok(text.to_owned())).unwrap_or_default();
        found.into_iter().map(|at| at.value).collect()
    }

    /// The values of an array, whatever they are.
    pub fn values(&self, key: &'static str, wanted: &str) -> Option<Vec<At<&'a Value>>> {
        let item = self.item(key)?;
        let Some(array) = item.as_array() else {
            self.wrong_type(&self.spot_of(key), key, wanted, item.type_name());
            return None;
        };
        let spot = |v: &Value| v.span().map_or_else(|| self.spot_of(key), |s| self.file.spot(s.start));
        Some(array.iter().map(|value| At { value, spot: spot(value) }).collect())
    }

    /// Notes that a key without which the table means nothing is missing.
    pub fn need<T>(&self, key: &str, hint: &str, found: Option<T>) -> Option<T> {
        if found.is_none() && !self.has(key) {
            self.fault(&self.spot, format!("`{key}` is missing: {hint}"));
        }
        found
    }

    /// A table of its own, such as `[server]`.
    pub fn child(&self, key: &'static str) -> Option<Reader<'a>> {
        let item = self.item(key)?;
        match item.as_table_like() {
            Some(table) => Some(self.at(table, self.place_of(self.table, key, item))),
            None => {
                self.wrong_type(&self.spot_of(key), key, &format!("a table: [{key}]"), item.type_name());
                None
            }
        }
    }

    /// Tables under a name, such as `[watch.romashka]`, in the order of the file.
    pub fn named(&self, key: &'static str) -> Vec<(At<String>, Reader<'a>)> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let Some(table) = item.as_table_like() else {
            self.wrong_type(
                &self.spot_of(key),
                key,
                &format!("tables with a name: [{key}.NAME]"),
                item.type_name(),
            );
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, item) in table.iter() {
            let place = self.place_of(table, name, item);
            let spot = place.map_or_else(|| self.spot_of(key), |o| self.file.spot(o));
            match item.as_table_like() {
                Some(inner) => found.push((At { value: name.to_owned(), spot }, self.at(inner, place))),
                None => self
                    .fault(&spot, format!("`{name}` stands in [{key}]; give the table a name: [{key}.NAME]")),
            }
        }
        found
    }

    /// Whole numbers under names, such as the amounts of `[watch.X.money.entries]`, in the order of the file.
    pub fn numbers(&self, key: &'static str, least: i64, most: i64) -> Vec<At<(String, i64)>> {
        let Some(table) = self.item(key).and_then(Item::as_table_like) else {
            if self.has(key) {
                self.fault(
                    &self.spot_of(key),
                    format!("`{key}` must be a table of names with whole numbers"),
                );
            }
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, item) in table.iter() {
            let place = table.key(name).and_then(|k| k.span()).or_else(|| item.span());
            let spot = place.map_or_else(|| self.spot_of(key), |s| self.file.spot(s.start));
            match item.as_integer().filter(|n| (least..=most).contains(n)) {
                Some(n) => found.push(At { value: (name.to_owned(), n), spot }),
                None => self.fault(
                    &spot,
                    format!("`{key}`: \"{name}\" must be a whole number between {least} and {most}"),
                ),
            }
        }
        found
    }

    /// Tables in a row, such as `[[entity]]`.
    pub fn rows(&self, key: &'static str) -> Vec<Reader<'a>> {
        let Some(item) = self.item(key) else { return Vec::new() };
        match item.as_array_of_tables() {
            Some(rows) => rows.iter().map(|t| self.at(t, t.span().map(|s| s.start))).collect(),
            None => {
                self.wrong_type(&self.spot_of(key), key, &format!("written as [[{key}]]"), item.type_name());
                Vec::new()
            }
        }
    }

    /// Where a table begins: its header, or its key when it has none of its own.
    fn place_of(&self, parent: &dyn TableLike, key: &str, item: &Item) -> Option<usize> {
        let header = item.as_table().filter(|t| !t.is_implicit() && !t.is_dotted()).and_then(|t| t.span());
        let key = || parent.key(key).and_then(|k| k.span());
        header.or_else(key).map(|s| s.start)
    }

    /// Names every key that nobody asked for, with the nearest that is known.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for (key, item) in self.table.iter().filter(|(key, _)| !asked.contains(key)) {
            let place = self.table.key(key).and_then(|k| k.span()).or_else(|| item.span());
            let spot = place.map_or_else(|| self.spot.clone(), |s| self.file.spot(s.start));
            let hint = match nearest(key, asked.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => {
                    let mut known = asked.clone();
                    known.sort_unstable();
                    known.dedup();
                    format!("known here: {}", known.join(", "))
                }
            };
            self.fault(&spot, format!("unknown key `{key}`; {hint}"));
        }
    }
}

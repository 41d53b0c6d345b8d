//! A typed reader over one table: takes keys, notes what is wrong with each and goes on, and at the end names the keys
//! that nobody took, with the nearest that is known.
//!
//! A value that is wrong is noted and then treated as left out: no result is used once a fault is noted. Knows no key.

use std::cell::RefCell;

use toml_edit::{Item, TableLike, Value};

use super::values::nearest;
use super::written::{File, Notes};
use crate::model::{Said, Spot};
use crate::said;

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

    pub fn fault(&self, spot: &Spot, said: Said) {
        self.notes.fault(spot, said);
    }

    pub fn warn(&self, spot: &Spot, said: Said) {
        self.notes.warn(spot, said);
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

    fn wrong_type(&self, spot: &Spot, key: &str, wanted: Said, found: &str) {
        let found = type_name(found);
        self.fault(
            spot,
            said!(
                "key.type",
                "`{key}` must be {wanted}, not {found}",
                "`{key}`: здесь пишется {wanted}, а написано: {found}",
                key,
                wanted,
                found
            ),
        );
    }

    fn scalar<T>(
        &self,
        key: &'static str,
        wanted: Said,
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
        self.scalar(
            key,
            said!("type.text", "a text in quotes", "значение в кавычках"),
            |v| v.as_str().map(str::to_owned),
        )
    }

    pub fn flag(&self, key: &'static str) -> Option<bool> {
        self.scalar(key, said!("type.flag", "true or false", "true или false"), Value::as_bool)
            .map(|f| f.value)
    }

    pub fn number(&self, key: &'static str) -> Option<At<f64>> {
        self.scalar(key, said!("type.number", "a number", "число"), |v| {
            v.as_float().or_else(|| v.as_integer().map(|i| i as f64))
        })
    }

    /// A whole number within `least..=most`.
    pub fn whole(&self, key: &'static str, least: i64, most: i64) -> Option<At<i64>> {
        let found =
            self.scalar(key, said!("type.whole", "a whole number", "целое число"), Value::as_integer)?;
        if (least..=most).contains(&found.value) {
            return Some(found);
        }
        self.fault(
            &found.spot,
            said!(
                "key.range",
                "`{key}` must lie between {least} and {most}",
                "`{key}`: допустимо от {least} до {most}",
                key,
                least,
                most
            ),
        );
        None
    }

    /// A text that `read` understands; what it does not is noted with the reason that it gives.
    pub fn read<T>(&self, key: &'static str, read: impl Fn(&str) -> Result<T, Said>) -> Option<At<T>> {
        let text = self.text(key)?;
        self.understood(key, text, &read)
    }

    fn understood<T>(
        &self,
        key: &str,
        text: At<String>,
        read: &impl Fn(&str) -> Result<T, Said>,
    ) -> Option<At<T>> {
        match read(&text.value) {
            Ok(value) => Some(At { value, spot: text.spot }),
            Err(why) => {
                self.fault(
                    &text.spot,
                    said!(why.code.as_str(), "`{key}`: {why}", "`{key}`: {why}", key, why),
                );
                None
            }
        }
    }

    /// A list of texts that `read` understands; none when the key is left out.
    pub fn list<T>(&self, key: &'static str, read: impl Fn(&str) -> Result<T, Said>) -> Option<Vec<At<T>>> {
        let found = self.values(key, said!("type.texts", "a list of texts", "список строк"))?;
        let texts = found.into_iter().filter_map(|At { value, spot }| match value.as_str() {
            Some(text) => self.understood(key, At { value: text.to_owned(), spot }, &read),
            None => {
                self.wrong_type(
                    &spot,
                    key,
                    said!("type.texts", "a list of texts in quotes", "список строк в кавычках"),
                    value.type_name(),
                );
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
    pub fn values(&self, key: &'static str, wanted: Said) -> Option<Vec<At<&'a Value>>> {
        let item = self.item(key)?;
        let Some(array) = item.as_array() else {
            self.wrong_type(&self.spot_of(key), key, wanted, item.type_name());
            return None;
        };
        let spot = |v: &Value| v.span().map_or_else(|| self.spot_of(key), |s| self.file.spot(s.start));
        Some(array.iter().map(|value| At { value, spot: spot(value) }).collect())
    }

    /// Notes that a key without which the table means nothing is missing.
    pub fn need<T>(&self, key: &str, hint: Said, found: Option<T>) -> Option<T> {
        // Before the first table of a file that could not be read whole, the key may be what could not.
        let hidden = self.spot.line == 0 && self.file.is_hurt();
        if found.is_none() && !self.has(key) && !hidden {
            self.fault(
                &self.spot,
                said!("key.missing", "`{key}` is missing: {hint}", "нет ключа `{key}`: {hint}", key, hint),
            );
        }
        found
    }

    /// A table of its own, such as `[server]`.
    pub fn child(&self, key: &'static str) -> Option<Reader<'a>> {
        let item = self.item(key)?;
        match item.as_table_like() {
            Some(table) => Some(self.at(table, self.place_of(self.table, key, item))),
            None => {
                self.wrong_type(
                    &self.spot_of(key),
                    key,
                    said!("type.table", "a table: [{key}]", "таблица [{key}]", key),
                    item.type_name(),
                );
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
                said!("type.named", "tables with a name: [{key}.NAME]", "таблица с именем: [{key}.ИМЯ]", key),
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
                None => self.fault(
                    &spot,
                    said!(
                        "table.nameless",
                        "`{name}` stands in [{key}]; give the table a name: [{key}.NAME]",
                        "`{name}` стоит прямо в [{key}]: дайте таблице имя — [{key}.ИМЯ]",
                        name,
                        key
                    ),
                ),
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
                    said!(
                        "numbers.type",
                        "`{key}` must be a table of names with whole numbers",
                        "`{key}` — это таблица: имена и целые числа",
                        key
                    ),
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
                    said!(
                        "numbers.range",
                        "`{key}`: \"{name}\" must be a whole number between {least} and {most}",
                        "`{key}`: для «{name}» нужно целое число от {least} до {most}",
                        key,
                        name,
                        least,
                        most
                    ),
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
                self.wrong_type(
                    &self.spot_of(key),
                    key,
                    said!("type.rows", "written as [[{key}]]", "запись вида [[{key}]]", key),
                    item.type_name(),
                );
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
                Some(known) => said!("key.meant", "did you mean `{known}`?", "возможно, `{known}`", known),
                None => {
                    let mut known = asked.clone();
                    known.sort_unstable();
                    known.dedup();
                    said!("key.known", "known here: {known}", "здесь есть: {known}", known = known.join(", "))
                }
            };
            self.fault(
                &spot,
                said!(
                    "key.unknown",
                    "unknown key `{key}`; {hint}",
                    "неизвестный ключ `{key}`; {hint}",
                    key,
                    hint
                ),
            );
        }
    }
}

/// What TOML calls what was found, with its article; Russian in the nominative.
fn type_name(found: &str) -> Said {
    match found {
        "string" => said!("toml.string", "a string", "строка"),
        "integer" => said!("toml.integer", "an integer", "целое число"),
        "float" => said!("toml.float", "a float", "дробное число"),
        "boolean" => said!("toml.boolean", "a boolean", "true или false"),
        "datetime" => said!("toml.datetime", "a datetime", "дата"),
        "array" => said!("toml.array", "an array", "список"),
        "inline table" => said!("toml.inline", "an inline table", "таблица в фигурных скобках"),
        "array of tables" => said!("toml.rows", "an array of tables", "таблицы в двойных скобках"),
        _ => said!("toml.table", "a table", "таблица"),
    }
}

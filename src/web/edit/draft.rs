//! An item's TOML while somebody works on it: single values read and set, everything else left as it was written.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table as Toml, TableLike, Value};

use crate::model::{Fault, Spot};

/// Which table of the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table<'a> {
    Root,
    /// `[set]`
    Head,
    /// `[recipient.soc]`
    Named(&'a str, &'a str),
    /// The n-th `[[entity]]`, from 0.
    Row(&'a str, usize),
}

#[derive(Clone, Debug)]
pub struct Draft(DocumentMut);

impl Draft {
    /// # Errors
    /// What is no TOML, at its place; `file` is the name that the fault carries.
    pub fn parse(file: &str, text: &str) -> Result<Draft, Fault> {
        text.parse().map(Draft).map_err(|error: toml_edit::TomlError| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let spot = Spot { file: file.to_owned(), line: before.matches('\n').count() + 1, column };
            Fault::new(&spot, crate::text::toml::wrong(text, before.len(), error.message()))
        })
    }

    pub fn text(&self) -> String {
        self.0.to_string()
    }

    fn table(&self, at: Table<'_>) -> Option<&dyn TableLike> {
        match at {
            Table::Root => Some(self.0.as_table()),
            Table::Head => self.0.get("set")?.as_table_like(),
            Table::Named(sort, id) => self.0.get(sort)?.as_table_like()?.get(id)?.as_table_like(),
            Table::Row(sort, n) => {
                self.0.get(sort)?.as_array_of_tables()?.get(n).map(|t| t as &dyn TableLike)
            }
        }
    }

    /// Made when it is not there, as far as what is there lets it.
    fn table_mut(&mut self, at: Table<'_>) -> Option<&mut dyn TableLike> {
        let root = self.0.as_table_mut();
        let new = || Item::Table(Toml::new());
        match at {
            Table::Root => Some(root),
            Table::Head => root.entry("set").or_insert_with(new).as_table_like_mut(),
            Table::Named(sort, id) => {
                let outer = || {
                    let mut table = Toml::new();
                    table.set_implicit(true);
                    Item::Table(table)
                };
                let named = root.entry(sort).or_insert_with(outer).as_table_like_mut()?;
                named.entry(id).or_insert_with(new).as_table_like_mut()
            }
            Table::Row(sort, n) => {
                let rows = root.get_mut(sort)?.as_array_of_tables_mut()?;
                rows.get_mut(n).map(|t| t as &mut dyn TableLike)
            }
        }
    }

    /// Names of the tables and keys at the top.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.as_table().iter().map(|(key, _)| key)
    }

    /// Names of the tables in `[sort.NAME]`.
    pub fn names(&self, sort: &str) -> Vec<&str> {
        let named = self.0.get(sort).and_then(Item::as_table_like);
        named.map(|table| table.iter().map(|(name, _)| name).collect()).unwrap_or_default()
    }

    /// How many `[[sort]]` there are.
    pub fn rows(&self, sort: &str) -> usize {
        self.0.get(sort).and_then(Item::as_array_of_tables).map_or(0, ArrayOfTables::len)
    }

    /// Puts an empty `[[sort]]` at the end; its number.
    pub fn append(&mut self, sort: &str) -> usize {
        let rows = self.0.entry(sort).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(rows) = rows.as_array_of_tables_mut() else { return 0 };
        let mut row = Toml::new();
        row.decor_mut().set_prefix("\n");
        rows.push(row);
        rows.len() - 1
    }

    pub fn remove(&mut self, sort: &str, n: usize) {
        let Some(rows) = self.0.get_mut(sort).and_then(Item::as_array_of_tables_mut) else { return };
        if n < rows.len() {
            rows.remove(n);
        }
        if rows.is_empty() {
            self.0.remove(sort);
        }
    }

    /// A text as it is meant, anything else as it is written; empty when it is not there.
    pub fn line(&self, at: Table<'_>, key: &str) -> String {
        let value = self.table(at).and_then(|table| table.get(key)).and_then(Item::as_value);
        value.map(words).unwrap_or_default()
    }

    pub fn lines(&self, at: Table<'_>, key: &str) -> Vec<String> {
        let array = self.table(at).and_then(|table| table.get(key)).and_then(Item::as_array);
        array.map(|array| array.iter().map(words).collect()).unwrap_or_default()
    }

    /// Sets a key, or takes it away. A value that means the same is left as it was written.
    pub fn put(&mut self, at: Table<'_>, key: &str, value: Option<Value>) {
        let Some(table) = self.table_mut(at) else { return };
        let Some(mut new) = value else {
            table.remove(key);
            return;
        };
        match table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) if same(old, &new) => {}
            Some(old) => {
                *new.decor_mut() = old.decor().clone();
                *old = new;
            }
            None => {
                table.insert(key, Item::Value(new));
            }
        }
    }
}

/// A list of texts, each on a line of its own when they are long.
pub fn list(texts: &[String]) -> Value {
    let mut array: Array = texts.iter().map(String::as_str).collect();
    if texts.iter().map(|text| text.chars().count() + 4).sum::<usize>() > 80 {
        array.iter_mut().for_each(|value| value.decor_mut().set_prefix("\n    "));
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    Value::Array(array)
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        other => bare(other),
    }
}

fn bare(value: &Value) -> String {
    value.clone().decorated("", "").to_string()
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Value::String(a), Value::String(b)) => a.value() == b.value(),
        _ => bare(one) == bare(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &str =
        "# ours\n[set]\nid = \"x\" # for ever\n\n[[entity]]\nid = \"ceo\"\nname = \"Иванов Иван\"\nodd = 1\n";

    #[test]
    fn only_what_is_set_changes() {
        let mut draft = Draft::parse("x", SET).unwrap();
        let row = Table::Row("entity", 0);
        draft.put(row, "name", Some("Иванов Иван".into()));
        draft.put(Table::Head, "id", Some("x".into()));
        assert_eq!(draft.text(), SET);
        draft.put(row, "name", Some("Петров Пётр".into()));
        draft.put(row, "aliases", Some(list(&["Петя".into(), "«П.»".into()])));
        let wanted = SET.replace("Иванов Иван", "Петров Пётр") + "aliases = [\"Петя\", \"«П.»\"]\n";
        assert_eq!(draft.text(), wanted);
        assert_eq!(draft.lines(row, "aliases"), ["Петя", "«П.»"]);
        assert_eq!((draft.line(row, "odd").as_str(), draft.line(row, "none").as_str()), ("1", ""));
    }

    #[test]
    fn tables_are_made_when_they_are_needed() {
        let mut draft = Draft::parse("x", "").unwrap();
        draft.put(Table::Named("recipient", "soc"), "to", Some("soc@example.com".into()));
        assert_eq!(draft.text(), "[recipient.soc]\nto = \"soc@example.com\"\n");
        let n = draft.append("entity");
        draft.put(Table::Row("entity", n), "id", Some("a".into()));
        assert_eq!((n, draft.rows("entity")), (0, 1));
        draft.remove("entity", 0);
        assert_eq!(draft.rows("entity"), 0);
        // What cannot be changed stays: no table is put over a value.
        let mut odd = Draft::parse("x", "recipient = 1\n").unwrap();
        odd.put(Table::Named("recipient", "soc"), "to", Some("a".into()));
        assert_eq!(odd.text(), "recipient = 1\n");
    }

    #[test]
    fn a_fault_has_its_place() {
        let fault = Draft::parse("stored:x", "a = 1\nb = \n").unwrap_err();
        assert_eq!((fault.spot.file.as_str(), fault.spot.line), ("stored:x", 2));
    }
}

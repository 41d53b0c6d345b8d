//! How the room speaks to its database: statements as constants, arguments, rows.
//!
//! One text serves both databases. A statement that takes a list carries one template in braces, `IN ({$})` or
//! `VALUES {($, $)}`, which is repeated and numbered after the statement's fixed placeholders.

use serde::de::DeserializeOwned;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{AnyConnection, Arguments, AssertSqlSafe, Row as _};

use super::StoreError;
use crate::model::{Digest, Risk, Stated, Time};

/// Lists longer than this are sent in pieces; well under SQLite's 32,766 and PostgreSQL's 65,535 placeholders for the
/// widest row that there is.
pub(super) const LIST: usize = 512;

/// Row counts that multi-row statements are sent in, so that few texts are prepared and the caches keep them.
const ROWS: [usize; 5] = [LIST, 64, 16, 4, 1];

/// Declares a room file's statements: a private constant each, so that one without a use is reported as dead, and the
/// list `STATEMENTS` of (name, text), so that a test can prepare them all.
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$meta])* const $name: &str = $text;)+
        pub(in crate::store) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $text)),+];
    };
}
pub(super) use statements;

/// The statement with its template repeated `n` times.
pub fn expand(text: &str, n: usize) -> String {
    let (Some(open), Some(close)) = (text.find('{'), text.find('}')) else { return text.to_owned() };
    let (head, template, tail) = (&text[..open], &text[open + 1..close], &text[close + 1..]);
    let mut number = fixed(head).max(fixed(tail));
    let mut out = String::with_capacity(text.len() + n * (template.len() + 4));
    out.push_str(head);
    for i in 0..n {
        if i > 0 {
            out.push_str(", ");
        }
        for c in template.chars() {
            out.push(c);
            if c == '$' {
                number += 1;
                out.push_str(&number.to_string());
            }
        }
    }
    out.push_str(tail);
    out
}

/// The highest number of the fixed placeholders in this piece.
fn fixed(piece: &str) -> usize {
    piece
        .split('$')
        .skip(1)
        .filter_map(|after| {
            let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            after[..digits].parse::<usize>().ok()
        })
        .max()
        .unwrap_or(0)
}

/// Something that a placeholder can stand for.
pub(super) trait Bind {
    fn bind(self, to: &mut Args);
}

/// Arguments in the order of the placeholders.
#[derive(Default)]
pub(super) struct Args(AnyArguments);

impl Args {
    pub(super) fn with(mut self, value: impl Bind) -> Args {
        value.bind(&mut self);
        self
    }

    pub(super) fn push(&mut self, value: impl Bind) {
        value.bind(self);
    }

    fn add<'t, T: sqlx::Encode<'t, sqlx::Any> + sqlx::Type<sqlx::Any>>(&mut self, value: T) {
        self.0.add(value).expect("the Any driver keeps arguments as they are and never refuses one");
    }
}

/// `args![a, b]`
macro_rules! args {
    ($($value:expr),* $(,)?) => { $crate::store::sql::Args::default()$(.with($value))* };
}
pub(super) use args;

impl Bind for i64 {
    fn bind(self, to: &mut Args) {
        to.add(self);
    }
}

impl Bind for Option<i64> {
    fn bind(self, to: &mut Args) {
        to.add(self);
    }
}

impl Bind for u32 {
    fn bind(self, to: &mut Args) {
        to.add(i64::from(self));
    }
}

/// Counts and offsets: nothing we count reaches 2^63.
impl Bind for u64 {
    fn bind(self, to: &mut Args) {
        to.add(i64::try_from(self).unwrap_or(i64::MAX));
    }
}

impl Bind for usize {
    fn bind(self, to: &mut Args) {
        (self as u64).bind(to);
    }
}

impl Bind for bool {
    fn bind(self, to: &mut Args) {
        to.add(i64::from(self));
    }
}

impl Bind for Time {
    fn bind(self, to: &mut Args) {
        to.add(self.0);
    }
}

impl Bind for Option<Time> {
    fn bind(self, to: &mut Args) {
        to.add(self.map(|t| t.0));
    }
}

/// PostgreSQL's text cannot hold U+0000, and pages can: it becomes U+FFFD.
impl Bind for &str {
    fn bind(self, to: &mut Args) {
        if self.contains('\0') { to.add(self.replace('\0', "\u{fffd}")) } else { to.add(self) }
    }
}

impl Bind for &String {
    fn bind(self, to: &mut Args) {
        self.as_str().bind(to);
    }
}

impl Bind for Option<&str> {
    fn bind(self, to: &mut Args) {
        match self {
            Some(text) => text.bind(to),
            None => to.add(None::<String>),
        }
    }
}

impl Bind for &[u8] {
    fn bind(self, to: &mut Args) {
        to.add(self);
    }
}

impl Bind for Option<&[u8]> {
    fn bind(self, to: &mut Args) {
        to.add(self);
    }
}

impl Bind for &Digest {
    fn bind(self, to: &mut Args) {
        to.add(self.0.as_slice());
    }
}

impl Bind for Option<&Digest> {
    fn bind(self, to: &mut Args) {
        to.add(self.map(|d| d.0.as_slice()));
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("maps and lists of strings and numbers are JSON")
}

/// Runs a statement; how many rows it touched.
pub(super) async fn run(on: &mut AnyConnection, text: &'static str, args: Args) -> Result<u64, StoreError> {
    Ok(sqlx::query_with(text, args.0).execute(on).await?.rows_affected())
}

pub(super) async fn all(
    on: &mut AnyConnection,
    text: &'static str,
    args: Args,
) -> Result<Vec<AnyRow>, StoreError> {
    Ok(sqlx::query_with(text, args.0).fetch_all(on).await?)
}

pub(super) async fn one(
    on: &mut AnyConnection,
    text: &'static str,
    args: Args,
) -> Result<Option<AnyRow>, StoreError> {
    // All rows are read: a statement that is left half-read keeps its effects but not its lock order on SQLite.
    Ok(all(on, text, args).await?.into_iter().next())
}

/// Reads what a statement with one list gives, in pieces of at most `LIST`. The rows of the pieces come one after
/// another: a statement's own order holds within a piece.
pub(super) async fn list<T: Copy>(
    on: &mut AnyConnection,
    text: &'static str,
    fixed: impl Fn() -> Args,
    items: &[T],
    bind: impl Fn(T, &mut Args),
) -> Result<Vec<AnyRow>, StoreError> {
    let mut out = Vec::new();
    for piece in items.chunks(LIST) {
        // Padding with the last item changes nothing in a set, and keeps the number of texts small.
        let size = [1, 8, 64, LIST].into_iter().find(|&size| size >= piece.len()).unwrap_or(LIST);
        let mut args = fixed();
        for i in 0..size {
            bind(piece[i.min(piece.len() - 1)], &mut args);
        }
        let text = AssertSqlSafe(expand(text, size));
        out.extend(sqlx::query_with(text, args.0).fetch_all(&mut *on).await?);
    }
    Ok(out)
}

/// As `list`, for statements that change rows: how many.
pub(super) async fn change<T: Copy>(
    on: &mut AnyConnection,
    text: &'static str,
    fixed: impl Fn() -> Args,
    items: &[T],
    bind: impl Fn(T, &mut Args),
) -> Result<u64, StoreError> {
    let mut touched = 0;
    for piece in items.chunks(LIST) {
        let mut args = fixed();
        for &item in piece {
            bind(item, &mut args);
        }
        let text = AssertSqlSafe(expand(text, piece.len()));
        touched += sqlx::query_with(text, args.0).persistent(false).execute(&mut *on).await?.rows_affected();
    }
    Ok(touched)
}

/// Inserts many rows with few statements; what they return, in no order that may be relied on.
pub(super) async fn rows<T>(
    on: &mut AnyConnection,
    text: &'static str,
    items: &[T],
    bind: impl Fn(&T, &mut Args),
) -> Result<Vec<AnyRow>, StoreError> {
    let mut out = Vec::new();
    let mut left = items;
    while !left.is_empty() {
        let size = ROWS.into_iter().find(|&size| size <= left.len()).unwrap_or(1);
        let (piece, rest) = left.split_at(size);
        let mut args = Args::default();
        for item in piece {
            bind(item, &mut args);
        }
        let text = AssertSqlSafe(expand(text, size));
        out.extend(sqlx::query_with(text, args.0).fetch_all(&mut *on).await?);
        left = rest;
    }
    Ok(out)
}

/// A row read by column names.
pub(super) trait Take {
    fn int(&self, column: &str) -> Result<i64, StoreError>;
    fn maybe_int(&self, column: &str) -> Result<Option<i64>, StoreError>;
    fn text(&self, column: &str) -> Result<String, StoreError>;
    fn maybe_text(&self, column: &str) -> Result<Option<String>, StoreError>;
    fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError>;
    fn maybe_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError>;

    fn count(&self, column: &str) -> Result<u64, StoreError> {
        Ok(self.int(column)?.max(0) as u64)
    }

    fn small(&self, column: &str) -> Result<u32, StoreError> {
        Ok(u32::try_from(self.int(column)?.max(0)).unwrap_or(u32::MAX))
    }

    fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    fn time(&self, column: &str) -> Result<Time, StoreError> {
        Ok(Time(self.int(column)?))
    }

    fn maybe_time(&self, column: &str) -> Result<Option<Time>, StoreError> {
        Ok(self.maybe_int(column)?.map(Time))
    }

    fn stated(&self, earliest: &str, latest: &str) -> Result<Option<Stated>, StoreError> {
        let pair = self.maybe_time(earliest)?.zip(self.maybe_time(latest)?);
        Ok(pair.map(|(earliest, latest)| Stated { earliest, latest }))
    }

    fn digest(&self, column: &str) -> Result<Digest, StoreError> {
        digest(column, &self.bytes(column)?)
    }

    fn maybe_digest(&self, column: &str) -> Result<Option<Digest>, StoreError> {
        self.maybe_bytes(column)?.map(|bytes| digest(column, &bytes)).transpose()
    }

    /// A word of a closed set: `row.word("class", Class::parse)`.
    fn word<T>(&self, column: &str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let word = self.text(column)?;
        parse(&word).ok_or(StoreError::Damaged { column: column.to_owned(), value: word })
    }

    fn maybe_word<T>(&self, column: &str, parse: fn(&str) -> Option<T>) -> Result<Option<T>, StoreError> {
        let Some(word) = self.maybe_text(column)? else { return Ok(None) };
        parse(&word).map(Some).ok_or(StoreError::Damaged { column: column.to_owned(), value: word })
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        let text = self.text(column)?;
        serde_json::from_str(&text).map_err(|error| StoreError::Damaged {
            column: column.to_owned(),
            value: format!("JSON that cannot be read ({error})"),
        })
    }

    fn risk(&self) -> Result<Risk, StoreError> {
        use crate::model::{Damage, Level, Likelihood};
        Ok(Risk {
            damage: self.word("damage", Damage::parse)?,
            probability: self.small("probability")?,
            likelihood: self.word("likelihood", Likelihood::parse)?,
            level: self.word("level", Level::parse)?,
            acceptable: self.flag("acceptable")?,
        })
    }
}

impl Take for AnyRow {
    fn int(&self, column: &str) -> Result<i64, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn text(&self, column: &str) -> Result<String, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.try_get(column)?)
    }
}

fn digest(column: &str, bytes: &[u8]) -> Result<Digest, StoreError> {
    bytes.try_into().map(Digest).map_err(|_| StoreError::Damaged {
        column: column.to_owned(),
        value: format!("{} bytes", bytes.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn templates_are_numbered_after_the_fixed_placeholders() {
        for (text, n, expected) in [
            ("SELECT 1", 3, "SELECT 1"),
            ("a IN ({$})", 3, "a IN ($1, $2, $3)"),
            ("a = $2 AND b IN ({$}) AND c = $1", 2, "a = $2 AND b IN ($3, $4) AND c = $1"),
            (
                "VALUES {($, CAST($ AS BIGINT))}",
                2,
                "VALUES ($1, CAST($2 AS BIGINT)), ($3, CAST($4 AS BIGINT))",
            ),
        ] {
            assert_eq!(expand(text, n), expected);
        }
    }
}

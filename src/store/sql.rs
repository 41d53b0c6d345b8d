//! How the room speaks to its database: statements as constants, and the few ways to run them.
//!
//! One text serves both databases. A statement that takes a list carries one template in braces, `IN ({$})` or
//! `VALUES {($, $)}`, which is repeated and numbered after the statement's fixed placeholders.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::StoreError;
pub(super) use super::bind::{Args, args, json};
pub(super) use super::take::Take;

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

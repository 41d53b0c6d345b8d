//! Accounts of a text: from its tables, from its lines, from its labels; believed by what they look like and by how many
//! of their like stand around them.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memmem, memrchr};

use super::line::{self, host_of};
use super::password::{Looks, hash_kind, looks};
use super::table::{Rows, Span};
use super::{Found, block, columns::Field};
use crate::model::Evidence;

/// How an account is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Line,
    /// Within a sentence.
    Loose,
    Url,
    Labels,
    Row,
}

#[derive(Clone, Debug)]
struct Item<'a> {
    shape: Shape,
    span: (usize, usize),
    login: &'a str,
    secret: &'a str,
    host: &'a str,
    looks: Looks,
    hash: Option<&'static str>,
    tight: bool,
}

/// Confidence, in hundredths.
const ALONE: u32 = 70;
const TOLD: u32 = 85;
const LISTED: u32 = 90;
/// From so many side by side on, the list speaks for each.
const LIST: usize = 3;

/// Found accounts, ascending, `most` at most; `entry` is 0. `named`: whether a value is at a domain that somebody has: those
/// are counted apart, so that strangers do not crowd them out.
pub(super) fn find(
    text: &str,
    passwords: &[(usize, usize)],
    rows: &Rows,
    named: impl Fn(&str) -> bool,
    most: usize,
) -> Vec<Found> {
    let mut items = from_rows(text, rows);
    let tabled = items.len();
    from_lines(text, rows, &mut items);
    let lined = items.len();
    let mut in_rows = InRows { rows, next: 0 };
    for &label in passwords {
        if in_rows.hold(label.0) {
            continue;
        }
        let Some(found) = block::account(text, label) else { continue };
        let between = items[tabled..lined].partition_point(|i| i.span.1 <= found.span.0);
        let over = items[tabled..lined].get(between).is_some_and(|i| i.span.0 < found.span.1);
        if !over || !found.host.is_empty() {
            let block::Labelled { login, secret, host, span, looks, hash } = found;
            items.push(Item { shape: Shape::Labels, span, login, secret, host, looks, hash, tight: true });
        }
    }
    items.sort_by_key(|i| i.span);
    believed(text, &items, named, most)
}

/// Which places stand in rows of tables; asked in ascending order.
struct InRows<'r> {
    rows: &'r Rows,
    next: usize,
}

impl InRows<'_> {
    fn hold(&mut self, at: usize) -> bool {
        while self.rows.span(self.next).is_some_and(|row| row.1 <= at) {
            self.next += 1;
        }
        self.rows.span(self.next).is_some_and(|row| row.0 <= at)
    }
}

fn from_rows<'a>(text: &'a str, rows: &Rows) -> Vec<Item<'a>> {
    let mut out = Vec::new();
    for (span, cells) in rows.iter() {
        let cell = |field: Field| {
            cells.iter().find(|(f, _)| *f == field).map(|(_, s)| &text[s.0..s.1]).filter(|c| !is_null(c))
        };
        let secrets = cells.iter().filter(|(f, _)| *f == Field::Password).map(|(_, s)| &text[s.0..s.1]);
        // Of a password and its hash the readable one says more.
        let Some(secret) = secrets.filter(|s| !is_null(s)).min_by_key(|s| hash_kind(s).is_some()) else {
            continue;
        };
        let login = cell(Field::Email)
            .filter(|c| c.contains('@'))
            .or_else(|| cell(Field::Login))
            .or_else(|| cell(Field::Email));
        let Some(login) = login.filter(|l| !l.contains(char::is_whitespace) && l.len() <= 128) else {
            continue;
        };
        let hash = hash_kind(secret);
        let looks = if hash.is_some() { Looks::Fair } else { looks(secret) };
        if looks > Looks::Not {
            let host = cell(Field::Url).map_or("", host_of);
            out.push(Item { shape: Shape::Row, span, login, secret, host, looks, hash, tight: true });
        }
    }
    out
}

fn is_null(cell: &str) -> bool {
    cell.is_empty() || cell == "\\N" || cell.eq_ignore_ascii_case("null")
}

/// Lines that have an `@` or a `://` are read, each once; no other is looked at.
fn from_lines<'a>(text: &'a str, rows: &Rows, items: &mut Vec<Item<'a>>) {
    let bytes = text.as_bytes();
    let (mut ats, mut schemes) =
        (memchr_iter(b'@', bytes).peekable(), memmem::find_iter(bytes, "://").peekable());
    let mut in_rows = InRows { rows, next: 0 };
    let mut from = 0;
    loop {
        // What stands in lines that were read is behind.
        while ats.next_if(|at| *at < from).is_some() {}
        while schemes.next_if(|at| *at < from).is_some() {}
        let (at, scheme) = (ats.peek().copied(), schemes.peek().copied());
        let Some(first) = at.into_iter().chain(scheme).min() else { return };
        let start = memrchr(b'\n', &bytes[from..first]).map_or(from, |line| from + line + 1);
        let end = memchr(b'\n', &bytes[first..]).map_or(text.len(), |line| first + line);
        from = end + 1;
        if in_rows.hold(start) {
            continue;
        }
        let within = |place: Option<usize>| place.filter(|place| *place < end).map(|place| place - start);
        let Some(found) = line::account(&text[start..end], within(at), within(scheme)) else { continue };
        let url = !found.host.is_empty();
        let shape = match (url, found.whole) {
            (true, _) => Shape::Url,
            (false, true) => Shape::Line,
            (false, false) => Shape::Loose,
        };
        if shape == Shape::Loose && found.looks < Looks::Fair {
            continue;
        }
        items.push(Item {
            shape,
            span: (start + found.span.0, start + found.span.1),
            login: found.login,
            secret: found.secret,
            host: found.host,
            looks: found.looks,
            hash: found.hash,
            tight: found.tight,
        });
    }
}

/// Lines between two accounts of one list.
fn gap(shape: Shape) -> usize {
    match shape {
        Shape::Labels => 16,
        _ => 3,
    }
}

fn believed(text: &str, items: &[Item], named: impl Fn(&str) -> bool, most: usize) -> Vec<Found> {
    let mut out = Vec::with_capacity(items.len().min(most));
    let (mut ours, mut others) = (0usize, 0usize);
    let mut from = 0;
    while from < items.len() {
        let mut to = from + 1;
        while to < items.len() && items[from].shape != Shape::Loose && items[to].shape == items[from].shape {
            if !are_near(text, items[to - 1].span, items[to].span, gap(items[from].shape)) {
                break;
            }
            to += 1;
        }
        let list = &items[from..to];
        let credible = is_list(list);
        let mut told = Told { beside: list.len(), lines: Vec::new() };
        for item in list {
            let Some(confidence) = confidence(item, list.len(), credible) else { continue };
            let value = value(item);
            let count = if named(&value) { &mut ours } else { &mut others };
            *count += 1;
            if *count > most {
                continue;
            }
            out.push(Found { entry: 0, span: item.span, value, confidence, evidence: told.of(item) });
        }
        from = to;
    }
    if ours.max(others) > most {
        add(&mut out, &format!("more than {most} in this text: the rest is not counted"));
    }
    out
}

/// Whether so few lines at most lie between two accounts.
fn are_near(text: &str, one: Span, next: Span, lines: usize) -> bool {
    let between = text.as_bytes().get(one.1..next.0).unwrap_or_default();
    between.len() <= 4_000 && memchr_iter(b'\n', between).take(lines + 1).count() <= lines
}

/// Adds a line to the evidence of all, which stays shared by those that shared it.
fn add(all: &mut [Found], line: &str) {
    let mut last: Option<(Evidence, Evidence)> = None;
    for found in all {
        let longer = match &last {
            Some((before, longer)) if Arc::ptr_eq(before, &found.evidence) => longer.clone(),
            _ => found.evidence.iter().cloned().chain([line.to_owned().into()]).collect(),
        };
        let before = std::mem::replace(&mut found.evidence, longer.clone());
        last = Some((before, longer));
    }
}

/// Whether what stands side by side is a list of accounts, not of people with their names or dates.
fn is_list(list: &[Item]) -> bool {
    let all = list.len();
    let fair = list.iter().filter(|i| i.looks == Looks::Fair).count();
    match list[0].shape {
        Shape::Loose => false,
        Shape::Labels | Shape::Url => all >= 2,
        Shape::Row => all >= LIST || fair > 0,
        Shape::Line => {
            // A name begins with a capital; a weak password seldom does.
            let small = |i: &&Item| {
                i.looks == Looks::Fair || !i.secret.chars().next().is_some_and(char::is_uppercase)
            };
            let plain = list.iter().filter(small).count();
            let tight = list.iter().all(|i| i.tight);
            all >= LIST
                && (fair * 10 >= all * 3 || (tight && all >= 5 && fair * 10 >= all && plain * 10 >= all * 6))
        }
    }
}

fn confidence(item: &Item, beside: usize, credible: bool) -> Option<u32> {
    let fair = item.looks == Looks::Fair;
    if credible && beside >= LIST {
        return Some(LISTED);
    }
    match item.shape {
        Shape::Line => {
            (fair && (item.tight || item.hash.is_some() || item.secret.chars().count() >= 6)).then_some(ALONE)
        }
        Shape::Loose => (fair && item.tight).then_some(ALONE),
        Shape::Url | Shape::Row => (fair || credible).then_some(TOLD),
        // Three labels are a structure by themselves, whatever the password is.
        Shape::Labels => {
            (fair || credible || (!item.host.is_empty() && !super::password::is_word(item.secret)))
                .then_some(TOLD)
        }
    }
}

/// `login host` and, after a tab, the password: what precedes the tab says whose it is.
fn value(item: &Item) -> String {
    let mut out = String::with_capacity(item.login.len() + item.host.len() + item.secret.len() + 2);
    let small = |out: &mut String, text: &str| match text.is_ascii() {
        true => {
            let from = out.len();
            out.push_str(text);
            out[from..].make_ascii_lowercase();
        }
        false => out.push_str(&text.to_lowercase()),
    };
    small(&mut out, item.login);
    if !item.host.is_empty() {
        out.push(' ');
        small(&mut out, item.host);
    }
    out.push('\t');
    out.push_str(item.secret);
    out
}

/// What is said of the accounts of a list: the same lines of all whose passwords are of one kind.
struct Told {
    beside: usize,
    lines: Vec<(Option<&'static str>, Evidence)>,
}

impl Told {
    fn of(&mut self, item: &Item) -> Evidence {
        if let Some((_, lines)) = self.lines.iter().find(|(hash, _)| *hash == item.hash) {
            return lines.clone();
        }
        let lines = evidence(item, self.beside);
        self.lines.push((item.hash, lines.clone()));
        lines
    }
}

fn evidence(item: &Item, beside: usize) -> Evidence {
    let told = match item.shape {
        Shape::Line | Shape::Loose => "an address and a password beside it",
        Shape::Url => "a URL, a login and a password in one line",
        Shape::Labels => "a login and a password after their labels",
        Shape::Row => "a row of a table with a login and a password",
    };
    let mut out = vec![Cow::from(told)];
    if let Some(kind) = item.hash {
        out.push(format!("the password is a hash: {kind}").into());
    }
    if beside >= LIST {
        out.push(format!("one of {beside} such accounts side by side").into());
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::super::Found;
    use super::Rows;

    fn find(text: &str, named: impl Fn(&str) -> bool, most: usize) -> Vec<Found> {
        super::find(text, &[], &Rows::default(), named, most)
    }

    fn check(text: &str, expected: &[&str]) {
        let found = find(text, |_| false, 1_000);
        let values: Vec<&str> =
            found.iter().map(|f| f.value.split('\t').next().unwrap_or_default()).collect();
        assert_eq!(values, expected, "{text}");
        for one in found {
            assert!(
                text.is_char_boundary(one.span.0)
                    && text.is_char_boundary(one.span.1)
                    && one.span.0 < one.span.1
            );
        }
    }

    #[test]
    fn lists_speak_for_weak_passwords() {
        check("a@b.test:qwerty", &[]);
        check("a@b.test:qwerty\nb@b.test:Zima2024\nc@b.test:123456\n", &["a@b.test", "b@b.test", "c@b.test"]);
        // People with their names, telephones, dates are no accounts.
        check("a@b.test;Анна\nb@b.test;Борис\nc@b.test;Вера\n", &[]);
        check("a@b.test,+79161234567\nb@b.test,+79161234568\nc@b.test,+79161234569\n", &[]);
        check("a@b.test 2024-01-05\nb@b.test 2024-01-06\nc@b.test 2024-01-07\n", &[]);
    }

    /// The watch's accounts behind more strangers than are kept.
    #[test]
    fn strangers_do_not_crowd_out() {
        let mut text: String = (0..50).map(|n| format!("u{n}@mail.test:pw{n}x\n")).collect();
        text.push_str("boris@example.com:Zima2024\nanna@example.com:Leto2024\n");
        let found = find(&text, |value| value.contains("@example.com"), 10);
        assert_eq!(found.len(), 12);
        assert_eq!(found.iter().filter(|f| f.value.contains("@example.com")).count(), 2);
        assert!(found.iter().all(|f| f.evidence.iter().any(|e| e.starts_with("more than 10"))));
    }

    /// Hostile pages are normal input: time is linear in the text, and nothing panics.
    #[test]
    fn hostile_text() {
        for unit in [
            "@",
            "a@b.cd:",
            "://",
            "a@b.cd ",
            "pass:",
            ":\n",
            "https://a.bc:a:b\n",
            "ж@ж.рф:ж1ж2ж\n",
            "|;,\t",
        ] {
            let text = unit.repeat(20_000);
            find(&text, |_| true, 10);
        }
    }
}

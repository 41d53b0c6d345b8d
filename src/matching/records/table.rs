//! Tables: a header whose columns are known, then rows (CSV and its kin, with `;`, tabs, bars); `INSERT INTO t (columns)
//! VALUES (...), (...)`; `COPY t (columns) FROM stdin` and its lines.
//!
//! One walk from a header to the end of its rows; a cell is what it is because of its column, and is judged by whoever
//! asks for it.

use super::columns::{Field, field_of};

/// Cells of a header or a row at most, and bytes of a line of a table.
const CELLS: usize = 200;
const LONGEST: usize = 8_000;

/// Bytes of the text, half-open; without quotes around.
pub(super) type Span = (usize, usize);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::matching) struct Row {
    pub(super) span: Span,
    pub(super) cells: Vec<(Field, Span)>,
}

/// What stands at a line that may begin a table.
pub(super) struct Table {
    pub rows: Vec<Row>,
    /// Where reading goes on.
    pub end: usize,
}

/// The table that begins with the line `start..end`; none: no known header stands there.
pub(super) fn read(text: &str, start: usize, end: usize) -> Option<Table> {
    let line = text.get(start..end)?;
    if line.len() > LONGEST && find(line, "insert into").is_none() {
        return None;
    }
    if let Some(at) = find(line, "insert into") {
        return insert(text, start + at);
    }
    if let Some(at) = find(line, "copy ").filter(|_| find(line, "from stdin").is_some()) {
        return copy(text, start + at, end);
    }
    separated(text, start, end)
}

/// Where an ASCII word in lower case stands, whatever its case, within the first 200 bytes.
fn find(line: &str, word: &str) -> Option<usize> {
    let head = &line.as_bytes()[..line.len().min(200)];
    head.windows(word.len()).position(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}

/// The known columns of a header, when it is one: at least two kinds of them, no cell that is a value.
fn header(text: &str, cells: &[Span]) -> Option<Vec<Option<Field>>> {
    let of = |span: &Span| field_of(&text[span.0..span.1]);
    let fields: Vec<Option<Field>> = cells.iter().map(of).collect();
    let mut kinds: Vec<Field> = fields.iter().flatten().copied().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let value = |span: &Span| text[span.0..span.1].contains('@') || span.1 - span.0 > 80;
    (kinds.len() >= 2 && !cells.iter().any(value)).then_some(fields)
}

fn row(fields: &[Option<Field>], cells: &[Span], span: Span) -> Row {
    let known = fields.iter().zip(cells).filter_map(|(field, cell)| Some(((*field)?, *cell)));
    Row { span, cells: known.filter(|(_, cell)| cell.0 < cell.1).collect() }
}

fn separated(text: &str, start: usize, end: usize) -> Option<Table> {
    let line = &text[start..end];
    let count = |sign: char| line.matches(sign).count();
    let sign = ['\t', ';', '|', ','].into_iter().max_by_key(|s| count(*s)).filter(|s| count(*s) > 0)?;
    let head = split(text, (start, end), sign);
    let fields = header(text, &head)?;
    // A sentence with commas has other words between them.
    let known = fields.iter().flatten().count();
    if known * 3 < head.len() {
        return None;
    }
    let (mut rows, mut at, mut strange) = (Vec::new(), end + 1, 0);
    let mut last = at;
    while at < text.len() && strange < 3 {
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        let cells = if end - at > LONGEST { Vec::new() } else { split(text, (at, end), sign) };
        let ruled = text[at..end].chars().all(|c| "|-:+= \t\r".contains(c));
        if cells.len() == head.len() && !ruled {
            rows.push(row(&fields, &cells, (at, end)));
            strange = 0;
            last = end + 1;
        } else if !(ruled && end > at) {
            strange += 1;
        }
        at = end + 1;
    }
    (!rows.is_empty()).then_some(Table { rows, end: last.min(text.len()) })
}

/// The cells of a line; quotes around a cell may hold the separator, a bar at either end is a frame.
fn split(text: &str, (start, end): Span, sign: char) -> Vec<Span> {
    let mut out = Vec::new();
    let bytes = &text.as_bytes()[..end];
    let (mut from, mut at, mut quoted) = (start, start, false);
    while at <= end && out.len() < CELLS {
        let here = bytes.get(at).copied();
        match here {
            Some(b'"') => quoted = !quoted,
            None => {
                out.push(trimmed(text, (from, end)));
                break;
            }
            Some(b) if b == sign as u8 && !quoted => {
                out.push(trimmed(text, (from, at)));
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if sign == '|' {
        if out.first().is_some_and(|c| c.0 == c.1) {
            out.remove(0);
        }
        if out.last().is_some_and(|c| c.0 == c.1) {
            out.pop();
        }
    }
    out
}

/// Without blanks, then without quotes.
fn trimmed(text: &str, (mut start, mut end): Span) -> Span {
    let bytes = text.as_bytes();
    for signs in [&b" \t\r\xc2\xa0"[..], &b"\"'`"[..], &b" \t"[..]] {
        while start < end && signs.contains(&bytes[start]) && text.is_char_boundary(start + 1) {
            start += 1;
        }
        while start < end && signs.contains(&bytes[end - 1]) && text.is_char_boundary(end - 1) {
            end -= 1;
        }
    }
    (start, end)
}

/// `INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y');`; without columns an address and a hash of a password tell themselves.
fn insert(text: &str, start: usize) -> Option<Table> {
    let open = start + text[start..text.floor_char_boundary((start + 300).min(text.len()))].find('(')?;
    if find(&text[start..open], "values").is_some() {
        return bare_values(text, open);
    }
    let (columns, after) = tuple(text, open)?;
    let fields = header(text, &columns)?;
    let between = &text[after..text.floor_char_boundary((after + 40).min(text.len()))];
    let values = after + find(between, "values")? + "values".len();
    let of = |cells: &[Span], span: Span| (cells.len() == columns.len()).then(|| row(&fields, cells, span));
    tuples(text, values, of)
}

fn bare_values(text: &str, open: usize) -> Option<Table> {
    tuples(text, open, |cells, span| {
        let find = |is: fn(&str) -> bool| cells.iter().copied().find(|c| is(&text[c.0..c.1]));
        let hash = find(|cell| super::password::hash_kind(cell).is_some())?;
        let mail = |cell: &str| {
            cell.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
        };
        let mail = find(mail)?;
        Some(Row { span, cells: vec![(Field::Email, mail), (Field::Password, hash)] })
    })
}

/// `(...), (...)` from `at` on, each read by `of`.
fn tuples(text: &str, mut at: usize, of: impl Fn(&[Span], Span) -> Option<Row>) -> Option<Table> {
    let mut rows = Vec::new();
    loop {
        let rest = &text[at..];
        let gap = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', ',']).len();
        let from = at + gap;
        if !text[from..].starts_with('(') {
            return (!rows.is_empty()).then_some(Table { rows, end: at });
        }
        let Some((cells, after)) = tuple(text, from) else {
            return (!rows.is_empty()).then_some(Table { rows, end: from + 1 });
        };
        rows.extend(of(&cells, (from, after)));
        at = after;
    }
}

/// The cells of a parenthesis that opens at `open`, and where it has closed.
fn tuple(text: &str, open: usize) -> Option<(Vec<Span>, usize)> {
    let bytes = text.as_bytes();
    let (mut cells, mut from, mut at) = (Vec::new(), open + 1, open + 1);
    let mut quote = None;
    let most = bytes.len().min(open + LONGEST);
    while at < most {
        match (bytes[at], quote) {
            (b'\\', Some(_)) => at += 1,
            (b'\'' | b'"' | b'`', None) => quote = Some(bytes[at]),
            (b, Some(q)) if b == q => quote = None,
            (b',', None) => {
                cells.push(trimmed(text, (from, at)));
                from = at + 1;
            }
            (b')', None) => {
                cells.push(trimmed(text, (from, at)));
                return (cells.len() <= CELLS).then_some((cells, at + 1));
            }
            (b'(', None) => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// `COPY t (a, b) FROM stdin;`, then lines of tabs up to `\.`.
fn copy(text: &str, start: usize, end: usize) -> Option<Table> {
    let open = start + text[start..end].find('(')?;
    let (columns, _) = tuple(text, open)?;
    let fields = header(text, &columns)?;
    let (mut rows, mut at) = (Vec::new(), end + 1);
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        if text[at..end].starts_with("\\.") {
            break;
        }
        let cells = if end - at > LONGEST { Vec::new() } else { split(text, (at, end), '\t') };
        if cells.len() != columns.len() {
            break;
        }
        rows.push(row(&fields, &cells, (at, end)));
        at = end + 1;
    }
    (!rows.is_empty()).then_some(Table { rows, end: at.min(text.len()) })
}

#[cfg(test)]
mod tests {
    use super::super::columns::Field;
    use super::read;

    fn check(text: &str, expected: &[&[(Field, &str)]]) {
        let end = text.find('\n').unwrap_or(text.len());
        let rows = read(text, 0, end).map_or(Vec::new(), |t| t.rows);
        let seen: Vec<Vec<(Field, &str)>> =
            rows.iter().map(|r| r.cells.iter().map(|(f, s)| (*f, &text[s.0..s.1])).collect()).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn every_kind_of_table() {
        use Field::*;
        check(
            "id,email,password\n1,a@example.com,Zima2024\n2,\"b@example.com\",\"q,7\"\n",
            &[
                &[(Email, "a@example.com"), (Password, "Zima2024")],
                &[(Email, "b@example.com"), (Password, "q,7")],
            ],
        );
        check(
            "фамилия;имя;отчество;паспорт;телефон\nИванов;Иван;Иванович;4508 654321;+7 916 123-45-67\nитого: 1",
            &[&[
                (Surname, "Иванов"),
                (Given, "Иван"),
                (Patronymic, "Иванович"),
                (Number, "4508 654321"),
                (Phone, "+7 916 123-45-67"),
            ]],
        );
        check(
            "| Login | Password |\n|-------|----------|\n| bob   | Zima2024 |\n",
            &[&[(Login, "bob"), (Password, "Zima2024")]],
        );
        check(
            "INSERT INTO `users` (`id`, `email`, `password`) VALUES (1, 'a@example.com', 'Zi\\'ma, 1'),\n(2,'b@example.com','x''y');",
            &[
                &[(Email, "a@example.com"), (Password, "Zi\\'ma, 1")],
                &[(Email, "b@example.com"), (Password, "x''y")],
            ],
        );
        check(
            "COPY public.users (id, email, password) FROM stdin;\n1\ta@example.com\tZima2024\n\\.\n",
            &[&[(Email, "a@example.com"), (Password, "Zima2024")]],
        );
        check("email and password, please, of everybody, who reads, this long, sentence\nx,y,z", &[]);
        check("email;phone", &[]);
        check("INSERT INTO t VALUES (1, 'a@example.com')", &[]);
        check(
            "INSERT INTO t VALUES (1, 'a@example.com', '098f6bcd4621d373cade4e832627b4f6', 0);",
            &[&[(Email, "a@example.com"), (Password, "098f6bcd4621d373cade4e832627b4f6")]],
        );
    }

    #[test]
    fn hostile_text_is_no_panic() {
        for text in [
            "insert into",
            "insert into (",
            "INSERT INTO t (email,password) VALUES (",
            "copy t (email,password) from stdin",
            "email;пароль\nж;\u{a0}ж\n;",
            "email,pass\n\",\",\n",
        ] {
            read(text, 0, text.find('\n').unwrap_or(text.len()));
        }
        let open = format!("insert into t (email, password) values {}", "(".repeat(100_000));
        read(&open, 0, open.len());
    }
}

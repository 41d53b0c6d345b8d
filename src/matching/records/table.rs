//! Tables: a header whose columns are known, then rows (CSV and its kin, with `;`, tabs, bars); `INSERT INTO t (columns)
//! VALUES (...), (...)`; `COPY t (columns) FROM stdin` and its lines.
//!
//! One walk from a header to the end of its rows; a cell is what it is because of its column, and is judged by whoever
//! asks for it.

use memchr::{memchr, memchr_iter, memchr2_iter};

use super::columns::{Field, field_of};

/// Cells of a header or a row at most, and bytes of a line of a table.
const CELLS: usize = 200;
const LONGEST: usize = 8_000;

/// Bytes of the text, half-open; without quotes around.
pub(super) type Span = (usize, usize);

/// A cell of a column that is known.
pub(super) type Cell = (Field, Span);

/// Rows of tables in the order of the text, none over another; their cells lie in one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::matching) struct Rows {
    cells: Vec<Cell>,
    /// Where each stands, and where its cells end.
    rows: Vec<(Span, usize)>,
}

impl Rows {
    pub(super) fn span(&self, row: usize) -> Option<Span> {
        self.rows.get(row).map(|(span, _)| *span)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Span, &[Cell])> {
        let mut from = 0;
        self.rows.iter().map(move |(span, to)| {
            let cells = &self.cells[from..*to];
            from = *to;
            (*span, cells)
        })
    }

    pub(super) fn append(&mut self, more: Rows) {
        let before = self.cells.len();
        self.cells.extend(more.cells);
        self.rows.extend(more.rows.into_iter().map(|(span, to)| (span, before + to)));
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row of the columns that are known; empty cells are none.
    fn put(&mut self, span: Span, fields: &[Option<Field>], cells: &[Span]) {
        let known = fields.iter().zip(cells).filter_map(|(field, cell)| Some(((*field)?, *cell)));
        self.cells.extend(known.filter(|(_, cell)| cell.0 < cell.1));
        self.rows.push((span, self.cells.len()));
    }
}

/// What stands at a line that may begin a table.
pub(super) struct Table {
    pub rows: Rows,
    /// Where reading goes on.
    pub end: usize,
}

/// The table that begins with the line `start..end`; none: no known header stands there.
pub(super) fn read(text: &str, start: usize, end: usize) -> Option<Table> {
    let line = text.get(start..end)?;
    // Every statement has a parenthesis soon behind its first words: few lines have to be searched for those.
    let reach = if line.len() > LONGEST { HEAD + OPEN } else { line.len().max(HEAD + OPEN) };
    let near = &text.as_bytes()[start..text.len().min(start + reach)];
    if memchr(b'(', near).is_none() {
        let table = if line.len() > LONGEST { None } else { separated(text, start, end) };
        return table.filter(|_| !is_statement(line));
    }
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

/// Bytes of a line in which a statement begins, and bytes behind that in which its parenthesis opens.
const HEAD: usize = 200;
const OPEN: usize = 300;

fn is_statement(line: &str) -> bool {
    find(line, "insert into").is_some() || find(line, "copy ").is_some() && find(line, "from stdin").is_some()
}

/// Where an ASCII word in lower case stands, whatever its case, within the first 200 bytes.
fn find(line: &str, word: &str) -> Option<usize> {
    let head = &line.as_bytes()[..line.len().min(HEAD)];
    let first = word.as_bytes()[0];
    memchr2_iter(first, first.to_ascii_uppercase(), head)
        .find(|at| head[*at..].get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word.as_bytes())))
}

/// The known columns of a header, when it is one: at least two kinds of them, no cell that is a value.
fn header(text: &str, cells: &[Span]) -> Option<Vec<Option<Field>>> {
    let of = |span: &Span| field_of(&text[span.0..span.1]);
    let fields: Vec<Option<Field>> = cells.iter().map(of).collect();
    let kinds = fields.iter().flatten().fold(0u32, |kinds, field| kinds | 1 << *field as u32);
    let value = |span: &Span| text[span.0..span.1].contains('@') || span.1 - span.0 > 80;
    (kinds.count_ones() >= 2 && !cells.iter().any(value)).then_some(fields)
}

fn separated(text: &str, start: usize, end: usize) -> Option<Table> {
    let line = &text[start..end];
    let count = |sign: u8| memchr_iter(sign, line.as_bytes()).count();
    let counted = [b'\t', b';', b'|', b','].map(|sign| (count(sign), sign));
    let sign = counted.into_iter().max_by_key(|(many, _)| *many).filter(|(many, _)| *many > 0)?.1;
    let mut head = Vec::new();
    split(text, (start, end), sign, &mut head);
    let fields = header(text, &head)?;
    // A sentence with commas has other words between them.
    let known = fields.iter().flatten().count();
    if known * 3 < head.len() {
        return None;
    }
    let (mut rows, mut at, mut strange) = (Rows::default(), end + 1, 0);
    let (mut last, mut cells) = (at, Vec::new());
    while at < text.len() && strange < 3 {
        let end = line_end(text, at);
        cells.clear();
        if end - at <= LONGEST {
            split(text, (at, end), sign, &mut cells);
        }
        let ruled = text[at..end].bytes().all(|b| b"|-:+= \t\r".contains(&b));
        if cells.len() == head.len() && !ruled {
            rows.put((at, end), &fields, &cells);
            strange = 0;
            last = end + 1;
        } else if !(ruled && end > at) {
            strange += 1;
        }
        at = end + 1;
    }
    (!rows.is_empty()).then_some(Table { rows, end: last.min(text.len()) })
}

/// The end of the line that begins at `at`.
fn line_end(text: &str, at: usize) -> usize {
    memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |line| at + line)
}

/// The cells of a line; quotes around a cell may hold the separator, a bar at either end is a frame.
fn split(text: &str, (start, end): Span, sign: u8, out: &mut Vec<Span>) {
    let line = &text.as_bytes()[start..end];
    let (mut from, mut quoted) = (start, false);
    for at in memchr2_iter(sign, b'"', line).map(|at| start + at) {
        if out.len() == CELLS {
            break;
        }
        match text.as_bytes()[at] {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ => {
                out.push(trimmed(text, (from, at)));
                from = at + 1;
            }
        }
    }
    if out.len() < CELLS {
        out.push(trimmed(text, (from, end)));
    }
    if sign == b'|' {
        if out.first().is_some_and(|c| c.0 == c.1) {
            out.remove(0);
        }
        if out.last().is_some_and(|c| c.0 == c.1) {
            out.pop();
        }
    }
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
    let open = start + text[start..text.floor_char_boundary((start + OPEN).min(text.len()))].find('(')?;
    if find(&text[start..open], "values").is_some() {
        return bare_values(text, open);
    }
    let mut columns = Vec::new();
    let after = tuple(text, open, &mut columns)?;
    let fields = header(text, &columns)?;
    let between = &text[after..text.floor_char_boundary((after + 40).min(text.len()))];
    let values = after + find(between, "values")? + "values".len();
    tuples(text, values, |cells, span, rows| {
        if cells.len() == columns.len() {
            rows.put(span, &fields, cells);
        }
    })
}

fn bare_values(text: &str, open: usize) -> Option<Table> {
    tuples(text, open, |cells, span, rows| {
        let find = |is: fn(&str) -> bool| cells.iter().copied().find(|c| is(&text[c.0..c.1]));
        let mail = |cell: &str| {
            cell.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
        };
        let hash = find(|cell| super::password::hash_kind(cell).is_some());
        if let (Some(hash), Some(mail)) = (hash, find(mail)) {
            rows.put(span, &[Some(Field::Email), Some(Field::Password)], &[mail, hash]);
        }
    })
}

/// `(...), (...)` from `at` on, each read by `of`.
fn tuples(text: &str, mut at: usize, of: impl Fn(&[Span], Span, &mut Rows)) -> Option<Table> {
    let (mut rows, mut cells) = (Rows::default(), Vec::new());
    let end = loop {
        let rest = &text[at..];
        let gap = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', ',']).len();
        let from = at + gap;
        if !text[from..].starts_with('(') {
            break at;
        }
        let Some(after) = tuple(text, from, &mut cells) else { break from + 1 };
        of(&cells, (from, after), &mut rows);
        at = after;
    };
    (!rows.is_empty()).then_some(Table { rows, end })
}

/// The cells of a parenthesis that opens at `open`; where it has closed.
fn tuple(text: &str, open: usize, cells: &mut Vec<Span>) -> Option<usize> {
    cells.clear();
    let bytes = text.as_bytes();
    let (mut from, mut at) = (open + 1, open + 1);
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
                return (cells.len() <= CELLS).then_some(at + 1);
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
    let mut columns = Vec::new();
    tuple(text, open, &mut columns)?;
    let fields = header(text, &columns)?;
    let (mut rows, mut at, mut cells) = (Rows::default(), end + 1, Vec::new());
    while at < text.len() {
        let end = line_end(text, at);
        if text[at..end].starts_with("\\.") {
            break;
        }
        cells.clear();
        if end - at <= LONGEST {
            split(text, (at, end), b'\t', &mut cells);
        }
        if cells.len() != columns.len() {
            break;
        }
        rows.put((at, end), &fields, &cells);
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
        let rows = read(text, 0, end).map(|table| table.rows).unwrap_or_default();
        let seen: Vec<Vec<(Field, &str)>> = rows
            .iter()
            .map(|(_, cells)| cells.iter().map(|(f, s)| (*f, &text[s.0..s.1])).collect())
            .collect();
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

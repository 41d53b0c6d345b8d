//! A table of people (CSV of any of the usual dialects, header in Russian or English) as entities of kind `person`.
//!
//! A name in one column or in three; e-mail addresses and other spellings become what a person is found by; telephone
//! numbers and posts do not, because a set is no place for what it does not look for.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::draft::{Entry, Row, id_of, list, quoted};
use super::words::twice;
use crate::model::Said;
use crate::said;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Surname,
    Given,
    Patronymic,
    Email,
    Alias,
    Latin,
    Handle,
    Gender,
    Role,
    Id,
    /// Read and not used: whoever keeps it in the table knows why.
    Aside,
}

/// Headers, folded; what is not here is told.
const HEADERS: [(&str, Column); 57] = [
    ("фио", Column::Name),
    ("ф.и.о.", Column::Name),
    ("ф.и.о", Column::Name),
    ("полное имя", Column::Name),
    ("сотрудник", Column::Name),
    ("имя и фамилия", Column::Name),
    ("фамилия имя отчество", Column::Name),
    ("фамилия, имя, отчество", Column::Name),
    ("name", Column::Name),
    ("full name", Column::Name),
    ("fullname", Column::Name),
    ("display name", Column::Name),
    ("displayname", Column::Name),
    ("employee", Column::Name),
    ("фамилия", Column::Surname),
    ("surname", Column::Surname),
    ("last name", Column::Surname),
    ("lastname", Column::Surname),
    ("family name", Column::Surname),
    ("sn", Column::Surname),
    ("имя", Column::Given),
    ("first name", Column::Given),
    ("firstname", Column::Given),
    ("given name", Column::Given),
    ("givenname", Column::Given),
    ("отчество", Column::Patronymic),
    ("patronymic", Column::Patronymic),
    ("middle name", Column::Patronymic),
    ("middlename", Column::Patronymic),
    ("почта", Column::Email),
    ("эл. почта", Column::Email),
    ("электронная почта", Column::Email),
    ("email", Column::Email),
    ("e-mail", Column::Email),
    ("mail", Column::Email),
    ("адрес эл. почты", Column::Email),
    ("псевдонимы", Column::Alias),
    ("другие имена", Column::Alias),
    ("прозвище", Column::Alias),
    ("alias", Column::Alias),
    ("aliases", Column::Alias),
    ("nickname", Column::Alias),
    ("латиницей", Column::Latin),
    ("имя латиницей", Column::Latin),
    ("latin", Column::Latin),
    ("latin name", Column::Latin),
    ("ник", Column::Handle),
    ("handle", Column::Handle),
    ("telegram", Column::Handle),
    ("телеграм", Column::Handle),
    ("пол", Column::Gender),
    ("gender", Column::Gender),
    ("sex", Column::Gender),
    ("роль", Column::Role),
    ("role", Column::Role),
    ("id", Column::Id),
    ("логин", Column::Id),
];

/// Columns that a table of people usually has and that are nothing to look for.
const ASIDE: [&str; 22] = [
    "телефон",
    "мобильный",
    "моб. телефон",
    "phone",
    "mobile",
    "tel",
    "должность",
    "position",
    "title",
    "job title",
    "post",
    "отдел",
    "подразделение",
    "department",
    "unit",
    "компания",
    "company",
    "организация",
    "№",
    "no",
    "n",
    "дата рождения",
];

/// A row for each person, and one for each column that was not understood; or why it is no table of people. `role` is
/// that of rows that name none.
pub(super) fn rows(text: &str, role: &str) -> Result<Vec<Row>, Said> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| unread(&error))?.clone();
    let (columns, strange) = columns(&headers);
    let has = |column| columns.contains(&column);
    if !has(Column::Name) && !has(Column::Surname) {
        let seen = headers.iter().collect::<Vec<_>>().join(", ");
        return Err(said!(
            "import.header",
            "the first line names no column with people: it needs `name`, or `surname` and `first name` (Russian headers will do as well); it has: {seen}",
            "в первой строке нет столбца с людьми: нужны «ФИО» или «name», либо «Фамилия» и «Имя», либо «surname» и «first name»; а есть: {seen}",
            seen
        ));
    }
    let mut out: Vec<Row> = Vec::new();
    for header in strange {
        let why = said!(
            "import.column",
            "the column is not known and was left out",
            "столбец неизвестен и пропущен"
        );
        out.push(Row::refused(1, header, why));
    }
    let mut met: HashMap<String, usize> = HashMap::new();
    // The reader counts a line's end of two signs when it meets the second.
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        let position = match &record {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        };
        let at = position.map_or(counted, |position| (position.byte() as usize).clamp(counted, text.len()));
        let begin =
            at + text.as_bytes()[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += text.as_bytes()[counted..begin].iter().filter(|byte| **byte == b'\n').count();
        counted = begin;
        match record {
            Ok(record) => out.extend(person(&record, &columns, line, role, &mut met)),
            Err(error) => out.push(Row::refused(line, "", unread(&error))),
        }
    }
    Ok(out)
}

fn unread(error: &csv::Error) -> Said {
    said!("import.csv", "not a row of the table ({error})", "это не строка таблицы ({error})", error)
}

/// Of the signs that separate cells, the one that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

fn columns(headers: &StringRecord) -> (Vec<Column>, Vec<String>) {
    let mut strange = Vec::new();
    let columns = headers.iter().map(|header| {
        let folded = header.trim_start_matches('\u{feff}').to_lowercase().replace('ё', "е").replace('_', " ");
        let folded = folded.trim();
        if let Some((_, column)) = HEADERS.iter().find(|(name, _)| *name == folded) {
            return *column;
        }
        if !folded.is_empty() && !ASIDE.contains(&folded) {
            strange.push(header.to_owned());
        }
        Column::Aside
    });
    (columns.collect(), strange)
}

fn person(
    record: &StringRecord,
    columns: &[Column],
    line: usize,
    role: &str,
    met: &mut HashMap<String, usize>,
) -> Option<Row> {
    let cells = |wanted: Column| -> Vec<String> {
        let cells = columns.iter().zip(record.iter()).filter(|(column, _)| **column == wanted);
        let clean = cells.map(|(_, cell)| cell.split_whitespace().collect::<Vec<_>>().join(" "));
        clean.filter(|cell| !cell.is_empty()).collect()
    };
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return None;
    }
    let parts = [Column::Surname, Column::Given, Column::Patronymic].map(|column| cells(column).join(" "));
    let name = match cells(Column::Name).into_iter().next() {
        Some(name) => name,
        None => parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let words = name.split_whitespace().count();
    if words < 2 || name.chars().any(|c| c.is_ascii_digit() || c == '@') {
        let why =
            said!("import.name", "a person needs a surname and a given name", "нужны хотя бы фамилия и имя");
        return Some(Row::refused(line, name, why));
    }
    let key = name.to_lowercase().replace('ё', "е");
    if let Some(first) = met.get(&key) {
        return Some(Row::refused(line, name, twice(*first)));
    }
    met.insert(key, line);
    let mut changed = Vec::new();
    let id = cells(Column::Id).into_iter().next().unwrap_or_else(|| name.clone());
    let mut entry = Entry { table: "entity", id: id_of(&id), ..Entry::default() };
    entry.put("kind", "\"person\"");
    entry.put("role", quoted(&role_of(&cells(Column::Role), role, &mut changed)));
    entry.put("name", quoted(&name));
    match cells(Column::Gender).first().map(|cell| cell.to_lowercase()) {
        None => {}
        Some(cell) if cell.starts_with(['м', 'm']) => entry.put("gender", "\"m\""),
        Some(cell) if cell.starts_with(['ж', 'f', 'w']) => entry.put("gender", "\"f\""),
        Some(cell) => changed.push(ignored("gender", &cell)),
    }
    let many = |column| -> Vec<String> {
        let split = cells(column).into_iter().flat_map(|cell| {
            cell.split([',', ';', '/', '|']).map(|part| part.trim().to_owned()).collect::<Vec<_>>()
        });
        split.filter(|part| !part.is_empty()).collect()
    };
    let (mut handles, mut aliases, latin) = (Vec::new(), many(Column::Alias), many(Column::Latin));
    for handle in many(Column::Handle) {
        let handle = handle.rsplit('/').next().unwrap_or_default().to_owned();
        match handle.trim_start_matches('@').chars().all(|c| c.is_alphanumeric() || "_.-".contains(c)) {
            true if handle.len() > 2 => handles.push(handle),
            _ => changed.push(ignored("handle", &handle)),
        }
    }
    for address in many(Column::Email) {
        let address = address.trim_matches(['<', '>']).to_lowercase();
        match address.split_once('@') {
            Some((local, host)) if !local.is_empty() && host.contains('.') && !host.contains('@') => {
                aliases.push(address);
            }
            _ => changed.push(ignored("e-mail", &address)),
        }
    }
    for (key, texts) in [("aliases", aliases), ("latin", latin), ("handles", handles)] {
        if !texts.is_empty() {
            entry.put(key, list(&texts));
        }
    }
    entry.guesses = vec![name.clone()];
    Some(Row { line, name, entry: Some(entry), changed, ..Row::default() })
}

fn role_of(cells: &[String], default: &str, changed: &mut Vec<Said>) -> String {
    let Some(cell) = cells.first() else { return default.to_owned() };
    let role = match cell.to_lowercase().as_str() {
        "own" | "свой" | "своя" | "сотрудник" | "employee" => "own",
        "leadership" | "руководство" | "руководитель" | "leader" | "management" => {
            "leadership"
        }
        "partner" | "партнёр" | "партнер" => "partner",
        "competitor" | "конкурент" => "competitor",
        "other" | "другой" | "иное" => "other",
        _ => {
            changed.push(ignored("role", cell));
            default
        }
    };
    role.to_owned()
}

fn ignored(what: &'static str, cell: &str) -> Said {
    said!(
        "import.cell",
        "{what} \"{cell}\" cannot be read and was left out",
        "{what} «{cell}» не читается и пропущено",
        what,
        cell
    )
}

#[cfg(test)]
mod tests {
    use super::{delimiter, rows};

    #[test]
    fn reads_tables() {
        let text = "\u{feff}Фамилия;Имя;Отчество;Почта;Должность;Роль;Рост\r\n\
            Кузнецов;Пётр;Ильич;p.kuznetsov@example.com;слесарь;руководитель;180\r\n\
            ;;;;;;\r\n\
            Белова;Анна;;кривой адрес;повар;вахтёр;\r\n\
            Кузнецов;Петр;Ильич;;;;\r\n\
            Одинец;;;;;;\r\n";
        let rows = rows(text, "own").expect("a table");
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                let changed: Vec<&str> = row.changed.iter().map(|said| said.code.as_str()).collect();
                (
                    row.line,
                    row.name.as_str(),
                    row.refused.as_ref().map_or("", |said| said.code.as_str()),
                    changed,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (1, "Рост", "import.column", vec![]),
                (2, "Кузнецов Пётр Ильич", "", vec![]),
                (4, "Белова Анна", "", vec!["import.cell", "import.cell"]),
                (5, "Кузнецов Петр Ильич", "import.twice", vec![]),
                (6, "Одинец", "import.name", vec![]),
            ]
        );
        let keys = &rows[1].entry.as_ref().expect("an entry").keys;
        assert!(keys.contains(&("role", "\"leadership\"".into())), "{keys:?}");
        assert!(keys.contains(&("aliases", "[\"p.kuznetsov@example.com\"]".into())), "{keys:?}");
        assert_eq!(
            super::rows("a,b\n1,2\n", "own").map(|_| ()).map_err(|said| said.code),
            Err("import.header".into())
        );
    }

    #[test]
    fn finds_the_delimiter() {
        for (line, sign) in [("ФИО;Почта", b';'), ("name,email", b','), ("name\temail", b'\t'), ("ФИО", b',')]
        {
            assert_eq!(delimiter(line), sign, "{line}");
        }
    }
}

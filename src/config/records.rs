//! A pattern without an expression: `record = "login" | "name" | "person"`, told by its structure over lines and tables.

use super::reader::Reader;
use super::values::{filled, word};
use crate::model::{RecordKind, Records};
use crate::said;

pub(super) fn read(row: &Reader<'_>) -> Option<Records> {
    let kind = row.read("record", word::<RecordKind>);
    let list =
        |key| row.list(key, filled).unwrap_or_default().into_iter().map(|at| at.value).collect::<Vec<_>>();
    let (near, names, numbers) = (list("near"), list("names"), list("numbers"));
    let (details, contacts) = (list("details"), list("contacts"));
    for key in ["regex", "validate"] {
        if row.has(key) {
            row.fault(
                &row.spot_of(key),
                said!(
                    "record.regex",
                    "`{key}` does not go with `record`: a record is told by its structure; take one of them out",
                    "`{key}` не сочетается с `record`: запись узнаётся по строению; уберите одно из двух",
                    key
                ),
            );
            row.allow(&["regex", "validate"]);
        }
    }
    let least = row.whole("least", 2, 6).map_or(3, |at| at.value as u32);
    let kind = kind?.value;
    let records = Records { kind, near, names, numbers, details, contacts, least };
    let fields = records.fields().next().is_some();
    if fields != (kind == RecordKind::Person) {
        row.fault(
            &row.spot_of("record"),
            said!(
                "record.fields",
                "`names`, `numbers`, `details` and `contacts` list the entries that a `person` record is made of: it needs them, other records have none",
                "`names`, `numbers`, `details` и `contacts` перечисляют записи, из которых складывается `person`: ему они нужны, другим — нет"
            ),
        );
    }
    Some(records)
}

//! Spreadsheets of Office to text: a sheet's name, then its rows, cells parted by tabs.
//!
//! Cells are read one by one, never as a full grid: two cells at opposite corners of a sheet would ask for gigabytes.

use std::fmt::Write;
use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xls, Xlsx, open_workbook_from_rs};

use super::MOST_TEXT;

/// `.xlsx`
pub fn xlsx(bytes: &[u8]) -> Result<String, String> {
    let mut book: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(bytes)).map_err(|e| format!("sheet not read: {e}"))?;
    let mut out = String::new();
    for name in book.sheet_names() {
        let _ = writeln!(out, "{name}");
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut row = None;
        while let Ok(Some(cell)) = cells.next_cell() {
            let value = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::SharedString(text) => (*text).to_owned(),
                other => show(&Data::from(other.clone())),
            };
            place(&mut out, &mut row, cell.get_position().0, &value);
            if out.len() > MOST_TEXT {
                return Ok(out);
            }
        }
        out.push('\n');
    }
    Ok(out)
}

/// `.xls`: at most 65,536 rows of 256 cells.
pub fn xls(bytes: &[u8]) -> Result<String, String> {
    let mut book: Xls<_> =
        open_workbook_from_rs(Cursor::new(bytes)).map_err(|e| format!("old Office file not read: {e}"))?;
    let mut out = String::new();
    for name in book.sheet_names() {
        let _ = writeln!(out, "{name}");
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let mut row = None;
        for (at, _, value) in range.used_cells() {
            place(&mut out, &mut row, at as u32, &show(value));
            if out.len() > MOST_TEXT {
                return Ok(out);
            }
        }
        out.push('\n');
    }
    Ok(out)
}

fn place(out: &mut String, row: &mut Option<u32>, at: u32, value: &str) {
    match row.replace(at) {
        Some(before) if before == at => out.push('\t'),
        Some(_) => out.push('\n'),
        None => {}
    }
    out.push_str(value);
}

/// A cell as a person reads it: whole numbers without a fraction, dates as ISO 8601.
fn show(value: &Data) -> String {
    match value {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 9.0e15 => format!("{number:.0}"),
        other => other.to_string(),
    }
}

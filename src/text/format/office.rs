//! ZIP containers: DOCX, PPTX, ODT, ODS, ODP to text; XLSX by way of [`super::sheet`]; other archives to the names of
//! their files.
//!
//! A container is a stranger's: entries, bytes after inflating and the size of the answer are capped, and nothing but
//! the parts that hold text is opened.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{MOST_TEXT, sheet, xml};
use crate::model::Document;
use crate::model::Time;
use crate::text::dates;

/// Files in a container.
const MOST_ENTRIES: usize = 10_000;
/// Bytes after inflating, all parts together.
const MOST_BYTES: u64 = 200 << 20;

/// Fills text, title, author and updated of `document`.
pub fn read(bytes: &[u8], fetched: Time, document: &mut Document) {
    let mut container = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(container) => Container { zip: container, left: MOST_BYTES },
        Err(fault) => {
            document.complaints.push(format!("container not read: {fault}"));
            return;
        }
    };
    if container.zip.len() > MOST_ENTRIES {
        document.complaints.push(format!("container not read: {} files in it", container.zip.len()));
        return;
    }
    let names: Vec<String> = container.zip.file_names().map(str::to_owned).collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("xl/workbook.xml") {
        if container.inflates_within_bounds() {
            match sheet::xlsx(bytes) {
                Ok(text) => document.text = text,
                Err(fault) => document.complaints.push(fault),
            }
        } else {
            container.left = 0;
        }
    } else {
        let parts = parts(&names);
        if parts.is_empty() {
            document.text = names.join("\n");
            document.complaints.push("an archive: only the names of its files were read".to_owned());
        }
        for part in parts {
            if let Some(bytes) = container.part(part) {
                flow(&bytes, &mut document.text, &mut document.complaints);
            }
        }
    }
    for name in ["docProps/core.xml", "meta.xml"] {
        if has(name)
            && let Some(bytes) = container.part(name)
        {
            properties(&bytes, fetched, document);
        }
    }
    if container.left == 0 {
        document.complaints.push(format!("container inflates beyond {MOST_BYTES} bytes: partly read"));
    }
}

struct Container<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl Container<'_> {
    /// A part's bytes, as many as are left to read.
    fn part(&mut self, name: &str) -> Option<Vec<u8>> {
        let entry = self.zip.by_name(name).ok()?;
        let mut out = Vec::new();
        // A damaged end leaves what was read before it.
        let _ = entry.take(self.left).read_to_end(&mut out);
        self.left -= (out.len() as u64).min(self.left);
        Some(out)
    }

    /// Inflates everything into nothing: what the headers say of sizes may be a lie.
    fn inflates_within_bounds(&mut self) -> bool {
        let mut left = MOST_BYTES;
        for at in 0..self.zip.len() {
            let Ok(entry) = self.zip.by_index(at) else { continue };
            let read = std::io::copy(&mut entry.take(left), &mut std::io::sink()).unwrap_or(0);
            left -= read.min(left);
            if left == 0 {
                return false;
            }
        }
        true
    }
}

/// The parts that hold text, in reading order; none when it is no document.
fn parts(names: &[String]) -> Vec<&str> {
    let known = |name: &&str| {
        let word = name.strip_prefix("word/").is_some_and(|n| {
            n == "document.xml"
                || ["header", "footer", "footnotes", "endnotes", "comments"].iter().any(|p| n.starts_with(p))
                    && n.ends_with(".xml")
        });
        let slide = (name.starts_with("ppt/slides/slide") || name.starts_with("ppt/notesSlides/"))
            && name.ends_with(".xml");
        word || slide || *name == "content.xml"
    };
    let mut parts: Vec<&str> = names.iter().map(String::as_str).filter(known).collect();
    let number = |name: &str| {
        name.chars().filter(char::is_ascii_digit).take(9).collect::<String>().parse().unwrap_or(0u64)
    };
    parts.sort_by_key(|name| {
        (*name != "word/document.xml", name.contains("notes"), number(name), name.to_string())
    });
    parts
}

/// The local name without its prefix.
fn local(start: &BytesStart) -> Vec<u8> {
    start.local_name().as_ref().to_vec()
}

/// Paragraphs to lines, cells to tabs, for WordprocessingML, DrawingML and OpenDocument alike.
fn flow(bytes: &[u8], out: &mut String, complaints: &mut Vec<String>) {
    let mut reader = Reader::from_reader(bytes);
    reader.config_mut().check_end_names = false;
    let word = bytes[..bytes.len().min(4_096)].windows(16).any(|w| w == b"wordprocessingml");
    let drawing = bytes[..bytes.len().min(4_096)].windows(9).any(|w| w == b"drawingml");
    // In Office's own formats text stands in <t> alone; OpenDocument has it everywhere.
    let strict = word || drawing;
    let (mut in_text, mut cells, mut first_in_cell) = (0usize, 0usize, false);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    loop {
        if out.len() > MOST_TEXT {
            return;
        }
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(fault) => {
                complaints.push(format!("not well-formed: {fault}"));
                return;
            }
        };
        match event {
            Event::Start(start) => match local(&start).as_slice() {
                b"t" | b"delText" | b"instrText" if strict => in_text += 1,
                b"tc" | b"table-cell" => {
                    cells += 1;
                    first_in_cell = true;
                }
                b"tab" => out.push('\t'),
                b"line-break" | b"br" => out.push('\n'),
                _ => {}
            },
            Event::Empty(start) => match local(&start).as_slice() {
                b"tab" => out.push('\t'),
                b"br" | b"cr" | b"line-break" => out.push('\n'),
                b"s" if !strict => out.push(' '),
                b"noBreakHyphen" => out.push('-'),
                b"table-cell" => out.push('\t'),
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                b"t" | b"delText" | b"instrText" if strict => in_text = in_text.saturating_sub(1),
                b"p" | b"h" if cells > 0 => first_in_cell = false,
                b"p" | b"h" => out.push('\n'),
                b"tc" | b"table-cell" => {
                    cells = cells.saturating_sub(1);
                    out.push('\t');
                }
                b"tr" | b"table-row" => {
                    out.truncate(out.trim_end_matches(['\t', ' ']).len());
                    out.push('\n');
                }
                _ => {}
            },
            Event::Text(text) if !strict || in_text > 0 => {
                let text = String::from_utf8_lossy(&text);
                if !strict && text.trim().is_empty() {
                    continue;
                }
                if cells > 0 && !first_in_cell && !out.ends_with(['\t', '\n', ' ']) && !strict {
                    out.push(' ');
                }
                out.push_str(&text);
            }
            Event::GeneralRef(name) if !strict || in_text > 0 => out.push_str(&xml::reference(&name)),
            Event::CData(text) if !strict || in_text > 0 => out.push_str(&String::from_utf8_lossy(&text)),
            Event::Eof => return,
            _ => {}
        }
    }
}

/// Dublin Core: title, creator, time of the last change. When a file was made is not when it was published.
fn properties(bytes: &[u8], fetched: Time, document: &mut Document) {
    let mut reader = Reader::from_reader(bytes);
    reader.config_mut().check_end_names = false;
    let mut field: Vec<u8> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => field = local(&start),
            Ok(Event::End(_)) => field.clear(),
            Ok(Event::Text(text)) => {
                let text = String::from_utf8_lossy(&text).trim().to_owned();
                match field.as_slice() {
                    b"title" if document.title.is_empty() => document.title = text,
                    b"creator" if document.author.is_empty() => document.author = text,
                    b"modified" | b"date" => {
                        document.updated = document.updated.or_else(|| dates::parse(&text, fetched))
                    }
                    _ => {}
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

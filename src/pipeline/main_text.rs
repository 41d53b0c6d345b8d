//! The main text of pages that are kept: the article, or the posts.
//!
//! It is made when the index first follows a document, from the archived bytes, and kept in the store before the index
//! rests on it: a crash in between makes it again. Alerts do not wait for it. What cannot be had (an exchange that
//! retention took, or another daemon's; a body that is no HTML; a post of a listing, which is its own main text) leaves
//! the document as it is: all of its visible text is indexed in any case.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tokio_util::sync::CancellationToken;

use crate::archive::{self, Record, Spot};
use crate::fetch::{self, Headers};
use crate::store::Store;
use crate::store::rows::DocumentRow;
use crate::text::{self, Raw};

/// Bytes of a decoded body; a page that was cut for its alert is cut here as well.
const LARGEST: u64 = 10 << 20;

/// Makes what is missing of a batch, and keeps it; what `stop` left undone is made the next time.
pub async fn complete(
    store: &Store,
    archive: &Path,
    rows: &mut [DocumentRow],
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let mut made: Vec<(i64, String)> = Vec::new();
    for row in rows.iter_mut().filter(|row| row.main.is_empty() && !row.text.is_empty()) {
        if stop.is_cancelled() {
            break;
        }
        if let Some(main) = of(archive, row).await? {
            row.main.clone_from(&main);
            made.push((row.id, main));
        }
    }
    if !made.is_empty() {
        store.admit_mains(&made).await?;
    }
    Ok(())
}

async fn of(archive: &Path, row: &DocumentRow) -> anyhow::Result<Option<String>> {
    let Some(kept) = &row.archive else { return Ok(None) };
    let spot =
        Spot { file: kept.file.clone(), offset: kept.offset, length: kept.length, digest: kept.digest };
    let dir = archive.to_path_buf();
    let record = match tokio::task::spawn_blocking(move || archive::read(&dir, &spot)).await? {
        Ok(record) => record,
        Err(error) => {
            tracing::debug!(document = row.id, %error, "no main text: the exchange cannot be read");
            return Ok(None);
        }
    };
    // The exchange of a listing's entry is the listing.
    if record.field("WARC-Target-URI") != Some(row.url.as_str()) {
        return Ok(None);
    }
    let headers = headers(&record);
    let body = fetch::decoded(record.payload().to_vec(), &headers, LARGEST).await;
    let (url, fetched) = (row.url.clone(), row.fetched);
    let main = tokio::task::spawn_blocking(move || {
        let content_type = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.and_then(|(_, value)| std::str::from_utf8(value).ok());
        let raw = Raw { bytes: &body, content_type, url: &url, fetched, truncated: None };
        // A page that brings a parser down must not stop the index: it goes without.
        catch_unwind(AssertUnwindSafe(|| text::main_of(&raw)))
    });
    let main = main.await?;
    if main.is_err() {
        tracing::warn!(document = row.id, "no main text: the page broke its parser");
    }
    Ok(main.ok().flatten().filter(|main| !main.is_empty()))
}

/// The header fields of a response's block.
fn headers(record: &Record) -> Headers {
    let head = &record.block[..record.block.len() - record.payload().len()];
    let head = String::from_utf8_lossy(head);
    let fields = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    fields.map(|(name, value)| (name.to_ascii_lowercase(), value.as_bytes().to_vec())).collect()
}

/// Where the lines of the main text stand in the visible text: spans in code points, half-open and ascending. The two
/// are made by different readers of the page, which place blanks differently.
pub fn spans(text: &str, main: &str) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    if main.is_empty() {
        return out;
    }
    let wanted: HashSet<String> = main
        .lines()
        .map(|line| line.split_whitespace().collect())
        .filter(|key: &String| !key.is_empty())
        .collect();
    let (mut at, mut key) = (0, String::new());
    for line in text.split_inclusive('\n') {
        let end = at + line.chars().count();
        key.clear();
        key.extend(line.split_whitespace());
        if wanted.contains(&key) {
            match out.last_mut() {
                Some(last) if last.1 == at => last.1 = end,
                _ => out.push((at, end)),
            }
        }
        at = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::spans;

    #[test]
    fn main_lines_are_found_in_the_visible_text() {
        let text = "Меню\nПервый абзац\tстатьи\nВторой\nПодвал\nТретий";
        let of = |main: &str| {
            let part = |(from, to): (usize, usize)| text.chars().skip(from).take(to - from).collect();
            spans(text, main).into_iter().map(part).collect::<Vec<String>>()
        };
        assert_eq!(
            of("Первый абзац статьи\n\n Второй\nТретий"),
            ["Первый абзац\tстатьи\nВторой\n", "Третий"]
        );
        assert!(of("").is_empty() && of("чего нет").is_empty());
        assert!(spans("", "Второй").is_empty());
    }
}

//! What was kept before words about a page were masked ahead of being written: its titles, authors and addresses are gone
//! over once. A daemon that has none of it reads one note.

use tokio_util::sync::CancellationToken;

use crate::store::Store;
use crate::store::rows::{DocumentRow, Masked};
use crate::text::hide;

/// The last document that was looked at; `done` after the last.
const NOTE: &str = "masked up to";
const DONE: &str = "done";
/// Documents with secrets that are read at once.
const PIECE: u32 = 100;
/// Secrets of a text that are looked for, and the least characters of one: shorter ones say nothing.
const SECRETS: usize = 1_000;
const LEAST: usize = 4;

/// Goes on where it was stopped.
pub async fn mask_earlier(store: &Store, stop: &CancellationToken) -> anyhow::Result<()> {
    let note = store.meta_get(NOTE).await?;
    if note.as_deref() == Some(DONE) {
        return Ok(());
    }
    let mut after: i64 = note.and_then(|note| note.parse().ok()).unwrap_or(0);
    while !stop.is_cancelled() {
        let ids = store.with_secrets(after, PIECE).await?;
        let Some(&last) = ids.last() else {
            store.meta_set(NOTE, DONE).await?;
            return Ok(());
        };
        for id in ids {
            if let Some(document) = store.document(id, None).await?
                && let Some(masked) = masked(&document)
            {
                store.mask_document(id, &masked).await?;
            }
        }
        store.meta_set(NOTE, &last.to_string()).await?;
        after = last;
    }
    Ok(())
}

/// None: no secret of its text stands in the words about it.
fn masked(document: &DocumentRow) -> Option<Masked> {
    let points: Vec<usize> =
        document.text.char_indices().map(|(at, _)| at).chain([document.text.len()]).collect();
    let at = |point: u64| points.get(usize::try_from(point).unwrap_or(usize::MAX)).copied();
    let secrets: Vec<&str> = document
        .hits
        .iter()
        .filter(|hit| hit.secret)
        .take(SECRETS)
        .filter_map(|hit| document.text.get(at(hit.start)?..at(hit.end)?))
        .filter(|secret| secret.chars().count() >= LEAST)
        .collect();
    let hidden = |words: &str| hide(words, secrets.iter().copied());
    let masked = Masked {
        title: hidden(&document.title),
        author: hidden(&document.author),
        shown_url: hidden(&document.shown_url),
    };
    let changed = masked.title != document.title
        || masked.author != document.author
        || masked.shown_url != document.shown_url;
    changed.then_some(masked)
}

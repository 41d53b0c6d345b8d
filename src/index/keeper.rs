//! The index as the rest of the house holds it: one writer, many searches, and a fresh start where there is damage.
//!
//! All calls block. After an error of `put`, `remove` or `commit` the writer is closed and what it held is forgotten:
//! begin again from [`Index::last`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use tantivy::IndexWriter;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};

use super::facets::Values;
use super::folder::{self, Folder, guarded};
use super::search::search;
use super::words::Stems;
use super::{Ask, IndexDoc, IndexError, Page};

/// Bytes that the writer gathers before it writes a segment.
const WRITER_MEMORY: usize = 50_000_000;

/// Segments smaller than this are of one size to the merges: ten commits of the daemon's.
const SMALL: u32 = 2_000;

/// Segments larger than this are merged no more, so that a merge stays bounded.
const MERGED_UP_TO: usize = 500_000;

pub struct Index {
    dir: PathBuf,
    folder: RwLock<Folder>,
    /// Opened by the first write, closed by an error.
    writer: Mutex<Option<IndexWriter>>,
    /// Of the words that were put in before.
    stems: Mutex<Stems>,
    /// Of the facets.
    values: Mutex<Values>,
    last: AtomicI64,
    /// Damage was met; the next write begins afresh.
    damaged: AtomicBool,
    read_only: bool,
}

pub struct Opened {
    pub index: Index,
    /// It was damaged or made by another version, and starts empty.
    pub rebuilt: bool,
}

impl Index {
    /// Opens the index for the one process that writes to it, or makes it.
    pub fn open(dir: &Path) -> Result<Opened, IndexError> {
        let (folder, rebuilt) = folder::open_or_renew(dir)?;
        let writer = writer(&folder)?;
        let index = Index::new(dir, folder, Some(writer), false);
        Ok(Opened { index, rebuilt })
    }

    /// Opens it for searching alone, as it is now, beside the daemon or without one.
    pub fn read(dir: &Path) -> Result<Index, IndexError> {
        let folder = guarded(|| folder::open(dir, 0))?;
        Ok(Index::new(dir, folder, None, true))
    }

    fn new(dir: &Path, folder: Folder, writer: Option<IndexWriter>, read_only: bool) -> Index {
        Index {
            dir: dir.to_owned(),
            last: AtomicI64::new(folder.last),
            folder: RwLock::new(folder),
            writer: Mutex::new(writer),
            stems: Mutex::default(),
            values: Mutex::default(),
            damaged: AtomicBool::new(false),
            read_only,
        }
    }

    /// The number of the last commit; 0 when there is none, or when what there was is damaged.
    pub fn last(&self) -> i64 {
        if self.damaged.load(Ordering::SeqCst) { 0 } else { self.last.load(Ordering::SeqCst) }
    }

    /// Puts documents in, in place of those of the same ids. Found after [`Index::commit`].
    pub fn put(&self, docs: &[IndexDoc]) -> Result<(), IndexError> {
        self.write(|folder, writer| {
            let mut stems = self.stems.lock().unwrap_or_else(PoisonError::into_inner);
            for doc in docs {
                writer.delete_term(folder.fields.by_id(doc.id));
                writer.add_document(folder.fields.document(doc, &mut stems))?;
            }
            Ok(())
        })
    }

    pub fn remove(&self, ids: &[i64]) -> Result<(), IndexError> {
        self.write(|folder, writer| {
            for &id in ids {
                writer.delete_term(folder.fields.by_id(id));
            }
            Ok(())
        })
    }

    /// Makes everything since the last commit last and be found, and keeps `last` with it, in one step.
    pub fn commit(&self, last: i64) -> Result<(), IndexError> {
        self.write(|folder, writer| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&last.to_string());
            prepared.commit()?;
            folder.reader.reload()?;
            self.last.store(last, Ordering::SeqCst);
            Ok(())
        })
    }

    pub fn search(&self, ask: &Ask) -> Result<Page, IndexError> {
        let folder = self.folder.read().unwrap_or_else(PoisonError::into_inner);
        let searcher = folder.reader.searcher();
        guarded(|| search(&searcher, &folder.fields, &self.values, ask))
            .map_err(|error| self.judge(&folder, error))
    }

    fn write(
        &self,
        work: impl FnOnce(&Folder, &mut IndexWriter) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        if self.read_only {
            return Err(IndexError::ReadOnly);
        }
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if self.damaged.load(Ordering::SeqCst) {
            self.renew(&mut slot)?;
        }
        let folder = self.folder.read().unwrap_or_else(PoisonError::into_inner);
        let done = match slot.take() {
            Some(open) => Ok(open),
            None => writer(&folder),
        }
        .and_then(|mut open| {
            guarded(|| work(&folder, &mut open))?;
            *slot = Some(open);
            Ok(())
        });
        done.map_err(|error| self.judge(&folder, error))
    }

    /// What looks like damage is damage when the files say so: a query or a document that makes tantivy panic must not
    /// cost the index. And tantivy's threads do not say why they died.
    fn judge(&self, folder: &Folder, error: IndexError) -> IndexError {
        let (IndexError::Damaged(why) | IndexError::Io(why)) = &error else { return error };
        if self.damaged.load(Ordering::SeqCst) {
            return IndexError::Damaged(why.clone());
        }
        let broken = || guarded(|| folder::check(&folder.index, &self.dir, u64::MAX));
        // Twice, because a merge may take files away while they are looked at.
        match (broken(), broken()) {
            (Err(IndexError::Damaged(file)), Err(IndexError::Damaged(_))) => {
                tracing::error!(why, file, "the search index is damaged: the next write begins a fresh one");
                self.damage();
                IndexError::Damaged(file)
            }
            _ if matches!(error, IndexError::Damaged(_)) => IndexError::Failed(why.clone()),
            _ => error,
        }
    }

    /// From now on `last` is 0 and the next write begins afresh; so does the next opening.
    pub(super) fn damage(&self) {
        if !self.damaged.swap(true, Ordering::SeqCst) && !self.read_only {
            folder::mark(&self.dir);
        }
    }

    fn renew(&self, slot: &mut MutexGuard<'_, Option<IndexWriter>>) -> Result<(), IndexError> {
        // The writer holds the lock of the folder that goes, and its merges would write into the one that comes.
        if let Some(writer) = slot.take() {
            let ended = guarded(|| Ok(writer.wait_merging_threads()?));
            ended.unwrap_or_else(
                |error| tracing::warn!(%error, "the writer of the damaged index ended with an error"),
            );
        }
        let mut folder = self.folder.write().unwrap_or_else(PoisonError::into_inner);
        *folder = folder::renew(&self.dir)?;
        self.last.store(0, Ordering::SeqCst);
        self.damaged.store(false, Ordering::SeqCst);
        Ok(())
    }
}

fn writer(folder: &Folder) -> Result<IndexWriter, IndexError> {
    let writer: IndexWriter = folder::patiently(|| {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(WRITER_MEMORY)
            .build();
        Ok(folder.index.writer_with_options(options)?)
    })?;
    let mut merges = LogMergePolicy::default();
    merges.set_min_layer_size(SMALL);
    merges.set_max_docs_before_merge(MERGED_UP_TO);
    merges.set_del_docs_ratio_before_merge(0.3);
    writer.set_merge_policy(Box::new(merges));
    Ok(writer)
}

/// Removes the index; the next [`Index::open`] begins an empty one. `Locked` while a daemon writes to it.
pub fn rebuild(dir: &Path) -> Result<(), IndexError> {
    if !dir.exists() {
        return Ok(());
    }
    let lock = folder::lock(dir)?;
    let removed = match fs::remove_dir_all(dir) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(IndexError::io(&e)),
        _ => Ok(()),
    };
    drop(lock);
    removed
}

//! The face of the search index; what stands behind it follows.
use crate::model::Time;
use crate::query;
use std::collections::BTreeMap;
use std::path::Path;
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("x")]
    X,
}
pub struct Index(std::sync::atomic::AtomicI64);
pub struct Opened {
    pub index: Index,
    pub rebuilt: bool,
}
pub enum Sort {
    Relevance,
    Newest,
}
#[derive(Clone, Debug)]
pub struct IndexDoc {
    pub id: i64,
    pub n: i64,
    pub url: String,
    pub host: String,
    pub title: String,
    pub text: String,
    pub author: String,
    pub language: String,
    pub source: String,
    pub kind: String,
    pub entities: Vec<String>,
    pub watches: Vec<String>,
    pub published: Option<Time>,
    pub fetched: Time,
    pub masked: Vec<(usize, usize)>,
}
pub struct Piece {
    pub text: String,
    pub hit: bool,
}
pub struct Found {
    pub id: i64,
    pub url: String,
    pub title: String,
    pub snippet: Vec<Piece>,
    pub published: Option<Time>,
    pub fetched: Time,
    pub score: f32,
    pub source: String,
    pub kind: String,
    pub language: String,
}
pub struct Page {
    pub total: u64,
    pub took_ms: u64,
    pub hits: Vec<Found>,
    pub facets: BTreeMap<String, Vec<(String, u64)>>,
}
pub struct Ask {
    pub query: query::Query,
    pub watches: Option<Vec<String>>,
    pub from: Option<Time>,
    pub to: Option<Time>,
    pub source: Option<String>,
    pub entity: Option<String>,
    pub lang: Option<String>,
    pub limit: usize,
    pub offset: usize,
    pub sort: Sort,
    pub facets: bool,
}
impl Index {
    pub fn open(_: &Path) -> Result<Opened, IndexError> {
        Ok(Opened { index: Index(Default::default()), rebuilt: false })
    }
    pub fn read(_: &Path) -> Result<Index, IndexError> {
        Ok(Index(Default::default()))
    }
    pub fn last(&self) -> i64 {
        self.0.load(std::sync::atomic::Ordering::SeqCst)
    }
    pub fn put(&self, _: &[IndexDoc]) -> Result<(), IndexError> {
        Ok(())
    }
    pub fn remove(&self, _: &[i64]) -> Result<(), IndexError> {
        Ok(())
    }
    pub fn commit(&self, n: i64) -> Result<(), IndexError> {
        self.0.store(n, std::sync::atomic::Ordering::SeqCst);
        Ok(())
    }
    pub fn search(&self, _: &Ask) -> Result<Page, IndexError> {
        Err(IndexError::X)
    }
}
pub fn rebuild(_: &Path) -> Result<(), IndexError> {
    Ok(())
}

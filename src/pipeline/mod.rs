//! The tasks that move pages: from a due crawl to an admission, from the store to the index. Knows the rooms it calls and
//! no SQL, no index engine, no SMTP, no HTTP by name.

mod dump;
pub mod earlier;
pub mod floor;
pub mod gates;
pub mod ingest;
pub mod judge;
pub mod main_text;
pub mod poll;
pub mod read;
pub mod reindex;
pub mod rematch;
pub mod retention;
pub mod setup;
pub mod visit;
pub mod worker;

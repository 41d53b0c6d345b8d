//! What the operator wrote, and what is meant by it.
//!
//! Two steps: TOML tables with the place of every value, then settings that the rooms understand; every fault of every
//! file at once, each with its place and what to write instead. Secrets come from files or the environment and are never
//! printed. No room imports this one; `app` hands each room its part.

mod entity;
mod keyword_set;
mod reader;
mod regular;
mod values;
mod written;

pub use keyword_set::keyword_set;

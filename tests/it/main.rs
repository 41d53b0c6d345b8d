//! The one integration-test binary: a file a room.

mod alert;
//! The one integration-test binary.

mod config;
mod house;
mod fetch;
mod sources;
mod judge;
mod store;
mod support;
mod lab_archive;
mod matching;
mod text;

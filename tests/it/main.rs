//! The one integration-test binary: a file a room.

mod alert;
mod config;
mod fetch;
mod house;
mod judge;
mod lab;
mod lab_archive;
mod matching;
mod sources;
mod store;
mod support;
mod text;

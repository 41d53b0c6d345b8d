//! The one integration-test binary: a file a room.

mod alert;
//! The one integration-test binary.

mod config;
mod fetch;
mod house;
mod sources;
mod judge;
mod store;
mod support;
mod matching;
mod text;

//! One binary for all integration tests: a file a room.

mod alert;
mod judge;
mod store;
mod support;

//! One binary for all integration tests: a file a room.

mod judge;
mod store;
mod support;
mod text;

//! One binary for all integration tests: a file a room.

mod store;
mod support;

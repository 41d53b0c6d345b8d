//! The one integration-test binary.

mod house;
//! One binary for all integration tests: a file a room.

mod alert;
mod store;
mod support;
mod fetch;
mod sources;

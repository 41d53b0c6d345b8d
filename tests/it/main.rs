//! The one integration-test binary: a file a room.

mod alert;
mod fetch;
mod house;
mod sources;
mod store;
mod support;

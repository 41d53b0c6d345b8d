//! The one integration-test binary.

mod config;
mod house;
mod fetch;
mod sources;

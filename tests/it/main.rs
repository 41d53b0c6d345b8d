//! The one integration-test binary.

mod config;
mod fetch;
mod house;
mod sources;

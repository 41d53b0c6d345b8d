//! leakwatch: see ARCHITECTURE.md for the rooms and what each promises.

// Its `println!` and the like take the place of std's, which panic when nobody reads any more.
#[macro_use]
pub mod runtime;

pub mod alert;
pub mod app;
pub mod archive;
pub mod cli;
pub mod clock;
pub mod config;
pub mod fetch;
pub mod index;
pub mod matching;
pub mod model;
pub mod pipeline;
pub mod promise;
pub mod query;
pub mod risk;
pub mod sim;
pub mod sources;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod web;

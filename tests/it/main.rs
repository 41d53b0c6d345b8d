//! The one integration-test binary: a file a room.

mod alert;
mod app;
mod backup;
mod config;
mod corpus;
mod deploy;
mod eval_names;
mod eval_quiet;
mod faults;
mod fetch;
mod house;
mod judge;
mod lab;
mod lab_archive;
mod matching;
mod operator;
mod rehearsal;
mod retention;
mod setup;
mod sources;
mod store;
mod support;
mod text;
mod text_forums;
mod web;

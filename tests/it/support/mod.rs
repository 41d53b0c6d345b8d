//! What integration tests stand on.

pub mod app;
pub mod postgres;
pub mod smtp;
pub mod web;

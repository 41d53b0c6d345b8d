//! What integration tests stand on.

pub mod app;
pub mod imap;
pub mod postgres;
pub mod smtp;
pub mod tls;
pub mod web;

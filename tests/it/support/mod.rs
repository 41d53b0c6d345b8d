//! What integration tests stand on.

pub mod postgres;

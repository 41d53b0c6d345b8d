//! pipeline

pub mod judge;

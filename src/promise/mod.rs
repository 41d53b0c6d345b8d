//! promise

pub mod plans;

//! alert

pub mod route;

//! The commands: one file each.

pub mod check;
pub mod config_export;
pub mod doctor;
pub mod extract;
pub mod feed;
pub mod init;

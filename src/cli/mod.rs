//! The commands: one file each.

pub mod explain;
pub mod extract;
pub mod keyword_sets;
pub mod scan;

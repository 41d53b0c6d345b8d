//! The small internet that the binary carries: hosts under `.test` served on loopback, where leaks and threats
//! appear among many quiet pages, and a mailbox that takes letters over real SMTP.
//!
//! The daemon that watches it is the same as in `run`; only name resolution differs.

pub mod bench;
mod demo;
mod dice;
pub mod mailbox;
mod pages;
mod places;
mod server;
mod watching;
mod wording;
mod world;

pub use demo::configuration;
pub(crate) use dice::Dice;
pub use places::{Places, quiet_page};
pub use server::SmallInternet;
pub use world::{HOSTS, Host, Plant, World};

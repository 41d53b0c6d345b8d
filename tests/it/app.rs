//! The whole daemon, end to end: a page on a web, a letter at a relay, and everything that must not happen in between.

mod baseline;
mod clock;
mod demo;
mod digests;
mod documents;
mod dump;
mod events;
mod infeasible;
mod late;
pub mod letters;
mod main_text;
mod overload;
mod postgres;
mod quiet;
mod refused;
mod reload;
pub mod rematch;
mod restart;
mod stored;

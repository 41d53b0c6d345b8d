//! The contract of places: one runner over the registry of kinds, on a small web that is scripted on the wire.

mod board;
mod contract;
mod feed;
mod news;
mod refusals;
mod rehearse;
mod samples;
mod search;
mod site;
mod wire;

//! One file a page: asks the store, writes HTML. Rights for the page as such were asked by the guard; each page asks
//! for the rights to every row it shows.

pub mod account;
pub mod audit;
pub mod configuration;
pub mod document;
pub mod edit;
pub mod entry;
pub mod finding;
pub mod findings;
pub mod holds;
pub mod judge;
pub mod letters;
pub mod log_in;
pub mod mailbox;
pub mod mutes;
pub mod overview;
pub mod people;
pub mod places;
pub mod saved;
pub mod search;
pub mod sets;
pub mod setup;
pub mod tokens;
pub mod warc;
pub mod watch_it;

use super::error::WebError;
use super::layout::{bars, class, csrf, empty, host, inert, mark, pager, short, sign, state, verdict};
use super::params::{Asked, Id, Name, Params, Posted};
use super::rights::{Role, Visitor, Who};
use super::routes::Desk;
use super::tongue::Tongue;
use super::words as w;

/// What most handlers give.
type Page = Result<maud::Markup, WebError>;

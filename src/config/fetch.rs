//! `[fetch]`: what the operator may set of the only door to the web.

use super::reader::Reader;
use super::values::{duration, filled, size};
use crate::fetch::{Allowed, Settings};
use crate::said;

/// The room's settings; the contact comes from `[server]`.
pub(super) fn settings(table: Option<Reader<'_>>, contact: &str) -> Settings {
    let mut settings = Settings { contact: contact.to_owned(), ..Settings::default() };
    let Some(table) = table else { return settings };
    let time = |key, to: &mut std::time::Duration| {
        if let Some(at) = table.read(key, duration) {
            *to = at.value;
        }
    };
    time("delay", &mut settings.delay);
    time("connect", &mut settings.timeouts.connect);
    time("first_byte", &mut settings.timeouts.first_byte);
    time("idle", &mut settings.timeouts.idle);
    time("total", &mut settings.timeouts.total);
    time("total_download", &mut settings.timeouts.total_download);
    let bytes = |key, to: &mut u64| {
        if let Some(at) = table.read(key, size) {
            *to = at.value;
        }
    };
    bytes("page", &mut settings.caps.page);
    bytes("feed", &mut settings.caps.feed);
    bytes("download", &mut settings.caps.download);
    bytes("memory", &mut settings.caps.memory);
    if let Some(at) = table.whole("redirects", 0, 50) {
        settings.caps.redirects = at.value as usize;
    }
    if let Some(allow) = table.list("allow", Allowed::parse) {
        settings.allow = allow.into_iter().map(|at| at.value).collect();
    }
    if let Some(obey) = table.flag("obey_robots") {
        settings.obey_robots = obey;
        if !obey {
            let message = said!(
                "fetch.robots",
                "`obey_robots` is off: only for places whose owners have agreed",
                "`obey_robots` выключен: так можно только там, где владельцы сайтов согласны"
            );
            table.warn(&table.spot_of("obey_robots"), message);
        }
    }
    if let Some(at) = table.read("languages", filled) {
        settings.languages = at.value;
    }
    settings.trusted = super::authority::read(&table);
    table.finish();
    settings
}

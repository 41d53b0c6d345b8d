//! robots.txt by RFC 9309, read as the reference parser of its authors reads it: the group of our own name or else of
//! `*`, the longest rule, allow on a tie. Written here because the crates at hand miss cases of the published table.
//! Where two readings of percent-encoding are in use we go only where both let us. Bounded on any input.

use std::time::Duration;

mod lines;
mod pattern;

use lines::{Key, lines};
use pattern::{Pattern, Target};

/// Bytes of a robots.txt that are read (RFC 9309, 2.5).
pub const CAP: usize = 500 << 10;

/// The longest delay that a `Crawl-delay` can ask for; more would take a place out of sight for no reason of load.
const LONGEST_DELAY: f64 = 600.0;

/// Comparisons spent on one question. A file that costs more is hostile, and what is left of it counts as a refusal.
const EFFORT: usize = 1 << 25;

/// Whether `agent` (a product name, with or without `/version`) may fetch `url` (absolute).
pub fn allowed(body: &[u8], agent: &str, url: &str) -> bool {
    [Target::as_written(url), Target::normalised(url)].iter().all(|target| verdict(body, agent, target))
}

/// The delay that `agent`'s group asks for between two requests; at most ten minutes. Not part of the RFC.
pub fn crawl_delay(body: &[u8], agent: &str) -> Option<Duration> {
    let mut groups = Groups::new(agent);
    let mut found = [None, None];
    for (key, value) in lines(capped(body)) {
        let mine = groups.step(key, value);
        if key != Key::CrawlDelay {
            continue;
        }
        let seconds = std::str::from_utf8(value).ok().and_then(|text| text.trim().parse::<f64>().ok());
        let Some(seconds) = seconds.filter(|s| s.is_finite() && *s >= 0.0) else { continue };
        for (slot, bound) in found.iter_mut().zip(mine) {
            if bound && slot.is_none() {
                *slot = Some(Duration::from_secs_f64(seconds.min(LONGEST_DELAY)));
            }
        }
    }
    if groups.named { found[OWN] } else { found[ALL] }
}

/// The sitemaps listed, in order, as written. They belong to no group.
pub fn sitemaps(body: &[u8]) -> Vec<String> {
    let listed = lines(capped(body)).filter(|(key, _)| *key == Key::Sitemap);
    listed.filter_map(|(_, value)| String::from_utf8(value.to_vec()).ok()).filter(|s| !s.is_empty()).collect()
}

fn capped(body: &[u8]) -> &[u8] {
    &body[..body.len().min(CAP)]
}

const OWN: usize = 0;
const ALL: usize = 1;

/// Which groups the line at hand belongs to: our own, that of `*`.
struct Groups<'a> {
    agent: &'a str,
    inside: [bool; 2],
    /// A rule was seen since the last agent line: the next one opens a new group.
    closed: bool,
    /// A group of our own name was seen: that of `*` no longer counts.
    named: bool,
}

impl<'a> Groups<'a> {
    fn new(agent: &'a str) -> Groups<'a> {
        let name = agent.split('/').next().unwrap_or_default();
        Groups { agent: name, inside: [false; 2], closed: false, named: false }
    }

    fn step(&mut self, key: Key, value: &[u8]) -> [bool; 2] {
        match key {
            Key::Agent => {
                if std::mem::take(&mut self.closed) {
                    self.inside = [false; 2];
                }
                // `*` alone or before a blank; else the name ends at the first byte that no name has.
                if value.first() == Some(&b'*') && value.get(1).is_none_or(u8::is_ascii_whitespace) {
                    self.inside[ALL] = true;
                } else {
                    let end =
                        value.iter().position(|b| !b.is_ascii_alphabetic() && !matches!(b, b'-' | b'_'));
                    if value[..end.unwrap_or(value.len())].eq_ignore_ascii_case(self.agent.as_bytes()) {
                        self.inside[OWN] = true;
                        self.named = true;
                    }
                }
            }
            Key::Allow | Key::Disallow => self.closed = true,
            Key::CrawlDelay | Key::Sitemap | Key::Other => {}
        }
        self.inside
    }
}

/// Length of the best matching rule, allow and disallow apart; 0 is none, or the empty rule, which says nothing.
#[derive(Clone, Copy, Default)]
struct Best {
    allow: usize,
    disallow: usize,
}

fn verdict(body: &[u8], agent: &str, target: &Target) -> bool {
    let mut groups = Groups::new(agent);
    let mut best = [Best::default(); 2];
    let mut effort = EFFORT;
    for (key, value) in lines(capped(body)) {
        let inside = groups.step(key, value);
        if !matches!(key, Key::Allow | Key::Disallow) || !inside.contains(&true) {
            continue;
        }
        let pattern = target.pattern(value);
        let Some(left) = effort.checked_sub(pattern.cost(target)) else { return false };
        effort = left;
        let length = match key {
            Key::Allow => allow_length(&pattern, value, target),
            _ => pattern.length_if_matching(target),
        };
        for (best, bound) in best.iter_mut().zip(inside) {
            let slot = if key == Key::Allow { &mut best.allow } else { &mut best.disallow };
            if bound {
                *slot = (*slot).max(length);
            }
        }
    }
    let best = if groups.named { best[OWN] } else { best[ALL] };
    best.disallow <= best.allow
}

/// An allowed index page allows its folder too: `/a/index.html` is what `/a/` shows.
fn allow_length(pattern: &Pattern, value: &[u8], target: &Target) -> usize {
    let direct = pattern.length_if_matching(target);
    let slash = value.iter().rposition(|b| *b == b'/');
    match slash {
        Some(at) if direct == 0 && value[at..].starts_with(b"/index.htm") => {
            let mut folder = value[..=at].to_vec();
            folder.push(b'$');
            target.pattern(&folder).length_if_matching(target)
        }
        _ => direct,
    }
}

#[cfg(test)]
mod tests;

//! Is it they or is it us? Remembers how the last goings to distinct hosts ended, across all crawls. When name
//! resolution, routing or dialling fails for host after host and nobody answers, the fault is our own network's and
//! counts against no host. Pure: times are handed in.

use std::collections::VecDeque;
use std::time::Duration;

use super::wire::{CONNECTION, WireError};
use crate::model::Time;

/// Hosts remembered.
const HOSTS: usize = 64;
/// What is older says nothing of now.
const MEMORY: Duration = Duration::from_secs(900);
/// So many distinct hosts must have failed in a row; fewer only when they are all that was tried.
const ENOUGH: usize = 4;
/// One host alone never convicts our network.
const LEAST: usize = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    host: String,
    at: Time,
    answered: bool,
}

/// The last outcome of each of the last hosts, newest last.
#[derive(Clone, Debug, Default)]
pub(super) struct Witness {
    seen: VecDeque<Seen>,
}

impl Witness {
    /// A host was reached: it answered something, however bad.
    pub(super) fn reached(&mut self, host: &str, now: Time) {
        self.note(host, now, true);
    }

    /// A host was not reached in a way that could be ours. True: it is.
    pub(super) fn missed(&mut self, host: &str, now: Time) -> bool {
        self.note(host, now, false);
        let recent = || self.seen.iter().rev().take_while(|s| now.since(s.at) <= MEMORY);
        let run = recent().take_while(|s| !s.answered).count();
        run >= ENOUGH || (run >= LEAST && run == recent().count())
    }

    fn note(&mut self, host: &str, at: Time, answered: bool) {
        self.seen.retain(|s| s.host != host);
        if self.seen.len() >= HOSTS {
            self.seen.pop_front();
        }
        self.seen.push_back(Seen { host: host.to_owned(), at, answered });
    }
}

/// Whether a failure could be our network's: nobody at the other end was reached. Behind a proxy a refused
/// connection is the proxy's word, and so could be ours as well.
pub(super) fn could_be_ours(e: &WireError, proxied: bool) -> bool {
    match e {
        WireError::Name(_) | WireError::NoRoute(_) | WireError::Timeout(CONNECTION) => true,
        WireError::Connect(_) => proxied,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `+a` host a answers, `-a` it is missed; a number moves time on by so many seconds. The word at the end is the
    /// last verdict.
    fn check(story: &str, ours: bool) {
        let mut witness = Witness::default();
        let mut now = Time(0);
        let mut last = false;
        for word in story.split(' ') {
            match word.split_at(1) {
                ("+", host) => witness.reached(host, now),
                ("-", host) => last = witness.missed(host, now),
                _ => now = now + Duration::from_secs(word.parse().expect("seconds")),
            }
        }
        assert_eq!(last, ours, "{story}");
    }

    #[test]
    fn they_or_us() {
        for (story, ours) in [
            ("-a", false),
            ("-a -a -a -a -a", false),
            ("-a -b", true),
            ("+a -b", false),
            ("+a -b -c -d", false),
            ("+a -b -c -d -e", true),
            ("+a -a -b", true),
            ("+a +b +c -a -b", false),
            ("+a +b +c -a -b -c", true),
            ("-b -c +a -d -e", false),
            ("-b -c -d +a -e", false),
            ("+a 1000 -b -c", true),
            ("-a 1000 -b", false),
            ("-a -b -c -d -e +f -a", false),
        ] {
            check(story, ours);
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut witness = Witness::default();
        for n in 0..10_000 {
            witness.reached(&n.to_string(), Time(n));
        }
        assert_eq!(witness.seen.len(), HOSTS);
    }
}

//! What is written in one way only: domains, e-mail addresses, handles, canaries. Their signs count as well as their
//! words: `notexample.com`, `not-example.com` and `example.com.evil.test` are not `example.com`; its subdomains are.

use super::super::page::{Page, Shape, folded_words, hash_of};
use super::table::{Spotted, Verdict};
use crate::text::fold::fold;
use crate::text::words::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Domain,
    Email,
    Handle,
    Canary,
}

pub(super) struct Literal {
    pub(super) entry: usize,
    kind: Kind,
    hashes: Vec<u64>,
    /// What stands between the words, folded.
    gaps: Vec<String>,
    anchor: usize,
    /// Letters and digits of all words.
    letters: usize,
}

/// Letters and digits from which on a canary's signs may be others.
const CANARY_LETTERS: usize = 10;
/// Words of an address: more is no address.
const MAX_WORDS: usize = 24;
/// Words that a local part or the labels before a domain may have before we stop looking.
const MAX_EXTENSION: usize = 12;
/// Hosts whose first path element is a handle.
const PLATFORMS: &[&str] = &[
    "t",
    "telegram",
    "vk",
    "ok",
    "instagram",
    "facebook",
    "twitter",
    "x",
    "youtube",
    "github",
    "gitlab",
    "dzen",
    "threads",
    "tiktok",
    "linkedin",
];

impl Literal {
    pub(super) fn domain(entry: usize, text: &str) -> Option<Literal> {
        let text = text.trim().trim_start_matches("*.").trim_matches('.');
        if !text.contains('.') || text.contains(['@', '/', ' ']) {
            return None;
        }
        Literal::new(entry, Kind::Domain, text)
    }

    pub(super) fn email(entry: usize, text: &str) -> Option<Literal> {
        let (local, domain) = text.trim().split_once('@')?;
        if local.is_empty() || !domain.contains('.') || text.contains(['/', ' ']) {
            return None;
        }
        Literal::new(entry, Kind::Email, text.trim())
    }

    pub(super) fn handle(entry: usize, text: &str) -> Option<Literal> {
        let text = text.trim().trim_start_matches('@');
        if text.contains(['/', ' ', '@']) {
            return None;
        }
        Literal::new(entry, Kind::Handle, text)
    }

    pub(super) fn canary(entry: usize, text: &str) -> Option<Literal> {
        Literal::new(entry, Kind::Canary, text.trim())
    }

    fn new(entry: usize, kind: Kind, text: &str) -> Option<Literal> {
        let folded = fold(text);
        let found = words(&folded);
        let hashes: Vec<u64> = folded_words(text).iter().map(|w| hash_of(w)).collect();
        if hashes.is_empty() || hashes.len() > MAX_WORDS || hashes.len() != found.len() {
            return None;
        }
        let gaps =
            found.windows(2).map(|pair| folded[pair[0].bytes.end..pair[1].bytes.start].to_owned()).collect();
        // The longest word is the rarest, roughly; of a domain the last label never is.
        let anchor = (0..found.len()).max_by_key(|&i| (found[i].bytes.len(), std::cmp::Reverse(i)))?;
        let letters = found.iter().map(|word| word.end - word.start).sum();
        Some(Literal { entry, kind, hashes, gaps, anchor, letters })
    }

    pub(super) fn anchor_hash(&self) -> u64 {
        self.hashes[self.anchor]
    }

    /// A canary of several long words is itself with other blanks and dashes between them; an address is not.
    fn may_be_joined_otherwise(&self) -> bool {
        self.kind == Kind::Canary && self.letters >= CANARY_LETTERS
    }

    pub(super) fn judge(&self, page: &Page, token: usize) -> Verdict {
        let first = token.checked_sub(self.anchor).ok_or("its beginning is missing")?;
        let last = first + self.hashes.len() - 1;
        if last >= page.tokens.len() {
            return Err("its end is missing");
        }
        let exact = (first..last).all(|t| page.gap(t) == self.gaps[t - first]);
        let words = (first..=last).all(|t| page.tokens[t].hash == self.hashes[t - first]);
        if !words || !(exact || self.may_be_joined_otherwise() && (first..last).all(|t| joins(page.gap(t)))) {
            return Err("only a word of it stands here");
        }
        let disguised = (first..=last).any(|t| page.tokens[t].disguised);
        let (first, lead, what, confidence) = match self.kind {
            Kind::Canary => (first, 0, "a canary string", 100),
            Kind::Handle => (first, handle_lead(page, first)?, "a handle", 90),
            Kind::Email => {
                if matches!(page.lead(first), "." | "-" | "+") {
                    return Err("part of another address");
                }
                (first, 0, "the e-mail address", 95)
            }
            Kind::Domain => {
                let (first, what) = domain_lead(page, first)?;
                (first, 0, what, 95)
            }
        };
        if self.kind != Kind::Canary && goes_on(page, last) {
            return Err("part of a longer host name or address");
        }
        let mut evidence = vec![what.to_owned()];
        let mut confidence = confidence;
        if !exact {
            evidence.push("other signs stand between its words".to_owned());
            confidence = 90;
        }
        if disguised {
            evidence.push(
                "written with look-alike or invisible characters: it is not this address but imitates it"
                    .into(),
            );
            confidence = confidence.min(70);
        }
        let value = fold(page.slice(first, last));
        Ok(Spotted {
            entry: self.entry,
            first,
            last,
            lead,
            confidence,
            lift: 0,
            evidence,
            value: Some(value),
        })
    }
}

/// Blanks, dashes and the like, as they are put between words or lost there.
fn joins(gap: &str) -> bool {
    gap.chars().count() <= 4 && gap.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '_' | '.' | '/'))
}

/// Whether a host name goes on after its last word: `.evil`, `-mirror`; a full stop before a sentence does not count.
fn goes_on(page: &Page, last: usize) -> bool {
    let Some(next) = page.tokens.get(last + 1) else { return false };
    match page.gap(last) {
        "-" => true,
        "." => next.shape != Shape::Capital && page.folded_word(last + 1).is_ascii(),
        _ => false,
    }
}

/// Takes in the labels of a subdomain and the local part of an address.
fn domain_lead(page: &Page, first: usize) -> Result<(usize, &'static str), &'static str> {
    if page.lead(first) == "-" {
        return Err("part of another host name");
    }
    let mut at = first;
    let mut labels = 0;
    while at > 0 && labels < MAX_EXTENSION {
        let gap = page.lead(at);
        let label = page.folded_word(at - 1).is_ascii();
        if !label || !(gap == "." || (gap == "-" && at < first)) {
            break;
        }
        at -= 1;
        labels += 1;
    }
    if at > 0 && page.lead(at) == "@" {
        at -= 1;
        let mut parts = 0;
        while at > 0 && parts < MAX_EXTENSION && matches!(page.lead(at), "." | "-" | "+") {
            at -= 1;
            parts += 1;
        }
        return Ok((at, "an e-mail address at the domain"));
    }
    Ok((at, if at < first { "a host of the domain" } else { "the domain" }))
}

/// Code points before the word that belong to the handle: an @, or none after a platform's address.
fn handle_lead(page: &Page, first: usize) -> Result<usize, &'static str> {
    let lead = page.lead(first);
    if let Some(before) = lead.strip_suffix(['@', '#']) {
        // Right after a word an @ makes it the domain of an address.
        return if before.is_empty() && first > 0 { Err("part of an e-mail address") } else { Ok(1) };
    }
    let platform = lead == "/"
        && first >= 2
        && page.lead(first - 1) == "."
        && PLATFORMS.contains(&page.folded_word(first - 2));
    if platform { Ok(0) } else { Err("the word alone, without an @ or a platform's address") }
}

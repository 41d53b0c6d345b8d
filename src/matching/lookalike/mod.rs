//! Domains that imitate the watch's: one letter off, look-alike letters, another top-level domain, added words, dots and
//! hyphens moved, the domain inside another one. Says which domain is meant, by which trick, and what speaks against.
//!
//! Own domains are indexed by label, skeleton and deletion neighbourhood (as in SymSpell), so that a host costs a few
//! look-ups however many domains there are; each distinct host of a page is judged once. The domains of all entities,
//! whoever they are, imitate nobody.

mod hosts;
mod judge;
mod known;
mod letters;
mod sieve;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::page::Page;
use crate::model::{Entity, EntityKind, Entry, Fault, Matches, Role};
use crate::said;
use hosts::{Host, Lead, Place};
use judge::Verdict;
use known::Known;
use letters::skeleton;
use sieve::Sieve;

/// Hits of one entry in one text.
const MAX_HITS: usize = 10_000;

/// A domain of the watch.
#[derive(Debug)]
struct Own {
    /// As it was written, in Unicode.
    name: String,
    /// What is registered, without the public suffix; in Unicode.
    label: String,
    letters: Vec<char>,
    suffix: String,
}

/// The domains that one entry guards.
struct Guarded {
    entry: usize,
    own: Vec<Own>,
    by_label: HashMap<String, Vec<usize>>,
    by_skeleton: HashMap<String, Vec<usize>>,
    /// Without hyphens.
    by_joined: HashMap<String, Vec<usize>>,
    /// Cyrillic labels in Latin letters.
    by_latin: HashMap<String, Vec<usize>>,
    /// Every label, and every label without one of its letters.
    by_deletion: HashMap<String, Vec<usize>>,
    /// Whole domains with hyphens for dots.
    by_hyphens: HashMap<String, usize>,
}

/// All entries that look for imitations.
pub(super) struct Lookalikes {
    guarded: Vec<Guarded>,
    /// Registered domains of all entities.
    real: HashSet<String>,
    /// None: there is no domain to be imitated.
    asked: Option<(Known, Sieve)>,
}

/// An imitation at one place.
pub(super) struct Imitation {
    pub(super) entry: usize,
    /// Bytes of the text; none: it is the page's own address.
    pub(super) span: Option<Range<usize>>,
    /// The host, in ASCII.
    pub(super) value: String,
    pub(super) confidence: u32,
    pub(super) evidence: Vec<String>,
}

impl Lookalikes {
    pub(super) fn new(entries: &[Entry], faults: &mut Vec<Fault>) -> Lookalikes {
        let mut guarded = Vec::new();
        for (entry, of) in entries.iter().enumerate() {
            let Matches::Pattern(pattern) = &of.matches else { continue };
            let Some(role) = pattern.lookalike else { continue };
            if pattern.validate.is_some() {
                faults.push(Fault::new(
                    &of.spot,
                    said!(
                        "pattern.lookalike-validate",
                        "validate: a look-alike is judged by itself: take it out",
                        "validate: похожие домены проверяются сами: уберите"
                    ),
                ));
            }
            guarded.push(Guarded::new(entry, domains(entries, |has| guards(role, has))));
        }
        let any = guarded.iter().any(|g: &Guarded| !g.own.is_empty());
        let asked = any.then(|| (Known::new(), Sieve::new(&guarded)));
        let all = if guarded.is_empty() { Vec::new() } else { domains(entries, |_| true) };
        let real = all.iter().filter_map(|domain| Some(registered(&ascii(domain)?)?.0)).collect();
        Lookalikes { guarded, real, asked }
    }

    /// Every imitation in the text, and the page's address when it is one.
    pub(super) fn scan(&self, page: &Page, url: &str, mut report: impl FnMut(Imitation)) {
        let Some((known, sieve)) = &self.asked else { return };
        if let Some(name) = url::Url::parse(url).ok().as_ref().and_then(url::Url::host_str) {
            let host = Host { span: 0..0, name: name.to_owned(), lead: Lead::Scheme, address: true };
            for guarded in &self.guarded {
                if let Some(verdict) = self.judge(guarded, known, &host) {
                    let mut imitation = imitation(guarded.entry, verdict);
                    imitation.evidence.push("it is the address of the page".to_owned());
                    report(imitation);
                }
            }
        }
        // Distinct hosts of the page that may be one; as many as it has at most.
        let mut judged: HashMap<(usize, String, Lead, bool), Option<Verdict>> = HashMap::new();
        let mut found = vec![0; self.guarded.len()];
        let mut others = HashMap::new();
        hosts::places(page.text, |Place { span, plain }| {
            let name = &page.text[span.clone()];
            let may = match plain {
                true => sieve.may_imitate(name) || before_an_at(page.text, &span).is_some(),
                false => *others.entry(last_label(name)).or_insert_with_key(|top| may_be_top(top, sieve)),
            };
            if !may {
                return;
            }
            let host = hosts::host(page.text, span.clone());
            let behind = before_an_at(page.text, &span);
            for (at, guarded) in self.guarded.iter().enumerate() {
                let verdict = match &behind {
                    Some(behind) => self.disguised(guarded, &host, behind),
                    None => {
                        let key = (at, host.name.clone(), host.lead, host.address);
                        judged.entry(key).or_insert_with(|| self.judge(guarded, known, &host)).clone()
                    }
                };
                let Some(verdict) = verdict.filter(|_| found[at] < MAX_HITS) else { continue };
                found[at] += 1;
                report(Imitation { span: Some(span.clone()), ..imitation(guarded.entry, verdict) });
            }
        });
    }

    fn judge(&self, guarded: &Guarded, known: &Known, host: &Host) -> Option<Verdict> {
        let ascii = ascii(&host.name)?;
        let (registered, label, suffix) = registered(&ascii)?;
        // Nobody but IANA can have these (RFC 2606), and every manual writes them, numbered too.
        let stem = label.trim_end_matches(|c: char| c.is_ascii_digit());
        let reserved = stem == "example" && matches!(&*suffix, "com" | "net" | "org");
        if reserved || self.real.contains(&registered) {
            return None;
        }
        judge::judge(
            guarded,
            known,
            &judge::Asked { host, ascii: &ascii, registered: &registered, label, suffix },
        )
    }

    /// `https://example.com@evil.test/`: our domain where a user's name belongs.
    fn disguised(&self, guarded: &Guarded, host: &Host, behind: &str) -> Option<Verdict> {
        let (registered, ..) = registered(&ascii(&host.name)?)?;
        let own = guarded.own.iter().find(|own| ascii(&own.name).is_some_and(|name| name == registered))?;
        let evidence = vec![
            format!("imitates {}", own.name),
            format!("the domain stands before an @: the address leads to {behind}"),
        ];
        Some(Verdict { value: behind.to_owned(), confidence: 95, evidence })
    }
}

impl Guarded {
    fn new(entry: usize, domains: Vec<String>) -> Guarded {
        let mut guarded = Guarded {
            entry,
            own: Vec::new(),
            by_label: HashMap::new(),
            by_skeleton: HashMap::new(),
            by_joined: HashMap::new(),
            by_latin: HashMap::new(),
            by_deletion: HashMap::new(),
            by_hyphens: HashMap::new(),
        };
        for domain in domains {
            let Some(ascii) = ascii(&domain) else { continue };
            let Some((registered, label, suffix)) = registered(&ascii) else { continue };
            let at = guarded.own.len();
            guarded.by_label.entry(label.clone()).or_default().push(at);
            guarded.by_skeleton.entry(skeleton(&label)).or_default().push(at);
            guarded.by_joined.entry(skeleton(&label.replace('-', ""))).or_default().push(at);
            if let Some(latin) = in_latin(&label) {
                guarded.by_latin.entry(latin).or_default().push(at);
            }
            for shorter in deletions(&label) {
                guarded.by_deletion.entry(shorter).or_default().push(at);
            }
            guarded.by_hyphens.entry(registered.replace('.', "-")).or_insert(at);
            guarded.own.push(Own {
                name: unicode(&registered),
                letters: label.chars().collect(),
                label,
                suffix,
            });
        }
        guarded
    }
}

/// The label itself and with each of its letters left out.
fn deletions(label: &str) -> Vec<String> {
    let without =
        label.char_indices().map(|(at, c)| format!("{}{}", &label[..at], &label[at + c.len_utf8()..]));
    std::iter::once(label.to_owned()).chain(without).collect()
}

/// A label with Cyrillic letters by BGN/PCGN; none: it has none.
fn in_latin(label: &str) -> Option<String> {
    let cyrillic = label.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    let letter = |c: char| super::names::latin(c).map_or_else(|| c.to_string(), str::to_owned);
    cyrillic.then(|| label.chars().map(letter).collect())
}

fn imitation(entry: usize, Verdict { value, confidence, evidence }: Verdict) -> Imitation {
    Imitation { entry, span: None, value, confidence, evidence }
}

fn guards(role: Role, has: Role) -> bool {
    role == has || (role == Role::Own && has == Role::Leadership)
}

/// Domains of entities, distinct, in order.
fn domains(entries: &[Entry], fits: impl Fn(Role) -> bool) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for entry in entries {
        let Matches::Entity(entity) = &entry.matches else { continue };
        if fits(entity.role) {
            out.extend(of_entity(entity).filter(|domain| seen.insert(domain.clone())));
        }
    }
    out
}

fn of_entity(entity: &Entity) -> impl Iterator<Item = String> + '_ {
    let named = match entity.kind {
        EntityKind::Domain => Some(entity.name.as_str()),
        // A mailbox at a public service is not its owner's domain, and imitations of that are the service's matter.
        _ => None,
    };
    let all = entity.domains.iter().map(String::as_str).chain(named);
    all.map(|domain| domain.trim().trim_start_matches("*.").trim_matches('.').to_lowercase())
}

/// A host in punycode; none: it is no host name.
fn ascii(name: &str) -> Option<String> {
    if name.is_ascii() {
        return Some(name.trim_matches(['-', '_', '.']).to_owned()).filter(|name| name.len() <= 253);
    }
    idna::domain_to_ascii(name.trim_matches(['-', '_', '.'])).ok().filter(|name| !name.is_empty())
}

fn unicode(name: &str) -> String {
    if name.contains("xn--") { idna::domain_to_unicode(name).0 } else { name.to_owned() }
}

/// What was registered (ASCII), its label and its public suffix (Unicode).
fn registered(ascii: &str) -> Option<(String, String, String)> {
    let domain = psl::domain_str(ascii)?;
    let (label, suffix) = domain.split_once('.')?;
    Some((domain.to_owned(), unicode(label), unicode(suffix)))
}

/// What stands behind the last dot of a host as it is written.
fn last_label(name: &str) -> &str {
    memchr::memrchr(b'.', name.as_bytes()).map_or(name, |dot| &name[dot + 1..])
}

/// Whether somebody can have names below a last label that is not of ASCII letters; what is odd about it is for the
/// judge.
fn may_be_top(top: &str, sieve: &Sieve) -> bool {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if !top.chars().all(plain) || top.trim_matches(['-', '_']).is_empty() {
        return true;
    }
    ascii(top).is_some_and(|top| sieve.is_top(&last_label(&top).to_ascii_lowercase()))
}

/// The host behind the @ when this one stands where a user's name belongs.
fn before_an_at(text: &str, span: &Range<usize>) -> Option<String> {
    let rest = text[span.end..].strip_prefix('@')?;
    if hosts::lead(text, span.start) != Lead::Scheme {
        return None;
    }
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).unwrap_or(rest.len());
    (rest[..end].contains('.') && end <= 253).then(|| rest[..end].to_lowercase())
}

#[cfg(test)]
mod tests;

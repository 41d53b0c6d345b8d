//! Whose is it? A pattern alone is nobody's: it counts where the watch is named beside it, or where the place is its own.

use std::ops::Range;

use super::Read;
use super::rules::Watching;
use crate::model::{About, Entry, Hit, Matches, Scope};
use crate::text::fold::fold;

/// Where a page names a watch.
pub(super) struct Named {
    /// The title or the address does: then every passage is about it.
    everywhere: bool,
    /// Where own and leadership entities and domains stand in the text, in code points, ascending by start; each with
    /// the furthest end up to it, so that a passage is looked up without a walk.
    spans: Vec<(usize, usize)>,
}

impl Named {
    /// `folded` is the document's text, folded code point for code point; `strong` says which hits reach their floor.
    pub fn new(read: &Read, watching: &Watching, folded: &str, strong: impl Fn(&Hit) -> bool) -> Named {
        let ours = |hit: &&Hit| watching.own.contains(&*hit.entry) && strong(hit);
        let document = read.document;
        let head = [fold(&document.title), fold(&document.url), fold(&read.item.url), fold(read.url)];
        let everywhere = read.around.iter().any(|hit| ours(&hit))
            || watching
                .domains
                .iter()
                .any(|domain| head.iter().any(|text| !domain_spans(text, domain).is_empty()));
        let mut spans: Vec<Range<usize>> =
            read.hits.iter().filter(ours).map(|hit| hit.start..hit.end).collect();
        let bytes: Vec<Range<usize>> =
            watching.domains.iter().flat_map(|d| domain_spans(folded, d)).collect();
        spans.extend(to_code_points(folded, bytes));
        spans.sort_by_key(|span| span.start);
        let furthest = |reached: &mut usize, span: Range<usize>| {
            *reached = span.end.max(*reached);
            Some((span.start, *reached))
        };
        Named { everywhere, spans: spans.into_iter().scan(0, furthest).collect() }
    }

    /// Whether a hit with this passage, of an entry for which [`settled`] says nothing, is about the watch.
    pub fn is_about(&self, entry: &Entry, passage: (usize, usize)) -> bool {
        if self.everywhere {
            return true;
        }
        if entry.scope == Scope::Document || !entry.volume.is_empty() {
            return !self.spans.is_empty();
        }
        let before = self.spans.partition_point(|&(start, _)| start < passage.1);
        before > 0 && self.spans[before - 1].1 > passage.0
    }
}

/// Whether hits of this entry are about the watch wherever they stand, at a place that is (or is not) the watch's own;
/// none: it depends on what is named beside them. Checks run on such places only.
pub(super) fn settled(entry: &Entry, own_place: bool) -> Option<bool> {
    match entry.matches {
        Matches::Check(_) => Some(own_place),
        _ => (entry.about == About::Any || own_place).then_some(true),
    }
}

/// Whose a value is (`scope = "value"`): the domain that one of its hosts or addresses is at, and what is counted, an
/// address at the domain or, of an account at a host of it, the account with that host. What follows a tab is the
/// password and says nothing of it. `domains` are ascending, folded.
pub(super) fn owner<'d, 'v>(value: &'v str, domains: &'d [String]) -> Option<(&'d str, &'v str)> {
    let head = value.split('\t').next().unwrap_or_default();
    let name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+' | '%');
    head.split(|c| !name(c)).find_map(|part| {
        let host = part.rsplit_once('@').map_or(part, |(_, host)| host).trim_end_matches('.');
        let below = host.match_indices('.').map(|(dot, _)| &host[dot + 1..]);
        // The whole address first: a watch may name one; then the longest name.
        let mut names = [part, host].into_iter().chain(below);
        let at = names.find_map(|name| domains.binary_search_by(|d| d.as_str().cmp(name)).ok())?;
        Some((domains[at].as_str(), if part.contains('@') { part } else { head }))
    })
}

/// Where a domain stands as a whole name or as the end of one (a host under it, the right side of an address): byte
/// ranges. `example.com` stands in `mail.example.com` and `x@example.com`, not in `myexample.com` or `example.com.test`.
fn domain_spans(text: &str, domain: &str) -> Vec<Range<usize>> {
    let label = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(domain)
        .map(|(start, found)| start..start + found.len())
        .filter(|span| {
            let before = text[..span.start].chars().next_back();
            let mut after = text[span.end..].chars();
            let continued = match after.next() {
                Some('.') => after.next().is_some_and(label),
                Some(c) => label(c),
                None => false,
            };
            // What stands before an address belongs to its local part; before a domain it is a host or a local part.
            let whole = !(domain.contains('@') && before == Some('.'));
            whole && !before.is_some_and(label) && !continued
        })
        .collect()
}

/// Byte ranges as ranges of code points.
fn to_code_points(text: &str, mut bytes: Vec<Range<usize>>) -> Vec<Range<usize>> {
    bytes.sort_by_key(|span| span.start);
    let (mut byte, mut point) = (0, 0);
    bytes
        .into_iter()
        .map(|span| {
            point += text[byte..span.start].chars().count();
            byte = span.start;
            point..point + text[span].chars().count()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_a_value_is() {
        let domains: Vec<String> =
            ["ceo@mail.test", "example.com", "shop.example.com"].map(str::to_owned).to_vec();
        for (value, expected) in [
            ("a@example.com\tZima2024", Some(("example.com", "a@example.com"))),
            ("a@mail.example.com\tx", Some(("example.com", "a@mail.example.com"))),
            ("a@shop.example.com\tx", Some(("shop.example.com", "a@shop.example.com"))),
            ("bob@mail.test vpn.example.com\tx", Some(("example.com", "bob@mail.test vpn.example.com"))),
            ("a@example.com other.test\tx", Some(("example.com", "a@example.com"))),
            ("ceo@mail.test\tx", Some(("ceo@mail.test", "ceo@mail.test"))),
            ("bob@mail.test\tx@example.com", None),
            ("a@myexample.com\tx", None),
            ("a@example.com.test\tx", None),
            ("", None),
        ] {
            assert_eq!(owner(value, &domains), expected, "{value}");
        }
    }

    #[test]
    fn where_a_domain_stands() {
        for (text, expected) in [
            ("example.com", 1),
            ("write to x@example.com.", 1),
            ("https://mail.example.com/inbox", 1),
            ("myexample.com", 0),
            ("my-example.com", 0),
            ("example.com.test", 0),
            ("example.community", 0),
            ("example.com, example.com; not example.comx", 2),
            ("пример.example.com.", 1),
        ] {
            assert_eq!(domain_spans(text, "example.com").len(), expected, "{text}");
        }
        let text = "ящик x@example.com";
        let spans = to_code_points(text, domain_spans(text, "example.com"));
        assert_eq!((spans.len(), spans[0].start, spans[0].end), (1, 7, 18));
    }
}

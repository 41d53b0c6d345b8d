//! Where a visit begins: addresses as they are, one for each thing that is searched for, one for each name.

use url::form_urlencoded::byte_serialize;
use url::{Origin, Url};

use super::Board;
use crate::model::Crawl;

const TERM: &str = "{term}";
const NAME: &str = "{name}";
/// What the operator asks for counts like our own name.
const OPERATORS_WISH: u32 = 4;

/// An address, or the form of many.
#[derive(Debug)]
pub(super) struct Start {
    base: Url,
    /// Relative to the base, with `{term}` or `{name}` where one is put in.
    written: String,
    /// Of what is asked, whatever is put in.
    pub origin: Origin,
}

/// An address that a visit may begin at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Beginning {
    pub url: String,
    pub weight: u32,
    /// It is a search.
    pub search: bool,
}

impl Start {
    /// A start as the crawl names it, or the engine's own for that place.
    pub fn of(text: &str, base: &Url, own: &[String]) -> Vec<Start> {
        let one = |written: &str| {
            let origin = with(base, written, "", "").map_or_else(|| base.origin(), |url| url.origin());
            Start { base: base.clone(), written: written.to_owned(), origin }
        };
        if own.is_empty() || text.contains(TERM) || text.contains(NAME) {
            return vec![one(text)];
        }
        own.iter().map(|written| one(written)).collect()
    }

    pub fn wants_a_name(&self) -> bool {
        self.written.contains(NAME)
    }

    pub fn wants_a_term(&self) -> bool {
        self.written.contains(TERM)
    }

    fn with(&self, term: &str, name: &str) -> Option<String> {
        with(&self.base, &self.written, term, name).map(String::from)
    }
}

/// The address with what is put in; what is not wanted is passed over.
fn with(base: &Url, written: &str, term: &str, name: &str) -> Option<Url> {
    // `+` is a blank in queries alone; `%20` is one everywhere.
    let coded = |value: &str| byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20");
    base.join(&written.replace(NAME, &coded(name)).replace(TERM, &coded(term))).ok()
}

impl Board {
    /// Everything that a visit could begin at.
    pub(super) fn beginnings(&self, crawl: &Crawl) -> Vec<Beginning> {
        let wished = self.queries.iter().map(|text| (text.as_str(), OPERATORS_WISH));
        let terms = crawl.terms.iter().filter(|term| self.operators || !term.operators);
        let terms: Vec<(&str, u32)> =
            wished.chain(terms.map(|term| (term.text.as_str(), term.weight.max(1)))).collect();
        let mut all = Vec::new();
        let one = [String::new()];
        for start in &self.starts {
            let names = if start.wants_a_name() { &self.names[..] } else { &one };
            for name in names {
                let mut add = |term: &str, weight, search| {
                    all.extend(start.with(term, name).map(|url| Beginning { url, weight, search }));
                };
                if start.wants_a_term() {
                    terms.iter().for_each(|(term, weight)| add(term, *weight, true));
                } else {
                    add("", 1, false);
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_as_addresses_have_them() {
        let base = Url::parse("https://search.test/sub/").expect("an address");
        let of = |text: &str, own: &[&str]| {
            let own: Vec<String> = own.iter().map(|o| (*o).to_owned()).collect();
            Start::of(text, &base, &own).remove(0)
        };
        let term = of("https://search.test/sub/", &["search?q={term}&format=json"]);
        assert_eq!(
            term.with("\"Ромашка\" a+b & c", "").as_deref(),
            Some(
                "https://search.test/sub/search?q=%22%D0%A0%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0%22%20a%2Bb%20%26%20c&format=json"
            )
        );
        let own = of("https://search.test/find?text={term}", &["x"]);
        assert_eq!(own.with("a b", "").as_deref(), Some("https://search.test/find?text=a%20b"));
        let name = of("https://search.test/", &["/tags/{name}.rss"]);
        assert_eq!(name.with("", "a/../b").as_deref(), Some("https://search.test/tags/a%2F..%2Fb.rss"));
    }
}

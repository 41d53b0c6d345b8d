//! The next page of what was asked for: an address, or the same one with another parameter.
//!
//! `&cursor={cursor}` sets a parameter of the address that was asked, `&offset+=100` counts one on, and both name no page
//! where nothing stood on this one: whoever counts would go on for ever.

use url::Url;
use url::form_urlencoded::byte_serialize;

use super::address;
use crate::sources::urls::{self, Fragment};

/// How a parameter of the same address begins.
pub(super) const ONWARD: char = '&';

/// The address that `link` names on the page at `base`. `some`: there was something on that page.
pub(super) fn page(link: &str, base: &Url, some: bool) -> Option<String> {
    let Some(parameter) = link.strip_prefix(ONWARD) else { return address(link.to_owned(), base) };
    let (name, value) = parameter.split_once('=').filter(|_| some)?;
    let query = base.query().unwrap_or_default();
    // As it is written: decoding and encoding again would change what others read differently.
    let of = |pair: &&str, name: &str| pair.split('=').next() == Some(name);
    let pairs = || query.split('&').filter(|pair| !pair.is_empty());
    let (name, value) = match name.strip_suffix('+') {
        None => (name, byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")),
        Some(name) => {
            let old = pairs().find(|pair| of(pair, name)).and_then(|pair| pair.split_once('='));
            let old: u64 = old.map_or(Ok(0), |(_, old)| old.parse()).ok()?;
            (name, old.checked_add(value.parse().ok()?)?.to_string())
        }
    };
    let kept = pairs().filter(|pair| !of(pair, name)).map(str::to_owned);
    let all: Vec<String> = kept.chain([format!("{name}={value}")]).collect();
    let mut url = base.clone();
    url.set_query(Some(&all.join("&")));
    // Whoever asks an interface knows how many parameters it takes.
    (url.as_str().len() <= urls::LONGEST).then(|| urls::identity(&url, Fragment::Drop))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_with_another_parameter() {
        let base = Url::parse("https://api.test/find?q=%22a%20b%22&page=1&x[y]=2").expect("an address");
        let find = "https://api.test/find?q=%22a%20b%22";
        for (link, expected) in [
            ("/other?page=7", Some("https://api.test/other?page=7".to_owned())),
            ("&page+=1", Some(format!("{find}&x[y]=2&page=2"))),
            ("&offset+=100", Some(format!("{find}&page=1&x[y]=2&offset=100"))),
            ("&cursor=a+b&c", Some(format!("{find}&page=1&x[y]=2&cursor=a%2Bb%26c"))),
            ("&page=", Some(format!("{find}&x[y]=2&page="))),
            ("&q+=1", None),
            ("&page+=x", None),
            ("&page", None),
            ("&page+=18446744073709551615", None),
        ] {
            assert_eq!(page(link, &base, true), expected, "{link}");
        }
        assert_eq!(page("&page+=1", &base, false), None);
        assert!(page(&format!("&cursor={}", "x".repeat(2_000)), &base, true).is_none());
    }
}

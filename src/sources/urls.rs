//! When two addresses are one page, and which addresses lead nowhere.
//!
//! Identity drops what says who asks or where one came from (fragments, campaign and session parameters); what is left
//! is also what is fetched. Bounds against endless sites: length, depth of path, parameters, repeated segments.

use url::{Position, Url};

use crate::model::Crawl;

use crate::model::Digest;

/// Parameters that say who came and whence, never what is shown.
const TRACKING: [&str; 18] = [
    "fbclid",
    "gclid",
    "dclid",
    "yclid",
    "ysclid",
    "msclkid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_openstat",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "mkt_tok",
    "rb_clickid",
    "vero_id",
];
/// Session parameters whatever their value.
const SESSION: [&str; 9] = [
    "phpsessid",
    "jsessionid",
    "aspsessionid",
    "asp.net_sessionid",
    "cfid",
    "cftoken",
    "sessionid",
    "session_id",
    "sessid",
];
/// Session parameters when their value looks like a key: 16 or more hexadecimal digits (phpBB, vBulletin, PHP).
const KEYED: [&str; 3] = ["sid", "s", "token"];

/// Bytes of an address or id that are kept; longer ones are not followed, and no ids.
pub(super) const LONGEST: usize = 1_024;
const MOST_SEGMENTS: usize = 16;
const MOST_PARAMETERS: usize = 10;

/// Whether the part after `#` tells two things apart: posts on a page, yes; pages of a site, no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fragment {
    Keep,
    Drop,
}

/// The address without what does not matter to what it shows.
pub(super) fn identity(url: &Url, fragment: Fragment) -> String {
    // A fragment with `=` is a campaign's; an empty one is nothing.
    let keep =
        fragment == Fragment::Keep && url.fragment().is_some_and(|f| !f.is_empty() && !f.contains('='));
    let end = if keep { Position::AfterFragment } else { Position::AfterQuery };
    if url.query().is_none() && !url.path().contains(';') {
        // Most links of most pages.
        return url[..end].to_owned();
    }
    let mut url = url.clone();
    if !keep {
        url.set_fragment(None);
    }
    if let Some(query) = url.query() {
        // Pair by pair as written: decoding and encoding again would change addresses that differ from it.
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_noise(pair)).collect();
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|q| !q.is_empty()));
    }
    let lower = url.path().to_ascii_lowercase();
    if let Some(at) = lower.find(";jsessionid=") {
        let path = url.path();
        let end = path[at + 1..].find([';', '/']).map_or(path.len(), |n| at + 1 + n);
        let path = format!("{}{}", &path[..at], &path[end..]);
        url.set_path(&path);
    }
    url.into()
}

fn is_noise(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_")
        || TRACKING.contains(&name.as_str())
        || SESSION.contains(&name.as_str())
        || (KEYED.contains(&name.as_str())
            && value.len() >= 16
            && value.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// An id for what has no address of its own.
pub(super) fn digest_id(parts: &[String]) -> String {
    let joined = parts.join("\u{0}");
    format!("digest:{}", &Digest::sha256(joined.as_bytes()).hex()[..32])
}

/// Ends of addresses behind which files stand, for which a larger cap holds.
const FILES: [&str; 14] =
    ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "zip", "gz", "csv", "sql", "txt"];

/// Whether a file stands behind an address, by its end.
pub(super) fn is_file(url: &Url) -> bool {
    url.path().rsplit_once('.').is_some_and(|(_, end)| FILES.contains(&end.to_ascii_lowercase().as_str()))
}

/// The hosts of a crawl: those that it names, else those of its starts.
pub(super) fn hosts(crawl: &Crawl, starts: &[Url]) -> Vec<String> {
    if crawl.hosts.is_empty() {
        starts.iter().filter_map(|u| u.host_str()).map(str::to_owned).collect()
    } else {
        crawl.hosts.iter().map(|h| h.to_lowercase()).collect()
    }
}

/// Whether an address is on one of these hosts. `*.example.com` is that host and every one below it, as for the fetcher.
pub(super) fn is_among(url: &Url, hosts: &[String]) -> bool {
    let Some(host) = url.host_str() else { return false };
    hosts.iter().any(|allowed| match allowed.strip_prefix("*.") {
        Some(above) => host == above || host.strip_suffix(above).is_some_and(|below| below.ends_with('.')),
        None => host == allowed || allowed == "*",
    })
}

/// Whether an address looks like one that a person would open: not endless, not a machine's loop.
pub(super) fn plausible(url: &Url) -> bool {
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > LONGEST {
        return false;
    }
    if url.query().is_some_and(|q| q.split('&').count() > MOST_PARAMETERS) {
        return false;
    }
    let segments: Vec<&str> = url.path().split('/').filter(|s| !s.is_empty()).collect();
    // `/a/b/a/b/a/b`: a relative link that was written as if it were absolute.
    let repeated = segments.iter().any(|s| segments.iter().filter(|t| t == &s).count() >= 3);
    segments.len() <= MOST_SEGMENTS && !(repeated && segments.len() >= 4)
}

/// The shape of an address: digits become one `#`, values of parameters are left out. `/2026/11/` and `/2031/02/` are one.
pub(super) fn shape(url: &Url) -> String {
    let mut shape = String::from(url.host_str().unwrap_or_default());
    let mut digits = false;
    for c in url.path().chars() {
        if c.is_ascii_digit() {
            if !digits {
                shape.push('#');
            }
            digits = true;
        } else {
            digits = false;
            shape.push(c);
        }
    }
    for pair in url.query().unwrap_or_default().split('&') {
        shape.push('&');
        shape.push_str(pair.split('=').next().unwrap_or_default());
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_is_one_address() {
        for (url, expected) in [
            ("https://A.test:443/x?utm_source=rss&b=2#top", "https://a.test/x?b=2"),
            ("https://a.test/x?b=2&fbclid=zz", "https://a.test/x?b=2"),
            ("https://a.test/t.php?t=5&sid=0123456789abcdef0123", "https://a.test/t.php?t=5"),
            ("https://a.test/t.php?sid=5", "https://a.test/t.php?sid=5"),
            ("https://a.test/x;jsessionid=77AB?y=1", "https://a.test/x?y=1"),
            ("https://a.test/x;JSESSIONID=77AB;v=2/z", "https://a.test/x;v=2/z"),
            ("https://a.test/?PHPSESSID=1", "https://a.test/"),
            ("https://a.test/x?q=%D1%8F", "https://a.test/x?q=%D1%8F"),
        ] {
            let url = Url::parse(url).expect("a row's address");
            assert_eq!(identity(&url, Fragment::Drop), expected);
        }
        let post = Url::parse("https://a.test/t#post-7").expect("an address");
        assert_eq!(identity(&post, Fragment::Keep), "https://a.test/t#post-7");
        let campaign = Url::parse("https://a.test/t#xtor=RSS-1").expect("an address");
        assert_eq!(identity(&campaign, Fragment::Keep), "https://a.test/t");
    }

    #[test]
    fn endless_addresses_are_told() {
        for (url, expected) in [
            ("https://a.test/2026/11/24/title", true),
            ("https://a.test/a/b/a/b/a/b", false),
            ("https://a.test/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", false),
            ("https://a.test/?a&b&c&d&e&f&g&h&i&j&k", false),
            ("mailto:a@a.test", false),
        ] {
            assert_eq!(plausible(&Url::parse(url).expect("a row's address")), expected, "{url}");
        }
        let long = format!("https://a.test/{}", "x".repeat(1_100));
        assert!(!plausible(&Url::parse(&long).expect("an address")));
    }

    #[test]
    fn shapes_gather_calendars() {
        let of = |url: &str| shape(&Url::parse(url).expect("an address"));
        assert_eq!(of("https://a.test/cal/2026/11?d=1"), of("https://a.test/cal/1999/2?d=31"));
        assert_ne!(of("https://a.test/cal/2026"), of("https://a.test/day/2026"));
    }
}

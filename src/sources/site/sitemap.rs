//! Sitemaps (sitemaps.org 0.9): lists and lists of lists, plain or gzipped, read as leniently as feeds.

use std::io::Read;

/// An address that a sitemap names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub url: String,
    /// As written; only whether it changed matters.
    pub changed: String,
    /// It is a sitemap itself.
    pub list: bool,
}

/// As many addresses as the protocol allows in one file.
const MOST: usize = 50_000;
/// Bytes that a gzipped sitemap may unpack to (the protocol's own bound).
const LARGEST: u64 = 50 << 20;

/// Every address in it; an empty list when it is none. A text sitemap (one address a line) counts too.
pub(super) fn read(body: &[u8]) -> Vec<Place> {
    let mut unpacked = Vec::new();
    let body = if body.starts_with(&[0x1f, 0x8b]) {
        // What could be read before a damage is used.
        let _ = flate2::read::MultiGzDecoder::new(body).take(LARGEST).read_to_end(&mut unpacked);
        unpacked.as_slice()
    } else {
        body
    };
    let text = String::from_utf8_lossy(body);
    if !text.contains("<loc") {
        let lines = text.lines().map(str::trim).filter(|l| l.starts_with("http") && !l.contains(['<', ' ']));
        let place = |url: &str| Place { url: url.to_owned(), changed: String::new(), list: false };
        return lines.take(MOST).map(place).collect();
    }
    let mut places: Vec<Place> = Vec::new();
    let mut list = false;
    for piece in text.split('<').skip(1) {
        let Some((tag, words)) = piece.split_once('>') else { continue };
        let words = words.trim();
        match tag.split([' ', '\n', '\r', '\t']).next().unwrap_or_default() {
            "sitemap" => list = true,
            "url" => list = false,
            "loc" if !words.is_empty() => {
                if places.len() == MOST {
                    break;
                }
                places.push(Place { url: words.replace("&amp;", "&"), changed: String::new(), list });
            }
            "lastmod" => {
                if let Some(place) = places.last_mut().filter(|p| p.changed.is_empty()) {
                    place.changed = words.to_owned();
                }
            }
            _ => {}
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn reads_lists_lists_of_lists_and_what_is_broken() {
        let shown = |body: &[u8]| -> Vec<String> {
            read(body)
                .into_iter()
                .map(|p| format!("{}{} {}", if p.list { "*" } else { "" }, p.url, p.changed))
                .collect()
        };
        let urlset = b"<?xml version='1.0'?><urlset><url><loc>https://a.test/?a=1&amp;b=2</loc><lastmod>2026-11-01</lastmod></url>\
            <url><loc> https://a.test/2 </loc></url><url><loc>https://a.test/3";
        let expected = ["https://a.test/?a=1&b=2 2026-11-01", "https://a.test/2 ", "https://a.test/3 "];
        assert_eq!(shown(urlset), expected);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(urlset).expect("memory");
        let mut gz = gz.finish().expect("memory");
        assert_eq!(shown(&gz), expected);
        gz.truncate(gz.len() / 2);
        assert!(read(&gz).len() <= 3);
        let index = b"<sitemapindex><sitemap><loc>https://a.test/s.xml</loc></sitemap></sitemapindex>";
        assert_eq!(shown(index), ["*https://a.test/s.xml "]);
        assert_eq!(shown(b"https://a.test/1\nnothing\nhttps://a.test/2\n").len(), 2);
        assert!(shown(b"<html>no</html>").is_empty());
    }
}

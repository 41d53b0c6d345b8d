//! Strange words made harmless: addresses that no mail client turns into a link (hxxps, `[.]`: the way the field writes
//! them), and text of strangers without line breaks, control characters or changes of writing direction.

use url::Url;

/// `hxxps://paste[.]test/Ab12`.
pub(super) fn address(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (host, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let dotted = host.replace('.', "[.]");
    let bare = if path == "/" { "" } else { path };
    let shown = match scheme {
        "" => format!("{dotted}{bare}"),
        _ => format!("{}://{dotted}{bare}", scheme.replace("http", "hxxp")),
    };
    line(&shown, 200)
}

/// `paste[.]test`.
pub(super) fn host(url: &str) -> String {
    match Url::parse(url).ok().and_then(|u| u.host_str().map(|h| h.trim_start_matches("www.").to_owned())) {
        Some(host) => line(&host.replace('.', "[.]"), 80),
        None => address(url),
    }
}

/// One line of at most `most` characters. Words that a client would make a link of are written inert.
pub(super) fn line(text: &str, most: usize) -> String {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        let clean: String = word.chars().filter(|c| !c.is_control() && !turns(*c)).collect();
        if clean.contains("://") {
            out.push_str(&link(&clean));
        } else if clean.starts_with("www.") {
            out.push_str(&clean.replace('.', "[.]"));
        } else {
            out.push_str(&clean);
        }
    }
    if out.chars().count() <= most {
        return out;
    }
    let cut: String = out.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// A place's title, in which words that look like a host are inert too.
pub(super) fn place(title: &str) -> String {
    let word = |w: &str| if looks_like_host(w) { w.replace('.', "[.]") } else { w.to_owned() };
    line(title, 80).split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn looks_like_host(word: &str) -> bool {
    let labels: Vec<&str> = word.split('/').next().unwrap_or_default().split('.').collect();
    let label = |l: &&str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-');
    let top = labels.last().is_some_and(|l| l.chars().count() > 1 && l.chars().all(char::is_alphabetic));
    labels.len() > 1 && top && labels.iter().all(label)
}

fn link(word: &str) -> String {
    let (scheme, rest) = word.split_once("://").unwrap_or(("", word));
    let (host, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let host = if host.contains("[.]") { host.to_owned() } else { host.replace('.', "[.]") };
    format!("{}://{host}{path}", scheme.replace("http", "hxxp"))
}

/// Characters that reorder or hide what stands beside them (Unicode bidi controls, zero-width, tags).
fn turns(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_and_not_linked() {
        let table = [
            ("https://paste.test/Ab12", "hxxps://paste[.]test/Ab12"),
            ("http://forum.test/", "hxxp://forum[.]test"),
            ("https://a.b.test/x.html?y=1.2#z", "hxxps://a[.]b[.]test/x.html?y=1.2#z"),
            ("paste.test/1", "paste[.]test/1"),
            ("nntp://news.test/group", "nntp://news[.]test/group"),
        ];
        for (url, shown) in table {
            assert_eq!(address(url), shown);
        }
        assert_eq!(host("https://www.paste.test/Ab12"), "paste[.]test");
    }

    #[test]
    fn hosts_in_titles_of_places_are_inert() {
        assert_eq!(place("Paste site paste.test"), "Paste site paste[.]test");
        assert_eq!(place("форум.рф, раздел 2"), "форум.рф, раздел 2");
        assert_eq!(place("форум.рф"), "форум[.]рф");
        assert_eq!(place("Блог А. С. Пушкина, v1.2"), "Блог А. С. Пушкина, v1.2");
    }

    #[test]
    fn strange_text_is_one_tame_line() {
        assert_eq!(line("a\r\nBcc: x@example.com\u{202e}b", 80), "a Bcc: x@example.comb");
        assert_eq!(line("see https://evil.test/a now", 80), "see hxxps://evil[.]test/a now");
        assert_eq!(line("www.evil.test", 80), "www[.]evil[.]test");
        assert_eq!(line("абвгд", 4), "абв…");
    }
}

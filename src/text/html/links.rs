//! Where a page leads: absolute addresses with their words and `rel`.

use url::Url;

use super::outline::Outline;
use crate::model::Link;

/// Bytes of an address; longer ones are data, not places.
pub const LONGEST: usize = 4_096;
/// Links kept of a page.
const MOST: usize = 10_000;
/// Code points of a link's text.
const LONGEST_TEXT: usize = 500;

/// All `<a>`, `<area>`, `<frame>` and `<iframe>` addresses in page order, repeated ones too. Scripts and inline data are
/// no addresses. A page without an address of its own keeps relative ones as they are written.
pub fn read(page: &Outline, base: Option<&Url>) -> Vec<Link> {
    let mut out = Vec::new();
    for node in &page.nodes {
        let name = match node.tag {
            "a" | "area" => "href",
            "frame" => "src",
            _ => continue,
        };
        if node.attributes.raw(name).is_none_or(|raw| raw.len() > LONGEST) {
            continue;
        }
        let Some(url) = node.attributes.get(name).and_then(|href| absolute(&href, base)) else { continue };
        let mut text = super::meta::line(page.text_of(node), LONGEST_TEXT);
        if text.is_empty() {
            text =
                node.attributes.get("title").map(|t| super::meta::line(&t, LONGEST_TEXT)).unwrap_or_default();
        }
        let rel = node.attributes.get("rel").unwrap_or_default();
        let rel = rel.split_ascii_whitespace().take(16).map(str::to_lowercase).collect();
        out.push(Link { url, text, rel });
        if out.len() == MOST {
            break;
        }
    }
    out
}

/// `<link rel=canonical>`, else `og:url`.
pub fn canonical(page: &Outline, base: Option<&Url>) -> Option<String> {
    let named = page.heads.iter().find(|l| {
        l.raw("rel")
            .is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("canonical")))
    });
    let href = named.and_then(|l| l.get("href")).or_else(|| super::meta::content(page, &["og:url"]))?;
    absolute(&href, base).filter(|url| url.starts_with("http"))
}

fn absolute(href: &str, base: Option<&Url>) -> Option<String> {
    if href.is_empty() || href.len() > LONGEST {
        return None;
    }
    let Some(base) = base else {
        let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        return (!matches!(scheme.as_deref(), Some("javascript" | "data" | "blob" | "about")))
            .then(|| href.to_owned());
    };
    let url = base.join(href).ok()?;
    (!matches!(url.scheme(), "javascript" | "data" | "blob" | "about")).then(|| url.into())
}

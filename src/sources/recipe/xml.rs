//! An answer in XML as a tree of elements that selectors find their way in.
//!
//! A browser's rules for HTML would read `<title>` as plain text, `<link>` and `<image>` as empty and `<found/>` as open:
//! elements of those names get an `x-` before them, and what is empty is closed. What is no XML is given back as it is.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Names that HTML has rules of its own for.
const SPECIAL: &[&str] = &[
    "area",
    "base",
    "body",
    "br",
    "button",
    "caption",
    "col",
    "colgroup",
    "dd",
    "dt",
    "embed",
    "form",
    "frame",
    "frameset",
    "head",
    "hr",
    "html",
    "iframe",
    "image",
    "img",
    "input",
    "keygen",
    "li",
    "link",
    "math",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "option",
    "p",
    "param",
    "plaintext",
    "script",
    "select",
    "source",
    "style",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "wbr",
    "xmp",
];

/// The markup to be read as HTML, up to where the document breaks off or is none any more; none where it is none at all.
pub(in crate::sources) fn as_html(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if !text.starts_with("<?xml") {
        return None;
    }
    let mut reader = Reader::from_str(text);
    // What is wrongly closed is as HTML would have it.
    reader.config_mut().check_end_names = false;
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    loop {
        let Ok(event) = reader.read_event() else { return Some(html) };
        match event {
            Event::Start(tag) => open(&tag, &mut html),
            Event::Empty(tag) => {
                open(&tag, &mut html);
                close(tag.name().as_ref(), &mut html);
            }
            Event::End(tag) => close(tag.name().as_ref(), &mut html),
            // HTML reads the same references as XML does.
            Event::Text(words) => html.push_str(&String::from_utf8_lossy(&words)),
            Event::GeneralRef(name) => {
                html.push('&');
                html.push_str(&String::from_utf8_lossy(&name));
                html.push(';');
            }
            Event::CData(words) => escape(&String::from_utf8_lossy(&words), &mut html),
            Event::Eof => return Some(html),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
        }
    }
}

fn open(tag: &BytesStart<'_>, html: &mut String) {
    html.push('<');
    name(tag.name().as_ref(), html);
    for attribute in tag.attributes().flatten() {
        html.push(' ');
        html.push_str(&String::from_utf8_lossy(attribute.key.as_ref()));
        html.push_str("=\"");
        html.push_str(&String::from_utf8_lossy(&attribute.value).replace('"', "&quot;"));
        html.push('"');
    }
    html.push('>');
}

fn close(of: &[u8], html: &mut String) {
    html.push_str("</");
    name(of, html);
    html.push('>');
}

fn name(of: &[u8], html: &mut String) {
    let of = String::from_utf8_lossy(of).to_lowercase();
    // HTML knows no names that begin with anything but a letter.
    if SPECIAL.contains(&of.as_str()) || !of.starts_with(|c: char| c.is_ascii_lowercase()) {
        html.push_str("x-");
    }
    html.push_str(&of);
}

fn escape(words: &str, html: &mut String) {
    html.push_str(&words.replace('&', "&amp;").replace('<', "&lt;"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_is_read_as_it_is_meant() {
        for (xml, expected) in [
            (
                "<?xml version=\"1.0\"?><r><title>A <b>b</b></title></r>",
                Some("<r><x-title>A <b>b</b></x-title></r>"),
            ),
            (
                "\u{feff}<?xml?><R a='\"x'><found/>&amp;&#33;<_n/></R>",
                Some("<r a=\"&quot;x\"><found></found>&amp;&#33;<x-_n></x-_n></r>"),
            ),
            ("<?xml?><r><![CDATA[<a>&]]><!-- no --></r>", Some("<r>&lt;a>&amp;</r>")),
            ("<?xml?><r><doc>cut off here", Some("<r><doc>cut off here")),
            ("<?xml?><r>a</x>b<doc cut", Some("<r>a</x>b")),
            ("<html>", None),
        ] {
            assert_eq!(as_html(xml).as_deref(), expected, "{xml}");
        }
    }

    #[test]
    fn hostile_xml_is_no_panic() {
        let deep = format!("<?xml?>{}", "<a>".repeat(50_000));
        assert_eq!(as_html(&deep).map(|html| html.len()), Some(150_000));
        for broken in
            ["<?xml", "<?xml?><a", "<?xml?><a b", "<?xml?></a></a>", "<?xml?><![CDATA[x", "<?xml?>&"]
        {
            let _ = as_html(broken);
        }
    }
}

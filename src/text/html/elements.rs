//! What the outline needs to know of each element: which break the line, which are empty, which close which.

/// The known elements, so that a name is compared as an address and nothing is allocated for it.
pub const KNOWN: &[&str] = &[
    "a",
    "abbr",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "mark",
    "menu",
    "meta",
    "nav",
    "nobr",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// The interned name, `?` for elements we do not know.
pub fn intern(name: &str) -> &'static str {
    let mut lower = [0u8; 10];
    let Some(lower) = lower.get_mut(..name.len()) else { return "?" };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    KNOWN.binary_search_by(|known| known.as_bytes().cmp(lower)).map_or("?", |i| KNOWN[i])
}

/// Starts and ends a line of its own.
pub fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "frameset"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "noframes"
            | "noscript"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "textarea"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// Has no content and no end tag.
pub fn is_void(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Keeps its blanks and line breaks.
pub fn is_preformatted(tag: &str) -> bool {
    matches!(tag, "pre" | "listing" | "plaintext" | "textarea" | "xmp")
}

/// Which open elements a start tag ends, and which ones shield them (WHATWG HTML, 13.1.2.4, optional tags).
pub fn closes(tag: &str) -> (&'static [&'static str], &'static [&'static str]) {
    const TABLE: &[&str] = &["table"];
    match tag {
        "a" => (&["a"], &["td", "th", "li", "div", "table"]),
        "li" => (&["li", "p"], &["ul", "ol", "menu", "dir", "table", "td"]),
        "dd" | "dt" => (&["dd", "dt", "p"], &["dl", "table", "td"]),
        "option" => (&["option"], &["select"]),
        "optgroup" => (&["option", "optgroup"], &["select"]),
        "td" | "th" => (&["td", "th"], TABLE),
        "tr" => (&["tr", "td", "th", "caption"], TABLE),
        "tbody" | "thead" | "tfoot" => (&["tr", "td", "th", "tbody", "thead", "tfoot", "caption"], TABLE),
        _ if is_block(tag) => (&["p"], &["td", "th", "li", "div", "table", "button", "object"]),
        _ => (&[], &[]),
    }
}

/// What an end tag cannot reach across.
pub fn shields(tag: &str, from: &str) -> bool {
    match tag {
        "html" | "body" | "table" => false,
        "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" => from == "table",
        _ if is_block(tag) || tag == "?" => matches!(from, "td" | "th" | "table" | "template"),
        _ => is_block(from) || matches!(from, "td" | "th"),
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, intern};

    #[test]
    fn names_are_sorted_and_fit() {
        assert!(KNOWN.is_sorted());
        for name in KNOWN {
            assert_eq!(intern(&name.to_uppercase()), *name);
        }
        assert_eq!(intern("x-widget"), "?");
        assert_eq!(intern("averylongcustomelement"), "?");
        assert_eq!(intern(""), "?");
    }
}

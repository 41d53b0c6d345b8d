//! What the outline needs to know of each element: which break the line, which are empty, which close which.

/// The known elements: names are interned, and nothing is allocated for them.
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

/// An element: its name, and what the outline asks of it for every tag.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// Interned, lower-case; `?` when unknown.
    pub name: &'static str,
    /// Starts and ends a line of its own.
    pub block: bool,
    /// Has no content and no end tag.
    pub void: bool,
    /// Keeps its blanks and line breaks.
    pub preformatted: bool,
    /// Which open elements its start tag ends, and which ones shield them.
    pub closes: Closes,
}

type Closes = (&'static [&'static str], &'static [&'static str]);

static UNKNOWN: Element = element("?");

static ELEMENTS: [Element; KNOWN.len()] = {
    let mut all = [UNKNOWN; KNOWN.len()];
    let mut at = 0;
    while at < KNOWN.len() {
        all[at] = element(KNOWN[at]);
        at += 1;
    }
    all
};

/// The names as numbers that ascend as the names do.
const KEYS: [u128; KNOWN.len()] = {
    let mut keys = [0; KNOWN.len()];
    let mut at = 0;
    while at < KNOWN.len() {
        let name = KNOWN[at].as_bytes();
        let mut byte = 0;
        while byte < 16 {
            keys[at] = keys[at] << 8 | if byte < name.len() { name[byte] as u128 } else { 0 };
            byte += 1;
        }
        at += 1;
    }
    keys
};

/// The element of this name, in whatever case.
pub fn intern(name: &str) -> &'static Element {
    let mut lower = [0u8; 16];
    let Some(bytes) = lower.get_mut(..name.len()) else { return &UNKNOWN };
    bytes.copy_from_slice(name.as_bytes());
    bytes.make_ascii_lowercase();
    match KEYS.binary_search(&u128::from_be_bytes(lower)) {
        Ok(at) if KNOWN[at].len() == name.len() => &ELEMENTS[at],
        _ => &UNKNOWN,
    }
}

const fn element(name: &'static str) -> Element {
    let tag = name.as_bytes();
    let block = is_block(tag);
    let closes = closes(tag, block);
    Element { name, block, void: is_void(tag), preformatted: is_preformatted(tag), closes }
}

const fn is_block(tag: &[u8]) -> bool {
    matches!(
        tag,
        b"address"
            | b"article"
            | b"aside"
            | b"blockquote"
            | b"body"
            | b"caption"
            | b"center"
            | b"dd"
            | b"details"
            | b"dialog"
            | b"dir"
            | b"div"
            | b"dl"
            | b"dt"
            | b"fieldset"
            | b"figcaption"
            | b"figure"
            | b"footer"
            | b"form"
            | b"frameset"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"header"
            | b"hgroup"
            | b"html"
            | b"legend"
            | b"li"
            | b"listing"
            | b"main"
            | b"menu"
            | b"nav"
            | b"noframes"
            | b"noscript"
            | b"ol"
            | b"optgroup"
            | b"option"
            | b"p"
            | b"plaintext"
            | b"pre"
            | b"search"
            | b"section"
            | b"select"
            | b"summary"
            | b"table"
            | b"tbody"
            | b"textarea"
            | b"tfoot"
            | b"thead"
            | b"tr"
            | b"ul"
            | b"xmp"
    )
}

const fn is_void(tag: &[u8]) -> bool {
    matches!(
        tag,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"frame"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

const fn is_preformatted(tag: &[u8]) -> bool {
    matches!(tag, b"pre" | b"listing" | b"plaintext" | b"textarea" | b"xmp")
}

/// WHATWG HTML, 13.1.2.4, optional tags.
const fn closes(tag: &[u8], block: bool) -> Closes {
    const TABLE: &[&str] = &["table"];
    match tag {
        b"a" => (&["a"], &["td", "th", "li", "div", "table"]),
        b"li" => (&["li", "p"], &["ul", "ol", "menu", "dir", "table", "td"]),
        b"dd" | b"dt" => (&["dd", "dt", "p"], &["dl", "table", "td"]),
        b"option" => (&["option"], &["select"]),
        b"optgroup" => (&["option", "optgroup"], &["select"]),
        b"td" | b"th" => (&["td", "th"], TABLE),
        b"tr" => (&["tr", "td", "th", "caption"], TABLE),
        b"tbody" | b"thead" | b"tfoot" => (&["tr", "td", "th", "tbody", "thead", "tfoot", "caption"], TABLE),
        _ if block => (&["p"], &["td", "th", "li", "div", "table", "button", "object"]),
        _ => (&[], &[]),
    }
}

/// What an end tag cannot reach across.
pub fn shields(element: &Element, from: &Element) -> bool {
    let (tag, block) = (element.name, element.block);
    let (from, from_block) = (from.name, from.block);
    match tag {
        "html" | "body" | "table" => false,
        "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" => from == "table",
        _ if block || tag == "?" => matches!(from, "td" | "th" | "table" | "template"),
        _ => from_block || matches!(from, "td" | "th"),
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, intern};

    #[test]
    fn names_are_sorted_and_fit() {
        assert!(KNOWN.is_sorted());
        for name in KNOWN {
            assert_eq!(intern(&name.to_uppercase()).name, *name);
        }
        assert_eq!(intern("x-widget").name, "?");
        assert_eq!(intern("averylongcustomelement").name, "?");
        assert_eq!(intern("").name, "?");
    }
}

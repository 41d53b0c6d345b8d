//! Cuts something that was meant to be XML into tags and text, whatever state it is in.
//!
//! Never fails and never looks back: each byte is visited a bounded number of times. It does not know namespaces,
//! entities or which tag belongs where; the lenient reader judges that.

/// A tag or a run of text; slices of the text that was given, `start..end` are byte offsets in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `name` as written, `attrs` the raw text between the name and the closing bracket.
    Open {
        name: &'a str,
        attrs: &'a str,
        empty: bool,
    },
    Close {
        name: &'a str,
    },
    /// Still escaped.
    Text(&'a str),
    /// The inside of a CDATA section: not escaped.
    Verbatim(&'a str),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Spanned<'a> {
    pub token: Token<'a>,
    pub start: usize,
    pub end: usize,
}

pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// A CDATA section that holds the end of an entry and the beginning of another is taken for unclosed.
    wary: bool,
    /// Closers that do not occur any more: keeps a text full of openers from being searched again and again.
    missing: [bool; CLOSERS.len()],
}

const CLOSERS: [&str; 4] = ["-->", "]]>", "]>", ">"];

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str, wary: bool) -> Tokens<'a> {
        Tokens { text, at: 0, wary, missing: [false; CLOSERS.len()] }
    }

    /// The distance from here plus `skip` to a closer, by its place in [`CLOSERS`].
    fn closer(&mut self, skip: usize, which: usize) -> Option<usize> {
        if self.missing[which] {
            return None;
        }
        let found = self.text.get(self.at + skip..).and_then(|rest| rest.find(CLOSERS[which]));
        self.missing[which] = found.is_none();
        found
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, token: Token<'a>, length: usize) -> Option<Spanned<'a>> {
        let start = self.at;
        self.at += length;
        Some(Spanned { token, start, end: self.at })
    }

    /// Steps over a comment; an unclosed one is only its opener, so that what follows it is not lost.
    fn skip_comment(&mut self) {
        let found = self.closer(4, 0);
        self.at += found.map_or(4, |n| 4 + n + 3);
    }

    fn cdata(&mut self) -> Option<Spanned<'a>> {
        const OPENER: usize = "<![CDATA[".len();
        let found = self.closer(OPENER, 1);
        let inside = &self.rest()[OPENER..];
        let wary = self.wary;
        let own_end = |upto: usize| {
            let part = &inside[..upto];
            let end = ["</item", "</entry"].iter().filter_map(|e| part.find(e)).min()?;
            let next = wary && (part[end..].contains("<item") || part[end..].contains("<entry"));
            (next || found.is_none())
                .then(|| part[..end].rfind("</").unwrap_or(end).max(last_tag_run(part, end)))
        };
        let (length, closer) = match found {
            Some(n) => own_end(n).map_or((n, 3), |cut| (cut, 0)),
            None => (own_end(inside.len()).unwrap_or(inside.len()), 0),
        };
        self.take(Token::Verbatim(&inside[..length]), OPENER + length + closer)
    }

    /// `<!DOCTYPE ...>` with or without an internal subset, and other declarations; an unclosed one is skipped alone.
    fn skip_declaration(&mut self) {
        let end = self.closer(0, 3);
        let subset = end.and_then(|e| self.rest()[..e].find('['));
        let end = match subset {
            Some(b) => self.closer(b, 2).map(|n| b + n + 1).or(end),
            None => end,
        };
        self.at += end.map_or(2, |n| n + 1);
    }

    fn close(&mut self) -> Option<Spanned<'a>> {
        let rest = self.rest();
        let inside = &rest[2..];
        let stop = inside.find(['<', '>']).unwrap_or(inside.len());
        let closed = inside[stop..].starts_with('>');
        self.take(Token::Close { name: inside[..stop].trim() }, 2 + stop + usize::from(closed))
    }

    fn open(&mut self) -> Option<Spanned<'a>> {
        let rest = self.rest();
        let inside = &rest[1..];
        let name_end = inside.find(|c: char| !is_name(c)).unwrap_or(inside.len());
        let mut quote = None;
        let mut stop = inside.len();
        for (i, b) in inside.bytes().enumerate().skip(name_end) {
            match (b, quote) {
                // A bracket inside a quoted value means that the quote was never closed.
                (b'<', _) | (b'>', None) => {
                    stop = i;
                    break;
                }
                (b'"' | b'\'', None) if inside[..i].trim_end().ends_with('=') => quote = Some(b),
                (_, Some(q)) if b == q => quote = None,
                _ => {}
            }
        }
        // `<a href="x>text</a>`: the quote swallowed the bracket.
        if quote.is_some() {
            stop = inside[..stop].find('>').unwrap_or(stop);
        }
        let closed = inside[stop..].starts_with('>');
        let attrs = &inside[name_end..stop];
        let empty = attrs.ends_with('/');
        let attrs = attrs.strip_suffix('/').unwrap_or(attrs);
        let token = Token::Open { name: &inside[..name_end], attrs, empty };
        self.take(token, 1 + stop + usize::from(closed))
    }
}

/// Where the run of closing tags that ends at `end` begins: `</b></description></item` gives `</b>`.
fn last_tag_run(part: &str, end: usize) -> usize {
    let mut begin = end;
    while let Some(open) = part[..begin].trim_end().strip_suffix('>').and_then(|p| p.rfind("</")) {
        if part[open + 2..begin].trim_end().trim_end_matches('>').contains(['<', '>', ' ']) {
            break;
        }
        begin = open;
    }
    begin
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Spanned<'a>;

    fn next(&mut self) -> Option<Spanned<'a>> {
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            let bytes = rest.as_bytes();
            if bytes[0] != b'<' {
                let stop = rest.find('<').unwrap_or(rest.len());
                return self.take(Token::Text(&rest[..stop]), stop);
            }
            if rest.starts_with("<!--") {
                self.skip_comment();
            } else if rest.starts_with("<![CDATA[") {
                return self.cdata();
            } else if rest.len() > 2 && "<![CDATA[".starts_with(rest.trim_end()) {
                return None;
            } else if rest.starts_with("<!") {
                self.skip_declaration();
            } else if rest.starts_with("<?") {
                self.at += self.closer(0, 3).map_or(2, |n| n + 1);
            } else if rest.starts_with("</") {
                return self.close();
            } else if rest[1..].starts_with(|c: char| c.is_alphabetic() || c == '_') {
                return self.open();
            } else {
                return self.take(Token::Text(&rest[..1]), 1);
            }
        }
    }
}

/// The value of an attribute of a tag, still escaped; names are compared without case.
pub(super) fn attr<'a>(attrs: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attrs;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | ','));
        let end = rest.find(|c: char| !is_name(c))?;
        if end == 0 {
            let skip = rest.chars().next()?.len_utf8();
            rest = &rest[skip..];
            continue;
        }
        let (key, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let (value, next) = match value.as_bytes().first() {
            Some(q @ (b'"' | b'\'')) => {
                let inside = &value[1..];
                inside.find(char::from(*q)).map_or((inside, ""), |n| (&inside[..n], &inside[n + 1..]))
            }
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value.trim());
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        Tokens::new(text, true)
            .map(|t| match t.token {
                Token::Open { name, attrs, empty } => {
                    format!("+{name}{attrs}{}", if empty { "/" } else { "" })
                }
                Token::Close { name } => format!("-{name}"),
                Token::Text(t) => format!("t:{t}"),
                Token::Verbatim(t) => format!("v:{t}"),
            })
            .collect()
    }

    #[test]
    fn cuts_whatever_comes() {
        for (text, expected) in [
            ("<a x='1>2'>t</a>", vec!["+a x='1>2'", "t:t", "-a"]),
            ("<a/><!-- <b> --><c >", vec!["+a/", "+c "]),
            ("<!-- open <b>", vec!["t: open ", "+b"]),
            ("<![CDATA[x<b>]]>y", vec!["v:x<b>", "t:y"]),
            ("<![CDATA[x</d></item>", vec!["v:x", "-d", "-item"]),
            ("<a href=\"x>t</a>", vec!["+a href=\"x", "t:t", "-a"]),
            ("<!DOCTYPE x [<!ENTITY y 'z'>]><r>", vec!["+r"]),
            ("a < b<c", vec!["t:a ", "t:<", "t: b", "+c"]),
            ("</a<b>", vec!["-a", "+b"]),
            ("<", vec!["t:<"]),
            ("<?xml", vec!["t:xml"]),
            ("a<![CD", vec!["t:a"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn reads_attributes() {
        let attrs = " href = 'a b' Rel=next TYPE=\"x\" bare";
        for (name, expected) in
            [("href", Some("a b")), ("rel", Some("next")), ("type", Some("x")), ("bare", None), ("no", None)]
        {
            assert_eq!(attr(attrs, name), expected, "{name}");
        }
    }

    #[test]
    fn many_openers_cost_little() {
        let text = "<![CDATA[<!--".repeat(50_000);
        assert!(Tokens::new(&text, true).count() > 0);
    }
}

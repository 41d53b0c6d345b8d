//! HTML to tags and text, in one pass, without a tree.
//!
//! Follows the WHATWG tokenizer where pages can tell the difference. It is our own because the tokenizers at hand
//! compare every attribute of a tag with every other, which ten megabytes of attributes turn into hours: this one
//! looks at each byte once and owns nothing.

/// A piece of the page, borrowed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Character data; `decode`: it may hold character references.
    Text {
        text: &'a str,
        decode: bool,
    },
    /// The content of a `<script>` or `<style>`, which nobody sees.
    Raw(&'a str),
    Start {
        name: &'a str,
        attributes: Attributes<'a>,
    },
    End {
        name: &'a str,
    },
}

/// The attributes of a tag, read when they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Attributes<'a>(&'a str);

/// Attributes beyond this many of one tag are not looked at.
const MOST_ATTRIBUTES: usize = 256;

pub struct Tokens<'a> {
    page: &'a str,
    at: usize,
    /// The element whose content is raw, and how it is to be read.
    raw: Option<(&'a str, RawKind)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RawKind {
    Unseen,
    Seen,
    ToTheEnd,
}

fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

impl<'a> Tokens<'a> {
    pub fn new(page: &'a str) -> Tokens<'a> {
        Tokens { page, at: 0, raw: None }
    }

    fn bytes(&self) -> &'a [u8] {
        self.page.as_bytes()
    }

    /// The position of `needle` from `from` on, or the end.
    fn seek(&self, from: usize, needle: char) -> Option<usize> {
        self.page.get(from..)?.find(needle).map(|i| from + i)
    }

    /// The content of a raw element, up to its own end tag.
    fn raw(&mut self, name: &'a str, kind: RawKind) -> Token<'a> {
        let start = self.at;
        let mut end = self.page.len();
        if kind != RawKind::ToTheEnd {
            let mut from = start;
            while let Some(open) = self.seek(from, '<') {
                from = open + 1;
                let Some(after) = self.bytes()[from..].strip_prefix(b"/") else { continue };
                let closes = after.len() >= name.len()
                    && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
                    && after.get(name.len()).is_none_or(|b| is_blank(*b) || matches!(b, b'/' | b'>'));
                if closes {
                    end = open;
                    break;
                }
            }
        }
        self.at = end;
        let text = &self.page[start..end];
        match kind {
            RawKind::Unseen => Token::Raw(text),
            RawKind::Seen | RawKind::ToTheEnd => Token::Text { text, decode: kind == RawKind::Seen },
        }
    }

    /// After `<!` or `<?` or `</` and no letter: where it ends.
    fn skip_markup(&mut self) {
        let start = self.at;
        let Some(comment) = self.page[start..].strip_prefix("<!--") else {
            self.at = self.seek(start, '>').map_or(self.page.len(), |i| i + 1);
            return;
        };
        if comment.starts_with('>') {
            self.at = start + 5;
        } else if comment.starts_with("->") {
            self.at = start + 6;
        } else {
            let mut from = start + 4;
            self.at = self.page.len();
            while let Some(dashes) = self.seek(from, '-') {
                from = dashes + 1;
                let Some(after) = self.page[from..].strip_prefix('-') else { continue };
                if after.starts_with('>') || after.starts_with("!>") {
                    self.at = dashes + if after.starts_with('>') { 3 } else { 4 };
                    break;
                }
            }
        }
    }

    /// A tag whose name starts at `name`; its end honours quotes that follow an equals sign.
    fn tag(&mut self, name: usize) -> (&'a str, Attributes<'a>) {
        let bytes = self.bytes();
        let name_end = (name..bytes.len())
            .find(|&i| is_blank(bytes[i]) || matches!(bytes[i], b'/' | b'>'))
            .unwrap_or(bytes.len());
        let mut at = name_end;
        loop {
            let stop = (at..bytes.len()).find(|&i| matches!(bytes[i], b'>' | b'=')).unwrap_or(bytes.len());
            if bytes.get(stop) != Some(&b'=') {
                at = stop;
                break;
            }
            let value = (stop + 1..bytes.len()).find(|&i| !is_blank(bytes[i])).unwrap_or(bytes.len());
            at = match bytes.get(value) {
                Some(quote @ (b'"' | b'\'')) => {
                    self.seek(value + 1, char::from(*quote)).map_or(bytes.len(), |i| i + 1)
                }
                Some(b'>') => value,
                Some(_) => (value..bytes.len())
                    .find(|&i| is_blank(bytes[i]) || bytes[i] == b'>')
                    .unwrap_or(bytes.len()),
                None => bytes.len(),
            };
        }
        self.at = (at + 1).min(bytes.len());
        (&self.page[name..name_end], Attributes(&self.page[name_end..at]))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some((name, kind)) = self.raw.take() {
            return Some(self.raw(name, kind));
        }
        let mut text_from = self.at;
        let bytes = self.bytes();
        let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphabetic);
        loop {
            let Some(open) = self.seek(self.at, '<') else {
                let text = &self.page[text_from..];
                self.at = self.page.len();
                return (!text.is_empty()).then_some(Token::Text { text, decode: true });
            };
            let after = bytes.get(open + 1).copied().unwrap_or(0);
            let markup = after == b'!' || after == b'?' || (after == b'/' && open + 2 < self.page.len());
            if !markup && !letter(open + 1) {
                self.at = open + 1;
                continue;
            }
            if open > text_from {
                self.at = open;
                return Some(Token::Text { text: &self.page[text_from..open], decode: true });
            }
            self.at = open;
            if letter(open + 1) {
                let (name, attributes) = self.tag(open + 1);
                self.raw = raw_kind(name).map(|kind| (name, kind));
                return Some(Token::Start { name, attributes });
            }
            if after == b'/' && letter(open + 2) {
                let (name, _) = self.tag(open + 2);
                return Some(Token::End { name });
            }
            self.skip_markup();
            text_from = self.at;
        }
    }
}

/// Elements whose content holds no tags.
fn raw_kind(name: &str) -> Option<RawKind> {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is("script") || is("style") || is("iframe") {
        Some(RawKind::Unseen)
    } else if is("title") || is("textarea") || is("xmp") {
        Some(RawKind::Seen)
    } else if is("plaintext") {
        Some(RawKind::ToTheEnd)
    } else {
        None
    }
}

impl<'a> Attributes<'a> {
    /// Name as written and value as written, in order.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let position =
                |text: &str, wanted: fn(u8) -> bool| text.bytes().position(wanted).unwrap_or(text.len());
            let blank = |b: u8| b.is_ascii_whitespace();
            rest = &rest[position(rest, |b| !b.is_ascii_whitespace() && b != b'/')..];
            // The first character of a name may be any.
            let first = rest.chars().next()?.len_utf8();
            let (name, after) = rest.split_at(
                first + position(&rest[first..], |b| b.is_ascii_whitespace() || matches!(b, b'/' | b'=')),
            );
            rest = &after[position(after, |b| !b.is_ascii_whitespace())..];
            let Some(value) = rest.strip_prefix('=') else { return Some((name, "")) };
            let value = &value[position(value, |b| !b.is_ascii_whitespace())..];
            let (value, after) = match value.bytes().next() {
                Some(quote @ (b'"' | b'\'')) => {
                    let inner = &value[1..];
                    inner.split_once(char::from(quote)).unwrap_or((inner, ""))
                }
                _ => value.split_at(position(value, blank)),
            };
            rest = after;
            Some((name, value))
        })
        .take(MOST_ATTRIBUTES)
    }

    /// Whether there are more than are looked at.
    pub fn are_many(self) -> bool {
        self.0.len() > 2 * MOST_ATTRIBUTES && self.iter().count() >= MOST_ATTRIBUTES
    }

    /// The value of an attribute as written, without decoding.
    pub fn raw(self, name: &str) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        self.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
    }

    /// The value of an attribute, its character references decoded, without blanks around.
    pub fn get(self, name: &str) -> Option<String> {
        self.raw(name).map(|v| super::entities::decode(v, true).trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokens};

    fn show(page: &str) -> String {
        let mut out = String::new();
        for token in Tokens::new(page) {
            match token {
                Token::Text { text, .. } => out.push_str(&format!("[{text}]")),
                Token::Raw(text) => out.push_str(&format!("raw[{text}]")),
                Token::Start { name, attributes } => {
                    out.push_str(&format!("<{name}"));
                    for (n, v) in attributes.iter() {
                        out.push_str(&format!(" {n}={v}"));
                    }
                    out.push('>');
                }
                Token::End { name } => out.push_str(&format!("</{name}>")),
            }
        }
        out
    }

    #[test]
    fn cuts_tokens() {
        for (page, expected) in [
            ("a<b>c</b>d", "[a]<b>[c]</b>[d]"),
            ("<a href='x>y' b=\"1\" c=2 d>t", "<a href=x>y b=1 c=2 d=>[t]"),
            ("<a href = \"q\"/>", "<a href=q>"),
            ("<img src=/a/b.png alt>", "<img src=/a/b.png alt=>"),
            ("1 < 2 <3 <<b>", "[1 < 2 <3 <]<b>"),
            ("<!-- a > b -->c<!--> d <!---> e<!-- x --!>f", "[c][ d ][ e][f]"),
            ("<!doctype html><?xml a?></ x>y</>z", "[y][z]"),
            ("<script>if (a<b) '</p>'</script >c", "<script>raw[if (a<b) '</p>']</script>[c]"),
            ("<SCRIPT>x</sCrIpT>y", "<SCRIPT>raw[x]</sCrIpT>[y]"),
            ("<title>a<b>c</title>", "<title>[a<b>c]</title>"),
            ("<plaintext>a</plaintext><b>", "<plaintext>[a</plaintext><b>]"),
            ("<script>never closed", "<script>raw[never closed]"),
            ("a<!-- never closed", "[a]"),
            ("<a b=\"never closed>t", "<a b=never closed>t>"),
            ("<", "[<]"),
            ("</", "[</]"),
            ("a<b", "[a]<b>"),
            ("", ""),
        ] {
            assert_eq!(show(page), expected, "{page}");
        }
    }
}

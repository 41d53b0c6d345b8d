//! XML to text, for files that no richer reader knows: the text of each element on a line.

use quick_xml::events::Event;
use quick_xml::{Reader, escape};

/// All character data; what stands before the first fault, and the fault.
pub fn lines(xml: &str) -> (String, Option<String>) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut out = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Text(text)) => push(&String::from_utf8_lossy(&text), &mut out),
            Ok(Event::CData(text)) => push(&String::from_utf8_lossy(&text), &mut out),
            Ok(Event::GeneralRef(name)) => out.push_str(&reference(&name)),
            Ok(Event::Start(_) | Event::End(_) | Event::Empty(_)) => {
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            Ok(Event::Eof) => return (out, None),
            Ok(_) => {}
            Err(fault) => return (out, Some(format!("not well-formed XML: {fault}"))),
        }
    }
}

fn push(text: &str, out: &mut String) {
    let trimmed = if out.is_empty() || out.ends_with('\n') { text.trim_start() } else { text };
    out.push_str(trimmed);
}

/// What a reference stands for; itself when it is not known.
pub fn reference(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let whole = format!("&{name};");
    escape::unescape(&whole).map(|text| text.into_owned()).unwrap_or(whole)
}

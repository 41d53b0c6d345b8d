//! A sheet as plain text, wrapped at 72 columns (RFC 5322 2.1.1 asks for at most 78).

use super::sheet::{Block, Row, Sheet, Tone, mark};

const WIDTH: usize = 72;
/// Labels of facts stand in a column.
const LABEL: usize = 10;

pub(super) fn write(sheet: &Sheet) -> String {
    let mut out = String::new();
    for block in &sheet.blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        self::block(&mut out, block);
    }
    out
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Title { above, level, text } => {
            wrap(out, "", "", above);
            let mark = level.map(mark).map_or(String::new(), |m| format!("{m} "));
            wrap(out, &mark, &" ".repeat(mark.chars().count()), text);
        }
        Block::Notice { text, .. } => wrap(out, "! ", "  ", text),
        Block::Facts(facts) => {
            for fact in facts {
                let label = pad(&fact.label, LABEL);
                let blank = " ".repeat(LABEL);
                wrap(out, &label, &blank, &fact.value);
                if !fact.note.is_empty() {
                    wrap(out, &blank, &blank, &fact.note);
                }
            }
        }
        Block::Heading(text) => wrap(out, "", "", &format!("{text}:")),
        Block::Text(text) => wrap(out, "", "", text),
        Block::Steps(steps) => {
            for (n, step) in steps.iter().enumerate() {
                wrap(out, &format!("{}. ", n + 1), "   ", step);
            }
        }
        Block::Samples(samples) => samples.iter().for_each(|s| out.push_str(&format!("    {s}\n"))),
        Block::Buttons(buttons) => {
            for button in buttons {
                out.push_str(&format!("{}:\n{}\n", button.label, button.url));
            }
        }
        Block::Rows(rows) => rows.iter().for_each(|r| row(out, r)),
        Block::Tiles(tiles) => {
            for tile in tiles {
                let note = if tile.note.is_empty() { String::new() } else { format!(" ({})", tile.note) };
                wrap(out, "", "  ", &format!("{}: {}{note}", tile.label, tile.value));
            }
        }
        Block::Chart { caption, bars } => {
            wrap(out, "", "", caption);
            let top = bars.iter().map(|b| b.value).max().unwrap_or(0).max(1);
            for bar in bars {
                // 30 columns at most; something that happened is never an empty bar.
                let length = (bar.value * 30).div_ceil(top) as usize;
                let drawn = if length == 0 { String::new() } else { "█".repeat(length) + " " };
                out.push_str(&format!("{}{drawn}{}\n", pad(&bar.label, LABEL), bar.value));
            }
        }
        Block::Small(lines) => {
            out.push_str("--\n");
            lines.iter().for_each(|l| wrap(out, "", "", l));
        }
    }
}

fn row(out: &mut String, row: &Row) {
    let mark = match row.tone {
        Tone::Level(level) => format!("{} ", mark(level)),
        Tone::Broken => "! ".to_owned(),
        Tone::Quiet => "- ".to_owned(),
    };
    wrap(out, &mark, "  ", &row.title);
    if !row.detail.is_empty() {
        wrap(out, "  ", "  ", &row.detail);
    }
    if let Some(url) = &row.url {
        out.push_str(&format!("  {url}\n"));
    }
}

fn pad(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.chars().count()).max(1);
    format!("{text}{}", " ".repeat(blanks))
}

/// Breaks at blanks only: non-breaking spaces hold, and so do addresses.
fn wrap(out: &mut String, first: &str, rest: &str, text: &str) {
    let mut line = first.to_owned();
    let mut fresh = true;
    for word in text.split(' ') {
        if !fresh && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(line.trim_end());
            out.push('\n');
            line = rest.to_owned();
            fresh = true;
        }
        if !fresh {
            line.push(' ');
        }
        line.push_str(word);
        fresh = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

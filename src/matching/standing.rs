//! Where a hit stands on its page: set apart, in capitals, at the head or foot, or inside a running sentence.
//!
//! A marking marks a document from a place of its own; a law or an advertisement says the same words within a sentence.
//! The room knows no words of either: only lines, sentences, letters' cases. Looks at a bounded stretch around each hit.

use std::borrow::Cow;

use super::page::Page;

/// Bytes either side that are looked at: the rest of a sentence says nothing more.
const REACH: usize = 240;
/// Non-blank lines that are the head of a text, and bytes within which they are looked for; likewise of the foot.
const HEAD: (usize, usize) = (5, 1_000);
const FOOT: (usize, usize) = (3, 600);
/// Words beside the hit without which there is nothing that it could mark.
const LEAST: usize = 4;

const APART: u32 = 15;
const CAPITALS: u32 = 10;
const EDGE: u32 = 10;
const WITHIN: u32 = 25;

/// What the place of a hit says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Nothing else stands on its line or in its sentence.
    apart: bool,
    capitals: bool,
    edge: Option<Edge>,
    /// Words in lower case go on before or after it.
    within: bool,
    /// There is hardly a word beside it.
    bare: bool,
    /// A number stands before it, as before the title of a chapter.
    numbered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Head,
    Foot,
}

impl Standing {
    /// Of the bytes `[start, end)` of the page's text.
    pub(super) fn of(page: &Page, (start, end): (usize, usize)) -> Standing {
        let text = page.text;
        let matched = &text[start..end];
        let capitals = in_capitals(matched);
        let mut beside = Beside::default();
        beside.add(before(text, start, matched));
        beside.add(after(text, end, capitals));
        let of_hit = matched.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
        let bare = page.tokens.len() < of_hit + LEAST;
        let numbered = is_numbered(text, start);
        let apart = beside.words == 0 && !bare && !numbered;
        Standing {
            apart,
            capitals,
            edge: if apart { edge(text, start, end) } else { None },
            within: beside.lower > 0,
            bare,
            numbered,
        }
    }

    /// The confidence in hundredths with what the place adds or takes, each with a line of evidence.
    pub(super) fn weigh(self, confidence: u32, evidence: &mut Vec<Cow<'static, str>>) -> u32 {
        let mut sum = confidence;
        let mut add = |weight: u32, line: &'static str| {
            sum += weight;
            evidence.push(line.into());
        };
        if self.apart {
            add(APART, "set apart from the sentences around it");
        }
        if self.capitals {
            add(CAPITALS, "in capitals");
        }
        match self.edge {
            Some(Edge::Head) => add(EDGE, "at the head of the text"),
            Some(Edge::Foot) => add(EDGE, "at the foot of the text"),
            None => {}
        }
        if self.bare {
            add(0, "there is nothing beside it that it could mark");
        }
        if self.numbered {
            sum = sum.saturating_sub(WITHIN);
            evidence.push("the title of a numbered chapter".into());
        }
        if self.within {
            sum = sum.saturating_sub(WITHIN);
            evidence.push("inside a sentence: it may only be spoken of".into());
        }
        sum
    }
}

/// Words that share the hit's line or sentence.
#[derive(Default)]
struct Beside {
    words: usize,
    lower: usize,
}

impl Beside {
    fn add(&mut self, stretch: &str) {
        for word in stretch.split(|c: char| !c.is_alphanumeric()) {
            let Some(first) = word.chars().find(|c| c.is_alphabetic()) else { continue };
            self.words += 1;
            self.lower += usize::from(first.is_lowercase());
        }
    }
}

/// Four letters or more, all capitals.
fn in_capitals(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().count() >= 4 && letters().all(|c| !c.is_lowercase())
}

/// What stands before the hit in its sentence, or on its line.
fn before<'a>(text: &'a str, start: usize, matched: &str) -> &'a str {
    let from = text.ceil_char_boundary(start.saturating_sub(REACH));
    let stretch = &text[from..start];
    let first = matched.chars().find(|c| c.is_alphabetic());
    let mut cut = 0;
    for (at, c) in stretch.char_indices() {
        let next = at + c.len_utf8();
        let rest = &stretch[next..];
        let following = rest.chars().find(|c| !c.is_whitespace()).or(first);
        if ends_here(c, &stretch[..at], rest, following) {
            cut = next;
        }
    }
    &stretch[cut..]
}

/// What stands after it; in capitals a comma ends what it says.
fn after(text: &str, end: usize, capitals: bool) -> &str {
    let stretch = &text[end..text.floor_char_boundary((end + REACH).min(text.len()))];
    for (at, c) in stretch.char_indices() {
        let rest = &stretch[at + c.len_utf8()..];
        let following = rest.chars().find(|c| !c.is_whitespace());
        // After capitals, and after an owner's name, a comma begins something else.
        let comma = c == ',' && (capitals || is_name(&stretch[..at]));
        if comma || ends_here(c, &stretch[..at], rest, following) {
            return &stretch[..at];
        }
    }
    stretch
}

/// Words of which none is in lower case, one at least.
fn is_name(stretch: &str) -> bool {
    let mut beside = Beside::default();
    beside.add(stretch);
    beside.words > 0 && beside.lower == 0
}

/// Whether a sentence, a cell or a caption ends with the character: a line that goes on in lower case does not.
fn ends_here(c: char, before: &str, rest: &str, following: Option<char>) -> bool {
    let lower = following.is_some_and(char::is_lowercase);
    let spaced =
        before.ends_with(char::is_whitespace) && rest.starts_with(char::is_whitespace) || rest.is_empty();
    match c {
        '\n' | '\r' => {
            let closed =
                before.trim_end_matches([' ', '\t']).ends_with(['.', '!', '?', ':', ';', '\n', '\r']);
            !lower || closed || before.trim().is_empty() || rest.starts_with(['\n', '\r'])
        }
        '|' | '•' | '·' | '\t' | '(' | ')' | '[' | ']' | '{' | '}' | ';' | ':' | '*' | '#' | '>' | '<'
        | '=' => true,
        '.' | '!' | '?' | '…' => (rest.is_empty() || rest.starts_with(char::is_whitespace)) && !lower,
        // In Russian a dash stands for "is", and the sentence goes on.
        '-' | '–' | '—' if following.is_some_and(|c| matches!(c, 'а'..='я' | 'ё')) => false,
        '-' | '–' | '—' | '/' => spaced && before.chars().next_back().is_none_or(char::is_whitespace),
        // Columns.
        ' ' => before.ends_with("  "),
        _ => false,
    }
}

/// Whether its line begins with a number, as the title of a chapter or a clause does: `7.`, `2.1`, `IV.`, `§ 3`.
fn is_numbered(text: &str, start: usize) -> bool {
    const LONGEST: usize = 12;
    let from = text.ceil_char_boundary(start.saturating_sub(LONGEST));
    let line = text[from..start].rsplit(['\n', '\r']).next().unwrap_or_default();
    // A line that began earlier has more in it than a number.
    let whole = from == 0 || line.len() < start - from;
    let number = line.trim();
    let of_number = |c: char| c.is_ascii_digit() || "IVX.)§ ".contains(c);
    whole && number.len() >= 2 && number.chars().all(of_number) && number.contains(['.', ')', '§'])
}

fn edge(text: &str, start: usize, end: usize) -> Option<Edge> {
    let lines = |stretch: &str| stretch.lines().filter(|line| !line.trim().is_empty()).count();
    // The line of the hit is not counted: what stands on it before the hit is another cell.
    if start <= HEAD.1 && lines(&text[..start]) < HEAD.0 {
        return Some(Edge::Head);
    }
    let left = text.len() - end;
    (left <= FOOT.1 && lines(&text[end..]) <= FOOT.0).then_some(Edge::Foot)
}

#[cfg(test)]
mod tests {
    use super::super::page::Page;
    use super::Standing;

    fn weighed(text: &str, hit: &str) -> (u32, String) {
        let start = text.find(hit).expect("the hit stands in the text");
        let mut evidence: Vec<super::Cow<str>> = Vec::new();
        let standing = Standing::of(&Page::new(text), (start, start + hit.len()));
        (standing.weigh(50, &mut evidence), evidence.join("; "))
    }

    #[test]
    fn tells_a_marking_from_a_mention() {
        let body = "\n\nОтчёт о продажах за третий квартал.\nСоставлен для правления.\n".repeat(30);
        for (text, hit, expected) in [
            (format!("Коммерческая тайна\nЭкз. № 2{body}"), "Коммерческая тайна", 75),
            (format!("КОММЕРЧЕСКАЯ ТАЙНА{body}"), "КОММЕРЧЕСКАЯ ТАЙНА", 85),
            (format!("{body}Лист 3 | КОНФИДЕНЦИАЛЬНО | ООО «Лютик»{body}"), "КОНФИДЕНЦИАЛЬНО", 75),
            (format!("{body}Коммерческая тайна ООО «Лютик», г. Тверь{body}"), "Коммерческая тайна", 50),
            (format!("{body}коммерческая тайна, банковская тайна и иная{body}"), "коммерческая тайна", 25),
            (format!("{body}(конфиденциально){body}"), "конфиденциально", 65),
            (format!("{body}Конфиденциально"), "Конфиденциально", 75),
            (format!("Строго конфиденциально. Отчёт о продажах{body}"), "Строго конфиденциально", 75),
            (format!("{body}Мы храним ваши данные конфиденциально и надёжно.{body}"), "конфиденциально", 25),
            (
                format!("{body}сведения, составляющие\nкоммерческую тайну\nпредприятия{body}"),
                "коммерческую тайну",
                25,
            ),
            (format!("{body}Закон о\nкоммерческой тайне принят.{body}"), "коммерческой тайне", 25),
            (format!("CONFIDENTIAL - property of Romashka LLC{body}"), "CONFIDENTIAL", 85),
            (format!("{body}This is CONFIDENTIAL material of ours{body}"), "CONFIDENTIAL", 35),
            (format!("{body}7. Коммерческая тайна{body}"), "Коммерческая тайна", 25),
            (format!("{body}Коммерческая тайна — это сведения{body}"), "Коммерческая тайна", 25),
            ("CONFIDENTIAL".to_owned(), "CONFIDENTIAL", 60),
            ("Коммерческая тайна".to_owned(), "Коммерческая тайна", 50),
            (format!("{body}Режим Коммерческая Тайна Приказ{body}"), "Коммерческая Тайна", 50),
        ] {
            let (confidence, evidence) = weighed(&text, hit);
            assert_eq!(
                confidence,
                expected,
                "{hit} in {}: {evidence}",
                text.trim().lines().next().unwrap_or("")
            );
        }
    }

    #[test]
    fn hostile_text_costs_a_stretch_for_each_hit() {
        for text in ["a.a ".repeat(5_000), "\n".repeat(20_000), "тайна ".repeat(5_000), "((((".repeat(5_000)]
        {
            let page = Page::new(&text);
            for start in (0..text.len()).step_by(40).filter(|&at| text.is_char_boundary(at)) {
                let end = text.ceil_char_boundary((start + 3).min(text.len()));
                Standing::of(&page, (start, end));
            }
        }
    }
}

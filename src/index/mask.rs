//! Secrets never reach the index: their spans are masked before a document is written.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// What stands for a secret, whatever its length.
pub(super) const MASK: &str = "••••";

/// Shorter values are not looked for outside their spans: they would blot out ordinary words.
const SHORTEST: usize = 4;

/// A text with its secrets masked.
pub(super) struct Masked<'a> {
    pub text: Cow<'a, str>,
    /// The values that were masked.
    pub values: BTreeSet<&'a str>,
    /// Spans of the original that a mask stands for, in bytes, ascending and apart.
    pub taken: Vec<(usize, usize)>,
}

impl Masked<'_> {
    /// Where a byte of the original is now; one within a secret is behind its mask.
    pub fn moved(&self, byte: usize) -> usize {
        let (mut added, mut gone) = (0, 0);
        for &(start, end) in self.taken.iter().take_while(|&&(start, _)| start < byte) {
            added += MASK.len();
            gone += end.min(byte) - start;
        }
        byte + added - gone
    }
}

/// `text` with every span masked (half-open, in code points; they may overlap, stand in any order and lie outside).
pub(super) fn mask<'a>(text: &'a str, spans: &[(usize, usize)]) -> Masked<'a> {
    if spans.is_empty() {
        return Masked { text: Cow::Borrowed(text), values: BTreeSet::new(), taken: Vec::new() };
    }
    let bounds: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let byte = |point: usize| bounds[point.min(bounds.len() - 1)];
    let mut spans: Vec<(usize, usize)> = spans
        .iter()
        .map(|&(start, end)| (byte(start), byte(end)))
        .filter(|(start, end)| start < end)
        .collect();
    spans.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut values = BTreeSet::new();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut done = 0;
    for (start, end) in spans {
        if text[start..end].chars().count() >= SHORTEST {
            values.insert(&text[start..end]);
        }
        match taken.last_mut() {
            Some(last) if start < done => last.1 = last.1.max(end),
            _ => {
                out.push_str(&text[done..start]);
                out.push_str(MASK);
                taken.push((start, end));
            }
        }
        done = done.max(end);
    }
    out.push_str(&text[done..]);
    Masked { text: Cow::Owned(out), values, taken }
}

/// A title or a name with the masked values of the text masked as well.
pub(super) fn mask_values(text: &str, values: &BTreeSet<&str>) -> String {
    values.iter().rev().fold(text.to_owned(), |text, value| text.replace(value, MASK))
}

#[cfg(test)]
mod tests {
    use super::{mask, mask_values};

    #[test]
    fn masks_spans() {
        let text = "пароль: Зима2026 и всё";
        for (spans, expected) in [
            (vec![], "пароль: Зима2026 и всё"),
            (vec![(8, 16)], "пароль: •••• и всё"),
            (vec![(10, 16), (8, 12)], "пароль: •••• и всё"),
            (vec![(8, 16), (9, 10)], "пароль: •••• и всё"),
            (vec![(8, 12), (12, 16)], "пароль: •••••••• и всё"),
            (vec![(19, 999)], "пароль: Зима2026 и ••••"),
            (vec![(16, 8), (500, 600)], "пароль: Зима2026 и всё"),
        ] {
            assert_eq!(mask(text, &spans).text, expected, "{spans:?}");
        }
        let values = mask(text, &[(8, 16), (17, 18)]).values;
        assert_eq!(mask_values("Зима2026 — и пароль", &values), "•••• — и пароль");
    }
}

//! Secrets never reach the index: their spans are masked before a document is written.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// What stands for a secret, whatever its length.
const MASK: &str = "••••";

/// Shorter values are not looked for outside their spans: they would blot out ordinary words.
const SHORTEST: usize = 4;

/// `text` with every span masked (half-open, in code points; they may overlap, stand in any order and lie outside), and
/// the values that were masked.
pub(super) fn mask<'a>(text: &'a str, spans: &[(usize, usize)]) -> (Cow<'a, str>, BTreeSet<&'a str>) {
    if spans.is_empty() {
        return (Cow::Borrowed(text), BTreeSet::new());
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
    let mut done = 0;
    for (start, end) in spans {
        if text[start..end].chars().count() >= SHORTEST {
            values.insert(&text[start..end]);
        }
        if start >= done {
            out.push_str(&text[done..start]);
            out.push_str(MASK);
        }
        done = done.max(end);
    }
    out.push_str(&text[done..]);
    (Cow::Owned(out), values)
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
            assert_eq!(mask(text, &spans).0, expected, "{spans:?}");
        }
        let (_, values) = mask(text, &[(8, 16), (17, 18)]);
        assert_eq!(mask_values("Зима2026 — и пароль", &values), "•••• — и пароль");
    }
}

//! A text in two parts: its main text, and the rest. Spans of secrets go with the part that they stand in, so that a
//! part is masked as the whole is.

/// A part of a text, and half-open spans of it in code points.
pub(super) struct Part {
    pub text: String,
    pub masked: Vec<(usize, usize)>,
}

/// `main` and `masked` are spans of `text` in code points; those of `main` ascend. The parts keep the order of the text.
pub(super) fn split(text: &str, main: &[(usize, usize)], masked: &[(usize, usize)]) -> [Part; 2] {
    let mut parts = [(); 2].map(|()| Part { text: String::new(), masked: Vec::new() });
    let (mut rest, mut at) = (text, 0);
    // Code points of each part so far.
    let mut long = [0, 0];
    let ends = main.iter().flat_map(|&(start, end)| [(start, 1), (end, 0)]).chain([(usize::MAX, 1)]);
    for (end, into) in ends {
        let points = end.saturating_sub(at);
        let byte = rest.char_indices().nth(points).map_or(rest.len(), |(byte, _)| byte);
        let (piece, after) = rest.split_at(byte);
        let count = piece.chars().count();
        let part = &mut parts[into];
        for &(from, to) in masked {
            let (from, to) = (from.max(at), to.min(at + count));
            if from < to {
                part.masked.push((from - at + long[into], to - at + long[into]));
            }
        }
        part.text.push_str(piece);
        long[into] += count;
        (rest, at) = (after, at + count);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn parts_keep_their_order_and_their_secrets() {
        let text = "меню\nстатья про ключ 123\nеще\nключ 456";
        let [main, rest] = split(text, &[(5, 25)], &[(21, 24), (29, 37), (3, 7)]);
        assert_eq!(main.text, "статья про ключ 123\n");
        assert_eq!(main.masked, [(16, 19), (0, 2)]);
        assert_eq!(rest.text, "меню\nеще\nключ 456");
        assert_eq!(rest.masked, [(3, 5), (9, 17)]);
        let [main, rest] = split(text, &[], &[(0, 4)]);
        assert_eq!((main.text.as_str(), rest.text.as_str(), rest.masked), ("", text, vec![(0, 4)]));
        let [main, rest] = split("", &[(3, 9)], &[(0, 4)]);
        assert_eq!((main.text.as_str(), rest.text.as_str()), ("", ""));
    }
}

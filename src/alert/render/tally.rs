//! How many of each level, in one line.

use super::sheet::mark;
use super::words::{either, number};
use crate::model::{Language, Level};

/// `▲ 3 high · ◆ 2 medium`; empty for nothing.
pub(super) fn levels(levels: impl Iterator<Item = Level>, language: Language) -> String {
    let mut counts = [0u64; 3];
    for level in levels {
        counts[level as usize] += 1;
    }
    let word = |level: Level, n: u64| match level {
        Level::High => either(language, if n == 1 { "высокий" } else { "высоких" }, "high"),
        Level::Medium => either(language, if n == 1 { "средний" } else { "средних" }, "medium"),
        Level::Low => either(language, if n == 1 { "низкий" } else { "низких" }, "low"),
    };
    let parts: Vec<String> = [Level::High, Level::Medium, Level::Low]
        .into_iter()
        .filter(|l| counts[*l as usize] > 0)
        .map(|l| {
            format!(
                "{}\u{a0}{}\u{a0}{}",
                mark(l),
                number(language, counts[l as usize]),
                word(l, counts[l as usize])
            )
        })
        .collect();
    parts.join(" · ")
}

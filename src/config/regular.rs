//! A pattern of a keyword set: a regular expression that compiles within bounds, and what makes a hit believable.

use super::reader::{At, Reader};
use super::values::{filled, word};
use crate::model::{Pattern, Role, Said, Stands};
use crate::said;
use crate::text::expression;

/// What one compiled expression may weigh; an expression beyond it would cost every document.
const MOST_BYTES: usize = 10 << 20;

pub(super) fn read(row: &Reader<'_>) -> Option<Pattern> {
    let lookalike = row.read("lookalike", word::<Role>).map(|at| at.value);
    let written = row.read("regex", compiles);
    if lookalike.is_some() && written.is_some() {
        row.fault(
            &row.spot_of("lookalike"),
            said!(
                "pattern.lookalike",
                "`lookalike` stands instead of `regex`: keep one of them",
                "`lookalike` пишется вместо `regex`: оставьте что-то одно"
            ),
        );
    }
    let instead = lookalike.map(|_| At { value: String::new(), spot: row.spot.clone() });
    let regex = row.need(
        "regex",
        said!(
            "need.regex",
            "a regular expression in 'single quotes'",
            "регулярное выражение в 'одинарных кавычках'"
        ),
        written.or(instead),
    );
    let validate = row.read("validate", filled).map(|at| at.value);
    let terms = |key| row.list(key, filled).unwrap_or_default().into_iter().map(|at| at.value).collect();
    let (near, against) = (terms("near"), terms("against"));
    let stands = row.read("stands", word::<Stands>).map(|at| at.value);
    Some(Pattern { regex: regex?.value, validate, near, against, stands, lookalike })
}

fn compiles(text: &str) -> Result<String, Said> {
    let text = filled(text)?;
    match regex::RegexBuilder::new(&text).size_limit(MOST_BYTES).build() {
        Ok(expression) if expression.is_match("") => Err(said!(
            "regex.empty",
            "matches the empty text, which is everywhere; let it need at least one character",
            "подходит к пустой строке, а она есть везде; пусть требует хотя бы один знак"
        )),
        Ok(_) => Ok(text),
        Err(regex::Error::CompiledTooBig(_)) => Err(said!(
            "regex.large",
            "is too large when compiled (over {most} MiB); lower its counts",
            "слишком велико после сборки (больше {most} МиБ); уменьшите повторы",
            most = MOST_BYTES >> 20
        )),
        Err(_) => Err(expression::wrong(&text)),
    }
}

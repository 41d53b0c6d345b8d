//! Why a pattern's expression found nothing: what its validator refused, or up to where it holds and what it lacks there.

use std::borrow::Cow;

use regex_automata::meta::Regex;
use regex_automata::util::syntax;
use regex_automata::{Input, PatternID};
use regex_syntax::hir::{Hir, HirKind};

use super::super::page::Page;
use super::{Evidence, MAX_TOLD, short};
use crate::model::{Pattern, Said};
use crate::said;

/// Matches that are looked through for refused ones.
const LOOKED_AT: usize = 10_000;
/// Bytes that an expression may take: the entry's own has been built under the same limit.
const SIZE_LIMIT: usize = 10 << 20;

/// `held`: matches that the validator did not refuse. `proved`: what it proves of the entry's own example.
pub(super) fn explain(
    pattern: &Pattern,
    text: &str,
    page: &Page,
    held: usize,
    proved: Option<&Cow<'static, str>>,
    lines: &mut Vec<Said>,
) {
    // What compiled with the set compiles here.
    let Ok(hir) = syntax::parse_with(&pattern.regex, &syntax::Config::new().nest_limit(50)) else { return };
    let Some(whole) = built(&hir) else { return };
    let matches: Vec<(usize, usize)> = spans(&whole, text);
    if let Some(validator) = &pattern.validate
        && matches.len() > held
    {
        let refused = matches.len() - held;
        let shown = super::super::validators::find(validator).ok();
        let is_refused =
            |span: &&(usize, usize)| shown.is_some_and(|v| (v.check)(&text[span.0..span.1]).is_none());
        for &(start, end) in matches.iter().filter(is_refused).take(MAX_TOLD.min(5)) {
            let (line, found) = (page.line(start), short(&text[start..end]));
            lines.push(match proved {
                Some(proof) => said!(
                    "explain.invalid",
                    "line {line}: «{found}» has the form, and its validator `{validator}` refuses it: it must show «{proof}»",
                    "строка {line}: «{found}» по форме подходит, но проверка `{validator}` её отвергла: нужно «{proof}»",
                    line,
                    found,
                    validator,
                    proof = Evidence(std::slice::from_ref(proof))
                ),
                None => said!(
                    "explain.invalid",
                    "line {line}: «{found}» has the form, and its validator `{validator}` refuses it",
                    "строка {line}: «{found}» по форме подходит, но проверка `{validator}` её отвергла",
                    line,
                    found,
                    validator
                ),
            });
        }
        lines.push(said!(
            "explain.invalid",
            "{refused} matches of the expression were refused by its validator",
            "проверка отвергла совпадений: {refused}",
            refused
        ));
    }
    if matches.is_empty() {
        lines.push(nearest(&hir, text, page));
    }
}

/// How much of the expression holds, at best, and what would have to follow.
fn nearest(hir: &Hir, text: &str, page: &Page) -> Said {
    let parts: &[Hir] = match hir.kind() {
        HirKind::Concat(parts) => parts,
        _ => std::slice::from_ref(hir),
    };
    for n in (1..parts.len()).rev() {
        let beginning = Hir::concat(parts[..n].to_vec());
        // What holds anywhere, such as a word's boundary, is no beginning.
        if beginning.properties().minimum_len().unwrap_or(0) == 0 {
            break;
        }
        let Some(regex) = built(&beginning) else { continue };
        if let Some(found) = regex.search(&Input::new(text)) {
            return said!(
                "explain.nearest",
                "line {line}: the expression holds up to «{found}»; then it needs {next}",
                "строка {line}: выражение выполнено до «{found}»; дальше нужно {next}",
                line = page.line(found.start()),
                found = short(&text[found.range()]),
                next = written(&parts[n..])
            );
        }
    }
    said!(
        "explain.nowhere",
        "not even the beginning of the expression stands in the text: it needs {first}",
        "в тексте нет даже начала выражения: нужно {first}",
        first = written(parts)
    )
}

/// Parts of an expression as they are written, as much as a line has room for.
fn written(parts: &[Hir]) -> String {
    let whole: String = parts.iter().map(Hir::to_string).collect();
    format!("`{}`", short(&whole))
}

fn built(hir: &Hir) -> Option<Regex> {
    let config = Regex::config().nfa_size_limit(Some(SIZE_LIMIT));
    Regex::builder().configure(config).build_from_hir(hir).ok()
}

/// Matches as the pattern takes them: the group `value` alone, where there is one.
fn spans(regex: &Regex, text: &str) -> Vec<(usize, usize)> {
    let group = regex.create_captures().group_info().to_index(PatternID::ZERO, "value");
    let Some(group) = group else {
        return regex
            .find_iter(text)
            .take(LOOKED_AT)
            .map(|m| (m.start(), m.end()))
            .filter(|s| s.0 < s.1)
            .collect();
    };
    let spans = regex.captures_iter(text).take(LOOKED_AT).filter_map(|captures| {
        let span = captures.get_group(group).or_else(|| captures.get_match().map(|m| m.span()))?;
        Some((span.start, span.end))
    });
    spans.filter(|s| s.0 < s.1).collect()
}

//! Regular expressions as Go writes them (RE2 syntax), as ours: the few places where the two read the same signs otherwise.
//!
//! Bounds: <https://github.com/google/re2/wiki/Syntax> and the documentation of the crate `regex`. `\w`, `\d`, `\s` and `\b`
//! know ASCII alone there and all of Unicode here: they are written out, which also keeps counted ones small.

use crate::model::Said;
use crate::said;

/// The expression, and what was changed in it. `group`: the number of the capture group that is the value; none: the first.
pub(super) fn translated(go: &str, group: Option<usize>) -> (String, Vec<Said>) {
    let (mut out, mut changed) = (String::with_capacity(go.len() + 16), Vec::new());
    let mut note = |said: Said| {
        if !changed.contains(&said) {
            changed.push(said);
        }
    };
    let chars: Vec<char> = go.chars().collect();
    // Within a class, and how many signs of it were read.
    let (mut class, mut inside): (bool, usize) = (false, 0);
    let mut groups = 0;
    let mut at = 0;
    while at < chars.len() {
        let (c, next) = (chars[at], chars.get(at + 1).copied());
        at += 1;
        match c {
            '\\' => {
                at += 1;
                match next {
                    Some(sign @ ('<' | '>')) => {
                        note(escape(sign));
                        out.push(sign);
                    }
                    Some('z') if !class => out.push_str(r"\z"),
                    Some('Q') => {
                        // Up to \E everything stands for itself.
                        let rest: String = chars[at..].iter().collect();
                        let literal = rest.split("\\E").next().unwrap_or_default();
                        out.push_str(&regex_syntax::escape(literal));
                        at += literal.chars().count() + 2;
                        note(said!(
                            "import.quote",
                            "a quotation by backslash Q and E was written out",
                            "цитата между знаками Q и E с обратной чертой записана посимвольно"
                        ));
                    }
                    Some(sign @ ('w' | 'd' | 's')) => {
                        let inner = match sign {
                            'w' => "0-9A-Za-z_",
                            'd' => "0-9",
                            _ => r"\t\n\x0c\r\x20",
                        };
                        out.push_str(&if class { inner.to_owned() } else { format!("[{inner}]") });
                    }
                    Some(sign @ ('b' | 'B')) if !class => out.push_str(&format!(r"(?-u:\{sign})")),
                    Some(sign) => {
                        out.push('\\');
                        out.push(sign);
                    }
                    None => out.push('\\'),
                }
                inside += 1;
            }
            '[' if class && next == Some(':') => {
                out.push(c);
                // A named class ends itself.
                while at < chars.len() {
                    out.push(chars[at]);
                    at += 1;
                    if chars[at - 1] == ']' {
                        break;
                    }
                }
                inside += 1;
            }
            '[' if class => {
                note(escape('['));
                out.push_str("\\[");
                inside += 1;
            }
            '[' => {
                (class, inside) = (true, 0);
                out.push(c);
                if next == Some('^') {
                    out.push('^');
                    at += 1;
                }
            }
            ']' if class && inside > 0 => {
                class = false;
                out.push(c);
            }
            '&' | '~' | '-' if class && next == Some(c) => {
                // Two of them are an operation on classes here.
                note(escape(c));
                out.push('\\');
                out.push(c);
                inside += 1;
            }
            '{' if !class && !is_repetition(&chars[at..]) => {
                note(escape('{'));
                out.push_str("\\{");
            }
            '(' if !class => {
                let rest: String = chars[at..].iter().take(3).collect();
                let named = rest.starts_with("?P<")
                    || (rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!"));
                if rest.starts_with('?') && !named {
                    out.push('(');
                    continue;
                }
                groups += 1;
                out.push('(');
                if groups == group.unwrap_or(1) {
                    if named {
                        // The old name ends with the bracket.
                        while at < chars.len() && chars[at] != '>' {
                            at += 1;
                        }
                        at += 1;
                    }
                    out.push_str("?P<value>");
                }
            }
            _ => {
                out.push(c);
                inside += usize::from(class);
            }
        }
    }
    if group.is_none() && groups > 1 {
        note(said!(
            "import.groups",
            "it has {groups} groups: the first is taken for the value",
            "в ней групп: {groups}; значением считается первая",
            groups
        ));
    }
    if let Some(group) = group.filter(|&group| group > groups) {
        note(said!(
            "import.group",
            "it has no group {group}: the whole match is the value",
            "группы {group} в ней нет: значением считается всё найденное",
            group
        ));
    }
    (out, changed)
}

fn escape(sign: char) -> Said {
    said!(
        "import.escape",
        "{sign} means something else here and was written so that it stands for itself",
        "{sign} здесь значит другое и записан так, чтобы означать сам себя",
        sign
    )
}

/// Whether what follows a `{` makes it a number of times.
fn is_repetition(rest: &[char]) -> bool {
    let inner: String = rest.iter().take_while(|c| **c != '}').take(16).collect();
    let closed = rest.get(inner.chars().count()) == Some(&'}');
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let bounds = match inner.split_once(',') {
        Some((least, most)) => !least.is_empty() && digits(least) && digits(most),
        None => !inner.is_empty() && digits(&inner),
    };
    closed && bounds
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn reads_what_go_means() {
        for (go, group, ours, matched, missed) in [
            ("abc", None, "abc", "abc", "abd"),
            (
                r"\b(key)-([0-9a-f]{4})",
                Some(2),
                r"(?-u:\b)(key)-(?P<value>[0-9a-f]{4})",
                "key-00ff",
                "key-00f",
            ),
            (r"(?i)(?:a|b)(c)", None, r"(?i)(?:a|b)(?P<value>c)", "AC", "c"),
            (r"^\${[A-Z]+}$", None, r"^\$\{[A-Z]+}$", "${ABC}", "ABC"),
            (r"[^[]x", None, r"[^\[]x", "ax", "[x"),
            (r"[a--]z", None, r"[a\--]z", "-z", "bz"),
            (r"[[:alpha:]_]+9", None, r"[[:alpha:]_]+9", "a_9", "99"),
            (r"\<b\>", None, "<b>", "<b>", "b"),
            (r"\Qa.b\E+", None, r"a\.b+", "a.bb", "axb"),
            (r"(?P<secret>x+)y", None, "(?P<value>x+)y", "xy", "y"),
            (r"\w[\d.]\s", None, r"[0-9A-Za-z_][0-9.][\t\n\x0c\r\x20]", "a. ", "ы. "),
            (r"[]a]b", None, r"[]a]b", "]b", "cb"),
        ] {
            let (got, _) = translated(go, group);
            assert_eq!(got, ours, "{go}");
            let compiled = regex::Regex::new(&got).unwrap_or_else(|error| panic!("{go}: {error}"));
            assert!(compiled.is_match(matched) && !compiled.is_match(missed), "{go}");
        }
        assert_eq!(translated("(a)(b)", None).1[0].code, "import.groups");
        assert_eq!(translated("a", Some(1)).1[0].code, "import.group");
    }
}

//! What stands where a secret would: fillers, sequences, templates, references to a secret kept elsewhere, and the samples
//! that issuers print in their documentation.
//!
//! Judges the value alone; whatever stands around it is the expression's business. Linear in the value.

/// Words that no secret holds, wherever they stand, in lower case.
const ANYWHERE: &[&str] = &[
    "example",
    "changeme",
    "change_me",
    "change-me",
    "changeit",
    "placeholder",
    "redacted",
    "deadbeef",
    "foobar",
    "loremipsum",
    "notasecret",
    "not-a-",
    "not_a_",
    "removed",
    "masked",
    "пример",
    "замените",
    "вставьте",
    "секрет",
    "пароль",
    "ваш",
];
/// Words that make a filler when they stand by themselves, between signs, digits or capitals.
const BY_THEMSELVES: &[&str] = &[
    "your", "dummy", "sample", "insert", "replace", "todo", "fixme", "default", "fake", "foo", "bar", "baz",
    "qux", "lorem", "ipsum", "xxx", "tbd", "here", "goes", "omitted", "hidden", "mock", "bogus", "invalid",
];
/// The same where somebody chose the value: a password, not an issuer's token.
const CHOSEN: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "test",
    "testing",
    "tester",
    "demo",
    "none",
    "null",
    "true",
    "false",
    "undefined",
    "string",
    "username",
    "required",
    "optional",
    "empty",
    "unknown",
    "value",
    "key",
    "apikey",
    "credential",
    "credentials",
    "nil",
    "str",
    "bool",
    "int",
    "text",
    "varchar",
    "char",
    "input",
    "prompt",
    "self",
    "this",
    "env",
    "config",
    "admin",
    "root",
    "user",
    "guest",
    "login",
    "pass",
    "pwd",
    "my",
    "parol",
    "param",
    "params",
    "arg",
    "args",
    "field",
    "label",
    "type",
    "name",
    "encrypted",
    "hash",
    "hashed",
    "random",
    "generate",
    "generated",
    "private",
    "public",
    "none",
];
/// Openings of templates, and of what a shell or a build fills in.
const TEMPLATES: &[&str] = &[
    "${", "{{", "#{", "%{", "@{", "$(", "<%", "%(", "[[", "{%", "***", "...", "…", "%s", "___", "\\(", "$[",
    "&lt;",
];
/// Rows of keyboards, in the order in which fingers walk.
const ROWS: &[&str] =
    &["qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"];
/// How the samples begin that issuers and emulators show to everybody: of AWS, Stripe, the storage and document database
/// emulators of Azure, digests of nothing and of the word for a password; and keys that Google prints in its own samples
/// or ships in its browser.
const SAMPLES: &[&str] = &[
    "wJalrXUtnFEMI",
    "je7MtGbClwBF/2Zp9Utk",
    "4eC39HqLyjWDarjt",
    "BQokikJOvBiI2HlW",
    "tR3PYbcVNZZ796tH",
    "Eby8vdM02xNOcqFl",
    "C2y6yDjf5/R+ob0N",
    "da39a3ee5e6b4b0d",
    "d41d8cd98f00b204",
    "e3b0c44298fc1c14",
    "5f4dcc3b5aa765d6",
    "AIzaSyAnLA7NfeLq",
    "AIzaSyCkEhVjf3pd",
    "AIzaSyDMAScliyLx",
    "AIzaSyD3asb-2pEZ",
    "AIzayDNSXIbFmlX",
    "AIzaSyAdOS2zB6NC",
    "AIzaSyASWm6HmTMd",
    "AIzaSyANUvH9H9Bs",
    "AIzaSyA5_iVawFQ8",
    "AIzaSyA4UrcGxgwQ",
    "AIzaSyDSb51JiIcB",
    "AIzaSyBF2RrAIm4a",
    "AIzaSyBcE-OOIbhj",
    "AIzaSyB8qGxt4ec1",
    "AIzaSyA8vmApnrHN",
];

/// A filler, whoever made the value: repetition, a sequence, a template, a word that says so, a published sample.
pub(super) fn is_filler(value: &str) -> bool {
    let lower = value.to_lowercase();
    ANYWHERE.iter().any(|word| lower.contains(word))
        || TEMPLATES.iter().any(|opening| lower.contains(opening))
        || value.starts_with('<') && value.ends_with('>')
        || value.ends_with("..")
        || SAMPLES.iter().any(|sample| value.contains(sample))
        || repeats(&lower)
        || walks(&lower)
        || pieces(value).any(|piece| BY_THEMSELVES.contains(&piece.to_ascii_lowercase().as_str()))
}

/// A filler, or a plain word where somebody chose the value, written with digits for letters too.
pub(super) fn is_placeholder(value: &str) -> bool {
    let plain = |text: &str| {
        pieces(text).any(|piece| CHOSEN.contains(&piece.to_ascii_lowercase().as_str()))
            || CHOSEN.contains(&text.to_lowercase().as_str())
    };
    is_filler(value) || plain(value) || plain(&as_letters(value))
}

/// `p4$$w0rd` as the word that it stands for.
fn as_letters(value: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    value.chars().map(letter).collect()
}

/// Refers to a secret kept elsewhere, or is code that fetches one: `$SECRET`, `%SECRET%`, `@file`, `env.TOKEN`, `get(`.
pub(super) fn is_reference(value: &str) -> bool {
    let inner = value.trim_matches('%');
    value.starts_with(['$', '@', '&'])
        || value.starts_with('%') && value.ends_with('%') && !inner.is_empty()
        || value.contains("process.env")
        || value.contains("os.environ")
        || value.contains("getenv")
        || value.contains("://")
        || is_call(value)
        || ["arn:", "file:", "env:", "fd:"].iter().any(|kind| value.starts_with(kind))
        || value.starts_with("vault:")
        || value.starts_with("ref+")
        || value.starts_with("op://")
        || is_call_or_path(value)
}

/// `user->get()`, `Type::make()`: whatever is called bears a name.
fn is_call(value: &str) -> bool {
    let named = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.:>-$".contains(&b))
    };
    value.strip_suffix("()").is_some_and(named)
}

/// `name.name`, `name(...)`, `name[...]`, `name->name`: something that code reads.
fn is_call_or_path(value: &str) -> bool {
    let name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if let Some(at) = value.find(['(', '[']) {
        return value[..at].split('.').all(name) && value.ends_with([')', ']', ';', ',', '(']);
    }
    let parts: Vec<&str> = value.split(['.', '>']).map(|part| part.trim_end_matches('-')).collect();
    parts.len() > 1
        && parts.iter().all(|part| name(part) && !part.bytes().any(|b| b.is_ascii_digit()))
        && super::words::surprise(value) < 0.0
}

/// Few characters, or a long run of one that fillers are made of.
fn repeats(lower: &str) -> bool {
    let mut distinct = std::collections::HashSet::new();
    let (mut run, mut longest, mut last, mut length) = (0usize, 0usize, '\0', 0usize);
    for c in lower.chars() {
        length += 1;
        distinct.insert(c);
        run = if c == last { run + 1 } else { 1 };
        last = c;
        // Some issuers pad with `A`, in base64 a run of zero bits.
        if c != 'a' {
            longest = longest.max(run);
        }
    }
    distinct.len() <= 2
        || (length >= 12 && distinct.len() <= 4)
        || longest >= 6
        || (longest >= 4 && longest * 3 >= length)
}

/// Mostly a walk along the alphabet, the digits or a row of keys.
fn walks(lower: &str) -> bool {
    let letters: Vec<char> = lower.chars().collect();
    let (mut walked, mut run, mut step, mut longest) = (0usize, 1usize, 0i32, 0usize);
    let mut close = |run: usize| {
        if run >= 4 {
            walked += run;
            longest = longest.max(run);
        }
    };
    for pair in letters.windows(2) {
        let now = pace(pair[0], pair[1]);
        if now != 0 && (now == step || run == 1) {
            run += 1;
        } else {
            close(run);
            run = if now == 0 { 1 } else { 2 };
        }
        step = now;
    }
    close(run);
    longest >= 9 || (walked > 0 && walked * 2 >= letters.len())
}

/// One or two: the next letter or digit up or down; 3 or 4 along a row of keys; 0: no walk.
fn pace(a: char, b: char) -> i32 {
    let alike = a.is_alphabetic() == b.is_alphabetic() && a.is_alphanumeric() && b.is_alphanumeric();
    match (b as i32) - (a as i32) {
        1 if alike => return 1,
        -1 if alike => return 2,
        _ => {}
    }
    for row in ROWS {
        let place = |c: char| row.chars().position(|key| key == c);
        if let (Some(x), Some(y)) = (place(a), place(b)) {
            if y == x + 1 {
                return 3;
            }
            if x == y + 1 {
                return 4;
            }
        }
    }
    0
}

/// Runs of letters, cut where a capital follows a small one.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !c.is_ascii_alphabetic()).flat_map(|run| {
        let mut cuts = vec![0];
        let bytes = run.as_bytes();
        cuts.extend(
            (1..bytes.len())
                .filter(|&at| bytes[at - 1].is_ascii_lowercase() && bytes[at].is_ascii_uppercase()),
        );
        cuts.push(bytes.len());
        cuts.windows(2).map(|cut| &run[cut[0]..cut[1]]).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::{is_filler, is_placeholder, is_reference};

    #[test]
    fn fillers_are_known() {
        for filler in [
            "AKIAIOSFODNN7EXAMPLE",
            "xxxxxxxxxxxxxxxx",
            "0123456789abcdef0123456789abcdef",
            "your-api-key-goes-here",
            "YourApiKey",
            "${DB_PASSWORD}",
            "{{ vault_password }}",
            "<api-key>",
            "qwertyuiop12",
            "abcdefghijklmnop",
            "1234567890",
            "deadbeefdeadbeef",
            "d41d8cd98f00b204e9800998ecf8427e",
            "insert_token_here",
            "********",
            "пример-ключа",
        ] {
            assert!(is_filler(filler), "{filler}");
        }
        for secret in [
            "P1jRsJVmtGsGmnH4HU6ZC9yL5gpcvQ87",
            "9c9106270eb5a65c72e2976ca18f87c57aad1142",
            "Zima-2024-ok",
            "AAAAAAAAAAAAAAAAAAAAAB7kQ9dLm2",
            "yourselfishness9Q",
        ] {
            assert!(!is_filler(secret), "{secret}");
        }
    }

    #[test]
    fn chosen_words_are_placeholders_for_people_alone() {
        assert!(is_placeholder("test_password_1"));
        assert!(!is_filler("sk_test_k2VnQ8xL0pRz"));
        assert!(!is_placeholder("Gr0zny-Kot!77"));
    }

    #[test]
    fn references_are_no_secrets() {
        for reference in [
            "$SECRET",
            "%SECRET%",
            "@/run/secret",
            "self.password",
            "config.get(name)",
            "os.environ",
            "user->token",
        ] {
            assert!(is_reference(reference), "{reference}");
        }
        for secret in ["Gr0zny-Kot!77", "abc.d3f.x9", "p%40ss"] {
            assert!(!is_reference(secret), "{secret}");
        }
    }

    #[test]
    fn hostile_values_cost_what_they_are_long() {
        for unit in ["a", "aA", "1", "qwerty", "${", "(", "ё", ".-"] {
            let long = unit.repeat(200_000 / unit.len());
            let _ = (is_placeholder(&long), is_reference(&long), super::super::words::surprise(&long));
        }
    }
}

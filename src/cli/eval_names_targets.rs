//! What is asked of the recogniser of names, phenomenon by phenomenon, in percent. The figures are those that the project
//! set itself for sentences that it has not seen; a pattern is a phenomenon's name, or its beginning before `*`.

/// At least so much recall; at most so many false finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    Recall(f64),
    False(f64),
    Both(f64, f64),
}

use Target::{Both, False, Recall};

const CASES: [&str; 6] = ["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"];

const TARGETS: &[(&str, Target)] = &[
    ("roman-*", Recall(97.0)),
    ("latin-to-cyrillic", Recall(97.0)),
    ("latin-to-cyrillic-company", Recall(97.0)),
    ("look-alikes-*", Recall(99.5)),
    ("full-width", Recall(99.5)),
    ("mathematical", Recall(99.5)),
    ("zero-width", Recall(99.5)),
    ("decomposed", Recall(99.5)),
    ("leet-*", Recall(90.0)),
    ("spaced", Recall(90.0)),
    ("typo", Recall(90.0)),
    ("short-names*", Recall(90.0)),
    ("outside-roman-*", Recall(97.0)),
    ("outside-company-roman", Recall(97.0)),
    ("outside-english", Recall(97.0)),
    ("outside-person-look-alikes", Recall(99.5)),
    ("outside-*", Recall(98.0)),
    ("trap-outside-given", False(1.0)),
    ("trap-outside-patronymic", False(1.0)),
    ("trap-outside-sibling", False(1.0)),
    ("trap-outside-initials", False(1.0)),
    ("trap-outside-*", False(3.0)),
    ("third-person-initials", Recall(98.0)),
    ("third-person-mailbox*", Recall(90.0)),
    ("third-person-hashtag", Recall(90.0)),
    ("third-company-handle", Recall(90.0)),
    ("third-company-ends", Recall(90.0)),
    ("third-*", Recall(98.0)),
    ("trap-third-given", False(1.0)),
    ("trap-third-patronymic", False(1.0)),
    ("trap-third-sibling", False(1.0)),
    ("trap-third-initials", False(1.0)),
    ("trap-third-foreign", False(2.0)),
    ("trap-third-*", False(3.0)),
    ("trap-other-patronymic", False(1.0)),
    ("trap-sibling", False(1.0)),
    ("trap-initials-*", False(1.0)),
    ("trap-other-gender", False(1.0)),
    ("trap-list-*", False(3.0)),
    ("trap-namesake", False(3.0)),
    ("trap-company-lower-case", False(3.0)),
];

/// Sums that are asked for as a whole: in plain script, without slips or disguises.
pub const SUMS: &[(&str, &[&str], Option<Target>)] = &[
    (
        "people, plain",
        &[
            "person-*",
            "order-*",
            "initials-*",
            "capitals",
            "latin-name",
            "trap-other-*",
            "trap-sibling",
            "trap-initials-*",
            "trap-list-*",
            "trap-derived",
            "trap-named-after",
            "trap-bare-parts",
            "trap-family-bare",
            "trap-common-noun-person",
            "trap-capitals-other-given",
        ],
        Some(Both(98.0, 2.0)),
    ),
    (
        "companies, plain",
        &[
            "company-nominative",
            "company-genitive",
            "company-dative",
            "company-accusative",
            "company-instrumental",
            "company-prepositional",
            "company-quoted-*",
            "company-legal-*",
            "company-capitals",
            "company-latin",
            "company-alias",
            "trap-company-*",
        ],
        Some(Both(98.0, 2.0)),
    ),
    (
        "second batch, people",
        &["outside-person-*", "outside-english", "outside-foreign", "outside-roman-*"],
        None,
    ),
    ("second batch, companies", &["outside-company-*"], None),
    ("second batch, traps", &["trap-outside-*"], None),
    ("third batch, people", &["third-person-*", "third-foreign"], None),
    ("third batch, companies", &["third-company-*"], None),
    ("third batch, traps", &["trap-third-*"], None),
    ("everything", &["*"], None),
];

/// What is asked of one phenomenon; none where the project set itself no figure.
pub fn target(phenomenon: &str) -> Option<Target> {
    // A grammatical case, of people and of companies with and without quotes.
    let case = ["person-", "company-quoted-", "company-"]
        .iter()
        .find_map(|start| phenomenon.strip_prefix(start))
        .is_some_and(|rest| CASES.contains(&rest));
    if case {
        return Some(Recall(99.5));
    }
    TARGETS.iter().find(|(pattern, _)| covers(pattern, phenomenon)).map(|(_, target)| *target)
}

pub fn covers(pattern: &str, phenomenon: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => phenomenon.starts_with(start),
        None => pattern == phenomenon,
    }
}

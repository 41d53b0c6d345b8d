//! The parser: what it reads, where it points when it cannot, and its bounds.

use super::*;

/// The tree written as an expression with all parentheses.
fn show(node: &Node) -> String {
    let list = |nodes: &[Node], word: &str| {
        format!("({})", nodes.iter().map(show).collect::<Vec<_>>().join(&format!(" {word} ")))
    };
    match node {
        Node::And(nodes) => list(nodes, "&"),
        Node::Or(nodes) => list(nodes, "|"),
        Node::Not(node) => format!("!{}", show(node)),
        Node::Near { n, ordered, left, right } => {
            format!("({} {}{n} {})", show(left), if *ordered { '>' } else { '~' }, show(right))
        }
        Node::Term { field, kind, exact, text } => {
            let field = field.map_or(String::new(), |f| format!("{}:", f.word()));
            let field = format!("{field}{}", if *exact { "=" } else { "" });
            match kind {
                TermKind::Word => format!("{field}{text}"),
                TermKind::Phrase => format!("{field}[{text}]"),
                TermKind::Prefix if text.contains(' ') => format!("{field}[{text}]*"),
                TermKind::Prefix => format!("{field}{text}*"),
            }
        }
        Node::Entity { id, .. } => format!("@{id}"),
        Node::Pattern { id, .. } => format!("#{id}"),
    }
}

#[test]
fn reads_queries() {
    for (text, expected) in [
        ("leak", "leak"),
        ("data leak", "(data & leak)"),
        ("утечка И данные ИЛИ слив", "((утечка & данные) | слив)"),
        ("a AND b OR c AND d", "((a & b) | (c & d))"),
        ("a (b OR c) -d", "(a & (b | c) & !d)"),
        ("a НЕ b", "(a & !b)"),
        ("a AND NOT (b OR c)", "(a & !(b | c))"),
        ("\"data leak\" NEAR/10 entity:company", "([data leak] ~10 @company)"),
        ("a NEAR/2 b NEAR/3 c", "((a ~2 b) ~3 c)"),
        ("«утечка данных»", "[утечка данных]"),
        ("„Ромашка“", "[Ромашка]"),
        ("лом*", "лом*"),
        ("e-mail", "[e-mail]"),
        ("and or not", "(and & or & not)"),
        (
            "title:слив host:example.com after:2026-11-01",
            "(title:слив & host:example.com & after:2026-11-01)",
        ),
        ("title:\"two words\"", "title:[two words]"),
        ("url:/board/*", "url:/board/*"),
        ("entity:romashka/company pattern:inn", "(@romashka/company & #inn)"),
        ("https://example.com/x", "[https://example.com/x]"),
        ("(((a)))", "a"),
        ("12:30", "[12:30]"),
        // the very form
        ("=утечка", "=утечка"),
        ("=\"утечка данных\" слив", "(=[утечка данных] & слив)"),
        ("title:=Слив author:=\"Иван Петров\"", "(title:=Слив & author:=[Иван Петров])"),
        ("=e-mail", "=[e-mail]"),
        ("-=слив утечка", "(!=слив & утечка)"),
        ("a=b", "[a=b]"),
        // in order, by any of its names, and in small letters with a number
        ("a PRE/3 b", "(a >3 b)"),
        ("a ONEAR/3 b", "(a >3 b)"),
        ("утечка ПЕРЕД/5 «данные»", "(утечка >5 [данные])"),
        ("утечка РЯДОМ/5 данные", "(утечка ~5 данные)"),
        ("a near/2 b pre/3 c", "((a ~2 b) >3 c)"),
        ("near before", "(near & before)"),
        ("рядом/шкафом", "[рядом/шкафом]"),
        // NEAR binds tighter than NOT, NOT than AND, AND than OR
        ("a NOT b NEAR/2 c OR d", "((a & !(b ~2 c)) | d)"),
        // beginnings, also of a phrase's last word
        ("\"утечка дан*\"", "[утечка дан]*"),
        ("e-mai*", "e-mai*"),
        ("\"2 * 2\"", "[2 * 2]"),
    ] {
        match parse(text) {
            Ok(query) => assert_eq!(show(&query.root), expected, "{text}"),
            Err(e) => panic!("{text}: {e}"),
        }
    }
}

#[test]
fn points_at_faults() {
    for (text, at, part) in [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("a AND", 5, "ends here"),
        ("OR a", 0, "between two terms"),
        ("a OR OR b", 5, "between two terms"),
        ("(a OR b", 0, "not closed"),
        ("a )", 2, "closes nothing"),
        ("()", 1, "nothing stands before"),
        ("слив \"базы", 5, "not closed"),
        ("\"...\"", 0, "no word"),
        ("a NEAR b", 2, "NEAR/10"),
        ("a NEAR/1001 b", 7, "0 to 1000"),
        ("a NEAR/x b", 7, "0 to 1000"),
        ("a NEAR/5 NOT b", 9, "AND NOT"),
        ("(a b) NEAR/5 c", 0, "AND has no place"),
        ("a NEAR/5 title:b", 9, "field"),
        ("NOT a", 0, "only excludes"),
        ("a OR NOT b", 0, "only excludes"),
        ("NOT NOT a", 0, "NOT of a NOT"),
        ("titel:a", 0, "did you mean title:"),
        ("title:", 6, "needs a value"),
        ("entity:a!b", 8, "takes an id"),
        ("after:yesterday", 6, "write after:2026-11-30"),
        ("lang:russian", 5, "lang:ru"),
        ("a*b", 1, "only at the end"),
        ("x*", 0, "at least two"),
        ("\"a b\"*", 5, "closing quote"),
        ("\"a b* c\"", 4, "only at the end"),
        ("\"два с*\"", 5, "at least two"),
        ("слив =", 5, "=word"),
        ("= слив", 0, "=word"),
        ("host:=example.com", 5, "take = away"),
        ("a PRE b", 2, "PRE/10"),
        ("слив ПЕРЕД базой", 5, "ПЕРЕД/10"),
        ("a ONEAR/1001 b", 8, "0 to 1000"),
        ("a РЯДОМ/99999 b", 8, "0 to 1000"),
        ("a PRE/5", 7, "ends here"),
        ("a PRE/2 (b c)", 8, "AND has no place"),
        ("a --- b", 4, "no letter"),
        ("!!", 0, "no letter or digit"),
    ] {
        match parse(text) {
            Ok(query) => panic!("{text:?} was read as {}", show(&query.root)),
            Err(e) => assert!(e.at == at && e.said.english.contains(part), "{text:?}: {e:?}"),
        }
    }
}

#[test]
fn is_bounded() {
    assert_eq!(parse(&"a ".repeat(3_000)).unwrap_err().at, MAX_LENGTH);
    let long = vec!["слово"; MAX_TERMS + 1].join(" OR ");
    assert!(parse(&long).is_err() && parse_of_set(&long).is_ok());
    assert!(parse_of_set(&vec!["а"; 4 * MAX_TERMS + 1].join(" OR ")).is_err());
    assert!(parse(&"(".repeat(3_000)).unwrap_err().said.english.contains("flatter"));
    assert!(parse(&format!("{}a{}", "(".repeat(30), ")".repeat(30))).is_ok());
    assert!(parse(&"a ".repeat(257)).unwrap_err().said.english.contains("split"));
    assert!(parse(&"a NEAR/2 ".repeat(40)).unwrap_err().said.english.contains("flatter"));
}

//! Queries against documents.

use super::*;
use crate::index::{IndexError, Piece, Spotted};
use crate::query::{Node, Query, TermKind};

fn spotted(entry: &str, pattern: bool, (start, end): (usize, usize)) -> Spotted {
    Spotted { entry: entry.into(), pattern, start, end }
}

fn shelf() -> Vec<IndexDoc> {
    let mut docs = vec![
        doc(1, "Новости", "Сообщают об утечке данных клиентов «Ромашки». Ёлки сегодня не горят."),
        doc(2, "Утечки года", "Обзор: крупные утечки персональных данных, паспорта и номера."),
        doc(3, "Вакансии", "Ромашка открыла вакансию: менеджер по данным. Звоните 8-495-123."),
        doc(
            4,
            "Data leak at Romashka",
            "Customers were told that passwords leaked from the company database.",
        ),
        doc(
            5,
            "Weather",
            "Nothing happened. The company is leaking nothing; a password policy was published.",
        ),
        doc(6, "Форум", "база данных и клиенты: один два три четыре пять шесть семь восемь утечка"),
    ];
    docs[1].author = "Иван Петров".into();
    docs[3].language = "en".into();
    docs[4].language = "en".into();
    docs[3].host = "forum.test".into();
    docs[3].url = "https://forum.test/thread/leak-2026".into();
    docs[4].source = "forum-x".into();
    docs[2].entities = vec!["romashka/company".into(), "shared/brand".into()];
    docs[0].entities = vec!["romashka/company".into()];
    // «Ромашки» in the first, the number in the third.
    docs[0].found = vec![spotted("romashka/company", false, (36, 43))];
    docs[2].found = vec![spotted("romashka/company", false, (0, 7)), spotted("phones/short", true, (57, 66))];
    docs[0].published = Time::parse_rfc3339("2026-03-05T10:00:00Z");
    docs[1].published = Time::parse_rfc3339("2026-03-01T00:00:00Z");
    docs[5].watches = vec!["other".into()];
    docs
}

#[test]
fn finds() {
    let (_dir, index) = filled(&shelf());
    for (query, expected) in [
        // any form of the word, both languages, either way round
        ("утечка", vec![1, 2, 6]),
        ("утечками", vec![1, 2, 6]),
        ("ромашке", vec![1, 3]),
        ("Ромашка", vec![1, 3]),
        ("leaks", vec![4, 5]),
        ("password", vec![4, 5]),
        // the title counts as text; ё is е; a look-alike letter is the letter
        ("новости", vec![1]),
        ("елка", vec![1]),
        ("ЁЛКА", vec![1]),
        ("pомашка", vec![1, 3]),
        // boolean
        ("утечка данных", vec![1, 2, 6]),
        ("утечка NOT ромашка", vec![2, 6]),
        ("данные NOT \"база данных\"", vec![1, 2, 3]),
        ("утечка NOT (\"номера и\" OR \"база данных\")", vec![1, 2]),
        ("(новости OR вакансии) NOT (данные \"не горят\")", vec![3]),
        ("вакансия OR weather", vec![3, 5]),
        ("(утечка OR leak) AND (ромашка OR romashka)", vec![1, 4]),
        ("нетакогослова", vec![]),
        // phrases: this order, nothing between
        ("\"утечка данных\"", vec![1]),
        ("\"данные утечки\"", vec![]),
        ("\"персональные данные\"", vec![2]),
        ("\"8-495-123\"", vec![3]),
        ("8-495-123", vec![3]),
        // a phrase does not run from the title into the text
        ("\"новости сообщают\"", vec![]),
        // prefixes, of what was written and not of stems
        ("утеч*", vec![1, 2, 6]),
        ("вакан*", vec![3]),
        ("вакансии*", vec![3]),
        ("passw*", vec![4, 5]),
        ("утечками*", vec![]),
        ("\"утечка данн*\"", vec![1]),
        ("\"персональных дан*\"", vec![2]),
        // the very form
        ("=утечка", vec![6]),
        ("=утечке", vec![1]),
        ("=УТЕЧКИ", vec![2]),
        ("=\"утечке данных\"", vec![1]),
        ("=\"утечка данных\"", vec![]),
        ("title:=утечки", vec![2]),
        ("title:=утечка", vec![]),
        // NEAR, in either order, counted in words between
        ("утечка NEAR/1 данных", vec![1, 2]),
        ("данные NEAR/1 утечка", vec![1, 2]),
        ("обзор NEAR/1 данные", vec![]),
        ("клиент NEAR/8 утечка", vec![1, 6]),
        ("клиент NEAR/7 утечка", vec![1]),
        ("\"утечка данных\" NEAR/1 ромашка", vec![1]),
        ("ромашка NEAR/1 \"утечка данных\"", vec![1]),
        ("\"база данных\" NEAR/2 клиенты", vec![6]),
        ("\"база данных\" NEAR/9 утечка", vec![]),
        ("\"база данных\" NEAR/10 утечка", vec![6]),
        ("утеч* NEAR/2 клиент", vec![1]),
        ("(утечка OR паспорт) NEAR/1 (номер OR клиент)", vec![1, 2]),
        ("утечка NEAR/2 entity:company", vec![1]),
        ("утечка NEAR/1 entity:company", vec![]),
        ("ромашка NEAR/1 entity:romashka/company", vec![1, 3]),
        ("entity:company PRE/9 pattern:short", vec![3]),
        ("pattern:phones/short PRE/9 entity:company", vec![]),
        ("звоните PRE/1 pattern:short", vec![3]),
        // in order
        ("утечка PRE/1 данных", vec![1, 2]),
        ("данных PRE/1 утечка", vec![]),
        ("(данных PRE/1 клиентов) PRE/1 ромашка", vec![1]),
        ("клиент PRE/8 утечка", vec![6]),
        ("\"база данных\" PRE/2 клиенты", vec![6]),
        // the title stands far from the text, and in it NEAR is what it is
        ("новости NEAR/1000 сообщают", vec![]),
        ("утечка NEAR/1 года", vec![2]),
        ("года PRE/1000 обзор", vec![]),
        // fields
        ("title:утечка", vec![2]),
        ("title:новост*", vec![1]),
        ("title:\"data leak\"", vec![4]),
        ("author:петров", vec![2]),
        ("author:\"иван петров\"", vec![2]),
        ("host:example.com", vec![1, 2, 3, 5, 6]),
        ("host:forum.test", vec![4]),
        ("host:ample.com", vec![]),
        ("url:thread", vec![4]),
        ("url:forum.test/thread/leak", vec![4]),
        ("lang:en", vec![4, 5]),
        ("source:forum-x", vec![5]),
        ("entity:romashka/company", vec![1, 3]),
        ("entity:company", vec![1, 3]),
        ("entity:brand", vec![3]),
        ("entity:other/company", vec![]),
        ("pattern:short", vec![3]),
        ("pattern:phones/short", vec![3]),
        ("pattern:other/short", vec![]),
        // days: of publication, else of the fetch
        ("утечка before:2026-03-05", vec![2]),
        ("утечка after:2026-03-05", vec![1, 6]),
        ("утечка after:2026-03-05T10:00:00Z before:2026-03-06", vec![1]),
    ] {
        assert_eq!(find(&index, query), expected, "{query}");
    }
}

#[test]
fn filters() {
    let (_dir, index) = filled(&shelf());
    let with = |change: &dyn Fn(&mut Ask)| {
        let mut ask = ask("данные OR company OR ромашка");
        change(&mut ask);
        ids(&index.search(&ask).expect("searches"))
    };
    assert_eq!(with(&|_| ()), [1, 2, 3, 4, 5, 6]);
    // another watch's documents are not there at all
    assert_eq!(with(&|a| a.watches = Some(vec!["romashka".into()])), [1, 2, 3, 4, 5]);
    assert_eq!(with(&|a| a.watches = Some(vec!["other".into(), "third".into()])), [6]);
    assert!(with(&|a| a.watches = Some(Vec::new())).is_empty());
    assert_eq!(with(&|a| a.lang = Some("en".into())), [4, 5]);
    assert_eq!(with(&|a| a.source = Some("forum-x".into())), [5]);
    assert_eq!(with(&|a| a.entity = Some("romashka/company".into())), [1, 3]);
    let at = |id: i64| Some(Time(1_790_000_000_000 + id * HOUR));
    assert_eq!(with(&|a| a.from = at(3)), [3, 4, 5, 6]);
    assert_eq!(with(&|a| (a.from, a.to) = (at(2), at(4))), [2, 3]);
}

#[test]
fn sorts_and_turns_pages() {
    let docs: Vec<IndexDoc> = (1..=25).map(|id| doc(id, "", "утечка")).collect();
    let (_dir, index) = filled(&docs);
    for sort in [Sort::Newest, Sort::Relevance] {
        let mut seen = Vec::new();
        for offset in [0, 10, 20, 30] {
            let page = index.search(&Ask { sort, offset, limit: 10, ..ask("утечка") }).expect("searches");
            assert_eq!(page.total, 25);
            seen.extend(page.hits.iter().map(|h| h.id));
        }
        assert_eq!(seen, (1..=25).rev().collect::<Vec<i64>>(), "{sort:?}");
    }
    let none = index.search(&Ask { limit: 0, ..ask("утечка") }).expect("searches");
    assert_eq!((none.total, none.hits.len()), (25, 0));

    let (_dir, index) = filled(&[
        doc(1, "", "кража утечка кража кража кража кража кража кража"),
        doc(2, "Утечка", "кража и ещё слово, и ещё, и ещё одно слово"),
        doc(3, "", "кража утечками кража кража кража кража кража кража"),
    ]);
    let page = index.search(&ask("утечка")).expect("searches");
    // the title, then the very form, then another form
    assert_eq!(page.hits.iter().map(|h| h.id).collect::<Vec<_>>(), [2, 1, 3]);
    assert!(page.hits[0].score > page.hits[1].score && page.hits[1].score > page.hits[2].score);
}

#[test]
fn counts_facets() {
    let mut docs = shelf();
    docs[0].fetched = Time(0);
    let (_dir, index) = filled(&docs);
    let page = index.search(&Ask { facets: true, limit: 1, ..ask("данные OR company") }).expect("searches");
    let facet = |name: &str| {
        page.facets[name].iter().map(|(value, count)| (value.as_str(), *count)).collect::<Vec<_>>()
    };
    assert_eq!(page.total, 6);
    assert_eq!(facet("source"), [("media", 5), ("forum-x", 1)]);
    assert_eq!(facet("kind"), [("feed", 6)]);
    assert_eq!(facet("language"), [("ru", 4), ("en", 2)]);
    assert_eq!(facet("entity"), [("romashka/company", 2), ("shared/brand", 1)]);
    assert_eq!(facet("day")[1..], [("2026-03-05", 1), ("2026-03-01", 1)]);
    assert!(index.search(&ask("данные")).expect("searches").facets.is_empty());
    let mine = Ask { facets: true, watches: Some(vec!["other".into()]), ..ask("данные") };
    assert_eq!(index.search(&mine).expect("searches").facets["source"], [("media".to_owned(), 1)]);
}

fn shown(pieces: &[Piece]) -> String {
    pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
}

#[test]
fn shows_passages() {
    let far =
        format!("{} Вчера  об\n утечке данных сообщили. {}", "слово ".repeat(500), "конец ".repeat(500));
    let long = "ж".repeat(5_000);
    let (_dir, index) = filled(&[
        doc(1, "", "Сообщают об утечке данных клиентов."),
        doc(2, "", &far),
        doc(3, "Ромашка", "Текст без этого слова."),
        doc(4, "", &format!("{long} паспорт {long}")),
        doc(5, "лютик", ""),
    ]);
    let snippet = |query: &str, id: i64| {
        let page = index.search(&ask(query)).expect("searches");
        shown(&page.hits.iter().find(|h| h.id == id).unwrap_or_else(|| panic!("{query}: {id}")).snippet)
    };
    assert_eq!(snippet("утечка клиент", 1), "Сообщают об [утечке] данных [клиентов].");
    assert_eq!(snippet("сооб* NOT кошка", 1), "[Сообщают] об утечке данных клиентов.");
    assert_eq!(snippet("ромашка", 3), "Текст без этого слова.");
    assert_eq!(snippet("лютик", 5), "");
    let cut = snippet("\"утечка данных\"", 2);
    assert!(cut.starts_with("… слово слово слово слово Вчера об [утечке] [данных] сообщили. конец"), "{cut}");
    assert!(cut.ends_with("конец …") && cut.chars().count() < 400, "{cut}");
    assert!(snippet("паспорт", 4).chars().count() < 400);
}

#[test]
fn hides_secrets() {
    let mut leak =
        doc(1, "Пароль Zima-2026 в открытом виде", "Логин admin, пароль Zima-2026, адрес a@example.com");
    let start = leak.text.chars().position(|c| c == 'Z').expect("there");
    leak.masked = vec![(start, start + 9), (start + 4, 10_000)];
    let (dir, index) = filled(&[leak]);
    let hit = &index.search(&ask("пароль")).expect("searches").hits[0];
    assert_eq!(shown(&hit.snippet), "Логин admin, [пароль] ••••");
    assert_eq!(hit.title, "Пароль •••• в открытом виде");
    // nor can it be felt for letter by letter
    for query in ["zima", "zi*", "zim*", "2026", "\"пароль zima\"", "title:zima"] {
        assert_eq!(find(&index, query), [0; 0], "{query}");
    }
    for entry in std::fs::read_dir(dir.path().join("index")).expect("lists") {
        let bytes = std::fs::read(entry.expect("entry").path()).expect("reads");
        assert!(!bytes.to_ascii_lowercase().windows(4).any(|w| w == b"zima"), "a secret lies in the index");
    }
}

#[test]
fn refuses_what_it_cannot_answer() {
    let (_dir, index) = filled(&shelf());
    let term = |kind, text: &str| Query {
        root: Node::Term { field: None, kind, exact: false, text: text.to_owned() },
    };
    for query in [
        term(TermKind::Word, ""),
        term(TermKind::Word, "—"),
        term(TermKind::Phrase, "… !"),
        term(TermKind::Prefix, "a"),
        Query { root: Node::Entity { id: "own".into(), at: 0 } },
        Query { root: Node::Not(Box::new(term(TermKind::Word, "").root)) },
    ] {
        let asked = Ask { query: query.clone(), ..ask("x") };
        assert!(matches!(index.search(&asked), Err(IndexError::Query(_))), "{query:?}");
    }
    assert!(matches!(index.search(&Ask { offset: 1 << 40, ..ask("данные") }), Err(IndexError::Query(_))));
}

#[test]
fn bears_hostile_queries() {
    let (_dir, index) = filled(&shelf());
    let term = |kind, text: String| Node::Term { field: None, kind, exact: false, text };
    let many = |n: usize| (0..n).map(|i| term(TermKind::Prefix, format!("ab{i}"))).collect::<Vec<_>>();
    let near = |left, right| Node::Near {
        n: u32::MAX,
        ordered: false,
        left: Box::new(left),
        right: Box::new(right),
    };
    let deep = (0..32).fold(term(TermKind::Word, "утечка".into()), |node, _| Node::Not(Box::new(node)));
    for root in [
        term(TermKind::Word, ".*(a+)+$ [x \\".into()),
        term(TermKind::Prefix, "a.*|b".into()),
        term(TermKind::Phrase, "слово ".repeat(600)),
        term(TermKind::Prefix, "\u{10ffff}\u{10ffff}".into()),
        term(TermKind::Word, "a\u{0}b\u{202e}c".into()),
        Node::Or(many(256)),
        Node::And(many(256)),
        near(Node::Or(many(20)), Node::Or(many(20))),
        near(Node::Or(many(100)), Node::Or(many(100))),
        near(term(TermKind::Phrase, "—".into()), term(TermKind::Word, "утечка".into())),
        near(deep.clone(), term(TermKind::Prefix, "ут".into())),
        near(term(TermKind::Word, "утечка".into()), term(TermKind::Word, "данные".into())),
        deep,
    ] {
        let asked = Ask { query: Query { root: root.clone() }, limit: usize::MAX, facets: true, ..ask("x") };
        match index.search(&asked) {
            Ok(_) | Err(IndexError::Query(_)) => {}
            Err(other) => panic!("{root:?}: {other}"),
        }
    }
    assert_eq!(find(&index, "утечка"), [1, 2, 6], "and is whole afterwards");
}

#[test]
fn main_text_ranks_higher_and_is_shown_first() {
    let menu = "Утечка данных | Погода\nСегодня в парке открыли выставку цветов, пришло много гостей.";
    let article = "Погода | Афиша\nПодробно: утечка данных случилась вчера, ищут виновных и считают убытки.";
    let line = |text: &str| (text.lines().next().map_or(0, |l| l.chars().count() + 1), text.chars().count());
    let mut docs = vec![doc(1, "Парк", menu), doc(2, "Происшествия", article)];
    for doc in &mut docs {
        doc.main = vec![line(&doc.text)];
    }
    docs[1].text.push_str("\nАдминистратор: пароль Zima2026");
    docs[1].masked = vec![(docs[1].text.chars().count() - 8, docs[1].text.chars().count())];
    let (_dir, index) = filled(&docs);
    let page = index.search(&ask("утечка")).expect("searches");
    assert_eq!(page.hits.iter().map(|h| h.id).collect::<Vec<_>>(), [2, 1]);
    let shown: String = page.hits[0].snippet.iter().map(|p| p.text.as_str()).collect();
    assert!(shown.starts_with("Подробно: утечка данных"), "{shown}");
    assert!(
        !shown.contains("Zima2026") && ids(&index.search(&ask("zima2026")).expect("searches")).is_empty()
    );
    assert_eq!(find(&index, "афиша"), [2], "the rest is found as well");
    // What counts double still stands once.
    assert_eq!(find(&index, "\"утечка данных случилась\""), [2]);
    assert!(find(&index, "\"утечка утечка\" OR \"данных данных случилась\"").is_empty());
    assert_eq!(find(&index, "афиша NEAR/1 утечка"), [2]);
    assert!(find(&index, "афиша NEAR/1 данных").is_empty());
}

//! Order and counts over more than one segment and more documents than a page has: skipping changes nothing.

use super::*;

/// Some words often, some rarely; every eleventh document at another host.
fn many(count: i64) -> Vec<IndexDoc> {
    let mut seed = 7_u64;
    let mut below = move |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    (1..=count)
        .map(|id| {
            let mut text = String::new();
            for _ in 0..3 + below(60) {
                text.push_str(
                    ["база ", "базы ", "утечка ", "данных ", "слово ", "ещё ", "сайт "][below(7) as usize],
                );
            }
            if below(9) == 0 {
                text.push_str("редкость");
            }
            let mut made = doc(id, if below(5) == 0 { "Утечка базы" } else { "Новости" }, &text);
            if id % 11 == 0 {
                made.host = "forum.test".into();
            }
            made.entities = match id % 3 {
                0 => vec!["set/a".into(), "set/b".into()],
                1 => vec!["set/a".into()],
                _ => Vec::new(),
            };
            made
        })
        .collect()
}

/// In several segments, with some documents removed.
fn shelf() -> (TempDir, Index) {
    let dir = tempfile::tempdir().expect("a folder");
    let index = Index::open(&dir.path().join("index")).expect("opens").index;
    for (n, part) in (1..).zip(many(900).chunks(300)) {
        index.put(part).expect("puts");
        index.commit(n).expect("commits");
    }
    index.remove(&[5, 300, 301]).expect("removes");
    index.commit(4).expect("commits");
    (dir, index)
}

const QUERIES: [&str; 9] = [
    "база",
    "утечка данных",
    "база OR редкость",
    "редкость OR сайт*",
    "\"утечка базы\"",
    "база NEAR/2 утечка",
    "title:утечка",
    "база NOT редкость",
    "lang:ru",
];

#[test]
fn a_page_is_the_beginning_of_the_whole() {
    let (_dir, index) = shelf();
    for query in QUERIES {
        for sort in [Sort::Relevance, Sort::Newest] {
            let page = |limit, offset| {
                let page = index.search(&Ask { limit, offset, sort, ..ask(query) }).expect("searches");
                (page.total, page.hits.iter().map(|h| (h.id, h.score)).collect::<Vec<_>>())
            };
            let (total, whole) = page(1_000, 0);
            assert_eq!(total as usize, whole.len(), "{query}, {sort:?}");
            assert!(
                !whole.iter().any(|(id, _)| [5, 300, 301].contains(id)),
                "{query}: removed ones are found"
            );
            assert!(whole.is_sorted_by(|a, b| a.1 > b.1 || (a.1 == b.1 && a.0 > b.0)), "{query}, {sort:?}");
            for (limit, offset) in [(1, 0), (10, 0), (10, 10), (7, 40)] {
                let expected: Vec<_> = whole.iter().skip(offset).take(limit).copied().collect();
                assert_eq!(
                    page(limit, offset),
                    (total, expected),
                    "{query}, {sort:?}, {limit} from {offset}"
                );
            }
        }
    }
}

/// A small set is scored member by member, a large one by skipping: the scores agree.
#[test]
fn a_filter_changes_no_score() {
    let (_dir, index) = shelf();
    for query in ["база", "утечка данных", "база OR редкость"] {
        let page = |query: &str| index.search(&Ask { limit: 1_000, ..ask(query) }).expect("searches").hits;
        let all = page(query);
        let few = page(&format!("({query}) AND host:forum.test"));
        assert!(few.len() > 20 && few.len() * 8 < all.len() * 2, "{query}: {} of {}", few.len(), all.len());
        for hit in few {
            let same = all.iter().find(|h| h.id == hit.id).expect("found without the filter");
            assert!((same.score - hit.score).abs() < 1e-4, "{query}: {} and {}", same.score, hit.score);
        }
    }
}

#[test]
fn facets_count_every_value_once() {
    let (_dir, index) = shelf();
    let page = index.search(&Ask { limit: 0, facets: true, ..ask("lang:ru") }).expect("searches");
    let gone = [5, 300, 301];
    let kept: Vec<i64> = (1..=900).filter(|id| !gone.contains(id)).collect();
    let count = |pick: &dyn Fn(i64) -> bool| kept.iter().filter(|&&id| pick(id)).count() as u64;
    assert_eq!(page.total, kept.len() as u64);
    assert_eq!(
        page.facets["entity"],
        [("set/a".to_owned(), count(&|id| id % 3 < 2)), ("set/b".to_owned(), count(&|id| id % 3 == 0))]
    );
    assert_eq!(page.facets["source"], [("media".to_owned(), page.total)]);
    // Bounded: the 20 latest of some 38 days.
    assert_eq!(page.facets["day"].len(), 20);
    assert!(page.facets["day"].is_sorted_by(|a, b| a.0 > b.0));
}

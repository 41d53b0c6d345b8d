//! One language: what a search finds among kept documents is what a watched query finds when they come.
//!
//! Expressions are drawn at random from a grammar of everything that can be written, documents from the same few words, so
//! that many hold and many just fail to; both sides must agree on every pair.

use leakwatch::config;
use leakwatch::index::{Ask, Index, IndexDoc, Sort, Spotted};
use leakwatch::matching::{Matcher, Words};
use leakwatch::model::{EntryKind, Matches, Time};
use leakwatch::query::{self, Known, Names};

const WORDS: [&str; 14] = [
    "утечка",
    "утечки",
    "данных",
    "данные",
    "слив",
    "сливы",
    "базу",
    "leak",
    "leaked",
    "e-mail",
    "Ромашка",
    "ромашки",
    "4276",
    "Ива\u{301}н",
];
const SET: &str = r#"
[set]
id = "t"
[[entity]]
id = "company"
kind = "organisation"
role = "own"
name = "Ромашка"
[[entity]]
id = "boss"
kind = "person"
role = "leadership"
name = "Петров Пётр Петрович"
[[pattern]]
id = "code"
regex = '\bkey-[0-9a-f ]{4,12}\b'
class = "leak"
"#;

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

fn text(dice: &mut Dice, words: usize) -> String {
    let mut out = String::new();
    for _ in 0..dice.below(words) {
        match dice.below(16) {
            0 => out.push_str("Петрова Петра Петровича"),
            1 => out.push_str("«Ромашкой»"),
            2 => out.push_str("key-12ab 34cd"),
            _ => out.push_str(dice.pick(&WORDS)),
        }
        out.push_str(dice.pick(&[" ", " ", ", ", ". ", " — ", "\n"]));
    }
    out
}

fn documents(dice: &mut Dice, count: usize) -> Vec<IndexDoc> {
    (1..=count as i64)
        .map(|id| IndexDoc {
            id,
            n: id,
            url: format!(
                "https://{}/board/тема-{}",
                dice.pick(&["a.example", "b.a.example", "c.test"]),
                id % 3
            ),
            host: String::new(),
            title: text(dice, 5),
            text: text(dice, 24),
            author: dice.pick(&["", "Иван Петров", "ivan"]).to_owned(),
            language: dice.pick(&["ru", "en"]).to_owned(),
            source: dice.pick(&["forum-x", "forum-y", "media"]).to_owned(),
            kind: "feed".into(),
            entities: Vec::new(),
            found: Vec::new(),
            watches: vec!["w".into()],
            published: (id % 2 == 0).then_some(Time(1_790_000_000_000 + id * 3_600_000)),
            fetched: Time(1_790_000_000_000 + id * 7_200_000),
            masked: Vec::new(),
            main: Vec::new(),
        })
        .collect()
}

fn term(dice: &mut Dice) -> String {
    match dice.below(12) {
        0 => format!("={}", dice.pick(&WORDS)),
        1 => format!("\"{} {}\"", dice.pick(&WORDS), dice.pick(&WORDS)),
        2 => format!("=\"{} {}\"", dice.pick(&WORDS), dice.pick(&WORDS)),
        3 => format!("{}*", dice.pick(&["ут", "утеч", "дан", "le", "leaks", "427", "ром"])),
        4 => format!("\"{} {}*\"", dice.pick(&WORDS), dice.pick(&["дан", "сли", "утечк", "lea"])),
        5 => dice
            .pick(&["entity:company", "entity:own", "entity:t/boss", "entity:partner", "entity:any"])
            .to_owned(),
        6 => "pattern:code".to_owned(),
        _ => dice.pick(&WORDS).to_owned(),
    }
}

fn field(dice: &mut Dice) -> String {
    dice.pick(&[
        "title:утечка",
        "title:=утечка",
        "title:\"слив дан*\"",
        "title:e-mail",
        "author:петров",
        "author:=иван",
        "author:ив*",
        "lang:ru",
        "source:forum-x",
        "source:forum*",
        "host:a.example",
        "host:b*",
        "url:board",
        "url:тема-1",
        "url:\"board те\"",
        "after:2026-09-22",
        "before:2026-09-22T10:00:00Z",
    ])
    .to_owned()
}

/// Something with places in the text.
fn placed(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth == 0 { 1 } else { 4 }) {
        0 | 1 => term(dice),
        2 => format!("({} OR {})", placed(dice, depth - 1), placed(dice, depth - 1)),
        _ => {
            let (n, operator) = (1 + dice.below(6), dice.pick(&["NEAR", "PRE"]));
            format!("({} {operator}/{n} {})", placed(dice, depth - 1), placed(dice, depth - 1))
        }
    }
}

fn expression(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth == 0 { 3 } else { 8 }) {
        0 => field(dice),
        1 => placed(dice, 2),
        2 => term(dice),
        3 | 4 => format!("({} {})", expression(dice, depth - 1), expression(dice, depth - 1)),
        5 => format!("({} OR {})", expression(dice, depth - 1), expression(dice, depth - 1)),
        6 => format!("({} NOT {})", expression(dice, depth - 1), expression(dice, depth - 1)),
        _ => placed(dice, 3),
    }
}

#[test]
fn a_search_and_a_watched_query_find_the_same() {
    let mut dice = Dice(20_261_128);
    let mut expressions: Vec<String> = Vec::new();
    while expressions.len() < 700 {
        let drawn = expression(&mut dice, 3);
        if query::parse(&drawn).is_ok() {
            expressions.push(drawn);
        }
    }
    let mut set = SET.to_owned();
    for (n, expression) in expressions.iter().enumerate() {
        set.push_str(&format!(
            "[[query]]\nid = \"q{n}\"\nclass = \"leak\"\nexpression = '''{expression}'''\n"
        ));
    }
    let set = config::keyword_set("t.toml", &set).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let names = Names::new(set.entries.iter().filter_map(|entry| {
        let role = match &entry.matches {
            Matches::Entity(entity) => Some(entity.role),
            Matches::Pattern(_) => None,
            _ => return None,
        };
        Some(Known { set: &entry.set, id: &entry.id, role, value: entry.full_id() })
    }));
    let matcher = Matcher::new(&[set]).unwrap_or_else(|faults| panic!("{faults:#?}"));

    let mut documents = documents(&mut dice, 120);
    let mut watched = vec![Vec::new(); expressions.len()];
    for document in &mut documents {
        let url = url::Url::parse(&document.url).expect("an address");
        document.host = url.host_str().expect("a host").to_owned();
        let hits = matcher.scan(&Words {
            text: &document.text,
            title: &document.title,
            url: &document.url,
            author: &document.author,
            language: &document.language,
            source: &document.source,
            time: Some(document.published.unwrap_or(document.fetched)),
            alone: false,
        });
        for hit in hits
            .iter()
            .filter(|hit| matcher.entry(&hit.entry).is_some_and(|e| hit.confidence >= e.min_confidence))
        {
            let spotted =
                |pattern| Spotted { entry: hit.entry.to_string(), pattern, start: hit.start, end: hit.end };
            match hit.kind {
                EntryKind::Entity => {
                    document.entities.push(hit.entry.to_string());
                    document.found.push(spotted(false));
                }
                EntryKind::Pattern => document.found.push(spotted(true)),
                _ => {}
            }
        }
        document.entities.sort();
        document.entities.dedup();
        for hit in hits.iter().filter(|hit| hit.kind == EntryKind::Query) {
            let n: usize = hit.entry.trim_start_matches("t/q").parse().expect("a number");
            watched[n].push(document.id);
        }
    }
    watched.iter_mut().for_each(|ids| ids.dedup());

    let dir = tempfile::tempdir().expect("a folder");
    let index = Index::open(&dir.path().join("index")).expect("opens").index;
    index.put(&documents).expect("puts");
    index.commit(1).expect("commits");
    let (mut holding, mut pairs) = (0, 0);
    for (n, expression) in expressions.iter().enumerate() {
        let parsed = query::parse(expression).expect("it was read before");
        let asked = Ask {
            query: names.resolve(parsed, "t").expect("all names are known"),
            watches: None,
            from: None,
            to: None,
            source: None,
            entity: None,
            lang: None,
            limit: 1_000,
            offset: 0,
            sort: Sort::Newest,
            facets: false,
        };
        let page = index.search(&asked).unwrap_or_else(|e| panic!("{expression}: {e}"));
        let mut found: Vec<i64> = page.hits.iter().map(|hit| hit.id).collect();
        found.sort_unstable();
        // A page without a word in its text has no place to point at.
        let worded = |id: &i64| documents[*id as usize - 1].text.chars().any(char::is_alphanumeric);
        found.retain(worded);
        if found != watched[n] {
            let odd =
                found.iter().chain(&watched[n]).find(|id| found.contains(id) != watched[n].contains(id));
            let document = odd.map(|id| &documents[*id as usize - 1]);
            panic!("{expression}: searched {found:?}, watched {:?}: {document:#?}", watched[n]);
        }
        holding += found.len();
        pairs += documents.len();
    }
    assert!(holding * 20 > pairs && holding * 2 < pairs, "{holding} of {pairs} hold: that says little");
}

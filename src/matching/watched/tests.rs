//! Queries under their anchors find what asking each of them finds, and cost what is on the page.

use super::super::scan::Scan;
use super::super::{Matcher, Words};
use crate::model::{
    About, Class, Damage, Entity, EntityKind, Entry, KeywordSet, Matches, Query, Role, Scope, Spot,
};

fn entry(id: String, matches: Matches) -> Entry {
    fn none<T>() -> Vec<T> {
        Vec::new()
    }
    Entry {
        titles: Default::default(),
        id,
        set: "t".into(),
        title: String::new(),
        class: Class::Leak,
        about: About::Any,
        scope: Scope::Passage,
        harm: 60,
        secret: false,
        damage: Damage::Medium,
        volume: none(),
        alert: false,
        min_confidence: 50,
        require: none(),
        exclude: none(),
        window: 40,
        examples: none(),
        counter_examples: none(),
        matches,
        spot: Spot::default(),
    }
}

fn company(id: &str, role: Role, name: &str) -> Entry {
    fn none<T>() -> Vec<T> {
        Vec::new()
    }
    let entity = Entity {
        kind: EntityKind::Organisation,
        role,
        name: name.into(),
        gender: None,
        latin: none(),
        aliases: none(),
        parts: none(),
        domains: none(),
        handles: none(),
        files: none(),
        canaries: none(),
        public: none(),
        prints: none(),
    };
    entry(id.into(), Matches::Entity(entity))
}

fn matcher(expressions: &[String]) -> Matcher {
    let mut entries =
        vec![company("own", Role::Own, "ООО «Ромашка»"), company("other", Role::Partner, "ООО «Лютик»")];
    entries.extend(expressions.iter().enumerate().map(|(n, expression)| {
        entry(format!("q{n}"), Matches::Query(Query { expression: expression.clone(), ..Query::default() }))
    }));
    let set = KeywordSet { id: "t".into(), entries, ..KeywordSet::default() };
    Matcher::new(&[set]).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

const WORDS: &str = "в и на по база базы утечка утечки слив продам продажа доступ пароль пароли письмо директор банк \
    выкуп взлом сервер договор тендер суд иск увольнение бойкот жалоба leak leaked sale access ransom password the of \
    Ромашка Лютик ООО 4276 2026 шифровальщик";

fn expression(dice: &mut Dice, depth: usize) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let word = |dice: &mut Dice| words[dice.below(words.len())].to_owned();
    match dice.below(if depth == 0 { 9 } else { 13 }) {
        0..=3 => word(dice),
        4 => format!("\"{} {}\"", word(dice), word(dice)),
        5 => format!("={}", word(dice)),
        6 => ["уте*", "про*", "шифр*", "\"база дан*\"", "pass*"][dice.below(5)].to_owned(),
        7 => ["entity:own", "entity:partner", "entity:other", "entity:any"][dice.below(4)].to_owned(),
        8 => ["title:утечка", "lang:ru", "host:x.test", "title:слив"][dice.below(4)].to_owned(),
        9 => format!("{} NEAR/{} {}", word(dice), 1 + dice.below(9), word(dice)),
        10 => format!("({} OR {})", expression(dice, depth - 1), expression(dice, depth - 1)),
        11 => format!("({} NOT {})", expression(dice, depth - 1), expression(dice, depth - 1)),
        _ => format!("({} {})", expression(dice, depth - 1), expression(dice, depth - 1)),
    }
}

#[test]
fn anchors_lose_nothing() {
    let mut dice = Dice(11);
    let mut expressions = Vec::new();
    while expressions.len() < 1_500 {
        let drawn = expression(&mut dice, 3);
        if crate::query::parse(&drawn).is_ok() {
            expressions.push(drawn);
        }
    }
    let matcher = matcher(&expressions);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut holding = 0;
    for n in 0..150 {
        let mut text = |most| {
            let long = dice.below(most);
            (0..long).map(|_| words[dice.below(words.len())]).collect::<Vec<_>>().join(" ")
        };
        let (text, title) = (text(30), text(4));
        let words = Words {
            text: &text,
            title: &title,
            url: if n % 2 == 0 { "https://x.test/" } else { "" },
            language: "ru",
            alone: n % 3 == 0,
            ..Words::default()
        };
        let scan = Scan::new(&matcher, &words, false);
        let facts = scan.facts(&matcher, &words);
        let all = matcher.queries.windows_of_all(&facts);
        assert_eq!(matcher.queries.windows(&facts), all, "{words:?}");
        holding += all.len();
    }
    assert!(holding > 1_000, "{holding}");
}

/// Pages made to be costly: one word over and over under nested NEARs, a query of many alternatives, words of one letter.
#[test]
fn hostile_pages_and_queries_are_linear() {
    let alternatives: Vec<String> = (0..120).map(|n| format!("слово{n}")).collect();
    let expressions = [
        "a NEAR/1000 a NEAR/1000 a NEAR/1000 a NEAR/1000 b".to_owned(),
        format!("({0}) NEAR/1000 ({0})", alternatives.join(" OR ")),
        "a PRE/1000 (b OR a) PRE/1000 (a OR b OR \"a a a a\")".to_owned(),
        "аб* NEAR/3 аб* NOT \"аб аб аб\"".to_owned(),
    ];
    let matcher = matcher(&expressions);
    let dense: String = (0..60_000).map(|n| format!("слово{} ", n % 120)).collect();
    for text in ["a ".repeat(150_000), "a b ".repeat(80_000), "аб ".repeat(100_000), dense] {
        let title = &text[..text.floor_char_boundary(2_000)];
        let hits = matcher.scan(&Words { text: &text, title, ..Words::default() });
        assert_eq!(hits.is_empty(), text.starts_with("аб"), "what it excludes is there");
    }
}

/// `unless` vetoes within the sentence and nowhere else, whatever the order.
#[test]
fn unless_vetoes_in_its_sentence() {
    let unless = "entity:own PRE/2 (запустила OR учит) OR опровергла OR title:урок";
    let query = Query {
        expression: "утечка NEAR/9 entity:own".into(),
        unless: vec![unless.into()],
        sentences: Some(2),
        ..Query::default()
    };
    let company = company("own", Role::Own, "ООО «Ромашка»");
    let entries = vec![company, entry("q".into(), Matches::Query(query))];
    let set = KeywordSet { id: "t".into(), entries, ..KeywordSet::default() };
    let matcher = Matcher::new(&[set]).unwrap_or_else(|faults| panic!("{faults:#?}"));
    for (text, expected) in [
        ("В ООО «Ромашка» утечка", true),
        ("ООО «Ромашка» запустила курс про утечки", false),
        ("ООО «Лютик» запустило курс. В ООО «Ромашка» утечка", true),
        ("Утечку в ООО «Ромашка» компания опровергла", false),
        ("Опровергла слухи: утечки в ООО «Ромашка» не было", false),
        ("Утечка в ООО «Ромашка».\nСоседка опровергла слухи о свадьбе", true),
        ("Курс запустила. Утечка в ООО «Ромашка»! Учит", true),
        ("Утечка. Вчера. В ООО «Ромашка»", false),
    ] {
        // What has no place in the text, such as a word of the title, is no veto.
        let words = Words { text, title: "Урок", language: "ru", ..Words::default() };
        let hits = matcher.scan(&words);
        let found = hits.iter().any(|hit| &*hit.entry == "t/q");
        let said = matcher.explain("t/q", &words).map(|explained| format!("{:?}", explained.lines));
        assert_eq!(found, expected, "{text:?} {said:?}");
        let vetoed = |said: String| said.contains("explain.unless") || said.contains("explain.sentences");
        assert_eq!(said.is_some_and(vetoed), !expected, "{text:?}");
    }
    let costly = "утечка Ромашка опровергла ".repeat(60_000);
    assert!(
        matcher.scan(&Words { text: &costly, ..Words::default() }).iter().all(|hit| &*hit.entry != "t/q")
    );
}

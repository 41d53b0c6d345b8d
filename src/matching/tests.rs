//! The room through its face: what must be found, and the traps.

mod cheap;
mod names;
mod records;

use super::{Matcher, Words};
use crate::model::*;

fn entry(id: &str, matches: Matches) -> Entry {
    Entry {
        id: id.into(),
        set: "t".into(),
        title: id.into(),
        titles: Default::default(),
        class: Class::Leak,
        about: About::Watch,
        scope: Scope::Passage,
        harm: 9,
        secret: false,
        damage: Damage::Medium,
        volume: vec![],
        alert: false,
        min_confidence: 50,
        require: vec![],
        exclude: vec![],
        window: 40,
        examples: vec![],
        counter_examples: vec![],
        matches,
        spot: Spot::default(),
    }
}

fn entity(kind: EntityKind, name: &str) -> Entity {
    Entity {
        kind,
        role: Role::Own,
        name: name.into(),
        gender: None,
        latin: vec![],
        aliases: vec![],
        parts: vec![],
        domains: vec![],
        handles: vec![],
        files: vec![],
        public: Vec::new(),
        prints: Vec::new(),
        canaries: vec![],
    }
}

/// For tests of the rooms inside: a document without files.
pub(super) fn document(id: &str) -> Entry {
    entry(id, Matches::Entity(entity(EntityKind::Document, id)))
}

fn person(name: &str) -> Entry {
    entry("p", Matches::Entity(entity(EntityKind::Person, name)))
}

fn company(name: &str) -> Entry {
    entry("c", Matches::Entity(entity(EntityKind::Organisation, name)))
}

fn pattern(regex: &str, validate: Option<&str>, near: &[&str]) -> Entry {
    let near = near.iter().map(|n| n.to_string()).collect();
    entry(
        "x",
        Matches::Pattern(Pattern {
            regex: regex.into(),
            validate: validate.map(str::to_owned),
            near,
            ..Pattern::default()
        }),
    )
}

/// For tests of the rooms inside: an entry to put a pattern into.
pub(super) fn pattern_entry() -> Entry {
    pattern("x", None, &[])
}

fn query(expression: &str) -> Entry {
    entry("q", Matches::Query(Query { expression: expression.into(), ..Query::default() }))
}

fn matcher(entries: Vec<Entry>) -> Matcher {
    match Matcher::new(&[KeywordSet { id: "t".into(), entries, ..KeywordSet::default() }]) {
        Ok(matcher) => matcher,
        Err(faults) => panic!("{faults:?}"),
    }
}

fn scan(matcher: &Matcher, text: &str) -> Vec<Hit> {
    matcher.scan(&Words { text, ..Words::default() })
}

/// What `id` matched at its floor.
fn strong(matcher: &Matcher, id: &str, text: &str) -> Vec<String> {
    let id = format!("t/{id}");
    scan(matcher, text)
        .into_iter()
        .filter(|h| *h.entry == *id && h.confidence >= 50)
        .map(|h| h.text)
        .collect()
}

#[track_caller]
fn check(entry: Entry, hits: &[&str], misses: &[&str]) {
    let id = entry.id.clone();
    let matcher = matcher(vec![entry]);
    let explain = |text: &str| matcher.explain(&format!("t/{id}"), &Words { text, ..Words::default() });
    for text in hits {
        assert!(!strong(&matcher, &id, text).is_empty(), "not found in {text:?}: {:?}", explain(text));
    }
    for text in misses {
        assert!(strong(&matcher, &id, text).is_empty(), "found in {text:?}: {:?}", explain(text));
    }
}

#[test]
fn a_person_in_every_case_and_order() {
    check(
        person("Иванов Иван Петрович"),
        &[
            "Иванов Иван Петрович выступил",
            "без Иванова Ивана Петровича",
            "Вчера Иванову Ивану Петровичу сообщили",
            "видели Ивана Петровича Иванова в офисе",
            "с Иваном Ивановым",
            "об Иване Петровиче Иванове",
            "Иван Иванов",
            "Иванов Иван, директор",
            "Иванов И. П.",
            "Иванов И.П. подписал",
            "Иванову И.П.",
            "И. П. Иванов",
            "И.П. Ивановым подписано",
            "Иванов ИП",
            "ИВАНОВ ИВАН ПЕТРОВИЧ",
            "иванов иван петрович 1970",
            "Иванов\tИван\tПетрович",
            "Иванов, Иван Петрович",
            "Иванов\nИван\nПетрович\n1970",
            "Ива\u{ad}нов Иван Петрович",
            "Ивaнов Иван Пeтрович",
            "Ivan Ivanov said",
            "Ivanov Ivan Petrovich",
            "IVANOV IVAN PETROVICH",
            "I.P. Ivanov",
            "Ivan P. Ivanov",
            "Иван Иваныч и Иванов Иван Петрыч",
            "о директоре завода Иванове Иване Петровиче",
        ],
        &[
            "Иванов Пётр",
            "Иванов Пётр Иванович",
            "Иванов Иван Сидорович",
            "Иван Сидорович Иванов",
            "Пётр Петрович Иванов",
            "Иванов П. И.",
            "П.И. Иванов",
            "Иванов И. С.",
            "Иванова Анна Петровна",
            "Анна Иванова",
            "Иванов",
            "Иван Петрович",
            "Ивановский район",
            "в Иваново приехал Иван Петрович",
            "Пётр Иванов, Иван Сидоров",
            "Сидоров Иван, Иванов Пётр",
            "Иван Петров, Пётр Иванов",
            "Иван Кузьмин, Иванов Сергей",
            "на улице Ивана Иванова",
            "Иван Иванов-Сидоров",
            "Иван Иванову",
            "Кузьма Иванов\nИван Петров",
            "Иванов А. Б., И. П. Сидоров",
        ],
    );
}

#[test]
fn other_people() {
    check(
        person("Смирнова Ольга Сергеевна"),
        &["Ольгу Сергеевну Смирнову", "Смирновой О. С.", "Olga Smirnova", "с Ольгой Смирновой"],
        &["Смирнов Олег Сергеевич", "Смирнова Анна", "Смирнову Олегу"],
    );
    check(
        person("Римский-Корсаков Николай Андреевич"),
        &["Николая Андреевича Римского-Корсакова", "Римский-Корсаков Н. А."],
        &["Николай Корсаков", "Римский Николай"],
    );
    check(
        person("Блохин Илья Кузьмич"),
        &["Илья Блохин", "Ильи Блохина", "Блохину Илье Кузьмичу"],
        &["Илья Кабан, Кузьма Блохин", "Кабан Илья, Блохин Кузьма", "Кабан Илья Блохин Кузьма"],
    );
    check(
        person("Мороз Павел"),
        &["Павел Мороз", "Павлу Морозу"],
        &["Павел, мороз крепчал", "Павел мороз любил"],
    );
    check(
        person("John Smith"),
        &["John Smith", "J. Smith", "Smith, J.", "JOHN SMITH"],
        &["Jane Smith", "John Smithson"],
    );
    check(person("Алиев Гейдар Рза оглы"), &["Алиева Гейдара Рза оглы", "Гейдару Алиеву"], &["Алиев Ильхам"]);
    let mut known = person("Иванов Иван Петрович");
    if let Matches::Entity(entity) = &mut known.matches {
        entity.parts = vec!["surname".into(), "given-patronymic".into()];
        entity.aliases = vec!["Ваня Иванов".into(), "Ванёк".into()];
    }
    check(
        known,
        &["Иванова видели", "к Ивану Петровичу", "Ваню Иванова", "сказал Ванёк"],
        &["иванова видели", "Иванов Пётр", "Петру Ивановичу"],
    );
}

#[test]
fn a_company_and_not_the_flower() {
    check(
        company("ООО «Ромашка»"),
        &[
            "Партнёр «Ромашки» сообщил",
            "ООО «Ромашка»",
            "ООО \"Ромашка\"",
            "ооо ромашка, инн",
            "у ООО Ромашка",
            "акции \"Ромашки\"",
            "сотрудники Ромашки уволены",
            "в компании Ромашка",
            "по словам Ромашки, это",
            "OOO Romashka",
            "компании Romashka Ltd",
            "Pомашка LLC",
            "«ООО Ромашка»",
            "Ромашка закрыта. Раньше ООО «Ромашка» торговала",
            "клиенты «Ромашки» (г. Москва)",
        ],
        &[
            "на лугу цвела ромашка",
            "ромашки и васильки",
            "Ромашка цветёт всё лето",
            "ООО «Ромашка-Сервис»",
            "«Ромашка Плюс»",
            "«Белая ромашка»",
            "«Белая Ромашка»",
            "Ромашка-Сервис открылась",
            "ромашковый чай",
            "на romashka.example",
            "АО «Ромашка»",
        ],
    );
    check(
        company("АО «Северная звезда»"),
        &["в «Северной звезде»", "с Северной звездой", "АО Северная Звезда"],
        &["северная звезда взошла", "Северной звезду", "«Северная звезда плюс 2»"],
    );
    check(
        company("Acme Corp"),
        &["said Acme.", "Acme's staff", "by Acme Corp", "ACME"],
        &["acme of perfection", "Acme-Brick", "Acme Brick Company"],
    );
    check(
        company("Банк Москвы"),
        &["в Банке Москвы", "«Банк Москвы»"],
        &["банк на карте Москвы", "в банке москвой"],
    );
}

#[test]
fn addresses() {
    let mut all = entity(EntityKind::Domain, "example.com");
    all.handles = vec!["@romashka".into()];
    all.canaries = vec!["zelenyj-kit-7713".into()];
    check(
        entry("d", Matches::Entity(all)),
        &[
            "see example.com.",
            "https://www.Example.com/login",
            "i.petrov@example.com",
            "a@mail.example.com:25",
            "наш сайт example.com.Приходите",
            "@romashka",
            "t.me/romashka",
            "(ZELENYJ-KIT-7713)",
            "zelenyj kit 7713",
        ],
        &[
            "notexample.com",
            "not-example.com",
            "example.com.evil.test",
            "example.com-login.test",
            "example.community",
            "romashka",
            "x@romashka",
            "example.org/romashka",
            "zelenyj-kit-7714",
        ],
    );
    check(
        entry("e", Matches::Entity(entity(EntityKind::Email, "i.petrov@example.com"))),
        &["<I.Petrov@example.com>"],
        &[
            "vi.petrov@example.com",
            "a.i.petrov@example.com",
            "petrov@example.com",
            "i.petrov@example.com.evil.test",
        ],
    );
    let matcher = matcher(vec![entry("d", Matches::Entity(entity(EntityKind::Domain, "example.com")))]);
    for (text, matched) in [
        ("по адресу a.b+c@mail.example.com тут", "a.b+c@mail.example.com"),
        ("https://x-y.example.com/", "x-y.example.com"),
    ] {
        assert_eq!(strong(&matcher, "d", text), [matched]);
    }
}

#[test]
fn patterns_weigh_their_evidence() {
    let inn = || pattern(r"\b\d{12}\b", Some("inn"), &["ИНН", "INN"]);
    let confidence =
        |entry: Entry, text: &str| scan(&matcher(vec![entry]), text).first().map(|h| h.confidence);
    assert_eq!(confidence(inn(), "ИНН 500100732259"), Some(90));
    assert_eq!(confidence(inn(), "номер 500100732259"), Some(70));
    assert_eq!(confidence(inn(), "ИНН 500100732258"), None);
    assert_eq!(confidence(inn(), "1500100732259"), None);
    assert_eq!(confidence(pattern(r"\bK-[0-9]{4}\b", None, &[]), "K-1234"), Some(50));
    assert_eq!(confidence(pattern(r"\bK-[0-9]{4}\b", None, &["key"]), "two keys: K-1234"), Some(70));
    let token = pattern(r"\bghp_[0-9A-Za-z]{36}\b", Some("github-token"), &["token"]);
    assert_eq!(confidence(token, "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"), Some(100));
    let mut near = pattern(r"[0-9]{6}", None, &[]);
    near.require = vec!["пароль".into()];
    near.exclude = vec!["пример".into()];
    near.window = 3;
    check(
        near,
        &["пароля 123456", "123456 это ваш пароль"],
        &["123456", "пароль был такой давно уже 123456", "пример пароля 123456"],
    );
    let group = matcher(vec![pattern(r#"(?i)password\s*[:=]\s*(?P<value>\S{4,40})"#, None, &[])]);
    assert_eq!(strong(&group, "x", "Ж Password = qwe123!"), ["qwe123!"]);
}

/// `require`, `exclude` and `near` take terms as queries do: any form of a word, the very form, a beginning.
#[test]
fn contexts_ask_for_forms() {
    let with = |require: &[&str], exclude: &[&str]| {
        let mut entry = pattern(r"[0-9]{6}", None, &[]);
        entry.require = require.iter().map(|term| term.to_string()).collect();
        entry.exclude = exclude.iter().map(|term| term.to_string()).collect();
        entry
    };
    check(with(&[], &["=слив"]), &["сливы 123456", "сливом 123456"], &["слив 123456", "СЛИВ: 123456"]);
    check(with(&[], &["слив"]), &["сливки 123456"], &["слив 123456", "слива 123456"]);
    check(
        with(&["=код доступа"], &[]),
        &["код доступа 123456"],
        &["кода доступа 123456", "код доступ 123456"],
    );
    check(with(&["=\"код доступа\""], &[]), &["Код доступа: 123456"], &["кодом доступа 123456"]);
    check(with(&["=код дост*"], &[]), &["код доступа 123456", "код достал 123456"], &["кода доступа 123456"]);
    check(with(&["парол*"], &["=пароль-образец"]), &["паролем 123456"], &["123456", "пароль-образец 123456"]);
    let mut near = pattern(r"[0-9]{6}", None, &["=ИНН"]);
    near.min_confidence = 70;
    let weighed = |text: &str| scan(&matcher(vec![near.clone()]), text)[0].confidence;
    assert_eq!([weighed("инн 123456"), weighed("инны 123456")], [70, 50]);
}

#[test]
fn terms_of_contexts_that_cannot_be_meant_are_faults() {
    for (term, said) in [
        ("=", "has no word"),
        ("==слив", "one = asks for the very form"),
        ("па*роль", "only at the end"),
        ("=па* роль", "only at the end"),
        ("п*", "at least two"),
    ] {
        let mut entry = pattern("[0-9]{6}", None, &[]);
        entry.exclude = vec![term.into()];
        let set = KeywordSet { id: "t".into(), entries: vec![entry], ..KeywordSet::default() };
        let faults = Matcher::new(&[set]).err().unwrap_or_default();
        assert!(faults.len() == 1 && faults[0].message().contains(said), "{term}: {faults:?}");
    }
}

#[test]
fn queries_hold_or_not() {
    let both = |expression: &str| vec![company("ООО «Ромашка»"), query(expression)];
    let rumour = r#"("утечка данных" OR "data leak") NEAR/10 entity:c AND NOT вакансия"#;
    for (expression, text, holds) in [
        (rumour, "Сообщают об утечке данных клиентов «Ромашки»", true),
        (rumour, "Сообщают об утечке данных клиентов «Ромашки». Вакансии", false),
        (rumour, "Ромашка открыла вакансию", false),
        (
            rumour,
            "утечка данных. Раз два три четыре пять шесть семь восемь девять десять одиннадцать «Ромашка»",
            false,
        ),
        ("слив* AND entity:own", "сливают базу ООО «Ромашка»", true),
        ("слив* AND entity:partner", "сливают базу ООО «Ромашка»", false),
        ("продам NEAR/2 базу", "продам свежую базу", true),
        ("продам NEAR/2 базу", "базу данных продам", true),
        ("продам NEAR/2 базу", "продам раз два три базу", false),
        ("\"data leak\"", "a leak of data", false),
        ("title:утечка слив", "слив", true),
        ("host:example.com слив", "слив", true),
        ("host:other.com слив", "слив", false),
        ("host:www.* слив", "слив", true),
        ("host:ample.com слив", "слив", false),
        ("url:thread слив", "слив", true),
        ("url:a/thre слив", "слив", true),
        ("url:hread слив", "слив", false),
        ("lang:ru слив", "слив", true),
        ("lang:en слив", "слив", false),
        ("слив NOT lang:en", "слив", true),
        ("source:forum-x слив", "слив", true),
        ("source:forum слив", "слив", false),
        ("source:forum* слив", "слив", true),
        ("author:петров слив", "слив", true),
        ("author:=петрова слив", "слив", false),
        ("author:\"иван петр*\" слив", "слив", true),
        ("after:2026-11-20 слив", "слив", true),
        ("after:2026-11-21 слив", "слив", false),
        ("before:2026-11-20T10:00:01Z слив", "слив", true),
        ("title:=утечки слив", "слив", false),
        ("title:утечки", "слив", true),
        // the title's words count, apart from the text
        ("утечка слив", "слив", true),
        ("утечка NEAR/50 слив", "слив", false),
        ("новая PRE/1 утечка", "слив", true),
        ("слив NOT утечка", "слив", false),
        // the very form, order, beginnings
        ("=сливы", "слив", false),
        ("=СЛИВЫ", "сливы", true),
        ("=\"слив базы\"", "слив базе", false),
        ("\"слив баз*\"", "слив базами", true),
        ("продам PRE/2 базу", "продам свежую базу", true),
        ("продам PRE/2 базу", "базу данных продам", false),
        ("продам PRE/2 entity:c", "продам базу «Ромашки»", true),
        ("entity:c PRE/2 продам", "продам базу «Ромашки»", false),
        ("(a1 OR b1) (c1 OR d1)", "b1 x d1", true),
        ("(a1 OR b1) (c1 OR d1)", "b1 a1", false),
    ] {
        let matcher = matcher(both(expression));
        let words = Words {
            text,
            title: "Новая утечка",
            url: "https://www.example.com/a/thread-7",
            author: "Иван Петров",
            language: "ru",
            source: "forum-x",
            time: Time::parse_rfc3339("2026-11-20T10:00:00Z"),
            alone: false,
        };
        let hits: Vec<Hit> = matcher.scan(&words).into_iter().filter(|h| &*h.entry == "t/q").collect();
        assert_eq!(!hits.is_empty(), holds, "{expression} on {text}: {:?}", matcher.explain("t/q", &words));
    }
    let near = matcher(both("слив NEAR/5 entity:c"));
    let hits = scan(&near, "раз слив и ещё слив «Ромашки» два");
    let hit = hits.iter().find(|h| &*h.entry == "t/q").expect("it holds");
    assert_eq!((hit.text.as_str(), hit.confidence), ("слив «Ромашки", 85));
    // What holds by the title is told at the first word, and is another thing on another page.
    let words = Words { text: "Меню Главная", title: "Слив ООО", ..Words::default() };
    let title = matcher(both("title:слив")).scan(&words);
    assert_eq!((title[0].text.as_str(), title[0].value.as_str()), ("Меню", "слив ооо"));
    // A text alone says nothing of fields: they keep nothing from holding.
    let alone = matcher(both("слив host:x.test NOT source:y lang:ru"))
        .scan(&Words::alone("Вчера вечером на форуме появился слив"));
    assert_eq!(alone.len(), 1);
    assert!(matcher(both("слив host:x.test")).scan(&Words { text: "слив", ..Words::default() }).is_empty());
}

#[test]
fn offsets_lines_and_passages() {
    let text = format!("{}\n«Ромашка» и 500100732259\n", "слово ".repeat(100));
    let matcher = matcher(vec![company("Ромашка"), pattern(r"\b\d{12}\b", Some("inn"), &[])]);
    let hits = scan(&matcher, &text);
    assert_eq!(hits.len(), 2);
    for hit in &hits {
        let cut: String = text.chars().skip(hit.start).take(hit.end - hit.start).collect();
        assert_eq!(cut, hit.text);
        assert_eq!(hit.line, 2);
        assert!(hit.passage.0 < hit.start && hit.passage.1 >= hit.end);
        let words = text.chars().skip(hit.passage.0).take(hit.start - hit.passage.0).collect::<String>();
        assert_eq!(words.matches("лово").count().max(words.matches(' ').count()), 40);
    }
}

#[test]
fn faults_come_all_at_once() {
    let mut bad_person = person("Иванов");
    bad_person.id = "one".into();
    let entries = vec![
        bad_person,
        pattern("(", None, &[]),
        entry(
            "y",
            Matches::Pattern(Pattern {
                regex: r"\d+".into(),
                validate: Some("in".into()),
                ..Pattern::default()
            }),
        ),
        query("a OR"),
        entry("z", Matches::Query(Query { expression: "entity:nobody".into(), ..Query::default() })),
        entry("u", Matches::Pattern(Pattern { regex: r"(\w{1000}){1000}".into(), ..Pattern::default() })),
        entry("v", Matches::Check(Check { fact: "a <".into() })),
        entry("w", Matches::Query(Query { expression: "слив pattern:nothing".into(), ..Query::default() })),
        entry("w", Matches::Query(Query { expression: "ivan".into(), ..Query::default() })),
        company("ООО «»"),
    ];
    let set = KeywordSet { id: "t".into(), entries, ..KeywordSet::default() };
    let faults = Matcher::new(&[set]).err().unwrap_or_default();
    let all = faults.iter().map(Fault::message).collect::<Vec<_>>().join("\n");
    for part in [
        "needs a surname",
        "regex:",
        "\"inn\"",
        "ends here",
        "no entity nobody",
        "too large",
        "needs a value",
        "at character 14: there is no pattern nothing",
        "\n  слив pattern:nothing\n               ^",
        "twice",
        "no word beside",
    ] {
        assert!(all.contains(part), "{part} is missing from:\n{all}");
    }
}

#[test]
fn hostile_texts_are_survived() {
    let matcher = matcher(vec![
        person("Иванов Иван Петрович"),
        company("ООО «Ромашка»"),
        pattern(r"\b\d{12}\b", Some("inn"), &["ИНН"]),
        entry(
            "m",
            Matches::Pattern(Pattern {
                regex: r"[\w.+-]{1,64}@[\w.-]{1,99}".into(),
                validate: Some("email".into()),
                ..Pattern::default()
            }),
        ),
        query("ромашка NEAR/3 иванов"),
    ]);
    let many = |text: &str, n: usize| text.repeat(n);
    for text in [
        many("1", 60_000),
        many("я", 40_000),
        many("@", 60_000),
        many("a@", 20_000),
        many("Иванов ", 4_000),
        many("«Ромашка» иванов ", 1_000),
        many("И. ", 10_000),
        many(".example", 6_000),
        many("\u{200b}", 20_000),
        many("и\u{306}", 20_000),
        many("500100732259 ", 1_000),
        "\u{0}\u{feff}ʼʼʼ′′′".into(),
    ] {
        for hit in scan(&matcher, &text) {
            assert!(hit.start < hit.end && hit.end <= text.chars().count());
        }
    }
}

//! Whose it is, what the plan covers, whose clock runs from when, who is told, and what is shown.

use super::*;

type Story = fn(&mut World) -> Vec<String>;

fn check(rows: &[(&str, Story, &[&str])]) {
    for (name, story, expected) in rows {
        assert_eq!(story(&mut World::new()), *expected, "{name}");
    }
}

/// Without the mention that the company's name beside a value is by itself.
fn leaks(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().filter(|l| l.split(' ').nth(1) != Some("company")).collect()
}

#[test]
fn whose_it_is() {
    check(&[
        ("a stranger's INN", |w| w.visit(&[page("1", "inn1 какой-то фирмы")]), &[]),
        (
            "the company in the passage",
            |w| leaks(w.visit(&[page("1", "inn1 сотрудника Ромашки")])),
            &["new inn listing@-20 alert"],
        ),
        (
            "the company on the page, far from it",
            |w| leaks(w.visit(&[page("1", format!("Ромашка {} inn1", filler("а", 60)))])),
            &[],
        ),
        (
            "the company far after it",
            |w| leaks(w.visit(&[page("1", format!("inn1 {} Ромашка", filler("а", 60)))])),
            &[],
        ),
        (
            "a plan that looks at no portals",
            |w| {
                (w.crawl, w.plan) = ("partner", "no-portals");
                w.visit(&[page("1", "inn1 tls")])
            },
            &[],
        ),
        (
            "leadership in the passage",
            |w| w.visit(&[page("1", "inn1 Иванова")]).into_iter().filter(|l| l.contains(" inn ")).collect(),
            &["new inn listing@-20 alert"],
        ),
        (
            "a competitor in the passage",
            |w| leaks(w.visit(&[page("1", "inn1 Лилия")])),
            &["new rival listing@-20 feed"],
        ),
        ("a name below its floor", |w| leaks(w.visit(&[page("1", "inn1 Ромашкаweak")])), &[]),
        (
            "the company in the title",
            |w| leaks(w.visit(&[Page { title: "Ромашка: база".into(), ..page("1", "inn1") }])),
            &["new inn listing@-20 alert"],
        ),
        (
            "a domain of ours in the passage",
            |w| w.visit(&[page("1", "inn1 a.petrov@mail.example.com")]),
            &["new inn listing@-20 alert"],
        ),
        ("a domain like ours", |w| w.visit(&[page("1", "inn1 a.petrov@myexample.com")]), &[]),
        (
            "our domain in the address",
            |w| w.visit(&[Page { url: "https://files.example.com/1".into(), ..page("1", "inn1") }]),
            &["new inn listing@-20 alert"],
        ),
        (
            "our own place",
            |w| {
                w.crawl = "www";
                w.visit(&[page("1", "inn1")])
            },
            &["new inn listing@-20 alert"],
        ),
        (
            "a partner's portal counts for exposures only",
            |w| {
                w.crawl = "partner";
                w.visit(&[page("1", "inn1 tls")])
            },
            &["new cert listing@-20 alert"],
        ),
        (
            "checks run on no other place",
            |w| w.visit(&[page("1", "tls Ромашка")]),
            &["new company listing@-20 feed"],
        ),
        ("about any", |w| w.visit(&[page("1", "token1")]), &["new token listing@-20 alert"]),
        (
            "volume: the name may stand anywhere and counts for all",
            |w| leaks(w.visit(&[page("1", format!("client1 client2 {} Ромашка", filler("а", 90)))])),
            &["new clients listing@-20 alert"],
        ),
        ("volume: no name", |w| w.visit(&[page("1", "client1 client2")]), &[]),
        (
            "a marking: the name may stand anywhere",
            |w| leaks(w.visit(&[page("1", format!("ДСП {} Ромашка", filler("а", 90)))])),
            &["new marking listing@-20 alert"],
        ),
        (
            "a list whose passages overlap is one passage",
            |w| leaks(w.visit(&[page("1", format!("Ромашка inn1 {} inn2", filler("а", 60)))])),
            &["new inn listing@-20 alert", "new inn listing@-20 alert"],
        ),
        ("a weak hit makes no finding", |w| w.visit(&[page("1", "tokenweak")]), &[]),
        (
            "a crawl that no watch looks at",
            |w| {
                w.crawl = "elsewhere";
                w.visit(&[page("1", "token1")])
            },
            &[],
        ),
    ]);
}

#[test]
fn what_the_plan_covers() {
    let mut w = World::new();
    w.plan = "daily";
    assert_eq!(
        w.visit(&[page("1", "token1 token2 Лилия Ромашка забастовка")]),
        ["new company listing@-20 feed", "new strike listing@-20 feed"]
    );
    let romashka = || "romashka".to_owned();
    assert_eq!(w.last.uncovered, [(romashka(), Class::Leak, 2), (romashka(), Class::Mention, 1)]);
    w.plan = "operational";
    assert_eq!(
        w.visit(&[page("2", format!("token1 Лилия {}", filler("а", 20)))]),
        ["new token listing@-1 alert"]
    );
    assert_eq!(w.last.uncovered, [(romashka(), Class::Mention, 1)]);
}

#[test]
fn who_is_told() {
    check(&[
        (
            "a mention goes to the feed",
            |w| w.visit(&[page("1", "Ромашка")]),
            &["new company listing@-20 feed"],
        ),
        ("unless its entry alerts", |w| w.visit(&[page("1", "Иванов")]), &["new boss listing@-20 alert"]),
        (
            "an acceptable threat goes to the feed",
            |w| w.visit(&[page("1", "забастовка")]),
            &["new strike listing@-20 feed"],
        ),
        ("a serious one alerts", |w| w.visit(&[page("1", "утечка")]), &["new breach listing@-20 alert"]),
        (
            "in a closed group the same is acceptable",
            |w| {
                w.exposure = Exposure::Closed;
                w.visit(&[page("1", "утечка")])
            },
            &["new breach listing@-20 feed"],
        ),
    ]);
}

#[test]
fn when_the_clock_starts() {
    check(&[
        (
            "a known page that changed",
            |w| {
                w.visit(&[page("1", "ничего")]);
                w.visit(&[page("1", "token1")])
            },
            &["new token page@-1 alert"],
        ),
        (
            "a page that changed before its entry was there",
            |w| {
                w.visit(&[page("1", "ничего")]);
                w.changed("token", 5);
                w.visit(&[page("1", "token1")])
            },
            &["new token first_visit@5 baseline of rematch 3"],
        ),
        (
            "the same once its rematch has covered the page",
            |w| {
                w.covered = 3;
                w.visit(&[page("1", "ничего")]);
                w.changed("token", 5);
                w.visit(&[page("1", "token1")])
            },
            &["new token page@-1 alert"],
        ),
        (
            "an earlier rematch covered it, not the one of this entry",
            |w| {
                w.covered = 2;
                w.visit(&[page("1", "ничего")]);
                w.changed("token", 5);
                w.visit(&[page("1", "token1")])
            },
            &["new token first_visit@5 baseline of rematch 3"],
        ),
        (
            "a page fetched after the entry came",
            |w| {
                w.changed("token", -5);
                w.visit(&[page("1", "ничего")]);
                w.visit(&[page("1", "token1")])
            },
            &["new token page@-1 alert"],
        ),
        (
            "an entry added between two readings of the same text",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.findings.clear();
                w.changed("token", -15);
                w.visit(&[page("1", "token1")])
            },
            &["new token first_visit@-15 baseline of rematch 3"],
        ),
        (
            "on such a page and on a new one: the new one alerts singly",
            |w| {
                w.visit(&[page("1", "ничего")]);
                w.changed("token", 5);
                w.visit(&[page("1", "token1"), page("2", "token1")])
            },
            &["new token listing@-1 alert x2"],
        ),
        (
            "and so it does when the historic one began earlier",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.findings.clear();
                w.changed("token", -15);
                w.visit(&[page("1", "token1"), page("2", "token1")])
            },
            &["new token listing@-1 alert x2"],
        ),
        (
            "several pages: the earliest start",
            |w| {
                w.visit(&[page("1", "ничего")]);
                w.visit(&[page("2", "ничего")]);
                w.visit(&[page("3", "token1"), page("1", "token1"), page("2", "token1")])
            },
            &["new token page@-1 alert x3"],
        ),
        (
            "a listing without overlap is a gap",
            |w| {
                w.overlap = false;
                w.visit(&[page("1", "token1")])
            },
            &["new token gap@-20 alert"],
        ),
        (
            "after a gap the listing overlaps again",
            |w| {
                w.overlap = false;
                w.visit(&[page("1", "ничего")]);
                w.overlap = true;
                w.visit(&[page("2", "token1")])
            },
            &["new token listing@-1 alert"],
        ),
        (
            "a gap after a gap counts from the last complete fetch",
            |w| {
                w.overlap = false;
                w.visit(&[page("1", "ничего")]);
                w.visit(&[page("2", "token1")])
            },
            &["new token gap@-20 alert"],
        ),
        (
            "stated between the listing and the fetch",
            |w| w.visit(&[Page { published: Some(-7), ..page("1", "token1") }]),
            &["new token published@-7 alert"],
        ),
        (
            "stated long before the listing lacked it",
            |w| w.visit(&[Page { published: Some(-700), ..page("1", "token1") }]),
            &["new token listing@-20 alert"],
        ),
        (
            "an orphan: the page that links to it",
            |w| {
                w.visit(&[page("1", "ничего")]);
                w.visit(&[Page { from: Some("https://forum.example/1".into()), ..page("2", "token1") }])
            },
            &["new token linked_from@-1 alert"],
        ),
        (
            "nothing led to it: the last visit",
            |w| w.visit(&[Page { from: None, ..page("1", "token1") }]),
            &["new token gap@-20 alert"],
        ),
        (
            "a stream",
            |w| {
                w.stream = Some(at(-3));
                w.visit(&[Page { from: None, ..page("1", "token1") }])
            },
            &["new token stream@-3 alert"],
        ),
        (
            "the first visit is historic",
            |w| {
                w.first_complete = None;
                w.listing = None;
                w.visit(&[page("1", "token1 Ромашка")])
            },
            &["new company first_visit@-20000 historic", "new token first_visit@-20000 baseline"],
        ),
        (
            "what states to be younger than the deadline is not",
            |w| {
                w.first_complete = None;
                w.listing = None;
                w.visit(&[Page { published: Some(-59), ..page("1", "token1") }])
            },
            &["new token published@-59 alert"],
        ),
        (
            "a rematch is historic",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.findings.clear();
                w.rematch = Some(at(15));
                w.visit(&[page("1", "token1")])
            },
            &["new token first_visit@15 baseline of rematch 7"],
        ),
        (
            "a rematch of another entry",
            |w| {
                w.rematch = Some(at(15));
                w.sought = Some("breach");
                w.visit(&[page("1", "token1 утечка")])
            },
            &["new breach first_visit@15 baseline of rematch 7"],
        ),
        (
            "what a rematch brings, stated to be younger than the deadline",
            |w| {
                w.rematch = Some(at(-5));
                w.visit(&[Page { published: Some(-59), ..page("1", "token1") }])
            },
            &["new token published@-59 alert"],
        ),
    ]);
}

#[test]
fn a_listing_recorded_by_an_earlier_batch_of_the_visit_proves_nothing() {
    let mut w = World::new();
    w.listing = Some((-1, -1));
    assert_eq!(w.visit(&[page("1", "token1")]), ["new token gap@-20 alert"]);
}

#[test]
fn an_alert_is_due_a_deadline_after_its_start() {
    let mut w = World::new();
    w.visit(&[page("1", "token1")]);
    let event = w.last.findings[0].event.as_ref().unwrap();
    assert_eq!((minutes(event.start), minutes(event.found), minutes(event.due)), (-20, 0, 40));
}

#[test]
fn no_secret_is_shown() {
    let mut w = World::new();
    w.visit(&[Page {
        title: "token123456789 Ромашка продам".into(), ..page("1", "token123456789 Ромашка")
    }]);
    let shown = format!("{:?}", w.last.findings);
    assert!(!shown.contains("token123456789"), "{shown}");
    let titles: Vec<&str> = w.last.findings.iter().map(|f| f.title.as_str()).collect();
    assert_eq!(titles, ["COMPANY: ••••6789 Ромашка продам", "TOKEN: ••••6789"]);
    let secret: Vec<bool> = w.last.hits[0].iter().map(|h| h.secret).collect();
    assert_eq!(secret, [true, false]);
}

#[test]
fn every_hit_is_kept_and_says_what_it_made() {
    let mut w = World::new();
    w.visit(&[page("1", "inn1 tokenweak token1 token1")]);
    let made: Vec<usize> = w.last.hits[0].iter().map(|h| h.findings.len()).collect();
    assert_eq!(made, [0, 0, 1, 1]);
    assert_eq!(w.last.findings[0].locations[0].hits, 2);
}

#[test]
fn the_same_batch_is_judged_the_same_again() {
    let text = format!("client1 client2 client3 inn1 inn2 token1 утечка Ромашка Иванов {}", filler("а", 50));
    let judged = || {
        let mut w = World::new();
        w.visit(&[page("1", text.clone()), page("2", "token1 Ромашка")]);
        format!("{:?}", w.last)
    };
    assert_eq!(judged(), judged());
}

#[test]
fn a_first_visit_owes_one_baseline_letter() {
    let mut w = World::new();
    (w.first_complete, w.listing) = (None, None);
    w.visit(&[page("1", "token1 token2 Ромашка"), page("2", "забастовка")]);
    let rules = w.rules();
    let owed = |complete, next_chance| {
        let baselines = Baselines {
            rules: &rules,
            first_fetch: at(0),
            next_part: 1,
            complete,
            next_chance: at(next_chance),
        };
        let drafts = baselines.owed(&BTreeMap::from([("romashka".to_owned(), at(3))]));
        drafts
            .iter()
            .map(|d| format!("{} {} {} {}", d.watch, d.recipient, d.part, minutes(d.due)))
            .collect::<Vec<_>>()
    };
    assert_eq!(owed(true, 30), ["romashka soc 1 60"]);
    assert_eq!(owed(false, 61), ["romashka soc 1 60"]);
    assert!(owed(false, 30).is_empty());
}

#[test]
fn a_page_read_earlier_on_the_same_visit_had_the_link_already() {
    let mut w = World::new();
    w.visit(&[page("1", "ничего")]);
    w.pages.get_mut("https://forum.example/1").unwrap().as_of = at(20);
    let orphan = Page { from: Some("https://forum.example/1".into()), ..page("2", "token1") };
    assert_eq!(w.visit(&[orphan]), ["new token gap@0 alert"]);
}

#[test]
fn an_entry_of_a_listing_was_looked_at_whenever_the_listing_was() {
    for (inside, expected) in [(true, "new token page@19 alert"), (false, "new token page@-1 alert")] {
        let mut w = World::new();
        let entry = |text: &str| Page { inside, ..page("1", text) };
        w.visit(&[entry("ничего")]);
        // The listing was read, and the entry in it, which had not changed, was not handed over.
        w.visit(&[]);
        assert_eq!(w.visit(&[entry("token1")]), [expected]);
    }
}

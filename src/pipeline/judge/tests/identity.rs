//! One leak, one finding; what changed in it.

use super::*;

type Story = fn(&mut World) -> Vec<String>;

fn check(rows: &[(&str, Story, &[&str])]) {
    for (name, story, expected) in rows {
        assert_eq!(story(&mut World::new()), *expected, "{name}");
    }
}

/// Enough invented client numbers, from `first` on, with the company named at the end.
fn clients(first: usize, count: usize) -> String {
    let list: Vec<String> = (first..first + count).map(|n| format!("client{n}")).collect();
    format!("{} Ромашка", list.join(" "))
}

/// The lines of one entry.
fn of(entry: &str, lines: Vec<String>) -> Vec<String> {
    lines.into_iter().filter(|l| l.split(' ').nth(1) == Some(entry)).collect()
}

#[test]
fn values() {
    check(&[
        (
            "one value on two pages of a batch is one finding with two places",
            |w| w.visit(&[page("1", "token1"), page("2", "снова token1")]),
            &["new token listing@-20 alert x2"],
        ),
        (
            "two values are two findings",
            |w| w.visit(&[page("1", "token1 token2 token1")]),
            &["new token listing@-20 alert", "new token listing@-20 alert"],
        ),
        (
            "seen again elsewhere: a repeat",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.visit(&[page("2", "token1")])
            },
            &["repeat token"],
        ),
        (
            "judged false, then seen elsewhere: quiet",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.judge("token", Verdict::FalsePositive).visit(&[page("2", "token1")])
            },
            &["repeat token"],
        ),
        (
            "judged false, another value: not quiet",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.judge("token", Verdict::FalsePositive).visit(&[page("2", "token2")])
            },
            &["new token listing@-1 alert"],
        ),
        (
            "judged false stays quiet at a more open place",
            |w| {
                w.exposure = Exposure::Closed;
                w.visit(&[page("1", "token1")]);
                w.exposure = Exposure::Public;
                w.judge("token", Verdict::FalsePositive).visit(&[page("2", "token1")])
            },
            &["repeat token"],
        ),
        (
            "confirmed and seen again: a repeat",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.judge("token", Verdict::Confirmed).visit(&[page("2", "token1")])
            },
            &["repeat token"],
        ),
        (
            "fixed and seen again: returned",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.judge("token", Verdict::Fixed).visit(&[page("2", "token1")])
            },
            &["returned token listing@-1 alert"],
        ),
        (
            "fixed and the page still says it",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.judge("token", Verdict::Fixed).visit(&[page("1", "token1")])
            },
            &["returned token page@-1 alert"],
        ),
        (
            "returned once, then a repeat",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.judge("token", Verdict::Fixed).visit(&[page("2", "token1")]);
                w.visit(&[page("3", "token1")])
            },
            &["repeat token"],
        ),
        (
            "a rematch of kept pages brings nothing back",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.rematch = Some(at(10));
                w.judge("token", Verdict::Fixed).visit(&[page("1", "token1")])
            },
            &["repeat token"],
        ),
        (
            "accepted: quiet until then",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.accept_until(21);
                w.visit(&[page("2", "token1")])
            },
            &["repeat token"],
        ),
        (
            "an acceptance that has expired reopens",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.accept_until(20);
                w.visit(&[page("2", "token1")])
            },
            &["returned token listing@-1 alert"],
        ),
        (
            "and it does so once",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.accept_until(20);
                w.visit(&[page("2", "token1")]);
                w.visit(&[page("3", "token1")])
            },
            &["repeat token"],
        ),
        (
            "from a closed group to the open web: spread",
            |w| {
                w.exposure = Exposure::Closed;
                w.visit(&[page("1", "token1")]);
                w.exposure = Exposure::Public;
                w.visit(&[page("2", "token1")])
            },
            &["spread token listing@-1 alert"],
        ),
        (
            "from the open web to a closed group: a repeat",
            |w| {
                w.visit(&[page("1", "token1")]);
                w.exposure = Exposure::Closed;
                w.visit(&[page("2", "token1")])
            },
            &["repeat token"],
        ),
    ]);
}

#[test]
fn texts() {
    check(&[
        (
            "an article that names us thirty times is one mention",
            |w| w.visit(&[page("1", "Ромашка ".repeat(30))]),
            &["new company listing@-20 feed"],
        ),
        (
            "a mirror in the same batch is a place of it",
            |w| {
                let story = format!("Ромашка {}", filler("а", 30));
                w.visit(&[page("1", story.clone()), page("2", format!("Главная {story} Читайте также"))])
            },
            &["new company listing@-20 feed x2"],
        ),
        (
            "a teaser later is a repeat",
            |w| {
                w.visit(&[page("1", format!("Ромашка {}", filler("а", 90)))]);
                w.visit(&[page("2", format!("Ромашка {}", filler("а", 15)))])
            },
            &["repeat company"],
        ),
        (
            "another article is another mention",
            |w| {
                w.visit(&[page("1", format!("Ромашка {}", filler("а", 90)))]);
                w.visit(&[page("2", format!("Ромашка {}", filler("б", 90)))])
            },
            &["new company listing@-1 feed"],
        ),
        (
            "four fifths of the shorter's shingles, 16 of 20: the same text",
            |w| {
                w.visit(&[page("1", format!("Ромашка {}", filler("а", 21)))]);
                w.visit(&[page("2", format!("Ромашка {} {}", filler("а", 17), filler("б", 4)))])
            },
            &["repeat company"],
        ),
        (
            "one fewer, 15 of 20: another",
            |w| {
                w.visit(&[page("1", format!("Ромашка {}", filler("а", 21)))]);
                w.visit(&[page("2", format!("Ромашка {} {}", filler("а", 16), filler("б", 5)))])
            },
            &["new company listing@-1 feed"],
        ),
        (
            "a teaser of twelve words is long enough",
            |w| {
                w.visit(&[page("1", format!("Ромашка {}", filler("а", 90)))]);
                w.visit(&[page("2", format!("Ромашка {}", filler("а", 11)))])
            },
            &["repeat company"],
        ),
        (
            "one of eleven is not",
            |w| {
                w.visit(&[page("1", format!("Ромашка {}", filler("а", 90)))]);
                w.visit(&[page("2", format!("Ромашка {}", filler("а", 10)))])
            },
            &["new company listing@-1 feed"],
        ),
        (
            "a mention judged false stays quiet in its mirrors",
            |w| {
                w.visit(&[page("1", format!("Ромашка {}", filler("а", 90)))]);
                w.judge("company", Verdict::FalsePositive)
                    .visit(&[page("2", format!("Ромашка {} ещё", filler("а", 90)))])
            },
            &["repeat company"],
        ),
        (
            "a new post in a long thread is a new finding of a query",
            |w| {
                let thread = format!("{} утечка данных {}", filler("а", 100), filler("б", 200));
                w.visit(&[page("1", thread.clone())]);
                w.visit(&[page("1", format!("{thread} ещё одна утечка {}", filler("в", 60)))])
            },
            &["repeat breach", "new breach page@-1 alert"],
        ),
        (
            "overlapping passages are one",
            |w| w.visit(&[page("1", format!("утечка {} утечка", filler("а", 60)))]),
            &["new breach listing@-20 alert"],
        ),
        (
            "passages far from one another are two",
            |w| w.visit(&[page("1", format!("утечка {} утечка", filler("а", 100)))]),
            &["new breach listing@-20 alert", "new breach listing@-20 alert"],
        ),
        (
            "a passage quoted within another page is a place of it",
            |w| {
                let passage = format!("{} утечка {}", filler("а", 40), filler("б", 40));
                w.visit(&[page("1", passage.clone())]);
                w.visit(&[page("2", format!("{} {passage} {}", filler("в", 300), filler("г", 300)))])
            },
            &["repeat breach"],
        ),
        (
            "a query's passage judged false, another passage",
            |w| {
                w.visit(&[page("1", format!("утечка {}", filler("а", 40)))]);
                w.judge("breach", Verdict::FalsePositive).visit(&[
                    page("2", format!("утечка {}", filler("а", 40))),
                    page("3", format!("утечка {}", filler("б", 40))),
                ])
            },
            &["repeat breach", "new breach listing@-1 alert"],
        ),
        (
            "a document of ours goes by passage",
            |w| {
                let canary = |seed| format!("зелёный {}", filler(seed, 50));
                w.visit(&[page("1", canary("а")), page("2", canary("а")), page("3", canary("б"))])
            },
            &["new plan listing@-20 alert x2", "new plan listing@-20 alert"],
        ),
    ]);
}

#[test]
fn of_two_clusters_that_fit_the_oldest_wins() {
    let text = |seed| format!("Ромашка {}", filler(seed, 20));
    for order in [["а", "б"], ["б", "а"]] {
        let mut w = World::new();
        w.visit(&[page("1", text(order[0]))]);
        w.visit(&[page("2", text(order[1]))]);
        let both = format!("{} {}", text("а"), text("б"));
        assert_eq!(w.visit(&[page("3", both)]), ["repeat company"], "{order:?}");
        assert_eq!(w.last.findings[0].known, Some((1, 1)), "{order:?}: the first finding");
    }
}

#[test]
fn dumps() {
    check(&[
        (
            "many values are one finding",
            |w| of("clients", w.visit(&[page("1", clients(0, 100))])),
            &["new clients listing@-20 alert"],
        ),
        (
            "a copy in the same batch",
            |w| of("clients", w.visit(&[page("1", clients(0, 4)), page("2", clients(0, 4))])),
            &["new clients listing@-20 alert x2"],
        ),
        (
            "half of it is known: a copy, and within the step a repeat",
            |w| {
                w.visit(&[page("1", clients(0, 4))]);
                of("clients", w.visit(&[page("2", clients(2, 4))]))
            },
            &["repeat clients"],
        ),
        (
            "less than half is known: a dump of its own",
            |w| {
                w.visit(&[page("1", clients(0, 4))]);
                of("clients", w.visit(&[page("2", clients(3, 4))]))
            },
            &["new clients listing@-1 alert"],
        ),
        (
            "new values carry it over a step: risen",
            |w| {
                w.visit(&[page("1", clients(0, 3))]);
                of("clients", w.visit(&[page("2", clients(0, 6))]))
            },
            &["risen clients listing@-1 alert"],
        ),
        (
            "the clock of what rose is that of the page with the new values",
            |w| {
                w.visit(&[page("1", clients(0, 3))]);
                w.visit(&[page("9", "ничего")]);
                w.pages.get_mut("https://forum.example/1").unwrap().as_of = at(-500);
                of(
                    "clients",
                    w.visit(&[page("1", format!("{} ещё", clients(0, 3))), page("2", clients(0, 6))]),
                )
            },
            &["risen clients listing@19 alert x2"],
        ),
        (
            "a returned dump",
            |w| {
                w.visit(&[page("1", clients(0, 4))]);
                of("clients", w.judge("clients", Verdict::Fixed).visit(&[page("2", clients(0, 4))]))
            },
            &["returned clients listing@-1 alert"],
        ),
        (
            "a dump judged false, copied",
            |w| {
                w.visit(&[page("1", clients(0, 4))]);
                of("clients", w.judge("clients", Verdict::FalsePositive).visit(&[page("2", clients(0, 4))]))
            },
            &["repeat clients"],
        ),
        (
            "a dump judged false, with one value not seen then",
            |w| {
                w.visit(&[page("1", clients(0, 4))]);
                of("clients", w.judge("clients", Verdict::FalsePositive).visit(&[page("2", clients(0, 5))]))
            },
            &["repeat clients", "new clients listing@-1 alert"],
        ),
    ]);
}

#[test]
fn the_damage_of_a_dump_follows_its_values() {
    let mut w = World::new();
    for (count, damage) in [(3, "moderate"), (4, "large"), (7, "large"), (8, "critical")] {
        w.visit(&[page(&format!("{count}"), clients(0, count))]);
        let (finding, held) = w.findings.iter().find(|(f, _)| f.entry == "set/clients").unwrap();
        assert_eq!((finding.risk.damage.word(), held.len()), (damage, count), "{count} values");
    }
    assert_eq!(w.findings.iter().filter(|(f, _)| f.entry == "set/clients").count(), 1);
}

#[test]
fn the_highest_likelihood_of_the_places_stays() {
    let mut w = World::new();
    w.visit(&[page("1", "token1")]);
    let public = w.findings[0].0.risk;
    w.exposure = Exposure::Closed;
    w.visit(&[page("2", "token1")]);
    assert_eq!(w.findings[0].0.risk, public);
    assert_eq!(w.findings[0].0.exposure, Exposure::Public);
}

//! What a judgement as false keeps quiet, and what it never hides: values and passages that were not seen by then.

use super::*;

type Story = fn(&mut World) -> Vec<String>;

fn check(rows: &[(&str, Story, &[&str])]) {
    for (name, story, expected) in rows {
        assert_eq!(story(&mut World::new()), *expected, "{name}");
    }
}

/// A text of which most is the same whatever stands in its middle.
fn text(middle: &str) -> String {
    format!("{} {middle} {}", filler("а", 120), filler("я", 120))
}

fn judged(w: &mut World, id: &str, first: &str) {
    w.visit(&[page("1", first)]);
    w.judge(id, Verdict::FalsePositive);
}

#[test]
fn passages() {
    check(&[
        (
            "a copy elsewhere",
            |w| {
                judged(w, "breach", &text("утечка"));
                w.visit(&[page("2", text("утечка"))])
            },
            &["repeat breach"],
        ),
        (
            "a near copy that differs far from it",
            |w| {
                judged(w, "breach", &text("утечка"));
                w.visit(&[page("2", text("утечка").replace("а85 ", "ещё "))])
            },
            &["repeat breach"],
        ),
        (
            "a near copy with something new beside it",
            |w| {
                judged(w, "breach", &text("утечка"));
                w.visit(&[page("2", text("утечка qwerty1234"))])
            },
            &["new breach listing@-1 alert"],
        ),
        (
            "a near copy with a new secret in it: the secret has an entry of its own",
            |w| {
                judged(w, "breach", &text("утечка"));
                w.visit(&[page("2", text("утечка").replace("я30 ", "token7 "))])
            },
            &["repeat breach", "new token listing@-1 alert"],
        ),
        (
            "the near copy once more: it is known by now",
            |w| {
                judged(w, "breach", &text("утечка"));
                w.visit(&[page("2", text("утечка qwerty1234"))]);
                w.visit(&[page("3", text("утечка qwerty1234"))])
            },
            &["repeat breach"],
        ),
        (
            "that one judged false as well: both are quiet, a third is not",
            |w| {
                judged(w, "breach", &text("утечка"));
                w.visit(&[page("2", text("утечка qwerty1234"))]);
                w.judge("breach", Verdict::FalsePositive);
                w.visit(&[
                    page("3", text("утечка")),
                    page("4", text("утечка qwerty1234")),
                    page("5", text("утечка hunter2")),
                ])
            },
            &["repeat breach", "repeat breach", "new breach listing@19 alert"],
        ),
        (
            "another entry in the same passage",
            |w| {
                judged(w, "breach", &text("утечка"));
                w.visit(&[page("2", text("утечка").replace("я5 ", "забастовка "))])
            },
            &["repeat breach", "new strike listing@-1 feed"],
        ),
        (
            "seen in two places before it was judged: both are quiet",
            |w| {
                w.visit(&[page("1", text("утечка")), page("2", text("утечка").replace("а117 ", "иная "))]);
                w.judge("breach", Verdict::FalsePositive);
                w.visit(&[page("3", text("утечка").replace("а117 ", "иная "))])
            },
            &["repeat breach"],
        ),
        (
            "judged before anybody noted what was seen: the cluster is quiet",
            |w| {
                judged(w, "breach", &text("утечка"));
                for (finding, _) in &mut w.findings {
                    finding.seen.clear();
                }
                w.visit(&[page("2", text("утечка qwerty1234"))])
            },
            &["repeat breach"],
        ),
    ]);
}

#[test]
fn documents() {
    check(&[
        (
            "an article judged false, told shorter",
            |w| {
                judged(w, "boss", &text("Иванов"));
                w.visit(&[page("2", format!("{} Иванов {}", filler("а", 120), filler("я", 60)))])
            },
            &["repeat boss"],
        ),
        (
            "the judged teaser, within an article that says more of him",
            |w| {
                judged(w, "boss", &text("Иванов"));
                w.visit(&[page(
                    "2",
                    format!("{} {} Иванов {}", text("Иванов"), filler("о", 90), filler("у", 90)),
                )])
            },
            &["repeat boss", "new boss listing@-1 alert"],
        ),
        (
            "and the same page once more",
            |w| {
                judged(w, "boss", &text("Иванов"));
                let more = format!("{} {} Иванов {}", text("Иванов"), filler("о", 90), filler("у", 90));
                w.visit(&[page("2", more.clone())]);
                w.visit(&[page("2", format!("{more} конец"))])
            },
            &["repeat boss", "repeat boss"],
        ),
    ]);
}

#[test]
fn values() {
    fn narrow(w: &mut World) {
        for (finding, _) in &mut w.findings {
            finding.narrow = true;
        }
    }
    check(&[
        (
            "a dump judged false, and one account among them that was not seen",
            |w| {
                let dump = |n: usize| {
                    format!("{} Ромашка", (0..n).map(|i| format!("client{i}")).collect::<Vec<_>>().join(" "))
                };
                w.visit(&[page("1", dump(40))]);
                w.judge("clients", Verdict::FalsePositive).judge("company", Verdict::FalsePositive);
                let lines = w.visit(&[page("2", dump(41))]);
                lines.into_iter().filter(|l| l.contains("clients")).collect()
            },
            &["repeat clients", "new clients listing@-1 alert"],
        ),
        (
            "false here alone, and again here",
            |w| {
                judged(w, "token", &text("token1"));
                narrow(w);
                w.visit(&[page("2", text("token1"))])
            },
            &["repeat token"],
        ),
        (
            "false here alone, and now elsewhere",
            |w| {
                judged(w, "token", &text("token1"));
                narrow(w);
                w.visit(&[page("2", format!("{} token1 {}", filler("о", 50), filler("у", 50)))])
            },
            &["returned token listing@-1 alert"],
        ),
        (
            "false wherever it stands",
            |w| {
                judged(w, "token", &text("token1"));
                w.visit(&[page("2", format!("{} token1 {}", filler("о", 50), filler("у", 50)))])
            },
            &["repeat token"],
        ),
    ]);
}

#[test]
fn taken_back() {
    fn back(w: &mut World, id: &str) {
        w.judge(id, Verdict::New);
        for (finding, _) in &mut w.findings {
            finding.taken_back = true;
        }
    }
    check(&[
        (
            "at a place where it is known already",
            |w| {
                judged(w, "token", "token1");
                back(w, "token");
                w.visit(&[page("1", "token1 снова")])
            },
            &["repeat token"],
        ),
        (
            "at a new place: told of again, once",
            |w| {
                judged(w, "token", "token1");
                back(w, "token");
                let first = w.visit(&[page("2", "token1")]);
                [first, w.visit(&[page("3", "token1")])].concat()
            },
            &["returned token listing@-1 alert", "repeat token"],
        ),
    ]);
}

use super::*;
use StartRule::{FirstVisit, Gap, LinkedFrom, Listing, Page, Published, Stream};

const MINUTE: i64 = 60_000;

/// Minutes after an arbitrary midnight.
fn at(minutes: i64) -> Time {
    Time(1_800_000_000_000 + minutes * MINUTE)
}

fn stated(earliest: i64, latest: i64) -> Option<Stated> {
    Some(Stated { earliest: at(earliest), latest: at(latest) })
}

/// A page read at minute 600 under a deadline of an hour, by a crawl whose first complete visit is long over.
fn seen(before: Before) -> Seen {
    Seen {
        fetched: at(600),
        now: at(600),
        deadline: Duration::from_secs(3600),
        skew: None,
        published: None,
        before,
        covered_since: Time(i64::MIN),
        baseline: None,
        last_visit: Some(at(560)),
    }
}

#[test]
fn one_row_for_each_case_of_the_product() {
    let page = Before::Page { as_of: at(580) };
    let listing = Before::Listing { as_of: at(570) };
    let gap = Before::Gap { as_of: at(300) };
    let (late, now) = (false, true);
    let rows: Vec<(&str, Seen, i64, StartRule, bool)> = vec![
        ("(a) the last fetch of the page", seen(page), 580, Page, late),
        (
            "(a) a fetch newer than the entry counts",
            Seen { covered_since: at(579), ..seen(page) },
            580,
            Page,
            late,
        ),
        (
            "(a) a fetch as old as the entry counts",
            Seen { covered_since: at(580), ..seen(page) },
            580,
            Page,
            late,
        ),
        (
            "(a) a fetch older than the entry does not",
            Seen { covered_since: at(590), ..seen(page) },
            590,
            FirstVisit,
            now,
        ),
        (
            "(a) after the rematch it does",
            Seen { covered_since: Time(i64::MIN), ..seen(page) },
            580,
            Page,
            late,
        ),
        (
            "(a) the same text as before: only the entry is new",
            Seen { covered_since: at(500), ..seen(Before::Unchanged) },
            500,
            FirstVisit,
            now,
        ),
        ("(a) the same text, an entry as old as the watch", seen(Before::Unchanged), 600, FirstVisit, now),
        (
            "(a) a known page's stated time replaces nothing",
            Seen { published: stated(590, 590), ..seen(page) },
            580,
            Page,
            late,
        ),
        ("(b) the last fetch of the listing", seen(listing), 570, Listing, late),
        (
            "(b) older than the entry, and yet it lacked the address",
            Seen { covered_since: at(590), ..seen(listing) },
            570,
            Listing,
            late,
        ),
        ("(b) no overlap: before the gap", seen(gap), 300, Gap, late),
        ("(c) the last event of the stream", seen(Before::Stream { last: at(599) }), 599, Stream, late),
        (
            "an orphan: the page that links to it",
            seen(Before::Linked { as_of: at(540) }),
            540,
            LinkedFrom,
            late,
        ),
        ("nothing led to it: the last visit", seen(Before::Nothing), 560, Gap, late),
        ("nothing at all is known: now", Seen { last_visit: None, ..seen(Before::Nothing) }, 600, Gap, late),
        (
            "(d) stated after the listing was read",
            Seen { published: stated(585, 585), ..seen(listing) },
            585,
            Published,
            late,
        ),
        (
            "(d) stated after the gap began",
            Seen { published: stated(590, 590), ..seen(gap) },
            590,
            Published,
            late,
        ),
        (
            "(d) its earliest instant, zone unknown",
            Seen { published: stated(571, 2_131), ..seen(listing) },
            571,
            Published,
            late,
        ),
        (
            "(d) date only: midnight lies before the listing",
            Seen { published: stated(0, 1_439), ..seen(listing) },
            570,
            Listing,
            late,
        ),
        (
            "(d) at the listing's fetch it adds nothing",
            Seen { published: stated(570, 570), ..seen(listing) },
            570,
            Listing,
            late,
        ),
        (
            "(d) one in the future is ignored",
            Seen { published: stated(601, 601), ..seen(listing) },
            570,
            Listing,
            late,
        ),
        (
            "(d) at the fetch itself it counts",
            Seen { published: stated(600, 600), ..seen(listing) },
            600,
            Published,
            late,
        ),
        (
            "(d) the server's clock is ten minutes ahead",
            Seen { published: stated(605, 605), skew: Some(10 * MINUTE), ..seen(listing) },
            595,
            Published,
            late,
        ),
        (
            "(d) the server's clock is ten minutes behind: it is in the future",
            Seen { published: stated(595, 595), skew: Some(-10 * MINUTE), ..seen(listing) },
            570,
            Listing,
            late,
        ),
        ("skew moves nothing else", Seen { skew: Some(10 * MINUTE), ..seen(page) }, 580, Page, late),
        ("the first visit", Seen { baseline: Some(at(100)), ..seen(Before::Nothing) }, 100, FirstVisit, now),
        (
            "until it is complete known pages too",
            Seen { baseline: Some(at(100)), ..seen(page) },
            100,
            FirstVisit,
            now,
        ),
        (
            "stated younger than the deadline: singly",
            Seen { baseline: Some(at(100)), published: stated(541, 541), ..seen(Before::Nothing) },
            541,
            Published,
            late,
        ),
        (
            "stated as old as the deadline: with the baseline",
            Seen { baseline: Some(at(100)), published: stated(540, 540), ..seen(Before::Nothing) },
            100,
            FirstVisit,
            now,
        ),
        (
            "stated in the future at the first visit",
            Seen { baseline: Some(at(100)), published: stated(700, 700), ..seen(Before::Nothing) },
            100,
            FirstVisit,
            now,
        ),
        (
            "a rematch counts the age from now, not from the fetch",
            Seen {
                baseline: Some(at(900)),
                now: at(910),
                published: stated(599, 599),
                ..seen(Before::Unchanged)
            },
            900,
            FirstVisit,
            now,
        ),
    ];
    for (name, seen, minute, rule, historic) in rows {
        assert_eq!(start(&seen), Start { at: at(minute), rule, historic }, "{name}");
    }
}

#[test]
fn absurd_times_do_not_panic() {
    for extreme in [i64::MIN, i64::MAX] {
        let published = Some(Stated { earliest: Time(extreme), latest: Time(extreme) });
        for skew in [Some(i64::MIN), Some(i64::MAX), None] {
            let seen = Seen { published, skew, ..seen(Before::Listing { as_of: at(570) }) };
            assert!(start(&seen).at <= seen.fetched);
        }
    }
}

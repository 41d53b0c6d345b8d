//! What only feeds do on a visit.

use leakwatch::model::PollError;
use tokio_util::sync::CancellationToken;

use super::wire::{HOST, Reply, Web, crawl};

fn rss(head: &str, numbers: impl IntoIterator<Item = u32>) -> String {
    let items: String = numbers
        .into_iter()
        .map(|n| format!("<item><title>Entry {n}</title><link>/e/{n}</link><description>words-{n}.</description></item>"))
        .collect();
    format!("<rss version=\"2.0\"><channel><title>N</title>{head}{items}</channel></rss>")
}

fn reply(head: &str, numbers: impl IntoIterator<Item = u32>) -> Reply {
    Reply::ok("application/rss+xml", rss(head, numbers))
}

#[tokio::test]
async fn no_entries_where_there_were_some_is_an_alarm_until_they_are_back() {
    let crawl = crawl("feed", "/f", "");
    let web = Web::start().await;
    web.set("/f", reply("", 1..=3));
    let mut cursor = web.go(&crawl, "").await.harvest().cursor.clone();
    web.set("/f", reply("", []));
    for _ in 0..2 {
        let brought = web.go(&crawl, &cursor).await;
        assert_eq!(brought.complaint("entries_dropped_to_zero"), 1);
        assert!(!brought.harvest().listings[0].overlap);
        cursor.clone_from(&brought.harvest().cursor);
    }
    web.set("/f", reply("", 2..=4));
    let brought = web.go(&crawl, &cursor).await;
    assert_eq!((brought.entries(), brought.complaint("entries_dropped_to_zero")), (vec![4], 0));
    assert!(brought.harvest().listings[0].overlap);
}

#[tokio::test]
async fn a_gap_is_closed_over_the_older_pages() {
    let crawl = crawl("feed", "/f", "");
    let web = Web::start().await;
    web.set("/f", reply("", 1..=3));
    let first = web.go(&crawl, "").await;
    let next = |page: u32| {
        format!("<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='next' href='/f?page={page}'/>")
    };
    web.set("/f", reply(&next(2), 10..=12));
    web.set("/f?page=2", reply(&next(3), 7..=9));
    web.set("/f?page=3", reply(&next(4), 3..=6));
    web.set("/f?page=4", reply("", 0..=2));
    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(second.entries(), (4..=12).collect::<Vec<_>>());
    assert_eq!((second.complaint("gap"), second.complaint("gap_closed")), (1, 1));
    assert!(second.harvest().listings[0].overlap);
    assert!(!web.asked().contains(&"/f?page=4".to_owned()), "the way back ends where something is known");
}

#[tokio::test]
async fn an_unmodified_feed_costs_a_conditional_request() {
    let crawl = crawl("feed", "/f", "");
    let web = Web::start().await;
    web.set("/f", reply("", 1..=3).with("ETag", "\"a\"").with("Cache-Control", "max-age=900"));
    let first = web.go(&crawl, "").await;
    assert_eq!(first.harvest().advice, Some(std::time::Duration::from_secs(900)));
    web.keep(&first);
    let second = web.go(&crawl, &first.harvest().cursor).await;
    assert_eq!(web.conditional(), 1);
    assert!(second.harvest().listings[0].unchanged && second.harvest().listings[0].entries == 3);
    assert_eq!(second.harvest().unchanged[0].0, format!("{HOST}/f"));
    // The cursor of the first visit was lost, its items were kept: what is known there must not hide anything.
    web.set("/f", reply("", 1..=4).with("ETag", "\"b\""));
    let lost = web.go(&crawl, &second.harvest().cursor).await;
    web.keep(&lost);
    let again = web.go(&crawl, &second.harvest().cursor).await;
    assert_eq!(again.entries(), [4]);
}

#[tokio::test]
async fn pages_beyond_the_budget_follow_on_the_next_visit() {
    let crawl = crawl("feed", "/f", "[feed]\npages = true");
    let web = Web::start().await;
    web.set("/f", reply("", 1..=5));
    for n in 1..=5 {
        web.set(&format!("/e/{n}"), Reply::ok("text/html", format!("<p>page of {n}</p>")));
    }
    let first = web.visit(&crawl, "", 3, &CancellationToken::new()).await;
    assert_eq!((first.items.len(), first.harvest().more, first.harvest().complete), (5, true, false));
    assert_eq!(first.entries(), [3, 4, 5], "told by the feed until their pages come");
    web.asked();
    let second = web.visit(&crawl, &first.harvest().cursor, 10, &CancellationToken::new()).await;
    assert_eq!(web.asked(), ["/f", "/e/3", "/e/4", "/e/5"]);
    assert!(second.items.iter().all(|item| item.document.is_none() && item.url.contains("/e/")));
    assert!(second.harvest().complete);
}

#[tokio::test]
async fn one_dead_feed_of_two_is_a_failure_of_its_own() {
    let mut crawl = crawl("feed", "/f", "");
    crawl.start.push(format!("{HOST}/dead"));
    let web = Web::start().await;
    web.set("/f", reply("", 1..=2));
    let brought = web.go(&crawl, "").await;
    assert_eq!(brought.entries(), [1, 2]);
    assert_eq!(brought.harvest().failed, [(format!("{HOST}/dead"), PollError::Gone { status: 404 })]);
    assert!(!brought.harvest().complete);
}

#[tokio::test]
async fn broken_feeds_are_read_and_said_to_be() {
    let crawl = crawl("feed", "/f", "");
    let web = Web::start().await;
    web.set(
        "/f",
        Reply::ok("text/xml", "<rss><channel><item><title>A & B</title><description>words-1.</description>"),
    );
    let brought = web.go(&crawl, "").await;
    assert_eq!((brought.entries(), brought.complaint("feed_lenient")), (vec![1], 1));
    web.set("/f", Reply::ok("text/html", "<html><p>We moved to a new design, enjoy it</p></html>"));
    let brought = web.go(&crawl, &brought.harvest().cursor).await;
    assert!(matches!(brought.harvest, Err(PollError::Malformed { .. })), "{:?}", brought.harvest);
}

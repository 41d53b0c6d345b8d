//! A changed keyword set is taken over while matching goes on: with what there was until the new one is compiled, and
//! with that for good when the new one is faulty.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use leakwatch::matching::Words;

use crate::app::letters::watching;
use crate::support::app::{SET, TestApp};

/// The company, and this many people with names of their own.
fn with_people(n: usize) -> String {
    const SYLLABLES: [&str; 22] = [
        "ба", "ва", "га", "да", "жа", "за", "ка", "ла", "ма", "на", "па", "ра", "са", "та", "фа", "ха", "ча",
        "ша", "бе", "ве", "ге", "де",
    ];
    let name = |n: usize| {
        let word: String = [n, n / 22, n / 484].map(|at| SYLLABLES[at % 22]).concat();
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
        format!("{first}{}нов Илья Львович", letters.as_str())
    };
    let people = (0..n).map(|n| {
        format!("[[entity]]\nid = \"p{n}\"\nkind = \"person\"\nrole = \"other\"\nname = \"{}\"\n", name(n))
    });
    format!("{SET}\n{}", people.collect::<String>())
}

/// Runs the reload, and matches on the same thread as long as it lasts: how often, how often it found what it must, and
/// the longest while without.
async fn matched_meanwhile(app: &TestApp) -> (usize, usize, f64) {
    let over = AtomicBool::new(false);
    let matching = async {
        let (mut scans, mut found, mut last, mut longest) = (0, 0, Instant::now(), 0f64);
        while !over.load(Ordering::SeqCst) {
            let current = app.app.current.borrow().clone();
            let words =
                Words { text: "Ключ ООО «Ромашка»: tok-abcd1234.", ..Words::default() };
            let hits = current.setup.matcher.scan(&words);
            found += usize::from(hits.iter().any(|hit| &*hit.entry == "acme/token"));
            scans += 1;
            longest = longest.max(last.elapsed().as_secs_f64());
            last = Instant::now();
            tokio::task::yield_now().await;
        }
        (scans, found, longest)
    };
    let reload = async {
        app.turn("reload").await;
        over.store(true, Ordering::SeqCst);
    };
    tokio::join!(matching, reload).0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_set_is_taken_over_while_matching_goes_on() {
    let mut app = watching().await;
    let before = app.app.current.borrow().setup.matcher.entries().count();
    app.rewrite(|w| w.set = with_people(10_000));
    let began = Instant::now();
    let (scans, found, longest) = matched_meanwhile(&app).await;
    eprintln!("{scans} scans in {:.2} s, the longest pause {longest:.4} s", began.elapsed().as_secs_f64());
    assert!(scans > 100, "matched {scans} times while the set was compiled");
    assert_eq!(found, scans, "each time it found what it must");
    let after = app.app.current.borrow().setup.matcher.entries().count();
    assert_eq!(after, before + 10_000, "then the new set is in use");

    // A faulty one leaves it in place.
    app.rewrite(|w| w.set = with_people(10_000).replace("name = \"Баба", "nam = \"Баба"));
    let (scans, found, _) = matched_meanwhile(&app).await;
    assert!(scans > 0 && found == scans);
    assert_eq!(app.app.current.borrow().setup.matcher.entries().count(), after);
    app.finish().await;
}

//! The store's suite: one list of tests, each run on SQLite and on PostgreSQL.

mod admitting;
mod crawling;
mod desk;
pub mod drafts;
mod earlier;
mod opening;
mod owed;
mod people;
mod reading;
mod rematching;

use std::sync::Arc;

use leakwatch::runtime::HandClock;
use leakwatch::store::{ClockFrom, Settings, Store};
use sqlx::{AnyConnection, Connection};
use tempfile::TempDir;

use crate::support::postgres;
use drafts::T0;

/// A private database, a clock moved by hand, and the store on both.
struct Bed {
    store: Store,
    clock: HandClock,
    url: String,
    _folder: TempDir,
}

impl Bed {
    async fn new(url: String, folder: TempDir) -> Bed {
        let clock = HandClock::new(T0);
        let store = open(&url, &clock, "one").await;
        Bed { store, clock, url, _folder: folder }
    }

    async fn sqlite() -> Bed {
        let folder = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite:{}/leakwatch.db", folder.path().display());
        Bed::new(url, folder).await
    }

    async fn postgres() -> Bed {
        Bed::new(postgres::database().await, TempDir::new().expect("a temporary folder")).await
    }

    /// The address of an empty database of the same sort.
    async fn elsewhere(&self) -> String {
        match self.is_postgres() {
            true => postgres::database().await,
            false => format!("sqlite:{}/other.db?mode=rwc", self._folder.path().display()),
        }
    }

    fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// A second daemon on the same data; where only one process may hold the folder, a second task.
    async fn second(&self) -> Store {
        if self.is_postgres() { open(&self.url, &self.clock, "two").await } else { self.store.clone() }
    }

    /// A connection past the store, to look at rows and to hold locks.
    async fn raw(&self) -> AnyConnection {
        AnyConnection::connect(&self.url).await.expect("the database is there")
    }

    /// Until this many of the database's sessions wait for a lock; PostgreSQL alone has such.
    async fn waits(&self, n: i64) {
        const WAITING: &str = "SELECT COUNT(*) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()";
        let began = std::time::Instant::now();
        while self.count(WAITING).await < n {
            assert!(began.elapsed().as_secs() < 20, "nobody waits");
            tokio::task::yield_now().await;
        }
    }

    async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut self.raw().await).await.expect("a count")
    }
}

async fn open(url: &str, clock: &HandClock, owner: &str) -> Store {
    let settings = Settings { url: url.into(), owner: owner.into(), clock_from: ClockFrom::Clock };
    Store::open(&settings, Arc::new(clock.clone())).await.expect("the store opens")
}

/// Each function becomes two tests.
macro_rules! on_both {
    ($($module:ident: $($name:ident),+;)+) => {
        mod sqlite {
            $($(#[tokio::test] async fn $name() { super::$module::$name(super::Bed::sqlite().await).await; })+)+
        }
        mod postgresql {
            $($(#[tokio::test] async fn $name() { super::$module::$name(super::Bed::postgres().await).await; })+)+
        }
    };
}

on_both! {
    opening: every_statement_is_prepared, a_newer_schema_is_refused, the_key_stays, a_start_voids_its_own_leases,
        silence_is_an_outage, the_clock_of_leases, visits_of_a_dead_daemon_are_over;
    earlier: data_of_the_first_schema_owes_what_it_owed, a_migration_that_fails_leaves_the_data_as_it_was;
    rematching: changed_entries_owe_a_rematch, one_rematch_at_a_time_and_under_its_token,
        a_rematch_is_admitted_wholly_and_once, a_text_that_was_dropped_is_not_rested_on,
        what_older_rules_brought_meanwhile_is_looked_at;
    crawling: crawls_follow_the_configuration, claims_are_disjoint, claims_that_race_are_disjoint, the_most_overdue_comes_first,
        a_lost_lease_changes_nothing, what_cannot_be_admitted_rests, gates_keep_a_host_polite, robots_and_validators_are_kept;
    admitting: an_admission_is_in_wholly, twice_is_once, what_changed_is_refused, a_dropped_admission_leaves_nothing,
        a_failed_visit_is_a_row, listings_move_with_the_last_pages, causes_rest_on_outages, texts_find_their_cluster,
        dumps_are_found_by_their_values, an_address_twice_in_a_batch, unchanged_and_gone, baselines_are_owed_once,
        hostile_characters, numbers_have_no_gaps, an_open_admission_with_hits_holds_the_next,
        an_open_admission_without_hits_holds_nobody;
    owed: the_urgent_comes_first_and_the_late_has_a_fifth, a_letter_is_sent_once, a_stale_token_sends_nothing,
        later_and_never, a_bounce_reopens, acknowledged_is_not_sent_again, a_test_letter_has_no_alerts,
        letters_are_shown_to_whom_they_concern, a_digest_is_committed_once, a_digest_tells_the_period,
        the_promise_is_counted, two_daemons_share_the_alerts;
    desk: saved_searches_are_seen_by_whom_they_are_for, what_is_muted_owes_nothing_and_is_counted, a_baseline_leaves_out_what_is_muted,
        holds_keep_a_finding_an_address_a_place, money_is_kept_and_summed;
    reading: findings_are_filtered, judging, documents_follow_the_number, retention_spares_findings;
    people: accounts_and_grants, sessions_tokens_and_links, requests_are_taken_once, configuration_and_notes;
}

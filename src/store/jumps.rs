//! The clock was set while the daemon ran: what counts from now on moves with it, what was promised stays.

use super::connect::ClockFrom;
use super::sql::{args, run, statements};
use super::{Store, StoreError};
use crate::model::Time;

statements! {
    LEASED_CRAWLS = "UPDATE crawl SET lease_until = lease_until + $1 WHERE lease_until > 0";
    LEASED_GATES = "UPDATE gate SET lease_until = lease_until + $1 WHERE lease_until > 0";
    LEASED_ALERTS = "UPDATE alert SET lease_until = lease_until + $1 WHERE lease_until > 0";
    LEASED_LETTERS = "UPDATE letter SET lease_until = lease_until + $1 WHERE lease_until > 0";
    LEASED_REQUESTS = "UPDATE request SET lease_until = lease_until + $1 WHERE lease_until > 0 AND done IS NULL";
    /// Set back by an hour, a place that was due in ten minutes would sleep for seventy.
    DUE_CRAWLS = "UPDATE crawl SET next_due = next_due + $1 WHERE next_due > $2";
    SHUT_GATES = "UPDATE gate SET next_allowed = next_allowed + $1 WHERE next_allowed > $2";
    RESTING_GATES = "UPDATE gate SET throttled_until = throttled_until + $1 WHERE throttled_until > $2";
    RESTING_ALERTS = "UPDATE alert SET next_try = next_try + $1 WHERE next_try > $2";
    RESTING_LETTERS = "UPDATE letter SET next_try = next_try + $1 WHERE next_try > $2";
    JUMPED = "INSERT INTO outage (cause, scope, since, until, note) VALUES ('own_crash', $1, $2, $3, $4)";
}

/// The scope of the rows that tell of it.
pub const CLOCK: &str = "clock";

impl Store {
    /// Leases hold as long as they would have held. Set back, rests and visits come when they would have come; set
    /// forward, they are due. When an alert is due stays what it was: that was promised.
    ///
    /// A row tells of it: forward a stretch in which no time was, and which explains what is late of it; back an instant.
    /// Where leases run on the database's own clock nothing but the row is written.
    pub async fn clock_was_set(&self, from: Time, to: Time, note: &str) -> Result<(), StoreError> {
        let by = to.0.saturating_sub(from.0);
        let mut tx = self.begin().await?;
        if self.inner.settings.clock_from == ClockFrom::Clock {
            for leased in [LEASED_CRAWLS, LEASED_GATES, LEASED_ALERTS, LEASED_LETTERS, LEASED_REQUESTS] {
                run(&mut tx, leased, args![by]).await?;
            }
            if by < 0 {
                for rests in [DUE_CRAWLS, SHUT_GATES, RESTING_GATES, RESTING_ALERTS, RESTING_LETTERS] {
                    run(&mut tx, rests, args![by, to]).await?;
                }
            }
        }
        run(&mut tx, JUMPED, args![CLOCK, from.min(to), to, note]).await?;
        Ok(tx.commit().await?)
    }
}

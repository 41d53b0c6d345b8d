//! Time as a thing that is handed down: the system's in `run`, a hand-moved one in tests, a fast one in simulation.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use crate::model::Time;

/// Where every room that needs the time gets it.
///
/// `sleep_until` returns once `now() >= t`, also when the clock is set forward; when it is set back meanwhile, after as
/// long as it was to `t` at the call: nobody sleeps an hour because somebody set a clock. Whoever must not act before `t`
/// looks again.
pub trait Clock: Send + Sync + Debug {
    fn now(&self) -> Time;

    /// Goes on with time and is set by nobody.
    fn steady(&self) -> Instant;

    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()>;

    fn sleep(&self, d: Duration) -> BoxFuture<'static, ()> {
        self.sleep_until(self.now() + d)
    }
}

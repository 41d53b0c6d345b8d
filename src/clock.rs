//! Time as a thing that is handed down: the system's in `run`, a hand-moved one in tests, a fast one in simulation.

use std::fmt::Debug;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::model::Time;

/// Where every room that needs the time gets it. `sleep_until` returns once `now() >= t`, also after the clock jumps.
pub trait Clock: Send + Sync + Debug {
    fn now(&self) -> Time;

    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()>;

    fn sleep(&self, d: Duration) -> BoxFuture<'static, ()> {
        self.sleep_until(self.now() + d)
    }
}

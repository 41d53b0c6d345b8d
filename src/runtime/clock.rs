//! The two clocks: the machine's, and one that a test or a simulation moves by hand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::model::Time;

/// How long a sleeper trusts the monotonic clock before it looks at the wall again: a jump is noticed within this.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // The one place that asks the machine.
    fn now(&self) -> Time {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Time(since.as_millis() as i64)
    }

    #[allow(clippy::disallowed_methods)] // The one place that waits by the machine's time.
    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            loop {
                let left = t.since(SystemClock.now());
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(LOOK_AGAIN)).await;
            }
        })
    }
}

/// A clock that stands still until it is moved. Clones share the time.
#[derive(Debug, Clone)]
pub struct HandClock {
    now: Arc<Mutex<watch::Sender<Time>>>,
}

impl HandClock {
    pub fn new(start: Time) -> HandClock {
        HandClock { now: Arc::new(Mutex::new(watch::Sender::new(start))) }
    }

    pub fn set(&self, t: Time) {
        self.sender().send_replace(t);
    }

    pub fn advance(&self, d: Duration) {
        self.sender().send_modify(|now| *now = *now + d);
    }

    fn sender(&self) -> std::sync::MutexGuard<'_, watch::Sender<Time>> {
        self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for HandClock {
    fn now(&self) -> Time {
        *self.sender().borrow()
    }

    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()> {
        let mut seen = self.sender().subscribe();
        Box::pin(async move {
            // The sender lives in the clock; when the clock is dropped nobody can wake us, and nobody waits.
            let _ = seen.wait_for(|now| *now >= t).await;
        })
    }
}

//! The two clocks: the machine's, and one that a test or a simulation moves by hand.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

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

    #[allow(clippy::disallowed_methods)] // The one place that asks the machine.
    fn steady(&self) -> Instant {
        Instant::now()
    }

    #[allow(clippy::disallowed_methods)] // The one place that waits by the machine's time.
    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let until = SystemClock.steady() + t.since(SystemClock.now());
            loop {
                let left =
                    t.since(SystemClock.now()).min(until.saturating_duration_since(SystemClock.steady()));
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(LOOK_AGAIN)).await;
            }
        })
    }

    #[allow(clippy::disallowed_methods)] // The one place that waits by the machine's time.
    fn sleep(&self, d: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(d))
    }
}

/// A clock that stands still until it is moved. Clones share the time.
#[derive(Debug, Clone)]
pub struct HandClock {
    hands: Arc<Mutex<watch::Sender<Hands>>>,
}

#[derive(Clone, Copy, Debug)]
struct Hands {
    now: Time,
    steady: Instant,
}

impl HandClock {
    pub fn new(start: Time) -> HandClock {
        let hands = Hands { now: start, steady: SystemClock.steady() };
        HandClock { hands: Arc::new(Mutex::new(watch::Sender::new(hands))) }
    }

    /// Time goes by until then.
    pub fn set(&self, t: Time) {
        self.sender().send_modify(|hands| {
            hands.steady += t.since(hands.now);
            hands.now = t;
        });
    }

    /// Time goes by.
    pub fn advance(&self, d: Duration) {
        self.sender().send_modify(|hands| {
            hands.steady += d;
            hands.now = hands.now + d;
        });
    }

    /// Somebody sets the clock: no time goes by.
    pub fn jump(&self, t: Time) {
        self.sender().send_modify(|hands| hands.now = t);
    }

    fn sender(&self) -> std::sync::MutexGuard<'_, watch::Sender<Hands>> {
        self.hands.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for HandClock {
    fn now(&self) -> Time {
        self.sender().borrow().now
    }

    fn steady(&self) -> Instant {
        self.sender().borrow().steady
    }

    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()> {
        let mut seen = self.sender().subscribe();
        let Hands { now, steady } = *seen.borrow();
        let until = steady + t.since(now);
        Box::pin(async move {
            // The sender lives in the clock; when the clock is dropped nobody can wake us, and nobody waits.
            let _ = seen.wait_for(|hands| hands.now >= t || hands.steady >= until).await;
        })
    }

    fn sleep(&self, d: Duration) -> BoxFuture<'static, ()> {
        let mut seen = self.sender().subscribe();
        let until = seen.borrow().steady + d;
        Box::pin(async move {
            let _ = seen.wait_for(|hands| hands.steady >= until).await;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_clock_that_is_set_keeps_nobody_asleep() {
        let clock = HandClock::new(Time(10_000_000));
        let began = clock.steady();
        let sleeper = clock.sleep(Duration::from_secs(10));
        clock.jump(Time(0));
        clock.advance(Duration::from_secs(10));
        sleeper.await;
        let sleeper = clock.sleep(Duration::from_secs(86_400));
        clock.jump(Time(200_000_000));
        sleeper.await;
        assert_eq!(clock.steady() - began, Duration::from_secs(10), "setting a clock makes no time");
    }
}

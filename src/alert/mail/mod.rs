//! Letters by e-mail: to a relay over SMTP, or into a maildir where no relay is configured.
//!
//! A letter is accepted when the relay answered 250 to the end of DATA, and by nothing less. One envelope a recipient;
//! a few connections are kept between letters. What a letter says, and when it is tried again, is not known here.

mod compose;
mod maildir;
mod reply;
mod session;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::channel::{Accepted, Channel, Hold, Outgoing, SendError};
use crate::clock::Clock;
use crate::model::Relay;
use session::Session;

pub use compose::{ComposeError, Headers, compose};
pub use maildir::Maildir;

/// Connections kept open between letters.
const POOL: usize = 4;
/// Letters over one connection; many relays drop a client that sends more.
const LETTERS: u32 = 50;

/// How long each step may take. RFC 5321 4.5.3.2 allows minutes; a promise of an hour does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// TCP, each address.
    pub connect: Duration,
    /// TLS, greeting and EHLO together; then each command.
    pub command: Duration,
    /// From the first byte of the letter to the answer to its end.
    pub data: Duration,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        let seconds = Duration::from_secs;
        Timeouts { connect: seconds(10), command: seconds(30), data: seconds(60) }
    }
}

/// A relay as a way to tell.
pub struct Mail {
    relay: Relay,
    clock: Arc<dyn Clock>,
    timeouts: Timeouts,
    idle: Mutex<Vec<Session>>,
}

impl Mail {
    pub fn new(relay: Relay, clock: Arc<dyn Clock>) -> Mail {
        Mail { relay, clock, timeouts: Timeouts::default(), idle: Mutex::new(Vec::new()) }
    }

    pub fn timeouts(mut self, timeouts: Timeouts) -> Mail {
        self.timeouts = timeouts;
        self
    }

    /// A kept connection that still answers, else a new one.
    async fn session(&self) -> Result<Session, SendError> {
        loop {
            // The guard must not live across the await below.
            let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut session) = kept else { return Session::open(&self.relay, self.timeouts).await };
            if session.reset().await {
                return Ok(session);
            }
        }
    }

    fn keep(&self, session: Session) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if session.usable() && session.letters() < LETTERS && idle.len() < POOL {
            idle.push(session);
        }
    }
}

#[async_trait]
impl Channel for Mail {
    fn name(&self) -> &str {
        &self.relay.id
    }

    async fn send(&self, letter: &Outgoing, hold: &dyn Hold) -> Result<Accepted, SendError> {
        let mut session = self.session().await?;
        let outcome = session.deliver(&self.relay.from, letter, hold).await;
        self.keep(session);
        let reply = outcome?;
        Ok(Accepted { relay: self.relay.id.clone(), reply, at: self.clock.now() })
    }
}

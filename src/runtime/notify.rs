//! Tells systemd that we are ready, alive, stopping (sd_notify(3)). Silent when it did not start us.

use sd_notify::NotifyState;

/// The line to the service manager.
#[derive(Clone, Copy, Debug, Default)]
pub struct Systemd;

impl Systemd {
    pub fn ready(self) {
        self.tell(&[NotifyState::Ready]);
    }

    pub fn alive(self) {
        self.tell(&[NotifyState::Watchdog]);
    }

    pub fn stopping(self) {
        self.tell(&[NotifyState::Stopping]);
    }

    fn tell(self, states: &[NotifyState<'_>]) {
        if let Err(error) = sd_notify::notify(states) {
            tracing::warn!(%error, "the service manager could not be told");
        }
    }
}

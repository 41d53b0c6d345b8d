//! robots.txt as RFC 9309 wants it had: fetched once, followed through redirects, kept at most a day, absent when the
//! server says so, and a refusal while the server fails.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use url::{Origin, Url};

use super::answer::{Accept, FetchError, Refusal};
use super::fetcher::{Fetcher, refusal, target};
use super::gate::RobotsRow;
use super::hop::Want;
use super::robots;
use super::settings::AGENT;
use crate::model::{Time, Validators};

/// How long a row is believed (RFC 9309, 2.4).
const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long a server error is: a refusal that the place did not mean should not last.
const ERROR: Duration = Duration::from_secs(600);
/// Origins whose row is kept in memory: a visit asks about few, and each may be 500 KiB.
const AT_HAND: usize = 16;
/// Redirects followed (RFC 9309, 2.3.1.2); beyond them the file counts as absent.
const REDIRECTS: usize = 5;

fn is_believed(row: &RobotsRow, now: Time) -> bool {
    row.fetched <= now && now.since(row.fetched) < if row.status < 500 { DAY } else { ERROR }
}

impl Fetcher {
    /// Whether robots.txt lets us fetch this address; the delay to keep: the crawl's, or the file's when it is longer.
    pub(super) async fn rules(&self, url: &Url, delay: Duration) -> Result<Duration, FetchError> {
        if !self.room.settings.obey_robots {
            return Ok(delay);
        }
        let row = self.row(url, delay).await?;
        match row.status {
            200..=299 => {
                let delay = delay.max(robots::crawl_delay(&row.body, AGENT).unwrap_or_default());
                match robots::allowed(&row.body, AGENT, url.as_str()) {
                    true => Ok(delay),
                    false => Err(FetchError::Refused(Refusal::Robots)),
                }
            }
            500.. => Err(FetchError::Refused(Refusal::Robots)),
            _ => Ok(delay),
        }
    }

    /// The sitemaps that the robots.txt of this address's host lists.
    pub async fn sitemaps(&self, url: &Url) -> Result<Vec<String>, FetchError> {
        self.may(url)?;
        let row = self.row(url, self.scope.delay).await?;
        Ok(if (200..300).contains(&row.status) { robots::sitemaps(&row.body) } else { Vec::new() })
    }

    async fn row(&self, url: &Url, delay: Duration) -> Result<Arc<RobotsRow>, FetchError> {
        let origin = url.origin();
        let name = origin.ascii_serialization();
        let fault = |e: anyhow::Error| FetchError::Unreachable {
            why: format!("the robots cache cannot be used: {e:#}"),
            own_network: true,
        };
        let now = self.room.clock.now();
        if let Some(row) = self.at_hand().get(&name).filter(|row| is_believed(row, now)) {
            return Ok(Arc::clone(row));
        }
        let kept = self.room.gates.robots(&name).await.map_err(fault)?;
        let row = match kept.filter(|row| is_believed(row, now)) {
            Some(row) => row,
            None => {
                let row = self.fetch_row(&origin, delay).await?;
                self.room.gates.keep_robots(&name, &row).await.map_err(fault)?;
                row
            }
        };
        let row = Arc::new(row);
        let mut at_hand = self.at_hand();
        if at_hand.len() >= AT_HAND {
            at_hand.clear();
        }
        at_hand.insert(name, Arc::clone(&row));
        Ok(row)
    }

    fn at_hand(&self) -> MutexGuard<'_, HashMap<String, Arc<RobotsRow>>> {
        self.room.robots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch_row(&self, origin: &Origin, delay: Duration) -> Result<RobotsRow, FetchError> {
        let absent = |status| RobotsRow { status, body: Vec::new(), fetched: self.room.clock.now() };
        let start = format!("{}/robots.txt", origin.ascii_serialization());
        let mut url = Url::parse(&start).map_err(|_| FetchError::Refused(Refusal::Scheme))?;
        for _ in 0..=REDIRECTS {
            self.guarded(&url)?;
            let cap = robots::CAP as u64;
            let want = Want {
                form: None,
                json: false,
                key: None,
                url: &url,
                accept: Accept::Page,
                cap,
                delay,
                validators: Validators::default(),
            };
            let (exchange, leave) = self.hop(&want).await?;
            match exchange.status {
                200..=299 if exchange.truncated && exchange.body.len() < robots::CAP => {
                    // Half a file may lack the half that refuses.
                    let why = "robots.txt was cut off".to_owned();
                    return Err(FetchError::Unreachable { why, own_network: false });
                }
                200..=299 => return Ok(RobotsRow { body: exchange.body, ..absent(exchange.status) }),
                300..=399 => match target(&url, &exchange) {
                    Ok(next) => url = next,
                    Err(_) => return Ok(absent(404)),
                },
                429 => return Err(refusal(429, leave)),
                status => return Ok(absent(status)),
            }
        }
        Ok(absent(404))
    }
}

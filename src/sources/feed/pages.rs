//! The pages behind the entries of a feed, fetched where the crawl wants them and the budget allows it.
//!
//! An entry never waits for its page: what cannot be fetched now is handed over as the feed tells it, and its page
//! follows, at most 200 of them from visit to visit.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use super::Entry;
use crate::fetch::Ask;
use crate::model::{Exchange, Item, PollError, Stated};
use crate::sources::urls;
use crate::sources::visit::Visit;

const MOST_PENDING: usize = 200;

/// A page that the budget or the host did not allow yet; its entry was handed over as the feed told it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    id: String,
    url: String,
    listing: String,
    published: Option<Stated>,
}

/// The pages behind entries, where they are wanted.
pub(super) struct Pages {
    wanted: bool,
    /// Hosts that said "later" on this visit.
    throttled: HashSet<String>,
    pending: Vec<Pending>,
}

/// What became of a page.
enum Turn {
    Done,
    Later,
    Never,
}

impl Pages {
    pub fn new(wanted: bool) -> Pages {
        Pages { wanted, throttled: HashSet::new(), pending: Vec::new() }
    }

    /// What the next visit owes.
    pub fn pending(mut self) -> Vec<Pending> {
        self.pending.truncate(MOST_PENDING);
        self.pending
    }

    /// The page of an entry, else the entry as the feed tells it.
    pub async fn hand_over(
        &mut self,
        visit: &mut Visit<'_>,
        entry: Entry,
        exchange: Arc<Exchange>,
        listing: &str,
    ) -> Result<(), PollError> {
        if self.wanted && !entry.url.is_empty() && entry.url.len() <= urls::LONGEST {
            let page = Pending {
                id: entry.id.clone(),
                url: entry.url.clone(),
                listing: listing.to_owned(),
                published: entry.published,
            };
            match self.fetch(visit, &page).await? {
                Turn::Done => return Ok(()),
                Turn::Later => self.pending.push(page),
                Turn::Never => {}
            }
        }
        let url = if entry.url.is_empty() { exchange.final_url.clone() } else { entry.url };
        let mut document = entry.document;
        document.url.clone_from(&url);
        if exchange.truncated {
            document.complaints.push(format!("partly read: {} bytes", exchange.body.len()));
        }
        let item = Item {
            id: entry.id,
            url,
            exchange,
            span: entry.span,
            document: Some(document),
            published: entry.published,
            listing: Some(listing.to_owned()),
        };
        visit.send(item).await
    }

    /// A page that an earlier visit owed.
    pub async fn catch_up(&mut self, visit: &mut Visit<'_>, page: Pending) -> Result<(), PollError> {
        if self.wanted && matches!(self.fetch(visit, &page).await?, Turn::Later) {
            self.pending.push(page);
        }
        Ok(())
    }

    async fn fetch(&mut self, visit: &mut Visit<'_>, page: &Pending) -> Result<Turn, PollError> {
        let Ok(url) = Url::parse(&page.url) else { return Ok(Turn::Never) };
        let host = url.host_str().unwrap_or_default().to_owned();
        if visit.left() == 0 || self.throttled.contains(&host) {
            return Ok(Turn::Later);
        }
        match visit.get(&Ask::page(url)).await {
            Ok(answer) => {
                let exchange = Arc::new(answer.into_exchange());
                if exchange.body.is_empty() {
                    let why = "the answer is empty".to_owned();
                    visit.harvest.failed.push((page.url.clone(), PollError::Malformed { why }));
                    return Ok(Turn::Never);
                }
                let item = Item {
                    id: page.id.clone(),
                    url: exchange.final_url.clone(),
                    exchange,
                    span: None,
                    document: None,
                    published: page.published,
                    listing: Some(page.listing.clone()),
                };
                visit.send(item).await?;
                Ok(Turn::Done)
            }
            Err(PollError::Cancelled) => Err(PollError::Cancelled),
            Err(PollError::Gone { .. }) => {
                visit.harvest.gone.push((page.url.clone(), visit.order.now));
                Ok(Turn::Never)
            }
            Err(e) => {
                let later = matches!(e, PollError::Throttled { .. });
                visit.harvest.failed.push((page.url.clone(), e));
                if later {
                    self.throttled.insert(host);
                }
                Ok(if later { Turn::Later } else { Turn::Never })
            }
        }
    }
}

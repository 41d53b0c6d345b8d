//! The web page beside the tasks: what it is made of, and where it listens.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{App, Asked, Current, Printing, Reader, asked, outlooks};
use crate::config::{Config, Stored, embedded};
use crate::model::{Fault, Spot};
use crate::runtime::Bell;
use crate::said;
use crate::sources;
use crate::store::Store;
use crate::web::{Checked, Context, Validate, View};

/// How old the outlook on the pages may be.
const LOOK_AGAIN: Duration = Duration::from_secs(10 * 60);

/// The configuration as pages show it.
async fn view(current: &Current, demo: bool, store: &Store) -> View {
    let config = &current.config;
    let relay = config.relays.first();
    let asked = asked(config, store).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "what places ask for is not known to the outlook");
        Asked::default()
    });
    let outlook = outlooks(config, &asked);
    let outlook = outlook.into_iter().map(|(crawl, o)| (crawl, (o.feasible, o.why))).collect();
    View {
        public_url: config.server.public_url.clone(),
        demo,
        mail: relay
            .map_or_else(|| format!("folder {}", config.letters.display()), |r| format!("relay {}", r.host)),
        relay: relay.is_some(),
        plans: config.plans.clone(),
        watches: current.setup.watches.clone(),
        recipients: config.recipients.clone(),
        crawls: config.crawls.clone(),
        sets: config.sets.clone(),
        spare_crawls: config.spare_crawls.clone(),
        spare_sets: config.spare_sets.clone(),
        kinds: sources::kinds().iter().map(|kind| (kind.name, kind.about)).collect(),
        engines: sources::engines(),
        shipped: embedded::keyword_sets().into_iter().chain(embedded::crawlers()).collect(),
        matcher: current.setup.matcher.clone(),
        outlook,
    }
}

/// Checks the whole configuration as a changed item would make it.
fn validate(reader: Option<Reader>, printing: Arc<Printing>) -> Validate {
    Arc::new(move |items, name| {
        let stored: Vec<Stored> =
            items.iter().map(|(name, text)| Stored { name: name.clone(), text: text.clone() }).collect();
        match &reader {
            Some(reader) => reader.check(&stored, name, &printing),
            None => {
                let spot = Spot { file: name.to_owned(), ..Spot::default() };
                let fault = Fault::new(
                    &spot,
                    said!(
                        "run.fixed",
                        "the configuration of this run cannot be changed",
                        "настройки этого запуска менять нельзя"
                    ),
                );
                Checked { faults: vec![fault], ..Checked::default() }
            }
        }
    })
}

impl App {
    /// Listens, starts the pages and says on standard error where they are.
    pub(super) async fn open_pages(&self) -> anyhow::Result<()> {
        let (listen, public_url, archive) = {
            let config = &self.current.borrow().config;
            (config.server.listen, config.server.public_url.clone(), config.data.join("archive"))
        };
        let listener = TcpListener::bind(listen).await.with_context(|| {
            format!("the web page cannot listen on {listen}; choose another address with [server] listen")
        })?;
        let now = self.current.borrow().clone();
        let (sender, views) = watch::channel(Arc::new(view(&now, self.demo, &self.store).await));
        let (mut current, demo, stop) = (self.current.clone(), self.demo, self.stop.clone());
        let (store, clock) = (self.store.clone(), self.clock.clone());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    changed = current.changed() => if changed.is_err() { break },
                    // What places ask for is read with their robots.txt, after the start and then once a day.
                    () = clock.sleep(LOOK_AGAIN) => {}
                    () = stop.cancelled() => break,
                }
                let now = current.borrow_and_update().clone();
                sender.send_replace(Arc::new(view(&now, demo, &store).await));
            }
            // The configuration changes no more; the pages go on with the last one.
            stop.cancelled().await;
            drop(sender);
        });
        let bells = [self.bells.requests.clone(), self.bells.reload.clone()];
        let context = Context {
            store: self.store.clone(),
            index: self.index.clone(),
            clock: self.clock.clone(),
            health: self.health.clone(),
            metrics: self.metrics.clone(),
            view: views,
            validate: validate(self.reader.clone(), self.printing.clone()),
            archive,
            ring: Arc::new(move || bells.iter().for_each(Bell::ring)),
        };
        let router = crate::web::router(context);
        let at = listener.local_addr()?;
        tokio::spawn(serve(listener, router, self.stop.clone()));
        let url =
            if public_url.is_empty() || listen.port() == 0 { format!("http://{at}") } else { public_url };
        eprintln!("The page: {url}/");
        if let Some(link) = crate::web::first_account_link(&self.store, &url, self.clock.as_ref()).await? {
            eprintln!("Make the first account, once: {link}");
        }
        Ok(())
    }
}

async fn serve(listener: TcpListener, router: axum::Router, stop: CancellationToken) {
    if let Err(error) = crate::web::serve(listener, router, stop).await {
        tracing::error!(%error, "the web page stopped");
    }
}

/// Where letters go, for the log of a start.
pub(super) fn mail(config: &Config) -> String {
    match config.relays.first() {
        Some(relay) => format!("letters go to the relay {}", relay.host),
        None => format!("no relay is configured: letters go to {}", config.letters.display()),
    }
}

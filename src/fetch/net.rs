//! The real network under the seam.

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

use super::resolve::Resolve;
use super::settings::Settings;
use super::wire::{Transport, WireAnswer, WireError, WireRequest};

pub struct Net {
    settings: Settings,
    resolver: Arc<dyn Resolve>,
}

impl Net {
    pub fn new(settings: &Settings, resolver: Arc<dyn Resolve>) -> Net {
        Net { settings: settings.clone(), resolver }
    }
}

#[async_trait]
impl Transport for Net {
    async fn send(&self, request: WireRequest) -> Result<WireAnswer, WireError> {
        let _ = (&self.settings, &self.resolver, request);
        Err(WireError::Name(String::new()))
    }
}

/// Reads a crawl's `proxy`: `http://host:port` or `socks5h://host:port`.
pub fn proxy(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|e| e.to_string())
}

//! robots.txt
use std::time::Duration;

/// Whether `agent` may fetch `url`.
pub fn allowed(body: &[u8], agent: &str, url: &str) -> bool {
    let _ = (body, agent, url);
    true
}

pub fn crawl_delay(body: &[u8], agent: &str) -> Option<Duration> {
    let _ = (body, agent);
    None
}

pub fn sitemaps(body: &[u8]) -> Vec<String> {
    let _ = body;
    Vec::new()
}

//! `leakwatch robots FILE AGENT URL`: what a robots.txt says, by the same reader that the daemon obeys.

use std::path::Path;

use anyhow::Context as _;

use crate::fetch::robots;

/// The verdict as JSON: `{"allowed":bool}`.
pub fn run(file: &Path, agent: &str, url: &str) -> anyhow::Result<String> {
    let body = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let allowed = robots::allowed(&body, agent, url);
    Ok(serde_json::json!({ "allowed": allowed }).to_string())
}

//! The settings that measurements run on: one watch over what is measured, and one recipient.

use std::path::Path;

/// The text of `leakwatch.toml`: what is kept lies in `data`, `allow` may be visited, `crawls` is an id or a group.
pub(super) fn watching(data: &Path, allow: &str, sets: &[&str], crawls: &str) -> String {
    let data = data.display();
    format!(
        r#"[server]
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:8080"
data = "{data}"
database = "sqlite:{data}/leakwatch.db"

[fetch]
allow = ["{allow}"]

[watch.romashka]
plan = "extended"
organisation = "romashka/company"
keyword_sets = {sets:?}
crawls = ["{crawls}"]

[recipient.soc]
watches = ["romashka"]
to = "soc@example.com"
language = "en"
zone = "UTC"
gets = ["alerts"]
"#
    )
}

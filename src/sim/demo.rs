//! The configuration that the demo runs by, written as an operator would write it.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use super::world::{HOSTS, Host, Shape};

/// Writes a configuration folder for the small internet: the shipped example company, all its hosts, one relay.
pub fn configuration(
    folder: &Path,
    data: &Path,
    listen: SocketAddr,
    relay: SocketAddr,
) -> std::io::Result<()> {
    let crawls: Vec<String> = HOSTS.iter().map(|h| format!("\"{}\"", id(h))).collect();
    let allow: Vec<String> = HOSTS.iter().map(|h| format!("\"{}\"", h.name)).collect();
    let text = format!(
        r#"# The demo: the example company, watched over the small internet.
[server]
listen = "{listen}"
public_url = "http://{listen}"
contact = "soc@example.com"
data = "{data}"
database = "sqlite:{data}/leakwatch.db"

[fetch]
allow = [{allow}]

[watch.romashka]
plan = "extended"
organisation = "romashka/company"
keyword_sets = ["romashka", "secrets", "dumps", "personal-data-ru", "markings", "threats"]
crawls = [{crawls}]

[watch.romashka.money]
currency = "RUB"
medium = 2_000_000
large = 10_000_000
critical = 50_000_000

[recipient.soc]
watches = ["romashka"]
to = "soc@example.com"
language = "ru"
zone = "Europe/Moscow"
gets = ["alerts", "digest", "blind", "baseline"]

[recipient.duty]
watches = ["romashka"]
to = "duty@example.com"
language = "en"
zone = "Europe/London"
gets = ["alerts"]

[relay.mailbox]
host = "{host}"
port = {port}
tls = "none"
from = "leakwatch@example.com"
"#,
        data = data.display(),
        allow = allow.join(", "),
        crawls = crawls.join(", "),
        host = relay.ip(),
        port = relay.port(),
    );
    fs::create_dir_all(folder)?;
    fs::write(folder.join("leakwatch.toml"), text)?;
    for host in HOSTS {
        let dir = folder.join("crawlers").join(id(host));
        fs::create_dir_all(&dir)?;
        fs::write(dir.join("crawler.toml"), crawler(host))?;
    }
    Ok(())
}

fn id(host: &Host) -> String {
    host.name.trim_end_matches(".test").to_string() + "-demo"
}

fn crawler(host: &Host) -> String {
    let (kind, start, own) = match host.shape {
        Shape::Rss | Shape::Atom => ("feed", "feed.xml", ""),
        Shape::Forum | Shape::GuestBook => (
            "site",
            "",
            "\n[recipe]\nitem = \".post\"\nauthor = \".nick\"\ndate = \"time@datetime\"\npermalink = \"a.perma@href\"\n",
        ),
        Shape::Ads | Shape::Paste | Shape::Site => ("site", "", ""),
    };
    format!(
        "id = \"{id}\"\ntitle = \"{title}\"\nkind = \"{kind}\"\nstart = [\"http://{name}/{start}\"]\nhosts = [\"{name}\"]\ngroups = [\"demo\"]\npages = 120\ninterval = \"4s\"\ndelay = \"20ms\"\nexposure = \"public\"\nkeep = \"all\"\n{own}",
        id = id(host),
        title = host.title,
        name = host.name,
    )
}

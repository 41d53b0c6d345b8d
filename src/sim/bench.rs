//! Pages and a configuration to measure with: long pages such as news sites send, one site that has them.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use super::dice::Dice;
use super::wording;

/// Bytes of markup that no visitor sees, as on an ordinary news page.
const UNSEEN: usize = 120 << 10;
/// Posts of a few sentences each.
const POSTS: usize = 120;

/// A page of about 175 KB: scripts and styles, a menu, an article, comments.
pub fn long_page(n: usize) -> String {
    let mut dice = Dice::new(n as u64 + 1);
    let mut page = format!(
        "<!doctype html><html lang=\"ru\"><head><meta charset=\"utf-8\"><title>Страница {n}</title><script>"
    );
    while page.len() < UNSEEN {
        page.push_str(&format!("window.q{:x}=[{},{}];", dice.next(), dice.below(9999), dice.below(9999)));
    }
    page.push_str("</script></head><body><nav>");
    for i in 0..40 {
        page.push_str(&format!(
            "<a class=\"menu-item menu-item-{i}\" href=\"/page/{}\">Раздел {i}</a>",
            (n + i) % 1000
        ));
    }
    page.push_str("</nav><main><article>");
    for _ in 0..POSTS {
        let words = wording::quiet(&mut dice, !n.is_multiple_of(3));
        page.push_str(&format!(
            "<div class=\"comment\"><span class=\"nick\">{}</span><p>{}</p></div>",
            words.author, words.body
        ));
    }
    page.push_str("</article></main></body></html>");
    page
}

/// A configuration folder for one site at an address, watched with the shipped packs.
pub fn one_site(folder: &Path, data: &Path, at: SocketAddr, pages: usize) -> std::io::Result<()> {
    let crawler = folder.join("crawlers/site-bench");
    fs::create_dir_all(&crawler)?;
    let data = data.display();
    fs::write(
        folder.join("leakwatch.toml"),
        format!(
            r#"[server]
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:8080"
data = "{data}"
database = "sqlite:{data}/leakwatch.db"

[fetch]
allow = ["{at}"]

[watch.romashka]
plan = "extended"
organisation = "romashka/company"
keyword_sets = ["romashka", "secrets", "personal-data-ru", "markings", "threats"]
crawls = ["site-bench"]

[recipient.soc]
watches = ["romashka"]
to = "soc@example.com"
language = "en"
zone = "UTC"
gets = ["alerts"]
"#
        ),
    )?;
    fs::write(
        crawler.join("crawler.toml"),
        format!(
            "id = \"site-bench\"\nkind = \"site\"\nstart = [\"http://{at}/\"]\nhosts = [\"{}\"]\npages = {}\ninterval = \"20m\"\ndelay = \"1ms\"\n",
            at.ip(),
            pages + 50
        ),
    )
}

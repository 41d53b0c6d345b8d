//! The kind `news`: newsgroups by NNTP (RFC 3977), article by article from where the last visit stopped.
//!
//! A group's numbers only grow, so the cursor is the highest that was read, for each of at most 1,000 groups: 40 KB. What
//! expired between two visits is a gap. Binaries are passed over: a newsgroup's files are nobody's words.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::options::{Options, starts_by};
use super::servers::{self, Servers, letter};
use super::visit::Visit;
use super::{Built, Kind, Order, Sink, Source};
use crate::fetch::{FetchError, Fetcher, Lines, Refusal};
use crate::model::{Crawl, Harvest, Item, Listing, PollError};
use crate::said;

pub(super) const KIND: Kind = Kind {
    name: "news",
    about: "Newsgroups by NNTP, with TLS as nntps: each article a document; binaries are passed over.",
    keys: &["news"],
    schemes: &["nntp", "nntps"],
    everywhere: false,
    build,
};

const MOST_GROUPS: usize = 1_000;
/// Bytes of an article that are read; beyond it stands a file.
const ARTICLE: usize = 1 << 20;
/// Bytes of an overview that are read.
const OVERVIEW: usize = 8 << 20;
/// Articles of a group that the first visit reads, the newest.
const HISTORY: i64 = 500;
/// Articles whose overview is asked for at a time.
const STRIDE: u64 = 1_000;
/// Overviews of a group on one visit: numbers may have holes of any size.
const STRIDES: u32 = 20;
/// Numbers are below it (RFC 3977, 6: 31 bits; some servers have 64, nobody so many articles).
const HIGHEST: u64 = 1 << 48;

fn build(crawl: &Crawl) -> Built {
    let mut options = Options::read(crawl)?;
    let starts = starts_by(&mut options, crawl, KIND.schemes);
    let mut table = options.table("news", &["groups", "history"]);
    let groups = table.list("groups", |text| {
        let fits = !text.is_empty() && text.len() < 200 && text.bytes().all(|b| b.is_ascii_graphic());
        match fits {
            true => Ok(text.to_owned()),
            false => Err(said!(
                "news.group",
                "`{text}` is no name of a newsgroup, such as comp.security.misc",
                "— не имя группы новостей вроде comp.security.misc: `{text}`",
                text
            )),
        }
    });
    let history = table.number("history", 1..100_001, HISTORY) as u64;
    if groups.is_empty() {
        options.fault(
            None,
            said!(
                "news.groups",
                "[news] needs `groups`: which newsgroups are read",
                "в [news] нужен `groups`: какие группы новостей читать"
            ),
        );
    }
    options.done(Box::new(News { starts, groups, history }) as Box<dyn Source>)
}

struct News {
    starts: Vec<Url>,
    groups: Vec<String>,
    history: u64,
}

#[async_trait]
impl Source for News {
    async fn visit(
        &self,
        order: &Order,
        fetcher: &Fetcher,
        out: &Sink,
        cancel: &CancellationToken,
    ) -> Result<Harvest, PollError> {
        servers::go(self, order, fetcher, out, cancel).await
    }
}

#[async_trait]
impl Servers for News {
    /// The highest number that was read.
    type Mark = u64;
    const MOST: usize = MOST_GROUPS;

    fn starts(&self) -> &[Url] {
        &self.starts
    }

    async fn server(
        &self,
        start: &Url,
        visit: &mut Visit<'_>,
        read: &mut BTreeMap<String, Self::Mark>,
    ) -> Result<(), PollError> {
        let tls = start.scheme() == "nntps";
        let lines = visit.fetcher().lines(start, if tls { 563 } else { 119 }, tls).await?;
        let mut server = Server { lines };
        server.greet(visit).await?;
        for group in &self.groups {
            let address = format!("{}/{group}", start.as_str().trim_end_matches('/'));
            match self.group(&mut server, group, &address, visit, read).await {
                Ok(()) => {}
                Err(PollError::Gone { .. }) => visit.harvest.gone.push((address, visit.order.now)),
                Err(e @ PollError::Refused { .. }) => visit.harvest.failed.push((address, e)),
                // The conversation is over with the connection.
                Err(e) => return Err(e),
            }
        }
        // Politeness alone.
        let _ = server.lines.say("QUIT").await;
        Ok(())
    }
}

impl News {
    async fn group(
        &self,
        server: &mut Server,
        group: &str,
        address: &str,
        visit: &mut Visit<'_>,
        marks: &mut BTreeMap<String, u64>,
    ) -> Result<(), PollError> {
        let as_of = visit.fetcher().clock().now();
        let answer = server.ask(&format!("GROUP {group}")).await?;
        let numbers: Vec<u64> = answer.text.split(' ').take(3).filter_map(|n| n.parse().ok()).collect();
        let [_, low, high] = numbers[..] else { return Err(odd("GROUP", &answer)) };
        if low > HIGHEST || high > HIGHEST {
            return Err(odd("GROUP", &answer));
        }
        let known = marks.get(address).copied();
        // A server that was set up anew counts from one again.
        let known = known.filter(|read| *read <= high || high == 0);
        let from = match known {
            Some(read) => (read + 1).max(low),
            None => low.max((high + 1).saturating_sub(self.history)),
        };
        let overlap = known.is_none_or(|read| low <= read + 1);
        let unchanged = known.is_some() && from > high;
        if !overlap {
            visit.complain("gap");
        }
        let entries = (high + 1).saturating_sub(from.min(high + 1));
        let listing = Listing { url: address.to_owned(), as_of, overlap, unchanged, entries };
        if !unchanged {
            visit.tell(&listing).await?;
        } else {
            visit.harvest.unchanged.push((address.to_owned(), as_of));
        }
        visit.harvest.listings.push(listing);
        let mut read = known.unwrap_or_else(|| from.saturating_sub(1));
        let (mut at, mut strides) = (from, 0);
        while at <= high {
            strides += 1;
            if strides > STRIDES {
                visit.harvest.more = true;
                return Ok(());
            }
            let to = high.min(at + STRIDE - 1);
            for article in server.overview(at, to).await? {
                if visit.left() == 0 {
                    visit.harvest.more = true;
                    marks.insert(address.to_owned(), read);
                    return Ok(());
                }
                if article.is_a_file() {
                    visit.complain("binaries_skipped");
                } else {
                    self.article(server, article.number, address, visit).await?;
                }
                read = article.number;
                // What was handed over is not asked for again, even if the connection ends here.
                marks.insert(address.to_owned(), read);
            }
            marks.insert(address.to_owned(), to);
            at = to + 1;
        }
        marks.insert(address.to_owned(), high.max(read));
        Ok(())
    }

    async fn article(
        &self,
        server: &mut Server,
        number: u64,
        address: &str,
        visit: &mut Visit<'_>,
    ) -> Result<(), PollError> {
        visit.used += 1;
        let sent = visit.fetcher().clock().now();
        let answer = match server.ask(&format!("ARTICLE {number}")).await {
            Ok(answer) => answer,
            // It was cancelled since the overview came.
            Err(PollError::Gone { .. }) => return Ok(()),
            Err(e) => return Err(e),
        };
        let (body, truncated) = server.lines.block(ARTICLE).await?;
        // `220 number <message-id>`: the same in all groups and on all servers.
        let id = answer.text.split(' ').find(|word| word.starts_with('<') && word.ends_with('>'));
        let url = format!("{address}/{number}");
        let received = visit.fetcher().clock().now();
        let exchange = letter(&url, body, truncated, sent, received);
        if truncated {
            visit.complain("partly_read");
        }
        let item = Item {
            id: id.map_or_else(|| url.clone(), |id| format!("news:{}", id.trim_matches(['<', '>']))),
            url,
            exchange: Arc::new(exchange),
            listing: Some(address.to_owned()),
            ..Item::default()
        };
        visit.send(item).await
    }
}

struct Answer {
    code: u16,
    text: String,
}

/// A line of an overview (RFC 3977, 8.3): number, subject, from, date, message-id, references, bytes, lines.
struct Overview {
    number: u64,
    subject: String,
    bytes: u64,
}

impl Overview {
    fn is_a_file(&self) -> bool {
        let subject = self.subject.to_ascii_lowercase();
        self.bytes > ARTICLE as u64 || subject.contains("yenc") || subject.contains("uuencode")
    }
}

struct Server {
    lines: Lines,
}

impl Server {
    async fn greet(&mut self, visit: &Visit<'_>) -> Result<(), PollError> {
        let greeting = self.hear().await?;
        if !matches!(greeting.code, 200 | 201) {
            return Err(refused("the greeting", &greeting));
        }
        // Servers that also take news from others want to be told; others do not know the word.
        self.lines.say("MODE READER").await?;
        self.hear().await?;
        if let Some(account) = visit.account() {
            let mut answer = self.tell(&format!("AUTHINFO USER {}", account.user)).await?;
            if answer.code == 381 {
                answer = self.tell(&format!("AUTHINFO PASS {}", account.password)).await?;
            }
            if answer.code != 281 {
                return Err(PollError::Refused {
                    why: format!("signing in: the server did not let the account in ({})", answer.code),
                });
            }
        }
        Ok(())
    }

    async fn tell(&mut self, line: &str) -> Result<Answer, PollError> {
        self.lines.say(line).await?;
        self.hear().await
    }

    async fn hear(&mut self) -> Result<Answer, PollError> {
        let line = String::from_utf8_lossy(&self.lines.hear().await?).into_owned();
        let (code, text) = line.split_once(' ').unwrap_or((&line, ""));
        let code =
            code.parse().map_err(|_| PollError::Malformed { why: "an answer without a code".to_owned() })?;
        Ok(Answer { code, text: text.to_owned() })
    }

    /// A command whose answer is wanted; what is refused, gone or unknown is told by its code (RFC 3977, 3.2).
    async fn ask(&mut self, line: &str) -> Result<Answer, PollError> {
        let answer = self.tell(line).await?;
        match answer.code {
            200..300 => Ok(answer),
            411 | 423 | 430 => Err(PollError::Gone { status: answer.code }),
            400 | 403 => Err(PollError::Unreachable { why: format!("the server says {}", answer.code) }),
            480 | 481 | 482 | 483 | 502 => Err(refused(line.split(' ').next().unwrap_or_default(), &answer)),
            _ => Err(odd(line.split(' ').next().unwrap_or_default(), &answer)),
        }
    }

    async fn overview(&mut self, from: u64, to: u64) -> Result<Vec<Overview>, PollError> {
        // Old servers know it under its first name.
        let mut answer = self.tell(&format!("OVER {from}-{to}")).await?;
        if matches!(answer.code, 500 | 501 | 503) {
            answer = self.tell(&format!("XOVER {from}-{to}")).await?;
        }
        match answer.code {
            224 => {}
            // No article with such a number: they expired or were cancelled.
            420 | 423 => return Ok(Vec::new()),
            480 | 502 => return Err(refused("OVER", &answer)),
            _ => return Err(odd("OVER", &answer)),
        }
        let (block, cut) = self.lines.block(OVERVIEW).await?;
        if cut {
            return Err(PollError::Malformed { why: "an overview that is too long".to_owned() });
        }
        let text = String::from_utf8_lossy(&block).into_owned();
        let mut found: Vec<Overview> = text.lines().filter_map(|line| overview(line, from, to)).collect();
        found.sort_by_key(|one| one.number);
        Ok(found)
    }
}

fn overview(line: &str, from: u64, to: u64) -> Option<Overview> {
    let mut fields = line.split('\t');
    let number = fields.next()?.trim().parse().ok().filter(|n| (from..=to).contains(n))?;
    let subject = fields.next().unwrap_or_default().to_owned();
    let bytes = fields.nth(4).and_then(|b| b.trim().parse().ok()).unwrap_or(0);
    Some(Overview { number, subject, bytes })
}

fn refused(what: &str, answer: &Answer) -> PollError {
    let error = FetchError::Refused(Refusal::Status(answer.code));
    PollError::Refused { why: format!("{what}: {error}") }
}

fn odd(what: &str, answer: &Answer) -> PollError {
    PollError::Malformed { why: format!("{what} was answered with {}", answer.code) }
}

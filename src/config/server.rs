//! `[server]`, `[retention]`, `[bounces]`: where the daemon listens and keeps, for how long, and where bounces come back.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::authority;
use super::reader::Reader;
use super::secret::{self, Keys};
use super::values::{duration, email, filled, host, no_address, size, web_address, word};
use crate::alert::{Bounces, Imap};
use crate::model::{Said, Tls};
use crate::said;

/// Where the daemon is.
#[derive(Clone, PartialEq)]
pub struct Server {
    pub listen: SocketAddr,
    /// What links in letters begin with; no slash at the end.
    pub public_url: String,
    /// Part of the User-Agent: an e-mail or web address; empty when left out.
    pub contact: String,
    /// `sqlite:path` (relative to the working directory) or `postgres://...`, with its password: never shown.
    pub database: String,
    /// Free bytes of the data folder's disk below which no visit begins.
    pub floor: u64,
}

/// What `floor` is when it is left out.
const FLOOR: u64 = 1_000_000_000;

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let database = self.database.split(':').next().unwrap_or_default();
        write!(f, "Server({} {} {} {database}:..)", self.listen, self.public_url, self.contact)
    }
}

/// How long and how much is kept; none: for ever, without a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    pub pages: Option<Duration>,
    /// Rows of visits and mentions; they outlive the pages.
    pub visits: Option<Duration>,
    /// Of texts and raw exchanges together.
    pub max_bytes: Option<u64>,
}

/// The server and its data folder.
pub(super) fn server(table: Option<Reader<'_>>) -> (Server, PathBuf) {
    let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
    let data = || "data".to_owned();
    let Some(table) = table else {
        let database = default_database(&data());
        let server = Server {
            listen,
            public_url: format!("http://{listen}"),
            contact: String::new(),
            database,
            floor: FLOOR,
        };
        return (server, data().into());
    };
    let listen = table.read("listen", listen_address).map_or(listen, |at| at.value);
    let public_url =
        table.read("public_url", web_address).map(|at| at.value.as_str().trim_end_matches('/').to_owned());
    let contact = table.read("contact", contact).map(|at| at.value);
    let data = table.read("data", filled).map_or_else(data, |at| at.value);
    let floor = table.read("floor", size).map_or(FLOOR, |at| at.value);
    let keys =
        Keys { plain: "database_password", file: "database_password_file", env: "database_password_env" };
    let password = secret::read(&table, &keys);
    let database = database(&table, password).unwrap_or_else(|| default_database(&data));
    if contact.is_none() {
        table.warn(
            &table.spot,
            said!(
                "server.contact",
                "`contact` is missing: owners of visited sites cannot tell whom to write to",
                "нет ключа `contact`: владельцы сайтов не поймут, кому писать"
            ),
        );
    }
    table.finish();
    let public_url = public_url.unwrap_or_else(|| format!("http://{listen}"));
    (Server { listen, public_url, contact: contact.unwrap_or_default(), database, floor }, data.into())
}

pub(super) fn default_database(data: &str) -> String {
    format!("sqlite:{}/leakwatch.db", data.trim_end_matches('/'))
}

fn database(table: &Reader<'_>, password: Option<String>) -> Option<String> {
    let found = table.read("database", |text| match text.split_once(':') {
        Some(("sqlite", path)) if !path.is_empty() => Ok(None),
        Some(("postgres" | "postgresql", _)) => {
            let url = Url::parse(text)
                .map_err(no_address)
                .map_err(|why| said!("database.address", "no database address ({why}); write it as postgres://user@host/name", "не адрес базы данных: {why}; пишется так: postgres://user@host/name", why))?;
            if url.password().is_some() {
                return Err(said!(
                    "database.password",
                    "holds a password; write postgres://user@host/name and put the password in a file that `database_password_file` names",
                    "в адресе пароль; напишите postgres://user@host/name, а пароль положите в файл, названный в `database_password_file`"
                ));
            }
            if url.host_str().is_none_or(str::is_empty) {
                return Err(said!("database.host", "names no host; write it as postgres://user@host/name", "не назван узел; пишется так: postgres://user@host/name"));
            }
            Ok(Some(url))
        }
        _ => Err(said!(
            "value.database",
            "\"{text}\" is no database; write sqlite:data/leakwatch.db or postgres://user@host/name",
            "«{text}» — не база данных; напишите sqlite:data/leakwatch.db или postgres://user@host/name",
            text
        )),
    });
    let written = table.text("database")?.value;
    match (found?.value, password) {
        (Some(mut url), Some(password)) => url.set_password(Some(&password)).is_ok().then(|| url.to_string()),
        (None, Some(_)) => {
            table.fault(
                &table.spot,
                said!(
                    "database.sqlite",
                    "a password for the database is given, but SQLite takes none",
                    "задан пароль к базе данных, но SQLite обходится без пароля"
                ),
            );
            None
        }
        (_, None) => Some(written),
    }
}

fn listen_address(text: &str) -> Result<SocketAddr, Said> {
    text.parse().map_err(|_| {
        said!(
            "value.listen",
            "\"{text}\" is no address and port; write it as 127.0.0.1:8080",
            "«{text}» — не адрес с портом; пишется так: 127.0.0.1:8080",
            text
        )
    })
}

fn contact(text: &str) -> Result<String, Said> {
    let either = email(text).or_else(|_| web_address(text).map(|url| url.to_string()));
    either.map_err(|_| {
        said!(
            "value.contact",
            "\"{text}\" is neither an e-mail nor a web address; write it as soc@example.com",
            "«{text}» — ни адрес почты, ни адрес в сети; пишется так: soc@example.com",
            text
        )
    })
}

pub(super) fn retention(table: Option<Reader<'_>>) -> Retention {
    let Some(table) = table else { return Retention::default() };
    let pages = table.read("pages", duration).map(|at| at.value);
    let visits = table.read("visits", duration);
    let max_bytes = table.read("max_bytes", size).map(|at| at.value);
    if let (Some(pages), Some(visits)) = (pages, &visits)
        && visits.value < pages
    {
        table.fault(
            &visits.spot,
            said!(
                "retention.visits",
                "`visits` is shorter than `pages`: rows of visits outlive the pages they brought",
                "`visits` короче, чем `pages`: записи о посещениях хранятся дольше принесённых страниц"
            ),
        );
    }
    table.finish();
    Retention { pages, visits: visits.map(|at| at.value), max_bytes }
}

pub(super) fn bounces(table: Option<Reader<'_>>) -> Option<Bounces> {
    let table = table?;
    let maildir = table.read("maildir", filled);
    let server = table.read("host", host);
    let tls = table.read("tls", word).map_or(Tls::Tls, |at| at.value);
    let usual = if tls == Tls::Tls { 993 } else { 143 };
    let port = table.whole("port", 1, 65_535).map_or(usual, |at| at.value as u16);
    let user = table.read("user", filled).map(|at| at.value);
    let password = secret::read(&table, &Keys::PASSWORD);
    let folder = table.read("folder", filled).map_or_else(|| "INBOX".to_owned(), |at| at.value);
    let move_to = table.read("move_to", filled);
    if let Some(at) = move_to.as_ref().filter(|at| at.value == folder) {
        table.fault(
            &at.spot,
            said!(
                "bounces.folder",
                "`move_to` is the folder that is read: name another, or leave it out",
                "`move_to` — та же папка, из которой читают: назовите другую или уберите ключ"
            ),
        );
    }
    let trusted = authority::read(&table);
    let found = match (maildir, server) {
        (Some(_), Some(at)) => {
            table.fault(
                &at.spot,
                said!(
                    "key.beside",
                    "`host` stands beside `maildir`; bounces come back to one place: keep one of the two",
                    "`host` и `maildir` стоят рядом; возвраты приходят в одно место: оставьте что-то одно"
                ),
            );
            None
        }
        (Some(path), None) => Some(Bounces::Maildir(path.value.into())),
        (None, Some(at)) => {
            super::relay::private(&table, tls, &at);
            let user = table.need(
                "user",
                said!(
                    "need.user",
                    "the name that the mailbox is opened with",
                    "имя, с которым открывают ящик"
                ),
                user,
            );
            if password.is_none() && !secret::written(&table, &Keys::PASSWORD) {
                table.fault(
                    &table.spot,
                    said!(
                        "bounces.password",
                        "`password_file` is missing: a file that holds the mailbox's password",
                        "нет ключа `password_file`: файл с паролем от ящика"
                    ),
                );
            }
            user.zip(password).map(|(user, password)| {
                let (host, move_to) = (at.value, move_to.map(|at| at.value));
                Bounces::Imap(Imap { host, port, tls, user, password, folder, move_to, trusted })
            })
        }
        (None, None) => {
            if !table.has("maildir") && !table.has("host") {
                table.fault(
                    &table.spot,
                    said!(
                        "bounces.where",
                        "write `maildir`, or `host` and `user` of an IMAP mailbox",
                        "напишите `maildir` или `host` и `user` ящика IMAP"
                    ),
                );
            }
            None
        }
    };
    table.finish();
    found
}

//! `[relay.X]` and `[recipient.X]`: who takes our letters, and who reads them.

use super::reader::{At, Reader};
use super::secret::{self, Keys};
use super::values::{email, filled, host, word, zone};
use crate::model::{Gets, Language, Recipient, Relay, Tls};
use crate::said;

pub(super) fn relay(id: At<String>, table: Reader<'_>) -> Option<Relay> {
    let server = table.need(
        "host",
        said!("need.host", "the mail server's name", "имя почтового сервера"),
        table.read("host", host),
    );
    let tls = table.read("tls", word).map_or(Tls::Starttls, |at| at.value);
    let usual = match tls {
        Tls::Starttls => 587,
        Tls::Tls => 465,
        Tls::None => 25,
    };
    let port = table.whole("port", 1, 65_535).map_or(usual, |at| at.value as u16);
    let user = table.read("user", filled);
    let password = secret::read(&table, &Keys::PASSWORD);
    let trusted = super::authority::read(&table);
    let from = table.need(
        "from",
        said!("need.from", "the sender's e-mail address", "адрес отправителя"),
        table.read("from", email),
    );
    let secret = secret::written(&table, &Keys::PASSWORD);
    if table.has("user") && !secret {
        table.fault(
            &table.spot_of("user"),
            said!(
                "relay.password",
                "`user` needs `password_file` (or `password_env`) beside it",
                "рядом с `user` нужен `password_file` (или `password_env`)"
            ),
        );
    }
    if secret && !table.has("user") {
        table.fault(
            &table.spot,
            said!(
                "relay.user",
                "`user` is missing: a password is given without the name it belongs to",
                "нет ключа `user`: пароль есть, а имени к нему нет"
            ),
        );
    }
    if let Some(server) = &server {
        private(&table, tls, server);
    }
    let spot = table.spot.clone();
    table.finish();
    let user = user.map(|at| at.value);
    let (host, from) = (server?.value, from?.value);
    Some(Relay { id: id.value, host, port, tls, user, password, from, trusted, spot })
}

/// Letters and passwords do not leave the machine in clear.
pub(super) fn private(table: &Reader<'_>, tls: Tls, server: &At<String>) {
    let name = server.value.trim_matches(['[', ']']);
    let loopback = name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if tls == Tls::None && !loopback {
        let message = said!(
            "relay.clear",
            "`tls`: \"none\" is for a server on this machine; {name} is not: write starttls or tls",
            "`tls`: «none» годится только для сервера на этой же машине, а {name} не на ней: напишите starttls или tls",
            name
        );
        table.fault(&table.spot_of("tls"), message);
    }
}

/// A recipient as written: the watches are checked once all are known.
pub(super) struct Addressee {
    pub recipient: Recipient,
    pub watches: Vec<At<String>>,
}

pub(super) fn recipient(id: At<String>, table: Reader<'_>) -> Addressee {
    let watches = table.list("watches", super::values::id);
    let watches = table
        .need(
            "watches",
            said!(
                "need.watches",
                "a list of the watches whose letters go there",
                "список наблюдений, чьи письма сюда идут"
            ),
            watches,
        )
        .unwrap_or_default();
    let to = table.need("to", said!("need.to", "an e-mail address", "адрес почты"), table.read("to", email));
    let language = table.read("language", word).map_or(Language::English, |at| at.value);
    let zone = table.read("zone", zone).map_or_else(|| "UTC".to_owned(), |at| at.value.name().to_owned());
    let gets = table.list("gets", word::<Gets>);
    let gets = gets.map_or_else(|| Gets::ALL.to_vec(), |all| all.into_iter().map(|at| at.value).collect());
    let spot = table.spot.clone();
    table.finish();
    // Without an address it is noted as faulty; its watches are looked at all the same.
    let to = to.map(|at| at.value).unwrap_or_default();
    let recipient = Recipient { id: id.value, watches: Vec::new(), to, language, zone, gets, spot };
    Addressee { recipient, watches }
}

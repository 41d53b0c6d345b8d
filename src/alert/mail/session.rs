//! One conversation with a relay, at the level of lettre's connection: the lease is asked for between RCPT and DATA,
//! and each step has its own limit, which lettre's transport offers neither of.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;

use super::Timeouts;
use super::compose::address;
use super::reply::{classify, later, never, words};
use crate::alert::channel::{Hold, Outgoing, SendError};
use crate::model::{Relay, Tls};

pub(super) struct Session {
    smtp: AsyncSmtpConnection,
    timeouts: Timeouts,
    letters: u32,
    /// The two sides no longer agree on what is being talked about: not to be used again.
    broken: bool,
}

impl Session {
    /// Connects, greets, secures and authenticates as the relay's configuration demands; never less.
    pub(super) async fn open(relay: &Relay, timeouts: Timeouts) -> Result<Session, SendError> {
        let addresses = resolve(relay, timeouts.connect).await?;
        let tls = || secured(relay).map_err(|e| classify("TLS", &e));
        let wrapped = if relay.tls == Tls::Tls { Some(tls()?) } else { None };
        let hello = ClientId::default();
        let connect = AsyncSmtpConnection::connect_tokio1(
            &addresses[..],
            Some(timeouts.connect),
            &hello,
            wrapped,
            None,
        );
        let whole = timeouts.connect.saturating_mul(addresses.len() as u32) + timeouts.command;
        let smtp = limited(whole, "connecting", connect).await?;
        let mut session = Session { smtp, timeouts, letters: 0, broken: false };
        if relay.tls == Tls::Starttls {
            let upgrade = session.smtp.starttls(tls()?, &hello);
            limited(timeouts.command, "STARTTLS", upgrade).await?;
        }
        if let (Some(user), Some(password)) = (&relay.user, &relay.password) {
            let credentials = Credentials::new(user.clone(), password.clone());
            let auth = session.smtp.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            limited(timeouts.command, "AUTH", auth).await?;
        }
        Ok(session)
    }

    /// Whether a kept connection is still there; whatever was begun on it is forgotten (RFC 5321 4.1.1.5).
    pub(super) async fn reset(&mut self) -> bool {
        // A peer that is gone says nothing at all: no longer than a new connection may take.
        let limit = self.timeouts.connect;
        tokio::time::timeout(limit, self.say("RSET", Rset)).await.is_ok_and(|said| said.is_ok())
    }

    pub(super) fn usable(&self) -> bool {
        !self.broken
    }

    pub(super) fn letters(&self) -> u32 {
        self.letters
    }

    /// One letter in one envelope; the relay's words when it took it.
    pub(super) async fn deliver(
        &mut self,
        from: &str,
        letter: &Outgoing,
        hold: &dyn Hold,
    ) -> Result<String, SendError> {
        self.letters += 1;
        let from = address(from).map_err(|e| never(format!("sender {from}: {e}")))?;
        let to = address(&letter.to).map_err(|e| never(format!("recipient {}: {e}", letter.to)))?;
        let parameters = self.parameters(&[&from, &to], &letter.bytes)?;
        self.say("MAIL FROM", Mail::new(Some(from), parameters)).await?;
        self.say("RCPT TO", Rcpt::new(to, Vec::new())).await?;
        if !hold.still_ours().await {
            return Err(SendError::LostLease);
        }
        crate::fault!("mail.before_data").map_err(|e| later(e.to_string()))?;
        let go = self.say("DATA", Data).await?;
        if !go.has_code(354) {
            self.broken = true;
            return Err(later(format!("DATA: {} instead of 354", words(&go))));
        }
        // The relay may have taken its time, or we may have been stopped: only now nothing can be taken back. A
        // connection that closes here leaves no letter behind (RFC 5321 4.1.1.4).
        if !hold.still_ours().await {
            self.broken = true;
            return Err(SendError::LostLease);
        }
        self.content(&letter.bytes).await
    }

    async fn content(&mut self, bytes: &[u8]) -> Result<String, SendError> {
        // lettre ends the letter with CRLF.CRLF of its own.
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let answer = tokio::time::timeout(self.timeouts.data, self.smtp.message(bytes)).await;
        match answer {
            Ok(Ok(response)) if response.has_code(250) => Ok(words(&response)),
            Ok(Err(error)) if error.status().is_some() => {
                self.broken = error.status().is_some_and(|code| u16::from(code) == 421);
                Err(classify("end of DATA", &error))
            }
            // From here the letter may have been taken and may come twice: the price of never losing one.
            unknown => {
                self.broken = true;
                let why = match unknown {
                    Ok(Ok(response)) => words(&response),
                    Ok(Err(error)) => error.to_string(),
                    Err(_) => format!("no answer within {} s", self.timeouts.data.as_secs()),
                };
                tracing::warn!(%why, "it is not known whether the relay took the letter");
                Err(later(format!("end of DATA: {why}; it is not known whether the letter was taken")))
            }
        }
    }

    fn parameters(&self, addresses: &[&Address], bytes: &[u8]) -> Result<Vec<MailParameter>, SendError> {
        let server = self.smtp.server_info();
        let mut parameters = Vec::new();
        if !bytes.is_ascii() || addresses.iter().any(|a| !a.user().is_ascii()) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(never(
                    "the address is not ASCII and the relay does not offer SMTPUTF8 (RFC 6531)",
                ));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
            parameters.push(MailParameter::SmtpUtfEight);
        }
        Ok(parameters)
    }

    async fn say(&mut self, step: &str, command: impl std::fmt::Display) -> Result<Response, SendError> {
        let outcome = tokio::time::timeout(self.timeouts.command, self.smtp.command(command)).await;
        match outcome {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => {
                self.broken = error.status().is_none_or(|code| u16::from(code) == 421);
                Err(classify(step, &error))
            }
            Err(_) => {
                self.broken = true;
                Err(later(format!("{step}: no answer within {} s", self.timeouts.command.as_secs())))
            }
        }
    }
}

/// The machine's authorities and the relay's own.
fn secured(relay: &Relay) -> Result<TlsParameters, Error> {
    let mut parameters = TlsParameters::builder(relay.host.clone());
    for der in &relay.trusted.0 {
        parameters = parameters.add_root_certificate(Certificate::from_der(der.clone())?);
    }
    parameters.build_rustls()
}

async fn limited<T>(
    limit: Duration,
    step: &str,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, SendError> {
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome.map_err(|e| classify(step, &e)),
        Err(_) => Err(later(format!("{step}: no answer within {} s", limit.as_secs()))),
    }
}

/// The relay's addresses, at most four; without TLS only this machine's own.
async fn resolve(relay: &Relay, limit: Duration) -> Result<Vec<SocketAddr>, SendError> {
    let looked =
        tokio::time::timeout(limit, tokio::net::lookup_host((relay.host.as_str(), relay.port))).await;
    let addresses: Vec<SocketAddr> = match looked {
        Ok(Ok(found)) => found.take(4).collect(),
        Ok(Err(error)) => return Err(later(format!("{} cannot be resolved: {error}", relay.host))),
        Err(_) => return Err(later(format!("{} was not resolved within {} s", relay.host, limit.as_secs()))),
    };
    if addresses.is_empty() {
        return Err(later(format!("{} has no address", relay.host)));
    }
    if relay.tls == Tls::None && !addresses.iter().all(|a| a.ip().is_loopback()) {
        return Err(never(format!("{}: without TLS letters leave only to this machine itself", relay.host)));
    }
    Ok(addresses)
}

//! TLS as a client: the machine's authorities and the operator's own, and what a failed handshake means in words that an
//! operator can act on. For pages and for mailboxes alike; nothing is ever accepted that the library refuses.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    AlertDescription, CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
};

use crate::model::{Time, Trusted};

/// rustls on ring with the machine's authorities and these; `alpn`: protocols offered, the preferred one first.
/// Without any authority every handshake fails, and says so.
pub fn client(trusted: &Trusted, alpn: &[&[u8]]) -> rustls::ClientConfig {
    let mut roots = RootCertStore::empty();
    let native = rustls_native_certs::load_native_certs();
    let (taken, unfit) = roots.add_parsable_certificates(native.certs);
    if taken == 0 || !native.errors.is_empty() {
        tracing::warn!(taken, unfit, errors = native.errors.len(), "root certificates of this machine");
    }
    roots.add_parsable_certificates(trusted.0.iter().map(|der| CertificateDer::from(der.as_slice())));
    let roots = Arc::new(roots);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("ring supports the default protocol versions");
    let mut config = match WebPkiServerVerifier::builder_with_provider(roots.clone(), provider).build() {
        Ok(inner) => builder.dangerous().with_custom_certificate_verifier(Arc::new(Teller(inner))),
        // No authority at all.
        Err(_) => builder.with_root_certificates(roots),
    }
    .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
    config
}

/// What of a failure is TLS's, in words; none: it is something else.
pub fn fault(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut cause = Some(error);
    while let Some(at) = cause {
        if let Some(error) = inner(at) {
            return Some(words(error));
        }
        cause = at.source();
    }
    None
}

/// An I/O error is no cause of what it wraps, so its inside is looked at by hand.
fn inner<'a>(mut at: &'a (dyn StdError + 'static)) -> Option<&'a Error> {
    while let Some(wrapped) = at.downcast_ref::<std::io::Error>().and_then(|e| e.get_ref()) {
        at = wrapped;
    }
    at.downcast_ref()
}

fn words(error: &Error) -> String {
    use CertificateError as Bad;
    let day = |time: &UnixTime| {
        let milliseconds = i64::try_from(time.as_secs()).unwrap_or(0).saturating_mul(1000);
        Time(milliseconds).rfc3339().chars().take(10).collect::<String>()
    };
    match error {
        Error::InvalidCertificate(bad) => match bad {
            Bad::Expired => "its certificate has expired".to_owned(),
            Bad::ExpiredContext { not_after, .. } => format!("its certificate expired on {}", day(not_after)),
            Bad::NotValidYet => "its certificate is not valid yet".to_owned(),
            Bad::NotValidYetContext { not_before, .. } => {
                format!("its certificate is not valid before {}", day(not_before))
            }
            Bad::NotValidForName => "its certificate is for another name".to_owned(),
            Bad::NotValidForNameContext { expected, presented } => {
                // The library writes `DnsName("other.example")`.
                let plain = |name: &String| name.split('"').nth(1).unwrap_or(name).to_owned();
                let names: Vec<String> = presented.iter().take(3).map(plain).collect();
                format!(
                    "its certificate is for another name ({}), not {}",
                    names.join(", "),
                    expected.to_str()
                )
            }
            Bad::UnknownIssuer => {
                "its certificate is signed by an authority that this machine does not trust".to_owned()
            }
            Bad::Revoked => "its certificate was revoked".to_owned(),
            Bad::Other(OtherError(own)) if own.downcast_ref::<SelfSigned>().is_some() => {
                SelfSigned.to_string()
            }
            other => format!("its certificate is no good: {other}"),
        },
        Error::AlertReceived(AlertDescription::ProtocolVersion) | Error::PeerIncompatible(_) => {
            format!("it speaks no TLS that we do (1.2 or 1.3): {error}")
        }
        Error::InvalidMessage(_) => format!("it answers in something that is no TLS: {error}"),
        other => other.to_string(),
    }
}

/// A certificate that vouches for itself: the usual reason why an authority is not known.
#[derive(Debug)]
struct SelfSigned;

impl fmt::Display for SelfSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its certificate is self-signed")
    }
}

impl StdError for SelfSigned {}

/// The library's verdict, unchanged but for the reason given: who signed for himself is told from who was signed for by
/// a stranger.
#[derive(Debug)]
struct Teller(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for Teller {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        verdict.map_err(|error| match &error {
            // An authority's own certificate at the end of the chain is refused as such before its signer is looked at.
            Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::Other(_))
                if signed_itself(end_entity) =>
            {
                CertificateError::Other(OtherError(Arc::new(SelfSigned))).into()
            }
            _ => error,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

fn signed_itself(certificate: &CertificateDer<'_>) -> bool {
    webpki::EndEntityCert::try_from(certificate).is_ok_and(|cert| cert.issuer() == cert.subject())
}

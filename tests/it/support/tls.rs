//! An authority of the test's own and servers with its certificates: good ones, and each way in which one is no good.

use std::sync::Arc;

use leakwatch::model::Trusted;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The names that good certificates are for.
pub const NAMES: [&str; 2] = ["localhost", "place.test"];

/// What a server shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    Good,
    /// Valid in January 2020 alone.
    Expired,
    /// For other.test.
    OtherName,
    SelfSigned,
    /// The same as an authority's own certificate, as `openssl req -x509` makes it.
    SelfSignedAuthority,
    /// Signed by an authority that nobody was told of.
    Stranger,
}

/// An authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
}

impl Authority {
    pub fn new() -> Authority {
        let key = KeyPair::generate().expect("a key");
        let mut params = named("an authority", Vec::new());
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        Authority { issuer: Issuer::new(params, key), certificate }
    }

    /// What a client is told to trust.
    pub fn trusted(&self) -> Trusted {
        Trusted(vec![self.certificate.to_vec()])
    }

    /// A server's side; `alpn`: protocols that it speaks.
    pub fn server(&self, shows: Shows, alpn: &[&[u8]]) -> Arc<ServerConfig> {
        let key = KeyPair::generate().expect("a key");
        let names = if shows == Shows::OtherName { &["other.test"][..] } else { &NAMES };
        let mut params = named(names[0], names.iter().map(|n| (*n).to_owned()).collect());
        if shows == Shows::Expired {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2020, 2, 1);
        }
        let signed = match shows {
            Shows::SelfSigned => params.self_signed(&key),
            Shows::SelfSignedAuthority => {
                params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
                params.self_signed(&key)
            }
            Shows::Stranger => params.signed_by(&key, &Authority::new().issuer),
            Shows::Good | Shows::Expired | Shows::OtherName => params.signed_by(&key, &self.issuer),
        };
        let chain = vec![signed.expect("a certificate").der().clone()];
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring supports them")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("key and certificate fit");
        config.alpn_protocols = alpn.iter().map(|p| p.to_vec()).collect();
        Arc::new(config)
    }
}

fn named(name: &str, names: Vec<String>) -> CertificateParams {
    let mut params = CertificateParams::new(names).expect("plain names");
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

//! From a name to addresses. What may be dialled is not decided here: the guard sees every address that comes out.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use async_trait::async_trait;

use super::wire::WireError;

/// Resolves names. Port 0 in an answer means the address's own port; another port replaces the scheme's default.
#[async_trait]
pub trait Resolve: Send + Sync {
    async fn resolve(&self, host: &str) -> Result<Vec<SocketAddr>, WireError>;
}

/// The machine's resolver (getaddrinfo).
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, host: &str) -> Result<Vec<SocketAddr>, WireError> {
        let found = tokio::net::lookup_host((host, 0)).await;
        Ok(found.map_err(|e| WireError::Name(format!("{host}: {e}")))?.collect())
    }
}

/// A fixed list of hosts, for a small internet on loopback; every other name is unknown. An entry `*.test` stands for
/// all names under `test`. The addresses pass the guard only when the allow-list names them.
#[derive(Clone, Debug, Default)]
pub struct FixedResolver {
    hosts: BTreeMap<String, SocketAddr>,
}

impl FixedResolver {
    pub fn new(hosts: impl IntoIterator<Item = (String, SocketAddr)>) -> FixedResolver {
        FixedResolver { hosts: hosts.into_iter().map(|(h, a)| (h.to_ascii_lowercase(), a)).collect() }
    }

    /// Every name resolves to this address.
    pub fn all(at: SocketAddr) -> FixedResolver {
        FixedResolver::new([("*".to_owned(), at)])
    }
}

#[async_trait]
impl Resolve for FixedResolver {
    async fn resolve(&self, host: &str) -> Result<Vec<SocketAddr>, WireError> {
        let host = host.to_ascii_lowercase();
        let above = host.split_once('.').map(|(_, rest)| format!("*.{rest}"));
        let at = self.hosts.get(&host).or_else(|| self.hosts.get(&above?)).or_else(|| self.hosts.get("*"));
        at.map(|at| vec![*at]).ok_or_else(|| WireError::Name(format!("{host}: no such host")))
    }
}

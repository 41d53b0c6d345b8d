//! Which addresses are dialled: public ones, and those that the operator allowed by name. Everything that could lead a
//! page of the open web into our own network is refused, also when it is written as IPv6 around an IPv4 address.
//! Pure: who resolves names and when to ask is the caller's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

use super::answer::Refusal;
use crate::model::Said;
use crate::said;

/// One line of the allow-list: a network, an address or a host, each with a port or for all ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    what: What,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Network { first: IpAddr, bits: u32 },
    Host(String),
}

impl Allowed {
    /// `10.0.0.0/8`, `192.168.1.7`, `192.168.1.7:8080`, `[fd00::1]:80`, `fd00::/8`, `wiki.corp.example`,
    /// `wiki.corp.example:8443`. A host allows whatever it resolves to.
    pub fn parse(text: &str) -> Result<Allowed, Said> {
        let text = text.trim();
        let fault = || {
            said!(
                "value.allowed",
                "`{text}` is no address, network (10.0.0.0/8) or host (wiki.corp.example:8443)",
                "`{text}` — не адрес, не сеть (10.0.0.0/8) и не узел (wiki.corp.example:8443)",
                text
            )
        };
        if let Ok(at) = text.parse::<SocketAddr>() {
            return Ok(Allowed { what: single(at.ip()), port: Some(at.port()) });
        }
        if let Ok(ip) = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            return Ok(Allowed { what: single(ip), port: None });
        }
        if let Some((first, bits)) = text.split_once('/') {
            let first: IpAddr = first.parse().map_err(|_| fault())?;
            let bits: u32 = bits.parse().map_err(|_| fault())?;
            if bits > width(first) {
                return Err(fault());
            }
            return Ok(Allowed { what: What::Network { first, bits }, port: None });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| fault())?)),
            None => (text, None),
        };
        match Host::parse(host) {
            Ok(Host::Domain(name)) => Ok(Allowed { what: What::Host(plain(&name)), port }),
            _ => Err(fault()),
        }
    }

    fn covers(&self, host: &str, ip: IpAddr, port: u16) -> bool {
        self.port.is_none_or(|p| p == port)
            && match &self.what {
                What::Network { first, bits } => within(ip, *first, *bits),
                What::Host(name) => *name == plain(host),
            }
    }
}

/// The rules with the operator's allow-list.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allow: Vec<Allowed>,
}

impl Guard {
    pub fn new(allow: &[Allowed]) -> Guard {
        Guard { allow: allow.to_vec() }
    }

    /// What an address says of itself before any name is resolved: scheme, credentials, literal addresses.
    pub fn url(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some()
        {
            return Err(Refusal::Scheme);
        }
        let port = url.port_or_known_default().unwrap_or(0);
        match url.host() {
            Some(Host::Domain(name)) if is_local_name(name) && !self.names(name, port) => {
                Err(Refusal::Guard(format!("{name} is a local name")))
            }
            Some(Host::Domain(_)) => Ok(()),
            Some(Host::Ipv4(ip)) => self.dial(&ip.to_string(), ip.into(), port).map_err(Refusal::Guard),
            Some(Host::Ipv6(ip)) => self.dial(&ip.to_string(), ip.into(), port).map_err(Refusal::Guard),
            None => Err(Refusal::Scheme),
        }
    }

    /// What may be asked of a proxy, whose own network lies behind names that we cannot resolve and so not check.
    pub fn url_by_proxy(&self, url: &Url) -> Result<(), Refusal> {
        self.url(url)?;
        let port = url.port_or_known_default().unwrap_or(0);
        match url.host() {
            Some(Host::Domain(name)) if is_inner_name(name) && !self.names(name, port) => {
                Err(Refusal::Guard(format!("{name} is a name of the proxy's own network")))
            }
            _ => Ok(()),
        }
    }

    /// Whether this address may be dialled for this host; the error says why not.
    pub fn dial(&self, host: &str, ip: IpAddr, port: u16) -> Result<(), String> {
        match forbidden(ip) {
            Some(why) if !self.allow.iter().any(|a| a.covers(host, ip, port)) => {
                Err(format!("{ip} is {why}"))
            }
            _ => Ok(()),
        }
    }

    fn names(&self, host: &str, port: u16) -> bool {
        let host = plain(host);
        self.allow
            .iter()
            .any(|a| a.port.is_none_or(|p| p == port) && matches!(&a.what, What::Host(name) if *name == host))
    }
}

/// `localhost` and what ends in it (RFC 6761, 6.3) never leave the machine, whatever a resolver says.
fn is_local_name(name: &str) -> bool {
    let name = plain(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// Names that mean something only inside a network: single labels, and those set aside for it (RFC 6762, RFC 8375,
/// and `internal`, which ICANN reserved in 2024 and where clouds keep their metadata).
fn is_inner_name(name: &str) -> bool {
    let name = plain(name);
    !name.contains('.') || [".local", ".internal", ".home.arpa"].iter().any(|end| name.ends_with(end))
}

fn plain(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn single(ip: IpAddr) -> What {
    What::Network { first: ip, bits: width(ip) }
}

fn width(ip: IpAddr) -> u32 {
    if ip.is_ipv4() { 32 } else { 128 }
}

fn within(ip: IpAddr, first: IpAddr, bits: u32) -> bool {
    match (ip, first) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            (a.to_bits() ^ b.to_bits()).checked_shr(32 - bits).unwrap_or(0) == 0
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => {
            (a.to_bits() ^ b.to_bits()).checked_shr(128 - bits).unwrap_or(0) == 0
        }
        _ => false,
    }
}

/// IPv4 ranges that are not the public internet (IANA special-purpose registry, RFC 6890 and its updates).
const FORBIDDEN_4: &[(Ipv4Addr, u32, &str)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "unspecified or this network (RFC 791)"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "private (RFC 1918)"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "shared address space (RFC 6598)"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "loopback (RFC 1122)"),
    (Ipv4Addr::new(168, 63, 129, 16), 32, "a cloud's metadata service"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "link-local or metadata (RFC 3927)"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "private (RFC 1918)"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "reserved for protocols (RFC 6890)"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "for documentation (RFC 5737)"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "a 6to4 relay (RFC 7526)"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "private (RFC 1918)"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "for benchmarks (RFC 2544)"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "for documentation (RFC 5737)"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "for documentation (RFC 5737)"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast (RFC 5771)"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "reserved or broadcast (RFC 1112)"),
];

/// Why an address is not dialled; none: it is a public unicast one.
fn forbidden(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => {
            let of = |(first, bits, _): &&(Ipv4Addr, u32, &str)| within(ip.into(), (*first).into(), *bits);
            FORBIDDEN_4.iter().find(of).map(|(_, _, why)| *why)
        }
        IpAddr::V6(ip) => forbidden_6(ip),
    }
}

/// Only 2000::/3 is given out as global unicast (RFC 4291, IANA); within it, the ranges that carry an IPv4 address
/// or are for documentation are refused whole: nobody needs to be reached through them.
fn forbidden_6(ip: Ipv6Addr) -> Option<&'static str> {
    let s = ip.segments();
    Some(match s {
        [0, 0, 0, 0, 0, 0, 0, 0] => "unspecified (RFC 4291)",
        [0, 0, 0, 0, 0, 0, 0, 1] => "loopback (RFC 4291)",
        [0, 0, 0, 0, 0, 0xffff, ..] => "an IPv4-mapped address (RFC 4291)",
        [0, 0, 0, 0, 0xffff, 0, ..] => "an IPv4-translated address (RFC 2765)",
        [0, 0, 0, 0, 0, 0, ..] => "an IPv4-compatible address (RFC 4291)",
        [0x64, 0xff9b, ..] => "NAT64 (RFC 6052, RFC 8215)",
        [0x2002, ..] => "6to4 (RFC 3056)",
        [0x2001, b, ..] if b < 0x200 => "Teredo, ORCHID or another protocol's (RFC 2928)",
        [0x2001, 0xdb8, ..] => "for documentation (RFC 3849)",
        [0x3fff, b, ..] if b < 0x1000 => "for documentation (RFC 9637)",
        [a, ..] if a & 0xfe00 == 0xfc00 => "unique local (RFC 4193)",
        [a, ..] if a & 0xffc0 == 0xfe80 => "link-local (RFC 4291)",
        [a, ..] if a & 0xffc0 == 0xfec0 => "site-local (RFC 3879)",
        [a, ..] if a & 0xff00 == 0xff00 => "multicast (RFC 4291)",
        [a, ..] if a & 0xe000 != 0x2000 => "not global unicast (RFC 4291)",
        // ISATAP (RFC 5214): the last 64 bits are 0000:5efe or 0200:5efe and an IPv4 address.
        [.., a, 0x5efe, _, _] if a & 0xfdff == 0 => "ISATAP (RFC 5214)",
        _ => return None,
    })
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;

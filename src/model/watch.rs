//! Whom we protect, and whom we tell.

use serde::{Deserialize, Serialize};

use super::fault::Spot;
use super::plan::words;
use super::risk::Stakes;

words! {
    /// The language that letters and pages are written in.
    Language { Russian = "ru", English = "en" }
}

words! {
    /// What a recipient is sent.
    Gets { Alerts = "alerts", Digest = "digest", Blind = "blind", Baseline = "baseline" }
}

words! {
    /// How the way to the relay is kept private.
    Tls { Starttls = "starttls", Tls = "tls", None = "none" }
}

/// An organisation with its plan, keyword sets and places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    pub id: String,
    pub title: String,
    /// The name of a plan.
    pub plan: String,
    /// The full id (`set/entry`) of the entity that is the organisation itself.
    pub organisation: String,
    /// Ids of keyword sets.
    pub keyword_sets: Vec<String>,
    /// Ids of crawls; groups are already resolved.
    pub crawls: Vec<String>,
    pub own_places: Vec<String>,
    pub partner_portals: Vec<String>,
    pub competitor_portals: Vec<String>,
    /// None: the organisation states no damage in money.
    pub money: Option<Stakes>,
    #[serde(skip)]
    pub spot: Spot,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipient {
    pub id: String,
    pub watches: Vec<String>,
    /// An e-mail address.
    pub to: String,
    pub language: Language,
    /// An IANA zone.
    pub zone: String,
    pub gets: Vec<Gets>,
    #[serde(skip)]
    pub spot: Spot,
}

/// Certificates (DER, RFC 5280) that are trusted beside the machine's own: those of an organisation's authority.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Trusted(pub Vec<Vec<u8>>);

impl std::fmt::Debug for Trusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Trusted({})", self.0.len())
    }
}

/// A mail server that takes our letters.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Relay {
    pub id: String,
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: Option<String>,
    /// Already read from its file or the environment.
    #[serde(skip)]
    pub password: Option<String>,
    pub from: String,
    #[serde(skip)]
    pub trusted: Trusted,
    #[serde(skip)]
    pub spot: Spot,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Relay({} {}:{} {})", self.id, self.host, self.port, self.tls)
    }
}

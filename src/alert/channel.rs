//! The edge between a letter that is owed and a way to tell it. A channel says whether a failure is worth another try;
//! when and by which other way is the dispatcher's to decide. A channel knows no finding, no due time and no store.

use std::sync::Arc;

use async_trait::async_trait;

use crate::model::{Digest, Time};

/// A letter as it goes over the wire: the same bytes at every try.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub id: Digest,
    /// The one envelope address.
    pub to: String,
    /// `<letter id@host>`.
    pub message_id: String,
    /// RFC 5322, CRLF line ends.
    pub bytes: Arc<[u8]>,
}

/// The sender's right to this letter, asked at the last moments before it can no longer be taken back.
#[async_trait]
pub trait Hold: Send + Sync {
    /// Whether the lease is still ours and lasts long enough for the rest. A store that cannot answer means no.
    async fn still_ours(&self) -> bool;
}

/// The proof that a channel took a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The channel's name.
    pub relay: String,
    /// What it answered, in its words.
    pub reply: String,
    pub at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Worth another try by the same way, not before `until` if that is known.
    #[error("not now: {why}")]
    Later { why: String, until: Option<Time> },
    /// This way will not take this letter.
    #[error("refused: {why}")]
    Never { why: String },
    /// Someone else holds the letter now; nothing was sent.
    #[error("the lease on this letter was lost")]
    LostLease,
}

/// A way to tell a recipient.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Unique among the routes; outages and letters are recorded under it.
    fn name(&self) -> &str;

    /// `Accepted` only when the other side has taken responsibility for the letter (SMTP: 250 after the end of DATA).
    async fn send(&self, letter: &Outgoing, hold: &dyn Hold) -> Result<Accepted, SendError>;
}

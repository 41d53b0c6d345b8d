//! From finding to kept promise: who is told, in what words, by which way, and the proof that it was taken.
//!
//! What is owed is a row in the store; a letter is a row before the first word of SMTP, and "sent" only after the relay
//! took it. The room knows nothing of places, matching or schedules, and asks nobody whether it may be late.

mod backoff;
mod blind;
pub mod bounce;
pub mod channel;
pub mod digest;
pub mod dispatch;
mod late;
mod letters;
pub mod mail;
pub mod render;
pub mod route;
mod settings;

pub use blind::BlindTask;
pub use bounce::{BounceTask, Bounced};
pub use channel::{Accepted, Channel, Hold, Outgoing, SendError};
pub use digest::{DigestTask, Digested, Preview};
pub use dispatch::{Dispatch, Dispatched};
pub use letters::commit_test;
pub use mail::{Mail, Maildir};
pub use settings::{Bounces, Imap, Place, Settings, Watched};

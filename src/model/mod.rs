//! Plain values that every room speaks of, named by the words of the product.
//!
//! Nothing here does I/O, waits, or knows a library that does. Times are [`Time`] (milliseconds since 1970 UTC),
//! offsets count Unicode code points of the decoded text, digests are SHA-256 unless said otherwise.

pub mod document;
pub mod entry;
pub mod evidence;
pub mod fault;
pub mod finding;
pub mod hit;
pub mod ids;
pub mod place;
pub mod plan;
pub mod precision;
pub mod print;
pub mod proof;
pub mod refusal;
pub mod risk;
pub mod said;
pub mod time;
pub mod watch;
pub mod why;

pub use document::{Document, Link, Stated};
pub use entry::{
    About, Check, Entity, EntityKind, Entry, Gender, KeywordSet, Matches, Pattern, Query, RecordKind,
    Records, Scope, Stands, Volume,
};
pub use fault::{Fault, Spot, Wrong};
pub use finding::{Cause, Delivery, EventKind, Hush, LetterKind, Quiet, StartRule, Treatment, Verdict};
pub use hit::{EntryKind, Evidence, Hit};
pub use ids::{Digest, Key};
pub use place::{
    Account, Crawl, Exchange, Exposure, Harvest, Interval, Item, Keep, Listing, PollError, SignIn, Spooled,
    State, Term, Validators,
};
pub use plan::{Class, Cover, Period, Plan, Refresh, Role};
pub use print::{Print, PrintKey};
pub use risk::{Damage, Level, Likelihood, Money, Risk, Stakes};
pub use said::Said;
pub use time::Time;
pub use watch::{Gets, Language, Recipient, Relay, Tls, Trusted, Watch};

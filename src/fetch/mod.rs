//! The only door to the open web: caps, guard, robots, politeness, conditional requests, proxies, replay. It answers
//! with bytes and a typed outcome. It refuses to know what a crawl is for, and what the bytes mean.

mod answer;
mod fetcher;
mod gate;
mod guard;
mod hop;
mod intake;
mod line;
mod manners;
mod memory;
mod net;
mod resolve;
pub mod robots;
mod rules;
mod sample;
mod session;
mod settings;
mod spool;
pub mod tls;
mod wire;
mod witness;

pub use answer::{Accept, Answer, Ask, Failed, FetchError, Form, OWN_NETWORK, Refusal, Spent};
pub use fetcher::Fetcher;
pub use gate::{Gate, Gatekeeper, Leave, RobotsRow};
pub use guard::{Allowed, Guard};
pub use intake::decoded;
pub use line::{Lines, Link};
pub use memory::MemoryGates;
pub use net::{Net, proxy};
pub use resolve::{FixedResolver, Resolve, SystemResolver};
pub use sample::{Record, Replay};
pub use settings::{AGENT, Caps, Settings, Timeouts};
pub use wire::{Body, Headers, Transport, WireAnswer, WireError, WireRequest};

//! What keeps the program going: supervised tasks that own their stopping, bells, health, the two clocks.
//! Knows no word of the domain.

// Its macros are meant in the modules after it.
#[macro_use]
pub mod stdio;

mod clock;
mod drift;
pub mod fault;
mod health;
mod notify;
mod supervisor;
mod task;

pub use clock::{HandClock, SystemClock};
pub use drift::{Drift, Jump};
pub use health::{Health, TaskHealth};
pub use notify::Systemd;
pub use supervisor::Supervisor;
pub use task::{Again, Bell, Task};

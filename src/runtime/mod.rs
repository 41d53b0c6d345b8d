//! What keeps the program going: supervised tasks, cadence, health, shutdown. Knows no word of the domain.

mod clock;

pub use clock::{HandClock, SystemClock};

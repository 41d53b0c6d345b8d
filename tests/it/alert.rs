//! The alert room from outside: what letters say, and what a relay's behaviour makes of them.

mod fixtures;
mod owed;
mod render;
mod returned;
mod wire;

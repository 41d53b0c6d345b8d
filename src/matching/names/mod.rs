//! Names: people, organisations and brands, addresses, canaries.
//!
//! Forms are generated when a set is loaded; a page costs one look-up a word. Each name is keyed by one word of it (an
//! anchor), and what stands around an anchor decides. Walls for growth: how forms are generated (`russian`, `roman`), how
//! they are found (`table`) and how a spot is judged (`people`, `company`, `literal`) know nothing of each other.

mod abroad;
mod accents;
mod around;
mod arrange;
mod back;
mod company;
mod declension;
mod eastern;
mod english;
mod family;
mod forms;
mod given;
mod initials;
mod joined;
mod legal;
mod literal;
mod neighbours;
mod nicknames;
mod nouns;
mod ordinary;
mod part;
mod people;
mod person;
mod polish;
mod reading;
mod roman;
mod russian;
mod slip;
mod slipped;
mod surnames;
mod table;
mod western;
mod words;

pub use legal::plain_name;
pub use roman::latin;
pub(super) use table::{Names, Rejected, Spotted};

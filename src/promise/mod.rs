//! The promise as arithmetic: plans, the clock, due times, intervals, periods, feasibility, causes of lateness.
//!
//! Pure: every instant is handed in, nothing is read or kept, so each rule of the product is a row of a table test. The
//! room knows risk and the plain values of the model, and no store, no page and no place.

pub mod cause;
pub mod clock;
pub mod due;
pub mod feasible;
pub mod interval;
pub mod period;
pub mod plans;

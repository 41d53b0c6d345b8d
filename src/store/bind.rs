//! What placeholders stand for. All arguments pass through here, so that what a database cannot hold is mended in one
//! place: pages may contain anything.

use sqlx::Arguments;
use sqlx::any::AnyArguments;

use crate::model::{Digest, Time};

/// Something that a placeholder can stand for.
pub(super) trait Bind {
    fn bind(self, to: &mut Args);
}

/// Arguments in the order of the placeholders.
#[derive(Default)]
pub(super) struct Args(pub(super) AnyArguments);

impl Args {
    pub(super) fn with(mut self, value: impl Bind) -> Args {
        value.bind(&mut self);
        self
    }

    pub(super) fn push(&mut self, value: impl Bind) {
        value.bind(self);
    }

    fn add<'t, T: sqlx::Encode<'t, sqlx::Any> + sqlx::Type<sqlx::Any>>(&mut self, value: T) {
        self.0.add(value).expect("the Any driver keeps arguments as they are and never refuses one");
    }
}

/// `args![a, b]`
macro_rules! args {
    ($($value:expr),* $(,)?) => { $crate::store::bind::Args::default()$(.with($value))* };
}
pub(super) use args;

impl Bind for i64 {
    fn bind(self, to: &mut Args) {
        to.add(self);
    }
}

impl Bind for Option<i64> {
    fn bind(self, to: &mut Args) {
        to.add(self);
    }
}

impl Bind for u32 {
    fn bind(self, to: &mut Args) {
        to.add(i64::from(self));
    }
}

/// Counts and offsets: nothing we count reaches 2^63.
impl Bind for u64 {
    fn bind(self, to: &mut Args) {
        to.add(i64::try_from(self).unwrap_or(i64::MAX));
    }
}

impl Bind for usize {
    fn bind(self, to: &mut Args) {
        (self as u64).bind(to);
    }
}

impl Bind for bool {
    fn bind(self, to: &mut Args) {
        to.add(i64::from(self));
    }
}

impl Bind for Time {
    fn bind(self, to: &mut Args) {
        to.add(self.0);
    }
}

impl Bind for Option<Time> {
    fn bind(self, to: &mut Args) {
        to.add(self.map(|t| t.0));
    }
}

/// PostgreSQL's text cannot hold U+0000, and pages can: it becomes U+FFFD.
impl Bind for &str {
    fn bind(self, to: &mut Args) {
        if self.contains('\0') { to.add(self.replace('\0', "\u{fffd}")) } else { to.add(self) }
    }
}

impl Bind for &String {
    fn bind(self, to: &mut Args) {
        self.as_str().bind(to);
    }
}

impl Bind for Option<&str> {
    fn bind(self, to: &mut Args) {
        match self {
            Some(text) => text.bind(to),
            None => to.add(None::<String>),
        }
    }
}

impl Bind for &[u8] {
    fn bind(self, to: &mut Args) {
        to.add(self);
    }
}

impl Bind for Option<&[u8]> {
    fn bind(self, to: &mut Args) {
        to.add(self);
    }
}

impl Bind for &Digest {
    fn bind(self, to: &mut Args) {
        to.add(self.0.as_slice());
    }
}

impl Bind for Option<&Digest> {
    fn bind(self, to: &mut Args) {
        to.add(self.map(|d| d.0.as_slice()));
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("maps and lists of strings and numbers are JSON")
}

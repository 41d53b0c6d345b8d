//! Standard output and standard error of a program whose reader may leave at any moment: `| head`, a closed terminal, a
//! full disk behind `>`. std's macros panic then; those of this file, which take their place in the whole crate, do not.
//!
//! Without a reader of its output a command ends, quietly and with the code that shells give for it (128 + SIGPIPE), by
//! unwinding, so that what it owns (temporary folders, child processes) is dropped. What is said on standard error stands
//! beside the work, and ends nothing: a daemon whose log nobody takes any more watches on. The signal itself stays ignored:
//! a connection or a child that goes away is an error for whoever talks to it, not the end of the process.

use std::any::Any;
use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::ExitCode;

/// What shells show for a program that SIGPIPE (13) ended.
pub const NOBODY_READS: u8 = 128 + 13;

/// Standard output could not be written to.
struct Ended(io::Error);

fn end(error: io::Error) -> ! {
    // Not a panic: no hook is called, nothing is printed.
    resume_unwind(Box::new(Ended(error)))
}

/// Runs a command to the code that it answers with; to the one of a pipe without a reader, or 2 with the reason, when
/// its output could not be written.
pub fn ending_with_output(command: impl FnOnce() -> ExitCode) -> ExitCode {
    catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(ended)
}

fn ended(why: Box<dyn Any + Send>) -> ExitCode {
    match why.downcast::<Ended>() {
        Ok(ended) if ended.0.kind() == ErrorKind::BrokenPipe => ExitCode::from(NOBODY_READS),
        Ok(ended) => {
            eprintln!("cannot write to standard output: {}", ended.0);
            ExitCode::from(2)
        }
        Err(panic) => resume_unwind(panic),
    }
}

/// Standard output, locked for as long as it lives. No write of it fails: the command ends.
pub struct Stdout(io::StdoutLock<'static>);

impl Stdout {
    pub fn lock() -> Stdout {
        Stdout(io::stdout().lock())
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() != ErrorKind::Interrupted => end(error),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() != ErrorKind::Interrupted => end(error),
            flushed => flushed,
        }
    }
}

/// Standard error. No write of it fails: what nobody reads is dropped.
pub struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match io::stderr().write(bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            written => Ok(written.unwrap_or(bytes.len())),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[doc(hidden)]
pub fn out(text: Arguments) {
    if let Err(error) = Stdout::lock().write_fmt(text) {
        end(error);
    }
}

#[doc(hidden)]
pub fn err(text: Arguments) {
    // Text that cannot be written is text that nobody reads.
    let _ = Stderr.write_fmt(text);
}

macro_rules! print {
    ($($text:tt)*) => { $crate::runtime::stdio::out(format_args!($($text)*)) };
}

macro_rules! println {
    ($($text:tt)*) => { $crate::runtime::stdio::out(format_args!("{}\n", format_args!($($text)*))) };
}

macro_rules! eprintln {
    ($($text:tt)*) => { $crate::runtime::stdio::err(format_args!("{}\n", format_args!($($text)*))) };
}

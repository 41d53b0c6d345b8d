//! The daemon as people run it, a child process with files and folders of its own, against other people's servers:
//! Postfix, Dovecot, nginx, PostgreSQL, WordPress, searx, public-inbox. Each test starts what it needs on free ports of loopback, waits for
//! it to answer and stops it at the end, also when it fails. `make lab` runs them; without it they say so and do nothing.

mod clock;
mod daemon;
mod faults;
mod imap;
mod mail;
mod mailhouse;
mod news;
mod pause;
mod process;
mod proxies;
mod searx;
mod shared;
mod web;
mod wordpress;

/// Whether these tests were asked for: they need packages that `cargo test` alone does not install.
fn on() -> bool {
    let on = std::env::var_os("LEAKWATCH_LAB").is_some_and(|v| v == "1");
    if !on {
        eprintln!("not run: `make lab` installs the servers that this test talks to, and runs it");
    }
    on
}

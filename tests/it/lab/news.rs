//! public-inbox, a mailing list's archive that speaks NNTP and IMAP: a letter to the list is read as an article of a
//! newsgroup or out of a folder, and told.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::daemon::{CANARY, Place, Written};
use super::process::{Process, free_port, listening, run, until};
use super::shared::letters;
use crate::support::smtp::{Relay, Script};

const SOON: Duration = Duration::from_secs(120);
const LIST: &str = "leaks@lab.test";

/// A command of the archive, with its configuration in the folder.
fn inbox(command: &str, folder: &Path) -> Command {
    let mut command = Command::new(command);
    command.env("PI_CONFIG", folder.join("config")).env("HOME", folder).env("ORIGINAL_RECIPIENT", LIST);
    command.env("GIT_AUTHOR_NAME", "list").env("GIT_AUTHOR_EMAIL", LIST);
    command.env("GIT_COMMITTER_NAME", "list").env("GIT_COMMITTER_EMAIL", LIST).current_dir(folder);
    command
}

fn post(folder: &Path, number: u32, text: &str) {
    let letter = format!(
        "From: Ivan <ivan@example.com>\nTo: {LIST}\nSubject: Letter {number}\nMessage-ID: <{number}@lab.test>\n\
         Date: Fri, 20 Nov 2026 10:00:0{number} +0300\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    );
    let mut mda = inbox("public-inbox-mda", folder);
    let mut mda = mda.arg("--no-precheck").stdin(Stdio::piped()).spawn().expect("the archive takes letters");
    mda.stdin.take().expect("its input").write_all(letter.as_bytes()).expect("the letter is given");
    assert!(mda.wait().expect("it ends").success());
}

/// A list with one letter in it, and one of the archive's servers.
async fn archive(server: &str, at: &Path) -> (Process, u16) {
    let mut init = inbox("public-inbox-init", at);
    init.args(["-V2", "--ng", "lab.leaks", "leaks"]).arg(at.join("leaks"));
    run(init.args(["http://lab.test/leaks", LIST]));
    let config = at.join("config");
    run(Command::new("git").args(["config", "-f"]).arg(&config).args(["publicinboxmda.spamcheck", "none"]));
    post(at, 1, "Nothing of note.");
    let port = free_port();
    let mut command = inbox(server, at);
    let server = Process::start(server, command.args(["-l", &format!("127.0.0.1:{port}")]), at);
    listening("public-inbox", ("127.0.0.1", port)).await;
    (server, port)
}

/// A letter to the list is found at this place and told, with its subject and this in its address.
async fn told(at: &Path, kind: &'static str, start: String, options: &'static str, address: &str) {
    let relay = Relay::start(Script::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let places = [Place { id: "list".into(), kind, start, interval: "3s", delay: "100ms", options }];
    let letters = letters(&relay);
    let written = Written::new(folder.path(), &places, &letters);
    let mut daemon = written.start().await;
    daemon.seen_all().await;
    post(at, 2, &format!("Somebody sent me the plan, {CANARY}."));
    until("the letter", SOON, async || (!relay.letters().is_empty()).then_some(())).await;
    let letter = &relay.letters()[0];
    let message = mail_parser::MessageParser::default().parse(&letter.bytes).expect("a letter");
    let text = message.body_text(0).expect("its text");
    assert!(text.contains("Letter 2") && text.contains(address), "{text}");
    daemon.stop();
    // What came is evidence like any other: the chain holds, and nothing pretends to be HTTP.
    let mut verify = Command::new(env!("CARGO_BIN_EXE_leakwatch"));
    verify.args(["evidence", "verify", "--config"]).arg(folder.path().join("config"));
    let said = run(verify.current_dir(folder.path()));
    assert!(said.contains("\"faults\":[]"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_of_a_newsgroup_is_told() {
    if !super::on() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (server, port) = archive("public-inbox-nntpd", folder.path()).await;
    let options = "[news]\ngroups = [\"lab.leaks\"]\n";
    told(folder.path(), "news", format!("nntp://127.0.0.1:{port}"), options, "lab.leaks/2").await;
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_in_a_folder_is_told() {
    if !super::on() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (server, port) = archive("public-inbox-imapd", folder.path()).await;
    let options = "[mail]\nfolders = [\"lab.leaks.0\"]\n";
    told(folder.path(), "mail", format!("imap://127.0.0.1:{port}"), options, "UID=2").await;
    drop(server);
}

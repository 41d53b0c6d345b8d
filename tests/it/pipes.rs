//! Whoever reads what a command says may leave: `| head`, a full disk, a log that nobody takes. No command panics then.

use std::io::{Read, Write, pipe};
use std::process::{Command, Stdio};

/// A pipe whose reader has left.
fn left() -> Stdio {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

fn leakwatch(arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leakwatch"));
    command.args(arguments.split(' ')).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it over some text that has an e-mail address and a feed's beginning; code, output and what was said beside.
fn run(mut command: Command, folder: &std::path::Path) -> (Option<i32>, String, String) {
    const TEXT: &str = "<rss version=\"2.0\"><channel><title>a@b.example</title>\n</channel></rss>\n";
    std::fs::write(folder.join("page"), TEXT).expect("it is written");
    let mut child = command.current_dir(folder).spawn().expect("it starts");
    // It may not want it.
    let _ = child.stdin.take().expect("piped").write_all(TEXT.as_bytes());
    let done = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

const COMMANDS: [&str; 9] = [
    "scan --all page -",
    "explain personal-data-ru/ru-inn-person page",
    "feed page",
    "extract page",
    "robots page leakwatch https://b.example/",
    "check",
    "doctor --json",
    "import words page --id words",
    "plan",
];

#[test]
fn an_output_that_nobody_reads_ends_a_command_quietly() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut ended = 0;
    for arguments in COMMANDS {
        let (usual, out, _) = run(leakwatch(arguments), folder.path());
        let mut command = leakwatch(arguments);
        command.stdout(left());
        let (code, _, beside) = run(command, folder.path());
        assert!(!beside.contains("panicked"), "{arguments}: {beside}");
        // What says nothing has nobody to miss.
        assert_eq!(code, if out.is_empty() { usual } else { Some(141) }, "{arguments}: {beside}");
        ended += usize::from(code == Some(141));
    }
    assert!(ended >= 5, "{ended} commands had something to say");
}

#[test]
fn a_full_disk_behind_the_output_is_told() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let mut command = leakwatch("extract page");
    command.stdout(full);
    let (code, _, beside) = run(command, folder.path());
    assert_eq!(code, Some(2), "{beside}");
    assert!(beside.starts_with("cannot write to standard output: "), "{beside}");
}

#[test]
fn what_is_said_beside_the_work_may_go_unread() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    for arguments in COMMANDS.into_iter().chain(["scan nowhere", "nothing --of the-kind"]) {
        let (usual, out, _) = run(leakwatch(arguments), folder.path());
        let mut command = leakwatch(arguments);
        command.stderr(left()).env("LEAKWATCH_LOG", "trace");
        let (code, said, _) = run(command, folder.path());
        assert_eq!(code, usual, "{arguments}");
        assert_eq!(said.lines().count(), out.lines().count(), "{arguments}");
    }
}

/// A daemon goes on without its log: here the demo, up to its first alert.
#[test]
fn a_daemon_whose_log_nobody_takes_watches_on() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut daemon = leakwatch("demo --until first-alert --seed 7");
    let mut daemon = daemon.current_dir(folder.path()).stderr(left()).spawn().expect("it starts");
    let mut told = String::new();
    daemon.stdout.take().expect("piped").read_to_string(&mut told).expect("it is read");
    assert_eq!(daemon.wait().expect("it ends").code(), Some(0), "{told}");
    assert!(told.contains("first_alert_s"), "{told}");
}

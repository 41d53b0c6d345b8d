//! Postfix and Dovecot with everything of theirs in one temporary folder: letters come in on a submission port with
//! STARTTLS and a log-in that Dovecot checks, lie in maildirs, and are read over IMAP.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::imap;
use super::process::{Process, free_port, listening, root, run};

const PASSWORD: &str = "geheim-7";

pub struct MailHouse {
    postfix: Option<Process>,
    _dovecot: Process,
    smtp: u16,
    imap: u16,
    folder: TempDir,
}

impl MailHouse {
    pub async fn start() -> MailHouse {
        assert!(root(), "Postfix changes users: run the lab as root, in a container or a machine of its own");
        let folder = TempDir::new().expect("a temporary folder");
        let at = folder.path();
        fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("open to the servers' users");
        for dir in ["postfix", "queue/private", "postfix-data", "mail/soc", "mail/leakwatch"] {
            fs::create_dir_all(at.join(dir)).expect("a folder");
        }
        run(Command::new("chown").args(["-R", "65534:65534"]).arg(at.join("mail")));
        run(Command::new("chown").arg("postfix").arg(at.join("postfix-data")).arg(at.join("queue/private")));
        certificates(at);
        fs::write(at.join("password"), PASSWORD).expect("a password file");
        let (smtp, imap) = (free_port(), free_port());
        let fill = |text: &str, port: u16| {
            text.replace("@FOLDER@", &at.to_string_lossy())
                .replace("@PORT@", &port.to_string())
                .replace("@PASSWORD@", PASSWORD)
        };
        for (name, text, port) in [
            ("postfix/main.cf", include_str!("../../lab/postfix/main.cf"), smtp),
            ("postfix/master.cf", include_str!("../../lab/postfix/master.cf"), smtp),
            ("dovecot.conf", include_str!("../../lab/dovecot.conf"), imap),
        ] {
            fs::write(at.join(name), fill(text, port)).expect("a configuration");
        }
        let mut dovecot = Command::new("dovecot");
        dovecot.arg("-F").arg("-c").arg(at.join("dovecot.conf"));
        let dovecot = Process::start("dovecot-start", &mut dovecot, at);
        listening("Dovecot", ("127.0.0.1", imap)).await;
        let mut house = MailHouse { postfix: None, _dovecot: dovecot, smtp, imap, folder };
        house.open().await;
        house
    }

    /// Postfix is there.
    pub async fn open(&mut self) {
        let config = self.folder.path().join("postfix");
        // Makes what its queue is missing.
        run(Command::new("postfix").arg("-c").arg(&config).arg("check"));
        let mut master = Command::new("/usr/lib/postfix/sbin/master");
        // In the foreground; it signals its whole group when it ends, which must not be ours.
        master.arg("-d").arg("-c").arg(&config).process_group(0);
        self.postfix = Some(Process::start("postfix-start", &mut master, self.folder.path()));
        listening("Postfix", ("127.0.0.1", self.smtp)).await;
    }

    /// Postfix is gone.
    pub fn close(&mut self) {
        self.postfix = None;
    }

    /// How the operator writes this relay.
    pub fn relay(&self) -> String {
        format!(
            "[relay.main]\nhost = \"localhost\"\nport = {}\ntls = \"starttls\"\nuser = \"leakwatch\"\n\
             password_file = \"{}\"\nfrom = \"leakwatch@lab.test\"\nca_file = \"{}\"\n\n",
            self.smtp,
            self.password().display(),
            self.authority().display(),
        )
    }

    /// The mailbox of bounces as its files.
    pub fn maildir(&self) -> String {
        let maildir = self.folder.path().join("mail/leakwatch/Maildir");
        format!("[bounces]\nmaildir = \"{}\"\n\n", maildir.display())
    }

    /// The same over IMAP, with STARTTLS; what was read is put aside.
    pub fn mailbox(&self) -> String {
        format!(
            "[bounces]\nhost = \"localhost\"\nport = {}\ntls = \"starttls\"\nuser = \"leakwatch\"\n\
             password_file = \"{}\"\nca_file = \"{}\"\nmove_to = \"Bounces\"\n\n",
            self.imap,
            self.password().display(),
            self.authority().display(),
        )
    }

    fn password(&self) -> PathBuf {
        self.folder.path().join("password")
    }

    /// How many letters lie in the folder of bounces that were read.
    pub fn put_aside(&self) -> usize {
        let aside = self.folder.path().join("mail/leakwatch/Maildir/.Bounces");
        let count = |sub: &str| fs::read_dir(aside.join(sub)).map_or(0, Iterator::count);
        count("cur") + count("new")
    }

    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// What a user finds in the inbox.
    pub fn inbox(&self, user: &str) -> Vec<Vec<u8>> {
        imap::letters(self.imap, &self.authority(), user, PASSWORD)
    }
}

/// An authority of our own, and a certificate for localhost that it has signed.
fn certificates(at: &Path) {
    let request = |name: &str, file: &str, more: &[&str]| {
        let mut openssl = Command::new("openssl");
        openssl.current_dir(at).args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]);
        openssl.args(["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", &format!("/CN={name}")]);
        openssl.args(["-keyout", &format!("{file}.key"), "-out", &format!("{file}.pem")]);
        run(openssl.args(more));
    };
    request("lab", "ca", &["-addext", "keyUsage=keyCertSign"]);
    let names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
    let leaf = "basicConstraints=critical,CA:FALSE";
    request("localhost", "server", &["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", names, "-addext", leaf]);
}

//! WordPress on MariaDB: a post made through its REST API is found through its feed and told.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::daemon::{CANARY, Place, Written};
use super::process::{Process, free_port, listening, root, run, until};
use super::shared::letters;
use crate::support::smtp::{Relay, Script};

const SOON: Duration = Duration::from_secs(120);
/// Where the Debian package puts it.
const SHIPPED: &str = "/usr/share/wordpress/.";
const USER: &str = "editor";
const PASSWORD: &str = "Geheim-7-Geheim";

struct WordPress {
    _php: Process,
    _database: Process,
    port: u16,
    /// For the REST API.
    token: String,
    _folder: tempfile::TempDir,
}

impl WordPress {
    async fn start() -> WordPress {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("open to the database's user");
        let database = database(at).await;
        let port = free_port();
        let site = at.join("wp");
        run(Command::new("cp").args(["-rL", SHIPPED]).arg(&site));
        fs::write(site.join("wp-config.php"), configuration(at)).expect("a configuration");
        let mut php = Command::new("php");
        php.args(["-S", &format!("127.0.0.1:{port}"), "-t"]).arg(&site).env("PHP_CLI_SERVER_WORKERS", "3");
        let php = Process::start("php", &mut php, at);
        listening("PHP", ("127.0.0.1", port)).await;
        let address = format!("http://127.0.0.1:{port}");
        let form = format!(
            "weblog_title=Lab&user_name={USER}&admin_password={PASSWORD}&admin_password2={PASSWORD}&pw_weak=on\
             &admin_email=editor@lab.test&blog_public=1&language="
        );
        let mut curl = Command::new("curl");
        curl.args(["-sS", "-f", "-m", "60", "-d", &form]);
        run(curl.arg(format!("{address}/wp-admin/install.php?step=2")));
        let mut user = Command::new("php");
        user.arg("tests/lab/wordpress-user.php").arg(format!("127.0.0.1:{port}")).arg(&site);
        let token = STANDARD.encode(format!("{USER}:{}", run(&mut user).trim()));
        WordPress { _php: php, _database: database, port, token, _folder: folder }
    }

    fn post(&self, title: &str, content: &str) -> u64 {
        let body = serde_json::json!({ "title": title, "content": content, "status": "publish" });
        self.make("posts", &body)
    }

    fn comment(&self, post: u64, content: &str) -> u64 {
        self.make("comments", &serde_json::json!({ "post": post, "content": content }))
    }

    /// Gives its number.
    fn make(&self, what: &str, body: &serde_json::Value) -> u64 {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "-f", "-m", "60", "-H", "Content-Type: application/json"]);
        curl.args(["-H", &format!("Authorization: Basic {}", self.token), "-d", &body.to_string()]);
        let answer = run(curl.arg(format!("http://127.0.0.1:{}/?rest_route=/wp/v2/{what}", self.port)));
        let made: serde_json::Value = serde_json::from_str(&answer).expect("what was made");
        made["id"].as_u64().expect("its number")
    }
}

/// A MariaDB that listens on a socket in the folder and nowhere else.
async fn database(at: &Path) -> Process {
    let data = at.join("mysql");
    fs::create_dir(&data).expect("a folder");
    let user: &[&str] = if root() { &["--user=mysql"] } else { &[] };
    if root() {
        run(Command::new("chown").arg("mysql").arg(&data).arg(at));
    }
    let dir = format!("--datadir={}", data.display());
    run(Command::new("mariadb-install-db").args(user).args([
        &dir,
        "--no-defaults",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
    ]));
    let socket = at.join("mysql.sock");
    let mut server = Command::new("/usr/sbin/mariadbd");
    server.arg("--no-defaults").args(user).args([
        &dir,
        "--skip-networking",
        "--innodb-flush-log-at-trx-commit=0",
    ]);
    let server = Process::start("mariadb", server.arg(format!("--socket={}", socket.display())), at);
    let ask = |sql: &str| {
        let mut client = Command::new("mariadb");
        client.args(["--no-defaults", "-uroot", "-e", sql]).arg(format!("--socket={}", socket.display()));
        client.output().expect("the client starts").status.success()
    };
    until("MariaDB", SOON, async || ask("SELECT 1").then_some(())).await;
    assert!(ask("CREATE DATABASE wp CHARACTER SET utf8mb4"), "a database");
    server
}

fn configuration(at: &Path) -> String {
    format!(
        "<?php\ndefine('DB_NAME', 'wp');\ndefine('DB_USER', 'root');\ndefine('DB_PASSWORD', '');\n\
         define('DB_HOST', 'localhost:{}');\ndefine('DB_CHARSET', 'utf8mb4');\ndefine('DB_COLLATE', '');\n\
         define('WP_ENVIRONMENT_TYPE', 'local');\ndefine('DISABLE_WP_CRON', true);\n\
         define('WP_HTTP_BLOCK_EXTERNAL', true);\n$table_prefix = 'wp_';\n\
         if (!defined('ABSPATH')) {{ define('ABSPATH', __DIR__ . '/'); }}\nrequire_once ABSPATH . 'wp-settings.php';\n",
        at.join("mysql.sock").display()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_made_through_rest_is_told() {
    if !super::on() {
        return;
    }
    let blog = WordPress::start().await;
    let relay = Relay::start(Script::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let start = format!("http://127.0.0.1:{}/?feed=rss2", blog.port);
    let places =
        [Place { id: "blog".into(), kind: "feed", start, interval: "3s", delay: "100ms", options: "" }];
    let letters = letters(&relay);
    let written = Written::new(folder.path(), &places, &letters);
    let mut daemon = written.start().await;
    daemon.seen_all().await;
    blog.post("Погода", "На выходных будет ясно.");
    blog.post("Черновик", &format!("<p>Случайно приложили план, {CANARY}.</p>"));
    until("the letter", SOON, async || (!relay.letters().is_empty()).then_some(())).await;
    let letter = &relay.letters()[0];
    let message = mail_parser::MessageParser::default().parse(&letter.bytes).expect("a letter");
    let text = message.body_text(0).expect("its text");
    // Addresses in letters are written so that nobody follows them by accident.
    let at = format!("hxxp://127[.]0[.]0[.]1:{}/", blog.port);
    assert!(text.contains("Merger plan: Черновик") && text.contains(&at), "{text}");
    assert_eq!(message.header("X-Leakwatch-Finding").into_iter().count(), 1);
    daemon.stop();
}

/// The same blog by its interface, as the kind `blog` reads it: a comment is a document of its own, by its author.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_told_as_a_document_of_its_own() {
    if !super::on() {
        return;
    }
    let blog = WordPress::start().await;
    let relay = Relay::start(Script::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let start = format!("http://127.0.0.1:{}/", blog.port);
    let options = "[blog]\nengine = \"wordpress\"\n";
    let places = [Place { id: "blog".into(), kind: "blog", start, interval: "3s", delay: "100ms", options }];
    let letters = letters(&relay);
    let written = Written::new(folder.path(), &places, &letters);
    let mut daemon = written.start().await;
    daemon.seen_all().await;
    let post = blog.post("Погода", "На выходных будет ясно.");
    blog.comment(post, &format!("А я видел план: {CANARY}. Никому не показывайте."));
    until("the letter", SOON, async || (!relay.letters().is_empty()).then_some(())).await;
    let letter = &relay.letters()[0];
    let message = mail_parser::MessageParser::default().parse(&letter.bytes).expect("a letter");
    let text = message.body_text(0).expect("its text");
    assert!(text.contains("Погода") && text.contains("comment"), "{text}");
    assert_eq!(message.header("X-Leakwatch-Finding").into_iter().count(), 1);
    daemon.stop();
}

/// What only the editors of a blog see (here: their list of posts) is read where the operator is one of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_private_post_is_told_to_whom_an_account_was_given() {
    if !super::on() {
        return;
    }
    let blog = WordPress::start().await;
    let relay = Relay::start(Script::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let password = folder.path().join("password");
    fs::write(&password, format!("{PASSWORD}\n")).expect("the password");
    fs::set_permissions(&password, fs::Permissions::from_mode(0o600)).expect("ours alone");
    let site = format!("http://127.0.0.1:{}", blog.port);
    let options = format!(
        "[account]\npage = \"{site}/wp-login.php\"\nuser = \"{USER}\"\npassword_file = \"{}\"\n\
         proof = \"#wpadminbar\"\n[site]\ndepth = 0\nrobots_sitemaps = false\n",
        password.display()
    );
    let options: &'static str = options.leak();
    let start = format!("{site}/wp-admin/edit.php");
    let places = [Place { id: "blog".into(), kind: "site", start, interval: "3s", delay: "100ms", options }];
    let letters = letters(&relay);
    let written = Written::new(folder.path(), &places, &letters);
    let mut daemon = written.start().await;
    daemon.seen_all().await;
    let title = format!("Для своих: {CANARY}");
    let body = serde_json::json!({ "title": title, "content": "<p>План.</p>", "status": "private" });
    blog.make("posts", &body);
    until("the letter", SOON, async || (!relay.letters().is_empty()).then_some(())).await;
    let letter = &relay.letters()[0];
    let message = mail_parser::MessageParser::default().parse(&letter.bytes).expect("a letter");
    assert!(message.body_text(0).expect("its text").contains("Merger plan"));
    assert!(!daemon.log().contains(PASSWORD), "the log has no password");
    daemon.stop();
}

//! What is shipped beside the binary holds together: the package's contents, the service unit, the alert rules.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use leakwatch::telemetry::Metrics;
use regex::Regex;
use tempfile::TempDir;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn output(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn installed(program: &str) -> bool {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|dir| dir.join(program).is_file())
}

#[test]
fn the_package_holds_what_it_must() {
    let out = TempDir::new().expect("a temporary folder");
    // Any program will do for the list: a debug binary is hundreds of megabytes.
    let built = output(
        Command::new(root().join("deploy/dist"))
            .env("BIN", "/bin/true")
            .env("OUT", out.path())
            .env("ZIP", "none"),
    );
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let package = PathBuf::from(String::from_utf8(built.stdout).expect("a path").trim());
    let list = output(Command::new("dpkg-deb").arg("-c").arg(&package));
    let list = String::from_utf8(list.stdout).expect("a list");
    let files: Vec<(&str, &str)> = list
        .lines()
        .filter_map(|line| Some((line.split(' ').next()?, line.rsplit(' ').next()?)))
        .filter(|(mode, _)| !mode.starts_with('d'))
        .collect();
    for (mode, name) in [
        ("-rwxr-xr-x", "./usr/bin/leakwatch"),
        ("-rw-r--r--", "./lib/systemd/system/leakwatch.service"),
        ("-rw-r--r--", "./usr/share/doc/leakwatch/README.md"),
        ("-rw-r--r--", "./usr/share/doc/leakwatch/alert-rules.yaml"),
        ("-rw-r--r--", "./usr/share/doc/leakwatch/copyright"),
        ("-rw-r--r--", "./usr/share/doc/leakwatch/changelog.gz"),
        ("-rw-r--r--", "./usr/share/man/man1/leakwatch.1.gz"),
        ("-rw-r--r--", "./usr/share/doc/leakwatch/example/leakwatch.toml"),
        ("-rw-r--r--", "./usr/share/doc/leakwatch/example/crawlers/example-news/crawler.toml"),
    ] {
        assert!(files.contains(&(mode, name)), "{mode} {name} is not in\n{list}");
    }
    let foreign = |name: &str| {
        !name.starts_with("./usr/share/doc/leakwatch/")
            && !name.ends_with("/leakwatch.service")
            && !name.contains("/man1/")
    };
    let rest: Vec<_> = files.iter().filter(|(_, name)| foreign(name)).collect();
    assert_eq!(rest, [&("-rwxr-xr-x", "./usr/bin/leakwatch")], "nothing else, and no configuration in /etc");
    let version = output(Command::new("dpkg-deb").args(["-f"]).arg(&package).arg("Version"));
    assert_eq!(String::from_utf8_lossy(&version.stdout).trim(), env!("CARGO_PKG_VERSION"));
    let scripts = TempDir::new().expect("a temporary folder");
    output(Command::new("dpkg-deb").arg("-e").arg(&package).arg(scripts.path()));
    for script in ["postinst", "prerm", "postrm"] {
        let checked = output(Command::new("sh").arg("-n").arg(scripts.path().join(script)));
        assert!(checked.status.success(), "{script}: {}", String::from_utf8_lossy(&checked.stderr));
        let text = std::fs::read_to_string(scripts.path().join(script)).expect("read");
        assert!(
            !text.contains("systemctl start") && !text.contains("systemctl enable leakwatch"),
            "{script}"
        );
    }
}

#[test]
fn a_missing_binary_is_said() {
    let built = output(Command::new(root().join("deploy/dist")).env("BIN", "nowhere/leakwatch"));
    assert_eq!(built.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&built.stderr).contains("there is no binary at nowhere/leakwatch"));
}

#[test]
fn the_unit_is_understood_and_closed() {
    let unit = std::fs::read_to_string(root().join("deploy/leakwatch.service")).expect("read");
    for key in
        ["Type=notify", "WatchdogSec=", "NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory="]
    {
        assert!(unit.lines().any(|line| line.starts_with(key)), "{key}");
    }
    if !installed("systemd-analyze") {
        return;
    }
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("leakwatch.service");
    std::fs::write(&file, unit.replace("/usr/bin/leakwatch", "/bin/true")).expect("written");
    let verified = output(Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&file));
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && !said.contains("leakwatch.service:"), "{said}");
}

#[test]
fn alert_rules_speak_of_metrics_that_are_there() {
    let rules = std::fs::read_to_string(root().join("deploy/alert-rules.yaml")).expect("read");
    let shown = Metrics::new().text();
    let names = Regex::new(r"\bleakwatch_[a-z_]+").expect("a pattern");
    let used: Vec<&str> = rules
        .lines()
        .filter(|l| l.contains("expr:"))
        .flat_map(|l| names.find_iter(l))
        .map(|m| m.as_str())
        .collect();
    assert!(used.len() >= 5, "{used:?}");
    for name in used {
        assert!(shown.contains(&format!("# TYPE {name} ")), "{name} is not in\n{shown}");
    }
}

#[test]
fn the_container_is_nobody_and_asks_its_health() {
    let text = std::fs::read_to_string(root().join("deploy/Containerfile")).expect("read");
    let last = text.rsplit("\nFROM ").next().expect("a stage");
    assert!(last.contains("\nUSER 10001") && last.contains("HEALTHCHECK") && last.contains("/healthz"));
    let rust = format!("rust:{}", env!("CARGO_PKG_RUST_VERSION"));
    assert!(text.contains(&rust), "built with the version that Cargo.toml asks for: {rust}");
    assert!(Path::new(&root().join("deploy/compose.yaml")).is_file());
}

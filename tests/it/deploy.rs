//! What is shipped beside the binary holds together: the package's contents, the service unit, the container and its
//! compose file, the alert rules.

use std::path::PathBuf;
use std::process::{Command, Output};

use leakwatch::telemetry::Metrics;
use regex::Regex;
use serde_json::Value;
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
}

/// A YAML file as Debian's own reader of YAML reads it.
fn yaml(path: &str) -> Value {
    const READ: &str = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)";
    let read = output(Command::new("/usr/bin/python3").args(["-c", READ]).arg(root().join(path)));
    assert!(read.status.success(), "{path}: {}", String::from_utf8_lossy(&read.stderr));
    serde_json::from_slice(&read.stdout).expect("JSON")
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|word| word.as_str().expect("a word")).collect()
}

/// The instructions of the stage that runs, as (name, rest).
fn stage() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("deploy/Containerfile")).expect("read");
    let last = text.rsplit("\nFROM ").next().expect("a stage").replace("\\\n", " ");
    let lines = last.lines().skip(1).filter(|l| !l.starts_with('#'));
    lines
        .filter_map(|l| l.split_once(' '))
        .map(|(name, rest)| (name.to_owned(), rest.trim().to_owned()))
        .collect()
}

#[test]
fn the_compose_file_runs_the_container_as_it_is() {
    let compose = yaml("deploy/compose.yaml");
    let stage = stage();
    let said = |name: &str| -> &str {
        let found: Vec<_> = stage.iter().filter(|(n, _)| n == name).collect();
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
        &found[0].1
    };
    let services = compose["services"].as_object().expect("services");
    assert_eq!(services.keys().collect::<Vec<_>>(), ["leakwatch"]);
    let service = &services["leakwatch"];

    // What it is built of is there, and seen from the folder that the builder is given.
    let context = root().join("deploy").join(service["build"]["context"].as_str().expect("a context"));
    assert_eq!(context.canonicalize().expect("it is there"), root().canonicalize().expect("it is there"));
    let file = service["build"]["dockerfile"].as_str().expect("a file");
    assert!(context.join(file).is_file(), "{file}");

    // Who it is: as the image says, nobody in particular, and more is taken from it than given.
    assert_eq!((said("USER"), &service["user"]), ("10001:10001", &Value::Null), "the image's own user");
    assert_eq!(words(&service["cap_drop"]), ["ALL"]);
    assert_eq!(words(&service["security_opt"]), ["no-new-privileges:true"]);
    assert!(service["cap_add"].is_null() && service["privileged"].is_null());
    assert_eq!(service["read_only"], true);

    // Ports: the one that the image listens on, open to this machine alone.
    let port = said("EXPOSE");
    assert_eq!(words(&service["ports"]), [format!("127.0.0.1:{port}:{port}")]);
    assert!(
        said("HEALTHCHECK").contains(&format!("/dev/tcp/127.0.0.1/{port}")),
        "and its health is asked there"
    );

    // Volumes: each place that is written to or read is mounted, and nothing else; each named one is declared.
    let mounts: Vec<(&str, &str, bool)> = words(&service["volumes"])
        .into_iter()
        .map(|mount| {
            let parts: Vec<&str> = mount.split(':').collect();
            (parts[0], parts[1], parts.get(2) == Some(&"ro"))
        })
        .collect();
    let data = said("VOLUME");
    assert_eq!(data, said("WORKDIR"));
    let command: Vec<String> = serde_json::from_str(said("CMD")).expect("a list");
    let config = command.iter().skip_while(|word| *word != "--config").nth(1).expect("a folder");
    let at = |place: &str| mounts.iter().find(|(_, to, _)| *to == place).copied();
    let (from, _, read_only) = at(data).expect("the data is kept");
    assert!(!read_only && !compose["volumes"][from].is_string(), "{from}");
    assert!(compose["volumes"].as_object().expect("volumes").contains_key(from), "{from} is declared");
    let (from, _, read_only) = at(config).expect("the configuration is there");
    assert!(read_only && from.starts_with("../"), "the operator's own folder, never written to");
    assert_eq!(mounts.len(), 2);
    let made = stage.iter().filter(|(n, _)| n == "RUN").any(|(_, run)| {
        run.contains("--uid 10001")
            && run.contains(&format!("install -d -o leakwatch -g leakwatch -m 0700 {data}"))
    });
    assert!(made, "a new volume takes owner and mode of the image's folder");
    assert_eq!(words(&service["tmpfs"]), ["/tmp"], "a root that is read-only needs one");

    // Secrets: each is declared, and where the comment says that it is read.
    for secret in words(&service["secrets"]) {
        assert!(compose["secrets"][secret]["file"].is_string(), "{secret}");
        let text = std::fs::read_to_string(root().join("deploy/compose.yaml")).expect("read");
        assert!(text.contains(&format!("/run/secrets/{secret}")), "{secret}");
    }

    // Its end: what is under way is ended before it is killed.
    assert_eq!(said("STOPSIGNAL"), "SIGTERM");
    let grace = service["stop_grace_period"].as_str().and_then(|s| s.strip_suffix('s')).expect("seconds");
    assert!(grace.parse::<u32>().expect("a number") > 40, "two drains of twenty seconds");
    // What the daemon's own limits need: children of a gigabyte, two at a time, have no more than this together.
    assert_eq!(service["mem_limit"], "2g");
}

/// The configuration that the container file names in its comment is one.
#[test]
fn the_container_s_configuration_is_one() {
    let text = std::fs::read_to_string(root().join("deploy/Containerfile")).expect("read");
    let line = text.lines().find_map(|l| l.strip_prefix("# In the configuration: ")).expect("the comment");
    let keys: Vec<&str> = line.trim_end_matches('.').split(", ").collect();
    assert_eq!(keys.len(), 3, "{line}");
    let folder = TempDir::new().expect("a temporary folder");
    let server = format!("[server]\n{}\n", keys.join("\n"));
    std::fs::write(folder.path().join("leakwatch.toml"), server).expect("written");
    let config = crate::support::app::load(folder.path()).expect("it is read");
    assert_eq!(config.server.listen.port(), 8080);
    assert!(config.server.listen.ip().is_unspecified(), "a port that is published must be listened on");
    assert!(
        config.data.starts_with("/data") && config.server.database.contains("/data/"),
        "{:?}",
        config.data
    );
}

#[test]
fn alert_rules_are_rules_and_fire_when_nothing_is_told() {
    let rules = yaml("deploy/alert-rules.yaml");
    let all = rules["groups"][0]["rules"].as_array().expect("rules");
    assert!(all.len() >= 7);
    for rule in all {
        let severity = rule["labels"]["severity"].as_str().expect("a severity");
        assert!(["critical", "warning"].contains(&severity), "{rule}");
        for key in ["summary", "description"] {
            assert!(rule["annotations"][key].as_str().is_some_and(|text| text.len() > 20), "{key}: {rule}");
        }
        assert!(rule["for"].is_string() && rule["expr"].is_string(), "{rule}");
    }
    let file = root().join("deploy/alert-rules.yaml");
    let checked = output(Command::new("promtool").args(["check", "rules"]).arg(&file));
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));

    // Three daemons: one that ended, one that works and keeps nothing, one on a disk that takes no writes.
    let folder = TempDir::new().expect("a temporary folder");
    let test = folder.path().join("silent.yaml");
    let alert = |name: &str, series: &str, at: &str, fires: bool| {
        let expected =
            if fires { format!("[{{exp_labels: {{{}}}}}]", labels(all, name)) } else { "[]".to_owned() };
        format!(
            "- interval: 1m\n  input_series: [{series}]\n  alert_rule_test:\n  - eval_time: {at}\n    alertname: {name}\n    exp_alerts: {expected}\n"
        )
    };
    let up = "{series: 'up{job=\"leakwatch\"}', values: '1x200'}";
    let down = "{series: 'up{job=\"leakwatch\"}', values: '1x20 0x200'}";
    // Milliseconds: kept at the epoch and never again; kept every minute.
    let silent = "{series: 'leakwatch_last_admission_ms', values: '0x200'}";
    let works = "{series: 'leakwatch_last_admission_ms', values: '0+60000x200'}";
    let late = "{series: 'leakwatch_alerts_owed_late', values: '2x200'}";
    let shut = "{series: 'leakwatch_disk_readonly', values: '1x200'}";
    let text = [
        alert("LeakwatchDown", up, "60m", false),
        alert("LeakwatchDown", down, "60m", true),
        alert("LeakwatchSilent", works, "180m", false),
        alert("LeakwatchSilent", silent, "100m", false),
        alert("LeakwatchSilent", silent, "140m", true),
        alert("LeakwatchAlertsLate", late, "10m", true),
        alert("LeakwatchDiskReadOnly", shut, "10m", true),
    ]
    .concat();
    // Annotations are checked above; here it is who fires, and when.
    let plain: Vec<String> = std::fs::read_to_string(&file)
        .expect("read")
        .lines()
        .filter(|l| !["annotations:", "summary:", "description:"].iter().any(|key| l.trim().starts_with(key)))
        .map(str::to_owned)
        .collect();
    std::fs::write(folder.path().join("rules.yaml"), plain.join("\n")).expect("written");
    std::fs::write(&test, format!("rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n{text}"))
        .expect("written");
    let tested = output(Command::new("promtool").args(["test", "rules"]).arg(&test));
    let said = [tested.stdout, tested.stderr].concat();
    assert!(tested.status.success(), "{}", String::from_utf8_lossy(&said));
}

/// The labels that an alert of this rule has.
fn labels(rules: &[Value], name: &str) -> String {
    let rule = rules.iter().find(|rule| rule["alert"] == name).unwrap_or_else(|| panic!("no rule {name}"));
    format!("severity: {}", rule["labels"]["severity"].as_str().expect("a severity"))
}

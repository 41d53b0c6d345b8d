//! `leakwatch init`: from a few answers to a working configuration for one's own company.
//!
//! Flags answer; what they leave open is asked on the terminal, in plain lines on standard error. Nothing is written
//! over. What was written is then proved (`test_alert`).

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::config_export::write_new;
use crate::config::{self, Answers, Config, Machine, Person, Post};
use crate::model::Language;

/// Answers given as flags; none or empty: not given.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Flags {
    /// The company's name as one writes it, in the nominative
    #[arg(long)]
    pub company: Option<String>,
    /// A domain of the company; may be given several times
    #[arg(long = "domain")]
    pub domains: Vec<String>,
    /// The full name of one of the leadership; may be given several times
    #[arg(long = "leader")]
    pub leadership: Vec<String>,
    /// An e-mail address that gets the alerts; may be given several times
    #[arg(long = "to")]
    pub recipients: Vec<String>,
    /// daily, operational or extended
    #[arg(long)]
    pub plan: Option<String>,
    /// ru or en: of letters
    #[arg(long)]
    pub language: Option<String>,
    /// An IANA time zone such as Europe/Moscow
    #[arg(long)]
    pub zone: Option<String>,
    /// The address of a feed or site to read beside the company's own; may be given several times
    #[arg(long = "place", value_name = "URL")]
    pub places: Vec<String>,
    /// The mail server, HOST or HOST:PORT; left out: letters go to a maildir
    #[arg(long)]
    pub relay: Option<String>,
    /// Who logs in at the mail server, with --relay-password-file
    #[arg(long, value_name = "USER", requires_all = ["relay", "relay_password_file"])]
    pub relay_user: Option<String>,
    /// A file that holds the password and that only the daemon may read
    #[arg(long, value_name = "FILE", requires_all = ["relay", "relay_user"])]
    pub relay_password_file: Option<String>,
    /// The letters' sender [default: leakwatch at the first domain]
    #[arg(long, value_name = "ADDRESS", requires = "relay")]
    pub from: Option<String>,
    /// The folder of everything that is kept [default: data, where the daemon is started]
    #[arg(long, value_name = "DIR")]
    pub data: Option<String>,
}

/// What is answered: flags first, then the terminal for what they leave open.
///
/// `terminal` is what is typed and where questions go; none (not a terminal): what has no default must be a flag.
pub fn answers<'a>(
    flags: Flags,
    terminal: Option<(&'a mut dyn BufRead, &'a mut dyn Write)>,
) -> anyhow::Result<Answers> {
    let mut asker = Asker { terminal };
    let company = asker.text(flags.company, "--company", "Company, as one writes it", None)?;
    let domains = asker.list(flags.domains, "--domain", "Its domains, with commas between", true)?;
    let leadership =
        asker.list(flags.leadership, "", "Full names of its leadership, with commas between", false)?;
    let recipients = asker.list(flags.recipients, "--to", "E-mail addresses that get alerts", true)?;
    let plan = asker.text(
        flags.plan,
        "--plan",
        "Plan: daily (24 h), operational (2 h), extended (1 h)",
        Some("extended"),
    )?;
    let language = asker.text(flags.language, "--language", "Language of letters: ru, en", Some("en"))?;
    let Some(language) = Language::parse(&language) else {
        bail!("language: \"{language}\" is not known; one of: ru, en");
    };
    let zone = asker.text(flags.zone, "--zone", "Time zone", Some("UTC"))?;
    let places = asker.list(
        flags.places,
        "",
        "Feeds and sites to read beside your own, addresses with commas between (may wait)",
        false,
    )?;
    let relay =
        asker.text(flags.relay, "--relay", "Mail server (empty: letters go to a maildir)", Some(""))?;
    Ok(Answers {
        company,
        domains,
        leadership: leadership.into_iter().map(|name| Person { name }).collect(),
        recipients,
        plan,
        language,
        zone,
        places,
        relay: Some(relay).filter(|r| !r.is_empty()).map(|host| Post {
            host,
            user: flags.relay_user,
            password_file: flags.relay_password_file,
            from: flags.from,
        }),
        server: Machine { data: flags.data.unwrap_or_else(|| Machine::default().data), ..Machine::default() },
    })
}

/// Writes the configuration into `folder` and returns its files; refuses a folder that has a configuration.
pub fn run(folder: &Path, answers: &Answers) -> anyhow::Result<Vec<PathBuf>> {
    let files = match config::starter(answers, &config::shipped()) {
        Ok(files) => files,
        Err(wrong) => {
            let lines: Vec<String> = wrong.iter().map(|w| w.line(super::language())).collect();
            bail!("{}", lines.join("\n"))
        }
    };
    let present = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut toml = present.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml"));
    if let Some(path) = toml.next() {
        bail!("{} is there already: choose another folder with --config, or move it away", path.display());
    }
    if let Some(file) = files.iter().map(|f| folder.join(&f.name)).find(|path| path.exists()) {
        bail!("{} is there already: choose another folder with --config, or move it away", file.display());
    }
    write_new(folder, &files)
}

/// Whom the proof's letters go to, and where they leave.
pub(super) fn told(config: &Config) -> String {
    let to: Vec<&str> = config.recipients.iter().map(|r| r.to.as_str()).collect();
    let by = config.relays.first().map_or_else(
        || format!("the folder {} (no mail server was named)", config.letters.display()),
        |relay| format!("the relay {}", relay.host),
    );
    format!("{} by {by}", to.join(", "))
}

struct Asker<'a> {
    terminal: Option<(&'a mut dyn BufRead, &'a mut dyn Write)>,
}

impl Asker<'_> {
    fn text(
        &mut self,
        given: Option<String>,
        flag: &str,
        question: &str,
        default: Option<&str>,
    ) -> anyhow::Result<String> {
        if let Some(given) = given {
            return Ok(given);
        }
        while let Some(line) = self.line(question, default)? {
            match (line.is_empty(), default) {
                (true, Some(default)) => return Ok(default.to_owned()),
                (true, None) => {}
                (false, _) => return Ok(line),
            }
        }
        match default {
            Some(default) => Ok(default.to_owned()),
            None => bail!("{flag} is missing: {question}"),
        }
    }

    fn list(
        &mut self,
        given: Vec<String>,
        flag: &str,
        question: &str,
        needed: bool,
    ) -> anyhow::Result<Vec<String>> {
        if !given.is_empty() {
            return Ok(given);
        }
        let line = self.text(None, flag, question, if needed { None } else { Some("") })?;
        Ok(line.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect())
    }

    /// One answer; none at the end of what is typed, or without a terminal.
    fn line(&mut self, question: &str, default: Option<&str>) -> anyhow::Result<Option<String>> {
        let Some((typed, questions)) = &mut self.terminal else { return Ok(None) };
        let default = default.filter(|d| !d.is_empty()).map(|d| format!(" [{d}]")).unwrap_or_default();
        write!(questions, "{question}{default}: ").and_then(|()| questions.flush()).context("cannot ask")?;
        let mut line = String::new();
        let read = typed.read_line(&mut line).context("cannot read the answer")?;
        Ok((read > 0).then(|| line.trim().to_owned()))
    }
}

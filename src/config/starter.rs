//! The first configuration for one's own company: from a few answers to files that load without fault.
//!
//! Pure: asks nobody and writes nothing. What it says is commented, because its reader has just met the program.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::values::{email, filled, host, id, zone};
use super::{Stored, embedded, keyword_set};
use crate::model::{Crawl, Language, Matches, Plan};
use crate::promise::plans;

/// What a person is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// As one writes it: `ООО «Ромашка»`.
    pub company: String,
    /// The company's own; the first names its files.
    pub domains: Vec<String>,
    pub leadership: Vec<Person>,
    /// E-mail addresses that get everything.
    pub recipients: Vec<String>,
    /// The name of a built-in plan.
    pub plan: String,
    pub language: Language,
    /// An IANA zone.
    pub zone: String,
    /// Host name of the mail server, if there is one; how one logs in there is left to the file's comments.
    pub relay: Option<String>,
}

/// One of the leadership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// In the nominative, surname first in Russian: `Иванов Иван Петрович`.
    pub name: String,
}

/// Files of a configuration folder, by name, or what is wrong with each answer. `shipped` are the crawls that the
/// binary carries: all of them that are public and need no account of their own are the first choice.
pub fn starter(answers: &Answers, shipped: &[Crawl]) -> Result<Vec<Stored>, Vec<String>> {
    let plan = check(answers)?;
    let name = short_name(answers);
    let files = [
        ("leakwatch.toml".to_owned(), settings(answers, &plan, &name, shipped)),
        (format!("keyword-sets/{name}.toml"), words(answers, &name)),
        (format!("crawlers/{name}-site/crawler.toml"), site(answers, &name)),
    ];
    Ok(files.into_iter().map(|(name, text)| Stored { name, text }).collect())
}

fn check(answers: &Answers) -> Result<Plan, Vec<String>> {
    let mut wrong = Vec::new();
    let mut ask = |what: &str, found: Result<(), String>| {
        if let Err(why) = found {
            wrong.push(format!("{what}: {why}"));
        }
    };
    ask("company", filled(&answers.company).map(drop));
    ask("domains", if answers.domains.is_empty() { Err("name at least one".into()) } else { Ok(()) });
    ask("recipients", if answers.recipients.is_empty() { Err("name at least one".into()) } else { Ok(()) });
    answers.domains.iter().for_each(|d| ask("domains", host(d).map(drop)));
    answers.leadership.iter().for_each(|p| ask("leadership", filled(&p.name).map(drop)));
    answers.recipients.iter().for_each(|r| ask("recipients", email(r).map(drop)));
    answers.relay.iter().for_each(|r| ask("relay", host(r).map(drop)));
    ask("zone", zone(&answers.zone).map(drop));
    let plans = plans::built_in();
    let names: Vec<&str> = plans.iter().map(|p| p.name.as_str()).collect();
    let known = || format!("there is no plan \"{}\"; one of: {}", answers.plan, names.join(", "));
    let plan = plans.iter().find(|p| p.name == answers.plan).cloned();
    ask("plan", if plan.is_some() { Ok(()) } else { Err(known()) });
    match plan {
        Some(plan) if wrong.is_empty() => Ok(plan),
        _ => Err(wrong),
    }
}

/// The first domain's first label, which is an id once it is free of what the binary calls its own.
fn short_name(answers: &Answers) -> String {
    let domain = answers.domains.first().and_then(|d| host(d).ok()).unwrap_or_default();
    let label = domain.trim_start_matches("www.").split('.').next().unwrap_or_default();
    let label: String = label.chars().take(40).collect();
    let taken = shipped_sets().iter().any(|(id, ..)| *id == label);
    if taken || id(&label).is_err() { format!("our-{}", label.trim_matches('-')) } else { label }
}

/// Id of each shipped keyword set, with what of its classes a plan may cover.
fn shipped_sets() -> Vec<(String, BTreeSet<crate::model::Class>, bool)> {
    let sets = embedded::keyword_sets().into_iter().filter_map(|(file, text)| keyword_set(&file, text).ok());
    sets.map(|set| {
        let about_someone = set.entries.iter().any(|e| matches!(e.matches, Matches::Entity(_)));
        (set.id, set.entries.iter().map(|e| e.class).collect(), about_someone)
    })
    .collect()
}

fn settings(answers: &Answers, plan: &Plan, name: &str, shipped: &[Crawl]) -> String {
    // Sets that name somebody are examples; a set of which the plan covers nothing or a part only would warn.
    let covered = shipped_sets().into_iter().filter(|(_, classes, about_someone)| {
        !about_someone && classes.iter().all(|class| plan.covers(*class))
    });
    let mut sets = vec![name.to_owned()];
    sets.extend(covered.map(|(id, ..)| id));
    let site = format!("{name}-site");
    let mut crawls: Vec<String> = vec![site.clone()];
    crawls.extend(shipped.iter().filter(|c| c.id != site).map(|c| c.id.clone()));
    let first_host = answers.domains.first().map_or("", String::as_str);
    let contact = answers.recipients.first().map_or("", String::as_str);
    let own_places = if plan.portals.is_empty() { Vec::new() } else { vec![site] };
    let mut out = String::new();
    let _ = write!(
        out,
        "# leakwatch, written by `leakwatch init`. After a change: `leakwatch check`; the daemon takes it by itself.\n\
         # `leakwatch config export` adds what was made on the web page.\n\n\
         [server]\n\
         listen = \"127.0.0.1:8080\"          # the web page; put a TLS proxy before it for others\n\
         public_url = \"http://127.0.0.1:8080\"   # what links in letters begin with\n\
         contact = {contact}           # visited sites see it in the User-Agent\n\
         data = \"data\"                      # everything that is kept\n\n\
         # Whom we protect. Plans: daily (24 h), operational (2 h), extended (1 h).\n\
         [watch.{name}]\n\
         title = {company}\n\
         plan = {plan}\n\
         organisation = {organisation}\n\
         keyword_sets = {sets}\n\
         crawls = {crawls}\n\
         own_places = {own_places}          # crawls of our own portals ({first_host})\n",
        contact = quoted(contact),
        company = quoted(&answers.company),
        plan = quoted(&plan.name),
        organisation = quoted(&format!("{name}/company")),
        sets = list(&sets),
        crawls = list(&crawls),
        own_places = list(&own_places),
    );
    for (at, to) in answers.recipients.iter().enumerate() {
        let _ = write!(
            out,
            "\n[recipient.security-{number}]\n\
             watches = {watches}\n\
             to = {to}\n\
             language = \"{language}\"\n\
             zone = {zone}\n\
             gets = [\"alerts\", \"digest\", \"blind\", \"baseline\"]\n",
            number = at + 1,
            watches = list(&[name.to_owned()]),
            to = quoted(to),
            language = answers.language,
            zone = quoted(&answers.zone),
        );
    }
    match &answers.relay {
        Some(relay) => {
            let _ = write!(
                out,
                "\n# Where letters leave. A server that wants a log-in: user, and password_file with a file only the\n\
                 # daemon may read.\n\
                 [relay.main]\n\
                 host = {host}\n\
                 tls = \"{tls}\"                   # starttls | tls | none (this machine only)\n\
                 port = {port}\n\
                 # user = \"leakwatch\"\n\
                 # password_file = \"/run/secrets/smtp\"\n\
                 from = {from}\n",
                host = quoted(relay),
                tls = if local(relay) { "none" } else { "starttls" },
                port = if local(relay) { 25 } else { 587 },
                from = quoted(&format!("leakwatch@{first_host}")),
            );
        }
        None => out.push_str(
            "\n# Without a relay letters go to the maildir in data/ and are shown on the web page.\n\
             # [relay.main]\n\
             # host = \"mx.example.com\"\n\
             # port = 587\n\
             # tls = \"starttls\"\n\
             # user = \"leakwatch\"\n\
             # password_file = \"/run/secrets/smtp\"\n\
             # from = \"leakwatch@example.com\"\n",
        ),
    }
    out
}

fn local(relay: &str) -> bool {
    matches!(relay, "localhost" | "127.0.0.1")
}

fn words(answers: &Answers, name: &str) -> String {
    let mut out = String::new();
    let company = &answers.company;
    let cyrillic = |text: &str| text.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    let (example, counter) = if cyrillic(company) {
        (format!("Об этом сообщает {company}."), "Погода на выходных будет ясной.")
    } else {
        (format!("This was confirmed by {company} today."), "The weather will be fine at the weekend.")
    };
    let _ = write!(
        out,
        "# Who we are. Names are written once, in the nominative: cases, initials and Latin spellings are found as well.\n\
         # `leakwatch check` tries every example and counter-example.\n\n\
         [set]\nid = {id}\ntitle = {company}\n\n\
         [[entity]]\nid = \"company\"\nkind = \"organisation\"\nrole = \"own\"\nname = {company}\n\
         domains = {domains}\nexamples = [{example}]\ncounter_examples = [{counter}]\n",
        id = quoted(name),
        company = quoted(company),
        domains = list(&answers.domains),
        example = quoted(&example),
        counter = quoted(counter),
    );
    for (at, person) in answers.leadership.iter().enumerate() {
        let (example, counter) = if cyrillic(&person.name) {
            (format!("Вчера выступил {}.", person.name), "Вчера выступил хор.")
        } else {
            (format!("Yesterday {} spoke.", person.name), "Yesterday the choir sang.")
        };
        let _ = write!(
            out,
            "\n[[entity]]\nid = \"leader-{number}\"\nkind = \"person\"\nrole = \"leadership\"\nname = {name}\n\
             examples = [{example}]\ncounter_examples = [{counter}]\n",
            number = at + 1,
            name = quoted(&person.name),
            example = quoted(&example),
            counter = quoted(counter),
        );
    }
    out
}

fn site(answers: &Answers, name: &str) -> String {
    let starts: Vec<String> = answers.domains.iter().map(|d| format!("https://{d}/")).collect();
    format!(
        "# Our own site: what it shows by mistake is found here first.\n\
         id = {id}\nkind = \"site\"\ntitle = {title}\nstart = {starts}\nhosts = {hosts}\npages = 50\n",
        id = quoted(&format!("{name}-site")),
        title = quoted(&format!("{}: our own site", answers.company)),
        starts = list(&starts),
        hosts = list(&answers.domains),
    )
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn list(texts: &[String]) -> String {
    texts.iter().collect::<toml_edit::Array>().to_string()
}

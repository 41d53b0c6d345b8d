//! The first configuration for one's own company: from a few answers to files that load without fault.
//!
//! Pure: asks nobody and writes nothing. What it says is commented, because its reader has just met the program.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::values::{email, filled, host, id, web_address, zone};
use super::{Stored, crawler, embedded, keyword_set};
use crate::model::{Class, Crawl, Language, Matches, Plan, Said, Wrong};
use crate::promise::plans;
use crate::said;

/// What a person is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Addresses of feeds and sites that are read beside the company's own.
    #[serde(default)]
    pub places: Vec<String>,
    /// The mail server, if there is one.
    pub relay: Option<Post>,
    #[serde(default)]
    pub server: Machine,
}

/// The mail server that takes our letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// `mx.example.com` or `mx.example.com:465`. Port 465 is TLS from the first byte, others STARTTLS; this machine
    /// itself is spoken to in clear.
    pub host: String,
    /// With a file that holds the password, where the server wants a log-in. The password itself is never asked for.
    pub user: Option<String>,
    pub password_file: Option<String>,
    /// The sender; none: `leakwatch@` the first domain.
    pub from: Option<String>,
}

/// Where the daemon is and keeps; a running one writes down what it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    pub listen: String,
    pub public_url: String,
    pub data: String,
}

impl Default for Machine {
    fn default() -> Machine {
        let (listen, data) = ("127.0.0.1:8080".to_owned(), "data".to_owned());
        Machine { public_url: format!("http://{listen}"), listen, data }
    }
}

/// One of the leadership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// In the nominative, surname first in Russian: `Иванов Иван Петрович`.
    pub name: String,
}

/// Files of a configuration folder, by name, or what is wrong with each answer. `shipped` are the crawls that the
/// binary carries: those of places that exist are the first choice beside the answers' own.
pub fn starter(answers: &Answers, shipped: &[Crawl]) -> Result<Vec<Stored>, Vec<Wrong>> {
    let plan = check(answers)?;
    let name = short_name(answers);
    let places = places(answers, &name);
    let first = shipped.iter().filter(|c| exists(c)).map(|c| c.id.clone());
    let crawls: Vec<String> = places.iter().map(|(id, _)| id.clone()).chain(first).collect();
    let Settings { head, watch, recipients, relay } = settings(answers, &plan, &name, &crawls);
    let recipients: String = recipients.into_iter().map(|(_, text)| text).collect();
    let whole = format!("{}{}\n{watch}{recipients}{relay}", head, machine(&answers.server));
    let mut files = vec![
        ("leakwatch.toml".to_owned(), whole),
        (format!("keyword-sets/{name}.toml"), words(answers, &name)),
    ];
    files.extend(places.into_iter().map(|(id, text)| (format!("crawlers/{id}/crawler.toml"), text)));
    Ok(stored(files))
}

/// The same as items of the store, such as the web page makes: each a file of its own, what is named before what names
/// it. The machine is left as it runs.
pub fn starter_items(answers: &Answers, shipped: &[Crawl]) -> Result<Vec<Stored>, Vec<Wrong>> {
    let plan = check(answers)?;
    let name = short_name(answers);
    let places = places(answers, &name);
    let first = shipped.iter().filter(|c| exists(c)).map(|c| c.id.clone());
    let crawls: Vec<String> = places.iter().map(|(id, _)| id.clone()).chain(first).collect();
    let Settings { head, watch, recipients, relay } = settings(answers, &plan, &name, &crawls);
    let mut items: Vec<(String, String)> =
        places.into_iter().map(|(id, text)| (format!("crawlers/{id}/crawler.toml"), text)).collect();
    items.push((format!("keyword-sets/{name}.toml"), words(answers, &name)));
    items.push(("settings.toml".to_owned(), format!("{head}{relay}")));
    items.push((format!("watch-{name}.toml"), watch));
    items.extend(recipients.into_iter().map(|(id, text)| (format!("recipient-{id}.toml"), text)));
    Ok(stored(items))
}

fn stored(files: Vec<(String, String)>) -> Vec<Stored> {
    files.into_iter().map(|(name, text)| Stored { name, text: text.trim_start().to_owned() }).collect()
}

/// Crawlers of names that are reserved for examples (RFC 2606) show how one is written, and are no places.
fn exists(crawl: &Crawl) -> bool {
    let reserved = |host: &str| {
        let last = host.rsplit('.').next().unwrap_or_default();
        matches!(last, "example" | "test" | "invalid" | "localhost")
            || ["example.com", "example.net", "example.org"].iter().any(|e| host.ends_with(e))
    };
    let host = |start: &String| url::Url::parse(start).ok()?.host_str().map(str::to_owned);
    !crawl.start.is_empty() && crawl.start.iter().all(|s| host(s).is_some_and(|host| !reserved(&host)))
}

/// The crawls that the binary carries.
pub fn shipped() -> Vec<Crawl> {
    embedded::crawlers().into_iter().filter_map(|(file, text)| crawler(&file, text).ok()).collect()
}

fn check(answers: &Answers) -> Result<Plan, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut ask = |field: &str, found: Result<(), Said>| {
        if let Err(said) = found {
            wrong.push(Wrong { field: field.to_owned(), said });
        }
    };
    let some = |list: &[String]| match list {
        [] => Err(said!("answer.none", "name at least one", "назовите хотя бы один")),
        _ => Ok(()),
    };
    ask("company", filled(&answers.company).map(drop));
    ask("domains", some(&answers.domains));
    ask("recipients", some(&answers.recipients));
    answers.domains.iter().for_each(|d| ask("domains", host(d).map(drop)));
    answers.leadership.iter().for_each(|p| ask("leadership", filled(&p.name).map(drop)));
    answers.recipients.iter().for_each(|r| ask("recipients", email(r).map(drop)));
    answers.places.iter().for_each(|p| ask("places", web_address(p).map(drop)));
    if let Some(relay) = &answers.relay {
        ask("relay", relay.parts().map(drop));
        relay.from.iter().for_each(|from| ask("from", email(from).map(drop)));
        if relay.user.is_some() != relay.password_file.is_some() {
            ask(
                "relay",
                Err(said!(
                    "answer.log-in",
                    "a log-in needs a user and a file that holds the password",
                    "для входа нужны имя пользователя и файл с паролем"
                )),
            );
        }
    }
    ask("zone", zone(&answers.zone).map(drop));
    let plans = plans::built_in();
    let names: Vec<&str> = plans.iter().map(|p| p.name.as_str()).collect();
    let known = || {
        said!(
            "answer.plan",
            "there is no plan \"{plan}\"; one of: {known}",
            "плана «{plan}» нет; есть: {known}",
            plan = answers.plan,
            known = names.join(", ")
        )
    };
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

/// Tables of the settings, each as text.
struct Settings {
    /// `[server]`, open for what the machine is.
    head: String,
    watch: String,
    /// By id.
    recipients: Vec<(String, String)>,
    relay: String,
}

fn settings(answers: &Answers, plan: &Plan, name: &str, crawls: &[String]) -> Settings {
    // Sets that name somebody are examples; of a set that the plan covers in part, that part makes findings.
    let covered = shipped_sets().into_iter().filter(|(_, classes, about_someone)| {
        !about_someone && classes.iter().any(|class| *class != Class::Mention && plan.covers(*class))
    });
    let mut sets = vec![name.to_owned()];
    sets.extend(covered.map(|(id, ..)| id));
    let site = format!("{name}-site");
    let first_host = answers.domains.first().map_or("", String::as_str);
    let contact = answers.recipients.first().map_or("", String::as_str);
    let own_places = if plan.portals.is_empty() { Vec::new() } else { vec![site] };
    let head = format!(
        "# leakwatch, written by `leakwatch init` or the first page. After a change: `leakwatch check`; the daemon takes it\n\
         # by itself. `leakwatch export` writes what was made on the web page as files.\n\n\
         [server]\n\
         contact = {contact}           # visited sites see it in the User-Agent\n",
        contact = quoted(contact),
    );
    let watch = format!(
        "# Whom we protect. Plans: daily (24 h), operational (2 h), extended (1 h).\n\
         [watch.{name}]\n\
         title = {company}\n\
         plan = {plan}\n\
         organisation = {organisation}\n\
         keyword_sets = {sets}\n\
         crawls = {crawls}\n\
         own_places = {own_places}          # crawls of our own portals ({first_host})\n",
        company = quoted(&answers.company),
        plan = quoted(&plan.name),
        organisation = quoted(&format!("{name}/company")),
        sets = list(&sets),
        crawls = list(crawls),
        own_places = list(&own_places),
    );
    let recipient = |(at, to): (usize, &String)| {
        let id = format!("security-{}", at + 1);
        let text = format!(
            "\n[recipient.{id}]\n\
             watches = {watches}\n\
             to = {to}\n\
             language = \"{language}\"\n\
             zone = {zone}\n\
             gets = [\"alerts\", \"digest\", \"blind\", \"baseline\"]\n",
            watches = list(&[name.to_owned()]),
            to = quoted(to),
            language = answers.language,
            zone = quoted(&answers.zone),
        );
        (id, text)
    };
    let recipients = answers.recipients.iter().enumerate().map(recipient).collect();
    let relay = answers.relay.as_ref().map_or_else(|| NO_RELAY.to_owned(), |relay| post(relay, first_host));
    Settings { head, watch, recipients, relay }
}

const NO_RELAY: &str = "
# Without a relay letters go to the maildir in data/ and are shown on the web page.
# [relay.main]
# host = \"mx.example.com\"
# port = 587
# tls = \"starttls\"
# user = \"leakwatch\"
# password_file = \"/run/secrets/smtp\"
# from = \"leakwatch@example.com\"
";

/// What `[server]` says of the machine.
fn machine(server: &Machine) -> String {
    format!(
        "listen = {listen}          # the web page; put a TLS proxy before it for others\n\
         public_url = {public_url}   # what links in letters begin with\n\
         data = {data}                      # everything that is kept\n",
        listen = quoted(&server.listen),
        public_url = quoted(&server.public_url),
        data = quoted(&server.data),
    )
}

/// The relay's table.
fn post(relay: &Post, domain: &str) -> String {
    let (server, port) = relay.parts().unwrap_or_default();
    let local = matches!(server.as_str(), "localhost" | "127.0.0.1" | "[::1]");
    let (tls, usual) = match (local, port) {
        (true, _) => ("none", 25),
        (false, Some(465)) => ("tls", 465),
        (false, _) => ("starttls", 587),
    };
    let from = relay.from.clone().unwrap_or_else(|| format!("leakwatch@{domain}"));
    let log_in = match (&relay.user, &relay.password_file) {
        (Some(user), Some(file)) => {
            format!("user = {}\npassword_file = {}\n", quoted(user), quoted(file))
        }
        _ => "# user = \"leakwatch\"\n# password_file = \"/run/secrets/smtp\"\n".to_owned(),
    };
    format!(
        "\n# Where letters leave. A server that wants a log-in: user, and password_file with a file that only the\n\
         # daemon may read.\n\
         [relay.main]\n\
         host = {host}\n\
         tls = \"{tls}\"                   # starttls | tls | none (this machine only)\n\
         port = {port}\n\
         {log_in}\
         from = {from}\n",
        host = quoted(server.trim_matches(['[', ']'])),
        port = port.unwrap_or(usual),
        from = quoted(&from),
    )
}

impl Post {
    /// Host and port as written.
    fn parts(&self) -> Result<(String, Option<u16>), Said> {
        match self.host.rsplit_once(':') {
            Some((name, port)) if !name.ends_with(':') && !port.ends_with(']') => {
                let port = port.parse().map_err(|_| {
                    said!(
                        "answer.port",
                        "\"{port}\" is no port; write mx.example.com:587",
                        "«{port}» — не порт; пишется так: mx.example.com:587",
                        port
                    )
                })?;
                Ok((host(name)?, Some(port)))
            }
            _ => Ok((host(&self.host)?, None)),
        }
    }
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

/// Id and text of each crawler that is written: the company's own site, then the places that were named.
fn places(answers: &Answers, name: &str) -> Vec<(String, String)> {
    let own = format!("{name}-site");
    let mut out = vec![(own.clone(), site(answers, &own))];
    for address in answers.places.iter().filter_map(|p| web_address(p).ok()) {
        let host = address.host_str().unwrap_or_default().trim_start_matches("www.");
        let plain: String = host.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let plain = plain.trim_matches('-').to_ascii_lowercase();
        let free = |id: &String| !out.iter().any(|(taken, _)| taken == id);
        let numbered = (2..).map(|n| format!("{plain}-{n}"));
        let Some(id) = std::iter::once(plain.clone()).chain(numbered).find(free) else { continue };
        out.push((id.clone(), place(&id, &address)));
    }
    out
}

/// A feed where the address says so, else a site.
fn place(id: &str, address: &url::Url) -> String {
    let path = address.path().to_ascii_lowercase();
    let feed = ["rss", "atom", "feed"].iter().any(|word| path.contains(word)) || path.ends_with(".xml");
    format!(
        "# {about}\n\
         id = {id}\nkind = \"{kind}\"\ntitle = {title}\nstart = {start}\n{more}",
        about = if feed { "A feed: its entries." } else { "A site: its start page and what it links to." },
        id = quoted(id),
        kind = if feed { "feed" } else { "site" },
        title = quoted(address.host_str().unwrap_or(id)),
        start = list(&[address.to_string()]),
        more = if feed { "" } else { "pages = 50                           # budget of a visit\n" },
    )
}

fn site(answers: &Answers, id: &str) -> String {
    let starts: Vec<String> = answers.domains.iter().map(|d| format!("https://{d}/")).collect();
    format!(
        "# Our own site: what it shows by mistake is found here first.\n\
         id = {id}\nkind = \"site\"\ntitle = {title}\nstart = {starts}\nhosts = {hosts}\npages = 50\n",
        id = quoted(id),
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

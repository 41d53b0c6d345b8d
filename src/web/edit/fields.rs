//! What the form of each sort of item asks for. A key that is not here can be written in the TOML view and stays.

use super::Sort;
use super::options::{self, Options};
use crate::web::View;
use crate::web::tongue::Tongue;
use crate::web::words::{self as w, Word};

pub struct Field {
    pub key: &'static str,
    pub label: Word,
    pub hint: Word,
    pub shape: Shape,
    /// Seldom needed: shown when asked for, or when it is filled.
    pub more: bool,
}

/// How a value is asked for, and what it becomes in TOML.
pub enum Shape {
    Line,
    /// A text that may be long, on one line in TOML.
    Area,
    /// A list of texts, one a line.
    Lines,
    Number,
    Flag,
    /// A text of a few; an empty value leaves the key out.
    Choice(Options),
    /// The same for a number.
    Scale(Options),
    /// A text with suggestions.
    Suggested(Vec<String>),
    /// Any of a few.
    Picks(Options),
}

/// What can be added to a keyword set in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Person,
    Organisation,
    Brand,
    Domain,
    Email,
    Document,
    Pattern,
    Query,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Person,
        Kind::Organisation,
        Kind::Brand,
        Kind::Domain,
        Kind::Email,
        Kind::Document,
        Kind::Pattern,
        Kind::Query,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Organisation => "organisation",
            Kind::Brand => "brand",
            Kind::Domain => "domain",
            Kind::Email => "email",
            Kind::Document => "document",
            Kind::Pattern => "pattern",
            Kind::Query => "query",
        }
    }

    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The rows of the set's file that it stands in.
    pub fn section(self) -> &'static str {
        match self {
            Kind::Pattern => "pattern",
            Kind::Query => "query",
            _ => "entity",
        }
    }
}

fn field(key: &'static str, (label, hint): (Word, Word), shape: Shape) -> Field {
    Field { key, label, hint, shape, more: false }
}

fn more(key: &'static str, words: (Word, Word), shape: Shape) -> Field {
    Field { more: true, ..field(key, words, shape) }
}

/// The fields of an item.
pub fn item(sort: Sort, view: &View, t: &Tongue) -> Vec<Field> {
    match sort {
        Sort::Recipient => vec![
            field("to", w::ASK_TO, Shape::Line),
            field("watches", w::ASK_WATCHES, Shape::Picks(options::watches(view))),
            field("gets", w::ASK_GETS, Shape::Picks(options::gets(t))),
            field("language", w::ASK_LANGUAGE, Shape::Choice(options::languages())),
            field("zone", w::ASK_ZONE, Shape::Suggested(options::zones())),
        ],
        Sort::Place => vec![
            field("title", w::ASK_PLACE_TITLE, Shape::Line),
            field("kind", w::ASK_KIND, Shape::Choice(options::kinds(view, t))),
            field("start", w::ASK_START, Shape::Lines),
            field("engine", w::ASK_ENGINE, Shape::Suggested(options::engines(view))),
            field("groups", w::ASK_GROUPS, Shape::Lines),
            field(
                "interval",
                w::ASK_INTERVAL,
                Shape::Suggested(["auto", "20m", "1h", "8h", "1d"].map(str::to_owned).to_vec()),
            ),
            field(
                "exposure",
                w::ASK_EXPOSURE,
                Shape::Choice(vec![
                    ("public".into(), t[w::EXPOSURE_PUBLIC].into()),
                    ("closed".into(), t[w::EXPOSURE_CLOSED].into()),
                ]),
            ),
            more("pages", w::ASK_PAGES, Shape::Number),
            more(
                "keep",
                w::ASK_KEEP,
                Shape::Choice(vec![
                    ("all".into(), t[w::KEEP_ALL].into()),
                    ("hits".into(), t[w::KEEP_HITS].into()),
                ]),
            ),
            more("names", w::ASK_NAMES, Shape::Lines),
            more("queries", w::ASK_QUERIES, Shape::Lines),
            more("hosts", w::ASK_HOSTS, Shape::Lines),
            more("delay", w::ASK_DELAY, Shape::Line),
            more("proxy", w::ASK_PROXY, Shape::Line),
        ],
        Sort::Watch => vec![
            field("title", w::ASK_TITLE, Shape::Line),
            field("plan", w::ASK_PLAN, Shape::Choice(options::plans(view))),
            field("keyword_sets", w::ASK_SETS, Shape::Picks(options::sets(view, t.language))),
            field("organisation", w::ASK_ORGANISATION, Shape::Suggested(options::organisations(view))),
            field("crawls", w::ASK_CRAWLS, Shape::Picks(options::places(view))),
            more("own_places", w::ASK_OWN_PLACES, Shape::Picks(options::places(view))),
            more("partner_portals", w::ASK_PARTNERS, Shape::Picks(options::places(view))),
            more("competitor_portals", w::ASK_COMPETITORS, Shape::Picks(options::places(view))),
        ],
        Sort::Set => {
            vec![field("title", w::ASK_TITLE, Shape::Line), more("unless", w::ASK_UNLESS, Shape::Lines)]
        }
    }
}

/// The fields of an entry of a keyword set.
pub fn entry(kind: Kind, t: &Tongue) -> Vec<Field> {
    let mut all = match kind {
        Kind::Pattern => vec![
            field("title", w::ASK_ENTRY_TITLE, Shape::Line),
            field("regex", w::ASK_REGEX, Shape::Line),
            field("validate", w::ASK_VALIDATE, Shape::Line),
            field("near", w::ASK_NEAR, Shape::Lines),
            more("against", w::ASK_AGAINST, Shape::Lines),
            more(
                "stands",
                w::ASK_STANDS,
                Shape::Choice(vec![
                    ("anywhere".into(), t[w::STANDS_ANYWHERE].into()),
                    ("apart".into(), t[w::STANDS_APART].into()),
                ]),
            ),
            more("lookalike", w::ASK_LOOKALIKE, Shape::Choice(options::roles(t))),
            field("class", w::ASK_CLASS, Shape::Choice(options::classes(t))),
            field(
                "about",
                w::ASK_ABOUT,
                Shape::Choice(vec![
                    ("watch".into(), t[w::ABOUT_WATCH].into()),
                    ("any".into(), t[w::ABOUT_ANY].into()),
                ]),
            ),
            field("secret", w::ASK_SECRET, Shape::Flag),
            field("harm", w::ASK_HARM, Shape::Scale(options::harms(t))),
        ],
        Kind::Query => vec![
            field("title", w::ASK_ENTRY_TITLE, Shape::Line),
            field("expression", w::ASK_EXPRESSION, Shape::Area),
            more("unless", w::ASK_UNLESS, Shape::Lines),
            field("class", w::ASK_CLASS, Shape::Choice(options::classes(t))),
            field("harm", w::ASK_HARM, Shape::Scale(options::harms(t))),
        ],
        _ => entity(kind, t),
    };
    all.push(field("damage", w::ASK_DAMAGE, Shape::Choice(options::damages(t))));
    all.push(field("examples", w::ASK_EXAMPLES, Shape::Lines));
    all.push(field("counter_examples", w::ASK_COUNTER_EXAMPLES, Shape::Lines));
    all.push(more("require", w::ASK_REQUIRE, Shape::Lines));
    all.push(more("exclude", w::ASK_EXCLUDE, Shape::Lines));
    all.push(more("min_confidence", w::ASK_FLOOR, Shape::Number));
    all.push(more("alert", w::ASK_ALERT, Shape::Flag));
    all
}

fn entity(kind: Kind, t: &Tongue) -> Vec<Field> {
    let name = match kind {
        Kind::Person => w::ASK_NAME_PERSON,
        Kind::Organisation => w::ASK_NAME_ORGANISATION,
        Kind::Domain => w::ASK_NAME_DOMAIN,
        Kind::Email => w::ASK_NAME_EMAIL,
        Kind::Document => w::ASK_NAME_DOCUMENT,
        _ => w::ASK_NAME_BRAND,
    };
    let mut all = vec![field("name", name, Shape::Line)];
    if kind == Kind::Document {
        all.push(field("canaries", w::ASK_CANARIES, Shape::Lines));
        all.push(more("files", w::ASK_FILES, Shape::Lines));
        all.push(more("public", w::ASK_PUBLIC, Shape::Lines));
        return all;
    }
    all.push(field("role", w::ASK_ROLE, Shape::Choice(options::roles(t))));
    if matches!(kind, Kind::Person | Kind::Organisation | Kind::Brand) {
        all.push(field("aliases", w::ASK_ALIASES, Shape::Lines));
        all.push(field("latin", w::ASK_LATIN, Shape::Lines));
    }
    if matches!(kind, Kind::Organisation | Kind::Brand) {
        all.push(field("domains", w::ASK_DOMAINS, Shape::Lines));
    }
    if matches!(kind, Kind::Person | Kind::Organisation | Kind::Brand) {
        all.push(more("handles", w::ASK_HANDLES, Shape::Lines));
    }
    if kind == Kind::Person {
        let parts = vec![
            ("surname".into(), t[w::PART_SURNAME].into()),
            ("given-patronymic".into(), t[w::PART_PATRONYMIC].into()),
        ];
        all.push(more(
            "gender",
            w::ASK_GENDER,
            Shape::Choice(vec![("m".into(), t[w::GENDER_M].into()), ("f".into(), t[w::GENDER_F].into())]),
        ));
        all.push(more("parts", w::ASK_PARTS, Shape::Picks(parts)));
    }
    all
}

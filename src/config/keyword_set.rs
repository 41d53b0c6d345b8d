//! A keyword set: a file of entities, patterns, queries and checks, with the defaults that the product gives them.
//!
//! Checks each entry as far as it can be judged alone; whether expressions, validators and examples hold is for the
//! matching room to say.

use std::collections::BTreeMap;

use toml_edit::Value;

use super::reader::Reader;
use super::values::{filled, id, word};
use super::written::{File, Notes};
use super::{entity, records, regular};
use crate::model::{
    About, Check, Class, Damage, Entry, EntryKind, Fault, KeywordSet, Language, Matches, Query, Scope, Spot,
    Volume,
};
use crate::said;

const WINDOW: u32 = 40;
const SENTENCES: i64 = 100;
const FLOOR: u32 = 50;
const HARMS: [(f64, u32); 4] = [(0.1, 1), (0.6, 6), (0.9, 9), (1.0, 10)];

/// Reads one keyword set; `file` is the name that faults carry.
pub fn keyword_set(file: &str, text: &str) -> Result<KeywordSet, Vec<Fault>> {
    let notes = Notes::default();
    let set = read(&File::new(file, text), &notes);
    notes.close().map(|_| set.map(|(set, _)| set).unwrap_or_default())
}

/// The set and where its id stands; none when it has no id that could be used.
pub(super) fn read(file: &File, notes: &Notes) -> Option<(KeywordSet, Spot)> {
    let document = file.parse(notes)?;
    let root = Reader::root(file, notes, document.as_table());
    let head = root.need(
        "set",
        said!(
            "need.set",
            "a keyword set begins with [set] and its id",
            "набор слов начинается с [set] и его id"
        ),
        root.child("set"),
    );
    let mut watches: Vec<String> = Vec::new();
    let mut unless: Vec<String> = Vec::new();
    let mut sentences: Option<u32> = None;
    let mut first_only = false;
    let named = head.and_then(|head| {
        let named = head.need(
            "id",
            said!(
                "need.set-id",
                "the set's name in watches and entries",
                "имя набора в наблюдениях и записях"
            ),
            head.read("id", id),
        );
        let title = head.read("title", filled);
        let titles = titles(&head);
        unless = terms(&head, "unless");
        first_only = head.flag("first_only").unwrap_or(false);
        sentences = head.whole("sentences", 1, SENTENCES).map(|at| at.value as u32);
        watches = head.list("watches", id).unwrap_or_default().into_iter().map(|at| at.value).collect();
        head.finish();
        named.map(|at| (at.value.clone(), title.map_or(at.value, |t| t.value), titles, at.spot))
    });
    let (set, title, titles, spot) =
        named.clone().unwrap_or_else(|| (String::new(), String::new(), BTreeMap::new(), file.whole()));
    let mut entries = Vec::new();
    let mut taken: BTreeMap<String, Spot> = BTreeMap::new();
    for (key, kind) in [
        ("entity", EntryKind::Entity),
        ("pattern", EntryKind::Pattern),
        ("query", EntryKind::Query),
        ("check", EntryKind::Check),
    ] {
        for row in root.rows(key) {
            let Some(mut entry) = entry(row, kind, &set) else { continue };
            if let Matches::Query(query) = &mut entry.matches {
                query.unless.splice(0..0, unless.iter().cloned());
                query.sentences = query.sentences.or(sentences);
                query.first_only = first_only;
            }
            if let Some(first) = taken.get(&entry.id) {
                notes.fault(
                    &entry.spot,
                    said!(
                        "id.taken",
                        "`id`: \"{id}\" is already taken at {first}",
                        "`id`: «{id}» уже занят, см. {first}",
                        id = entry.id,
                        first
                    ),
                );
            } else {
                taken.insert(entry.id.clone(), entry.spot.clone());
            }
            entries.push(entry);
        }
    }
    root.finish();
    named.map(|_| (KeywordSet { id: set, title, titles, watches, entries }, spot))
}

/// What an entity is called is its title, where none was written.
fn own_name(found: &Matches) -> Option<String> {
    match found {
        Matches::Entity(entity) => Some(entity.name.clone()),
        _ => None,
    }
}

/// A title in the languages in which it was written.
fn titles(table: &Reader<'_>) -> BTreeMap<Language, String> {
    let in_language = |(key, language)| Some((language, table.read(key, filled)?.value));
    [("title_ru", Language::Russian), ("title_en", Language::English)]
        .into_iter()
        .filter_map(in_language)
        .collect()
}

fn entry(row: Reader<'_>, kind: EntryKind, set: &str) -> Option<Entry> {
    let id = row.need(
        "id",
        said!("need.entry-id", "what the entry is called in findings", "как запись зовётся в находках"),
        row.read("id", id),
    );
    let title = row.read("title", filled).map(|at| at.value);
    let titles = titles(&row);
    let class = row.read("class", word::<Class>).map(|at| at.value);
    let found = match kind {
        EntryKind::Entity => entity::read(&row).map(Matches::Entity),
        EntryKind::Pattern if row.has("record") => records::read(&row).map(Matches::Records),
        EntryKind::Pattern => regular::read(&row).map(Matches::Pattern),
        EntryKind::Query => {
            let hint = said!(
                "need.expression",
                "words joined by AND, OR, NOT and NEAR/n",
                "слова, соединённые AND, OR, NOT и NEAR/n"
            );
            let expression = row.need("expression", hint, row.read("expression", filled));
            let unless = terms(&row, "unless");
            let sentences = row.whole("sentences", 1, SENTENCES).map(|at| at.value as u32);
            expression.map(|at| {
                Matches::Query(Query { expression: at.value, unless, sentences, first_only: false })
            })
        }
        EntryKind::Check => {
            let fact = row.need(
                "fact",
                said!(
                    "need.fact",
                    "a fact of a portal's answer, such as tls.days_left < 14",
                    "факт из ответа портала, например tls.days_left < 14"
                ),
                row.read("fact", filled),
            );
            fact.map(|at| Matches::Check(Check { fact: at.value }))
        }
    };
    let class = match (class, kind) {
        (Some(class), _) => Some(class),
        (None, EntryKind::Query) => row.need(
            "class",
            said!(
                "need.class",
                "what its findings are: leak, exposure, business, reputation, growth or mention",
                "к чему относятся находки: leak, exposure, business, reputation, growth или mention"
            ),
            None,
        ),
        (None, EntryKind::Entity) => Some(entity::class(found.as_ref())),
        (None, EntryKind::Pattern) => Some(Class::Leak),
        (None, EntryKind::Check) => Some(Class::Exposure),
    };
    let about = if kind == EntryKind::Pattern { About::Watch } else { About::Any };
    let harm = match kind {
        EntryKind::Entity => entity::default_harm(found.as_ref()),
        EntryKind::Query => 6,
        EntryKind::Pattern | EntryKind::Check => 9,
    };
    let damage = found.as_ref().map_or(Damage::Medium, default_damage);
    let about = row.read("about", word).map_or(about, |at| at.value);
    let scope = row.read("scope", word).map_or(Scope::Passage, |at| at.value);
    let harm = read_harm(&row).unwrap_or(harm);
    let secret = row.flag("secret").unwrap_or(false);
    let damage = row.read("damage", word).map_or(damage, |at| at.value);
    let volume = volume(&row);
    let alert = row.flag("alert").unwrap_or(false);
    let min_confidence = floor(&row).unwrap_or(FLOOR);
    let require = terms(&row, "require");
    let exclude = terms(&row, "exclude");
    let window = row.whole("window", 1, 1_000).map_or(WINDOW, |at| at.value as u32);
    let examples = row.texts("examples");
    let counter_examples = row.texts("counter_examples");
    let spot = row.spot.clone();
    row.finish();
    Some(Entry {
        title: title
            .or_else(|| own_name(found.as_ref()?))
            .or_else(|| Some(id.as_ref()?.value.clone()))
            .unwrap_or_default(),
        id: id?.value,
        set: set.to_owned(),
        titles,
        class: class?,
        about,
        scope,
        harm,
        secret,
        damage,
        volume,
        alert,
        min_confidence,
        require,
        exclude,
        window,
        examples,
        counter_examples,
        matches: found?,
        spot,
    })
}

fn default_damage(matches: &Matches) -> Damage {
    match matches {
        Matches::Entity(entity) => entity::default_damage(entity.role),
        Matches::Pattern(_) | Matches::Records(_) | Matches::Query(_) | Matches::Check(_) => Damage::Medium,
    }
}

fn terms(row: &Reader<'_>, key: &'static str) -> Vec<String> {
    row.list(key, filled).unwrap_or_default().into_iter().map(|at| at.value).collect()
}

fn read_harm(row: &Reader<'_>) -> Option<u32> {
    let found = row.number("harm")?;
    let tenths = HARMS.iter().find(|(written, _)| *written == found.value).map(|(_, tenths)| *tenths);
    if tenths.is_none() {
        row.fault(
            &found.spot,
            said!(
                "entry.harm",
                "`harm` must be one of: 0.1, 0.6, 0.9, 1",
                "`harm`: бывает 0.1, 0.6, 0.9 или 1"
            ),
        );
    }
    tenths
}

fn floor(row: &Reader<'_>) -> Option<u32> {
    let found = row.number("min_confidence")?;
    if !(0.0..=1.0).contains(&found.value) {
        row.fault(
            &found.spot,
            said!(
                "key.range",
                "`min_confidence` must lie between 0 and 1",
                "`min_confidence`: допустимо от 0 до 1"
            ),
        );
        return None;
    }
    Some((found.value * 100.0).round() as u32)
}

/// `[[1, "moderate"], [100, "large"]]`: from this many values on, this damage; both ascending.
fn volume(row: &Reader<'_>) -> Vec<Volume> {
    let mut steps: Vec<Volume> = Vec::new();
    for step in row
        .values(
            "volume",
            said!(
                "type.steps",
                "a list of steps such as [[1, \"moderate\"], [100, \"large\"]]",
                "список ступеней вида [[1, \"moderate\"], [100, \"large\"]]"
            ),
        )
        .unwrap_or_default()
    {
        let pair = step.value.as_array().filter(|a| a.len() == 2);
        let from =
            pair.and_then(|a| a.get(0)).and_then(Value::as_integer).and_then(|n| u64::try_from(n).ok());
        let damage = pair.and_then(|a| a.get(1)).and_then(Value::as_str).map(word::<Damage>);
        match (from.filter(|n| *n > 0), damage) {
            (_, Some(Err(why))) => {
                row.fault(&step.spot, said!(why.code.as_str(), "`volume`: {why}", "`volume`: {why}", why))
            }
            (Some(from), Some(Ok(damage))) => {
                if steps.last().is_some_and(|last| last.from >= from || last.damage >= damage) {
                    row.fault(
                        &step.spot,
                        said!(
                            "entry.volume-order",
                            "`volume` must rise: each step with more values and a greater damage",
                            "`volume` растёт: у каждой ступени больше значений и больше ущерб"
                        ),
                    );
                }
                steps.push(Volume { from, damage });
            }
            _ => row.fault(
                &step.spot,
                said!(
                    "entry.volume-step",
                    "`volume`: write a step as [100, \"large\"]: values from 1 on, then the damage",
                    "`volume`: ступень пишется так: [100, \"large\"] — число значений, от 1, затем ущерб"
                ),
            ),
        }
    }
    steps
}

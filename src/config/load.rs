//! Reads every piece, then says what is meant: one pass over tables, one over references. Nothing is used unless all of
//! it is without fault.

use std::collections::BTreeMap;
use std::time::Duration;

use super::crawler::{self, KindFaults};
use super::folder::{self, Origin, Piece, Sort};
use super::reader::{At, Reader};
use super::references::{self, Known};
use super::relay::{self, Addressee};
use super::watch::{self, Protected};
use super::written::{File, Notes};
use super::{Config, Loaded, Source, Stored, fetch, keyword_set, plan, server};
use crate::model::{Crawl, Fault, KeywordSet, Relay, Said, Spot};
use crate::said;

/// Loads a configuration: all that is meant with the warnings, or every fault of every file.
pub fn load(source: &Source<'_>, kinds: KindFaults<'_>) -> Result<Loaded, Vec<Fault>> {
    let notes = Notes::default();
    let pieces = folder::gather(source, &notes);
    let config = read(&pieces, kinds, &notes);
    notes.close().map(|warnings| Loaded { config, warnings })
}

/// The same without any files: what the web page made, on defaults. Nothing of it need be there yet.
pub fn bare(stored: &[Stored], kinds: KindFaults<'_>) -> Result<Loaded, Vec<Fault>> {
    let notes = Notes::default();
    let mut pieces = Vec::new();
    folder::gather_rest(stored, &notes, &mut pieces);
    let config = read(&pieces, kinds, &notes);
    notes.close().map(|warnings| Loaded { config, warnings })
}

/// Where the store is, from the files alone: the faults of their TOML and of `[server]`.
pub fn database(source: &Source<'_>) -> Result<String, Vec<Fault>> {
    let notes = Notes::default();
    let pieces = folder::gather(&Source { stored: &[], ..*source }, &notes);
    let settings = pieces.iter().filter(|p| p.sort == Sort::Settings).map(|p| &p.file);
    let documents: Vec<_> = settings.filter_map(|file| Some((file, file.parse(&notes)?))).collect();
    let mut written = Once::default();
    for (file, document) in &documents {
        written.take("server", Reader::root(file, &notes, document.as_table()).child("server"), &notes);
    }
    let (server, _) = server::server(written.0);
    notes.close().map(|_| server.database)
}

fn read(pieces: &[Piece], kinds: KindFaults<'_>, notes: &Notes) -> Config {
    let settings: Vec<&File> = pieces.iter().filter(|p| p.sort == Sort::Settings).map(|p| &p.file).collect();
    let documents: Vec<_> = settings.iter().filter_map(|file| Some((*file, file.parse(notes)?))).collect();
    let mut written = Written::default();
    for (file, document) in &documents {
        written.take(Reader::root(file, notes, document.as_table()), notes);
    }
    let (server, data) = server::server(written.server.0);
    let plans = plan::plans(written.plans.0, notes);
    let fetch = fetch::settings(written.fetch.0, &server.contact);
    let retention = server::retention(written.retention.0);
    let bounces = server::bounces(written.bounces.0);
    let mut watches: Vec<Protected> =
        written.watches.0.into_iter().map(|(id, table)| watch::watch(id, table)).collect();
    let addressees: Vec<Addressee> =
        written.recipients.0.into_iter().map(|(id, table)| relay::recipient(id, table)).collect();
    let relays: Vec<Relay> =
        written.relays.0.into_iter().filter_map(|(id, table)| relay::relay(id, table)).collect();
    if !written.relays.1 {
        let spot = settings.first().map_or_else(Spot::default, |f| f.whole());
        notes.warn(
            &spot,
            said!(
                "relay.none",
                "no relay is configured: letters go to the maildir in {data}/",
                "почтовый сервер не настроен: письма складываются в maildir в {data}/",
                data = data.display()
            ),
        );
    }
    let known =
        Known { sets: sets(pieces, notes), crawls: crawls(pieces, kinds, fetch.delay, notes), plans: &plans };
    used_by(&known.sets, &mut watches, notes);
    let (watches, recipients) = references::resolve(watches, addressees, &known, notes);
    let Known { sets, crawls, .. } = known;
    let (crawls, spare_crawls) = parted(crawls, |c| watches.iter().any(|w| w.crawls.contains(&c.id)));
    let (sets, spare_sets) = parted(sets, |s| watches.iter().any(|w| w.keyword_sets.contains(&s.id)));
    unused(
        &spare_crawls,
        |c| {
            said!(
                "crawl.unused",
                "no watch uses crawl \"{id}\": it is not visited",
                "место «{id}» не нужно ни одному наблюдению: туда никто не ходит",
                id = c.id
            )
        },
        notes,
    );
    unused(
        &spare_sets,
        |s| {
            said!(
                "set.unused",
                "no watch uses keyword set \"{id}\": it is not matched",
                "набор слов «{id}» не нужен ни одному наблюдению: по нему ничего не ищут",
                id = s.id
            )
        },
        notes,
    );
    let plain_crawls = |items: Vec<Item<Crawl>>| items.into_iter().map(|i| i.value).collect();
    let plain_sets = |items: Vec<Item<KeywordSet>>| items.into_iter().map(|i| i.value).collect();
    Config {
        server,
        watches,
        recipients,
        relays,
        crawls: plain_crawls(crawls),
        sets: plain_sets(sets),
        spare_crawls: plain_crawls(spare_crawls),
        spare_sets: plain_sets(spare_sets),
        fetch,
        retention,
        bounces,
        letters: data.join("letters"),
        rehearsal: false,
        data,
        plans,
    }
}

/// Gives watches the sets that say themselves whom they are for.
fn used_by(sets: &[Item<KeywordSet>], watches: &mut [Protected], notes: &Notes) {
    for Item { value: set, spot, .. } in sets {
        for id in &set.watches {
            match watches.iter_mut().find(|watch| watch.id == *id) {
                Some(watch) if watch.keyword_sets.iter().any(|at| at.value == set.id) => {}
                Some(watch) => watch.keyword_sets.push(At { value: set.id.clone(), spot: spot.clone() }),
                None if notes.may_hide(id) => {}
                None => notes.fault(
                    spot,
                    said!(
                        "set.watch-absent",
                        "`watches`: there is no watch \"{id}\"; take it out, or make the watch",
                        "`watches`: наблюдения «{id}» нет; уберите его или создайте наблюдение",
                        id
                    ),
                ),
            }
        }
    }
}

/// A crawl or a keyword set, where its id stands, and whose it is.
pub(super) struct Item<T> {
    pub value: T,
    pub spot: Spot,
    pub origin: Origin,
}

fn parted<T>(items: Vec<Item<T>>, used: impl Fn(&T) -> bool) -> (Vec<Item<T>>, Vec<Item<T>>) {
    items.into_iter().partition(|item| used(&item.value))
}

/// What the operator wrote and nobody uses is probably meant to be used.
fn unused<T>(items: &[Item<T>], message: impl Fn(&T) -> Said, notes: &Notes) {
    for item in items.iter().filter(|i| i.origin != Origin::Embedded) {
        notes.warn(&item.spot, message(&item.value));
    }
}

/// A table that may stand once in all files.
#[derive(Default)]
struct Once<'a>(Option<Reader<'a>>);

impl<'a> Once<'a> {
    fn take(&mut self, name: &str, table: Option<Reader<'a>>, notes: &Notes) {
        match (&self.0, table) {
            (Some(first), Some(again)) => {
                notes.fault(
                    &again.spot,
                    said!(
                        "table.twice",
                        "[{name}] stands already at {first}; it may stand once",
                        "[{name}] уже есть, см. {first}; такая таблица бывает одна",
                        name,
                        first = first.spot
                    ),
                );
            }
            (None, Some(table)) => self.0 = Some(table),
            (_, None) => {}
        }
    }
}

/// Tables with a name that may be given once in all files.
#[derive(Default)]
struct Named<'a>(Vec<(At<String>, Reader<'a>)>, bool);

impl<'a> Named<'a> {
    fn take(&mut self, sort: &str, tables: Vec<(At<String>, Reader<'a>)>, notes: &Notes) {
        for (name, table) in tables {
            self.1 = true;
            if let Err(why) = super::values::id(&name.value) {
                notes.fault(
                    &name.spot,
                    said!(why.code.as_str(), "[{sort}.X]: {why}", "[{sort}.X]: {why}", sort, why),
                );
            }
            match self.0.iter().find(|(first, _)| first.value == name.value) {
                Some((first, _)) => {
                    let message = said!(
                        "id.twice",
                        "[{sort}.{id}] stands already at {first}; ids are unique",
                        "[{sort}.{id}] уже есть, см. {first}; имена не повторяются",
                        sort,
                        id = name.value,
                        first = first.spot
                    );
                    notes.fault(&name.spot, message);
                }
                None => self.0.push((name, table)),
            }
        }
    }
}

/// The tables of all settings files together.
#[derive(Default)]
struct Written<'a> {
    server: Once<'a>,
    fetch: Once<'a>,
    retention: Once<'a>,
    bounces: Once<'a>,
    plans: Named<'a>,
    watches: Named<'a>,
    recipients: Named<'a>,
    relays: Named<'a>,
}

impl<'a> Written<'a> {
    fn take(&mut self, root: Reader<'a>, notes: &Notes) {
        self.server.take("server", root.child("server"), notes);
        self.fetch.take("fetch", root.child("fetch"), notes);
        self.retention.take("retention", root.child("retention"), notes);
        self.bounces.take("bounces", root.child("bounces"), notes);
        self.plans.take("plan", root.named("plan"), notes);
        self.watches.take("watch", root.named("watch"), notes);
        self.recipients.take("recipient", root.named("recipient"), notes);
        self.relays.take("relay", root.named("relay"), notes);
        root.finish();
    }
}

fn sets(pieces: &[Piece], notes: &Notes) -> Vec<Item<KeywordSet>> {
    let read = pieces.iter().filter(|p| p.sort == Sort::KeywordSet).filter_map(|piece| {
        let (value, spot) = keyword_set::read(&piece.file, notes)?;
        Some(Item { value, spot, origin: piece.origin })
    });
    unique(read.collect(), said!("sort.set", "keyword set", "набор слов"), |set| &set.id, notes)
}

fn crawls(pieces: &[Piece], kinds: KindFaults<'_>, delay: Duration, notes: &Notes) -> Vec<Item<Crawl>> {
    let read = pieces.iter().filter(|p| p.sort == Sort::Crawler).filter_map(|piece| {
        let (value, spot) = crawler::read(&piece.file, notes, Some(kinds), delay)?;
        if let Some(called) = piece.called.as_ref().filter(|called| **called != value.id) {
            notes.fault(
                &spot,
                said!(
                    "crawler.folder",
                    "`id` is \"{id}\" but the folder is crawlers/{called}; name both alike",
                    "`id` — «{id}», а папка — crawlers/{called}; назовите их одинаково",
                    id = value.id,
                    called
                ),
            );
        }
        Some(Item { value, spot, origin: piece.origin })
    });
    unique(read.collect(), said!("sort.crawl", "crawl", "место"), |crawl| &crawl.id, notes)
}

/// Each id once: what the binary carries gives way, any other repetition is a fault.
fn unique<T>(items: Vec<Item<T>>, sort: Said, id: impl Fn(&T) -> &String, notes: &Notes) -> Vec<Item<T>> {
    let mut kept: BTreeMap<String, Item<T>> = BTreeMap::new();
    for item in items {
        let name = id(&item.value).clone();
        match kept.get(&name) {
            Some(first) if item.origin != Origin::Embedded || first.origin == Origin::Embedded => {
                notes.fault(
                    &item.spot,
                    said!(
                        "id.twice",
                        "{sort} \"{name}\" stands already at {first}; ids are unique",
                        "{sort} «{name}» уже есть, см. {first}; имена не повторяются",
                        sort,
                        name,
                        first = first.spot
                    ),
                );
            }
            Some(_) => {}
            None => {
                kept.insert(name, item);
            }
        }
    }
    kept.into_values().collect()
}

//! All names of all sets behind one look-up a word: the hash of a form to the names that it anchors.

use super::super::disguise::{Revealed, Vocabulary};
use super::super::filter::Filter;
use super::super::hashes::Buckets;
use super::super::page::{Page, Shape};
use super::super::sift::Sifted;
use super::accents;
use super::company::{Companies, Company};
use super::joined::{Joined, line_of};
use super::legal::{core, sole_trader};
use super::literal::Literal;
use super::people::People;
use super::person::{Person, Shared};
use crate::model::{Entity, EntityKind, Entry, Fault, Matches, Said};
use crate::said;
use crate::text::fold::fold_loose;

/// A name found: words `first..=last`, with `lead` code points before the first (an @).
#[derive(Clone, Debug)]
pub(in super::super) struct Spotted {
    /// Index into the matcher's entries.
    pub(in super::super) entry: usize,
    pub(in super::super) first: usize,
    pub(in super::super) last: usize,
    pub(in super::super) lead: usize,
    pub(in super::super) confidence: u32,
    /// What the confidence becomes when the same entry is named beyond doubt elsewhere in the text.
    pub(in super::super) lift: u32,
    pub(in super::super) evidence: Vec<String>,
    /// The canonical form, where it is not the words themselves (addresses).
    pub(in super::super) value: Option<String>,
}

/// A spot that looked like the name and is not, for `explain`.
#[derive(Clone, Debug)]
pub(in super::super) struct Rejected {
    pub(in super::super) entry: usize,
    pub(in super::super) token: usize,
    pub(in super::super) why: &'static str,
}

/// What a judge of one spot says.
pub(super) type Verdict = Result<Spotted, &'static str>;

#[derive(Clone, Copy, Debug)]
enum Anchor {
    /// A word that ends the surname.
    Surname(u32),
    /// A word that ends the surname in the plural.
    Family(u32),
    /// A word that ends the patronymic, for people whose given name and patronymic count alone.
    Patronymic(u32),
    Company(u32),
    /// All words of a company's name written as one, behind a #.
    Tag(u32),
    Literal(u32),
}

pub(in super::super) struct Names {
    people: People,
    companies: Companies,
    literals: Vec<Literal>,
    filter: Filter,
    vocabulary: Vocabulary,
    /// What the hash of a form anchors.
    anchors: Buckets<Anchor>,
}

impl Names {
    /// The names of `entries`; what has no word in it is a fault.
    pub(in super::super) fn new(entries: &[Entry], faults: &mut Vec<Fault>) -> Names {
        let mut rows: Vec<(u64, Anchor)> = Vec::new();
        let (mut people, mut companies, mut literals) = (Vec::new(), Vec::new(), Vec::new());
        let mut shared = Shared::default();
        for (index, entry) in entries.iter().enumerate() {
            let Matches::Entity(entity) = &entry.matches else { continue };
            let mut fault = |said: Said| faults.push(Fault::new(&entry.spot, said));
            for person in persons(index, entity, &mut shared, &mut fault) {
                let at = people.len() as u32;
                rows.extend(person.surname_hashes().map(|h| (h, Anchor::Surname(at))));
                rows.extend(person.family_hashes().map(|h| (h, Anchor::Family(at))));
                if person.alone_by_patronymic() {
                    rows.extend(person.patronymic_hashes().map(|h| (h, Anchor::Patronymic(at))));
                }
                people.push(person);
            }
            for company in named(index, entity, &mut shared, &mut fault) {
                let at = companies.len() as u32;
                rows.extend(company.anchor_hashes().map(|h| (h, Anchor::Company(at))));
                rows.extend(company.tags.iter().map(|h| (*h, Anchor::Tag(at))));
                companies.push(company);
            }
            for literal in addresses(index, entity, &mut fault) {
                rows.push((literal.anchor_hash(), Anchor::Literal(literals.len() as u32)));
                literals.push(literal);
            }
        }
        let looks = std::mem::take(&mut shared.looks);
        let of_people = || shared.surname_hashes().chain(shared.hashes());
        let of_companies = || companies.iter().flat_map(Company::word_hashes);
        let all = || of_people().chain(of_companies());
        let people = People::new(people);
        let looked_up = rows.iter().map(|row| row.0).chain(people.slips.beside_hashes());
        let filter = Filter::of_distinct(looked_up.chain(looks.typed().iter().copied()).collect());
        let vocabulary = Vocabulary::new(all(), all().count(), looks);
        let anchors = Buckets::new(rows);
        Names { people, companies: Companies::new(companies), literals, filter, vocabulary, anchors }
    }

    /// Every name on the page, the best reading of each spot, in order of entry and place. What was looked at and
    /// refused goes to `rejected` when that is given.
    pub(in super::super) fn scan(
        &self,
        page: &Page,
        sifted: &Sifted,
        rejected: Option<&mut Vec<Rejected>>,
    ) -> Vec<Spotted> {
        if self.anchors.is_empty() {
            return Vec::new();
        }
        let mut found = self.look(page, &sifted.spots, rejected);
        if let Some(revealed) = Revealed::of(page, sifted, &self.vocabulary) {
            let second = Page::new(&revealed.text);
            found.extend(self.look(&second, &self.spots(&second), None).into_iter().filter_map(|spotted| {
                let bytes = second.span(spotted.first, spotted.last);
                let (first, last, how) = revealed.origin(bytes)?;
                let value =
                    spotted.value.or_else(|| Some(fold_loose(second.slice(spotted.first, spotted.last))));
                let mut evidence = spotted.evidence;
                evidence.push(how.words().to_owned());
                let confidence = if how.is_odd() { spotted.confidence.min(ODD) } else { spotted.confidence };
                Some(Spotted { first, last, lead: 0, confidence, evidence, value, ..spotted })
            }));
        }
        if let Some(plain) = accents::of(page, |hash| self.filter.may_hold(hash)) {
            let second = Page::new(&plain.text);
            found.extend(self.look(&second, &self.spots(&second), None).into_iter().filter_map(
                |mut spotted| {
                    let (first, last) = plain.origin(&second.span(spotted.first, spotted.last))?;
                    if page.tokens[first..=last].iter().all(|word| word.ascii) {
                        return None;
                    }
                    spotted.evidence.push("accents were left out".into());
                    Some(Spotted { first, last, ..spotted })
                },
            ));
        }
        self.look_joined(page, sifted, &mut found);
        best(found)
    }

    /// Hashtags, handles, paths and mailboxes, taken apart.
    fn look_joined(&self, page: &Page, sifted: &Sifted, found: &mut Vec<Spotted>) {
        let Some(joined) = Joined::of(page, &sifted.spots, &|hash| self.filter.may_hold(hash)) else {
            return;
        };
        let second = Page::new(&joined.text);
        for (token, word) in second.tokens.iter().enumerate() {
            for anchor in self.anchors.of(word.hash) {
                let (_, verdict) = match anchor {
                    Anchor::Surname(at) => self.people.by_surname(*at as usize, &second, token),
                    Anchor::Company(at) => self.companies.judge_joined(*at as usize, &second, token),
                    _ => continue,
                };
                let Ok(mut spotted) = verdict else { continue };
                let Some((first, last)) = joined.origin(&second.span(spotted.first, spotted.last)) else {
                    continue;
                };
                if let (Anchor::Surname(_), Some((place, ..))) = (anchor, line_of(&second, token)) {
                    spotted.evidence.push(place.words().to_owned());
                    spotted.confidence = spotted.confidence.min(ODD);
                }
                let value = Some(fold_loose(second.slice(spotted.first, spotted.last)));
                found.push(Spotted { first, last, lead: 0, value, ..spotted });
            }
        }
    }

    /// Whether the word of this hash can be one of a name, as it stands or on the other layout.
    pub(in super::super) fn may_hold(&self, hash: u64) -> bool {
        self.filter.may_hold(hash)
    }

    pub(in super::super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The words of a short text that can be one of a name, or initials.
    fn spots(&self, page: &Page) -> Vec<u32> {
        let words = page.tokens.iter().enumerate();
        let spots = words.filter(|(_, word)| self.may_hold(word.hash) || word.shape == Shape::Single);
        spots.map(|(at, _)| at as u32).collect()
    }

    fn look(&self, page: &Page, spots: &[u32], mut rejected: Option<&mut Vec<Rejected>>) -> Vec<Spotted> {
        let mut found = Vec::new();
        let thorough = rejected.is_some();
        let mut keep = |entry, token, verdict: Verdict| match (verdict, &mut rejected) {
            (Ok(spotted), _) => found.push(spotted),
            (Err(why), Some(rejected)) => rejected.push(Rejected { entry, token, why }),
            (Err(_), None) => {}
        };
        for &token in spots {
            let (token, word) = (token as usize, &page.tokens[token as usize]);
            if self.people.beside(page, token) {
                let known = |hash: u64| self.anchors.has(hash);
                self.people.by_neighbour(page, token, (known, thorough), &mut keep);
            }
            for &anchor in self.anchors.of(word.hash) {
                let (entry, verdict) = match anchor {
                    Anchor::Surname(at) => self.people.by_surname(at as usize, page, token),
                    Anchor::Family(at) => self.people.by_family(at as usize, page, token),
                    Anchor::Patronymic(at) => self.people.by_patronymic(at as usize, page, token),
                    Anchor::Tag(at) => self.companies.tag(at as usize, page, token),
                    Anchor::Company(at) => self.companies.judge(at as usize, page, token),
                    Anchor::Literal(at) => {
                        let literal = &self.literals[at as usize];
                        (literal.entry, literal.judge(page, token))
                    }
                };
                keep(entry, token, verdict);
            }
        }
        found
    }
}

/// Confidence at most of a name that was hidden.
const ODD: u32 = 75;

/// The best reading of overlapping ones of an entry (confidence, then length); then lifts where an entry is sure.
fn best(mut found: Vec<Spotted>) -> Vec<Spotted> {
    found.sort_by_key(|s| (s.entry, s.first, std::cmp::Reverse((s.confidence, s.last))));
    let mut out: Vec<Spotted> = Vec::with_capacity(found.len());
    for spotted in found {
        match out.last_mut() {
            Some(kept) if kept.entry == spotted.entry && spotted.first <= kept.last => {
                let better = (spotted.confidence, spotted.last - spotted.first)
                    > (kept.confidence, kept.last - kept.first);
                if better {
                    *kept = spotted;
                }
            }
            _ => out.push(spotted),
        }
    }
    for of_entry in out.chunk_by_mut(|a, b| a.entry == b.entry) {
        if of_entry.iter().any(|s| s.confidence >= 85) {
            for spotted in of_entry.iter_mut().filter(|s| s.lift > s.confidence) {
                spotted.confidence = spotted.lift;
                spotted.evidence.push("named beyond doubt elsewhere in the text".into());
            }
        }
    }
    out
}

fn persons(entry: usize, entity: &Entity, shared: &mut Shared, fault: &mut impl FnMut(Said)) -> Vec<Person> {
    if entity.kind != EntityKind::Person {
        // ИП Серебряков Антон Юрьевич: a firm, and a person.
        let person =
            sole_trader(&entity.name).and_then(|name| Person::new(entry, name, None, &[], true, shared));
        return person.into_iter().collect();
    }
    for part in &entity.parts {
        if !matches!(part.as_str(), "surname" | "given-patronymic") {
            fault(said!(
                "name.part",
                "parts: {part:?} is no part that can count alone: write \"surname\" or \"given-patronymic\"",
                "parts: {part:?} само по себе не считается: напишите \"surname\" или \"given-patronymic\""
            ));
        }
    }
    let mut out: Vec<Person> = Vec::new();
    match Person::new(entry, &entity.name, entity.gender, &entity.parts, false, shared) {
        Some(person) => out.push(person),
        None => {
            let name = &entity.name;
            fault(said!(
                "name.person",
                "name: {name:?} needs a surname and a given name, two to four words",
                "name: в {name:?} нужны фамилия и имя, от двух до четырёх слов"
            ));
        }
    }
    let (gender, patronymic) = match out.first() {
        Some(person) => (Some(person.gender), person.patronymic.clone()),
        None => (entity.gender, None),
    };
    for other in entity.aliases.iter().chain(&entity.latin).filter(|other| !is_address(other)) {
        // Of one word an alias is a name like a company's.
        if super::super::page::folded_words(other).len() > 1 {
            match Person::new(entry, other, gender, &[], true, shared) {
                Some(mut person) => {
                    // The same person: another patronymic speaks against an alias too.
                    person.patronymic = person.patronymic.or_else(|| patronymic.clone());
                    out.push(person);
                }
                None => {
                    fault(said!(
                        "name.alias",
                        "aliases: {other:?} has more words than a person's name: write up to four",
                        "aliases: в {other:?} слов больше, чем в имени человека: не больше четырёх"
                    ));
                }
            }
        }
    }
    out
}

fn named(entry: usize, entity: &Entity, shared: &mut Shared, fault: &mut impl FnMut(Said)) -> Vec<Company> {
    let single = |other: &&String| super::super::page::folded_words(other).len() == 1;
    let others = entity.aliases.iter().chain(&entity.latin).filter(|other| !is_address(other));
    let names: Vec<&String> = match entity.kind {
        EntityKind::Organisation | EntityKind::Brand => std::iter::once(&entity.name).chain(others).collect(),
        EntityKind::Person => others.filter(single).collect(),
        EntityKind::Domain | EntityKind::Email | EntityKind::Document => others.collect(),
    };
    let mut out = Vec::new();
    for name in names {
        match Company::new(entry, name, shared) {
            Some(company) => {
                out.push(company);
                out.extend(core(name).and_then(|core| Company::new(entry, core, shared)));
                out.iter_mut().for_each(|company| company.handled = !entity.handles.is_empty());
            }
            None => fault(said!(
                "name.company",
                "{name:?} has no word beside a legal form, or more than 12: write the name itself",
                "в {name:?} нет слов, кроме организационной формы, или их больше 12: напишите само название"
            )),
        }
    }
    out
}

/// An alias that is an e-mail address.
fn is_address(alias: &str) -> bool {
    alias.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
}

fn addresses(entry: usize, entity: &Entity, fault: &mut impl FnMut(Said)) -> Vec<Literal> {
    let mut out = Vec::new();
    let mut put = |literal: Option<Literal>, key: &str, value: &str| match literal {
        Some(literal) => out.push(literal),
        None => fault(said!(
            "name.literal",
            "{key}: {value:?} cannot be looked for: it has no letter or digit, or the wrong form",
            "{key}: {value:?} искать нельзя: нет ни буквы, ни цифры, или форма не та",
            key
        )),
    };
    match entity.kind {
        EntityKind::Domain => put(Literal::domain(entry, &entity.name), "name", &entity.name),
        EntityKind::Email => put(Literal::email(entry, &entity.name), "name", &entity.name),
        _ => {}
    }
    // A person's or a firm's own address is written in one way, as its domain is.
    for address in entity.aliases.iter().filter(|alias| is_address(alias)) {
        put(Literal::email(entry, address), "aliases", address);
    }
    for domain in &entity.domains {
        put(Literal::domain(entry, domain), "domains", domain);
    }
    for handle in &entity.handles {
        put(Literal::handle(entry, handle), "handles", handle);
    }
    for canary in &entity.canaries {
        put(Literal::canary(entry, canary), "canaries", canary);
    }
    out
}

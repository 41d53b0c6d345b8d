//! One scan: a page's words through names, patterns and queries, into hits.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::context::{Alive, Around};
use super::documents::Found;
use super::lookalike::Imitation;
use super::names::{Rejected, Spotted};
use super::page::Page;
use super::pattern::{self, MAX_HITS, Outcome};
use super::records;
use super::sift::Sifted;
use super::standing::Standing;
use super::terms::Seen;
use super::validators::Proof;
use super::watched::{Facts, Told, Window, places_of};
use super::{Matcher, Words};
use crate::model::{Evidence, Hit, Matches, Pattern, Said, Stands, evidence};
use crate::query::places::Place;
use crate::text::fold::fold_loose;

/// Confidence of a pattern in hundredths (product: "Serious or not").
const BARE: u32 = 50;
const PROOF: u32 = 20;
const NEAR: u32 = 20;
const AGAINST: u32 = 20;
const MOST: u32 = 95;

/// A scan with what it refused, for `explain`.
pub(super) struct Scan<'a> {
    pub(super) page: Page<'a>,
    sifted: Sifted,
    /// The title's words, when queries ask for any.
    title: Option<(Page<'a>, Sifted)>,
    /// Where words of terms stand: asked for by contexts of hits and by queries, most pages have neither.
    seen: OnceCell<Seen>,
    /// Of the entry that had the last hit.
    alive: Option<(usize, Alive)>,
    pub(super) hits: Vec<(usize, Hit)>,
    /// Refused spots of names.
    pub(super) rejected: Vec<Rejected>,
    /// Hits that the context vetoed: entry, line, why.
    pub(super) vetoed: Vec<(usize, usize, Said)>,
    /// Hits of queries of which another query of their set tells: entry, hit, that other. Kept for `explain` and examples.
    pub(super) untold: Vec<(usize, Hit, usize)>,
    /// Places of entities and patterns that queries saw.
    pub(super) places: HashMap<usize, Vec<Place>>,
    added: Added,
    tracing: bool,
}

impl<'a> Scan<'a> {
    /// Scans; with `tracing` it keeps why spots were refused.
    pub(super) fn new(matcher: &Matcher, words: &Words<'a>, tracing: bool) -> Scan<'a> {
        let page = Page::within(words.text, matcher.rooms.take());
        let asked = !matcher.queries.is_empty() && !words.title.is_empty();
        let title = asked.then(|| Page::new(words.title)).map(|page| {
            let sifted = matcher.sift(&page);
            (page, sifted)
        });
        let mut scan = Scan {
            sifted: matcher.sift(&page),
            page,
            title,
            seen: OnceCell::new(),
            alive: None,
            hits: Vec::new(),
            rejected: Vec::new(),
            vetoed: Vec::new(),
            untold: Vec::new(),
            places: HashMap::new(),
            added: Added::default(),
            tracing,
        };
        scan.names(matcher);
        scan.patterns(matcher);
        scan.documents(matcher);
        scan.records(matcher);
        scan.lookalikes(matcher, words);
        scan.queries(matcher, words);
        // Hits are large, and those of a list very many: they are moved once, not as often as they are compared.
        scan.hits.sort_by_cached_key(|(entry, hit)| (hit.start, matcher.ranks[*entry], hit.end));
        scan
    }

    fn names(&mut self, matcher: &Matcher) {
        let rejected = self.tracing.then_some(&mut self.rejected);
        let mut count: HashMap<usize, usize> = HashMap::new();
        for spotted in matcher.names.scan(&self.page, &self.sifted, rejected) {
            let of_entry = count.entry(spotted.entry).or_default();
            *of_entry += 1;
            if *of_entry > MAX_HITS {
                continue;
            }
            let Spotted { entry, first, last, lead, confidence, evidence, value, .. } = spotted;
            let mut span = self.page.span(first, last);
            if lead > 0 {
                let sign = self.page.original_lead(first).chars().next_back();
                span.start -= sign.map_or(0, char::len_utf8);
            }
            let value = value.unwrap_or_else(|| fold_loose(&self.page.text[span.clone()]));
            self.put(matcher, entry, span, value, confidence, &owned(evidence));
        }
    }

    fn patterns(&mut self, matcher: &Matcher) {
        let mut outcomes: Vec<(usize, Outcome)> = Vec::new();
        matcher.patterns.scan(&self.page, |entry, outcome| outcomes.push((entry, outcome)));
        for (entry, outcome) in outcomes {
            let apart = pattern_of(matcher, entry).and_then(|pattern| pattern.stands) == Some(Stands::Apart);
            // Of most of a list the same was proved.
            let mut last: Option<(Option<Proof>, Evidence)> = None;
            self.hits.reserve(outcome.found.len());
            for pattern::Found { span, value, proof } in outcome.found {
                let mut confidence = match proof {
                    None => BARE,
                    Some(Proof::Issuer(_)) => 100,
                    Some(_) => BARE + PROOF,
                };
                let evidence = match last {
                    Some((of, evidence)) if of == proof && !apart => evidence,
                    _ => {
                        let mut lines =
                            vec![proof.map_or("the expression alone", |proof| proof.words()).into()];
                        if apart {
                            let standing = Standing::of(&self.page, (span.start, span.end));
                            confidence = standing.weigh(confidence, &mut lines);
                        }
                        if outcome.cut {
                            let most = format!("more than {MAX_HITS} in this text: the rest is not counted");
                            lines.push(most.into());
                        }
                        lines.into()
                    }
                };
                self.put(matcher, entry, span, value, confidence, &evidence);
                last = Some((proof, evidence));
            }
        }
    }

    fn documents(&mut self, matcher: &Matcher) {
        for found in matcher.documents.scan(&self.page).into_iter().take(MAX_HITS) {
            let Found { entry, first, last, confidence, evidence } = found;
            let value = fold_loose(self.page.slice(first, last));
            self.put(matcher, entry, self.page.span(first, last), value, confidence, &owned(evidence));
        }
    }

    fn records(&mut self, matcher: &Matcher) {
        let (found, rows) = matcher.records.scan(&self.page);
        self.put_records(matcher, found);
        let people = matcher.records.people(&self.page, &rows, &self.hits);
        self.put_records(matcher, people);
    }

    fn put_records(&mut self, matcher: &Matcher, found: Vec<records::Found>) {
        self.hits.reserve(found.len());
        for records::Found { entry, span, value, confidence, evidence } in found {
            self.put(matcher, entry, span.0..span.1, value, confidence, &evidence);
        }
    }

    fn lookalikes(&mut self, matcher: &Matcher, words: &Words) {
        let mut found = Vec::new();
        matcher.lookalikes.scan(&self.page, words.url, |imitation| found.push(imitation));
        for Imitation { entry, span, value, confidence, evidence } in found {
            // A page whose address imitates ours is told at its beginning.
            self.put(matcher, entry, span.unwrap_or(0..0), value, confidence, &owned(evidence));
        }
    }

    fn queries(&mut self, matcher: &Matcher, words: &Words) {
        let title = self.title.as_ref().map(|(_, sifted)| sifted);
        let called = self.sifted.called || title.is_some_and(|title| title.called);
        let title_is_known = !(words.alone && words.title.is_empty());
        let found = self.hits.iter().map(|(entry, _)| *entry);
        let quiet = || !called && !self.tracing && matcher.queries.are_quiet(found, title_is_known);
        if matcher.queries.is_empty() || quiet() {
            return;
        }
        self.places = places_of(&self.hits, &matcher.entries, &self.page);
        let found = matcher.queries.windows(&self.facts(matcher, words));
        let mut told = Told::default();
        for (entry, Window { place, whole }) in found {
            let (first, last) = (place.first as usize, place.last as usize);
            let text = self.page.slice(first, last).to_owned();
            let evidence: Evidence = [match whole {
                true => "the expression holds for the page as a whole".into(),
                false => format!("the expression holds within {} words", last - first + 1).into(),
            }]
            .into();
            // A page as a whole is told apart by what it is called, not by its first word.
            let named = [words.title, words.url].into_iter().find(|name| whole && !name.is_empty());
            let value = named.map_or_else(|| text, fold_loose);
            let before = self.hits.len();
            self.put(matcher, entry, self.page.span(first, last), value, place.confidence, &evidence);
            let of = &matcher.entries[entry];
            let strong = self.hits.get(before).is_some_and(|(_, hit)| hit.confidence >= of.min_confidence);
            if !strong || !matches!(&of.matches, Matches::Query(query) if query.first_only) {
                continue;
            }
            // Queries come in the order of their entries: who came first has told.
            let by = told.by(&of.set, entry, place, &self.facts(matcher, words));
            if let Some(by) = by
                && let Some((_, hit)) = self.hits.pop()
                && self.tracing
            {
                self.untold.push((entry, hit, by));
            }
        }
    }

    /// Where words of terms stand.
    pub(super) fn seen(&self, matcher: &Matcher) -> &Seen {
        self.seen.get_or_init(|| {
            let title = self.title.as_ref().map(|(page, sifted)| (page, sifted));
            matcher.terms.see(&self.page, &self.sifted, title)
        })
    }

    /// What queries are asked of.
    pub(super) fn facts<'b>(&'b self, matcher: &'b Matcher, words: &'b Words<'b>) -> Facts<'b>
    where
        'a: 'b,
    {
        Facts::new(&self.page, &matcher.terms, self.seen(matcher), &self.places, words)
    }

    /// Weighs the context and keeps the hit at bytes `span` of the text, unless it is vetoed.
    fn put(
        &mut self,
        matcher: &Matcher,
        entry: usize,
        span: Range<usize>,
        value: String,
        mut confidence: u32,
        evidence: &Evidence,
    ) {
        let evidence = match self.around(matcher, entry, &span) {
            Around::Vetoed(why) => {
                if self.tracing {
                    self.vetoed.push((entry, self.page.line(span.start), why.said()));
                }
                return;
            }
            Around::Fine { near, against } => {
                if near.is_some() {
                    confidence = if confidence >= 100 { 100 } else { (confidence + NEAR).min(MOST) };
                }
                if against.is_some() {
                    confidence = confidence.saturating_sub(AGAINST);
                }
                self.added.with(evidence, near, against)
            }
        };
        debug_assert!(
            evidence.iter().all(|line| evidence::known(line)),
            "no Russian for one of {evidence:?}"
        );
        let (start, text) = (self.page.point(span.start), &self.page.text[span.clone()]);
        let hit = Hit {
            entry: matcher.ids[entry].clone(),
            kind: matcher.entries[entry].kind(),
            start,
            end: start + text.chars().count(),
            line: self.page.line(span.start),
            passage: self.page.passage(&span),
            text: if span.is_empty() { value.clone() } else { text.to_owned() },
            value,
            confidence,
            evidence,
        };
        self.hits.push((entry, hit));
    }
}

/// Evidence with what the context adds to it: made once for the hits of a list.
#[derive(Default)]
struct Added(Vec<(Evidence, Option<String>, Option<String>, Evidence)>);

impl Added {
    /// Kept at a time: a list has a few kinds of hits.
    const ROOM: usize = 8;

    fn with(&mut self, evidence: &Evidence, near: Option<&str>, against: Option<&str>) -> Evidence {
        if near.is_none() && against.is_none() {
            return evidence.clone();
        }
        let made = self.0.iter().rev().find(|(of, by, but, _)| {
            Arc::ptr_eq(of, evidence) && by.as_deref() == near && but.as_deref() == against
        });
        if let Some((.., made)) = made {
            return made.clone();
        }
        let near_said = near.map(|term| format!("near «{term}»").into());
        let against_said =
            against.map(|term| format!("«{term}» stands near, which speaks against it").into());
        let made: Evidence = evidence.iter().cloned().chain(near_said).chain(against_said).collect();
        if self.0.len() == Added::ROOM {
            self.0.clear();
        }
        let owned = |term: Option<&str>| term.map(str::to_owned);
        self.0.push((evidence.clone(), owned(near), owned(against), made.clone()));
        made
    }
}

impl Scan<'_> {
    fn around<'m>(&mut self, matcher: &'m Matcher, entry: usize, span: &Range<usize>) -> Around<'m> {
        let context = &matcher.contexts[entry];
        if context.is_empty() {
            return Around::Fine { near: None, against: None };
        }
        let alive = match self.alive {
            Some((of, alive)) if of == entry => alive,
            _ => context.alive(&matcher.terms, self.seen(matcher)),
        };
        self.alive = Some((entry, alive));
        context.around(&self.page, &matcher.terms, self.seen(matcher), alive, span)
    }
}

fn owned(evidence: Vec<String>) -> Evidence {
    evidence.into_iter().map(Into::into).collect()
}

fn pattern_of(matcher: &Matcher, entry: usize) -> Option<&Pattern> {
    match &matcher.entries[entry].matches {
        Matches::Pattern(pattern) => Some(pattern),
        _ => None,
    }
}

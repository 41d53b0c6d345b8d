//! One scan: a page's words through names, patterns and queries, into hits.

use std::collections::HashMap;

use super::context::Around;
use super::lookalike::Imitation;
use super::names::{Rejected, Spotted};
use super::page::Page;
use super::pattern::{Found, MAX_HITS, Outcome};
use super::standing::Standing;
use super::terms::Seen;
use super::validators::Proof;
use super::watched::{Facts, Place, places_of};
use super::{Matcher, Words};
use crate::model::{EntryKind, Hit, Matches, Pattern, Stands, evidence};
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
    pub(super) seen: Seen,
    pub(super) hits: Vec<(usize, Hit)>,
    /// Refused spots of names.
    pub(super) rejected: Vec<Rejected>,
    /// Hits that the context vetoed: entry, line, why.
    pub(super) vetoed: Vec<(usize, usize, String)>,
    /// Matches refused by validators, by entry.
    pub(super) refused: Vec<(usize, usize)>,
    /// Places of entities and patterns that queries saw.
    pub(super) places: HashMap<usize, Vec<Place>>,
    tracing: bool,
}

impl<'a> Scan<'a> {
    /// Scans; with `tracing` it keeps why spots were refused.
    pub(super) fn new(matcher: &Matcher, words: &Words<'a>, tracing: bool) -> Scan<'a> {
        let page = Page::new(words.text);
        let seen = matcher.terms.see(&page);
        let mut scan = Scan {
            page,
            seen,
            hits: Vec::new(),
            rejected: Vec::new(),
            vetoed: Vec::new(),
            refused: Vec::new(),
            places: HashMap::new(),
            tracing,
        };
        scan.names(matcher);
        scan.patterns(matcher);
        scan.lookalikes(matcher, words);
        scan.queries(matcher, words);
        scan.hits.sort_by(|(_, a), (_, b)| (a.start, &a.entry, a.end).cmp(&(b.start, &b.entry, b.end)));
        scan
    }

    fn names(&mut self, matcher: &Matcher) {
        let rejected = self.tracing.then_some(&mut self.rejected);
        let mut count: HashMap<usize, usize> = HashMap::new();
        for spotted in matcher.names.scan(&self.page, rejected) {
            let of_entry = count.entry(spotted.entry).or_default();
            *of_entry += 1;
            if *of_entry > MAX_HITS {
                continue;
            }
            let Spotted { entry, first, last, lead, confidence, evidence, value, .. } = spotted;
            let (start, end) = self.page.span(first, last);
            let start = start - lead.min(start);
            let text: String = match lead {
                0 => self.page.slice(first, last).to_owned(),
                _ => {
                    let before = self.page.original_lead(first);
                    let sign = before.chars().next_back().map_or(0, char::len_utf8);
                    format!("{}{}", &before[before.len() - sign..], self.page.slice(first, last))
                }
            };
            let value = value.unwrap_or_else(|| fold_loose(&text));
            self.put(matcher, entry, (start, end), text, value, confidence, evidence);
        }
    }

    fn patterns(&mut self, matcher: &Matcher) {
        let mut outcomes: Vec<(usize, Outcome)> = Vec::new();
        matcher.patterns.scan(&self.page, |entry, outcome| outcomes.push((entry, outcome)));
        for (entry, outcome) in outcomes {
            if outcome.refused > 0 {
                self.refused.push((entry, outcome.refused));
            }
            for Found { span, value, proof } in outcome.found {
                let (start, end) = (self.page.point(span.0), self.page.point(span.1));
                let text = self.page.text[span.0..span.1].to_owned();
                let mut evidence = Vec::new();
                let mut confidence = BARE;
                match proof {
                    None => evidence.push("the expression alone".to_owned()),
                    Some(proof) => {
                        confidence = if matches!(proof, Proof::Issuer(_)) { 100 } else { confidence + PROOF };
                        evidence.push(proof.words().to_owned());
                    }
                }
                if pattern_of(matcher, entry).and_then(|pattern| pattern.stands) == Some(Stands::Apart) {
                    confidence = Standing::of(&self.page, span).weigh(confidence, &mut evidence);
                }
                if outcome.cut {
                    evidence.push(format!("more than {MAX_HITS} in this text: the rest is not counted"));
                }
                self.put(matcher, entry, (start, end), text, value, confidence, evidence);
            }
        }
    }

    fn lookalikes(&mut self, matcher: &Matcher, words: &Words) {
        let mut found = Vec::new();
        matcher.lookalikes.scan(&self.page, words.url, |imitation| found.push(imitation));
        for Imitation { entry, span, value, confidence, evidence } in found {
            // A page whose address imitates ours is told at its beginning.
            let (place, text) = match span {
                Some(bytes) => {
                    let place = (self.page.point(bytes.start), self.page.point(bytes.end));
                    (place, self.page.text[bytes].to_owned())
                }
                None => ((0, 0), value.clone()),
            };
            self.put(matcher, entry, place, text, value, confidence, evidence);
        }
    }

    fn queries(&mut self, matcher: &Matcher, words: &Words) {
        if matcher.queries.is_empty() {
            return;
        }
        self.places = places_of(&self.hits, &matcher.entries, &self.page);
        let mut found = Vec::new();
        let facts = self.facts(matcher, words);
        for query in &matcher.queries {
            found.extend(query.places(&facts).into_iter().map(|place| (query.entry, place)));
        }
        for (entry, place) in found {
            let (first, last) = (place.first as usize, place.last as usize);
            let text = self.page.slice(first, last).to_owned();
            let span = self.page.span(first, last);
            let evidence = vec![format!("the expression holds within {} words", last - first + 1)];
            self.put(matcher, entry, span, text.clone(), text, place.confidence, evidence);
        }
    }

    /// What queries are asked of.
    pub(super) fn facts<'b>(&'b self, matcher: &'b Matcher, words: &Words<'b>) -> Facts<'b>
    where
        'a: 'b,
    {
        Facts {
            page: &self.page,
            terms: &matcher.terms,
            seen: &self.seen,
            hits: &self.places,
            title: words.title,
            url: words.url,
        }
    }

    /// Weighs the context and keeps the hit, unless it is vetoed.
    #[allow(clippy::too_many_arguments, reason = "the fields of one hit, each computed by its kind")]
    fn put(
        &mut self,
        matcher: &Matcher,
        entry: usize,
        (start, end): (usize, usize),
        text: String,
        value: String,
        mut confidence: u32,
        mut evidence: Vec<String>,
    ) {
        let line = self.page.line(start);
        match matcher.contexts[entry].around(&self.page, &matcher.terms, &self.seen, start, end) {
            Around::Vetoed(why) => {
                if self.tracing {
                    self.vetoed.push((entry, line, why));
                }
                return;
            }
            Around::Fine { near, against } => {
                if let Some(term) = near {
                    confidence = if confidence >= 100 { 100 } else { (confidence + NEAR).min(MOST) };
                    evidence.push(format!("near «{term}»"));
                }
                if let Some(term) = against {
                    confidence = confidence.saturating_sub(AGAINST);
                    evidence.push(format!("«{term}» stands near, which speaks against it"));
                }
            }
        }
        debug_assert!(
            evidence.iter().all(|line| evidence::known(line)),
            "no Russian for one of {evidence:?}"
        );
        let of = &matcher.entries[entry];
        let passage = self.page.passage(start, end);
        let (kind, id): (EntryKind, String) = (of.kind(), matcher.ids[entry].clone());
        self.hits.push((
            entry,
            Hit { entry: id, kind, start, end, line, text, value, confidence, evidence, passage },
        ));
    }
}

fn pattern_of(matcher: &Matcher, entry: usize) -> Option<&Pattern> {
    match &matcher.entries[entry].matches {
        Matches::Pattern(pattern) => Some(pattern),
        _ => None,
    }
}

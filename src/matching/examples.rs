//! Examples and counter-examples of every entry, tried: what `check` runs.
//!
//! Shared packs speak of `entity:own` and other roles without knowing whose. Their examples are tried with stand-ins: the
//! organisation ООО «Ромашка» (own, example.com), Иванов Иван Петрович (leadership), ООО «Лютик» (partner) and
//! ООО «Василёк» (competitor).

use super::scan::Scan;
use super::watched::Watched;
use super::{Matcher, Words};
use crate::model::said::joined;
use crate::model::{
    About, Class, Damage, Entity, EntityKind, Entry, Fault, KeywordSet, Matches, Role, Scope, Spot,
};
use crate::query::{self, Node};
use crate::said;

const STAND_INS: &str = "stand-ins";

pub(super) fn try_examples(matcher: &Matcher) -> Vec<Fault> {
    let shared = matcher.entries.iter().any(names_a_role);
    let with_stand_ins = if shared { extended(matcher) } else { None };
    let mut faults = Vec::new();
    for entry in &matcher.entries {
        let by = with_stand_ins.as_ref().filter(|_| names_a_role(entry)).unwrap_or(matcher);
        try_entry(by, entry, &mut faults);
    }
    faults
}

fn try_entry(matcher: &Matcher, entry: &Entry, faults: &mut Vec<Fault>) {
    if matches!(entry.matches, Matches::Check(_)) {
        return;
    }
    let id = entry.full_id();
    // What is asked of title, place or day alone holds for any text that stands alone.
    let at = matcher.by_id.get(&*id);
    let fields = at.and_then(|&at| matcher.queries.of(at)).is_some_and(Watched::asks_fields_alone);
    for (examples, wanted) in [(&entry.examples, true), (&entry.counter_examples, false)] {
        if fields && !wanted {
            continue;
        }
        for text in examples {
            let words = Words::alone(text);
            // What another entry of the set tells first is found all the same.
            let Scan { hits, untold, .. } = Scan::new(matcher, &words, true);
            let hits = hits.iter().map(|(_, hit)| hit).chain(untold.iter().map(|(_, hit, _)| hit));
            let strongest = hits.filter(|h| *h.entry == *id).map(|h| h.confidence).max();
            if strongest.is_some_and(|c| c >= entry.min_confidence) == wanted {
                continue;
            }
            let shown: String = text.chars().take(60).collect();
            let why = matcher.explain(&id, &words).map(|e| joined(&e.lines, "; ")).unwrap_or_default();
            // A secret's example is a secret only by its form; it stands in the file that the fault names.
            let said = match wanted {
                true => said!(
                    "example.missed",
                    "{id}: example does not match: {shown:?}: {why}",
                    "{id}: пример не находится: {shown:?}: {why}",
                    id,
                    why
                ),
                false => said!(
                    "counter-example.hit",
                    "{id}: counter-example matches: {shown:?}: {why}",
                    "{id}: контрпример находится: {shown:?}: {why}",
                    id,
                    why
                ),
            };
            faults.push(Fault::new(&entry.spot, said));
        }
    }
}

fn names_a_role(entry: &Entry) -> bool {
    let wanted = match &entry.matches {
        Matches::Query(wanted) => wanted,
        Matches::Pattern(pattern) => return pattern.lookalike.is_some(),
        Matches::Entity(_) | Matches::Records(_) | Matches::Check(_) => return false,
    };
    let Ok(parsed) = query::parse_of_set(&wanted.expression) else { return false };
    let mut found = false;
    parsed.root.walk(&mut |node| {
        found |= matches!(node, Node::Entity { id, .. } if query::Role::parse(id).is_some())
    });
    found
}

/// The same entries with the stand-ins. None never happens: what compiled alone compiles beside them.
fn extended(matcher: &Matcher) -> Option<Matcher> {
    let own = KeywordSet { entries: matcher.entries.clone(), ..KeywordSet::default() };
    let stand_ins = KeywordSet {
        id: STAND_INS.into(),
        title: "Stand-ins for examples".into(),
        titles: Default::default(),
        watches: Vec::new(),
        entries: vec![
            stand_in("organisation", EntityKind::Organisation, Role::Own, "ООО «Ромашка»", &["example.com"]),
            stand_in("director", EntityKind::Person, Role::Leadership, "Иванов Иван Петрович", &[]),
            stand_in("partner", EntityKind::Organisation, Role::Partner, "ООО «Лютик»", &[]),
            stand_in("competitor", EntityKind::Organisation, Role::Competitor, "ООО «Василёк»", &[]),
        ],
    };
    Matcher::new(&[own, stand_ins]).ok()
}

fn stand_in(id: &str, kind: EntityKind, role: Role, name: &str, domains: &[&str]) -> Entry {
    let none = Vec::new;
    Entry {
        titles: Default::default(),
        id: id.into(),
        set: STAND_INS.into(),
        title: name.into(),
        class: Class::Mention,
        about: About::Any,
        scope: Scope::Passage,
        harm: 1,
        secret: false,
        damage: Damage::Medium,
        volume: Vec::new(),
        alert: false,
        min_confidence: 50,
        require: none(),
        exclude: none(),
        window: 40,
        examples: none(),
        counter_examples: none(),
        matches: Matches::Entity(Entity {
            kind,
            role,
            name: name.into(),
            gender: None,
            latin: none(),
            aliases: none(),
            parts: none(),
            domains: domains.iter().map(|d| d.to_string()).collect(),
            handles: none(),
            files: none(),
            public: Vec::new(),
            prints: Vec::new(),
            canaries: none(),
        }),
        spot: Spot::default(),
    }
}

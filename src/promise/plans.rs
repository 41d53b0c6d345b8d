//! The three built-in plans, as the product promises them.
//!
//! Plans are rows of data: a configuration may change these or add others, and nothing in the code asks a plan for its
//! name. Knows no time but the promised ones.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::{Class, Cover, Period, Plan, Refresh, Role};

const HOUR: Duration = Duration::from_secs(3600);

/// `daily`, `operational`, `extended`, in this order: each covers what the one before it covers.
pub fn built_in() -> Vec<Plan> {
    let threats = BTreeSet::from([Class::Business, Class::Reputation, Class::Growth]);
    let everything =
        BTreeSet::from([Class::Leak, Class::Exposure]).union(&threats).copied().collect::<BTreeSet<_>>();
    let us = BTreeSet::from([Role::Own, Role::Leadership]);
    let portals = BTreeSet::from([Role::Own, Role::Partner, Role::Competitor]);
    let daily = Plan {
        name: "daily".into(),
        deadline: HOUR * 24,
        interval: default_interval(HOUR * 24),
        digest: Period::Monthly,
        feed: Refresh::Daily,
        classes: threats,
        roles: us.clone(),
        portals: BTreeSet::new(),
        dossiers: false,
        cover: Cover::Business,
    };
    let operational = Plan {
        name: "operational".into(),
        deadline: HOUR * 2,
        interval: default_interval(HOUR * 2),
        digest: Period::Weekly,
        feed: Refresh::Live,
        classes: everything,
        portals,
        ..daily.clone()
    };
    let extended = Plan {
        name: "extended".into(),
        deadline: HOUR,
        interval: default_interval(HOUR),
        roles: Role::ALL.iter().copied().collect(),
        dossiers: true,
        cover: Cover::Always,
        ..operational.clone()
    };
    vec![daily, operational, extended]
}

/// A third of the deadline: a visit may fail once and the next one is still in time.
pub fn default_interval(deadline: Duration) -> Duration {
    deadline / 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_product() {
        let rows: Vec<_> = built_in()
            .into_iter()
            .map(|p| {
                let words = |n: usize, of: usize| format!("{n}/{of}");
                format!(
                    "{} {}s {}s {} {} classes {} roles {} portals {} dossiers {} {}",
                    p.name,
                    p.deadline.as_secs(),
                    p.interval.as_secs(),
                    p.digest,
                    p.feed,
                    words(p.classes.len(), 5),
                    words(p.roles.len(), 5),
                    p.portals.len(),
                    p.dossiers,
                    p.cover
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                "daily 86400s 28800s monthly daily classes 3/5 roles 2/5 portals 0 dossiers false 8x5",
                "operational 7200s 2400s weekly live classes 5/5 roles 2/5 portals 3 dossiers false 8x5",
                "extended 3600s 1200s weekly live classes 5/5 roles 5/5 portals 3 dossiers true 24x7",
            ]
        );
    }

    #[test]
    fn a_mention_is_always_covered_and_a_leak_is_not_by_daily() {
        let plans = built_in();
        assert!(plans.iter().all(|p| p.covers(Class::Mention)));
        assert!(!plans[0].covers(Class::Leak));
        assert!(plans[1].covers(Class::Leak) && plans[2].covers(Class::Exposure));
    }
}

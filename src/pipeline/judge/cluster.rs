//! Which cluster a text joins: the oldest that fits, those opened earlier in the same batch included.

use super::batch::Text;
use crate::model::Digest;
use crate::store::rows::{ClusterDraft, ClusterKind, KnownCluster};
use crate::text::fingerprint::{Shingled, same_cluster};

/// The id of each text's cluster, and the clusters that are new.
pub(super) fn resolve(texts: &[Text], known: &[KnownCluster]) -> (Vec<Digest>, Vec<ClusterDraft>) {
    let mut clusters: Vec<(ClusterKind, Digest, Shingled)> = known
        .iter()
        .map(|c| {
            let print = Shingled { folded_hash: c.folded_hash, words: c.words, shingles: c.shingles.clone() };
            (c.kind, c.id, print)
        })
        .collect();
    let mut opened = Vec::new();
    let ids = texts
        .iter()
        .map(|text| {
            let fits = clusters
                .iter()
                .find(|(kind, _, print)| *kind == text.kind && same_cluster(print, &text.print));
            if let Some((_, id, _)) = fits {
                return *id;
            }
            clusters.push((text.kind, text.id, text.print.clone()));
            opened.push(ClusterDraft {
                id: text.id,
                kind: text.kind,
                folded_hash: text.print.folded_hash,
                words: text.print.words,
                shingles: text.print.shingles.clone(),
            });
            text.id
        })
        .collect();
    (ids, opened)
}

//! Which clusters a text fits, the oldest first, those opened earlier in the same batch included.

use super::batch::Text;
use crate::model::{Digest, Key};
use crate::store::rows::{ClusterDraft, ClusterKind, KnownCluster};
use crate::text::fingerprint::{Shingled, same_cluster};

/// Clusters that are tried for a text at most: copies of one text of which one after another was judged false.
const TRIED: usize = 32;

/// The clusters of a batch while it is drafted.
pub(super) struct Clusters<'a> {
    texts: &'a [Text],
    /// The oldest first.
    all: Vec<(ClusterKind, Digest, Shingled)>,
    /// Of each text: how many of `all` were looked at, and which of them it fits.
    fits: Vec<(usize, Vec<Digest>)>,
    opened: Vec<ClusterDraft>,
}

impl<'a> Clusters<'a> {
    pub fn new(texts: &'a [Text], known: &[KnownCluster]) -> Clusters<'a> {
        let all = known.iter().map(|c| {
            let print = Shingled { folded_hash: c.folded_hash, words: c.words, shingles: c.shingles.clone() };
            (c.kind, c.id, print)
        });
        let fits = texts.iter().map(|_| (0, Vec::new())).collect();
        Clusters { texts, all: all.collect(), fits, opened: Vec::new() }
    }

    /// Those that the text fits, the oldest first.
    pub fn fitting(&mut self, text: usize) -> Vec<Digest> {
        let of = &self.texts[text];
        let (looked, found) = &mut self.fits[text];
        for (kind, id, print) in &self.all[*looked..] {
            if found.len() < TRIED && *kind == of.kind && same_cluster(print, &of.print) {
                found.push(*id);
            }
        }
        *looked = self.all.len();
        found.clone()
    }

    /// A cluster with this text as its first member. One that the text has opened before is another's: then its id is
    /// made of that one's.
    pub fn open(&mut self, text: usize, key: &Key) -> Digest {
        let of = &self.texts[text];
        let mut id = of.id;
        while self.all.iter().any(|(_, known, _)| *known == id) {
            id = key.digest("cluster beside", &[&id.0]);
        }
        self.all.push((of.kind, id, of.print.clone()));
        self.opened.push(ClusterDraft {
            id,
            kind: of.kind,
            folded_hash: of.print.folded_hash,
            words: of.print.words,
            shingles: of.print.shingles.clone(),
        });
        id
    }

    /// Those that are new.
    pub fn opened(self) -> Vec<ClusterDraft> {
        self.opened
    }
}

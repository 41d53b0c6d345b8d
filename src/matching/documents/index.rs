//! Which documents hold a run: one table for all of them, and what of it is no document's own.
//!
//! A run that stands in three documents that are otherwise different is a template or a footer, not a secret; so is what
//! this file's neighbour `common.txt` has, and what the operator says that everybody may know. Two documents most of whose
//! runs are the same are versions of one and count once.

use std::collections::{HashMap, HashSet};

use super::runs::{Runs, WINDOW, winnowed};
use crate::model::{Print, PrintKey};

/// Formulas of contracts, letters, footers and licences in both languages, in our own words and in everybody's.
const COMMON: &str = include_str!("common.txt");
/// Different documents from which on a run is a template's.
const FAMILIES: usize = 3;
/// Places of one run that are looked at: what stands oftener proves little.
const MOST_PLACES: usize = 8;
/// Runs to both sides of a template's that may be its own though they were not looked up.
const AROUND: u32 = 2 * WINDOW as u32;
/// Bits of a hash that choose a bucket, at most.
const MOST_BITS: u32 = 22;
/// Bits more that choose a bit of the sieve.
const FINER: u32 = 4;

/// A file of an entry: its runs are `from..to` of the table's.
#[derive(Debug)]
pub(super) struct File {
    pub(super) entry: usize,
    pub(super) name: String,
    pub(super) from: u32,
    pub(super) to: u32,
    /// Runs that are its own.
    pub(super) own: u32,
}

/// The prints that were made with one key.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) key: PrintKey,
    /// In the order of their runs.
    pub(super) files: Vec<File>,
    pub(super) runs: Vec<u32>,
    /// By run: it is nobody's own.
    common: Vec<bool>,
    /// Looked-up runs, ascending, and where each stands.
    hashes: Vec<u32>,
    places: Vec<u32>,
    /// By the highest bits of a hash: where in `hashes` it would be.
    buckets: Vec<u32>,
    shift: u32,
    /// A bit for each of the highest bits of a hash that is looked up, some sixteen times as many as there are: most runs
    /// of a page leave here.
    sieve: Vec<u64>,
}

impl Table {
    /// `prints` with the entry that each belongs to; all of one key.
    pub(super) fn new(key: PrintKey, prints: &[(usize, &Print)], by: &Runs) -> Table {
        let mut known: HashSet<u32> = by.print(COMMON, &key).into_iter().collect();
        known.extend(prints.iter().filter(|(_, p)| p.public).flat_map(|(_, p)| p.runs.iter().copied()));
        let (mut files, mut runs) = (Vec::new(), Vec::new());
        for (entry, print) in prints.iter().filter(|(_, print)| !print.public) {
            let from = runs.len() as u32;
            runs.extend_from_slice(&print.runs);
            let name = print.name.clone();
            files.push(File { entry: *entry, name, from, to: runs.len() as u32, own: 0 });
        }
        let mut common: Vec<bool> = runs.iter().map(|run| known.contains(run)).collect();
        let mut chosen: Vec<(u32, u32)> = Vec::new();
        for file in &files {
            let places = winnowed(&runs[file.from as usize..file.to as usize]);
            let places = places.into_iter().map(|at| file.from + at as u32);
            chosen.extend(places.filter(|&at| !common[at as usize]).map(|at| (runs[at as usize], at)));
        }
        chosen.sort_unstable();
        templates(&files, &runs, &chosen, &mut common);
        chosen.retain(|(_, at)| !common[*at as usize]);
        let mut of_run = 0;
        let mut last = None;
        chosen.retain(|(run, _)| {
            of_run = if last == Some(*run) { of_run + 1 } else { 1 };
            last = Some(*run);
            of_run <= MOST_PLACES
        });
        for file in &mut files {
            file.own = (file.from..file.to).filter(|&at| !common[at as usize]).count() as u32;
        }
        let bits = (usize::BITS - chosen.len().leading_zeros()).clamp(1, MOST_BITS);
        let shift = u32::BITS - bits;
        let mut buckets = vec![0u32; (1 << bits) + 1];
        for (run, _) in &chosen {
            buckets[(run >> shift) as usize + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        let mut sieve = vec![0; ((1usize << bits << FINER) >> 6).max(1)];
        for (run, _) in &chosen {
            let bit = (run >> (shift - FINER)) as usize;
            sieve[bit >> 6] |= 1 << (bit & 63);
        }
        let (hashes, places) = chosen.into_iter().unzip();
        Table { key, files, runs, common, hashes, places, buckets, shift, sieve }
    }

    /// Where in `runs` this run stands, of the places that are looked up.
    pub(super) fn places(&self, run: u32) -> &[u32] {
        let bit = (run >> (self.shift - FINER)) as usize;
        if self.sieve[bit >> 6] >> (bit & 63) & 1 == 0 {
            return &[];
        }
        let bucket = (run >> self.shift) as usize;
        let (from, to) = (self.buckets[bucket] as usize, self.buckets[bucket + 1] as usize);
        let of = &self.hashes[from..to];
        let first = of.partition_point(|&hash| hash < run);
        let many = of[first..].iter().take_while(|&&hash| hash == run).count();
        &self.places[from + first..from + first + many]
    }

    /// The file that the place belongs to.
    pub(super) fn file_of(&self, place: u32) -> usize {
        self.files.partition_point(|file| file.to <= place)
    }

    pub(super) fn is_common(&self, place: u32) -> bool {
        self.common[place as usize]
    }

    /// Bytes that the table takes.
    pub(super) fn bytes(&self) -> usize {
        self.runs.len() * 5 + self.hashes.len() * 8 + self.buckets.len() * 4 + self.sieve.len() * 8
    }
}

/// Marks runs that stand in several different documents. `chosen`: looked-up runs and their places, ascending.
fn templates(files: &[File], runs: &[u32], chosen: &[(u32, u32)], common: &mut [bool]) {
    let file_of = |place: u32| files.partition_point(|file| file.to <= place);
    // The files of one run, ascending, each once.
    let holders = |group: &[(u32, u32)]| {
        let mut holders: Vec<usize> = group.iter().map(|(_, place)| file_of(*place)).collect();
        holders.dedup();
        holders
    };
    let mut has = vec![0usize; files.len()];
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for group in chosen.chunk_by(|a, b| a.0 == b.0) {
        let holders = holders(group);
        holders.iter().for_each(|&file| has[file] += 1);
        // Neighbours alone: all pairs of ten thousand copies would be too many, and versions are neighbours.
        for pair in holders.windows(2) {
            *shared.entry((pair[0], pair[1])).or_default() += 1;
        }
    }
    let mut family: Vec<usize> = (0..files.len()).collect();
    for ((a, b), both) in shared {
        if both * 5 >= has[a].min(has[b]) * 4 {
            let (a, b) = (root(&mut family, a), root(&mut family, b));
            family[a.max(b)] = a.min(b);
        }
    }
    let mut is_shared = |group: &[(u32, u32)]| {
        let mut families: Vec<usize> = holders(group).into_iter().map(|f| root(&mut family, f)).collect();
        families.sort_unstable();
        families.dedup();
        families.len() >= FAMILIES
    };
    let groups = chosen.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() >= FAMILIES);
    let marked: Vec<u32> = groups.filter(|group| is_shared(group)).flatten().map(|(_, at)| *at).collect();
    marked.iter().for_each(|&at| common[at as usize] = true);
    // What stands around and was not looked up is judged in the same way: a template begins and ends between look-ups.
    let mut around: Vec<(u32, u32)> = Vec::new();
    for &at in &marked {
        let file = &files[file_of(at)];
        let near = at.saturating_sub(AROUND).max(file.from)..(at + AROUND + 1).min(file.to);
        around
            .extend(near.filter(|&place| !common[place as usize]).map(|place| (runs[place as usize], place)));
    }
    around.sort_unstable();
    around.dedup();
    for group in around.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() >= FAMILIES) {
        if is_shared(group) {
            group.iter().for_each(|(_, at)| common[*at as usize] = true);
        }
    }
}

fn root(family: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while family[at] != at {
        family[at] = family[family[at]];
        at = family[at];
    }
    at
}

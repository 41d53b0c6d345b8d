//! Where a page holds a stretch of a document: runs that agree are put together where few that do not lie between them.
//!
//! One that is looked up is a seed; from it the page and the document are compared run by run to both sides, so that a
//! passage begins and ends where the two do, and not where a seed happened to be. Every run of the page is compared with a
//! document a bounded number of times.

use super::index::Table;
use super::runs::RUN;

/// What a run that agrees counts for, and what one that does not takes away: a passage may be reworded in every third
/// word, and two agreements a page apart are none.
const AGREES: i32 = 4;
const DIFFERS: i32 = 1;
/// So much less than it was at its best ends a passage: some hundred words that are not the document's.
const DROP: i32 = 60;

/// A stretch of the page that is a file's. Runs of the page, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) file: usize,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Quarters of a run: what agrees less a quarter of what does not.
    pub(super) score: i32,
    /// Runs of the page that agree, of those that are somebody's own.
    pub(super) agree: u32,
    pub(super) differ: u32,
    /// Different runs of the file that stand here, of its own.
    pub(super) distinct: u32,
}

/// Runs of page and table that agree, side by side.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    page: usize,
    place: usize,
    long: usize,
}

/// All passages of `page` (its runs) in all files, in no order.
pub(super) fn passages(table: &Table, page: &[u32]) -> Vec<Passage> {
    let mut seeds: Vec<(usize, usize, u32)> = Vec::new();
    for (at, &run) in page.iter().enumerate() {
        seeds.extend(table.places(run).iter().map(|&place| (table.file_of(place), at, place)));
    }
    seeds.sort_unstable();
    let mut out = Vec::new();
    for of_file in seeds.chunk_by(|a, b| a.0 == b.0) {
        let file = of_file[0].0;
        join(table, file, &stretches(table, page, file, of_file), &mut out);
    }
    out
}

fn stretches(table: &Table, page: &[u32], file: usize, seeds: &[(usize, usize, u32)]) -> Vec<Stretch> {
    let (from, to) = (table.files[file].from as usize, table.files[file].to as usize);
    let mut out: Vec<Stretch> = Vec::new();
    // The first run of the page that no stretch holds yet.
    let mut free = 0;
    for &(_, at, place) in seeds {
        if at < free {
            continue;
        }
        let place = place as usize;
        let back = (1..=(at - free).min(place - from))
            .take_while(|back| page[at - back] == table.runs[place - back])
            .count();
        let on = (1..(page.len() - at).min(to - place))
            .take_while(|on| page[at + on] == table.runs[place + on])
            .count();
        out.push(Stretch { page: at - back, place: place - back, long: back + on + 1 });
        free = at + on + 1;
    }
    out
}

/// Puts stretches of one file together where that gains.
fn join(table: &Table, file: usize, stretches: &[Stretch], out: &mut Vec<Passage>) {
    let mut open: Option<Open> = None;
    for (at, stretch) in stretches.iter().enumerate() {
        let own =
            (stretch.place..stretch.place + stretch.long).filter(|&p| !table.is_common(p as u32)).count();
        if let Some(passage) = &mut open {
            let gap = stretch.page - passage.end;
            let score = passage.now.score - gap.min(1 << 20) as i32 * DIFFERS;
            if score > 0 && score > passage.best.score - DROP {
                passage.now.differ += gap as u32;
                passage.now.score = score;
                passage.end = stretch.page + stretch.long;
                passage.add(own, at);
                continue;
            }
            out.extend(passage.closed(table, file, stretches));
        }
        let mut fresh = Open {
            first: at,
            end: stretch.page + stretch.long,
            now: Sum::default(),
            best: Sum::default(),
            best_at: at,
        };
        fresh.add(own, at);
        open = Some(fresh);
    }
    out.extend(open.and_then(|passage| passage.closed(table, file, stretches)));
}

#[derive(Clone, Copy, Default)]
struct Sum {
    score: i32,
    agree: u32,
    differ: u32,
}

/// A passage that may go on: as it stands, and as it was at its best.
struct Open {
    first: usize,
    /// The run of the page behind its last stretch.
    end: usize,
    now: Sum,
    best: Sum,
    /// The last stretch of the best.
    best_at: usize,
}

impl Open {
    fn add(&mut self, own: usize, at: usize) {
        self.now.score = self.now.score.saturating_add((own.min(1 << 20) as i32) * AGREES);
        self.now.agree += own as u32;
        if self.now.score >= self.best.score {
            self.best = self.now;
            self.best_at = at;
        }
    }

    /// None: it is of nothing but common words.
    fn closed(&self, table: &Table, file: usize, stretches: &[Stretch]) -> Option<Passage> {
        if self.best.agree == 0 {
            return None;
        }
        let of = &stretches[self.first..=self.best_at];
        let (head, tail) = (of.first()?, of.last()?);
        Some(Passage {
            file,
            first: head.page,
            last: tail.page + tail.long - 1,
            score: self.best.score,
            agree: self.best.agree,
            differ: self.best.differ,
            distinct: distinct(table, of),
        })
    }
}

/// Places of the document that the stretches hold, each once, without what is common.
fn distinct(table: &Table, stretches: &[Stretch]) -> u32 {
    let mut spans: Vec<(usize, usize)> = stretches.iter().map(|s| (s.place, s.place + s.long)).collect();
    spans.sort_unstable();
    let (mut count, mut end) = (0, 0);
    for (from, to) in spans {
        let from = from.max(end);
        count += (from..to.max(from)).filter(|&place| !table.is_common(place as u32)).count();
        end = end.max(to);
    }
    count as u32
}

/// Runs are of [`RUN`] words: the words of a page that runs `first..=last` are made of.
pub(super) fn words(first: usize, last: usize) -> std::ops::Range<usize> {
    first..last + RUN
}

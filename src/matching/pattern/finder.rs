//! All places of a few hundred short literals in a text, in one pass and without an automaton: a look at four bytes
//! sends nearly every place away, and what is left is compared.
//!
//! An automaton would cost a dependent load a byte and fall out of the cache as keyword sets grow; here no byte waits
//! for the one before it, and the tables that every byte touches have 16 KB whatever is looked for. A literal is looked
//! for by its rarest four bytes.

use memchr::memmem;

use super::super::validators::Grams;

/// Bytes that expressions cannot do without.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Atom {
    /// Not empty. In lower case where `any_case`.
    pub(super) bytes: Vec<u8>,
    /// Latin and Russian letters stand for both of their cases.
    pub(super) any_case: bool,
}

impl Atom {
    fn stands(&self, at: &[u8]) -> bool {
        let Some(there) = at.get(..self.bytes.len()) else { return false };
        there == self.bytes || (self.any_case && same_letters(there, &self.bytes))
    }

    /// The bytes that it is looked for by, in every case that they can stand in, and where they begin.
    fn grams(&self, often: &Grams) -> (usize, Vec<Vec<u8>>) {
        let Ok(text) = std::str::from_utf8(&self.bytes) else {
            return (0, vec![self.bytes[..self.bytes.len().min(GRAM)].to_vec()]);
        };
        let enough = |start: usize| text.len() - start >= GRAM.min(text.len());
        let starts = text.char_indices().map(|(start, _)| start).filter(|&start| enough(start));
        let bits = |start: &usize| match self.bytes.get(*start..start + GRAM.min(text.len())) {
            Some(gram) if gram.is_ascii() => often.bits(gram),
            _ => letters(&text[*start..]).map(rarity).sum(),
        };
        let start = starts.rev().max_by(|a, b| bits(a).total_cmp(&bits(b))).unwrap_or(0);
        let mut heads = vec![Vec::new()];
        for c in letters(&text[start..]) {
            let other = Some(capital(c)).filter(|&other| self.any_case && other != c && !c.is_ascii());
            let both = || std::iter::once(c).chain(other);
            let longer = |head: &Vec<u8>, c: char| [head, c.encode_utf8(&mut [0; 4]).as_bytes()].concat();
            heads = heads.iter().flat_map(|head| both().map(|c| longer(head, c))).collect();
        }
        let mut out: Vec<Vec<u8>> = heads.iter().map(|head| head[..head.len().min(GRAM)].to_vec()).collect();
        out.sort_unstable();
        out.dedup();
        (start, out)
    }
}

/// The characters of the first [`GRAM`] bytes.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.char_indices().take_while(|(at, _)| *at < GRAM).map(|(_, c)| c)
}

/// How rare a character is in Russian text, in bits, roughly; a blank is in any.
fn rarity(c: char) -> f64 {
    const RUSSIAN: &str = "оеаинтсрвлкмдпуяыьгзбчйхжюшцщэфъё";
    let small = c.to_lowercase().next().unwrap_or(c);
    match RUSSIAN.chars().position(|known| known == small) {
        Some(place) => 3.3 + 0.2 * place as f64,
        None if c == ' ' => 2.5,
        None => 6.0,
    }
}

/// The other case of a small Latin or Russian letter.
fn capital(c: char) -> char {
    match c {
        'а'..='я' | 'ё' => c.to_uppercase().next().unwrap_or(c),
        _ => c.to_ascii_uppercase(),
    }
}

/// Whether `there` is `small` in whatever case; `small` is in lower case. Both cases of these letters have as many bytes.
fn same_letters(there: &[u8], small: &[u8]) -> bool {
    let mut at = 0;
    while at < small.len() {
        if small[at] & 0xfe != 0xd0 {
            if there[at].to_ascii_lowercase() != small[at] {
                return false;
            }
            at += 1;
            continue;
        }
        let (Some(letter), Some(wanted)) = (there.get(at..at + 2), small.get(at..at + 2)) else {
            return false;
        };
        let lower = match (letter[0], letter[1]) {
            // А to П, Р to Я, Ё.
            (0xd0, second @ 0x90..=0x9f) => [0xd0, second + 0x20],
            (0xd0, second @ 0xa0..=0xaf) => [0xd1, second - 0x20],
            (0xd0, 0x81) => [0xd1, 0x91],
            (first, second) => [first, second],
        };
        if lower != wanted {
            return false;
        }
        at += 2;
    }
    true
}

/// Bytes of an atom that are hashed, and of one that has fewer.
const GRAM: usize = 4;
const THREE: usize = 3;
/// Words of 64 bits that each table of grams has, as a power of two: some thousand grams leave them sparse, and both
/// together leave most of a core's nearest cache to others.
const GRAMS: u32 = 10;
/// Lists that atoms are spread over, as a power of two.
const LISTS: u32 = 12;
/// Makes ASCII letters small, and other bytes such that none is told apart by this bit alone.
const SMALL: u32 = 0x2020_2020;

/// An atom in the list of one of its grams.
struct Row {
    /// The gram, in its first bytes, and which of them count.
    gram: u32,
    mask: u32,
    /// Four more bytes of it and where they stand, seen from the gram: few texts have both. Without any the mask is 0.
    more: u32,
    more_mask: u32,
    more_at: i32,
    atom: u32,
    /// Where in the atom the gram begins.
    at: u32,
}

impl Row {
    /// The row of the atom that has `written` at byte `start`.
    fn new(number: u32, atom: &Atom, start: usize, written: &[u8]) -> Row {
        let mask = u32::MAX >> (32 - 8 * written.len());
        let mut row = Row {
            gram: folded(written) & mask,
            mask,
            more: 0,
            more_mask: 0,
            more_at: 0,
            atom: number,
            at: start as u32,
        };
        // The case of other letters is in their second byte as well.
        let others = atom.bytes.windows(GRAM).enumerate().filter(|(_, four)| four.is_ascii());
        if let Some((at, four)) = others.max_by_key(|(at, _)| at.abs_diff(start).min(GRAM)) {
            row.more = folded(four);
            (row.more_mask, row.more_at) = (u32::MAX, at as i32 - start as i32);
        }
        row
    }

    /// Whether the atom can be one whose gram, `here`, stands at byte `at`.
    fn may_stand(&self, bytes: &[u8], at: usize, here: u32) -> bool {
        let more = || {
            let from = at.checked_add_signed(self.more_at as isize);
            from.and_then(|from| bytes.get(from..from + GRAM)).map_or(0, folded)
        };
        here & self.mask == self.gram && (self.more_mask == 0 || more() == self.more)
    }
}

pub(super) struct Finder {
    atoms: Vec<Atom>,
    /// Atoms of one or two bytes that are written in one way are looked for one after the other: there are few.
    shortest: Vec<(u32, memmem::Finder<'static>)>,
    /// A bit for the first two bytes of every other gram of one or two; those of a single byte have all pairs that begin
    /// with it.
    pairs: Vec<u64>,
    /// Two bits of one word for every gram of four bytes, and for every one of three (a blocked Bloom filter).
    grams: Vec<u64>,
    threes: Vec<u64>,
    /// By the hash of four bytes, of three, and by the first two for shorter grams: `starts[list]..starts[list + 1]`.
    rows: Vec<Row>,
    starts: Vec<u32>,
    short: bool,
}

impl Finder {
    pub(super) fn new(atoms: Vec<Atom>) -> Finder {
        let mut lists: Vec<Vec<Row>> = (0..1 << LISTS).map(|_| Vec::new()).collect();
        let mut finder = Finder {
            shortest: Vec::new(),
            pairs: vec![0; 1 << 10],
            grams: vec![0; 1 << GRAMS],
            threes: vec![0; 1 << GRAMS],
            rows: Vec::new(),
            starts: Vec::new(),
            short: false,
            atoms,
        };
        let often = Grams::new();
        for (at, atom) in finder.atoms.iter().enumerate() {
            let number = at as u32;
            if atom.bytes.len() < THREE
                && (!atom.any_case || atom.bytes.iter().all(|b| b.is_ascii_punctuation()))
            {
                finder.shortest.push((number, memmem::Finder::new(&atom.bytes).into_owned()));
                continue;
            }
            let (start, grams) = atom.grams(&often);
            for written in grams {
                let gram = Row::new(number, atom, start, &written).gram;
                let mut put = |list: u32| {
                    let list = &mut lists[list as usize];
                    let row = Row::new(number, atom, start, &written);
                    let same = |other: &Row| (other.gram, other.mask, other.atom) == (gram, row.mask, number);
                    if !list.iter().any(same) {
                        list.push(row);
                    }
                };
                match written.len() {
                    GRAM => {
                        set_two(&mut finder.grams, hash(gram));
                        put(hash(gram) >> (32 - LISTS));
                    }
                    THREE => {
                        set_two(&mut finder.threes, hash_of_three(gram));
                        put(hash_of_three(gram) >> (32 - LISTS));
                    }
                    1 => (0..=0xff).for_each(|next: u32| {
                        let pair = gram | (next << 8 | SMALL) & 0xff00;
                        set(&mut finder.pairs, pair);
                        put(pair_list(pair));
                    }),
                    _ => {
                        set(&mut finder.pairs, gram & 0xffff);
                        put(pair_list(gram & 0xffff));
                    }
                }
                finder.short |= written.len() < THREE;
            }
        }
        finder.starts.push(0);
        for list in lists {
            finder.rows.extend(list);
            finder.starts.push(finder.rows.len() as u32);
        }
        finder
    }

    /// Calls `found` with each atom and the byte where it begins: the shortest ones first, then the others by where
    /// their rarest bytes begin.
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(usize, usize)) {
        for (atom, finder) in &self.shortest {
            let mut from = 0;
            while let Some(at) = finder.find(&text.as_bytes()[from..]) {
                found(*atom as usize, from + at);
                from += at + 1;
            }
        }
        match (self.rows.is_empty(), self.short) {
            (true, _) => {}
            (false, true) => self.walk::<true>(text.as_bytes(), &mut found),
            (false, false) => self.walk::<false>(text.as_bytes(), &mut found),
        }
    }

    fn walk<const SHORT: bool>(&self, bytes: &[u8], found: &mut impl FnMut(usize, usize)) {
        for (at, four) in bytes.windows(GRAM).enumerate() {
            let here = u32::from_le_bytes([four[0], four[1], four[2], four[3]]) | SMALL;
            self.see::<SHORT>(bytes, at, here, found);
        }
        // The last three bytes begin only shorter grams; what lies behind the end is in none.
        for at in bytes.len().saturating_sub(GRAM - 1)..bytes.len() {
            self.see::<SHORT>(bytes, at, folded(&bytes[at..]), found);
        }
    }

    #[inline(always)]
    fn see<const SHORT: bool>(
        &self,
        bytes: &[u8],
        at: usize,
        here: u32,
        found: &mut impl FnMut(usize, usize),
    ) {
        let (four, three) = (hash(here), hash_of_three(here));
        // Both at once: one branch for what is nearly always neither. Within a character no gram begins.
        let begins = u64::from(here & 0xc0 != 0x80);
        let may = (holds_two(&self.grams, four) & begins, holds_two(&self.threes, three) & begins);
        if may.0 | may.1 != 0 {
            let (four, three) = (four >> (32 - LISTS), three >> (32 - LISTS));
            if may.0 != 0 {
                self.look(bytes, at, here, four, found);
            }
            if may.1 != 0 && (may.0 == 0 || three != four) {
                self.look(bytes, at, here, three, found);
            }
        }
        if SHORT && holds(&self.pairs, here & 0xffff) != 0 {
            self.look(bytes, at, here, pair_list(here & 0xffff), found);
        }
    }

    /// Atoms of a list whose grams begin at byte `at`.
    #[inline(never)]
    fn look(&self, bytes: &[u8], at: usize, here: u32, list: u32, found: &mut impl FnMut(usize, usize)) {
        let list = list as usize;
        for row in &self.rows[self.starts[list] as usize..self.starts[list + 1] as usize] {
            if !row.may_stand(bytes, at, here) {
                continue;
            }
            let Some(start) = at.checked_sub(row.at as usize) else { continue };
            if self.atoms[row.atom as usize].stands(&bytes[start..]) {
                found(row.atom as usize, start);
            }
        }
    }
}

/// Four bytes as they are compared, or fewer with zeros behind them.
fn folded(bytes: &[u8]) -> u32 {
    let mut four = [0; GRAM];
    four[..bytes.len()].copy_from_slice(bytes);
    u32::from_le_bytes(four) | SMALL
}

fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(0x9e37_79b1)
}

/// Of the first three bytes.
fn hash_of_three(gram: u32) -> u32 {
    (gram << 8).wrapping_mul(0x85eb_ca6b)
}

/// The list of shorter grams that begin with these two bytes.
fn pair_list(pair: u32) -> u32 {
    hash(pair ^ 0x5bd1_e995) >> (32 - LISTS)
}

fn set(bits: &mut [u64], bit: u32) {
    bits[(bit >> 6) as usize] |= 1 << (bit & 63);
}

fn set_two(bits: &mut [u64], hash: u32) {
    bits[(hash >> (32 - GRAMS)) as usize] |= 1 << (hash >> 8 & 63) | 1 << (hash >> 14 & 63);
}

fn holds_two(bits: &[u64], hash: u32) -> u64 {
    let word = bits[(hash >> (32 - GRAMS)) as usize];
    word >> (hash >> 8 & 63) & word >> (hash >> 14 & 63) & 1
}

fn holds(bits: &[u64], bit: u32) -> u64 {
    bits[(bit >> 6) as usize] >> (bit & 63) & 1
}

#[cfg(test)]
mod tests {
    use super::{Atom, Finder};

    fn atoms() -> Vec<Atom> {
        let atom = |text: &str, any_case| Atom { bytes: text.as_bytes().to_vec(), any_case };
        vec![
            atom("@", false),
            atom("@@", true),
            atom("q~", true),
            atom("Q~x", false),
            atom("secret", true),
            atom("AKIA", false),
            atom("тайна", true),
            atom("ДСП", false),
            atom("ёж 5", true),
            atom("xжа", true),
            atom("ab", false),
            atom("aab", false),
            atom("aaab", false),
        ]
    }

    /// The slow way, which is the rule.
    fn plainly(text: &str) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for (at, atom) in atoms().iter().enumerate() {
            out.extend(
                (0..text.len())
                    .filter(|&start| atom.stands(&text.as_bytes()[start..]))
                    .map(|start| (at, start)),
            );
        }
        out
    }

    #[test]
    fn finds_what_comparing_everywhere_finds() {
        let words = [
            "@",
            "Q~",
            "q~x",
            "SeCret",
            "secre",
            "AKIA",
            "akia",
            "тАйНа",
            "тайн",
            "ДСП",
            "дсп",
            "Ёж 5",
            "еж 5",
            "XЖа",
            "xж",
            "a",
            "b",
            " ",
            "ж",
            "@@",
        ];
        // A small generator, so that neighbours of all sorts come up.
        let mut state = 7usize;
        for _ in 0..300 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(words[(state >> 33) % words.len()]);
            }
            let mut found = Vec::new();
            Finder::new(atoms()).find(&text, |atom, start| found.push((atom, start)));
            found.sort_unstable();
            assert_eq!(found, plainly(&text), "{text}");
        }
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        Finder::new(atoms()).find("", |_, _| panic!("there is nothing"));
        Finder::new(Vec::new()).find("text", |_, _| panic!("nothing is looked for"));
    }
}

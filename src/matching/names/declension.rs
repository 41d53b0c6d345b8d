//! The forms of one word as what they all begin with and the ends behind it, which is what a typing error is looked for
//! in: nothing is declined anew beside every name of a list. Knows no cases of its own and no page.

use super::forms::Cases;
use super::slip::{self, Letters, Slip};

/// Cases stand behind an end as a sign that no word has.
const MARK: u32 = 0xe000;

pub(super) struct Declension {
    /// What all forms begin with.
    stem: Box<str>,
    /// What follows it in each form, with the cases of that.
    ends: Box<str>,
}

impl Declension {
    /// Of the forms of one word; none: there is no form, or one is longer than words of names are.
    pub(super) fn of(forms: &[(String, Cases)]) -> Option<Declension> {
        let mut stem = forms.first()?.0.as_str();
        for (form, _) in forms {
            let same = stem.char_indices().zip(form.chars()).take_while(|((_, a), b)| a == b);
            let long = same.last().map_or(0, |((at, letter), _)| at + letter.len_utf8());
            stem = &stem[..long];
        }
        let mut distinct: Vec<(&str, Cases)> = Vec::with_capacity(forms.len());
        for (form, cases) in forms {
            Letters::of(form)?;
            let end = &form[stem.len()..];
            match distinct.iter_mut().find(|(other, _)| *other == end) {
                Some((_, both)) => *both |= cases,
                None => distinct.push((end, *cases)),
            }
        }
        let mut ends = String::new();
        for (end, cases) in distinct {
            ends.push_str(end);
            ends.extend(char::from_u32(MARK + u32::from(cases)));
        }
        Some(Declension { stem: stem.into(), ends: ends.into() })
    }

    /// Each form once, with its cases.
    pub(super) fn each(&self, form: impl FnMut(&[char], Cases)) {
        if let Some(stem) = Letters::of(&self.stem) {
            self.each_from(stem, form);
        }
    }

    fn each_from(&self, mut letters: Letters, mut form: impl FnMut(&[char], Cases)) {
        let stem = letters.len();
        for c in self.ends.chars() {
            match u32::from(c).checked_sub(MARK) {
                Some(cases) if cases <= u32::from(Cases::MAX) => {
                    form(&letters, cases as Cases);
                    letters.cut(stem);
                }
                _ => letters.put(c),
            }
        }
    }

    /// The cases that the written word is with one typing error.
    pub(super) fn slipped(&self, written: &[char]) -> Option<(Cases, Slip)> {
        let stem = Letters::of(&self.stem)?;
        if !begins_with_an_error(written, &stem) {
            return None;
        }
        let mut found: Option<(Cases, Slip)> = None;
        self.each_from(stem, |meant, cases| {
            if let Some(how) = slip::slip(written, meant) {
                found = Some(match found {
                    Some((other, Slip::Plain)) => (other | cases, Slip::Plain),
                    Some((other, _)) => (other | cases, how),
                    None => (cases, how),
                });
            }
        });
        found
    }
}

/// Whether a word begins with `stem`, but for one error that is not in the first letter: what costs nothing beside a
/// look at every form.
fn begins_with_an_error(written: &[char], stem: &[char]) -> bool {
    let at = written.iter().zip(stem).take_while(|(a, b)| a == b).count();
    let goes_on = |from: usize, to: usize| {
        let (rest, stem) = (written.get(from..).unwrap_or_default(), stem.get(to..).unwrap_or_default());
        rest.starts_with(stem)
    };
    at == stem.len()
        || at > 0
            && (goes_on(at + 1, at + 1)
                || goes_on(at + 1, at)
                || goes_on(at, at + 1)
                || written.get(at) == stem.get(at + 1)
                    && written.get(at + 1) == stem.get(at)
                    && goes_on(at + 2, at + 2)
                // The last letter of the stem and the first of the ending.
                || at + 1 == stem.len())
}

#[cfg(test)]
mod tests {
    use super::super::russian;
    use super::super::slip::{self, Letters, Slip};
    use super::Declension;
    use crate::model::Gender;

    /// What is found by the stem and the ends is what a look at each form finds.
    #[test]
    fn finds_what_every_form_finds() {
        for (name, gender) in [
            ("иванов", Gender::Male),
            ("заяцев", Gender::Male),
            ("вишневская", Gender::Female),
            ("соловей", Gender::Male),
            ("павленко", Gender::Male),
            ("сковорода", Gender::Female),
            ("чернышев", Gender::Male),
            ("hartford", Gender::Male),
        ] {
            let forms = russian::surname(name, gender);
            let declension = Declension::of(&forms).expect("forms");
            let mut seen = Vec::new();
            declension.each(|form, cases| seen.push((form.iter().collect::<String>(), cases)));
            for (form, cases) in &forms {
                assert!(seen.iter().any(|(f, c)| f == form && c & cases == *cases), "{form} of {seen:?}");
            }
            for (form, _) in &forms {
                for written in misspelled(form) {
                    let written = Letters::of(&written).expect("short");
                    let slips = forms.iter().filter_map(|(meant, cases)| {
                        let meant: Vec<char> = meant.chars().collect();
                        slip::slip(&written, &meant).map(|how| (*cases, how))
                    });
                    let expected = slips.reduce(|(all, kept), (cases, how)| {
                        (all | cases, if kept == Slip::Plain { kept } else { how })
                    });
                    assert_eq!(declension.slipped(&written), expected, "{:?} for {name}", &*written);
                }
            }
        }
    }

    /// Every word that is one letter away, from a small alphabet.
    fn misspelled(word: &str) -> Vec<String> {
        let letters: Vec<char> = word.chars().collect();
        let mut out = vec![word.to_owned()];
        for at in 0..letters.len() {
            let with = |change: &dyn Fn(&mut Vec<char>)| {
                let mut written = letters.clone();
                change(&mut written);
                written.into_iter().collect::<String>()
            };
            out.push(with(&|w| {
                w.remove(at);
            }));
            out.push(with(&|w| w.swap(at, (at + 1).min(letters.len() - 1))));
            for c in "аеивнопro".chars() {
                out.push(with(&|w| w[at] = c));
                out.push(with(&|w| w.insert(at, c)));
            }
        }
        out
    }

    #[test]
    fn no_word_is_too_long() {
        assert!(Declension::of(&[("ж".repeat(4_000), 1)]).is_none());
        assert!(Letters::of(&"ж".repeat(100_000)).is_none());
    }
}

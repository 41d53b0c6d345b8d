//! A word's stem: what inflected forms of one word share, close enough for search and for threat terms (names are
//! declined properly in the matching room, because Snowball splits "иванов" from "иванова").

use frostem::{Algorithm, Stemmer};

/// The stem of one lower-case word (as `text::fold` leaves it) by Snowball's Russian or English rules, chosen by its
/// letters. Words of up to three letters and words with digits are their own stem: "инн" is not "ин".
pub fn stem(word: &str) -> String {
    let (mut letters, mut latin, mut russian) = (0usize, 0usize, 0usize);
    for c in word.chars() {
        letters += 1;
        match c {
            'a'..='z' | 'A'..='Z' => latin += 1,
            'а'..='я' => russian += 1,
            c if c.is_numeric() => return word.to_owned(),
            _ => {}
        }
    }
    match () {
        () if letters <= 3 => word.to_owned(),
        () if latin == letters => Stemmer::new(Algorithm::English).stem(word).to_string(),
        () if russian > 0 => Stemmer::new(Algorithm::Russian).stem(word).to_string(),
        () => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn joins_forms_of_a_word() {
        for forms in [
            &["утечка", "утечки", "утечке", "утечку"][..],
            &["leak", "leaks", "leaked"],
            &["продам"],
            &["базу", "базы", "база"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
        for own in ["инн", "снилс2", "abc", "ß", "мир"] {
            assert_eq!(stem(own), own);
        }
    }
}

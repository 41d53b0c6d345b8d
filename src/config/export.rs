//! `config export`: what the store holds, as files beside the operator's own.
//!
//! Pure: says which file gets which text; never takes a name that is there.

use std::collections::BTreeSet;

use super::Stored;
use super::folder::{Sort, sort};

/// The stored items as files: names relative to the configuration folder, and texts. A name that is `taken` gets a
/// number; a crawler's cannot, because its folder carries its id: those are named in the error.
pub fn export(taken: &BTreeSet<String>, stored: &[Stored]) -> Result<Vec<Stored>, Vec<String>> {
    let mut taken = taken.clone();
    let (mut files, mut stuck) = (Vec::new(), Vec::new());
    for item in stored {
        match free(&item.name, &taken) {
            Some(name) => {
                taken.insert(name.clone());
                files.push(Stored { name, text: item.text.clone() });
            }
            None => stuck.push(item.name.clone()),
        }
    }
    if stuck.is_empty() { Ok(files) } else { Err(stuck) }
}

fn free(name: &str, taken: &BTreeSet<String>) -> Option<String> {
    if !taken.contains(name) {
        return Some(name.to_owned());
    }
    let stem =
        name.strip_suffix(".toml").filter(|_| sort(name).is_some_and(|(sort, _)| sort != Sort::Crawler))?;
    // One number more than there are names is always free.
    (2..taken.len() + 3).map(|n| format!("{stem}-{n}.toml")).find(|n| !taken.contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(taken: &[&str], stored: &[&str]) -> Result<Vec<String>, Vec<String>> {
        let taken = taken.iter().map(|n| n.to_string()).collect();
        let stored: Vec<_> =
            stored.iter().map(|n| Stored { name: n.to_string(), text: String::new() }).collect();
        export(&taken, &stored).map(|files| files.into_iter().map(|f| f.name).collect())
    }

    #[test]
    fn a_taken_name_gets_a_number_and_a_taken_crawler_is_refused() {
        let ok = |names: &[&str]| Ok(names.iter().map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!(names(&[], &["a.toml", "keyword-sets/b.toml"]), ok(&["a.toml", "keyword-sets/b.toml"]));
        assert_eq!(names(&["a.toml", "a-2.toml"], &["a.toml"]), ok(&["a-3.toml"]));
        assert_eq!(names(&["keyword-sets/b.toml"], &["keyword-sets/b.toml"]), ok(&["keyword-sets/b-2.toml"]));
        let crawler = "crawlers/x/crawler.toml";
        assert_eq!(names(&[crawler], &["a.toml", crawler]), Err(vec![crawler.to_owned()]));
    }
}

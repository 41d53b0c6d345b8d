//! Given names that Russians bear: which word of a name is the given one, whose gender it tells, and whether the word
//! beside a surname is somebody else's given name. Common knowledge, written down; not a dictionary of forms.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::{back, english, nicknames, roman, russian};
use crate::model::Gender;

const MALE: &str = "александр алексей анатолий андрей антон аркадий арсений артем артур богдан борис вадим валентин \
    валерий василий виктор виталий владимир владислав всеволод вячеслав геннадий георгий герман глеб григорий давид \
    даниил данила денис дмитрий евгений егор ефим захар иван игнат игорь илья иннокентий кирилл константин кузьма лев \
    леонид лука макар максим марат марк матвей михаил назар никита николай олег павел петр платон прохор рамиль ринат \
    роберт родион роман руслан савелий семен сергей станислав степан тарас тимофей тимур федор филипп эдуард эльдар \
    эмиль юлиан юрий яков ян ярослав john james michael david robert thomas peter paul ivan";
const FEMALE: &str = "александра алена алина алиса алла альбина анастасия ангелина анжелика анна антонина валентина \
    валерия варвара василиса вера вероника виктория галина дарья диана дина ева евгения евдокия екатерина елена \
    елизавета жанна зинаида злата зоя инга инна ирина карина кира клавдия кристина ксения лариса лидия лилия любовь \
    людмила маргарита марина мария мила милана надежда наталья наталия нелли нина оксана олеся ольга полина раиса регина \
    римма роза светлана снежана софия софья таисия тамара татьяна ульяна фаина эльвира эмилия эмма юлия яна mary anna \
    jane sarah";

/// The gender of a folded given name, when it is a known one in the nominative.
pub(super) fn gender_of(word: &str) -> Option<Gender> {
    let within = |names: &str| names.split_whitespace().any(|name| name == word);
    if within(MALE) {
        return Some(Gender::Male);
    }
    let abroad = || english::given().find(|(latin, cyrillic, _)| *latin == word || *cyrillic == word);
    within(FEMALE).then_some(Gender::Female).or_else(|| abroad().map(|(_, _, gender)| gender))
}

/// All names with their gender.
pub(super) fn all() -> impl Iterator<Item = (&'static str, Gender)> {
    MALE.split_whitespace()
        .map(|n| (n, Gender::Male))
        .chain(FEMALE.split_whitespace().map(|n| (n, Gender::Female)))
        .chain(english::given().flat_map(|(latin, cyrillic, gender)| [(latin, gender), (cyrillic, gender)]))
}

/// Latin spellings of given names, made when the first Latin name is met.
#[derive(Default)]
pub(super) struct Latin(OnceCell<HashMap<String, Vec<&'static str>>>);

impl Latin {
    /// What a folded given name is in Cyrillic: itself, the names that are spelled so, or else how it reads.
    pub(super) fn names(&self, word: &str) -> Vec<String> {
        if russian::is_cyrillic(word) {
            return vec![word.to_owned()];
        }
        let known = self.0.get_or_init(|| {
            let mut known: HashMap<String, Vec<&'static str>> = HashMap::new();
            let names = all().map(|(name, _)| name).chain(nicknames::full());
            for name in names.filter(|name| russian::is_cyrillic(name)) {
                for spelling in roman::spellings(name) {
                    let names = known.entry(spelling).or_default();
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            known
        });
        let heard =
            english::given().filter(|(latin, ..)| *latin == word).map(|(_, cyrillic, _)| cyrillic.to_owned());
        let heard: Vec<String> = heard.collect();
        if !heard.is_empty() {
            let known = known.get(word).into_iter().flatten().map(|name| (*name).to_owned());
            return heard.into_iter().chain(known).collect();
        }
        match known.get(word) {
            Some(names) => names.iter().map(|name| (*name).to_owned()).collect(),
            None => back::cyrillic(word),
        }
    }
}

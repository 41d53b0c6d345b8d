//! Which words of a company's name decline, and in what forms: the adjectives and the noun of Красный Мак, both nouns of
//! Хлеб и соль, the last of Волгапром нефть, numeral and noun of Пять озёр; not what a genitive or a preposition rules. And
//! how Russians write the English words that companies are named with. Knows no page.

use super::nouns;
use super::russian::Declined;

/// Latin word, Russian ones. What is said one way only; other words are read letter by letter.
pub(super) const BUSINESS: &[(&str, &str)] = &[
    ("agency", "эдженси агентство"),
    ("airlines", "эйрлайнз эйрлайнс"),
    ("airways", "эйрвейз эйрвэйз"),
    ("analytics", "аналитикс"),
    ("auto", "авто"),
    ("bank", "банк бэнк"),
    ("brothers", "бразерс"),
    ("capital", "капитал кэпитал"),
    ("care", "кэр кеар"),
    ("center", "центр сентер"),
    ("centre", "центр сентр"),
    ("cloud", "клауд"),
    ("club", "клуб"),
    ("commerce", "коммерц коммерс"),
    ("company", "компани компания"),
    ("computers", "компьютерс"),
    ("consulting", "консалтинг"),
    ("construction", "констракшн констракшен"),
    ("data", "дата дэйта"),
    ("delivery", "деливери"),
    ("design", "дизайн"),
    ("development", "девелопмент"),
    ("digital", "диджитал дигитал"),
    ("drinks", "дринкс"),
    ("dynamics", "динамикс дайнемикс"),
    ("electric", "электрик"),
    ("electronics", "электроникс"),
    ("energy", "энерджи энергия"),
    ("engineering", "инжиниринг"),
    ("express", "экспресс"),
    ("finance", "финанс файненс"),
    ("financial", "файненшл файнэншл"),
    ("food", "фуд"),
    ("foods", "фудс"),
    ("freight", "фрейт"),
    ("games", "геймс"),
    ("gas", "газ гэс"),
    ("global", "глобал"),
    ("group", "групп груп"),
    ("health", "хелс хэлс"),
    ("holding", "холдинг"),
    ("holdings", "холдингс"),
    ("hotel", "отель хотел"),
    ("hotels", "хотелс отелс"),
    ("industries", "индастриз индастрис"),
    ("innovations", "инновейшнс инновейшенс"),
    ("insurance", "иншуранс иншуренс"),
    ("international", "интернешнл интернэшнл интернейшнл интернешионал"),
    ("invest", "инвест"),
    ("investment", "инвестмент"),
    ("investments", "инвестментс"),
    ("lab", "лаб"),
    ("labs", "лабс"),
    ("logistics", "лоджистикс логистикс"),
    ("mail", "мейл мэйл"),
    ("market", "маркет"),
    ("markets", "маркетс"),
    ("media", "медиа"),
    ("medical", "медикал"),
    ("metals", "металс металлс"),
    ("mining", "майнинг"),
    ("mobile", "мобайл"),
    ("motors", "моторс"),
    ("network", "нетворк"),
    ("networks", "нетворкс"),
    ("oil", "ойл"),
    ("online", "онлайн"),
    ("partners", "партнерс"),
    ("petroleum", "петролеум"),
    ("pharma", "фарма"),
    ("pharmaceuticals", "фармасьютикалс"),
    ("power", "пауэр"),
    ("press", "пресс"),
    ("production", "продакшн продакшен"),
    ("records", "рекордс"),
    ("resources", "ресорсес ресорсиз"),
    ("retail", "ритейл"),
    ("robotics", "роботикс"),
    ("security", "секьюрити"),
    ("service", "сервис"),
    ("services", "сервисез сервисес сервисиз"),
    ("shipping", "шиппинг"),
    ("shop", "шоп"),
    ("soft", "софт"),
    ("software", "софтвер софтвэр"),
    ("solutions", "солюшнс солюшенс"),
    ("stars", "старс"),
    ("steel", "стил"),
    ("storage", "сторидж"),
    ("store", "стор"),
    ("studio", "студио студия"),
    ("systems", "системс"),
    ("taxi", "такси"),
    ("team", "тим"),
    ("tech", "тек тех"),
    ("technologies", "текнолоджис технолоджис текнолоджиз"),
    ("technology", "текнолоджи технолоджи"),
    ("telecom", "телеком"),
    ("trade", "трейд"),
    ("trading", "трейдинг"),
    ("travel", "трэвел тревел"),
    ("union", "юнион"),
    ("ventures", "венчурс венчерс"),
    ("wine", "вайн"),
    ("works", "воркс уоркс"),
    ("world", "ворлд уорлд"),
];

/// What rules the words behind it, so that they stay as they are.
const PREPOSITIONS: [&str; 22] = [
    "без",
    "в",
    "во",
    "для",
    "до",
    "за",
    "из",
    "имени",
    "им",
    "к",
    "ко",
    "на",
    "над",
    "о",
    "об",
    "от",
    "по",
    "под",
    "при",
    "с",
    "со",
    "у",
];

/// What becomes of a word in the other cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    Stays,
    Declines,
    Numeral,
    /// A numeral counts it.
    Counted,
}

impl Way {
    /// The forms of a folded word; none when it stays.
    pub(super) fn forms(self, word: &str) -> Declined {
        match self {
            Way::Stays => None,
            Way::Declines => nouns::noun_or_adjective(word),
            Way::Numeral => nouns::numeral(word),
            Way::Counted => Some(nouns::counted(word)),
        }
        .unwrap_or_default()
    }
}

/// What becomes of each folded word of a name in the nominative, with the gaps between them.
///
/// The nominative of each word agrees with every case anyhow (a name in quotes), so that a word too many here lets the
/// last noun decline alone: Газпром нефти.
pub(super) fn declining(words: &[String], gaps: &[String]) -> Vec<Way> {
    let mut out = vec![Way::Stays; words.len()];
    // Whether words are read on that agree with a noun to come, and whether a numeral counts them.
    let (mut open, mut counted) = (true, false);
    for (at, word) in words.iter().enumerate() {
        let gap = at.checked_sub(1).map_or("", |before| gaps[before].as_str());
        if PREPOSITIONS.contains(&word.as_str()) {
            break;
        }
        if word == "и" || gap == "&" {
            open = at > 0 && out[at - 1] != Way::Stays;
            if word == "и" {
                continue;
            }
        }
        let last = at + 1 == words.len();
        if open && !last && nouns::numeral(word).is_some() {
            out[at] = Way::Numeral;
            counted = true;
        } else if open && counted {
            out[at] = Way::Counted;
            open = word.ends_with("ых") || word.ends_with("их");
            counted = open;
        } else if open || gap == "-" {
            out[at] = Way::Declines;
            open = nouns::looks_adjective(word);
        } else if last {
            out[at] = Way::Declines;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Way, declining};

    #[test]
    fn tells_which_words_decline() {
        for (name, expected) in [
            ("красный мак", "красным маком"),
            ("хлеб и соль", "хлебом и солью"),
            ("рога и копыта", "рогами и копытами"),
            ("волгапром нефть", "волгапром нефтью"),
            ("пять озер", "пятью озерами"),
            ("три кузнеца", "тремя кузнецами"),
            ("сестры лавровы", "сестрами лавровыми"),
            ("дом у реки", "домом у реки"),
            ("завод имени дегтева", "заводом имени дегтева"),
            ("бескрайние поля", "бескрайними полями"),
            ("северные авиалинии", "северными авиалиниями"),
        ] {
            let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
            let gaps = vec![String::new(); words.len() - 1];
            let found = declining(&words, &gaps);
            for ((way, word), form) in found.iter().zip(&words).zip(expected.split(' ')) {
                let forms = way.forms(word);
                let has = forms.iter().any(|(f, _)| f == form) || word == form;
                assert!(has, "{name}: {form} is missing from {forms:?}");
            }
        }
        let words = ["дом", "у", "реки"].map(str::to_owned);
        assert_eq!(declining(&words, &vec![String::new(); 2])[2], Way::Stays);
    }
}

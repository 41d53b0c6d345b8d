//! Which words of a company's name decline, and in what forms: the adjectives and the noun of Красный Мак, both nouns of
//! Хлеб и соль, the last of Волгапром нефть, numeral and noun of Пять озёр; not what a genitive or a preposition rules. And
//! how Russians write the English words that companies are named with. Knows no page.

use super::russian::{self, Declined};

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

/// Forms of each folded word of a name in the nominative, with the gaps between them; none of a word that stays.
///
/// The nominative of each word agrees with every case anyhow (a name in quotes), so that a word too many here lets the
/// last noun decline alone: Газпром нефти.
pub(super) fn declining(words: &[String], gaps: &[String]) -> Vec<Declined> {
    let mut out: Vec<Declined> = vec![Vec::new(); words.len()];
    let noun = |word: &String| russian::noun_or_adjective(word).unwrap_or_default();
    // Whether words are read on that agree with a noun to come; and how: counted by a numeral or not.
    let (mut open, mut counted) = (true, false);
    let mut ruled = false;
    for (at, word) in words.iter().enumerate() {
        let hyphen = at > 0 && gaps[at - 1] == "-";
        if PREPOSITIONS.contains(&word.as_str()) {
            // В stands before a noun; what begins a name with it is ruled too.
            (open, ruled) = (false, true);
            continue;
        }
        if ruled {
            continue;
        }
        if word == "и" || at > 0 && gaps[at - 1] == "&" {
            open = at > 0 && !out[at - 1].is_empty();
            if word == "и" {
                continue;
            }
        }
        if open && let Some(forms) = russian::numeral(word).filter(|_| at + 1 < words.len()) {
            out[at] = forms;
            counted = true;
        } else if open && counted {
            out[at] = russian::counted(word);
            open = word.ends_with("ых") || word.ends_with("их");
            counted = open;
        } else if open || hyphen {
            out[at] = noun(word);
            open = russian::looks_adjective(word);
        } else if at + 1 == words.len() {
            out[at] = noun(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::declining;

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
            for ((forms, word), form) in found.iter().zip(&words).zip(expected.split(' ')) {
                let has = forms.iter().any(|(f, _)| f == form) || word == form;
                assert!(has, "{name}: {form} is missing from {forms:?}");
            }
        }
        let words = ["дом", "у", "реки"].map(str::to_owned);
        assert!(declining(&words, &vec![String::new(); 2])[2].is_empty());
    }
}

//! English and other western names as Russians write them: given names by a list, surnames by the ways in which their
//! letters are heard.

use super::back::{Table, read};
use crate::model::Gender;

const MALE: &str = "james джеймс john джон robert роберт michael майкл william уильям david дэвид richard ричард \
    joseph джозеф thomas томас charles чарльз christopher кристофер daniel дэниел matthew мэтью anthony энтони mark марк \
    donald дональд steven стивен stephen стивен paul пол andrew эндрю joshua джошуа kenneth кеннет kevin кевин brian брайан \
    george джордж edward эдвард ronald рональд timothy тимоти jason джейсон jeffrey джеффри ryan райан jacob джейкоб \
    gary гэри nicholas николас eric эрик jonathan джонатан stephen стивен larry ларри justin джастин scott скотт \
    brandon брэндон benjamin бенджамин samuel сэмюэл gregory грегори frank фрэнк alexander александр raymond рэймонд \
    patrick патрик jack джек dennis деннис jerry джерри tyler тайлер aaron аарон peter питер henry генри arthur артур \
    adam адам nathan нейтан douglas дуглас zachary закари kyle кайл walter уолтер harold гарольд jeremy джереми ethan итан \
    carl карл keith кит roger роджер gerald джеральд simon саймон martin мартин philip филип oliver оливер harry гарри \
    oscar оскар victor виктор neil нил ian иэн alan алан albert альберт ernest эрнест hans ханс klaus клаус karl карл friedrich фридрих \
    wolfgang вольфганг heinrich генрих johann иоганн jurgen юрген stefan штефан otto отто ludwig людвиг pierre пьер \
    jean жан jacques жак louis луи francois франсуа michel мишель andre андре claude клод marcel марсель rene рене \
    giovanni джованни giuseppe джузеппе marco марко antonio антонио luigi луиджи carlo карло mario марио roberto роберто \
    juan хуан jose хосе carlos карлос miguel мигель pedro педро luis луис diego диего pablo пабло javier хавьер \
    lars ларс erik эрик sven свен nils нильс";
const FEMALE: &str = "mary мэри patricia патрисия jennifer дженнифер linda линда elizabeth элизабет barbara барбара \
    susan сьюзен jessica джессика sarah сара karen карен lisa лиза nancy нэнси betty бетти sandra сандра margaret маргарет \
    ashley эшли kimberly кимберли emily эмили donna донна michelle мишель carol кэрол amanda аманда melissa мелисса \
    deborah дебора stephanie стефани rebecca ребекка laura лора sharon шэрон cynthia синтия kathleen кэтлин amy эми \
    angela анжела shirley ширли anna анна brenda бренда pamela памела emma эмма nicole николь helen хелен \
    samantha саманта katherine кэтрин catherine кэтрин christine кристин rachel рэйчел carolyn кэролин janet джанет \
    maria мария heather хизер diane диана ruth рут julie джули olivia оливия joyce джойс virginia вирджиния \
    victoria виктория kelly келли lauren лорен christina кристина joan джоан evelyn эвелин judith джудит \
    alice алиса jane джейн grace грейс charlotte шарлотта julia джулия claire клэр kate кейт sophie софи lucy люси greta грета ursula урсула ingrid ингрид helga хельга marie мари \
    jeanne жанна camille камилла chloe хлоя isabelle изабель giulia джулия chiara кьяра francesca франческа sofia софия \
    carmen кармен lucia лусия isabel исабель elena елена";

/// Latin and Cyrillic, with the gender.
pub(super) fn given() -> impl Iterator<Item = (&'static str, &'static str, Gender)> {
    let pairs = |names: &'static str, gender: Gender| {
        let of = |skip: usize| names.split_whitespace().skip(skip).step_by(2);
        of(0).zip(of(1)).map(move |(latin, cyrillic)| (latin, cyrillic, gender))
    };
    pairs(MALE, Gender::Male).chain(pairs(FEMALE, Gender::Female))
}

/// As in `roman`: `$` marks the word's end, `^` its beginning.
const HEARD: Table = &[
    ("stewart", &["стюарт"]),
    ("oore$", &["ур"]),
    ("young", &["янг"]),
    ("lewis", &["льюис"]),
    ("ughes$", &["ьюз", "ьюс"]),
    ("owell$", &["ауэлл", "оуэлл"]),
    ("aker$", &["ейкер", "экер"]),
    ("ones$", &["оунс", "онес"]),
    ("ames$", &["еймс"]),
    ("walk", &["уок", "уолк"]),
    ("ight", &["айт"]),
    ("ason$", &["ейсон", "асон"]),
    ("ates$", &["ейтс"]),
    ("eigh", &["ей", "и"]),
    ("augh", &["о"]),
    ("wood", &["вуд"]),
    ("ley$", &["ли"]),
    ("ohn", &["он"]),
    ("sch", &["ш"]),
    ("ohe", &["оэ", "охе"]),
    ("mac^", &["мак", "мэк"]),
    ("mc^", &["мак"]),
    ("tch", &["тч", "ч"]),
    ("man$", &["ман", "мен"]),
    ("all", &["алл", "олл"]),
    ("dge", &["дж"]),
    ("ake$", &["ейк"]),
    ("ane$", &["ейн"]),
    ("ale$", &["ейл"]),
    ("ade$", &["ейд"]),
    ("ace$", &["ейс"]),
    ("ate$", &["ейт"]),
    ("ike$", &["айк"]),
    ("ine$", &["айн", "ин"]),
    ("ite$", &["айт"]),
    ("ice$", &["айс"]),
    ("ide$", &["айд"]),
    ("ile$", &["айл"]),
    ("one$", &["оун", "он"]),
    ("ope$", &["оуп"]),
    ("ole$", &["оул"]),
    ("ose$", &["оуз"]),
    ("ole", &["оул", "оле"]),
    ("ore$", &["ор"]),
    ("uke$", &["ьюк"]),
    ("ge$", &["дж", "ж"]),
    ("ce$", &["с"]),
    ("cy$", &["си"]),
    ("ey$", &["и", "ей"]),
    ("ey", &["ей", "ай"]),
    ("es$", &["с", "ес"]),
    ("ie$", &["и"]),
    ("ll$", &["лл", "л"]),
    ("le$", &["л"]),
    ("wr^", &["р"]),
    ("kn^", &["н"]),
    ("qu", &["кв", "ку"]),
    ("ch", &["ч", "к", "х"]),
    ("sh", &["ш"]),
    ("th", &["т"]),
    ("ph", &["ф"]),
    ("ck", &["к"]),
    ("gh", &["г", ""]),
    ("wh", &["у", "в"]),
    ("oo", &["у"]),
    ("ee", &["и"]),
    ("ea", &["и", "е", "э"]),
    ("ou", &["ау", "у"]),
    ("ow", &["оу", "ау", "ов"]),
    ("ay", &["ей", "эй"]),
    ("ai", &["ей", "эй", "ай"]),
    ("ei", &["ей", "ай"]),
    ("ie", &["и"]),
    ("oa", &["оу"]),
    ("au", &["о", "ау"]),
    ("aw", &["о", "оу"]),
    ("ew", &["ью"]),
    ("oy", &["ой"]),
    ("oi", &["ой"]),
    ("ur", &["ер", "ур"]),
    ("ir", &["ер", "ир"]),
    ("ge", &["дже", "ге"]),
    ("gi", &["джи", "ги"]),
    ("ce", &["се"]),
    ("ci", &["си"]),
    ("wa", &["уо", "ва"]),
    ("we", &["уэ", "ве"]),
    ("wi", &["уи", "ви"]),
    ("wo", &["уо", "во"]),
    ("e$", &["", "е"]),
    ("y$", &["и"]),
    ("e^", &["э"]),
    ("a", &["а", "э", "е"]),
    ("b", &["б"]),
    ("c", &["к"]),
    ("d", &["д"]),
    ("e", &["е"]),
    ("f", &["ф"]),
    ("g", &["г"]),
    ("h", &["х"]),
    ("i", &["и", "ай"]),
    ("j", &["дж"]),
    ("k", &["к"]),
    ("l", &["л", "ль"]),
    ("m", &["м"]),
    ("n", &["н"]),
    ("o", &["о"]),
    ("p", &["п"]),
    ("q", &["к"]),
    ("r", &["р"]),
    ("s", &["с"]),
    ("t", &["т"]),
    ("u", &["а", "у"]),
    ("v", &["в"]),
    ("w", &["в"]),
    ("x", &["кс"]),
    ("y", &["и", "ай"]),
    ("z", &["з", "ц"]),
];

/// Readings of one word at most.
const MOST: usize = 32;

/// What a folded Latin word can sound like to a Russian, the likeliest first.
pub(super) fn heard(word: &str) -> Vec<String> {
    read(HEARD, word, MOST, |option, _, _, rest| option != "ль" || !rest.is_empty() && !begins_vowel(rest))
}

fn begins_vowel(rest: &str) -> bool {
    rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'l'])
}

#[cfg(test)]
mod tests {
    use super::heard;

    #[test]
    fn hears_surnames() {
        for (word, expected) in [
            ("wilson", "уилсон"),
            ("smith", "смит"),
            ("cooper", "купер"),
            ("hoffman", "хоффман"),
            ("brown", "браун"),
            ("taylor", "тейлор"),
            ("white", "уайт"),
            ("wright", "райт"),
            ("johnson", "джонсон"),
            ("campbell", "кэмпбелл"),
            ("murphy", "мерфи"),
            ("rogers", "роджерс"),
            ("watson", "уотсон"),
            ("green", "грин"),
            ("baker", "бейкер"),
            ("walker", "уокер"),
            ("davis", "дэвис"),
            ("jackson", "джексон"),
            ("holmes", "холмс"),
            ("feldman", "фельдман"),
            ("mcdonald", "макдональд"),
            ("coleman", "коулман"),
        ] {
            let found = heard(word);
            assert!(found.iter().any(|f| f == expected), "{expected} is missing from {found:?}");
        }
    }
}

//! English and other western names as Russians write them: given names by the list in `western`, surnames and brands by the
//! ways in which their letters are heard.

use super::back::{Table, read};
use super::western::{FEMALE, MALE};
use crate::model::Gender;

/// Latin and Cyrillic, with the gender.
pub(super) fn given() -> impl Iterator<Item = (&'static str, &'static str, Gender)> {
    let pairs = |names: &'static str, gender: Gender| {
        let of = |skip: usize| names.split_whitespace().skip(skip).step_by(2);
        of(0).zip(of(1)).map(move |(latin, cyrillic)| (latin, cyrillic, gender))
    };
    pairs(MALE, Gender::Male).chain(pairs(FEMALE, Gender::Female))
}

/// As in `back`: `$` marks the word's end, `^` its beginning; the first that fits is taken, so that longer ones stand first.
/// The English way of a letter stands first, then the German, the French, the Italian and the Spanish one.
const HEARD: Table = &[
    ("stewart", &["стюарт"]),
    ("graham$", &["грэм", "грэхем"]),
    ("william", &["уильям", "вильям"]),
    ("wallace$", &["уоллес", "уоллас"]),
    ("buchanan", &["бьюкенен"]),
    ("murray$", &["мюррей", "мюррэй"]),
    ("washington", &["вашингтон"]),
    ("churchill", &["черчилль"]),
    ("hugh$", &["хью"]),
    ("young", &["янг", "юнг"]),
    ("lewis", &["льюис"]),
    ("white", &["уайт"]),
    ("house", &["хаус"]),
    ("john", &["джон"]),
    ("joha^", &["йоха", "юха", "джоха", "иоха"]),
    ("jack", &["джек", "жак"]),
    ("peter^", &["петер", "питер"]),
    ("steven", &["стивен", "стевен"]),
    ("steph^", &["стеф", "стив"]),
    ("micro^", &["микро", "майкро"]),
    ("data$", &["дата", "дэйта"]),
    ("cyber^", &["кибер", "сайбер"]),
    ("hyper^", &["гипер", "хайпер"]),
    ("bio^", &["био", "байо"]),
    ("eco^", &["эко"]),
    ("new^", &["нью"]),
    ("high^", &["хай"]),
    ("blue", &["блю"]),
    ("field", &["филд"]),
    ("bridge", &["бридж"]),
    ("fire", &["файр"]),
    ("life", &["лайф"]),
    ("time", &["тайм"]),
    ("power", &["пауэр"]),
    ("tower", &["тауэр"]),
    ("world", &["ворлд", "уорлд"]),
    ("water", &["уотер", "вотер"]),
    ("code", &["коуд", "код"]),
    ("side$", &["сайд"]),
    ("line$", &["лайн"]),
    ("stone", &["стоун"]),
    ("gate$", &["гейт"]),
    ("light", &["лайт"]),
    ("tion$", &["шн", "шен"]),
    ("sion$", &["жн", "шн"]),
    ("ture$", &["чер"]),
    ("ity$", &["ити"]),
    ("gy$", &["джи"]),
    ("eau", &["о"]),
    ("ois$", &["уа"]),
    ("oux$", &["у"]),
    ("ault$", &["о"]),
    ("aud$", &["о"]),
    ("illon$", &["ийон"]),
    ("gne$", &["нь"]),
    ("cier$", &["сье", "сиер"]),
    ("ier$", &["ье", "ир"]),
    ("ebvre$", &["евр"]),
    ("vre$", &["вр"]),
    ("cci", &["чи", "ччи"]),
    ("cia$", &["сия", "сиа", "чия"]),
    ("quez$", &["кес"]),
    ("guez$", &["гес"]),
    ("ez$", &["ес", "ез"]),
    ("az$", &["ас", "аз"]),
    ("iz$", &["ис", "из"]),
    ("oz$", &["ос", "оз"]),
    ("illo$", &["ильо", "илло"]),
    ("illa$", &["илья", "илла"]),
    ("dt$", &["дт", "т"]),
    ("mann$", &["ман", "манн"]),
    ("rien$", &["райен", "райан", "риен"]),
    ("haus", &["хаус", "гауз"]),
    ("heim", &["хайм", "гейм"]),
    ("stein", &["штейн", "стайн", "штайн"]),
    ("lein$", &["ляйн", "лейн"]),
    ("auer$", &["ауэр"]),
    ("ause$", &["аузе", "оз"]),
    ("aiser$", &["айзер"]),
    ("pherd$", &["перд", "ферд"]),
    ("ayes$", &["ейс", "эйс", "ейз"]),
    ("ard$", &["ард", "ар"]),
    ("and$", &["анд", "ан", "энд"]),
    ("ont$", &["онт", "он"]),
    ("ent$", &["ент", "ан"]),
    ("anc$", &["анк", "ан"]),
    ("et$", &["ет", "е"]),
    ("it$", &["ит", "и"]),
    ("mb$", &["мб", "м"]),
    ("oore$", &["ур"]),
    ("ughes$", &["ьюз", "ьюс"]),
    ("owell$", &["ауэлл", "оуэлл"]),
    ("itaker$", &["итакер", "итейкер"]),
    ("aker$", &["ейкер", "экер"]),
    ("ones$", &["онс", "оунс", "онес"]),
    ("ames$", &["еймс"]),
    ("walk", &["уок", "уолк", "волк"]),
    ("ight", &["айт"]),
    ("ason$", &["ейсон", "асон", "эйсон"]),
    ("ates$", &["ейтс"]),
    ("eigh", &["ей", "и"]),
    ("augh", &["о"]),
    ("wood", &["вуд"]),
    ("ley$", &["ли"]),
    ("ohn", &["он"]),
    ("tsch", &["ч"]),
    ("sch", &["ш"]),
    ("ohe", &["оэ", "охе"]),
    ("oha", &["оха"]),
    ("aha", &["аха"]),
    ("eha", &["еха"]),
    ("mack^", &["макк", "мак", "мэк"]),
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
    ("ilde$", &["айльд", "илде"]),
    ("ile$", &["айл"]),
    ("one$", &["оун", "он"]),
    ("ope$", &["оуп"]),
    ("ole$", &["оул"]),
    ("ose$", &["оуз"]),
    ("ole", &["оул", "оле"]),
    ("ore$", &["ор"]),
    ("uke$", &["ьюк"]),
    ("mps", &["мпс", "мс"]),
    ("ge$", &["дж", "ж"]),
    ("ce$", &["с"]),
    ("cy$", &["си"]),
    ("ey$", &["и", "ей"]),
    ("ey", &["ей", "ай"]),
    ("es$", &["с", "ес", "з"]),
    ("ie$", &["и"]),
    ("ell$", &["елл", "ел", "эл"]),
    ("el$", &["ел", "ель"]),
    ("ill$", &["илл", "илль"]),
    ("ll$", &["лл", "л", "лль"]),
    ("l$", &["л", "ль"]),
    ("le$", &["л"]),
    ("wr^", &["р"]),
    ("kn^", &["н"]),
    ("gue", &["ге", "гуэ"]),
    ("gui", &["ги", "гуи"]),
    ("qu", &["кв", "ку", "к"]),
    ("gh^", &["г"]),
    ("st^", &["ст", "шт"]),
    ("sp^", &["сп", "шп"]),
    ("sm^", &["см", "шм"]),
    ("sn^", &["сн", "шн"]),
    ("tth", &["тт", "т"]),
    ("ch", &["ч", "к", "х", "ш"]),
    ("sh", &["ш"]),
    ("sei^", &["зай", "сей"]),
    ("s^", &["с", "з"]),
    ("s$", &["с", "з", ""]),
    ("th", &["т", "тх"]),
    ("zh", &["ж"]),
    ("ph", &["ф"]),
    ("ck", &["к", "кк"]),
    ("gh", &["г", ""]),
    ("whea", &["уи"]),
    ("wh", &["у", "в"]),
    ("wea", &["уи", "уэ"]),
    ("wei", &["вай", "вей", "уэй"]),
    ("way", &["уэй"]),
    ("wai", &["уэй", "вай"]),
    ("oo", &["у"]),
    ("ee", &["и"]),
    ("eu", &["ой", "е", "эу"]),
    ("ea", &["и", "е", "э"]),
    ("ou", &["ау", "у"]),
    ("ow", &["оу", "ау", "ов"]),
    ("aue", &["ауэ"]),
    ("ay", &["ей", "эй"]),
    ("ai", &["ей", "эй", "ай"]),
    ("ae", &["е", "э", "ей"]),
    ("ei", &["ей", "ай", "и"]),
    ("ie", &["и"]),
    ("oa", &["оу"]),
    ("au", &["о", "ау"]),
    ("aw", &["о", "оу"]),
    ("ew", &["ью"]),
    ("ue", &["ю", "уэ", "ье"]),
    ("oy$", &["ой", "уа"]),
    ("oy", &["ой"]),
    ("oi", &["ой", "уа"]),
    ("oe", &["о", "е", "э"]),
    ("gio", &["джо", "жо"]),
    ("gia", &["джа", "жа"]),
    ("giu", &["джу"]),
    ("ia$", &["ия", "иа"]),
    ("ia", &["иа", "ья", "ия"]),
    ("urr", &["арр", "урр", "ерр", "юрр"]),
    ("ur", &["ер", "ур"]),
    ("ir", &["ер", "ир"]),
    ("gg", &["гг"]),
    ("ge", &["дже", "ге"]),
    ("gi", &["джи", "ги", "жи"]),
    ("ce", &["се", "че"]),
    ("ci", &["си", "чи"]),
    ("wa", &["уо", "ва"]),
    ("we", &["уэ", "ве"]),
    ("wi", &["уи", "ви"]),
    ("wo", &["уо", "во"]),
    ("he^", &["хе", "ге", "э"]),
    ("du^", &["ду", "дю", "да"]),
    ("lu", &["лу", "лю", "ла"]),
    ("v^", &["в", "ф"]),
    ("vv", &["вв"]),
    ("ss", &["сс", "с"]),
    ("tt", &["тт", "т"]),
    ("nn", &["нн", "н"]),
    ("mm", &["мм", "м"]),
    ("rr", &["рр", "р"]),
    ("ff", &["фф", "ф"]),
    ("pp", &["пп", "п"]),
    ("bb", &["бб", "б"]),
    ("dd", &["дд", "д"]),
    ("cc", &["кк"]),
    ("kk", &["кк"]),
    ("zz", &["цц", "зз", "з"]),
    ("äh", &["е"]),
    ("öh", &["е"]),
    ("üh", &["ю"]),
    ("ah", &["а", "ах"]),
    ("eh", &["е", "ех"]),
    ("oh", &["о", "ох"]),
    ("uh", &["у"]),
    ("ä", &["е", "э"]),
    ("ö", &["е", "о"]),
    ("ü", &["ю", "у"]),
    ("ñ", &["нь"]),
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
    ("h", &["х", "г"]),
    ("i", &["и", "ай"]),
    ("j", &["дж", "й", "х", "ж"]),
    ("k", &["к"]),
    ("l", &["л", "ль"]),
    ("m", &["м"]),
    ("n", &["н"]),
    ("o", &["о"]),
    ("p", &["п"]),
    ("q", &["к"]),
    ("r", &["р"]),
    ("s", &["с", "з"]),
    ("t", &["т"]),
    ("u", &["а", "у"]),
    ("v", &["в"]),
    ("w", &["в"]),
    ("x", &["кс"]),
    ("y", &["и", "ай"]),
    ("z", &["з", "ц", "с"]),
];

/// Readings of one word at most.
pub(super) const MOST: usize = 48;

/// What a folded Latin word can sound like to a Russian, the likeliest first, `most` of them.
pub(super) fn heard(word: &str, most: usize) -> Vec<String> {
    let word = as_heard(word);
    let fits =
        |option: &str, _: &str, _: &str, rest: &str| option != "ль" || rest.is_empty() || !begins_vowel(rest);
    let mut out = Vec::new();
    for reading in read(HEARD, &word, most, fits) {
        // Jung, Jansen: a first й and a vowel are one letter.
        let reading = match (reading.strip_prefix("йа"), reading.strip_prefix("йу")) {
            (Some(rest), _) => format!("я{rest}"),
            (_, Some(rest)) => format!("ю{rest}"),
            _ => reading,
        };
        if !out.contains(&reading) {
            out.push(reading);
        }
    }
    out
}

/// Letters with an accent but those with two dots.
fn accent_left_out(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' | 'ă' => "a",
        'ç' | 'č' | 'ć' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ē' | 'ė' | 'ę' => "e",
        'ğ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ı' | 'ī' | 'į' => "i",
        'ķ' => "k",
        'ļ' | 'ľ' | 'ł' => "l",
        'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
        'ø' => "ö",
        'ŕ' | 'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ț' | 'ţ' => "t",
        'ù' | 'ú' | 'û' | 'ů' | 'ū' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ž' | 'ź' | 'ż' => "z",
        'ß' => "ss",
        'æ' => "ä",
        'œ' => "ö",
        'þ' => "th",
        _ => return None,
    })
}

/// Letters with an accent as their plain ones; those with two dots stay, they are heard otherwise.
fn without_accents(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match accent_left_out(c) {
            Some(plain) => out.push_str(plain),
            None => out.push(c),
        }
    }
    out
}

/// A folded Latin letter beyond the English ones as it is typed without them, those with two dots with an e behind them or
/// without; none: it is no such letter.
pub(super) fn plain_letter(c: char, with_e: bool) -> Option<&'static str> {
    Some(match (c, with_e) {
        ('ä' | 'æ', true) => "ae",
        ('ä' | 'æ', false) => "a",
        ('ö' | 'ø' | 'œ', true) => "oe",
        ('ö' | 'ø' | 'œ', false) => "o",
        ('ü', true) => "ue",
        ('ü', false) => "u",
        ('å', true) => "aa",
        ('ñ', _) => "n",
        _ => accent_left_out(c)?,
    })
}

/// Letters with a hook are hushing sounds: what an ear makes of them is not what a keyboard does.
fn as_heard(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let hushing =
        word.replace(['š', 'ş', 'ș', 'ś'], "sh").replace(['č', 'ć'], "ch").replace(['ž', 'ż', 'ź'], "zh");
    without_accents(&hushing)
}

/// How a folded Latin word with other letters than the English ones is typed without them: Schäfer as Schaefer and as
/// Schafer, Lefèvre as Lefevre. Empty: it has none.
pub(super) fn typed(word: &str) -> Vec<String> {
    if word.is_ascii() {
        return Vec::new();
    }
    let plain = without_accents(word).replace('ñ', "n");
    let with = |e: &str| {
        let doubled = plain.replace('ä', &format!("a{e}")).replace('ö', &format!("o{e}"));
        doubled.replace('ü', &format!("u{e}"))
    };
    let mut out = vec![with("e"), with("")];
    out.dedup();
    out
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
            ("thompson", "томсон"),
            ("whitaker", "уитакер"),
            ("hoffmann", "гофман"),
            ("schneider", "шнейдер"),
            ("schäfer", "шефер"),
            ("lefèvre", "лефевр"),
            ("rousseau", "руссо"),
            ("garcía", "гарсия"),
            ("marchetti", "маркетти"),
            ("steinbach", "штейнбах"),
            ("brien", "брайан"),
            ("jung", "юнг"),
            ("jensen", "йенсен"),
            ("greenstone", "гринстоун"),
        ] {
            let found = heard(word, super::MOST);
            assert!(found.iter().any(|f| f == expected), "{expected} is missing from {found:?}");
        }
    }
}

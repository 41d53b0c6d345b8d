//! Western names that a user wrote in Cyrillic, as they are written at home: Чарльз Хиггинс as Charles Higgins.
//!
//! What was heard does not tell how it is spelled, so that there are many spellings; they count beside a given name that is
//! spelled at home too, and so for nobody else. Whether a name is western its given name says: knows no page.

use super::back::{Table, read};
use super::{english, russian};

/// Spellings of one surname at most.
pub(super) const MOST: usize = 96;

/// As in `back`, from Cyrillic to Latin.
const HOME: Table = &[
    ("хью$", &["hugh"]),
    ("ьюз$", &["ughes", "ews"]),
    ("уайт", &["white", "wight", "whit"]),
    ("райт$", &["wright", "right"]),
    ("найт$", &["knight", "night"]),
    ("айт$", &["ight", "ite"]),
    ("вуд", &["wood"]),
    ("форд", &["ford"]),
    ("штейн", &["stein"]),
    ("штайн", &["stein"]),
    ("макк^", &["mack", "mcc", "mck", "macc"]),
    ("мак^", &["mc", "mac", "mak"]),
    ("манн$", &["mann"]),
    ("ман$", &["man", "mann"]),
    ("мен$", &["man", "men"]),
    ("янг$", &["young", "yang"]),
    ("янг", &["yang", "young"]),
    ("стюарт$", &["stewart", "stuart"]),
    ("шр^", &["schr", "shr"]),
    ("шм^", &["schm", "shm"]),
    ("шн^", &["schn"]),
    ("шв^", &["schw", "shv"]),
    ("шт^", &["st", "scht"]),
    ("шп^", &["sp"]),
    ("шл^", &["schl", "shl"]),
    ("ш^", &["sh", "sch", "ch"]),
    ("ш", &["sh", "sch", "ch"]),
    ("чч", &["cci", "cc"]),
    ("дж", &["j", "g", "dg"]),
    ("кс", &["x", "cks", "ks"]),
    ("кк", &["ck", "kk", "cc", "cch"]),
    ("кв", &["qu", "kw"]),
    ("уэ^", &["we", "wa", "whe"]),
    ("уи^", &["wi", "whi", "we"]),
    ("уо^", &["wa", "wo"]),
    ("уо", &["wa", "wo"]),
    ("уэ", &["we", "ue"]),
    ("оуэ", &["owe", "oe"]),
    ("ауэ", &["owe", "aue"]),
    ("оу", &["ow", "o", "oa"]),
    ("ау", &["ow", "au", "ou"]),
    ("эй", &["ay", "ai", "a"]),
    ("ейк$", &["ake", "aik"]),
    ("ей", &["ai", "ay", "ey", "ei"]),
    ("ой", &["oy", "oi"]),
    ("ай", &["i", "ei", "y", "ai"]),
    ("ью", &["ew", "u", "ju"]),
    ("ье$", &["ier"]),
    ("ер$", &["er", "ur", "or", "ar"]),
    ("ер", &["er", "ur", "ir", "ear"]),
    ("лл$", &["ll", "l"]),
    ("л$", &["l", "ll", "le"]),
    ("ль$", &["l", "le", "el"]),
    ("ль", &["l"]),
    ("нн$", &["nn", "n"]),
    ("н$", &["n", "ne", "nn"]),
    ("тт$", &["tt", "t"]),
    ("т$", &["t", "tt", "te"]),
    ("т", &["t", "th"]),
    ("сс$", &["ss"]),
    ("с$", &["s", "ss", "ce", "se"]),
    ("з$", &["s", "z", "se"]),
    ("р$", &["r", "re"]),
    ("к$", &["k", "ck", "c", "ke"]),
    ("х$", &["ch", "h"]),
    ("п$", &["p", "pp"]),
    ("пп", &["pp", "p"]),
    ("ли$", &["ley", "ly", "lee", "li"]),
    ("и$", &["i", "y", "ey", "ie"]),
    ("и", &["i", "ee", "ea", "y"]),
    ("о$", &["o", "eau", "eaux", "ault"]),
    ("уа$", &["ois", "oit"]),
    ("э^", &["e", "a"]),
    ("э", &["a", "e"]),
    ("х^", &["h", "ch"]),
    ("х", &["h", "ch"]),
    ("ф^", &["f", "ph", "v"]),
    ("ф", &["f", "ph"]),
    ("в^", &["w", "v"]),
    ("в", &["v", "w"]),
    ("к^", &["c", "k", "ch"]),
    ("к", &["k", "c", "ck", "ch"]),
    ("ц", &["z", "tz", "c"]),
    ("ч", &["ch", "tch"]),
    ("ж", &["g", "j"]),
    ("з", &["s", "z"]),
    ("ия$", &["ia"]),
    ("я", &["ia", "ya", "ja"]),
    ("ю", &["u", "ü", "ue", "ju"]),
    ("йо", &["jo", "yo"]),
    ("й", &["y", "i", "j"]),
    ("а", &["a", "u"]),
    ("б", &["b"]),
    ("г", &["g", "h"]),
    ("д", &["d"]),
    ("е", &["e", "o", "ö", "oe", "a", "ä", "ae"]),
    ("л", &["l"]),
    ("м", &["m"]),
    ("н", &["n"]),
    ("о", &["o", "a"]),
    ("п", &["p"]),
    ("р", &["r"]),
    ("с", &["s"]),
    ("у", &["u", "oo", "ou"]),
    ("ы", &["y", "i"]),
    ("ь", &[""]),
];

/// Latin given names that a folded Cyrillic one is; empty: it is a Russian one, or none that is known.
pub(super) fn given(word: &str) -> Vec<&'static str> {
    let mut out: Vec<&str> =
        english::given().filter(|(_, cyrillic, _)| *cyrillic == word).map(|(latin, ..)| latin).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Latin spellings of a folded Cyrillic surname, `most` of them; empty: it ends as the surnames of Russia and its neighbours do.
pub(super) fn surname(word: &str, most: usize) -> Vec<String> {
    const OURS: [&str; 19] = [
        "ов",
        "ев",
        "ова",
        "ева",
        "ина",
        "ский",
        "цкий",
        "ская",
        "цкая",
        "енко",
        "ко",
        "ук",
        "юк",
        "ич",
        "ян",
        "дзе",
        "швили",
        "ых",
        "их",
    ];
    if !russian::is_cyrillic(word) || OURS.iter().any(|end| word.ends_with(end)) {
        return Vec::new();
    }
    read(HOME, word, most, |_, _, _, _| true)
}

#[cfg(test)]
mod tests {
    use super::{given, surname};

    #[test]
    fn spells_as_at_home() {
        for (word, expected) in [
            ("хиггинс", "higgins"),
            ("филлипс", "phillips"),
            ("уайт", "white"),
            ("купер", "cooper"),
            ("вайс", "weiss"),
            ("рассел", "russell"),
            ("шредер", "schroder"),
            ("мюллер", "mueller"),
            ("блэк", "black"),
            ("бьянки", "bianchi"),
        ] {
            let found = surname(word, super::MOST);
            assert!(found.iter().any(|f| f == expected), "{expected} is missing from {found:?}");
        }
        assert!(surname("смирнов", 9).is_empty() && surname("smith", 9).is_empty());
        assert!(given("чарльз").contains(&"charles") && given("тимофей").is_empty());
    }
}

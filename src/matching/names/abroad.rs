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
    ("ьюс$", &["ughes", "ews"]),
    ("джеймс$", &["james"]),
    ("джонс", &["jones", "johns", "johnes"]),
    ("джон", &["john", "jon"]),
    ("джек", &["jack"]),
    ("джорд", &["jord", "giord"]),
    ("говард$", &["howard"]),
    ("ховард$", &["howard"]),
    ("грэхем$", &["graham"]),
    ("грэм$", &["graham"]),
    ("стивен", &["steven", "stephen"]),
    ("питер", &["peter", "pieter"]),
    ("уильям", &["william"]),
    ("уолл^", &["wall"]),
    ("уайльд", &["wilde"]),
    ("уайт", &["white", "wight", "whit"]),
    ("райт$", &["wright", "right"]),
    ("найт$", &["knight", "night"]),
    ("айт$", &["ight", "ite"]),
    ("вуд", &["wood"]),
    ("форд", &["ford"]),
    ("хаус", &["house", "haus"]),
    ("стоун", &["stone"]),
    ("штейн", &["stein"]),
    ("штайн", &["stein"]),
    ("хайм", &["heim"]),
    ("макк^", &["mack", "mcc", "mck", "macc"]),
    ("мак^", &["mc", "mac", "mak"]),
    ("манн$", &["mann"]),
    ("ман$", &["man", "mann"]),
    ("мен$", &["man", "men"]),
    ("янг$", &["young", "yang"]),
    ("янг", &["yang", "young"]),
    ("стюарт$", &["stewart", "stuart"]),
    ("райан$", &["ryan"]),
    ("ньюм^", &["newm", "neum"]),
    ("ной^", &["neu", "noy"]),
    ("шр^", &["schr", "shr"]),
    ("шм^", &["schm", "shm"]),
    ("шн^", &["schn"]),
    ("шв^", &["schw", "shv"]),
    ("шт^", &["st", "scht"]),
    ("шп^", &["sp"]),
    ("шл^", &["schl", "shl"]),
    ("шоу$", &["shaw"]),
    ("ш^", &["sh", "sch", "ch"]),
    ("ш", &["sh", "sch", "ch"]),
    ("чч", &["cci", "cc"]),
    ("дже^", &["je", "ja", "ge"]),
    ("джа^", &["ja", "gia"]),
    ("джо^", &["jo", "gio"]),
    ("джу^", &["ju", "giu"]),
    ("джи^", &["ji", "gi"]),
    ("дж", &["j", "g", "dg"]),
    ("кс", &["x", "cks", "ks"]),
    ("кк", &["ck", "kk", "cc", "cch"]),
    ("куин", &["quin"]),
    ("кв", &["qu", "kw"]),
    ("уэ^", &["we", "wa", "whe"]),
    ("уи^", &["wi", "whi", "we", "wea"]),
    ("уо^", &["wa", "wo"]),
    ("уо", &["wa", "wo"]),
    ("уэ", &["we", "ue"]),
    ("оуэ", &["owe", "oe"]),
    ("ауэ", &["owe", "aue", "ue"]),
    ("оу$", &["ow", "aw", "o"]),
    ("оу", &["ow", "o", "oa", "aw"]),
    ("ау", &["ow", "au", "ou"]),
    ("эй", &["ay", "ai", "a"]),
    ("ейк$", &["ake", "aik"]),
    ("ейс$", &["ace", "ayes", "ays"]),
    ("ейс", &["as", "ace", "ais"]),
    ("ей$", &["ey", "ay"]),
    ("ей", &["ai", "a", "ay", "ey", "ei"]),
    ("ой", &["oy", "oi", "eu"]),
    ("ляйн$", &["lein"]),
    ("ай", &["i", "ei", "y", "ai"]),
    ("ью", &["ew", "u", "ju"]),
    ("ье$", &["ier"]),
    ("онс$", &["ones", "ons", "onz"]),
    ("енс$", &["ens", "enz"]),
    ("инс$", &["ins", "ines"]),
    ("рнс$", &["rnes", "rns"]),
    ("ес$", &["es", "ez", "ess"]),
    ("ис$", &["is", "iz"]),
    ("ас$", &["as", "az"]),
    ("ос$", &["os", "oz"]),
    ("ер$", &["er", "ur", "or", "ar"]),
    ("ер", &["er", "ur", "ir", "ear"]),
    ("лл$", &["ll", "l"]),
    ("елл$", &["ell"]),
    ("ел$", &["el", "ell"]),
    ("л$", &["l", "ll", "le"]),
    ("ль$", &["l", "le", "el", "hl"]),
    ("ль", &["l"]),
    ("нн$", &["nn", "n"]),
    ("ин$", &["in", "ine"]),
    ("н$", &["n", "ne", "nn"]),
    ("тт$", &["tt", "t"]),
    ("т$", &["t", "tt", "te"]),
    ("т", &["t", "th"]),
    ("сс$", &["ss"]),
    ("сп$", &["sp"]),
    ("с$", &["s", "ss", "ce", "se", "z"]),
    ("з$", &["s", "z", "se"]),
    ("р$", &["r", "re"]),
    ("ук$", &["ook", "uk", "uke"]),
    ("к$", &["k", "ck", "c", "ke"]),
    ("х$", &["ch", "h"]),
    ("п$", &["p", "pp"]),
    ("пп", &["pp", "p"]),
    ("ли$", &["ley", "ly", "lee", "li"]),
    ("ри$", &["ry", "ri"]),
    ("ни$", &["ney", "ny", "ni"]),
    ("и$", &["i", "y", "ey", "ie"]),
    ("ия$", &["ia"]),
    ("иа", &["ia"]),
    ("ья", &["ia", "ya"]),
    ("и", &["i", "ee", "ea", "y", "ie"]),
    ("ур$", &["oor", "ur", "ure"]),
    ("о$", &["o", "eau", "eaux", "ault"]),
    ("уа$", &["ois", "oit", "oy"]),
    ("э^", &["e", "a", "he"]),
    ("э", &["a", "e"]),
    ("хе^", &["he", "ha"]),
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
    ("жир^", &["gir"]),
    ("ж", &["g", "j"]),
    ("з", &["s", "z"]),
    ("я", &["ia", "ya", "ja"]),
    ("ю", &["u", "ü", "ue", "ju", "ur"]),
    ("йо", &["jo", "yo"]),
    ("йе", &["je", "ye"]),
    ("й", &["y", "i", "j"]),
    ("а", &["a", "u"]),
    ("б", &["b"]),
    ("г", &["g", "h", "gu"]),
    ("д", &["d"]),
    ("е", &["e", "o", "ö", "oe", "a", "ä", "ae"]),
    ("л", &["l"]),
    ("м", &["m"]),
    ("н", &["n"]),
    ("о", &["o", "a"]),
    ("п", &["p"]),
    ("р", &["r"]),
    ("с", &["s", "z"]),
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
    const OURS: [&str; 22] = [
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
        "кин",
        "цын",
        "ец",
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

//! What is known beforehand of names in domains: words of languages, names of well-known sites, words that fraud adds, hosts
//! that carry their customers' names. Facts, in lists; `words.txt` was counted in Debian's manuals and fortunes, Russian
//! words romanised by BGN/PCGN.

use std::collections::HashSet;

const WORDS: &str = include_str!("words.txt");

/// Everyday words and names of firms' trades that manuals rarely use.
const EVERYDAY: &str = "\
apartment apple arrow autumn avenue banana beach berry bloom bridge bright brother candle carpet castle centre cherry
chicken coffee copper cotton cream crown dance delta diamond dolphin dragon dream eagle early energy falcon family farmer
fashion fresh friend forest flower fortune fountain garden ginger glass grand grass green happy harbor hammer heart heaven
holiday honey horse hotel house island jewel juice jungle kitchen ladder lemon lotus lucky marble market meadow melon metro
money motor mountain ocean olive orange orchard orchid palace panda paper paradise pearl pepper phoenix pilot planet plaza
prince princess queen rainbow river robot rocket romance royal sailor salad salmon school season shell shelter shield shine
silver smart snake solar spice spirit spring stable stage station steel stone storm story studio sugar summer sunny sunset
sweet sword table taste temple tiger titan tower trade train travel treasure tulip turtle valley velvet victory village
vintage violet vision water wheat wheel willow window winter wonder yellow zebra
almaz avangard avto bereza berezka burevestnik delfin doroga druzhba dvizhenie fakel feniks gorizont granit impuls iskra
istok kaskad kedrovy kolos kometa korona kosmos kristall landysh lastochka lider litsey magnit mayak mechta meteor molniya
monolit moskva nadezhda neptun olimp orion parus planeta planet polyana pobeda prestizh priboy prizma progress rassvet
rodina rodnik rossiya rubin rubezh sadko salyut sever severny signal soyuz sokol solnyshko sputnik stimul stolitsa strela
titan topaz triumf trud tsentr ural vektor versiya vesna vityaz vostok vympel yubileyny yantar zarya zdorovye zenit zvezda";

/// First labels of sites that everybody knows: never an imitation of somebody's else.
const FAMOUS: &str = "\
adobe airbnb akamai alibaba aliexpress amazon android apache apple atlassian avito baidu bitbucket booking cloudflare
debian discord docker dropbox duckduckgo ebay etsy facebook fedora figma firefox flickr github gitlab gmail google
gosuslugi habr hetzner huawei instagram intel jetbrains kaspersky kernel kinopoisk lenta linkedin linux livejournal mailru
mastodon medium megafon microsoft mozilla netflix nginx nvidia office openai opera oracle outlook ozon paypal pikabu
pinterest postgresql python rambler rbc reddit redhat rutube samsung sberbank skype slack sourceforge spotify stackoverflow
stackexchange steam stripe telegram tiktok tinkoff tumblr twitch twitter ubuntu vimeo vkontakte whatsapp wikipedia
wildberries windows wordpress yahoo yandex youtube zoom";

/// Hosts under which each customer's own domain is written as labels, by their last labels.
const CARRIERS: &[&str] = &[
    "akamai.net",
    "akamaiedge.net",
    "akamaized.net",
    "amazonaws.com",
    "ampproject.org",
    "archive.org",
    "azure.com",
    "azureedge.net",
    "azurewebsites.net",
    "cdn77.org",
    "cloudflare.net",
    "cloudfront.net",
    "edgekey.net",
    "edgesuite.net",
    "fastly.net",
    "googleapis.com",
    "google.com",
    "outlook.com",
    "similarweb.com",
    "translate.goog",
    "web.app",
    "windows.net",
    "yandex.net",
    "yandexcloud.net",
];

/// Words that fraud puts beside a name: entrances, payments, care, prizes, offices, jobs.
const LURES: &str = "\
access account accounts action activate alert app apps auth bank billing bonus bot cabinet card cards career careers cash
center chat check claim client clients cloud code confirm connect corp credit crypto customer delivery desk download email
exchange face finance form free gift gifts help helpdesk home hr https id info invest investor invoice job jobs kyc
live loan lock log login logon mail manager mobile money my net notice offer office official online order owa pass
password pay payment payments personal pin portal post prize profile promo protect purchase recovery refund register
restore return reward rewards safe sale secure secured security service services shop sign signin site sms sso start
store support survey team tech ticket token track tracking transfer update upgrade user vacancy validate verification
verify vip vpn wallet web webmail win work www zoom
akcii akciya akciyi aktsiya anketa bezopasnost bilet bilety bonusy dengi dostavka f2a 2fa forma garant grazhdan info
investicii investicy invest kabinet karta karty kassa klient kod kompensaciya kompensacia kredit lichniy lichny lk
magazin oficial oficialniy oficialnyi ofis oplata opros otdel platezh podarki podarok podderzhka podtverdit pomosch
pomosh portal priz prizy programma proverka rabota raschet registraciya rezerv rozygrysh rf rus russia servis shtraf
skidka skidki sotrudnik tarif vakansii vakansiya vernut vhod vip vozvrat vyplata vyplaty vykup zakaz zaim zaym zayavka
вход кабинет личный онлайн оплата бонус акция возврат выплата вакансии магазин сайт";

/// Top-level domains in which a name may be written without a scheme: the others are endings of files or of members too.
const TYPED: &str = "\
aero asia asso biz bank by ca cat cf ch click club cn co com company cz de dev ee es eu finance fr ga ge gov gq group guru
help host icu info int io it jobs jp kg kz link live llc loan lt ltd lv media mil mobi ml money net network news nl onion
online org pay pl press pro pub ru rus sale services shop site solutions space store su support tech test tj tk tm top
travel trade tv ua uk us uz website wiki win work world xyz zone app cc me бел дети москва онлайн орг рус рф сайт";

/// Lists made ready.
pub(super) struct Known {
    words: HashSet<&'static str>,
    famous: HashSet<&'static str>,
    lures: HashSet<&'static str>,
    typed: HashSet<&'static str>,
}

impl Known {
    pub(super) fn new() -> Known {
        let set = |text: &'static str| text.split_ascii_whitespace().collect::<HashSet<_>>();
        let mut words = set(WORDS);
        words.extend(set(EVERYDAY));
        Known { words, famous: set(FAMOUS), lures: set(LURES), typed: set(TYPED) }
    }

    /// A word of a language, which somebody else may have chosen.
    pub(super) fn is_word(&self, label: &str) -> bool {
        self.words.contains(label)
    }

    pub(super) fn is_famous(&self, label: &str) -> bool {
        self.famous.contains(label)
    }

    /// A word that fraud adds to a name; a number and an empty part are none.
    pub(super) fn is_lure(&self, word: &str) -> bool {
        self.lures.contains(word)
    }

    pub(super) fn is_typed(&self, top: &str) -> bool {
        self.typed.contains(top)
    }
}

/// The carrier that a host (ASCII, lower case) stands under.
pub(super) fn carrier(host: &str) -> Option<&'static str> {
    let under = |carrier: &&&str| {
        host.strip_suffix(**carrier).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    CARRIERS.iter().find(under).copied()
}

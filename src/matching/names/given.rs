//! Given names that Russians bear: which word of a name is the given one, whose gender it tells, and whether the word
//! beside a surname is somebody else's given name. Common knowledge, written down; not a dictionary of forms.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::hashes::Hashes;
use super::super::page::hash_of;
use super::{back, english, nicknames, roman, russian};
use crate::model::Gender;

const MALE: &str = "александр алексей анатолий андрей антон аркадий арсений артем артур богдан борис вадим валентин валерий василий \
    виктор виталий владимир владислав всеволод вячеслав геннадий георгий герман глеб григорий давид даниил данила \
    денис дмитрий евгений егор ефим захар иван игнат игорь илья иннокентий кирилл константин кузьма лев леонид лука \
    макар максим марат марк матвей михаил назар никита николай олег павел петр платон прохор рамиль ринат роберт \
    родион роман руслан савелий семен сергей станислав степан тарас тимофей тимур федор филипп эдуард эльдар эмиль \
    юлиан юрий яков ян ярослав john james michael david robert thomas peter paul ivan авдей авраам адам азат айдар \
    айрат акакий алан альберт альфред амир анвар арам арман арнольд арсен аслан ахмед ахмат ашот баграт батыр \
    бауыржан булат вазген варлам вахтанг вениамин викентий вильгельм виссарион влас вугар гаврил гаврила гагик газиз \
    гейдар гиви гиорги гоча грант гурам далер дамир данияр джамал джафар демид демьян донат евсей елисей емельян \
    ерлан заза заур зиновий зураб ибрагим игнатий ильдар ильнур ильхам ильшат ильяс иосиф ипполит иракли исаак \
    исмаил казбек камиль карен клим климент корней лаврентий лазарь леван левон лукьян магомед мамука мансур мераб \
    микаэл мирон митрофан модест мурад мурат муса мустафа мухаммед мухтар наиль наум нестор никанор никифор нодар \
    нурлан нурсултан олжас омар орест осип оскар остап отар пантелей парфен потап рамазан рамзан рауль рауф рафаэль \
    рафик рашад рашид ренат рубен рудольф рустам рустем саид салават салман самвел севастьян серик соломон спиридон \
    сулейман султан сурен тагир таир тамаз тамерлан темур тенгиз теодор тигран тихон трофим умар фарид фархад федот \
    феликс филат фома франц фуад харитон хасан хачатур хусейн чингиз шамиль шерзод эдгар эльчин эмин эраст эрнест \
    юлий юнус юсуф ярополк савва гурий кондрат мефодий никодим";
const FEMALE: &str = "александра алена алина алиса алла альбина анастасия ангелина анжелика анна антонина валентина валерия варвара \
    василиса вера вероника виктория галина дарья диана дина ева евгения евдокия екатерина елена елизавета жанна \
    зинаида злата зоя инга инна ирина карина кира клавдия кристина ксения лариса лидия лилия любовь людмила \
    маргарита марина мария мила милана надежда наталья наталия нелли нина оксана олеся ольга полина раиса регина \
    римма роза светлана снежана софия софья таисия тамара татьяна ульяна фаина эльвира эмилия эмма юлия яна mary \
    anna jane sarah агата агния аделина аида айгуль айгерим айжан айнур айсель айтен акулина алия алсу альмира \
    амалия амина анаит анфиса ануш аполлинария арина асель асия белла венера виолетта влада владислава василина \
    гаяне гаянэ генриетта гоар гузель гулнара гульнара гюзель дана дарина джамиля динара диляра домна есения жанар \
    зара зарема зарина земфира зульфия изабелла изольда ильмира инесса иоланта ия камила каринэ каролина катарина \
    клара лали лаура лейла лейсан лиана лина лолита луиза ляйсан мадина майя малика манана марианна мариам марта \
    марьям медея мелания мехрибан милена нана нонна наргиз наргиза натэла нинель нино нурия патимат пелагея \
    прасковья рената рита розалия роксана руфина рузанна русудан сабина саида севиндж серафима стелла степанида \
    сусанна тамила тереза фания фарида фатима фекла хадижа ханна шолпан эвелина элеонора элина элла эльза эльмира \
    эрика эсмира эсфирь этери юлиана юдифь ядвига янина ясмина лилиана магдалена маргарет";

/// Whose name it is; a list for men goes first, one of Russia before one from abroad.
static GENDERS: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(|| {
    let mut out = HashMap::new();
    for (name, gender) in all() {
        out.entry(name).or_insert(gender);
    }
    out
});

/// The gender of a folded given name, when it is a known one in the nominative.
pub(super) fn gender_of(word: &str) -> Option<Gender> {
    GENDERS.get(word).copied()
}

/// Whether a folded word is a known given name in any case.
pub(super) fn in_any_case(word: &str) -> bool {
    static FORMS: LazyLock<Hashes> = LazyLock::new(|| {
        let forms = all().flat_map(|(name, gender)| russian::given(name, gender));
        forms.map(|(form, _)| hash_of(&form)).collect()
    });
    FORMS.contains(&hash_of(word))
}

/// Whether it is a name that Russians, or their neighbours, bear.
pub(super) fn is_ours(word: &str) -> bool {
    russian::is_cyrillic(word)
        && [MALE, FEMALE].iter().any(|names| names.split_whitespace().any(|name| name == word))
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

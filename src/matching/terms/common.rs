//! How often words are met on pages, roughly: enough to choose by which word of a query it waits.
//!
//! A small list of the most frequent words of both languages, by rank, and rules for all others. A wrong guess costs time,
//! never a hit.

use std::collections::HashMap;

use super::Key;
use crate::query::stem;

/// The most frequent first.
const RUSSIAN: &str = "и в не на что с по как это из у за от он для к но а о мы так то все же бы вы я его ее их был \
    быть год который один ты она они этот свой мочь весь еще только при или время если до когда человек уже чтобы сам \
    другой наш тот кто очень где можно здесь нет такой без день новый ли раз тоже себя сейчас стать после под через два \
    россия российский москва работа компания первый дело жизнь рубль большой вопрос страна город система часть много \
    сказать знать говорить хороший место слово друг дом сторона случай получить сделать нужный должный область сайт \
    банк рынок цена товар услуга клиент договор закон суд право информация данные база пароль номер телефон адрес файл \
    проект программа организация предприятие директор президент министр сотрудник пользователь решение развитие деньги \
    миллион тысяча процент доллар неделя месяц час минута результат группа форма вид цель срок условие средство \
    возможность уровень процесс качество состояние власть партия война мир история школа ребенок женщина мужчина семья \
    рука глаз голова вода земля дорога машина книга язык письмо сообщение форум тема автор ответ комментарий читать \
    новость статья фото видео интернет сеть страница ссылка поиск купить продать продажа магазин заказ доставка также более менее однако поэтому потому пока почти \
    всегда никогда снова ещё следующий последний общий главный основной разный другой любой каждый некоторый несколько \
    свой сам самый такой какой весь целый половина треть число количество сумма рост снижение уровень показатель \
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь сегодня вчера завтра сообщил заявил \
    рассказал отметил считать стать являться находиться работать использовать позволять требовать предлагать создать \
    начать продолжить пройти принять провести правительство глава область округ регион край республика федерация \
    закон указ постановление министерство ведомство служба управление отдел совет комитет комиссия предприятие завод \
    производство строительство транспорт продукция оборудование технология безопасность здоровье образование культура \
    спорт игра команда матч победа фильм музыка";

const ENGLISH: &str = "the of and to a in is it you that he was for on are with as i his they be at one have this from \
    or had by not but what some we can out other were all there when up use your how said an each she which do their \
    time if will way about many then them write would like so these her long make thing see him two has look more day \
    could go come did number no most people my over know than call first who may down been now find any new work part \
    take get place made live where after back little only man year show every good me give our under name very through \
    just form sentence great think say help low line differ turn cause much mean before move right old too same tell \
    set three want well also play small end put home read hand port large add even land here must big high such follow \
    act why ask change went light kind off need house page data company user users site web email password account \
    file system server code version error message post reply forum news report information service business market \
    price customer customers product security bank access database leak sale sell buy free download password link \
    click search home contact privacy policy terms copyright rights reserved login register comment comments share \
    next last first second same few both between without within while since until during again against another however \
    already always never often today later early late already available following possible different several example \
    number list line text page type value field option section chapter table figure note return default using used \
    open close start stop run running set get add remove create delete update check test build install support support \
    request response server client network host port address path directory command output input function class \
    method object string key public private local remote full empty new old best better great long short high low large \
    small real current previous main general special certain whole part member team people person family state country \
    city government law court case party office president minister director manager employee staff job work worker \
    project plan program development research study result process product production sales offer deal contract trade \
    industry sector economy economic financial finance money pay payment cost costs fee tax dollar million billion \
    percent growth rate level increase decrease half third year years month months week weeks day days hour hours \
    minute time times date history story media press interview statement official according told says announced \
    published reported expected launched held called known given taken made came went left right";

/// The part of pages that a word is met on, by its stem.
pub(in crate::matching) struct Common(HashMap<String, f64>);

impl Common {
    pub(in crate::matching) fn new() -> Common {
        let mut stems = HashMap::new();
        for list in [RUSSIAN, ENGLISH] {
            for (rank, word) in list.split_whitespace().enumerate() {
                stems.entry(stem(word)).or_insert(30.0 / (rank as f64 + 40.0));
            }
        }
        Common(stems)
    }

    /// Of a word that is compared; between 0 and 1.
    pub(in crate::matching) fn part(&self, key: Key) -> f64 {
        // Most words that somebody asks for are on one page of some hundreds; short ones are abbreviations and names.
        let other = |word: &str| match word.chars().count() {
            0..=3 => 0.01,
            4..=6 => 0.004,
            _ => 0.002,
        };
        match key {
            Key::Stem(stem) => self.0.get(stem).copied().unwrap_or_else(|| other(stem)),
            // One form of several.
            Key::Form(form) => self.0.get(&stem(form)).map_or_else(|| other(form), |part| part * 0.6),
            Key::Prefix(begun) => match begun.chars().count() {
                0..=2 => 0.5,
                3 => 0.2,
                4 => 0.05,
                _ => other(begun) * 3.0,
            },
        }
    }
}

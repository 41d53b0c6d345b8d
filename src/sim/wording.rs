//! What is said in the small internet: quiet talk, strangers' data, and what leaks. All people and firms are invented.

use super::dice::Dice;

const WHO_RU: &[&str] = &[
    "Городская библиотека",
    "Соседка по даче",
    "Тренер юношеской команды",
    "Хозяйка кофейни",
    "Смотритель маяка",
    "Районная поликлиника",
    "Любитель велосипедов",
    "Школьный учитель",
    "Бригада ремонтников",
    "Студенческий хор",
    "Капитан парома",
    "Клуб филателистов",
    "Пекарня на углу",
    "Садовод из пригорода",
    "Музей старых часов",
];
const DID_RU: &[&str] = &[
    "рассказала о планах на лето",
    "показывает новые рисунки детей",
    "ищет помощников на выходные",
    "делится рецептом пирога с яблоками",
    "обсуждает расписание электричек",
    "приглашает на открытую лекцию",
    "сравнивает два маршрута вдоль реки",
    "собирает старые открытки",
    "просит не оставлять мусор у пруда",
    "готовит выставку фотографий",
    "чинит скамейки во дворе",
    "благодарит за тёплые отзывы",
];
const MORE_RU: &[&str] = &[
    "Погода обещает быть ясной.",
    "Вход свободный, нужна только сменная обувь.",
    "Начало в семь вечера.",
    "Подробности узнавайте на месте.",
    "В прошлом году пришло больше сотни гостей.",
    "Отзывы можно оставить в книге у входа.",
    "Дорога занимает около получаса.",
    "Чай и печенье будут.",
    "Фотографии появятся на следующей неделе.",
    "Спасибо всем, кто помогал.",
];
const WHO_EN: &[&str] = &[
    "The village library",
    "A retired sailor",
    "The youth orchestra",
    "Our neighbour's bakery",
    "The chess club",
    "A group of hikers",
    "The botanical garden",
    "A night bus driver",
    "The museum of clocks",
    "A local potter",
];
const DID_EN: &[&str] = &[
    "opens its doors on Saturday",
    "shares a recipe for rye bread",
    "is looking for volunteers",
    "compares two walks along the river",
    "repairs old bicycles for free",
    "talks about the summer programme",
    "shows photographs of the harbour",
    "plans a small exhibition",
    "thanks everybody who came",
];
const MORE_EN: &[&str] = &[
    "The weather should be fine.",
    "Entrance is free.",
    "It starts at seven.",
    "Bring warm clothes.",
    "Last year more than a hundred guests came.",
    "Tea will be served.",
    "Pictures follow next week.",
];
const NICKS: &[&str] =
    &["zarya", "kot77", "milena", "old_pine", "veter", "tulip", "orion", "baker", "sova", "quiet_one"];
const SURNAMES: &[&str] =
    &["Калугина", "Прошина", "Лаптева", "Ясенева", "Чижова", "Громова", "Зимина", "Рябова"];
const GIVEN: &[&str] = &["Анна", "Мария", "Ольга", "Дарья", "Нина", "Вера", "Алла", "Юлия"];
const MIDDLE: &[&str] = &["Павловна", "Олеговна", "Игоревна", "Юрьевна", "Львовна"];

/// One thing that somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub title: String,
    pub body: String,
    pub author: String,
    pub russian: bool,
}

pub fn quiet(dice: &mut Dice, russian: bool) -> Words {
    let (who, did, more) = if russian { (WHO_RU, DID_RU, MORE_RU) } else { (WHO_EN, DID_EN, MORE_EN) };
    let title = format!("{} {}", dice.pick(who), dice.pick(did));
    let sentences: Vec<&str> = (0..3 + dice.below(5)).map(|_| *dice.pick(more)).collect();
    Words {
        body: format!("{title}. {}", sentences.join(" ")),
        title,
        author: (*dice.pick(NICKS)).into(),
        russian,
    }
}

/// The full name of a stranger.
pub fn somebody(dice: &mut Dice) -> String {
    format!("{} {} {}", dice.pick(SURNAMES), dice.pick(GIVEN), dice.pick(MIDDLE))
}

/// Somebody else's INN or card on some page: nobody's leak, as far as our watch goes.
pub fn stranger(dice: &mut Dice) -> Words {
    let name = somebody(dice);
    let data = if dice.below(2) == 0 {
        format!("ИНН {}", inn12(dice))
    } else {
        format!("карта {}", card(dice))
    };
    Words {
        title: format!("Объявление от {}", dice.pick(NICKS)),
        body: format!("Нашла в старых бумагах анкету: {name}, {data}. Если это ваше, отзовитесь."),
        author: (*dice.pick(NICKS)).into(),
        russian: true,
    }
}

/// A valid INN of a person: twelve digits, the last two check the others (order of the Federal Tax Service
/// ММВ-7-6/435@, annex).
pub fn inn12(dice: &mut Dice) -> String {
    let mut d = dice.digits(10);
    for weights in [&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8][..], &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8][..]] {
        let sum: u32 = d.iter().zip(weights).map(|(a, b)| a * b).sum();
        d.push(sum % 11 % 10);
    }
    d.iter().map(u32::to_string).collect()
}

/// A valid payment card number (ISO/IEC 7812-1, Luhn) in the usual groups.
pub fn card(dice: &mut Dice) -> String {
    let mut d = dice.digits(15);
    d[0] = 4;
    let sum: u32 =
        d.iter().rev().enumerate().map(|(i, &x)| if i % 2 == 0 { x * 2 / 10 + x * 2 % 10 } else { x }).sum();
    d.push((10 - sum % 10) % 10);
    d.chunks(4).map(|c| c.iter().map(u32::to_string).collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A leak or a threat to the example company, and which entries of the shipped packs may speak up about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    pub kind: &'static str,
    pub words: Words,
}

pub const LEAK_KINDS: &[&str] = &[
    "accounts",
    "database_sale",
    "marking",
    "access_sale",
    "inn",
    "extortion",
    "fraud",
    "accounts_en",
    "key",
];

/// Draws wording and case form.
pub fn leak(kind: &'static str, dice: &mut Dice) -> Leak {
    let author = (*dice.pick(NICKS)).to_string();
    let words =
        |title: String, body: String, russian: bool| Words { title, body, author: author.clone(), russian };
    let words = match kind {
        "accounts" => {
            let lines = accounts(dice);
            words("Слив почты сотрудников".into(), format!("Свежий слив, почта и пароли:\n{lines}"), true)
        }
        "accounts_en" => {
            words("Combo list".into(), format!("Fresh logins and passwords:\n{}", accounts(dice)), false)
        }
        "database_sale" => {
            let how = *dice.pick(&[
                "Продам базу клиентов ООО «Ромашка», свежая, за этот год.",
                "Есть база клиентов, утекла из «Ромашки», продаю, пишите в личку.",
                "Продаю базу «Ромашки»: клиенты, телефоны, адреса.",
            ]);
            words("Продам базу".into(), format!("{how} Оплата через гаранта."), true)
        }
        "marking" => words(
            "Нашёл документ".into(),
            format!(
                "КОММЕРЧЕСКАЯ ТАЙНА\nООО «Ромашка», г. Новоград\nЭкз. № {}\nПлан слияния на следующий год. {}",
                1 + dice.below(9),
                "Только для членов правления."
            ),
            true,
        ),
        "access_sale" => words(
            "Corporate access for sale".into(),
            format!(
                "Selling access to the network of {}, VPN and domain admin, revenue 40M. Price {}k, escrow welcome.",
                dice.pick(&["Romashka LLC (example.com)", "example.com, the company Romashka"]),
                3 + dice.below(9)
            ),
            false,
        ),
        "inn" => {
            let n = 3 + dice.below(5);
            let rows: Vec<String> = (0..n)
                .map(|_| {
                    let name = format!("{} {} {}", dice.pick(SURNAMES), dice.pick(GIVEN), dice.pick(MIDDLE));
                    format!("{name}, ИНН {}", inn12(dice))
                })
                .collect();
            words(
                "Зарплатная ведомость".into(),
                format!("Ведомость ООО «Ромашка»:\n{}", rows.join("\n")),
                true,
            )
        }
        "extortion" => words(
            "New victim: Romashka LLC".into(),
            format!(
                "Romashka LLC, example.com. We have encrypted their servers and stolen {} GB of data. If the ransom is not paid, all files will be published in seven days.",
                40 + dice.below(400)
            ),
            false,
        ),
        "fraud" => {
            let who = *dice.pick(&[
                "от имени Иванова Ивана Петровича",
                "якобы от Ивана Петровича Иванова, директора «Ромашки»",
                "от имени директора «Ромашки» И. П. Иванова",
            ]);
            words(
                "Осторожно, мошенники".into(),
                format!("Звонят мошенники {who} и просят перевести деньги на чужой счёт."),
                true,
            )
        }
        _ => words(
            "config backup".into(),
            format!(
                "# deploy of app.example.com\nAWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\n",
                access_key(dice),
                secret_key(dice)
            ),
            false,
        ),
    };
    Leak { kind, words }
}

fn accounts(dice: &mut Dice) -> String {
    let n = 120 + dice.below(200);
    let mut out = String::new();
    for i in 0..n {
        let user = format!("{}.{}", letters(dice, 1), letters(dice, 6));
        out.push_str(&format!("{user}{i}@example.com:{}{}\n", letters(dice, 5), dice.below(9000) + 1000));
    }
    out
}

fn letters(dice: &mut Dice, n: usize) -> String {
    (0..n).map(|_| char::from(b'a' + dice.below(26) as u8)).collect()
}

/// The shape of a cloud key; the digits are drawn, so it opens nothing.
fn access_key(dice: &mut Dice) -> String {
    const SET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    format!("AKIA{}", (0..16).map(|_| char::from(*dice.pick(SET))).collect::<String>())
}

fn secret_key(dice: &mut Dice) -> String {
    const SET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (0..40).map(|_| char::from(*dice.pick(SET))).collect()
}

//! The words of dates: months, weekdays, units, days, zones; English and Russian, in the forms that pages use.

/// 1 to 12. Full names, their genitives, and abbreviations.
pub fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" | "январь" | "января" | "январе" | "янв" => 1,
        "february" | "feb" | "febr" | "февраль" | "февраля" | "феврале" | "фев" | "февр" => {
            2
        }
        "march" | "mar" | "март" | "марта" | "марте" | "мар" => 3,
        "april" | "apr" | "апрель" | "апреля" | "апреле" | "апр" => 4,
        "may" | "май" | "мая" | "мае" => 5,
        "june" | "jun" | "июнь" | "июня" | "июне" | "июн" => 6,
        "july" | "jul" | "июль" | "июля" | "июле" | "июл" => 7,
        "august" | "aug" | "август" | "августа" | "августе" | "авг" => 8,
        "september" | "sep" | "sept" | "сентябрь" | "сентября" | "сентябре" | "сен" | "сент" => {
            9
        }
        "october" | "oct" | "октябрь" | "октября" | "октябре" | "окт" => 10,
        "november" | "nov" | "ноябрь" | "ноября" | "ноябре" | "ноя" | "нояб" => 11,
        "december" | "dec" | "декабрь" | "декабря" | "декабре" | "дек" => 12,
        _ => return None,
    })
}

/// Days from Monday.
pub fn weekday(word: &str) -> Option<i64> {
    Some(match word {
        "monday" | "mon" | "понедельник" | "пн" => 0,
        "tuesday" | "tue" | "вторник" | "вт" => 1,
        "wednesday" | "wed" | "среда" | "среду" | "ср" => 2,
        "thursday" | "thu" | "четверг" | "чт" => 3,
        "friday" | "fri" | "пятница" | "пятницу" | "пт" => 4,
        "saturday" | "sat" | "суббота" | "субботу" | "сб" => 5,
        "sunday" | "sun" | "воскресенье" | "вс" => 6,
        _ => return None,
    })
}

/// How many days before today.
pub fn day(word: &str) -> Option<i64> {
    Some(match word {
        "today" | "сегодня" => 0,
        "yesterday" | "вчера" => 1,
        "позавчера" => 2,
        _ => return None,
    })
}

/// Milliseconds of a unit. A month counts 31 days and a year 366: the earliest end must not come out too late.
pub fn unit(word: &str) -> Option<i64> {
    const SECOND: i64 = 1_000;
    const DAY: i64 = 86_400 * SECOND;
    Some(match word {
        "second" | "seconds" | "sec" | "secs" | "s" | "секунду" | "секунды" | "секунд" | "сек" => {
            SECOND
        }
        "minute" | "minutes" | "min" | "mins" | "m" | "минуту" | "минуты" | "минут" | "мин" => {
            60 * SECOND
        }
        "hour" | "hours" | "hr" | "hrs" | "h" | "час" | "часа" | "часов" | "ч" => 3_600 * SECOND,
        "day" | "days" | "d" | "день" | "дня" | "дней" | "дн" | "сутки" | "суток" => {
            DAY
        }
        "week" | "weeks" | "wk" | "w" | "неделю" | "недели" | "недель" | "нед" => {
            7 * DAY
        }
        "month" | "months" | "mo" | "месяц" | "месяца" | "месяцев" | "мес" => 31 * DAY,
        "year" | "years" | "yr" | "yrs" | "y" | "год" | "года" | "лет" => 366 * DAY,
        _ => return None,
    })
}

/// Minutes east of UTC. Abbreviations as RFC 2822, 4.3 and Russian pages use them.
pub fn zone(word: &str) -> Option<i64> {
    Some(match word {
        "z" | "utc" | "gmt" | "ut" | "wet" => 0,
        "cet" | "bst" => 60,
        "cest" | "eet" => 2 * 60,
        "msk" | "мск" | "eest" | "trt" => 3 * 60,
        "samt" => 4 * 60,
        "yekt" | "екб" => 5 * 60,
        "omst" => 6 * 60,
        "krat" | "novt" | "нск" => 7 * 60,
        "irkt" => 8 * 60,
        "yakt" | "jst" => 9 * 60,
        "vlat" => 10 * 60,
        "est" | "cdt" => -5 * 60,
        "edt" => -4 * 60,
        "cst" | "mdt" => -6 * 60,
        "mst" | "pdt" => -7 * 60,
        "pst" => -8 * 60,
        _ => return None,
    })
}

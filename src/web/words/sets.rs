//! Words of closed sets: one for each value of the model's enums.

use super::super::tongue::Tongue;
use super::Word;
use crate::model::{
    Cause, Damage, Delivery, EntryKind, EventKind, Exposure, Likelihood, StartRule, Treatment,
};

pub fn cause(cause: Cause) -> Word {
    match cause {
        Cause::PlaceDown => Word("the place was down", "место не работало"),
        Cause::Refused => Word("the place refused us", "место отказывало"),
        Cause::Throttled => Word("the place asked us to wait", "место просило подождать"),
        Cause::Gap => Word("a gap in the listing", "пропуск в списке"),
        Cause::EngineLag => Word("the search engine was behind", "поисковик отставал"),
        Cause::OwnNetwork => Word("our network was down", "наша сеть не работала"),
        Cause::OwnCrash => Word("leakwatch was not running", "leakwatch не работал"),
        Cause::IndexLag => Word("the index was behind", "индекс отставал"),
        Cause::MailDown => Word("mail was down", "почта не работала"),
        Cause::PlanInfeasible => Word("the plan cannot be kept here", "план здесь невыполним"),
        Cause::Unexplained => Word("unexplained", "причина неизвестна"),
    }
}

pub fn rule(rule: StartRule) -> Word {
    match rule {
        StartRule::Page => Word("the page's last fetch", "последнее чтение страницы"),
        StartRule::Listing => Word("the listing's last fetch", "последнее чтение списка"),
        StartRule::Gap => Word("before a gap in the listing", "до пропуска в списке"),
        StartRule::Stream => Word("the stream's last event", "последнее событие потока"),
        StartRule::Published => Word("stated publication", "указанное время публикации"),
        StartRule::LinkedFrom => {
            Word("the linking page's last fetch", "последнее чтение ссылавшейся страницы")
        }
        StartRule::FirstVisit => Word("first visit", "первый обход"),
    }
}

pub fn delivery(delivery: Delivery) -> Word {
    match delivery {
        Delivery::Owed => Word("owed", "ожидает отправки"),
        Delivery::Claimed => Word("being written", "готовится"),
        Delivery::Sent => Word("sent", "отправлено"),
        Delivery::Failed => Word("failed, will be tried again", "не ушло, повторим"),
        Delivery::Bounced => Word("bounced", "вернулось"),
        Delivery::Acknowledged => Word("acknowledged", "принято к сведению"),
        Delivery::Muted => Word("muted", "заглушено"),
    }
}

pub fn event(event: EventKind) -> Word {
    match event {
        EventKind::New => Word("new", "новое"),
        EventKind::Risen => Word("risen", "риск вырос"),
        EventKind::Spread => Word("spread", "распространилось"),
        EventKind::Returned => Word("returned", "вернулось"),
    }
}

pub fn exposure(exposure: Exposure) -> Word {
    match exposure {
        Exposure::Public => Word("public", "открыто всем"),
        Exposure::Closed => Word("closed group", "закрытая группа"),
    }
}

pub fn treatment(treatment: Treatment) -> Word {
    match treatment {
        Treatment::Reduce => Word("reduce", "снизить"),
        Treatment::Avoid => Word("avoid", "избежать"),
        Treatment::Transfer => Word("transfer (insure)", "передать (застраховать)"),
        Treatment::Accept => Word("accept", "принять"),
    }
}

pub fn damage(damage: Damage) -> Word {
    match damage {
        Damage::Minor => Word("minor damage", "незначительный ущерб"),
        Damage::Moderate => Word("moderate damage", "умеренный ущерб"),
        Damage::Medium => Word("medium damage", "средний ущерб"),
        Damage::Large => Word("large damage", "крупный ущерб"),
        Damage::Critical => Word("critical damage", "критический ущерб"),
    }
}

pub fn damage_short(damage: Damage) -> Word {
    match damage {
        Damage::Minor => Word("minor", "незначительный"),
        Damage::Moderate => Word("moderate", "умеренный"),
        Damage::Medium => Word("medium", "средний"),
        Damage::Large => Word("large", "крупный"),
        Damage::Critical => Word("critical", "критический"),
    }
}

pub fn likelihood(likelihood: Likelihood) -> Word {
    match likelihood {
        Likelihood::VeryLow => Word("very low likelihood", "очень низкая вероятность"),
        Likelihood::Low => Word("low likelihood", "низкая вероятность"),
        Likelihood::Medium => Word("medium likelihood", "средняя вероятность"),
        Likelihood::High => Word("high likelihood", "высокая вероятность"),
        Likelihood::VeryHigh => Word("very high likelihood", "очень высокая вероятность"),
    }
}

pub fn kind(kind: EntryKind) -> Word {
    match kind {
        EntryKind::Entity => Word("entity", "объект"),
        EntryKind::Pattern => Word("pattern", "шаблон"),
        EntryKind::Query => Word("query", "запрос"),
        EntryKind::Check => Word("check", "проверка"),
    }
}

pub fn role(role: &str) -> Word {
    match role {
        "admin" => Word("admin", "администратор"),
        "analyst" => Word("analyst", "аналитик"),
        _ => Word("reader", "читатель"),
    }
}

pub fn scope(scope: &str) -> Word {
    match scope {
        "judge" => Word("read and judge", "чтение и решения"),
        "configure" => {
            Word("configure, and all that your account may", "настройка и всё, что может ваша учётная запись")
        }
        "metrics" => Word("metrics for monitoring", "показатели для мониторинга"),
        _ => Word("read", "чтение"),
    }
}

/// What a line of the audit log says was done; what the dictionary does not know stays as it was written.
pub fn audit<'a>(t: &Tongue, what: &'a str) -> &'a str {
    let russian = match what {
        "login" => "вход",
        "login refused" => "вход отклонён",
        "account created" => "создана учётная запись",
        "account disabled" => "учётная запись отключена",
        "account enabled" => "учётная запись включена",
        "password set" => "сменён пароль",
        "grants set" => "изменён доступ",
        "token made" => "создан ключ API",
        "token revoked" => "отозван ключ API",
        "reveal" => "показаны секреты",
        "verdict" => "решение",
        "judged" => "решение",
        "acknowledged" => "принято к сведению",
        "config" => "настройки",
        "created" => "создано",
        "changed" => "изменено",
        "removed" => "удалено",
        "exported" => "записано файлами",
        "taken back" => "возвращена прежняя версия",
        "evidence" => "скачано доказательство",
        "retention" => "хранение",
        "the rule of [retention]" => "правило [retention]",
        "test alert" => "проверка оповещения",
        "search saved" => "сохранён запрос",
        "search removed" => "удалён сохранённый запрос",
        "muted" => "заглушено",
        "mute ended" => "заглушка снята",
        "legal hold" => "запрет удаления",
        "legal hold released" => "запрет удаления снят",
        _ => what,
    };
    t.of_two(what, russian)
}

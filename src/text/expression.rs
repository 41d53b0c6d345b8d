//! What is wrong with a regular expression, in both languages, with the character that it begins at.
//!
//! The crates that build expressions say it in English lines with a caret below; the parser under them says the same as
//! values. Pure; whoever met the fault asks.

use regex_syntax::ast::ErrorKind as Form;
use regex_syntax::hir::ErrorKind as Sense;

use crate::model::Said;
use crate::said;

/// Why `text` does not compile. Asked only of what did not: what parses all the same is called too wild.
pub fn wrong(text: &str) -> Said {
    let (at, why) = match regex_syntax::parse(text) {
        Err(regex_syntax::Error::Parse(e)) => (e.span().start.offset, form(e.kind())),
        Err(regex_syntax::Error::Translate(e)) => (e.span().start.offset, sense(e.kind())),
        _ => {
            return said!(
                "regex.other",
                "does not compile: it is too large or too deep",
                "не собирается: слишком велико или слишком глубоко"
            );
        }
    };
    let at = text.get(..at).map_or(0, |before| before.chars().count()) + 1;
    said!(
        why.code.as_str(),
        "does not compile at character {at}: {why}",
        "не собирается, знак {at}: {why}",
        at,
        why
    )
}

fn form(kind: &Form) -> Said {
    let (code, russian) = match kind {
        Form::CaptureLimitExceeded => ("regex.captures", "слишком много групп"),
        Form::ClassEscapeInvalid => ("regex.class", "такая последовательность в [...] не годится"),
        Form::ClassRangeInvalid => ("regex.class", "промежуток в [...] идёт от большего к меньшему"),
        Form::ClassRangeLiteral => ("regex.class", "край промежутка в [...] — не один знак"),
        Form::ClassUnclosed => ("regex.class-open", "[ не закрыта"),
        Form::DecimalEmpty | Form::DecimalInvalid => ("regex.number", "здесь нужно число"),
        Form::EscapeHexEmpty | Form::EscapeHexInvalid | Form::EscapeHexInvalidDigit => {
            ("regex.hex", "неверный шестнадцатеричный код")
        }
        Form::EscapeUnexpectedEof => ("regex.escape", "после последней \\ ничего нет"),
        Form::EscapeUnrecognized => ("regex.escape", "такой последовательности с \\ нет"),
        Form::FlagDanglingNegation
        | Form::FlagDuplicate { .. }
        | Form::FlagRepeatedNegation { .. }
        | Form::FlagUnexpectedEof
        | Form::FlagUnrecognized => ("regex.flag", "неверный флаг в (?...)"),
        Form::GroupNameDuplicate { .. } => ("regex.group-name", "такое имя группы уже есть"),
        Form::GroupNameEmpty => ("regex.group-name", "имя группы пусто"),
        Form::GroupNameInvalid | Form::GroupNameUnexpectedEof => ("regex.group-name", "неверное имя группы"),
        Form::GroupUnclosed => ("regex.group-open", "( не закрыта"),
        Form::GroupUnopened => ("regex.group-close", ") ничего не закрывает"),
        Form::NestLimitExceeded(_) => ("regex.deep", "слишком глубокая вложенность"),
        Form::RepetitionCountInvalid => ("regex.count", "в {n,m} первое число больше второго"),
        Form::RepetitionCountDecimalEmpty => ("regex.count", "в {...} нужно число"),
        Form::RepetitionCountUnclosed => ("regex.count", "{ не закрыта"),
        Form::RepetitionMissing => ("regex.repetition", "повторять нечего"),
        Form::SpecialWordBoundaryUnclosed
        | Form::SpecialWordBoundaryUnrecognized
        | Form::SpecialWordOrRepetitionUnexpectedEof => ("regex.boundary", "неверная граница слова \\b{...}"),
        Form::UnicodeClassInvalid => ("regex.property", "неверное свойство \\p{...}"),
        Form::UnsupportedBackreference => ("regex.reference", "ссылок на группы (\\1) здесь нет"),
        Form::UnsupportedLookAround => {
            ("regex.look", "просмотра вперёд и назад, (?=...) и (?<...), здесь нет")
        }
        _ => ("regex.other", "запись не по правилам"),
    };
    Said { code: code.into(), english: kind.to_string(), russian: russian.into() }
}

fn sense(kind: &Sense) -> Said {
    let (code, russian) = match kind {
        Sense::UnicodeNotAllowed | Sense::InvalidUtf8 => {
            ("regex.unicode", "подходило бы к тому, что не UTF-8")
        }
        Sense::InvalidLineTerminator => ("regex.line", "неверный знак конца строки"),
        Sense::UnicodePropertyNotFound
        | Sense::UnicodePropertyValueNotFound
        | Sense::UnicodePerlClassNotFound
        | Sense::UnicodeCaseUnavailable => ("regex.property", "такого свойства \\p{...} нет"),
        _ => ("regex.other", "запись не по правилам"),
    };
    Said { code: code.into(), english: kind.to_string(), russian: russian.into() }
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn both_languages_point_at_the_character() {
        for (text, english, russian) in [
            ("я(", "does not compile at character 2: unclosed group", "не собирается, знак 2: ( не закрыта"),
            (
                "[a",
                "does not compile at character 1: unclosed character class",
                "не собирается, знак 1: [ не закрыта",
            ),
            (
                "*",
                "does not compile at character 1: repetition operator missing expression",
                "не собирается, знак 1: повторять нечего",
            ),
            (
                "\\p{Foo}",
                "does not compile at character 1: Unicode property not found",
                "не собирается, знак 1: такого свойства \\p{...} нет",
            ),
            (
                "(?=a)",
                "does not compile at character 1: look-around, including look-ahead and look-behind, is not supported",
                "не собирается, знак 1: просмотра вперёд и назад, (?=...) и (?<...), здесь нет",
            ),
        ] {
            let said = wrong(text);
            assert_eq!((said.english.as_str(), said.russian.as_str()), (english, russian), "{text}");
        }
    }
}

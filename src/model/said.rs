//! What is told to people in both languages of the house: a sentence with a code that stays when its words change.
//!
//! The [`said!`](macro@crate::said) macro takes both texts, so that neither can be forgotten; a value that is itself said comes out in the
//! language of the sentence around it. English is what logs, JSON and the command line show unless asked otherwise.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

use super::Language;

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Said {
    /// `word.word`, by which a machine or a test knows the sentence whatever its values are.
    pub code: String,
    pub english: String,
    pub russian: String,
}

impl Said {
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Russian => &self.russian,
        }
    }
}

/// What can stand in a sentence: values that read the same in both languages, and what is said in each.
pub trait Tell {
    fn tell(&self, language: Language) -> String;
}

impl<T: fmt::Display + ?Sized> Tell for T {
    fn tell(&self, _: Language) -> String {
        self.to_string()
    }
}

impl Tell for Said {
    fn tell(&self, language: Language) -> String {
        self.of(language).to_owned()
    }
}

/// `said!("key.range", "`{key}` must lie between ...", "`{key}` должен ...", key, least = 1)`: the code, both texts, and
/// the values, each of which both texts name.
#[macro_export]
macro_rules! said {
    ($code:expr, $english:literal, $russian:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        #[allow(unused_imports, reason = "a sentence may have no values")]
        use $crate::model::said::Tell as _;
        $( let $name = &$crate::said!(@value $name $($value)?); )*
        $crate::model::Said {
            code: ($code).into(),
            english: format!($english $(, $name = $name.tell($crate::model::Language::English))*),
            russian: format!($russian $(, $name = $name.tell($crate::model::Language::Russian))*),
        }
    }};
    (@value $name:ident $value:expr) => { $value };
    (@value $name:ident) => { $name };
}

/// Sentences joined into one, such as the differences of a document.
pub fn joined(parts: &[Said], between: &str) -> Said {
    let of = |language| parts.iter().map(|p| p.of(language)).collect::<Vec<_>>().join(between);
    Said {
        code: parts.first().map(|p| p.code.clone()).unwrap_or_default(),
        english: of(Language::English),
        russian: of(Language::Russian),
    }
}

/// Why a file could not be read.
pub fn trouble(error: &io::Error) -> Said {
    let english = error.kind().to_string();
    let (code, russian) = match error.kind() {
        io::ErrorKind::NotFound => ("file.absent", "такого файла или папки нет"),
        io::ErrorKind::PermissionDenied => ("file.refused", "нет прав"),
        io::ErrorKind::IsADirectory => ("file.folder", "это папка"),
        io::ErrorKind::NotADirectory => ("file.no-folder", "это не папка"),
        io::ErrorKind::InvalidData => ("file.no-text", "это не текст в UTF-8"),
        _ => ("file.other", "отказ операционной системы"),
    };
    Said { code: code.into(), english, russian: russian.into() }
}

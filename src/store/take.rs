//! Rows read by column names, into the values of the model. What no version of this program wrote is `Damaged`.

use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::StoreError;
use crate::model::{Digest, Risk, Stated, Time};

/// A row read by column names.
pub(super) trait Take {
    fn int(&self, column: &str) -> Result<i64, StoreError>;
    fn maybe_int(&self, column: &str) -> Result<Option<i64>, StoreError>;
    fn text(&self, column: &str) -> Result<String, StoreError>;
    fn maybe_text(&self, column: &str) -> Result<Option<String>, StoreError>;
    fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError>;
    fn maybe_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError>;

    fn count(&self, column: &str) -> Result<u64, StoreError> {
        Ok(self.int(column)?.max(0) as u64)
    }

    fn small(&self, column: &str) -> Result<u32, StoreError> {
        Ok(u32::try_from(self.int(column)?.max(0)).unwrap_or(u32::MAX))
    }

    fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    fn time(&self, column: &str) -> Result<Time, StoreError> {
        Ok(Time(self.int(column)?))
    }

    fn maybe_time(&self, column: &str) -> Result<Option<Time>, StoreError> {
        Ok(self.maybe_int(column)?.map(Time))
    }

    fn stated(&self, earliest: &str, latest: &str) -> Result<Option<Stated>, StoreError> {
        let pair = self.maybe_time(earliest)?.zip(self.maybe_time(latest)?);
        Ok(pair.map(|(earliest, latest)| Stated { earliest, latest }))
    }

    fn digest(&self, column: &str) -> Result<Digest, StoreError> {
        digest(column, &self.bytes(column)?)
    }

    fn maybe_digest(&self, column: &str) -> Result<Option<Digest>, StoreError> {
        self.maybe_bytes(column)?.map(|bytes| digest(column, &bytes)).transpose()
    }

    /// A word of a closed set: `row.word("class", Class::parse)`.
    fn word<T>(&self, column: &str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let word = self.text(column)?;
        parse(&word).ok_or(StoreError::Damaged { column: column.to_owned(), value: word })
    }

    fn maybe_word<T>(&self, column: &str, parse: fn(&str) -> Option<T>) -> Result<Option<T>, StoreError> {
        let Some(word) = self.maybe_text(column)? else { return Ok(None) };
        parse(&word).map(Some).ok_or(StoreError::Damaged { column: column.to_owned(), value: word })
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        let text = self.text(column)?;
        serde_json::from_str(&text).map_err(|error| StoreError::Damaged {
            column: column.to_owned(),
            value: format!("JSON that cannot be read ({error})"),
        })
    }

    fn risk(&self) -> Result<Risk, StoreError> {
        use crate::model::{Damage, Level, Likelihood};
        Ok(Risk {
            damage: self.word("damage", Damage::parse)?,
            probability: self.small("probability")?,
            likelihood: self.word("likelihood", Likelihood::parse)?,
            level: self.word("level", Level::parse)?,
            acceptable: self.flag("acceptable")?,
        })
    }
}

impl Take for AnyRow {
    fn int(&self, column: &str) -> Result<i64, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn text(&self, column: &str) -> Result<String, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.try_get(column)?)
    }
}

fn digest(column: &str, bytes: &[u8]) -> Result<Digest, StoreError> {
    bytes.try_into().map(Digest).map_err(|_| StoreError::Damaged {
        column: column.to_owned(),
        value: format!("{} bytes", bytes.len()),
    })
}

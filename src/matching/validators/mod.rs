//! Validators by name: what makes a string that looks like a number of some kind believable.
//!
//! Each takes the matched text and gives its canonical form and what was proved, or nothing: then the text is not of the
//! kind. Pure, and bounded by the length of the text.

mod bank;
mod national;
mod plausible;
mod russian;
mod secrets;

/// What a validator proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Its parts are in their ranges.
    Structure(&'static str),
    /// A check digit agrees; a tenth or a hundredth of random strings would as well.
    Checksum(&'static str),
    /// The issuer's own long checksum: chance is out of the question.
    Issuer(&'static str),
}

impl Proof {
    pub(super) fn words(self) -> &'static str {
        let (Proof::Structure(words) | Proof::Checksum(words) | Proof::Issuer(words)) = self;
        words
    }
}

/// The canonical value, and what was proved of it.
pub(super) type Valid = Option<(String, Proof)>;

/// One row of the table.
pub(super) struct Validator {
    pub(super) name: &'static str,
    pub(super) check: fn(&str) -> Valid,
}

const TABLE: &[Validator] = &[
    Validator { name: "inn", check: russian::inn },
    Validator { name: "inn-person", check: russian::inn_person },
    Validator { name: "inn-firm", check: russian::inn_firm },
    Validator { name: "ogrn", check: russian::ogrn },
    Validator { name: "ogrnip", check: russian::ogrnip },
    Validator { name: "snils", check: russian::snils },
    Validator { name: "passport-ru", check: russian::passport },
    Validator { name: "licence-ru", check: russian::licence },
    Validator { name: "oms", check: russian::oms },
    Validator { name: "phone-ru", check: russian::phone },
    Validator { name: "bik-account", check: bank::bik_account },
    Validator { name: "luhn", check: bank::luhn },
    Validator { name: "card", check: bank::card },
    Validator { name: "iban", check: bank::iban },
    Validator { name: "ssn-us", check: national::ssn_us },
    Validator { name: "nino-uk", check: national::nino_uk },
    Validator { name: "vat-eu", check: national::vat_eu },
    Validator { name: "dni-es", check: national::dni_es },
    Validator { name: "pesel-pl", check: national::pesel_pl },
    Validator { name: "birth-date", check: plausible::birth_date },
    Validator { name: "email", check: plausible::email },
    Validator { name: "entropy", check: secrets::entropy },
    Validator { name: "keyed", check: secrets::keyed },
    Validator { name: "password", check: secrets::password },
    Validator { name: "secret", check: secrets::bare_password },
    Validator { name: "token", check: secrets::token },
    Validator { name: "credential", check: secrets::credential },
    Validator { name: "user-password", check: secrets::user_password },
    Validator { name: "kubernetes-value", check: secrets::kubernetes_value },
    Validator { name: "basic-credentials", check: secrets::basic_credentials },
    Validator { name: "connection-string", check: secrets::connection_string },
    Validator { name: "jwt", check: secrets::jwt },
    Validator { name: "jwt-encoded", check: secrets::jwt_encoded },
    Validator { name: "private-key", check: secrets::private_key },
    Validator { name: "encoded-private-key", check: secrets::encoded_private_key },
    Validator { name: "aws-key", check: secrets::aws_key },
    Validator { name: "azure-key", check: secrets::azure_key },
    Validator { name: "github-token", check: secrets::github_token },
    Validator { name: "gitlab-token", check: secrets::gitlab_token },
    Validator { name: "atlassian-token", check: secrets::atlassian_token },
    Validator { name: "atlassian-server", check: secrets::atlassian_server },
    Validator { name: "grafana-token", check: secrets::grafana_token },
    Validator { name: "sentry-token", check: secrets::sentry_token },
    Validator { name: "pypi-token", check: secrets::pypi_token },
    Validator { name: "jfrog-reference", check: secrets::jfrog_reference },
    Validator { name: "discord-token", check: secrets::discord_token },
    Validator { name: "telegram-token", check: secrets::telegram_token },
    Validator { name: "nkey", check: secrets::nkey },
    Validator { name: "age-key", check: secrets::age_key },
];

/// The validator of this name, or the nearest name there is.
pub(super) fn find(name: &str) -> Result<&'static Validator, &'static str> {
    TABLE.iter().find(|v| v.name == name).ok_or_else(|| {
        let near = TABLE.iter().min_by_key(|v| strsim::damerau_levenshtein(v.name, name));
        near.map_or("", |v| v.name)
    })
}

/// The ASCII digits of the text, as numbers; other characters are separators.
fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

fn written(digits: &[u32]) -> String {
    digits.iter().filter_map(|&d| char::from_digit(d, 10)).collect()
}

/// All digits the same: a filler, whatever its check digit says.
fn uniform(digits: &[u32]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests;

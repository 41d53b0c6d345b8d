//! Validators by name: what makes a string that looks like a number of some kind believable.
//!
//! Each takes the matched text and gives its canonical form and what was proved, or nothing: then the text is not of the
//! kind. Pure, and bounded by the length of the text.

mod americas;
mod asia;
mod bank;
mod british;
mod card;
mod cis;
mod europe_east;
mod europe_north;
mod europe_west;
mod hash;
mod iban;
mod mrz;
mod plausible;
mod russian;
mod russian_papers;
mod secrets;
mod sums;
mod vat;
mod vehicle;

pub(super) use secrets::{Grams, bits_by_words};

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
    Validator { name: "passport-ru", check: russian_papers::passport },
    Validator { name: "passport-abroad-ru", check: russian_papers::passport_abroad },
    Validator { name: "licence-ru", check: russian_papers::licence },
    Validator { name: "oms", check: russian_papers::oms },
    Validator { name: "oms-old", check: russian_papers::oms_old },
    Validator { name: "certificate-ru", check: russian_papers::certificate },
    Validator { name: "military-ru", check: russian_papers::military },
    Validator { name: "work-book-ru", check: russian_papers::work_book },
    Validator { name: "phone-ru", check: russian_papers::phone },
    Validator { name: "phone", check: plausible::phone },
    Validator { name: "address-ru", check: russian_papers::address },
    Validator { name: "plate-ru", check: vehicle::plate_ru },
    Validator { name: "vin", check: vehicle::vin },
    Validator { name: "bik-account", check: bank::bik_account },
    Validator { name: "account-ru", check: bank::account },
    Validator { name: "account-person-ru", check: bank::account_person },
    Validator { name: "aba", check: bank::aba },
    Validator { name: "sort-code", check: bank::sort_code },
    Validator { name: "bic", check: bank::bic },
    Validator { name: "luhn", check: card::luhn },
    Validator { name: "card", check: card::card },
    Validator { name: "iban", check: iban::iban },
    Validator { name: "ssn-us", check: americas::ssn_us },
    Validator { name: "itin-us", check: americas::itin },
    Validator { name: "ein-us", check: americas::ein },
    Validator { name: "npi-us", check: americas::npi },
    Validator { name: "mbi-us", check: americas::mbi },
    Validator { name: "dea-us", check: americas::dea },
    Validator { name: "sin-ca", check: americas::sin_ca },
    Validator { name: "cpf-br", check: americas::cpf },
    Validator { name: "cnpj-br", check: americas::cnpj },
    Validator { name: "nino-uk", check: british::nino_uk },
    Validator { name: "nhs-uk", check: british::nhs },
    Validator { name: "utr-uk", check: british::utr },
    Validator { name: "licence-uk", check: british::licence_uk },
    Validator { name: "vat-eu", check: vat::vat_eu },
    Validator { name: "lei", check: vat::lei },
    Validator { name: "idnr-de", check: europe_west::idnr_de },
    Validator { name: "card-de", check: europe_west::card_de },
    Validator { name: "pension-de", check: europe_west::pension_de },
    Validator { name: "health-de", check: europe_west::health_de },
    Validator { name: "nir-fr", check: europe_west::nir_fr },
    Validator { name: "codice-fiscale-it", check: europe_west::codice_fiscale },
    Validator { name: "dni-es", check: europe_west::dni_es },
    Validator { name: "cif-es", check: europe_west::cif_es },
    Validator { name: "nss-es", check: europe_west::nss_es },
    Validator { name: "bsn-nl", check: europe_west::bsn_nl },
    Validator { name: "nn-be", check: europe_west::nn_be },
    Validator { name: "svnr-at", check: europe_west::svnr_at },
    Validator { name: "ahv-ch", check: europe_west::ahv_ch },
    Validator { name: "matricule-lu", check: europe_west::matricule_lu },
    Validator { name: "pps-ie", check: europe_west::pps_ie },
    Validator { name: "nif-pt", check: europe_west::nif_pt },
    Validator { name: "card-pt", check: europe_west::card_pt },
    Validator { name: "personnummer-se", check: europe_north::personnummer },
    Validator { name: "cpr-dk", check: europe_north::cpr_dk },
    Validator { name: "fodselsnummer-no", check: europe_north::fodselsnummer },
    Validator { name: "hetu-fi", check: europe_north::hetu },
    Validator { name: "kennitala-is", check: europe_north::kennitala },
    Validator { name: "baltic", check: europe_north::baltic },
    Validator { name: "personas-kods-lv", check: europe_north::personas_kods },
    Validator { name: "paper", check: europe_north::plain_paper },
    Validator { name: "pesel-pl", check: europe_east::pesel_pl },
    Validator { name: "nip-pl", check: europe_east::nip_pl },
    Validator { name: "regon-pl", check: europe_east::regon_pl },
    Validator { name: "card-pl", check: europe_east::card_pl },
    Validator { name: "passport-pl", check: europe_east::passport_pl },
    Validator { name: "rodne-cislo", check: europe_east::rodne_cislo },
    Validator { name: "taj-hu", check: europe_east::taj_hu },
    Validator { name: "tax-hu", check: europe_east::adoazonosito },
    Validator { name: "cnp-ro", check: europe_east::cnp_ro },
    Validator { name: "egn-bg", check: europe_east::egn_bg },
    Validator { name: "amka-gr", check: europe_east::amka_gr },
    Validator { name: "afm-gr", check: europe_east::afm_gr },
    Validator { name: "oib-hr", check: europe_east::oib_hr },
    Validator { name: "emso", check: europe_east::emso },
    Validator { name: "card-mt", check: europe_east::card_mt },
    Validator { name: "iin-kz", check: cis::iin_kz },
    Validator { name: "bin-kz", check: cis::bin_kz },
    Validator { name: "person-by", check: cis::person_by },
    Validator { name: "unp-by", check: cis::unp_by },
    Validator { name: "rnokpp-ua", check: cis::rnokpp },
    Validator { name: "edrpou-ua", check: cis::edrpou },
    Validator { name: "passport-ua", check: cis::passport_ua },
    Validator { name: "pinfl-uz", check: cis::pinfl },
    Validator { name: "pin-kg", check: cis::pin_kg },
    Validator { name: "psn-am", check: cis::psn_am },
    Validator { name: "fin-az", check: cis::fin_az },
    Validator { name: "person-ge", check: cis::person_ge },
    Validator { name: "idnp-md", check: cis::idnp },
    Validator { name: "inn-tj", check: cis::inn_tj },
    Validator { name: "tckn-tr", check: asia::tckn },
    Validator { name: "id-il", check: asia::id_il },
    Validator { name: "aadhaar-in", check: asia::aadhaar },
    Validator { name: "pan-in", check: asia::pan_in },
    Validator { name: "mrz", check: mrz::mrz },
    Validator { name: "birth-date", check: plausible::birth_date },
    Validator { name: "icd-10", check: plausible::icd },
    Validator { name: "email", check: plausible::email },
    Validator { name: "email-person", check: plausible::email_person },
    Validator { name: "hash", check: hash::hash },
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

/// The ASCII letters and digits of the text, in upper case.
fn alphanumeric(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Two digits as a number; 0 where there are not two.
fn pair(digits: &[u32], at: usize) -> u32 {
    digits.get(at).zip(digits.get(at + 1)).map_or(0, |(a, b)| a * 10 + b)
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

//! `ca_file`: a file with the certificates of an authority that is trusted beside the machine's own.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::reader::Reader;
use super::values::{cannot_be_opened, cannot_be_read, filled};
use crate::model::{Said, Trusted};
use crate::said;

/// Bytes of such a file: a few certificates of an organisation, not a machine's whole store.
const MOST_BYTES: u64 = 1 << 20;

pub(super) fn read(table: &Reader<'_>) -> Trusted {
    let Some(at) = table.read("ca_file", filled) else { return Trusted::default() };
    match certificates(&at.value) {
        Ok(trusted) => trusted,
        Err(why) => {
            table.fault(
                &at.spot,
                said!(
                    why.code.as_str(),
                    "`ca_file`: {path} {why}",
                    "`ca_file`: {path} {why}",
                    path = at.value,
                    why
                ),
            );
            Trusted::default()
        }
    }
}

fn certificates(path: &str) -> Result<Trusted, Said> {
    let about = std::fs::metadata(path).map_err(|e| cannot_be_opened(&e))?;
    if !about.is_file() || about.len() > MOST_BYTES {
        return Err(said!(
            "authority.file",
            "is no file of at most {most} bytes",
            "— не файл размером до {most} байт",
            most = MOST_BYTES
        ));
    }
    let text = std::fs::read(path).map_err(|e| cannot_be_read(&e))?;
    let found: Result<Vec<Vec<u8>>, _> =
        CertificateDer::pem_slice_iter(&text).map(|c| c.map(|der| der.to_vec())).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(Trusted(found)),
        _ => Err(said!(
            "authority.certificate",
            "holds no certificate: it begins with -----BEGIN CERTIFICATE-----",
            "— в файле нет сертификата: он начинается с -----BEGIN CERTIFICATE-----"
        )),
    }
}

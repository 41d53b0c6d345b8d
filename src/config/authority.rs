//! `ca_file`: a file with the certificates of an authority that is trusted beside the machine's own.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::reader::Reader;
use super::values::filled;
use crate::model::Trusted;

/// Bytes of such a file: a few certificates of an organisation, not a machine's whole store.
const MOST_BYTES: u64 = 1 << 20;

pub(super) fn read(table: &Reader<'_>) -> Trusted {
    let Some(at) = table.read("ca_file", filled) else { return Trusted::default() };
    match certificates(&at.value) {
        Ok(trusted) => trusted,
        Err(why) => {
            table.fault(&at.spot, format!("`ca_file`: {} {why}", at.value));
            Trusted::default()
        }
    }
}

fn certificates(path: &str) -> Result<Trusted, String> {
    let about = std::fs::metadata(path).map_err(|e| format!("cannot be opened ({})", e.kind()))?;
    if !about.is_file() || about.len() > MOST_BYTES {
        return Err(format!("is no file of at most {MOST_BYTES} bytes"));
    }
    let text = std::fs::read(path).map_err(|e| format!("cannot be read ({})", e.kind()))?;
    let found: Result<Vec<Vec<u8>>, _> =
        CertificateDer::pem_slice_iter(&text).map(|c| c.map(|der| der.to_vec())).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(Trusted(found)),
        _ => Err("holds no certificate: it begins with -----BEGIN CERTIFICATE-----".into()),
    }
}

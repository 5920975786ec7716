//! TLS with files in a Kubernetes Secret.

use super::Ask;
use super::chosen::Chosen;
use super::draft::Draft;
use crate::plan::names;
use crate::spec::datastores::{CertificateSpec, TlsSpec};
use crate::spec::problem::Problem;

/// Fails where the Secret or a key is no name, or where one half of TLS is missing.
pub fn check(chosen: &Chosen, tls: &TlsSpec) -> Result<(), Problem> {
    let path = |key: &str| chosen.spec_path(&format!("tls.{key}"));
    names::secret(&path("secret"), &tls.secret)?;
    for (name, key) in files(tls) {
        names::key(&path(name), key)?;
    }
    if tls.ca_file_key.is_none() && tls.trust_store_key.is_none() {
        return Err(Problem::at(
            &chosen.spec_path("tls"),
            "names neither `caFileKey` nor `trustStoreKey`: no pod would get the Secret",
        )
        .help("services in Go read `caFileKey`, services in Java `trustStoreKey`; give both"));
    }
    match (&tls.trust_store_key, &tls.trust_store_password_key) {
        (Some(_), None) => {
            Err(Problem::at(&path("trustStorePasswordKey"), "is missing: a trust store is opened with its password"))
        }
        (None, Some(_)) => Err(Problem::at(&path("trustStoreKey"), "is missing: there is a password for it")),
        _ => Ok(()),
    }
}

fn files(tls: &TlsSpec) -> impl Iterator<Item = (&'static str, &str)> {
    let keys = [
        ("caFileKey", &tls.ca_file_key),
        ("trustStoreKey", &tls.trust_store_key),
        ("trustStorePasswordKey", &tls.trust_store_password_key),
    ];
    keys.into_iter().filter_map(|(name, key)| Some((name, key.as_deref()?)))
}

/// The `ssl` block of a datastore.
pub fn write(draft: &mut Draft, chosen: &Chosen, tls: &TlsSpec) {
    draft.set(&chosen.key("ssl.enabled"), true);
    draft.set(&chosen.key("ssl.secret"), tls.secret.as_str());
    for (name, key) in files(tls) {
        draft.set(&chosen.key(&format!("ssl.{name}")), key);
    }
}

/// What must be there for it. `store` is the name of the datastore, with which the names of the files begin.
pub fn prerequisites(ask: &Ask, draft: &mut Draft, tls: &TlsSpec, store: &str) {
    let keys: Vec<String> = files(tls).map(|(_, key)| format!("`{key}`")).collect();
    if let Some(vault) = &ask.spec.vault {
        draft.need(format!(
            "Vault holds the files for TLS at `{}/{}/{store}`, as {}: beside the loader no pod mounts the Secret `{}`.",
            vault.engine,
            vault.base_path,
            keys.join(", "),
            tls.secret
        ));
        return;
    }
    draft.need(format!(
        "Secret `{}` in the namespace of the release, for TLS, with {}: the certificate of the authority as PEM for \
         services in Go, a trust store and its password for services in Java.",
        tls.secret,
        keys.join(", ")
    ));
    for (name, key) in files(tls) {
        let end = match name {
            "caFileKey" => "ca.crt",
            "trustStoreKey" => "truststore.jks",
            _ => "truststore-password",
        };
        draft.secret_file(&tls.secret, key, &format!("{store}-{end}"));
    }
}

/// A certificate of an authority: checked, written as `certName` and `certKey`, and asked for.
pub fn certificate(draft: &mut Draft, chosen: &Chosen, certificate: &CertificateSpec) {
    draft.set(&chosen.key("certName"), certificate.secret.as_str());
    draft.set(&chosen.key("certKey"), certificate.key.as_str());
}

/// Fails where Secret or key of a certificate is no name.
pub fn check_certificate(chosen: &Chosen, certificate: &CertificateSpec) -> Result<(), Problem> {
    names::secret(&chosen.spec_path("certificate.secret"), &certificate.secret)?;
    names::key(&chosen.spec_path("certificate.key"), &certificate.key)
}

/// What must be there for a certificate.
pub fn certificate_prerequisites(draft: &mut Draft, certificate: &CertificateSpec, begin: &str) {
    draft.need(format!(
        "Secret `{}` in the namespace of the release, with the certificate of the authority, PEM, under `{}`.",
        certificate.secret, certificate.key
    ));
    draft.secret_file(&certificate.secret, &certificate.key, &format!("{begin}-ca.crt"));
}

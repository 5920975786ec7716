//! TimescaleDB, charts up to 0.36.6.

use super::Ask;
use super::check::host_and_port;
use super::chosen::chosen;
use super::credentials::{self, Credentials, RAW_PASSWORD};
use super::draft::Draft;
use super::tls;
use crate::spec::datastores::TimescaleSpec;
use crate::spec::problem::Problem;

const NAME: &str = "timescaledb";

pub fn plan(ask: &Ask, draft: &mut Draft) -> Result<(), Problem> {
    let Some(spec) = &ask.spec.datastores.timescaledb else { return Ok(()) };
    let datastore = ask.catalog.datastore(NAME).map_err(Problem::from)?;
    if !datastore.versions.contains(ask.version) {
        let none = format!("chart {} has no {}", ask.version, datastore.title);
        let problem = match &datastore.gone {
            Some(gone) => Problem::at("datastores.timescaledb", format!("{none}: {}", gone.reason)).help(&gone.help),
            None => Problem::at("datastores.timescaledb", none),
        };
        return Err(problem);
    }
    let Some(chosen) = chosen(ask, NAME, spec.provider.as_deref(), &settings(spec))? else { return Ok(()) };
    let text = spec.host.as_deref().ok_or_else(|| {
        chosen.missing("host", "the server with its port").help(format!("`host: name:{}`", chosen.port()))
    })?;
    let host = host_and_port(&chosen.spec_path("host"), text, chosen.port(), &datastore.own_hosts)?;
    match &spec.certificate {
        Some(certificate) => tls::check_certificate(&chosen, certificate)?,
        None if chosen.provider.tls => {
            return Err(chosen
                .missing("certificate", "the certificate of the authority: it takes no connection without TLS")
                .help("`certificate: {secret: tsdb-cert, key: cert}`"));
        }
        None => {}
    }
    let credentials = credentials::credentials(ask, &chosen, spec.secret.as_ref(), Some(&datastore.secret.name))?;
    if let Credentials::External(external) = &credentials
        && external.user.is_none()
    {
        return Err(chosen.missing("secret.externalSecret.user", "a user beside the password"));
    }

    draft.set(&chosen.key("installed"), false);
    draft.set(&chosen.key("hosts"), vec![host.text()]);
    credentials::write(draft, &chosen, &credentials, matches!(credentials, Credentials::Vault));
    draft.set(&chosen.key("sslEnabled"), spec.certificate.is_some());
    if let Some(certificate) = &spec.certificate {
        tls::certificate(draft, &chosen, certificate);
    }

    chosen.prerequisites(ask, draft, &[host.text()]);
    draft.need(RAW_PASSWORD);
    credentials::prerequisites(draft, &credentials, ["timescaledb-user", "timescaledb-password"]);
    if let Some(certificate) = &spec.certificate {
        tls::certificate_prerequisites(draft, certificate, NAME);
    }
    Ok(())
}

fn settings(spec: &TimescaleSpec) -> [(&'static str, bool); 5] {
    [
        ("host", spec.host.is_some()),
        ("secret", spec.secret.is_some()),
        ("certificate", spec.certificate.is_some()),
        ("prerequisitesMet", spec.prerequisites_met.is_some()),
        ("servers", spec.servers.is_some()),
    ]
}

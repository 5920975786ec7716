//! PostgreSQL: one writer, with TLS by its mode.

use super::Ask;
use super::check::host_and_port;
use super::chosen::chosen;
use super::credentials::{self, Credentials, RAW_PASSWORD};
use super::draft::Draft;
use super::tls;
use crate::spec::datastores::PostgresSpec;
use crate::spec::problem::Problem;
use crate::suggest;

/// The modes of TLS, and whether the certificate of the authority is needed. `allow` and `prefer` would be taken for
/// `require`.
const MODES: [(&str, bool); 4] = [("disable", false), ("require", false), ("verify-ca", true), ("verify-full", true)];

/// The mode where the spec names none.
const USUAL_MODE: &str = "require";

pub fn plan(ask: &Ask, draft: &mut Draft) -> Result<(), Problem> {
    let spec = &ask.spec.datastores.postgres;
    let Some(chosen) = chosen(ask, "postgres", spec.provider.as_deref(), &settings(spec))? else { return Ok(()) };
    let path = chosen.spec_path("host");
    let text = spec.host.as_deref().ok_or_else(|| {
        chosen.missing("host", "the writer with its port").help(format!("`host: name:{}`", chosen.port()))
    })?;
    let host = host_and_port(&path, text, chosen.port(), &chosen.datastore.own_hosts)?;
    if host.port != Some(chosen.port()) {
        let message =
            format!("is not on port {}: some connection strings of the chart leave the port out", chosen.port());
        return Err(Problem::at(&path, message)
            .help(format!("let the server, or a proxy before it, listen on {}", chosen.port())));
    }
    let mode = spec.ssl_mode.as_deref().unwrap_or(USUAL_MODE);
    let Some((_, verifies)) = MODES.iter().find(|(name, _)| *name == mode) else {
        let unknown = suggest::unknown("mode", mode, MODES.iter().map(|(name, _)| *name));
        let problem = Problem::of(&chosen.spec_path("sslMode"), unknown);
        return Err(match mode {
            "allow" | "prefer" => problem.help("the chart takes it for `require`: write that"),
            _ => problem,
        });
    };
    match &spec.certificate {
        Some(certificate) => tls::check_certificate(&chosen, certificate)?,
        None if *verifies => {
            let what = format!("the certificate of the authority for `sslMode: {mode}`");
            return Err(chosen.missing("certificate", &what).help("`certificate: {secret: postgres-ca, key: ca.crt}`"));
        }
        None => {}
    }
    if spec.certificate.is_some() && mode == "disable" {
        return Err(Problem::at(
            &chosen.spec_path("certificate"),
            "stands beside `sslMode: disable`: without TLS nothing reads it",
        ));
    }
    let credentials =
        credentials::credentials(ask, &chosen, spec.secret.as_ref(), Some(&chosen.datastore.secret.name))?;
    if let Credentials::External(external) = &credentials
        && external.user.is_none()
    {
        return Err(chosen.missing("secret.externalSecret.user", "a user beside the password"));
    }

    draft.set(&chosen.key("installed"), false);
    draft.set_with(
        &chosen.key("hosts"),
        vec![host.text()],
        "One name that always leads to the primary: the chart reads the first host only.",
    );
    credentials::write(draft, &chosen, &credentials, matches!(credentials, Credentials::Vault));
    draft.set(&chosen.key("sslMode"), mode);
    if mode.starts_with("verify-") {
        let line = "Some connection strings of the chart make `require` of it: encrypted, but not verified.";
        draft.comment(&chosen.key("sslMode"), line);
    }
    if let Some(certificate) = &spec.certificate {
        tls::certificate(draft, &chosen, certificate);
    }

    chosen.prerequisites(ask, draft, &[host.text()]);
    draft.need(match mode {
        "disable" => "The server takes connections without TLS.".to_owned(),
        mode => format!("The server takes connections with TLS (`sslmode={mode}`)."),
    });
    draft.need(RAW_PASSWORD);
    credentials::prerequisites(draft, &credentials, ["postgres-user", "postgres-password"]);
    if let Some(certificate) = &spec.certificate {
        tls::certificate_prerequisites(draft, certificate, "postgres");
    }
    Ok(())
}

fn settings(spec: &PostgresSpec) -> [(&'static str, bool); 7] {
    [
        ("host", spec.host.is_some()),
        ("sslMode", spec.ssl_mode.is_some()),
        ("certificate", spec.certificate.is_some()),
        ("secret", spec.secret.is_some()),
        ("version", spec.version.is_some()),
        ("prerequisitesMet", spec.prerequisites_met.is_some()),
        ("servers", spec.servers.is_some()),
    ]
}

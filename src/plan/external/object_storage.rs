//! Object storage, where log-service keeps the logs of pipelines: MinIO, S3, GCS.

use serde_json::json;

use super::Ask;
use super::check::{url, word};
use super::chosen::{Chosen, chosen};
use super::credentials::{self, Credentials};
use super::draft::Draft;
use crate::spec::datastores::ObjectStorageSpec;
use crate::spec::problem::Problem;
use crate::spec::secret::SecretForm;

/// Whether the chart runs its own MinIO.
const INSTALLED: &str = "global.database.minio.installed";

/// Lengths that S3, GCS and MinIO allow a bucket's name.
const BUCKET: std::ops::RangeInclusive<usize> = 3..=63;

pub fn plan(ask: &Ask, draft: &mut Draft) -> Result<(), Problem> {
    let spec = &ask.spec.datastores.object_storage;
    let chosen = chosen(ask, "objectStorage", spec.provider.as_deref(), &settings(spec))?;
    let Some(chosen) = chosen else { return Ok(()) };
    let region = match spec.region.as_deref().or(chosen.provider.region.as_deref()) {
        Some(region) => {
            word(&chosen.spec_path("region"), region, "-")?;
            Some(region)
        }
        None if chosen.id == "s3" => {
            return Err(chosen.missing("region", "the region of the bucket").help("`region: us-east-1`"));
        }
        None => None,
    };
    let bucket = spec.bucket.as_deref().or(chosen.provider.bucket.as_deref());
    let bucket = bucket.ok_or_else(|| chosen.missing("bucket", "the name of the bucket"))?;
    check_bucket(&chosen.spec_path("bucket"), bucket)?;
    let endpoint = endpoint(&chosen, spec, region)?;
    let credentials = self::credentials(ask, &chosen, spec)?;

    draft.set_with(
        INSTALLED,
        false,
        "Only after the logs were copied, and old and new ones were seen in the pages of pipelines.",
    );
    let block = if chosen.id == "gcs" { "gcs" } else { "s3" };
    let key = |key: &str| chosen.key(&format!("{block}.{key}"));
    draft.set(&key("endpoint"), endpoint.as_str());
    if block == "gcs" {
        draft.comment(&key("endpoint"), "An endpoint here takes precedence over `s3`: set only one of the two.");
    } else {
        // The service itself calls this mode "MinIO": it is on where the endpoint is one.
        draft.set(&key("enableMinioSupport"), chosen.id == "minio");
    }
    if endpoint.starts_with("http://") {
        draft.comment(&key("endpoint"), "Without TLS the logs go over the network in clear text.");
    }
    draft.set(&key("bucketName"), bucket);
    if let Some(region) = region {
        draft.set(&key("region"), region);
    }
    write_credentials(draft, &chosen, &credentials);

    chosen.prerequisites(ask, draft, &[endpoint]);
    draft.need(format!(
        "The bucket `{bucket}`{}.",
        region.map(|region| format!(" in region `{region}`")).unwrap_or_default()
    ));
    credentials::prerequisites(draft, &credentials, ["object-storage-access-key", "object-storage-secret-key"]);
    if let (Credentials::Vault, Some(vault)) = (&credentials, &ask.spec.vault) {
        let defaults = &chosen.datastore.secret;
        draft.need(format!(
            "Vault holds access key and secret key at `{}/{}/log-service/env-secrets`, as `{}` and `{}`.",
            vault.engine, vault.base_path, defaults.user_variable, defaults.password_variable
        ));
    }
    Ok(())
}

fn settings(spec: &ObjectStorageSpec) -> [(&'static str, bool); 5] {
    [
        ("endpoint", spec.endpoint.is_some()),
        ("bucket", spec.bucket.is_some()),
        ("region", spec.region.is_some()),
        ("secret", spec.secret.is_some()),
        ("servers", spec.servers.is_some()),
    ]
}

fn check_bucket(path: &str, text: &str) -> Result<(), Problem> {
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte);
    match BUCKET.contains(&text.len()) && text.bytes().all(legal) {
        true => Ok(()),
        false => Err(Problem::at(path, "is no name of a bucket: 3 to 63 small letters, digits, `-`, `.` and `_`")),
    }
}

/// The URL of the service: that of the spec, or the one that follows from provider and region.
fn endpoint(chosen: &Chosen, spec: &ObjectStorageSpec, region: Option<&str>) -> Result<String, Problem> {
    let path = chosen.spec_path("endpoint");
    let Some(text) = spec.endpoint.as_deref() else {
        return match (&chosen.provider.endpoint, region) {
            (Some(endpoint), _) => Ok(endpoint.clone()),
            (None, Some(region)) if chosen.id == "s3" => Ok(s3_endpoint(region)),
            _ => Err(chosen.missing("endpoint", "the URL of the service").help("`endpoint: https://host:9000`")),
        };
    };
    let (scheme, host) = url(&path, text, &chosen.datastore.own_hosts)?;
    if chosen.provider.tls && scheme != "https" {
        return Err(Problem::at(&path, format!("is without TLS: `{}` is reached by https", chosen.id)));
    }
    let amazon = ["amazonaws.com", "amazonaws.com.cn"].iter().any(|end| host.name.ends_with(end));
    if amazon && chosen.id != "s3" {
        return Err(Problem::at(&path, format!("is Amazon S3, and the provider is `{}`", chosen.id))
            .help("write `provider: s3`"));
    }
    // The region is one part of the name. A signature for another is refused.
    let names_region = |region: &str| host.name.split('.').any(|part| part == region);
    if amazon && region.is_some_and(|region| !names_region(region)) {
        return Err(Problem::at(&path, "names another region than `region`: S3 refuses what is signed for another")
            .help("leave `endpoint` out: it follows from the region"));
    }
    Ok(text.to_owned())
}

/// The service of a region. Those in China are under a domain of their own.
fn s3_endpoint(region: &str) -> String {
    let china = if region.starts_with("cn-") { ".cn" } else { "" };
    format!("https://s3.{region}.amazonaws.com{china}")
}

fn credentials<'a>(ask: &Ask<'a>, chosen: &Chosen, spec: &'a ObjectStorageSpec) -> Result<Credentials<'a>, Problem> {
    if spec.secret.as_ref().is_some_and(|secret| secret.external_secret.is_some()) {
        let message = "is not for object storage: log-service takes these keys from a Kubernetes Secret only";
        return Err(Problem::at(&chosen.spec_path("secret.externalSecret"), message)
            .help("let an ExternalSecret make a Secret, and name that with `secret.name`"));
    }
    credentials::credentials(ask, chosen, spec.secret.as_ref(), Some(&chosen.datastore.secret.name))
}

/// The list is what log-service reads first, and its default names the Secret of the chart's own MinIO; older charts
/// read the two references beside it.
fn write_credentials(draft: &mut Draft, chosen: &Chosen, credentials: &Credentials) {
    let Credentials::Secret { name, user_key, password_key, form } = credentials else { return };
    let defaults = &chosen.datastore.secret;
    let keys = json!({&*defaults.user_variable: user_key, &*defaults.password_variable: password_key});
    draft.set_with(
        &chosen.key("secrets.kubernetesSecrets"),
        json!([{"secretName": name, "keys": keys}]),
        "The list replaces the chart's own, which names the Secret of its MinIO.",
    );
    if *form == SecretForm::Plain {
        draft.set(&chosen.key("logServiceS3AccessKeyID"), json!({"name": name, "key": user_key}));
        draft.set(&chosen.key("logServiceS3SecretAccessKey"), json!({"name": name, "key": password_key}));
    }
}

//! Settings of the object store that contradict each other.

use crate::lint::context::Context;
use crate::lint::datastore::place;
use crate::lint::endpoint::{host_of, is_in_domain};
use crate::lint::finding::{Findings, Severity};
use crate::lint::object_store::{Logs, logs};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "inconsistent-object-store",
    family: "datastores",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("inconsistent_object_store.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some(logs) = logs(cx) else { return };
    let (s3, gcs) = (&logs.store.s3, &logs.store.gcs);
    let mut report = |severity: Severity, path: KeyPath, message: String, help: String| {
        if let Some(at) = place(cx, &path) {
            out.push(RULE.at(at, message).path(&path).severity(severity).help(help));
        }
    };
    if !logs.s3.is_empty() && !logs.gcs.is_empty() {
        let path = gcs.key("endpoint");
        let message = format!("`{path}` and `{}` are both set: the first wins", s3.key("endpoint"));
        report(Severity::Warning, path, message, "keep one of them".to_owned());
    }
    if logs.s3.is_empty() {
        return;
    }
    let host = host_of(&logs.s3);
    let cloud = logs.store.cloud_hosts.iter().find(|domain| is_in_domain(&host, domain));
    if cloud.is_some() && cx.effective(&s3.key("enableMinioSupport")).is_none_or(|found| found.value != false) {
        let path = s3.key("enableMinioSupport");
        let message = format!("`{host}` is no MinIO, and `{path}` is not false");
        report(Severity::Warning, path, message, "set it to false".to_owned());
    }
    let region = logs.s3_text("region").unwrap_or_else(|| logs.store.region.clone());
    if let Some(found) = cloud.and_then(|domain| region_of(&host, domain)).filter(|found| **found != *region) {
        let path = s3.key("region");
        let message = match logs.s3_text("region") {
            Some(_) => format!("`{path}` is `{region}`, and the endpoint lies in `{found}`"),
            None => format!("`{path}` is not set, and the endpoint lies in `{found}`, not in the default `{region}`"),
        };
        report(Severity::Warning, path, message, format!("set `region: {found}`"));
    }
    if !is_in_cluster(&logs, &host) && logs.s3_text("bucketName").is_none() {
        let path = s3.key("bucketName");
        let message = format!("`{path}` is not set: logs go to the bucket `{}`", logs.store.bucket);
        report(Severity::Info, path, message, "set it, unless the bucket has that name".to_owned());
    }
}

/// The region in `s3.<region>.amazonaws.com`, `s3-<region>`, `s3.dualstack.<region>` and behind the name of a bucket.
fn region_of<'h>(host: &'h str, domain: &str) -> Option<&'h str> {
    let before = host.strip_suffix(domain)?.strip_suffix('.')?;
    let last = before.rsplit('.').next()?;
    let region = last.strip_prefix("s3-").unwrap_or(last);
    // `us-east-1`, `us-gov-west-1`: words and a number.
    let (words, number) = region.rsplit_once('-')?;
    (words.contains('-') && number.chars().all(|char| char.is_ascii_digit())).then_some(region)
}

/// Whether the endpoint is the service of MinIO in the cluster, written out.
fn is_in_cluster(logs: &Logs, host: &str) -> bool {
    !logs.is_external() && (host == "minio" || host.starts_with("minio.") && host.contains(".svc"))
}

//! Storage classes, and the backup of what is kept in the cluster.

use super::draft::Draft;
use super::names;
use crate::catalog::architecture::{Architecture, Backup};
use crate::error::quoted;
use crate::spec::Spec;
use crate::spec::problem::Problem;

/// Classes that Kubernetes would not take, volumes that no class would make, and statements of a backup that say nothing.
pub fn problems(spec: &Spec) -> Vec<Problem> {
    let storage = &spec.storage;
    let mut out = Vec::new();
    out.extend(storage.class.as_ref().and_then(|name| names::object("storage.class", name)));
    out.extend(storage.services_class.as_ref().and_then(|name| names::object("storage.servicesClass", name)));
    if spec.kubernetes.default_storage_class == Some(false) && storage.class.is_none() {
        out.push(
            Problem::at("kubernetes.defaultStorageClass", "without a default class, volumes wait for ever")
                .help("add `storage.class` with the name of a storage class"),
        );
    }
    if let Some(backup) = &spec.backup {
        out.extend(names::given("backup.tool", &backup.tool));
        out.extend(backup.schedule.as_deref().filter(|schedule| !is_schedule(schedule)).map(|schedule| {
            Problem::at("backup.schedule", format!("{} is no cron line", quoted(schedule)))
                .help("write minute, hour, day, month and weekday, such as `0 7 * * *`")
        }));
    }
    out
}

/// Five fields of a cron line, or one of the words for them.
fn is_schedule(text: &str) -> bool {
    const WORDS: [&str; 6] = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly"];
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '*' | '/' | ',' | '-' | '?');
    let fields = || text.split_whitespace();
    WORDS.contains(&text)
        || text.strip_prefix("@every ").is_some_and(|rest| !rest.trim().is_empty())
        || (fields().count() == 5 && fields().all(|field| field.chars().all(fits)))
}

/// Names the storage classes.
pub fn set(draft: &mut Draft, spec: &Spec) {
    let storage = &spec.storage;
    let services = storage.services_class.as_ref().or(storage.class.as_ref());
    if let Some(class) = &storage.class {
        draft.explain("global.storageClass", class.as_str(), &["Of the datastores. Fixed once installed."]);
    }
    if let Some(class) = services {
        draft.explain("global.storageClassName", class.as_str(), &["The same for the services, under another name."]);
    }
    let mut classes: Vec<&String> = storage.class.iter().chain(services).collect();
    classes.dedup();
    if !classes.is_empty() {
        let needs = classes.iter().map(|class| format!("The storage class `{class}` exists.")).collect();
        let commands = classes.iter().map(|class| format!("kubectl get storageclass {class}")).collect();
        draft.need("Storage", needs, commands);
    }
}

/// What the backup that the spec states has to cover.
pub fn backup(draft: &mut Draft, spec: &Spec, architecture: Option<&Architecture>, namespace: &str) {
    let Some(backup) = &spec.backup else { return };
    let mut needs = vec![format!(
        "{} backs up the whole namespace with its Secrets, those that the chart generates included.",
        backup.tool
    )];
    if architecture.is_some_and(|architecture| architecture.backup == Backup::Database) {
        needs.push("The databases have a backup of their own.".to_owned());
    } else if backup.file_system != Some(true) {
        needs.push(
            "The storage class takes CSI snapshots, and a VolumeSnapshotClass of the same driver has the label `velero.io/csi-volumesnapshot-class: \"true\"`."
                .to_owned(),
        );
    }
    needs.push("It runs at least once a week, better every day, and a restore was tried.".to_owned());
    let mut commands = Vec::new();
    if backup.tool.eq_ignore_ascii_case("velero") {
        let schedule = backup.schedule.as_deref().unwrap_or("0 7 * * *");
        commands.push(format!(
            "velero schedule create {} --schedule=\"{schedule}\" --include-namespaces={namespace}",
            spec.release.name.as_deref().unwrap_or("my-release")
        ));
    }
    draft.need("Backup", needs, commands);
}

#[cfg(test)]
mod tests {
    use super::is_schedule;

    #[test]
    fn schedules_of_cron() {
        for good in ["0 7 * * *", "*/5 0-6 1,15 * MON", "@daily", "@every 24h"] {
            assert!(is_schedule(good), "{good}");
        }
        for bad in ["", "daily", "0 7 * *", "0 7 * * * *", "0 7 * * $(x)", "@often"] {
            assert!(!is_schedule(bad), "{bad}");
        }
    }
}

//! The facts that several installations of a spec have in common.

use crate::lint::context::Declared;

/// The facts of the first of `all` that the others declare as well, and the names of those that they do not, as the
/// spec writes them. What is left out is not declared.
pub fn shared(all: Vec<Declared>) -> (Declared, Vec<&'static str>) {
    let mut all = all.into_iter();
    let Some(mut common) = all.next() else { return (Declared::default(), Vec::new()) };
    let mut left_out = Vec::new();
    for other in all {
        keep(&mut common, &other, &mut left_out);
    }
    (common, left_out)
}

fn keep(common: &mut Declared, other: &Declared, left_out: &mut Vec<&'static str>) {
    common.expected = std::mem::take(&mut common.expected).common(&other.expected);
    let out = left_out;
    same(&mut common.profile, &other.profile, "profile", out);
    same(&mut common.architecture, &other.architecture, "architecture", out);
    same(&mut common.users, &other.users, "load", out);
    same(&mut common.ci, &other.ci, "load", out);
    same(&mut common.cd, &other.cd, "load", out);
    same(&mut common.qos, &other.qos, "kubernetes", out);
    same(&mut common.cloud, &other.cloud, "kubernetes", out);
    same(&mut common.file_system_backup, &other.file_system_backup, "backup", out);
    let (ours, theirs) = (&mut common.cluster, &other.cluster);
    same(&mut ours.platform, &theirs.platform, "kubernetes", out);
    same(&mut ours.kubernetes, &theirs.kubernetes, "kubernetes", out);
    same(&mut ours.node, &theirs.node, "kubernetes", out);
    same(&mut ours.default_storage_class, &theirs.default_storage_class, "kubernetes", out);
    same(&mut ours.provisioner, &theirs.provisioner, "kubernetes", out);
    same(&mut ours.single_node, &theirs.single_node, "kubernetes", out);
    same(&mut ours.pull_secret, &theirs.pull_secret, "registry", out);
    let (ours, theirs) = (&mut common.datastores, &other.datastores);
    same(&mut ours.mongo, &theirs.mongo, "datastores", out);
    same(&mut ours.postgres, &theirs.postgres, "datastores", out);
    same(&mut ours.redis, &theirs.redis, "datastores", out);
    same(&mut ours.timescaledb, &theirs.timescaledb, "datastores", out);
    same(&mut ours.minio, &theirs.minio, "datastores", out);
    let (ours, theirs) = (&mut common.surroundings, &other.surroundings);
    same(&mut ours.external_tls, &theirs.external_tls, "network", out);
    same(&mut ours.external_routes, &theirs.external_routes, "network", out);
    same(&mut ours.backup, &theirs.backup, "backup", out);
    same(&mut ours.redis_replicated, &theirs.redis_replicated, "datastores", out);
    same(&mut ours.first_install, &theirs.first_install, "kubernetes", out);
    same(&mut ours.copied_images, &theirs.copied_images, "registry", out);
}

/// Takes `ours` away where `theirs` is another.
pub fn same<T: PartialEq + Default>(ours: &mut T, theirs: &T, name: &'static str, left_out: &mut Vec<&'static str>) {
    if ours != theirs {
        *ours = T::default();
        if !left_out.contains(&name) {
            left_out.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_of_them_says_otherwise_is_not_declared() {
        let of = |profile: &str, users: u64| Declared {
            profile: Some(profile.to_owned()),
            architecture: Some("prod-3-replica".to_owned()),
            users: Some(users),
            ..Declared::default()
        };
        let (common, left_out) = shared(vec![of("medium", 1), of("large", 1), of("medium", 2)]);
        assert_eq!((common.profile, common.users), (None, None));
        assert_eq!(common.architecture.as_deref(), Some("prod-3-replica"));
        assert_eq!(left_out, ["profile", "load"]);
        assert!(shared(vec![of("small", 1)]).1.is_empty());
    }
}

//! Where user and password of a datastore are, in each of the forms that the chart reads.

use serde_json::json;

use super::Ask;
use super::check::word;
use super::chosen::Chosen;
use super::draft::Draft;
use crate::plan::names;
use crate::spec::problem::Problem;
use crate::spec::secret::{ExternalSecretSpec, RemoteKeySpec, SecretForm, SecretSpec, SecretStoreKind};

/// Where user and password come from.
pub enum Credentials<'a> {
    /// A Kubernetes Secret.
    Secret { name: String, user_key: String, password_key: String, form: SecretForm },
    /// What the External Secrets Operator reads.
    External(&'a ExternalSecretSpec),
    /// The Vault loader.
    Vault,
    /// The server asks for none.
    None,
}

/// The credentials that the spec names, or the usual Secret. `name` is the usual name of that Secret.
pub fn credentials<'a>(
    ask: &Ask<'a>,
    chosen: &Chosen,
    spec: Option<&'a SecretSpec>,
    name: Option<&str>,
) -> Result<Credentials<'a>, Problem> {
    let path = |key: &str| chosen.spec_path(&format!("secret.{key}"));
    if ask.spec.vault.is_some() {
        return match spec {
            None => Ok(Credentials::Vault),
            Some(_) => Err(Problem::at(
                &chosen.spec_path("secret"),
                "stands beside `vault`, which gives the credentials of every datastore",
            )
            .help("leave one of the two out")),
        };
    }
    let defaults = &chosen.datastore.secret;
    let keys = chosen.provider.secret.as_ref();
    let Some(spec) = spec else {
        let name = name.ok_or_else(|| chosen.missing("secret", "`secret.name`, the Secret with user and password"))?;
        return Ok(Credentials::Secret {
            name: name.to_owned(),
            user_key: keys.map_or(&defaults.user_key, |keys| &keys.user_key).clone(),
            password_key: keys.map_or(&defaults.password_key, |keys| &keys.password_key).clone(),
            form: SecretForm::Plain,
        });
    };
    if let Some(external) = &spec.external_secret {
        let named = [("name", &spec.name), ("userKey", &spec.user_key), ("passwordKey", &spec.password_key)];
        if let Some((key, _)) = named.iter().find(|(_, value)| value.is_some()) {
            return Err(Problem::at(
                &path(key),
                "stands beside `externalSecret`: one of the two gives the credentials",
            )
            .help("leave one of the two out"));
        }
        if spec.form != SecretForm::Plain {
            return Err(Problem::at(&path("form"), "is for a Kubernetes Secret, and `externalSecret` is none"));
        }
        check_external(external, &path("externalSecret"))?;
        return Ok(Credentials::External(external));
    }
    let taken = |value: &Option<String>, usual: &str| value.clone().unwrap_or_else(|| usual.to_owned());
    let name = match (&spec.name, name) {
        (Some(name), _) => name.clone(),
        (None, Some(usual)) => usual.to_owned(),
        (None, None) => return Err(chosen.missing("secret.name", "the Secret with user and password")),
    };
    let user_key = taken(&spec.user_key, keys.map_or(&defaults.user_key, |keys| &keys.user_key));
    let password_key = taken(&spec.password_key, keys.map_or(&defaults.password_key, |keys| &keys.password_key));
    names::secret(&path("name"), &name)?;
    names::key(&path("userKey"), &user_key)?;
    names::key(&path("passwordKey"), &password_key)?;
    if user_key == password_key {
        return Err(Problem::at(
            &path("passwordKey"),
            "is the same key as `userKey`: one holds the user, the other the password",
        ));
    }
    Ok(Credentials::Secret { name, user_key, password_key, form: spec.form })
}

fn check_external(external: &ExternalSecretSpec, path: &str) -> Result<(), Problem> {
    names::secret(&format!("{path}.store.name"), &external.store.name)?;
    let keys = [("user", external.user.as_ref()), ("password", Some(&external.password))];
    for (which, key) in keys.into_iter().filter_map(|(which, key)| Some((which, key?))) {
        remote_key(&format!("{path}.{which}"), key)?;
    }
    Ok(())
}

/// Fails where a value in an external store is not named by its place. Nothing of it is shown: it may be the value.
pub fn remote_key(path: &str, key: &RemoteKeySpec) -> Result<(), Problem> {
    word(&format!("{path}.name"), &key.name, "-_./:+=")?;
    match &key.property {
        Some(property) => word(&format!("{path}.property"), property, "-_./"),
        None => Ok(()),
    }
}

/// What the values of a database say of its credentials. `blank` is whether the chart's default names a Secret, which
/// would not be there where the credentials come from elsewhere.
pub fn write(draft: &mut Draft, chosen: &Chosen, credentials: &Credentials, blank: bool) {
    let defaults = &chosen.datastore.secret;
    let triple = |draft: &mut Draft, name: &str, user: &str, password: &str| {
        draft.set(&chosen.key("secretName"), name);
        draft.set(&chosen.key("userKey"), user);
        draft.set(&chosen.key("passwordKey"), password);
    };
    let blanked = |draft: &mut Draft, why: &str| {
        if blank {
            triple(draft, "", "", "");
            draft.comment(&chosen.key("secretName"), why);
        }
    };
    match credentials {
        Credentials::Secret { name, user_key, password_key, form: SecretForm::Plain } => {
            triple(draft, name, user_key, password_key);
        }
        Credentials::Secret { name, user_key, password_key, form: SecretForm::KubernetesSecrets } => {
            let keys = json!({&*defaults.user_variable: user_key, &*defaults.password_variable: password_key});
            draft.set(&chosen.key("secrets.kubernetesSecrets"), json!([{"secretName": name, "keys": keys}]));
        }
        Credentials::External(external) => {
            if external.user.is_none() {
                blanked(
                    draft,
                    "The user is left out: without this the chart would read it from a Secret that is not there.",
                );
            }
            let mut keys = serde_json::Map::new();
            if let Some(user) = &external.user {
                keys.insert(defaults.user_variable.clone(), remote(user));
            }
            keys.insert(defaults.password_variable.clone(), remote(&external.password));
            let store = json!({"name": external.store.name, "kind": kind(external)});
            let entry = json!([{"secretStore": store, "remoteKeys": keys}]);
            draft.set(&chosen.key("secrets.secretManagement.externalSecretsOperator"), entry);
        }
        Credentials::Vault => {
            blanked(draft, "Vault gives the credentials: the chart's default names a Secret that is not there.");
        }
        Credentials::None => {
            blanked(draft, "The server asks for no password: the chart's default names a Secret that is not there.");
        }
    }
}

fn remote(key: &RemoteKeySpec) -> serde_json::Value {
    match &key.property {
        Some(property) => json!({"name": key.name, "property": property}),
        None => json!({"name": key.name}),
    }
}

fn kind(external: &ExternalSecretSpec) -> &'static str {
    match external.store.kind {
        SecretStoreKind::SecretStore => "SecretStore",
        SecretStoreKind::ClusterSecretStore => "ClusterSecretStore",
    }
}

/// What must be there for the credentials. `files` begin the names of the files with user and password.
pub fn prerequisites(draft: &mut Draft, credentials: &Credentials, files: [&str; 2]) {
    match credentials {
        Credentials::Secret { name, user_key, password_key, .. } => {
            draft.need(format!(
                "Secret `{name}` in the namespace of the release, with the keys `{user_key}` and `{password_key}`. \
                 Each file below holds its value alone, without a line break at the end."
            ));
            draft.secret_file(name, user_key, files[0]);
            draft.secret_file(name, password_key, files[1]);
        }
        Credentials::External(external) => {
            let (kind, name) = (kind(external), &external.store.name);
            draft.need(format!("The External Secrets Operator, and its {kind} `{name}` works."));
            let at = |key: &RemoteKeySpec| match &key.property {
                Some(property) => format!("`{}`, property `{property}`", key.name),
                None => format!("`{}`", key.name),
            };
            if let Some(user) = &external.user {
                draft.need(format!("The store holds the user at {}.", at(user)));
            }
            draft.need(format!("The store holds the password at {}.", at(&external.password)));
            let command = match external.store.kind {
                SecretStoreKind::SecretStore => format!("kubectl get secretstore {name} -n {}", draft.namespace()),
                SecretStoreKind::ClusterSecretStore => format!("kubectl get clustersecretstore {name}"),
            };
            draft.command(command);
        }
        Credentials::Vault | Credentials::None => {}
    }
}

/// The warning that goes with every password in a connection string.
pub const RAW_PASSWORD: &str =
    "The password holds none of `@ : / ? # % [ ]` and no blank: the chart puts it into connection strings as it is.";

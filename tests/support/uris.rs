//! The connections that the chart's templates build from merged values, written anew from what they are known to do:
//! harness-common 1.6.0 (`_databaseconnectionsv2.tpl`, `_dbv3.tpl`, `_secrets-helper.tpl`) and the README of log-service.
#![allow(dead_code, reason = "each test file uses its own part")]

use serde_json::{Map, Value};
use smpgen::leaf;

/// Merged values of one chart.
pub struct Merged(pub Map<String, Value>);

/// Where a pod gets the value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Name and key of a Kubernetes Secret.
    Secret(String, String),
    /// Name in an external store.
    External(String),
}

impl Merged {
    pub fn get(&self, path: &str) -> Option<&Value> {
        leaf::get(&self.0, &path.parse().unwrap())
    }

    pub fn text(&self, path: &str) -> String {
        self.get(path).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    pub fn is(&self, path: &str) -> bool {
        self.get(path) == Some(&Value::Bool(true))
    }

    fn list(&self, path: &str) -> Vec<String> {
        let items = self.get(path).and_then(Value::as_array).cloned().unwrap_or_default();
        items.iter().map(|item| item.as_str().unwrap_or_default().to_owned()).collect()
    }

    pub fn vault(&self) -> bool {
        self.is("global.externalSecretsLoader.enabled")
    }

    pub fn external(&self, db: &str) -> bool {
        self.get(&format!("global.database.{db}.installed")) == Some(&Value::Bool(false))
    }

    /// `manageEnv`: an external store, else `kubernetesSecrets`, else the three fields, both of which must say something.
    pub fn variable(&self, block: &str, variable: &str, key: &str) -> Option<Source> {
        let array =
            |path: &str| self.get(&format!("{block}.{path}")).and_then(Value::as_array).cloned().unwrap_or_default();
        for entry in array("secrets.secretManagement.externalSecretsOperator").iter().rev() {
            if let Some(name) = entry["remoteKeys"][variable]["name"].as_str().filter(|name| !name.is_empty()) {
                assert!(!entry["secretStore"]["name"].as_str().unwrap().is_empty());
                return Some(Source::External(name.to_owned()));
            }
        }
        for entry in array("secrets.kubernetesSecrets").iter().rev() {
            let found = (entry["secretName"].as_str(), entry["keys"][variable].as_str());
            if let (Some(name), Some(key)) = found
                && !name.is_empty()
                && !key.is_empty()
            {
                return Some(Source::Secret(name.to_owned(), key.to_owned()));
            }
        }
        let (name, key) = (self.text(&format!("{block}.secretName")), self.text(&format!("{block}.{key}")));
        (!name.is_empty() && !key.is_empty()).then_some(Source::Secret(name, key))
    }

    /// `$(USER):$(PASSWORD)@`; with the Vault loader a shell puts the values in.
    fn user_info(&self, user: &str, password: &str) -> String {
        match self.vault() {
            true => format!("${{{user}}}:${{{password}}}@"),
            false => format!("$({user}):$({password})@"),
        }
    }

    /// `mongoConnection`: the `?` is always there.
    pub fn mongo_uri(&self, database: &str) -> String {
        let key = |key: &str| format!("global.database.mongo.{key}");
        format!(
            "{}://{}{}/{database}?{}",
            self.text(&key("protocol")),
            self.user_info("MONGO_USER", "MONGO_PASSWORD"),
            self.list(&key("hosts")).join(","),
            self.text(&key("extraArgs"))
        )
    }

    /// The members that access-control connects to, and whether it does so with TLS.
    pub fn access_control(&self) -> (String, bool) {
        let own = self.list("platform.access-control.mongoHosts");
        let hosts = if own.is_empty() { self.list("global.database.mongo.hosts") } else { own };
        (hosts.join(","), self.is("platform.access-control.mongoSSL.enabled"))
    }

    fn ssl_mode(&self) -> String {
        let mode = self.text("global.database.postgres.sslMode");
        if mode.is_empty() { "disable".to_owned() } else { mode }
    }

    fn first(&self, db: &str) -> (String, String) {
        let hosts = self.list(&format!("global.database.{db}.hosts"));
        let mut parts = hosts.first().map(String::as_str).unwrap_or_default().split(':');
        (parts.next().unwrap_or_default().to_owned(), parts.next().unwrap_or_default().to_owned())
    }

    /// `postgresConnection`, as a URI: the mode of TLS goes in from the chart on that has `global.onprem`.
    pub fn postgres_uri(&self, database: &str) -> String {
        let key = |key: &str| format!("global.database.postgres.{key}");
        let mut args = self.text(&key("extraArgs"));
        if self.is("global.onprem") && self.ssl_mode() != "disable" && !args.contains("sslmode=") {
            // A blank follows where other arguments are there.
            args = if args.is_empty() {
                format!("sslmode={}", self.ssl_mode())
            } else {
                format!("{args}&sslmode={} ", self.ssl_mode())
            };
        }
        let question = if args.is_empty() { "" } else { "?" };
        let user = self.user_info("POSTGRES_USER", "POSTGRES_PASSWORD");
        format!("postgres://{user}{}/{database}{question}{args}", self.list(&key("hosts")).join(","))
    }

    /// The same as keywords and values: the first host, and no port.
    pub fn postgres_dsn(&self, database: &str) -> String {
        let args = self.text("global.database.postgres.extraArgs");
        let (host, _) = self.first("postgres");
        format!(
            "host={host} user=POSTGRES_USER password=POSTGRES_PASSWORD dbname={database} sslmode={}{args}",
            self.ssl_mode()
        )
    }

    /// `timescaleConnection`: PostgreSQL has taken over where `global.onprem` is on.
    pub fn timescale_uri(&self, database: &str) -> String {
        let onprem = self.is("global.onprem");
        let (host, port) = self.first(if onprem { "postgres" } else { "timescaledb" });
        let encrypted = match onprem {
            true => self.ssl_mode() != "disable",
            false => self.is("global.database.timescaledb.sslEnabled"),
        };
        let mode = if encrypted { "require" } else { "disable" };
        let user = self.user_info("TIMESCALEDB_USERNAME", "TIMESCALEDB_PASSWORD");
        format!("jdbc:postgresql://{user}{host}:{port}/{database}?sslmode={mode}")
    }

    /// `redisConnection`: a URL for each host; credentials where there is a password.
    pub fn redis_urls(&self) -> Vec<String> {
        let block = "global.database.redis";
        let protocol = self.text(&format!("{block}.protocol"));
        let protocol = if protocol.is_empty() { "redis".to_owned() } else { protocol };
        let password = self.vault_or(block, "REDIS_PASSWORD", "passwordKey");
        let user = if password { self.user_info("REDIS_USERNAME", "REDIS_PASSWORD") } else { String::new() };
        self.list(&format!("{block}.hosts")).iter().map(|host| format!("{protocol}://{user}{host}")).collect()
    }

    fn vault_or(&self, block: &str, variable: &str, key: &str) -> bool {
        self.variable(block, variable, key).is_some()
    }

    /// Which store log-service uses, and its endpoint.
    pub fn object_storage(&self) -> (&'static str, String) {
        let gcs = self.text("platform.log-service.gcs.endpoint");
        if !gcs.is_empty() {
            return ("gcs", gcs);
        }
        let endpoint = self.text("platform.log-service.s3.endpoint");
        let minio = self.get("platform.log-service.s3.enableMinioSupport") != Some(&Value::Bool(false));
        match minio && endpoint.is_empty() {
            true => ("s3", "http://minio.NAMESPACE.svc.cluster.local:9000".to_owned()),
            false => ("s3", endpoint),
        }
    }
}

/// A connection, taken apart.
#[derive(Debug)]
pub struct Uri {
    pub scheme: String,
    pub user_info: Option<String>,
    pub hosts: Vec<String>,
    pub options: Vec<(String, String)>,
}

/// Takes a connection apart as a driver does. The error says why no driver would take it.
pub fn usable(uri: &str) -> Result<Uri, String> {
    if uri.chars().any(char::is_whitespace) {
        return Err("white space".to_owned());
    }
    let (scheme, rest) = uri.split_once("://").ok_or("no scheme")?;
    let (authority, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = authority.split_once('/').unwrap_or((authority, ""));
    if database.contains(['/', '@', ':']) {
        return Err(format!("database `{database}`"));
    }
    let (user_info, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (Some(user.to_owned()), hosts),
        None => (None, authority),
    };
    let hosts: Vec<String> = hosts.split(',').map(str::to_owned).collect();
    for host in &hosts {
        match host.split_once(':') {
            None if scheme.ends_with("+srv") => {}
            None => return Err(format!("`{host}` has no port")),
            Some(_) if scheme.ends_with("+srv") => return Err(format!("`{host}` has a port")),
            Some((name, port)) => {
                let plain = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
                if name.is_empty() || !name.chars().all(plain) {
                    return Err(format!("`{name}` is no host"));
                }
                port.parse::<u16>().map_err(|_| format!("`{port}` is no port"))?;
            }
        }
    }
    if scheme.ends_with("+srv") && (hosts.len() != 1 || !hosts[0].contains('.')) {
        return Err("no single SRV name".to_owned());
    }
    let mut pairs = Vec::new();
    for option in options.split('&').filter(|_| !options.is_empty()) {
        let (name, value) = option.split_once('=').ok_or(format!("option `{option}`"))?;
        if name.is_empty() || value.is_empty() || name.contains('?') || value.contains(['?', '=']) {
            return Err(format!("option `{option}`"));
        }
        pairs.push((name.to_owned(), value.to_owned()));
    }
    Ok(Uri { scheme: scheme.to_owned(), user_info, hosts, options: pairs })
}

/// The words of a line of shell, with their quotes taken off. The error says why it is no line.
pub fn shell_words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote, mut open) = (Vec::new(), String::new(), None, false);
    for character in line.chars() {
        match (quote, character) {
            (Some(end), character) if character == end => quote = None,
            (Some(_), character) => word.push(character),
            (None, '\'' | '"') => (quote, open) = (Some(character), true),
            (None, ' ') if !word.is_empty() || open => {
                words.push(std::mem::take(&mut word));
                open = false;
            }
            (None, ' ') => {}
            (None, '$' | '`' | ';' | '&' | '|' | '(' | ')' | '\\' | '\n' | '*') => {
                return Err(format!("bare `{character}`"));
            }
            (None, character) => word.push(character),
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed".to_owned());
    }
    words.extend((!word.is_empty() || open).then_some(word));
    Ok(words)
}

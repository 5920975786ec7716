//! Whether hosts, names of Secrets and URLs are what they should be. No message shows the value: it may be a secret.

use crate::plan::names::{LONGEST_NAME, is_subdomain};
use crate::spec::problem::Problem;

/// A host, and the port if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    pub name: String,
    pub port: Option<u16>,
}

impl Host {
    /// `name:port`
    pub fn text(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.name),
            None => self.name.clone(),
        }
    }
}

/// A host with its port. `usual` is the port that the help names; `own` are the chart's own services.
pub fn host_and_port(path: &str, text: &str, usual: u16, own: &[String]) -> Result<Host, Problem> {
    let help = format!("write `host:{usual}`, and user and password into the Secret");
    let host = host(path, text, own).map_err(|problem| with_help(problem, &help))?;
    match host.port {
        Some(_) => Ok(host),
        None => Err(Problem::at(path, "has no port: the chart renders an empty one in its place")
            .help(format!("write `host:{usual}`"))),
    }
}

/// A host, with or without port.
pub fn host(path: &str, text: &str, own: &[String]) -> Result<Host, Problem> {
    let wrong = |message: &str| Err(Problem::at(path, message));
    if text.is_empty() {
        return wrong("is empty");
    }
    if is_sample(text) {
        return wrong("is still a sample: nobody answers there");
    }
    if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return wrong("holds white space");
    }
    if text.contains("://") {
        return wrong(
            "holds a scheme: the chart puts scheme and credentials before the host itself (not shown: it may hold a password)",
        );
    }
    if text.contains('@') {
        return wrong("holds credentials (not shown): the chart puts them before the host itself");
    }
    if text.contains(',') {
        return wrong("names several hosts in one text: the chart takes each text for one host");
    }
    if text.contains('/') {
        return wrong("holds a path: the chart writes the name of the database itself");
    }
    if text.contains('[') || text.matches(':').count() > 1 {
        return wrong("is no `host:port`: the chart splits it at its first colon, so an IPv6 address is cut short");
    }
    let (name, port) = match text.split_once(':') {
        Some((name, port)) => (name, Some(port_number(path, port)?)),
        None => (text, None),
    };
    if !is_subdomain(&name.to_ascii_lowercase()) {
        return wrong("is no name of a host: letters, digits, `-` and `.`");
    }
    if own.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return wrong("is the chart's own service, which is not there where the datastore runs elsewhere");
    }
    Ok(Host { name: name.to_owned(), port })
}

fn port_number(path: &str, text: &str) -> Result<u16, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    match text.parse::<u16>() {
        Ok(port) if digits => Ok(port),
        _ if text.is_empty() => Err(Problem::at(path, "has nothing behind its colon: the port is missing")),
        _ => Err(Problem::at(path, "has no port from 1 to 65535 behind its colon (not shown: it may be a password)")),
    }
}

/// Whether nobody answers at a host: a placeholder, or a domain that is kept for examples.
fn is_sample(text: &str) -> bool {
    let name = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let reserved = ["example.com", "example.org", "example.net"]
        .iter()
        .any(|domain| name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    reserved
        || name == "hostname.timescale.com"
        || (text.contains('<') && text.contains('>'))
        || text.contains("XXXX")
        || text.contains("placeHolder")
}

/// A URL without credentials: its scheme, and its host with or without port.
pub fn url(path: &str, text: &str, own: &[String]) -> Result<(String, Host), Problem> {
    let help = "write `https://host` or `https://host:port`";
    let Some((scheme, rest)) = text.split_once("://").filter(|(scheme, _)| ["http", "https"].contains(scheme)) else {
        return Err(Problem::at(path, "does not begin with https:// or http://").help(help));
    };
    if text.contains('@') {
        return Err(Problem::at(path, "holds credentials (not shown)").help(help));
    }
    if rest.contains(['/', '?', '#']) {
        return Err(Problem::at(path, "goes on behind host and port").help(help));
    }
    let host = host(path, rest, own).map_err(|problem| with_help(problem, help))?;
    Ok((scheme.to_owned(), host))
}

/// Fails where `text` has other characters than letters, digits and those in `also`, or none.
pub fn word(path: &str, text: &str, also: &str) -> Result<(), Problem> {
    let legal = |character: char| character.is_ascii_alphanumeric() || also.contains(character);
    if text.is_empty() {
        return Err(Problem::at(path, "is empty"));
    }
    match text.len() <= LONGEST_NAME && text.chars().all(legal) {
        true => Ok(()),
        false => {
            let also: Vec<String> = also.chars().map(|character| format!("`{character}`")).collect();
            let also = also.join(", ");
            Err(Problem::at(
                path,
                format!("holds more than letters, digits and {also} (not shown: it may be a secret)"),
            ))
        }
    }
}

fn with_help(problem: Problem, help: &str) -> Problem {
    match problem.help {
        Some(_) => problem,
        None => problem.help(help),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_taken_apart_and_the_rest_refused_unseen() {
        let host = host_and_port("p", "Mongo-0.internal:27017", 27017, &[]).expect("a host");
        assert_eq!((host.name.as_str(), host.port), ("Mongo-0.internal", Some(27017)));
        let long = format!("{}:1", "a".repeat(64));
        for text in [
            "",
            "h",
            "h:",
            "h:0",
            "h:65536",
            "h:+1",
            "h:01",
            "h:CANARY",
            "u:CANARY@h:1",
            "redis://CANARY@h:1",
            "a:1,CANARY:1",
            "h:1/CANARY",
            "h CANARY:1",
            "[::1]:1",
            "CANARY::1",
            "CANARY_:1",
            "-a:1",
            "a..b:1",
            "db.example.com:1",
            "<CANARY>:1",
            "h:1:CANARY",
            "CANARY$(x):1",
            "postgres:5432",
            &long,
        ] {
            let own = ["postgres".to_owned()];
            let problem = host_and_port("p", text, 5432, &own).expect_err(text);
            assert!(!format!("{problem:?}").contains("CANARY"), "{problem:?}");
        }
    }

    #[test]
    fn urls_without_more() {
        assert_eq!(url("p", "https://h:9000", &[]).expect("a URL").1.port, Some(9000));
        for bad in ["h:9000", "ftp://h", "https://u:p@h", "https://h/path", "https://", "https://h?x", "https://h/"] {
            assert!(url("p", bad, &[]).is_err(), "{bad}");
        }
    }
}

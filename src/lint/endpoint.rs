//! Addresses as the chart's templates take them apart: host and port, and the arguments behind a URI.

use core::net::IpAddr;

/// A host and, behind its first colon, a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint<'t> {
    pub host: &'t str,
    /// None where there is no colon, or nothing behind it.
    pub port: Option<&'t str>,
}

impl<'t> Endpoint<'t> {
    /// Splits `host:port` as the templates do: at every colon, of which the first two parts count.
    pub fn of(text: &'t str) -> Endpoint<'t> {
        let mut parts = text.split(':');
        let host = parts.next().unwrap_or_default();
        Endpoint { host, port: parts.next().filter(|port| !port.trim().is_empty()) }
    }
}

/// Why a text is no `host:port`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It holds a scheme, credentials, a path or a blank.
    Uri,
    /// It holds several, joined by commas.
    Several,
    /// An address of IPv6, which the templates split at its first colon.
    Ipv6,
}

/// What is wrong with the shape of `text` as one `host:port`; none for one that is empty.
pub fn malformed(text: &str) -> Option<Malformed> {
    if text.contains(['@', '/']) || text.trim().contains(char::is_whitespace) || text != text.trim() {
        return Some(Malformed::Uri);
    }
    if text.contains(',') {
        return Some(Malformed::Several);
    }
    let is_address = |character: char| character.is_ascii_hexdigit() || ":.[]%".contains(character);
    let ipv6 = text.matches(':').count() >= 2 && text.chars().all(is_address);
    ipv6.then_some(Malformed::Ipv6)
}

/// Whether `text` is made of nothing but what names, addresses and ports are made of, so that an edit may write it as it is.
pub fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || ".-_:".contains(char))
}

/// How many hosts stand in one text: those that commas part.
pub fn count(text: &str) -> usize {
    text.split(',').filter(|part| !part.trim().is_empty()).count()
}

/// The arguments of a query, `a=b&c=d`, with or without the `?` or `&` before them. An argument without `=` has an
/// empty value.
pub fn arguments(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let text = text.trim().trim_start_matches(['?', '&']);
    text.split(['&', ';']).filter(|part| !part.is_empty()).map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// The value of the argument `name`, the last where it is given twice. Names are told apart as drivers do, without
/// regard to case.
pub fn argument<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    arguments(text).filter(|(found, _)| found.trim().eq_ignore_ascii_case(name)).last().map(|(_, value)| value.trim())
}

/// The host of a URL or of `host:port`, in lower case; empty where there is none. IPv6 comes without brackets.
pub fn host_of(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default().trim();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        // More than one colon: an address of IPv6 without brackets.
        None if host.matches(':').count() == 1 => host.split(':').next().unwrap_or_default(),
        None => host,
    };
    host.trim_end_matches('.').to_lowercase()
}

/// A URL or `host:port` as it may be shown: what stands before `@`, which may hold a password, is masked, also where
/// no scheme says that it is a URL.
pub fn without_credentials(text: &str) -> String {
    let part = |part: &str| match part.rsplit_once('@') {
        Some((before, host)) => match before.split_once("://") {
            Some((scheme, _)) => format!("{scheme}://***@{host}"),
            None => format!("***@{host}"),
        },
        None => part.to_owned(),
    };
    text.split(',').map(part).collect::<Vec<_>>().join(",")
}

/// Whether a host is an address, which no DNS change can move.
pub fn is_address(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
}

/// Whether a host has one of the `endings` of names that only answer inside one cluster.
pub fn is_cluster_name(host: &str, endings: &[String]) -> bool {
    endings.iter().any(|ending| host.ends_with(ending.as_str()))
}

/// Whether `host` is `domain` or lies in it.
pub fn is_in_domain(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Whether `text` may hold a user with a password before an `@`.
pub fn holds_credentials(text: &str) -> bool {
    let Some((before, _)) = text.rsplit_once('@') else { return false };
    let authority = before.rsplit_once("://").map_or(before, |(_, rest)| rest);
    // A password alone is written `:password@`.
    authority.split_once(':').is_some_and(|(_, password)| !password.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_split_as_the_templates_do() {
        for (text, host, port) in
            [("db", "db", None), ("db:5432", "db", Some("5432")), ("db:", "db", None), ("a:1:2", "a", Some("1"))]
        {
            assert_eq!(Endpoint::of(text), Endpoint { host, port }, "{text}");
        }
    }

    #[test]
    fn each_malformed_host_is_told() {
        for (text, wanted) in [
            ("db:1", None),
            ("", None),
            ("10.0.0.1:5432", None),
            ("postgres://db:1", Some(Malformed::Uri)),
            ("u:p@db:1", Some(Malformed::Uri)),
            ("db:1/x", Some(Malformed::Uri)),
            ("db :1", Some(Malformed::Uri)),
            (" db", Some(Malformed::Uri)),
            ("a:1, b:1", Some(Malformed::Uri)),
            ("a:1,b:1", Some(Malformed::Several)),
            ("[fe80::1]:5432", Some(Malformed::Ipv6)),
            ("fe80::1", Some(Malformed::Ipv6)),
            ("host:1:2", None),
        ] {
            assert_eq!(malformed(text), wanted, "{text}");
        }
    }

    #[test]
    fn only_plain_hosts_are_rewritten() {
        assert!(
            is_plain("db-0.acme_x:5432") && !is_plain("") && !is_plain("a'b") && !is_plain("*a") && !is_plain("a#b")
        );
    }

    #[test]
    fn arguments_are_read_with_and_without_their_mark() {
        assert_eq!(argument("?replicaSet=rs0&authSource=admin", "authsource"), Some("admin"));
        assert_eq!(argument("a=1&a=2", "a"), Some("2"));
        assert_eq!(argument("tls", "tls"), Some(""));
        assert_eq!(argument("xtls=true", "tls"), None);
        assert_eq!(arguments("").count(), 0);
    }

    #[test]
    fn hosts_come_out_of_urls() {
        for (text, host) in [
            ("https://Smp.Example.internal/", "smp.example.internal"),
            ("https://smp.internal:8443/ng/#/x", "smp.internal"),
            ("user:word@db.internal:5432", "db.internal"),
            ("10.0.0.1:27017", "10.0.0.1"),
            ("[2001:db8::1]:27017", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("db.internal.", "db.internal"),
            ("https://", ""),
            ("http://u:p@Minio:9000/x", "minio"),
            ("", ""),
        ] {
            assert_eq!(host_of(text), host, "{text}");
        }
    }

    #[test]
    fn credentials_are_never_shown() {
        for (text, shown) in [
            ("https://me:word@a.b/c", "https://***@a.b/c"),
            ("me:word@a.b:1,c.d", "***@a.b:1,c.d"),
            ("me:w@rd@a.b", "***@a.b"),
            ("a.b:1", "a.b:1"),
        ] {
            assert_eq!(without_credentials(text), shown);
        }
    }

    #[test]
    fn kinds_of_hosts() {
        let endings = [".svc".to_owned(), ".cluster.local".to_owned()];
        assert!(is_address("10.0.0.1") && is_address("2001:db8::1") && !is_address("10.0.0"));
        assert!(is_cluster_name("pg.db.svc", &endings) && is_cluster_name("pg.db.svc.cluster.local", &endings));
        assert!(!is_cluster_name("pg.svc.internal", &endings));
    }

    #[test]
    fn domains_hold_what_is_below_them() {
        assert!(is_in_domain("s3.amazonaws.com", "amazonaws.com") && !is_in_domain("xamazonaws.com", "amazonaws.com"));
    }

    #[test]
    fn credentials_are_seen_with_and_without_scheme() {
        for (text, wanted) in
            [("u:p@h:1", true), ("redis://:p@h", true), ("u@h:1", false), ("mongodb://u@h:1", false), ("h:1", false)]
        {
            assert_eq!(holds_credentials(text), wanted, "{text}");
        }
    }
}

//! The address of the platform, and the host names that are routed to it.

// `core::net` has addresses and no connections.
use core::net::Ipv4Addr;

use crate::error::quoted;
use crate::spec::problem::Problem;

/// The longest host name, and the longest part of one.
const LONGEST: usize = 253;
const LONGEST_PART: usize = 63;

/// The host in the address that the chart ships as a placeholder.
const PLACEHOLDER: &str = "myhostname.example.com";

/// An address as the chart wants it: a scheme, a host, perhaps a port, and nothing after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub https: bool,
    pub host: String,
    pub port: Option<u16>,
}

impl Address {
    /// Whether the host is an IP address, which no rule of an Ingress can name.
    pub fn is_ip(&self) -> bool {
        self.host.parse::<Ipv4Addr>().is_ok()
    }
}

/// Reads the value at `path`. The error never shows what stands before an `@`.
pub fn parse(path: &str, url: &str) -> Result<Address, Problem> {
    let wrong = |message: String, help: &str| Err(Problem::at(path, message).help(help));
    const EXAMPLE: &str = "write it like https://harness.example.com";
    if url.is_empty() {
        return wrong("is empty".to_owned(), EXAMPLE);
    }
    if url.contains('@') {
        return wrong(
            "holds a user name".to_owned(),
            "an address is shown to everyone: leave out what stands before the `@`",
        );
    }
    if url.chars().any(|char| char.is_whitespace() || char.is_control()) {
        return wrong(format!("{} has white space in it", quoted(url)), EXAMPLE);
    }
    let (https, rest) = match url.split_once("://") {
        Some(("https", rest)) => (true, rest),
        Some(("http", rest)) => (false, rest),
        Some((scheme, _)) => {
            return wrong(format!("{} is neither http nor https", quoted(scheme)), EXAMPLE);
        }
        None => {
            return wrong(format!("{} has no scheme: services use it as it stands", quoted(url)), EXAMPLE);
        }
    };
    if let Some(rest) = rest.strip_suffix('/')
        && !rest.contains('/')
    {
        let help =
            "leave the slash out: services put their own path behind the address, and two slashes are another path";
        return wrong(format!("{} ends in a slash", quoted(url)), help);
    }
    if rest.contains(['/', '?', '#']) {
        return wrong(format!("{} has a path: the platform answers at the root of a host", quoted(url)), EXAMPLE);
    }
    let (host, port) = match rest.rsplit_once(':') {
        None => (rest, None),
        Some((host, port)) => match port.parse::<u16>() {
            Ok(number) if number > 0 => (host, Some(number)),
            _ => return wrong(format!("{} is no port", quoted(port)), "a port is a number from 1 to 65535"),
        },
    };
    if let Some(problem) = host_name(path, host) {
        return Err(problem);
    }
    if host == PLACEHOLDER {
        return wrong(
            format!("{} is the chart's own placeholder", quoted(url)),
            "write the address that people will use",
        );
    }
    Ok(Address { https, host: host.to_owned(), port })
}

/// What is wrong with a host name at `path`; an IPv4 address is one.
pub fn host_name(path: &str, host: &str) -> Option<Problem> {
    let part = |part: &str| {
        let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        (1..=LONGEST_PART).contains(&part.len())
            && part.chars().all(fits)
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let numbers = host.chars().all(|char| char.is_ascii_digit() || char == '.');
    let good = host.len() <= LONGEST && host.split('.').all(part) && (!numbers || host.parse::<Ipv4Addr>().is_ok());
    (!good).then(|| {
        let help = match host.to_ascii_lowercase() {
            lower if lower != host && host_name(path, &lower).is_none() => {
                format!("write it in lower case, as Kubernetes wants it: {lower}")
            }
            _ => "write a host name such as harness.example.com, without scheme, port and path".to_owned(),
        };
        Problem::at(path, format!("{} is no host name", quoted(host))).help(help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_slips_are_named() {
        let good = |url| parse("network.url", url).unwrap_or_else(|problem| panic!("{url}: {problem:?}"));
        assert_eq!(good("https://smp.acme.io"), Address { https: true, host: "smp.acme.io".to_owned(), port: None });
        assert_eq!(good("http://10.0.0.7:8080").port, Some(8080));
        assert!(good("http://10.0.0.7").is_ip());
        let cases = [
            ("", "is empty"),
            ("smp.acme.io", "no scheme"),
            ("ftp://smp.acme.io", "neither http nor https"),
            ("https://smp.acme.io/", "ends in a slash"),
            ("https://smp.acme.io/ng", "has a path"),
            ("https://smp.acme.io:0", "no port"),
            ("https://smp.acme.io:", "no port"),
            ("https://SMP.acme.io", "no host name"),
            ("https://", "no host name"),
            ("https://1.2.3", "no host name"),
            ("https://a b", "white space"),
            ("https://myhostname.example.com", "placeholder"),
        ];
        for (url, expected) in cases {
            let problem = parse("network.url", url).expect_err(url);
            assert!(problem.message.contains(expected), "{url}: {}", problem.message);
        }
        let problem = parse("network.url", "https://me:hunter2@smp.acme.io").expect_err("a user");
        assert!(!format!("{problem:?}").contains("hunter2"));
    }

    proptest::proptest! {
        #[test]
        fn no_address_panics_and_every_good_one_is_whole(url in "(https?://)?[a-zA-Z0-9.:/@ *-]{0,40}|.{0,20}") {
            if let Ok(address) = parse("network.url", &url) {
                let scheme = if address.https { "https" } else { "http" };
                let port = url.rsplit_once(':').filter(|_| address.port.is_some()).map(|(_, port)| format!(":{port}"));
                proptest::prop_assert_eq!(format!("{scheme}://{}{}", address.host, port.unwrap_or_default()), url);
            }
        }
    }
}

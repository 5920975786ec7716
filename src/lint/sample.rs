//! What looks like a sample that somebody should have replaced.

/// Whether `text` is one: `<…>`, `XXXX`, `placeHolder`, or a host in a domain that is kept for examples.
pub fn is_sample(text: &str) -> bool {
    let bracketed = text.split_once('<').is_some_and(|(_, rest)| rest.find('>').is_some_and(|at| at > 0));
    let example = text.split([',', '/', '@', ' ']).any(|part| {
        let host = part.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
        ["com", "org", "net"].iter().any(|end| {
            host.strip_suffix(end)
                .and_then(|host| host.strip_suffix("."))
                .is_some_and(|host| host == "example" || host.ends_with(".example"))
        }) || host == "hostname.timescale.com"
    });
    bracketed || example || text.contains("XXXX") || text.contains("placeHolder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_told_from_real_names() {
        for text in
            ["<postgres ip>:5432", "https://my.example.com", "a,db.example.org:1", "hostname.timescale.com:5432"]
        {
            assert!(is_sample(text), "{text}");
        }
        for text in ["db.example.internal:1", "myexample.com", "<>", "a < b", ""] {
            assert!(!is_sample(text), "{text}");
        }
    }
}

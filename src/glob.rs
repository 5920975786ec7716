//! Names of files against patterns: `*`, `?` and `**`, as people write them in shells and ignore files.

/// Whether a name holds a wildcard of ours.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether `path` (parts divided by `/`) matches `pattern`.
///
/// `*` is any text within one part, `?` any one character, a part `**` any number of parts, none included.
/// A pattern without `/` is held against the last part alone: `*.yaml` matches in every directory.
pub fn matches(pattern: &str, path: &str) -> bool {
    if !pattern.contains('/') {
        let name = path.rsplit('/').next().unwrap_or(path);
        return pattern == "**" || part(pattern, name);
    }
    let patterns: Vec<&str> = pattern.trim_start_matches("./").split('/').collect();
    let parts: Vec<&str> = path.split('/').collect();
    // `reached[n]`: the patterns so far can match exactly the first n parts.
    let mut reached = vec![false; parts.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for pattern in patterns {
        let mut next = vec![false; parts.len() + 1];
        let mut open = false;
        for (at, before) in reached.iter().enumerate() {
            open |= *before;
            let found = match pattern {
                "**" => open.then_some(at),
                _ => (*before && parts.get(at).is_some_and(|name| part(pattern, name))).then_some(at + 1),
            };
            if let Some(slot) = found.and_then(|at| next.get_mut(at)) {
                *slot = true;
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// Whether one part of a path matches one part of a pattern. Linear: a `*` that fits too early is only ever
/// stretched from its last place.
pub fn part(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(character) = name.get(read) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == character => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((back, from)) = star else { return false };
                star = Some((back, from + 1));
                (at, read) = (back + 1, from + 1);
            }
        }
    }
    pattern.get(at..).unwrap_or(&[]).iter().all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stays_in_its_part_and_two_cross_them() {
        for (pattern, path, wanted) in [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", "sites/eu/a.yaml", true),
            ("*.yaml", "a.yml", false),
            ("sites/*.yaml", "sites/a.yaml", true),
            ("sites/*.yaml", "sites/eu/a.yaml", false),
            ("sites/**", "sites/eu/a.yaml", true),
            ("sites/**/*.yaml", "sites/a.yaml", true),
            ("sites/**/*.yaml", "sites/eu/west/a.yaml", true),
            ("**/eu/*", "sites/eu/a.yaml", true),
            ("**/eu/*", "eu/a.yaml", true),
            ("./a-?.yaml", "a-1.yaml", true),
            ("./x/a-?.yaml", "x/a-1.yaml", true),
            ("a*b*c", "a1b2b3c", true),
            ("a*b*c", "a1b2b3", false),
            ("é?", "éü", true),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, path), wanted, "{pattern} {path}");
        }
    }

    #[test]
    fn a_hostile_pattern_does_not_hang() {
        assert!(!matches(&"*a".repeat(300), &"a".repeat(200)));
        assert!(!matches(&format!("{}x", "**/".repeat(300)), &"a/".repeat(300)));
    }
}

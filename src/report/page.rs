//! Parts of a rule's page, for formats that show it.

/// The text below the heading `## name`, trimmed; empty where there is none.
pub fn section<'a>(page: &'a str, name: &str) -> &'a str {
    let heading = format!("## {name}\n");
    let Some(start) = page.find(&heading).map(|at| at + heading.len()) else { return "" };
    let rest = page.get(start..).unwrap_or_default();
    rest.get(..rest.find("\n## ").unwrap_or(rest.len())).unwrap_or_default().trim()
}

/// The first sentence of a text, on one line.
pub fn first_sentence(text: &str) -> String {
    let line = text.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    match line.find(". ") {
        Some(end) => line.get(..=end).unwrap_or(&line).to_owned(),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_sentences() {
        let page = "# id\n\n## What it finds\n\nTwo `a.b`\nkeys. More.\n\n## Fix\n\nNone.\n";
        assert_eq!(section(page, "What it finds"), "Two `a.b`\nkeys. More.");
        assert_eq!((section(page, "Fix"), section(page, "Bad")), ("None.", ""));
        assert_eq!(first_sentence(section(page, "What it finds")), "Two `a.b` keys.");
    }
}

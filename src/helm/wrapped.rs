//! Output of `helm get values`, saved to a file and given back with `-f`.

use crate::yaml::lines::BOM;
use crate::yaml::span::Span;

/// The headings that `helm get values` prints above its YAML (Helm 3.21.4 `cmd/helm/get_values.go`, same in 4).
/// With `-o yaml` and `-o json` it prints none.
const HEADINGS: [&str; 2] = ["USER-SUPPLIED VALUES:", "COMPUTED VALUES:"];

/// The first line of `text` with its line break, when it is such a heading.
pub fn heading(text: &str) -> Option<Span> {
    let body = text.trim_start_matches(BOM);
    let line = body.split_inclusive('\n').next()?;
    let length = text.len() - body.len() + line.len();
    HEADINGS.contains(&line.trim_end()).then(|| Span::new(0, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_line_is_a_heading() {
        assert_eq!(heading("USER-SUPPLIED VALUES:\na: 1\n"), Some(Span::new(0, 22)));
        assert_eq!(heading("COMPUTED VALUES:\r\na: 1\n"), Some(Span::new(0, 18)));
        assert_eq!(heading("USER-SUPPLIED VALUES:"), Some(Span::new(0, 21)));
        assert_eq!(heading("a: 1\nCOMPUTED VALUES:\n"), None);
        assert_eq!(heading("COMPUTED VALUES: 1\n"), None);
        assert_eq!(heading(""), None);
    }
}

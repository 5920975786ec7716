//! One flag with several file names: `-f a.yaml,b.yaml`.

/// Splits the value of `-f` (`--values`) into file names, as pflag's StringSlice does: one record of CSV.
///
/// A name with a comma or a quote in it stands in double quotes, and a quote in quotes is doubled. Blank lines before
/// the names and everything after their line are ignored. An empty value holds no name.
/// The error says in words what is wrong.
pub fn split_files(value: &str) -> Result<Vec<String>, String> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    let text = value.replace("\r\n", "\n");
    let text = text.strip_suffix('\r').unwrap_or(&text);
    let mut rest = text.trim_start_matches('\n');
    if rest.is_empty() {
        return Err("there is no file name in it".to_string());
    }
    let mut fields = Vec::new();
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => bare_field(rest)?,
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Ok(fields),
        }
    }
}

/// Reads up to a comma or the end of the line.
fn bare_field(text: &str) -> Result<(String, &str), String> {
    let end = text.find([',', '\n']).unwrap_or(text.len());
    let (field, after) = text.split_at(end);
    if field.contains('"') {
        return Err(format!("`{field}` has a double quote in its middle"));
    }
    Ok((field.to_string(), after))
}

/// Reads what follows an opening quote, over the ends of lines too.
fn quoted_field(text: &str) -> Result<(String, &str), String> {
    let mut field = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        field.push_str(before);
        match after.strip_prefix('"') {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None if after.is_empty() || after.starts_with([',', '\n']) => return Ok((field, after)),
            None => return Err(format!("a double quote after `{field}` is neither doubled nor at the end")),
        }
    }
    Err("a double quote is not closed".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_as_one_record_of_csv() {
        let cases: &[(&str, &[&str])] = &[
            ("a.yaml", &["a.yaml"]),
            ("a.yaml,b.yaml", &["a.yaml", "b.yaml"]),
            ("", &[]),
            ("a,", &["a", ""]),
            (" a , b", &[" a ", " b"]),
            (r#""a,b.yaml",c"#, &["a,b.yaml", "c"]),
            (r#""a""b""#, &[r#"a"b"#]),
            ("\n\na,b\nc", &["a", "b"]),
            ("a\r\n", &["a"]),
            ("a\r", &["a"]),
            ("\"a\nb\"", &["a\nb"]),
            ("-", &["-"]),
        ];
        for (value, expected) in cases {
            let expected = expected.iter().map(ToString::to_string).collect();
            assert_eq!(split_files(value), Ok(expected), "{value:?}");
        }
    }

    #[test]
    fn stray_quotes_are_refused() {
        for value in [r#"a"b"#, r#""a"b"#, r#""a"#, "\"", "\n"] {
            assert!(split_files(value).is_err(), "{value:?}");
        }
    }
}

//! Numbers as Go prints them.

/// Shortest digits `d.ddd` and a power of ten, from Rust's exponent form.
struct Digits {
    negative: bool,
    digits: String,
    exponent: i32,
}

impl Digits {
    fn of(printed: &str) -> Option<Digits> {
        let (mantissa, exponent) = printed.split_once('e')?;
        let digits = mantissa.chars().filter(char::is_ascii_digit).collect();
        Some(Digits { negative: mantissa.starts_with('-'), digits, exponent: exponent.parse().ok()? })
    }

    fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    /// `1.5e+06`: the sign always, the exponent with at least `width` digits.
    fn scientific(&self, width: usize) -> String {
        let (first, rest) = self.digits.split_at(1.min(self.digits.len()));
        let dot = if rest.is_empty() { "" } else { "." };
        let sign = if self.exponent < 0 { '-' } else { '+' };
        format!("{}{first}{dot}{rest}e{sign}{:0width$}", self.sign(), self.exponent.unsigned_abs())
    }

    /// `1500000`, `0.00015`.
    fn plain(&self) -> String {
        let point = self.exponent + 1;
        let count = self.digits.len();
        let unsigned = match usize::try_from(point) {
            Ok(point) if point >= count => format!("{}{}", self.digits, "0".repeat(point - count)),
            Ok(point) if point > 0 => {
                let (whole, fraction) = self.digits.split_at(point);
                format!("{whole}.{fraction}")
            }
            _ => format!("0.{}{}", "0".repeat(point.unsigned_abs() as usize), self.digits),
        };
        format!("{}{unsigned}", self.sign())
    }

    /// Go's verb `g` with the shortest precision: scientific below 1e-4 and from 1e+06 on.
    fn general(&self) -> String {
        if self.exponent < -4 || self.exponent >= 6 { self.scientific(2) } else { self.plain() }
    }
}

/// A number as a map key: `strconv.FormatFloat(value, 'g', -1, 32)`, which passes it through a 32-bit float
/// (sigs.k8s.io/yaml `convertToJSONableObject`). Infinity and NaN come back as their YAML words.
pub fn key(value: f64) -> String {
    let narrow = value as f32;
    match Digits::of(&format!("{narrow:e}")) {
        Some(digits) if narrow.is_finite() => digits.general(),
        _ if narrow.is_nan() => ".nan".to_string(),
        _ if narrow < 0.0 => "-.inf".to_string(),
        _ => ".inf".to_string(),
    }
}

/// A number as a template prints it with `{{ }}` and `%v`: 1000000 becomes `1e+06`.
pub fn printed(value: f64) -> String {
    match Digits::of(&format!("{value:e}")) {
        Some(digits) if value.is_finite() => digits.general(),
        _ if value.is_nan() => "NaN".to_string(),
        _ if value < 0.0 => "-Inf".to_string(),
        _ => "+Inf".to_string(),
    }
}

/// A finite number as Go's `encoding/json` writes a float64, which is also what `toYaml` and `toJson` print:
/// plain from 1e-6 up to 1e21, scientific outside (`1e-7`, `1e+21`).
pub fn json(value: f64) -> String {
    let size = value.abs();
    match Digits::of(&format!("{value:e}")) {
        Some(digits) if size != 0.0 && size < 1e-6 => digits.scientific(1),
        Some(digits) if size >= 1e21 => digits.scientific(2),
        Some(digits) => digits.plain(),
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_go_prints_them() {
        // Printed by Go 1.27: FormatFloat(f, 'g', -1, 32), fmt.Sprint(f), json.Marshal(f).
        let cases = [
            (1e3, "1000", "1000", "1000"),
            (999999.0, "999999", "999999", "999999"),
            (1e6, "1e+06", "1e+06", "1000000"),
            (16777217.0, "1.6777216e+07", "1.6777217e+07", "16777217"),
            (123456789.5, "1.2345679e+08", "1.234567895e+08", "123456789.5"),
            (9223372036854775807.0, "9.223372e+18", "9.223372036854776e+18", "9223372036854776000"),
            (1e20, "1e+20", "1e+20", "100000000000000000000"),
            (1e21, "1e+21", "1e+21", "1e+21"),
            (0.0001, "0.0001", "0.0001", "0.0001"),
            (0.00001, "1e-05", "1e-05", "0.00001"),
            (1.5e-7, "1.5e-07", "1.5e-07", "1.5e-7"),
            (1e-10, "1e-10", "1e-10", "1e-10"),
            (-0.5, "-0.5", "-0.5", "-0.5"),
            (0.0, "0", "0", "0"),
            (-0.0, "-0", "-0", "-0"),
            (1.1, "1.1", "1.1", "1.1"),
        ];
        for (value, as_key, as_text, as_json) in cases {
            assert_eq!(key(value), as_key);
            assert_eq!(printed(value), as_text);
            assert_eq!(json(value), as_json);
        }
        assert_eq!(key(1e39), ".inf");
    }
}

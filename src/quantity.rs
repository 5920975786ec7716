//! Kubernetes quantities (`500m`, `1.5Gi`, `12E3`), exact, read as Kubernetes reads them.
//!
//! The grammar is `ParseQuantity` of k8s.io/apimachinery: a sign, digits with at most one point, and
//! then a decimal suffix, a binary suffix or an exponent. Amounts finer than one nano are rounded up,
//! away from zero. Two differences, both on purpose:
//!
//! * text without a number (`M`, `-`, `.`, `E2`) is an error here; Kubernetes takes it for 0;
//! * every amount beyond 2^63-1 becomes 2^63-1; Kubernetes does that to binary suffixes only.
//!
//! The JVM's notation looks alike and means something else: see [`crate::heap`].

mod mistake;

pub use mistake::QuantityError;
use std::str::FromStr;

/// Nano-units in one unit (a core, a byte).
const ONE: i128 = 1_000_000_000;

/// Each suffix with its size in nano-units; in the order in which [`Quantity::as_memory`] prefers them.
const UNITS: [(&str, i128); 16] = [
    ("Ei", ONE << 60),
    ("Pi", ONE << 50),
    ("Ti", ONE << 40),
    ("Gi", ONE << 30),
    ("Mi", ONE << 20),
    ("Ki", ONE << 10),
    ("E", ONE * 1_000_000_000_000_000_000),
    ("P", ONE * 1_000_000_000_000_000),
    ("T", ONE * 1_000_000_000_000),
    ("G", ONE * 1_000_000_000),
    ("M", ONE * 1_000_000),
    ("k", ONE * 1_000),
    ("", ONE),
    ("m", 1_000_000),
    ("u", 1_000),
    ("n", 1),
];

/// An exact amount of cpu (in cores) or memory (in bytes), always within ±(2^63-1) units.
///
/// It does not know which of the two it is, so it has no `Display`: use [`as_cpu`](Self::as_cpu) or
/// [`as_memory`](Self::as_memory).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity {
    nanos: i128,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Quantity = Quantity { nanos: 0 };
    /// 2^63-1 units, where Kubernetes stops counting.
    pub const MAX: Quantity = Quantity { nanos: i64::MAX as i128 * ONE };

    /// Reads the text of a quantity. White space around it is an error here as in `ParseQuantity`,
    /// although an API server that meets it inside JSON trims it first.
    ///
    /// Takes time in proportion to the text, whatever the exponent.
    pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
        let number = Number::split(text);
        let known = match unit(number.suffix) {
            Some(unit) => Some((unit, 0)),
            None => exponent(number.suffix).map(|exponent| (ONE, exponent)),
        };
        match known {
            Some((unit, exponent)) if number.has_digits() => {
                let nanos = number.times(unit, exponent);
                Ok(Quantity { nanos: if number.negative { -nanos } else { nanos } })
            }
            _ => Err(QuantityError::explain(text, &number)),
        }
    }

    /// From nano-units; none beyond ±[`MAX`](Self::MAX).
    pub fn from_nanos(nanos: i128) -> Option<Quantity> {
        (-Self::MAX.nanos..=Self::MAX.nanos).contains(&nanos).then_some(Quantity { nanos })
    }

    /// From whole bytes or cores; stops at [`MAX`](Self::MAX).
    pub fn from_whole(units: u64) -> Quantity {
        Quantity { nanos: i128::from(units) * ONE }.min(Self::MAX)
    }

    /// From thousandths of a core.
    pub fn from_millis(millis: u64) -> Quantity {
        Quantity { nanos: i128::from(millis) * 1_000_000 }
    }

    /// The exact amount in nano-units.
    pub fn nanos(self) -> i128 {
        self.nanos
    }

    /// Thousandths, rounded up away from zero as the scheduler does.
    pub fn millis(self) -> i128 {
        divided_up(self.nanos, 1_000_000)
    }

    /// Whole bytes or cores, rounded up away from zero as the scheduler does.
    pub fn whole(self) -> i128 {
        divided_up(self.nanos, ONE)
    }

    /// The sum; none beyond ±[`MAX`](Self::MAX).
    pub fn checked_add(self, other: Quantity) -> Option<Quantity> {
        self.nanos.checked_add(other.nanos).and_then(Self::from_nanos)
    }

    /// The product, for replicas; none beyond ±[`MAX`](Self::MAX).
    pub fn checked_mul(self, times: u64) -> Option<Quantity> {
        self.nanos.checked_mul(i128::from(times)).and_then(Self::from_nanos)
    }

    /// Written for cpu: cores where they are whole (`2`), else millicores (`500m`, `1500m`), and `u` or
    /// `n` only for what is finer. Parses back to the same quantity.
    pub fn as_cpu(self) -> String {
        ["", "m", "u"]
            .iter()
            .find_map(|suffix| {
                unit(suffix).filter(|unit| self.nanos % unit == 0).map(|unit| (self.nanos / unit, suffix))
            })
            .map_or_else(|| format!("{}n", self.nanos), |(count, suffix)| format!("{count}{suffix}"))
    }

    /// Written for memory, exactly and in the fewest digits: `512Mi`, `1.5Gi`, `1152Mi`, `2G`. A binary
    /// suffix wins a tie and may have two decimals; a decimal suffix has none. An amount that is not
    /// whole bytes shows as such (`1024m`). Parses back to the same quantity.
    pub fn as_memory(self) -> String {
        let magnitude = self.nanos.abs();
        let sign = if self.nanos < 0 { "-" } else { "" };
        let shortest = UNITS
            .iter()
            .filter(|(_, unit)| *unit <= magnitude)
            .filter_map(|(suffix, unit)| Some((counted(magnitude, *unit, suffix.ends_with('i'))?, suffix)))
            .min_by_key(|(count, _)| count.bytes().filter(u8::is_ascii_digit).count());
        match shortest {
            Some((count, suffix)) => format!("{sign}{count}{suffix}"),
            None => "0".to_owned(),
        }
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Quantity, QuantityError> {
        Quantity::parse(text)
    }
}

/// A text cut into its parts; the suffix is whatever follows the digits, known or not.
struct Number<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    suffix: &'a str,
}

impl<'a> Number<'a> {
    fn split(text: &'a str) -> Number<'a> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, rest) = leading_digits(unsigned);
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), leading_digits);
        Number { negative: text.starts_with('-'), whole, fraction, suffix }
    }

    fn has_digits(&self) -> bool {
        !self.whole.is_empty() || !self.fraction.is_empty()
    }

    /// The magnitude times `unit` times ten to the `exponent`, rounded up, at most [`Quantity::MAX`].
    fn times(&self, unit: i128, exponent: i32) -> i128 {
        let max = Quantity::MAX.nanos;
        let digits = [self.whole, self.fraction].concat();
        let digits = digits.as_bytes();
        let point = self.whole.len() as i64 + i64::from(exponent);
        let (before, after) = digits.split_at(usize::try_from(point).unwrap_or(0).min(digits.len()));

        let mut whole = 0;
        for digit in before {
            whole = whole * 10 + i128::from(digit - b'0');
            if whole > max {
                return max;
            }
        }
        for _ in digits.len() as i64..point {
            if whole == 0 {
                break;
            }
            whole *= 10;
            if whole > max {
                return max;
            }
        }
        // From the last digit to the first, so that nothing but the exactness of each division has to
        // be remembered, however many digits there are.
        let (mut part, mut exact) = (0, true);
        let mut shift = |digit: u8| {
            let tenfold = i128::from(digit - b'0') * unit + part;
            exact &= tenfold % 10 == 0;
            part = tenfold / 10;
            part > 0
        };
        for digit in after.iter().rev() {
            shift(*digit);
        }
        for _ in point..0 {
            if !shift(b'0') {
                break;
            }
        }
        let whole = whole.checked_mul(unit).unwrap_or(max).min(max);
        (whole + part + i128::from(!exact)).min(max)
    }
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn unit(suffix: &str) -> Option<i128> {
    UNITS.iter().find(|(known, _)| *known == suffix).map(|(_, unit)| *unit)
}

/// The power of ten in `e3`, `E+3`, `e-3`; none beyond 32 bits, where Kubernetes wraps around.
fn exponent(suffix: &str) -> Option<i32> {
    suffix.strip_prefix(['e', 'E'])?.parse().ok()
}

fn divided_up(nanos: i128, unit: i128) -> i128 {
    nanos / unit + if nanos % unit == 0 { 0 } else { nanos.signum() }
}

/// `magnitude` counted in `unit`, if it is whole, or needs no more than two decimals and may have them.
fn counted(magnitude: i128, unit: i128, decimals: bool) -> Option<String> {
    let (whole, rest) = (magnitude / unit, magnitude % unit);
    match rest * 100 {
        0 => Some(whole.to_string()),
        hundredths if decimals && hundredths % unit == 0 => {
            Some(format!("{whole}.{:02}", hundredths / unit).trim_end_matches('0').to_owned())
        }
        _ => None,
    }
}

//! JVM heap sizes as the charts hold them under `java.memory`: `2048`, `2048m`, `2g`.
//!
//! Every chart copies the value verbatim into the `MEMORY` of a ConfigMap, and the start script of the
//! image makes `-Xmx` of it. The images disagree: harness-manager, gateway, change-data-capture,
//! ng-dashboard-aggregator and cv-nextgen append an `m` themselves and want a bare number; the others
//! (ng-manager, ci-manager, access-control, …) want the suffix in the value (chart 0.10.0 and the
//! shipped profiles). So a bare number means mebibytes here, and the style is kept with the size.
//!
//! It is not Kubernetes' notation: `m` is mebi here and milli there, and there is no `Mi`.

use crate::quantity::Quantity;
use std::fmt;
use std::str::FromStr;

const KIBIBYTE: u64 = 1 << 10;
const MEBIBYTE: u64 = 1 << 20;

/// Longer text than this gets no suggestion.
const LONGEST_SUGGESTION: usize = 40;

/// The size of a JVM heap, exact: more than nothing, whole kibibytes, less than 2^63 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Heap {
    bytes: u64,
}

/// How a service wants its heap written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeapStyle {
    /// `2048`: the image appends the unit.
    BareMegabytes,
    /// `2048m`, `2g`: the value carries the unit.
    Suffixed,
}

/// Why a text is not a heap size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeapError {
    /// What is wrong, as a clause that can follow "`2048Mi` is not a heap size: ".
    pub reason: String,
    /// What was probably meant; can take the place of the wrong text.
    pub meant: Option<String>,
}

impl fmt::Display for HeapError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.meant {
            Some(meant) => write!(out, "{}; did you mean {meant}?", self.reason),
            None => out.write_str(&self.reason),
        }
    }
}

impl std::error::Error for HeapError {}

impl Heap {
    /// Reads the text of a heap size and tells in which style it is written.
    pub fn parse(text: &str) -> Result<(Heap, HeapStyle), HeapError> {
        read(text).map_err(|reason| HeapError { reason: reason.to_owned(), meant: meant(text) })
    }

    /// From mebibytes; none for 0, and none for 2^63 bytes or more.
    pub fn from_mebibytes(mebibytes: u64) -> Option<Heap> {
        mebibytes.checked_mul(MEBIBYTE).and_then(Heap::from_bytes)
    }

    /// From bytes; none for 0, for a part of a kibibyte, and for 2^63 bytes or more.
    pub fn from_bytes(bytes: u64) -> Option<Heap> {
        (bytes > 0 && bytes.is_multiple_of(KIBIBYTE) && i64::try_from(bytes).is_ok()).then_some(Heap { bytes })
    }

    /// The size in bytes.
    pub fn bytes(self) -> u64 {
        self.bytes
    }

    /// Written in the given style, in mebibytes as the shipped profiles do: `2048` or `2048m`. A size that
    /// is not whole mebibytes is written in `k`, and has no bare form.
    pub fn written(self, style: HeapStyle) -> Option<String> {
        match style {
            HeapStyle::BareMegabytes if !self.bytes.is_multiple_of(MEBIBYTE) => None,
            HeapStyle::BareMegabytes => Some((self.bytes / MEBIBYTE).to_string()),
            HeapStyle::Suffixed => Some(self.to_string()),
        }
    }
}

/// The suffixed style, the only one that can write every size.
impl fmt::Display for Heap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bytes.is_multiple_of(MEBIBYTE) {
            write!(out, "{}m", self.bytes / MEBIBYTE)
        } else {
            write!(out, "{}k", self.bytes / KIBIBYTE)
        }
    }
}

impl FromStr for Heap {
    type Err = HeapError;

    fn from_str(text: &str) -> Result<Heap, HeapError> {
        Heap::parse(text).map(|(heap, _)| heap)
    }
}

/// A heap as memory, to compare it with requests and limits.
impl From<Heap> for Quantity {
    fn from(heap: Heap) -> Quantity {
        Quantity::from_whole(heap.bytes)
    }
}

fn read(text: &str) -> Result<(Heap, HeapStyle), &'static str> {
    let (digits, suffix) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    if digits.is_empty() {
        return Err(match text {
            "" => "it is empty",
            _ if text.trim() != text => "there is white space around it",
            _ if text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) => {
                "a heap cannot be negative"
            }
            _ if text.starts_with("-X") => "only the size belongs here, the image adds the option",
            _ => "it does not begin with a number",
        });
    }
    let (unit, style) = match suffix {
        "" => (MEBIBYTE, HeapStyle::BareMegabytes),
        "k" | "K" => (KIBIBYTE, HeapStyle::Suffixed),
        "m" | "M" => (MEBIBYTE, HeapStyle::Suffixed),
        "g" | "G" => (1 << 30, HeapStyle::Suffixed),
        "t" | "T" => (1 << 40, HeapStyle::Suffixed),
        "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei" => {
            return Err("that is a Kubernetes quantity; the JVM knows only k, m, g and t");
        }
        _ if suffix.starts_with(['.', ',']) => return Err("the JVM takes whole numbers only"),
        _ if suffix.contains(char::is_whitespace) => return Err("there is white space in it"),
        _ => {
            return Err("what follows the number is not a unit of the JVM, which knows only k, m, g and t");
        }
    };
    let too_large = "it is more than a JVM can address";
    let count: u64 = digits.parse().map_err(|_| too_large)?;
    if count == 0 {
        return Err("a heap of zero cannot start");
    }
    let heap = count.checked_mul(unit).and_then(Heap::from_bytes).ok_or(too_large)?;
    Ok((heap, style))
}

/// Reads the text as a person would: `-Xmx2g`, `2048Mi`, `2 GB`, `1.5g`.
fn meant(text: &str) -> Option<String> {
    if text.len() > LONGEST_SUGGESTION {
        return None;
    }
    let tidy: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '"' | '\'')).collect();
    let tidy = tidy.strip_prefix("-Xmx").or_else(|| tidy.strip_prefix("-Xms")).unwrap_or(&tidy).replace(',', ".");
    let (number, suffix) = tidy.split_at(tidy.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tidy.len()));
    let (letter, binary) = match suffix.to_ascii_lowercase().as_str() {
        "" => ("", "Mi"),
        "k" | "kb" | "ki" | "kib" => ("k", "Ki"),
        "m" | "mb" | "mi" | "mib" => ("m", "Mi"),
        "g" | "gb" | "gi" | "gib" => ("g", "Gi"),
        "t" | "tb" | "ti" | "tib" => ("t", "Ti"),
        _ => return None,
    };
    let as_written = format!("{number}{letter}");
    if as_written != text && read(&as_written).is_ok() {
        return Some(as_written);
    }
    // A fraction, in a unit in which it is whole.
    let memory = Quantity::parse(&format!("{number}{binary}")).ok()?;
    let bytes = u64::try_from(memory.whole()).ok().filter(|bytes| Quantity::from_whole(*bytes) == memory)?;
    Heap::from_bytes(bytes).map(|heap| heap.to_string()).filter(|heap| heap != text)
}

//! Quantities against Kubernetes' own parser, and the laws of their arithmetic and text.

use proptest::prelude::*;
use smpgen::quantity::Quantity;

/// Text, tab, and the value in nano-units that apimachinery gives (cut to ±(2^63-1) units), or `ERR`.
const CASES: &str = include_str!("data/k8s-quantity-cases.tsv");

const ONE: i128 = 1_000_000_000;

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn agrees_with_kubernetes_on_every_case() {
    let (mut accepted, mut rejected, mut without_number) = (0, 0, 0);
    let mut differences = Vec::new();
    for (index, line) in CASES.lines().enumerate() {
        let Some((text, expected)) = line.split_once('\t') else {
            panic!("line {} has no tab", index + 1);
        };
        let ours = Quantity::parse(text).map(Quantity::nanos);
        let has_number = text.trim_start_matches(['-', '+', '.']).starts_with(|c: char| c.is_ascii_digit());
        let agrees = match (expected, &ours) {
            ("ERR", Err(_)) => {
                rejected += 1;
                true
            }
            // Kubernetes reads `M` and `E2` as 0; nobody means that.
            ("0", Err(_)) if !has_number => {
                without_number += 1;
                true
            }
            (value, Ok(nanos)) => {
                accepted += 1;
                has_number && value == nanos.to_string()
            }
            _ => false,
        };
        if !agrees {
            differences.push(format!("{text:?}: Kubernetes {expected}, smpgen {ours:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!((accepted, rejected, without_number), (1132, 877, 64));
}

#[test]
fn says_what_was_meant() {
    for (text, meant) in [
        ("512MB", "512M or 512Mi"),
        ("512mb", "512M or 512Mi"),
        ("20gi", "20Gi"),
        ("20GI", "20Gi"),
        ("20GiB", "20Gi"),
        ("20g", "20G or 20Gi"),
        ("64K", "64k or 64Ki"),
        ("1.5 Gi", "1.5Gi"),
        ("512Mi ", "512Mi"),
        (" 500m", "500m"),
        ("500 M", "500M"),
        ("\"512Mi\"", "512Mi"),
        ("1,5", "1.5"),
        ("1,5Gi", "1.5Gi"),
        ("1,500", "1500 or 1.500"),
        ("1,500,000", "1500000"),
        ("1_000", "1000"),
        ("2cores", "2"),
        ("2 vCPU", "2"),
        ("500mCPU", "500m"),
        ("5\u{b5}", "5u"),
        ("-5GB", "-5G or -5Gi"),
    ] {
        let error = Quantity::parse(text).expect_err(text);
        assert_eq!(error.meant.as_deref(), Some(meant), "{text:?}");
        match error.replacement() {
            Some(replacement) => assert_eq!(replacement, meant),
            None => assert!(meant.contains(" or "), "{text:?}"),
        }
    }
    for text in ["", " ", "M", "-", ".", "NaN", "Inf", "1.2.3", "five", "1e3Mi"] {
        assert_eq!(Quantity::parse(text).expect_err(text).meant, None, "{text:?}");
    }
}

#[test]
fn says_what_is_wrong() {
    for (text, message) in [
        ("", "it is empty"),
        ("M", "it does not begin with a number"),
        ("{{ .Values.memory }}", "it does not begin with a number"),
        ("512Mi ", "there is white space around it; did you mean 512Mi?"),
        ("1.5 Gi", "there is white space inside it; did you mean 1.5Gi?"),
        ("1,5", "it has a comma; decimals take a point, thousands no separator; did you mean 1.5?"),
        ("1_000", "it has an underscore; thousands take no separator; did you mean 1000?"),
        ("1.2.3", "it has two decimal points"),
        ("1e99999999999", "its exponent is out of range or malformed"),
        ("1e3Mi", "it has both an exponent and a suffix"),
        ("512MB", "`MB` is not a suffix of Kubernetes; did you mean 512M or 512Mi?"),
        ("20gi", "`gi` is not a suffix of Kubernetes, where upper and lower case differ; did you mean 20Gi?"),
        ("1\u{1b}[31m", "what follows the number is not a suffix of Kubernetes"),
        ("1 \u{e9}", "there is white space inside it"),
        ("1hunter2hunter2", "what follows the number is not a suffix of Kubernetes"),
    ] {
        assert_eq!(Quantity::parse(text).expect_err(text).to_string(), message);
    }
}

#[test]
fn writes_cpu() {
    for (text, written) in [
        ("0.5", "500m"),
        ("500m", "500m"),
        ("2", "2"),
        ("2000m", "2"),
        ("1.5", "1500m"),
        ("2k", "2000"),
        ("0", "0"),
        ("-0.25", "-250m"),
        ("0.0001", "100u"),
        ("1n", "1n"),
        ("0.1", "100m"),
    ] {
        assert_eq!(quantity(text).as_cpu(), written, "{text}");
    }
}

#[test]
fn writes_memory() {
    for (text, written) in [
        ("512Mi", "512Mi"),
        ("1024Mi", "1Gi"),
        ("1536Mi", "1.5Gi"),
        ("1.5Gi", "1.5Gi"),
        ("3072Mi", "3Gi"),
        ("1152Mi", "1152Mi"),
        ("0.5Gi", "512Mi"),
        ("0.1Gi", "102.4Mi"),
        ("128974848", "123Mi"),
        ("1G", "1G"),
        ("1.5G", "1500M"),
        ("1024000", "1000Ki"),
        ("16393244Ki", "16393244Ki"),
        ("1000", "1k"),
        ("1023", "1023"),
        ("1024m", "1024m"),
        ("512m", "512m"),
        ("0", "0"),
        ("-2Gi", "-2Gi"),
        ("1Ti", "1Ti"),
        ("8Ei", "9223372036854775807"),
        ("7.5Ei", "7.5Ei"),
    ] {
        assert_eq!(quantity(text).as_memory(), written, "{text}");
    }
}

#[test]
fn rounds_up_as_the_scheduler_does() {
    assert_eq!(quantity("1024m").whole(), 2);
    assert_eq!(quantity("-1024m").whole(), -2);
    assert_eq!(quantity("2Gi").whole(), 2 << 30);
    assert_eq!(quantity("1u").millis(), 1);
    assert_eq!(quantity("0.5").millis(), 500);
    assert_eq!(quantity("0").whole(), 0);
}

#[test]
fn arithmetic_stops_at_the_largest() {
    let gibibyte = quantity("1Gi");
    assert_eq!(gibibyte.checked_add(quantity("512Mi")), Some(quantity("1.5Gi")));
    assert_eq!(gibibyte.checked_mul(3), Some(quantity("3Gi")));
    assert_eq!(quantity("128m").checked_mul(10), Some(quantity("1.28")));
    assert_eq!(gibibyte.checked_mul(0), Some(Quantity::ZERO));
    assert_eq!(Quantity::MAX.checked_add(quantity("1n")), None);
    assert_eq!(Quantity::MAX.checked_mul(2), None);
    assert_eq!(Quantity::MAX.checked_mul(u64::MAX), None);
    assert_eq!(Quantity::from_whole(u64::MAX), Quantity::MAX);
    assert_eq!(Quantity::from_millis(500), quantity("0.5"));
    assert_eq!(Quantity::from_nanos(Quantity::MAX.nanos() + 1), None);
    assert_eq!(Quantity::from_nanos(i128::MIN), None);
}

#[test]
fn huge_texts_end_at_once() {
    let nines = "9".repeat(1_000_000);
    assert_eq!(quantity(&nines), Quantity::MAX);
    assert_eq!(quantity(&format!("0.{nines}Gi")), quantity("1Gi"));
    assert_eq!(quantity(&format!("{nines}e-1000000")), quantity("1"));
    assert_eq!(quantity("1e2147483647"), Quantity::MAX);
    assert_eq!(quantity("-1e-2147483648").nanos(), -1);
    assert_eq!(quantity("0e2147483647"), Quantity::ZERO);
    let error = Quantity::parse(&format!("{nines}{}", "x".repeat(1_000_000))).expect_err("not a suffix");
    assert!(error.to_string().len() < 100);
}

/// The suffixes with their sizes in nano-units, worked out apart from the code under test.
fn suffixes() -> Vec<(&'static str, i128)> {
    let decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"].into_iter().zip(0..);
    let binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].into_iter().zip(1..);
    decimal
        .map(|(suffix, power)| (suffix, 1000_i128.pow(power)))
        .chain(binary.map(|(suffix, power)| (suffix, ONE * 1024_i128.pow(power))))
        .collect()
}

/// A text and its value, by schoolbook arithmetic that is small enough never to overflow.
fn amounts() -> impl Strategy<Value = (String, i128)> {
    let parts = (any::<bool>(), 0..10_i128.pow(4), 0..7_u32, 0..10_i128.pow(6));
    (parts, prop::sample::select(suffixes())).prop_map(|((negative, whole, places, digits), (suffix, unit))| {
        let tenths = 10_i128.pow(places);
        let fraction = digits % tenths;
        let point = if places == 0 { String::new() } else { format!(".{fraction:0width$}", width = places as usize) };
        let product = (whole * tenths + fraction) * unit;
        let magnitude = (product / tenths + i128::from(product % tenths != 0)).min(Quantity::MAX.nanos());
        let sign = if negative { "-" } else { "" };
        (format!("{sign}{whole}{point}{suffix}"), if negative { -magnitude } else { magnitude })
    })
}

proptest! {
    #[test]
    fn value_is_exact((text, nanos) in amounts()) {
        prop_assert_eq!(quantity(&text).nanos(), nanos);
    }

    #[test]
    fn order_is_that_of_the_values((left, left_nanos) in amounts(), (right, right_nanos) in amounts()) {
        prop_assert_eq!(quantity(&left).cmp(&quantity(&right)), left_nanos.cmp(&right_nanos));
    }

    #[test]
    fn what_was_written_reads_back(nanos in prop_oneof![
        -Quantity::MAX.nanos()..=Quantity::MAX.nanos(),
        -10 * ONE..10 * ONE,
        (0..1_i128 << 43).prop_map(|bytes| bytes * ONE),
        (0..1_i128 << 23).prop_map(|mebibytes| (mebibytes << 20) * ONE),
    ]) {
        let quantity = Quantity::from_nanos(nanos).expect("in range");
        prop_assert_eq!(Quantity::parse(&quantity.as_memory()), Ok(quantity));
        prop_assert_eq!(Quantity::parse(&quantity.as_cpu()), Ok(quantity));
    }

    #[test]
    fn addition_and_multiplication_are_those_of_the_values(
        (left, left_nanos) in amounts(), (right, right_nanos) in amounts(), times in any::<u64>(),
    ) {
        let in_range = |nanos: Option<i128>| nanos.and_then(Quantity::from_nanos);
        prop_assert_eq!(quantity(&left).checked_add(quantity(&right)), in_range(Some(left_nanos + right_nanos)));
        prop_assert_eq!(quantity(&left).checked_mul(times), in_range(left_nanos.checked_mul(i128::from(times))));
    }

    #[test]
    fn any_text_is_a_quantity_or_a_clean_error(text in prop_oneof![
        any::<String>(),
        "[-+]?[0-9.,_]{0,6}[ \t]?[a-zA-Z\u{b5}]{0,4}[-+]?[0-9]{0,12}",
    ]) {
        if let Err(error) = Quantity::parse(&text) {
            prop_assert!(!error.reason.contains(char::is_control));
            for meant in error.meant.iter().flat_map(|meant| meant.split(" or ")) {
                prop_assert!(Quantity::parse(meant).is_ok(), "{:?} -> {:?}", text, meant);
            }
        }
    }
}

//! JVM heap sizes: what is read, how it is written, what is refused.

use proptest::prelude::*;
use smpgen::heap::{Heap, HeapStyle};
use smpgen::quantity::Quantity;

const MEBIBYTE: u64 = 1 << 20;

fn heap(text: &str) -> Heap {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn reads_every_form() {
    use HeapStyle::{BareMegabytes, Suffixed};
    for (text, bytes, style) in [
        ("2048", 2048 * MEBIBYTE, BareMegabytes),
        ("0768", 768 * MEBIBYTE, BareMegabytes),
        ("2048m", 2048 * MEBIBYTE, Suffixed),
        ("2048M", 2048 * MEBIBYTE, Suffixed),
        ("2g", 2048 * MEBIBYTE, Suffixed),
        ("2G", 2048 * MEBIBYTE, Suffixed),
        ("1t", MEBIBYTE * MEBIBYTE, Suffixed),
        ("512k", MEBIBYTE / 2, Suffixed),
        ("512K", MEBIBYTE / 2, Suffixed),
    ] {
        let (heap, read) = Heap::parse(text).expect(text);
        assert_eq!((heap.bytes(), read), (bytes, style), "{text}");
    }
}

#[test]
fn writes_each_style() {
    for (text, bare, suffixed) in [
        ("2048", Some("2048"), "2048m"),
        ("2g", Some("2048"), "2048m"),
        ("1024k", Some("1"), "1m"),
        ("1025k", None, "1025k"),
    ] {
        let heap = heap(text);
        assert_eq!(heap.written(HeapStyle::BareMegabytes).as_deref(), bare, "{text}");
        assert_eq!(heap.written(HeapStyle::Suffixed).as_deref(), Some(suffixed), "{text}");
        assert_eq!(heap.to_string(), suffixed, "{text}");
    }
}

#[test]
fn says_what_is_wrong_and_what_was_meant() {
    for (text, message) in [
        ("", "it is empty"),
        (" ", "there is white space around it"),
        ("0", "a heap of zero cannot start"),
        ("0m", "a heap of zero cannot start"),
        ("-1", "a heap cannot be negative"),
        ("-2g", "a heap cannot be negative"),
        ("m", "it does not begin with a number"),
        ("-Xmx2g", "only the size belongs here, the image adds the option; did you mean 2g?"),
        ("-Xmx", "only the size belongs here, the image adds the option"),
        ("2048Mi", "that is a Kubernetes quantity; the JVM knows only k, m, g and t; did you mean 2048m?"),
        ("2Gi", "that is a Kubernetes quantity; the JVM knows only k, m, g and t; did you mean 2g?"),
        ("1.5Gi", "the JVM takes whole numbers only; did you mean 1536m?"),
        ("1.5g", "the JVM takes whole numbers only; did you mean 1536m?"),
        ("1,5g", "the JVM takes whole numbers only; did you mean 1536m?"),
        ("1.0001m", "the JVM takes whole numbers only"),
        (
            "2048MB",
            "what follows the number is not a unit of the JVM, which knows only k, m, g and t; did you mean 2048m?",
        ),
        ("2 g", "there is white space in it; did you mean 2g?"),
        ("2g ", "there is white space in it; did you mean 2g?"),
        (" 2g", "there is white space around it; did you mean 2g?"),
        ("2048mm", "what follows the number is not a unit of the JVM, which knows only k, m, g and t"),
        (
            "1_024",
            "what follows the number is not a unit of the JVM, which knows only k, m, g and t; did you mean 1024?",
        ),
        ("75%", "what follows the number is not a unit of the JVM, which knows only k, m, g and t"),
        ("99999999999999999999", "it is more than a JVM can address"),
        ("8388608t", "it is more than a JVM can address"),
    ] {
        assert_eq!(Heap::parse(text).expect_err(text).to_string(), message, "{text:?}");
    }
}

#[test]
fn compares_with_a_memory_limit() {
    assert_eq!(Quantity::from(heap("2048")), "2Gi".parse().expect("a quantity"));
    assert!(Quantity::from(heap("4096m")) < "4.5Gi".parse().expect("a quantity"));
}

#[test]
fn only_whole_kibibytes_exist() {
    assert_eq!(Heap::from_mebibytes(2048), Some(heap("2g")));
    assert_eq!(Heap::from_mebibytes(0), None);
    assert_eq!(Heap::from_mebibytes(u64::MAX), None);
    assert_eq!(Heap::from_bytes(1023), None);
    assert_eq!(Heap::from_bytes(1 << 63), None);
    assert_eq!(Heap::from_bytes(1024).map(|heap| heap.to_string()).as_deref(), Some("1k"));
}

proptest! {
    #[test]
    fn what_was_written_reads_back(kibibytes in prop_oneof![1..1_u64 << 53, (1..1_u64 << 33).prop_map(|mebibytes| mebibytes << 10)]) {
        let heap = Heap::from_bytes(kibibytes << 10).expect("in range");
        for style in [HeapStyle::BareMegabytes, HeapStyle::Suffixed] {
            match heap.written(style) {
                Some(text) => prop_assert_eq!(Heap::parse(&text), Ok((heap, style))),
                None => prop_assert!(style == HeapStyle::BareMegabytes && kibibytes % 1024 != 0),
            }
        }
    }

    #[test]
    fn order_is_that_of_the_bytes(left in 1..1_u64 << 20, right in 1..1_u64 << 20, left_unit in 0..4_usize, right_unit in 0..4_usize) {
        const UNITS: [(&str, u32); 4] = [("k", 10), ("m", 20), ("", 20), ("G", 30)];
        let ((left_suffix, left_shift), (right_suffix, right_shift)) = (UNITS[left_unit], UNITS[right_unit]);
        let (left_heap, right_heap) = (heap(&format!("{left}{left_suffix}")), heap(&format!("{right}{right_suffix}")));
        prop_assert_eq!(left_heap.cmp(&right_heap), (left << left_shift).cmp(&(right << right_shift)));
    }

    #[test]
    fn any_text_is_a_heap_or_a_clean_error(text in prop_oneof![any::<String>(), "[-+]?(Xmx)?[0-9.,_]{0,6} ?[a-zA-Z]{0,3}"]) {
        if let Err(error) = Heap::parse(&text)
            && let Some(meant) = error.meant
        {
            prop_assert!(Heap::parse(&meant).is_ok(), "{:?} -> {:?}", text, meant);
        }
    }
}

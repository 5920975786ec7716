//! Whatever the texts and places: every report is made, and can be read.

#[path = "support/reports.rs"]
mod support;

use proptest::prelude::*;
use smpgen::helm::value::LayerId;
use smpgen::lint::finding::{Location, Related, Severity};
use smpgen::lint::fix::Fix;
use smpgen::report::format::{Format, Settings};
use smpgen::yaml::edit::Edit;
use smpgen::yaml::span::Span;
use support::{SETTINGS, finding, outcome, read};

/// Texts with what is hard about texts: wide, joined, invisible and forbidden characters, tabs, every line break.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "\r\n",
            "\r",
            "\n",
            "\t",
            "a: ",
            "- ",
            "password: ",
            "token=",
            "hunter2",
            "|\n  ",
            "'",
            "\"",
            "`",
            "](x)",
            "\u{FEFF}",
            "\u{202E}",
            "\u{200D}",
            "e\u{301}",
            "日本",
            "👩‍🚀",
            "\0",
            "\u{1B}[31m",
            "\u{85}",
            "]]>",
            "&",
            "::error::",
            "%0A",
            "{",
            "[",
            ", ",
            "redis://u:p@h",
            "\u{FFFE}",
            "-->",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_span() -> impl Strategy<Value = Span> {
    (0..200usize, 0..60usize).prop_map(|(start, length)| Span::new(start, start + length))
}

fn any_location() -> impl Strategy<Value = Location> {
    // The last layer does not exist.
    (0..4u32, any_span()).prop_map(|(layer, span)| Location { layer: LayerId(layer), span })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reports_never_panic_and_can_be_read(
        texts in (any_text(), any_text(), any_text()),
        location in (0..3u32, any_span()).prop_map(|(layer, span)| Location { layer: LayerId(layer), span }),
        related in prop::collection::vec((any_location(), any_text()), 0..4),
        words in (any_text(), any_text(), any_text()),
        edits in prop::collection::vec((any_span(), any_text()), 0..3),
        fix_layer in 0..4u32,
        width in 0..200usize,
    ) {
        let mut outcome = outcome(&[("a\n::b.yaml", &texts.0), ("dir/\u{1B}é.yaml", &texts.1), ("--set", &texts.2)]);
        let edits = edits.into_iter().map(|(span, text)| Edit::replace(span, text)).collect();
        let mut found = finding("some-rule", Severity::Warning, &words.0, location)
            .help(words.1)
            .fix(Fix::safe(words.2, LayerId(fix_layer), edits));
        found.related = related.into_iter().map(|(location, message)| Related { location, message }).collect();
        outcome.findings = vec![found];
        for format in Format::ALL {
            for color in [false, true] {
                let text = format.report(&outcome, &Settings { color, width, ..SETTINGS });
                if format != Format::Human || !color {
                    prop_assert_eq!(read(format, &text), 1, "{:?}\n{}", format, text);
                    let shown = text.chars().find(|shown| shown.is_control() && *shown != '\n');
                    prop_assert_eq!(shown, None, "{:?}\n{:?}", format, text);
                }
            }
        }
    }

    #[test]
    fn a_secret_of_one_line_is_in_no_report(
        before in "[a-z]{1,8}: [a-z]{0,5}\n",
        secret in "hunter2[!-~&&[^,\\]}#]]{0,12}",
        key in prop::sample::select(vec!["password", "auth.token", "secretKey", "MONGO_PASSWORD"]),
        span in any_span(),
    ) {
        let key = key.rsplit('.').next().unwrap_or(key);
        let text = format!("{before}{key}: {secret}\nlast: 1\n");
        let mut outcome = outcome(&[("values.yaml", &text)]);
        let end = span.end.min(text.len());
        let span = Span::new(span.start.min(end), end);
        let edits = vec![Edit::insert(0, "first: 1\n"), Edit::remove(Span::new(before.len(), text.len()))];
        let found = finding("some-rule", Severity::Error, "wrong", Location { layer: LayerId(0), span });
        outcome.findings = vec![found.fix(Fix::safe("remove it", LayerId(0), edits))];
        for format in Format::ALL {
            let report = format.report(&outcome, &SETTINGS);
            prop_assert!(!report.contains("hunter2"), "{:?}\n{}", format, report);
        }
    }
}

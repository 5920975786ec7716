//! The chains of two sites and of three environments: a real helm merges each to what was planned.

use std::fs;

use serde_json::Value;
use smpgen::catalog::Catalog;
use smpgen::catalog::version::ChartVersion;
use smpgen::leaf;

use crate::chart::write_stub;
use crate::sites::{all, with_timescale};
use crate::{helm, root, upstream};

const VERSIONS: [&str; 5] = ["0.17.0", "0.22.0", "0.36.0", "0.44.0", "0.45.0"];

#[test]
fn each_chain_merges_to_the_planned_values() {
    let Some(upstream) = upstream() else { return };
    let Some(helms) = helm::find() else { return };
    let catalog = Catalog::load(None).expect("the embedded catalog");
    let mut chains = 0;
    for text in VERSIONS {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        let chart = scratch.path().join("chart");
        write_stub(&upstream.join(text), &chart);
        let version: ChartVersion = text.parse().expect("a version");
        for name in ["dr-warm-standby-two-sites.yaml", "three-environments.yaml"] {
            let spec = fs::read_to_string(root("examples").join(name)).expect("an example");
            let spec = with_timescale(&spec, &version);
            let planned = all(&catalog, name, &spec, Some(&version)).unwrap_or_else(|error| panic!("{text}: {error}"));
            for one in &planned {
                for activated in if one.standby.is_some() { &[false, true][..] } else { &[false] } {
                    let directory = tempfile::tempdir().expect("a scratch directory");
                    let mut arguments = Vec::new();
                    for (file, text) in one.files(*activated) {
                        fs::write(directory.path().join(&file), text).expect("written");
                        arguments.extend(["-f".to_owned(), file]);
                    }
                    let values = one.values(*activated);
                    let whole = Value::Object(values.clone()).to_string();
                    fs::write(directory.path().join("planned.json"), whole).expect("written");
                    for helm in &helms {
                        let case = format!("{text} {name} {} helm {:?}", one.target.name(), helm.version);
                        let merged = helm.template(directory.path(), &chart, &arguments);
                        let merged = merged.unwrap_or_else(|error| panic!("{case}: {error}"));
                        let planned = ["-f".to_owned(), "planned.json".to_owned()];
                        let planned = helm.template(directory.path(), &chart, &planned).expect("the plan is values");
                        assert_eq!(merged, planned, "{case}");
                        let Some(Value::Object(seen)) = merged.get(&Vec::new()) else { panic!("{case}: no values") };
                        for (path, value) in leaf::leaves(&values) {
                            // Helm's numbers are floats, which JSON writes without a fraction where there is none.
                            let found = leaf::get(seen, &path);
                            let same = found == Some(value)
                                || found.and_then(Value::as_f64).zip(value.as_f64()).is_some_and(|(a, b)| a == b);
                            assert!(same, "{case}: {path} is {found:?}, not {value}");
                        }
                    }
                    chains += 1;
                }
            }
        }
    }
    println!("{chains} chains, each with helm 3 and helm 4");
    assert_eq!(chains, VERSIONS.len() * 6);
}

//! Charts on disk: reads them for our side, and writes stubs around shipped values.

use std::path::{Path, PathBuf};

use smpgen::helm::coalesce::{Chart, Dependency, ImportValues};
use smpgen::helm::read::read;
use smpgen::helm::value::{LayerId, Node, Value};
use smpgen::helm::version::HelmVersion;
use smpgen::yaml::source::Source;

/// Values files of charts are layers from here on.
const FIRST_LAYER: u32 = 100;

fn read_yaml(path: &Path, layer: u32) -> Node {
    let source = Source::from_path(path).unwrap_or_else(|error| panic!("{error}"));
    read(&source, LayerId(layer), HelmVersion::V3).unwrap_or_else(|error| panic!("{}: {error}", path.display())).root
}

fn get<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Map(entries) => entries.get(key),
        _ => None,
    }
}

fn text(node: &Node, key: &str) -> Option<String> {
    match &get(node, key)?.value {
        Value::String(text) => Some(text.clone()),
        other => panic!("{key} is {other:?}"),
    }
}

fn list<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    match get(node, key).map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

/// Reads a chart whose Chart.yaml names all charts in its `charts/`.
pub fn load(dir: &Path) -> Chart {
    load_at(dir, &mut FIRST_LAYER.clone())
}

fn load_at(dir: &Path, layer: &mut u32) -> Chart {
    let metadata = read_yaml(&dir.join("Chart.yaml"), 0);
    let values = read_yaml(&dir.join("values.yaml"), *layer);
    *layer += 1;
    let dependencies = list(&metadata, "dependencies").iter().map(|entry| {
        let name = text(entry, "name").expect("a dependency has a name");
        Dependency {
            chart: load_at(&dir.join("charts").join(name), layer),
            listed: true,
            alias: text(entry, "alias"),
            condition: text(entry, "condition").unwrap_or_default(),
            tags: list(entry, "tags").iter().map(string).collect(),
            import_values: list(entry, "import-values").iter().map(import).collect(),
        }
    });
    let dependencies = dependencies.collect();
    Chart { name: text(&metadata, "name").expect("a chart has a name"), values, dependencies }
}

fn string(node: &Node) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        other => panic!("not text: {other:?}"),
    }
}

fn import(node: &Node) -> ImportValues {
    match &node.value {
        Value::String(name) => ImportValues::Export(name.clone()),
        _ => ImportValues::ChildParent {
            child: text(node, "child").expect("import-values has a child"),
            parent: text(node, "parent").expect("import-values has a parent"),
        },
    }
}

const TEMPLATE: &str = "kind: Values\nchart: {{ .Template.BasePath | quote }}\njson: {{ toJson .Values }}\n";

fn write(path: PathBuf, content: &str) {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
    }
    std::fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Writes a chart with the shipped values.yaml and the shipped list of subcharts, which are stubs:
/// their own values are not published with the umbrella.
pub fn write_stub(shipped: &Path, dir: &Path) {
    let metadata = read_yaml(&shipped.join("Chart.yaml"), 0);
    let mut chart = "apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies:\n".to_string();
    for entry in list(&metadata, "dependencies") {
        let name = text(entry, "name").expect("a dependency has a name");
        chart.push_str(&format!("- name: {name}\n  version: 1.0.0\n"));
        for key in ["condition", "alias"] {
            if let Some(value) = text(entry, key) {
                chart.push_str(&format!("  {key}: {value}\n"));
            }
        }
        let stub = dir.join("charts").join(&name);
        write(stub.join("Chart.yaml"), &format!("apiVersion: v2\nname: {name}\nversion: 1.0.0\n"));
        write(stub.join("values.yaml"), "own: 1\nglobal: {stub: {deep: {er: 1}}}\n");
        write(stub.join("templates/values.yaml"), TEMPLATE);
    }
    write(dir.join("Chart.yaml"), &chart);
    let values = std::fs::read_to_string(shipped.join("values.yaml")).expect("shipped values.yaml is text");
    write(dir.join("values.yaml"), &values);
    write(dir.join("templates/values.yaml"), TEMPLATE);
}

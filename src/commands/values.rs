//! `smpgen values`: the merged values of a chain, and where each comes from.

use serde_json::{Map, Value as Json};

use super::chain::{self, Given};
use super::output::Console;
use super::{Status, why};
use crate::args::{Values, ValuesFormat};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::helm::json::to_json;
use crate::helm::lookup::find;
use crate::helm::value::Node;
use crate::helm::version::HelmVersion;
use crate::leaf;
use crate::mask::masked_json;
use crate::render;
use crate::yaml::path::{KeyPath, Segment};

pub fn run(catalog: &Catalog, args: &Values, console: &mut Console) -> Result<Status> {
    if args.annotate && args.format == ValuesFormat::Json {
        return Err(Error::new("--annotate writes comments, which JSON has not").help("leave --format json away"));
    }
    let given = chain::gather(&args.chain, chain::command(&args.chain)?)?;
    let merged = merged(&given, args, console)?;
    if let Some(path) = &args.why {
        why::run(catalog, args, &given, &merged, path, console)?;
        return Ok(Status::Clean);
    }
    let Json::Object(plain) = to_json(&merged.value) else {
        return Err(Error::new("the merged values are no map"));
    };
    let shown = match masked_json(&KeyPath::root(), Json::Object(plain.clone())) {
        Json::Object(shown) => shown,
        _ => Map::new(),
    };
    if shown != plain {
        console.note("secrets are shown as ***");
    }
    let text = match (args.format, args.annotate) {
        (ValuesFormat::Json, _) => {
            let text = serde_json::to_string_pretty(&shown);
            format!("{}\n", text.map_err(|error| Error::new(format!("cannot write JSON: {error}")))?)
        }
        (ValuesFormat::Yaml, false) => render::yaml(&shown)?,
        (ValuesFormat::Yaml, true) => {
            let from = |path: &[Segment]| find(&merged, path).map(|node| annotation(&given, node));
            render::annotated_yaml(&shown, &from)?
        }
    };
    console.data(&text)?;
    Ok(Status::Clean)
}

/// The merged values as the asked-for version of helm has them. Where none is asked for, both are tried, and where
/// they differ Helm 4 is taken and the difference is said.
fn merged(given: &Given, args: &Values, console: &Console) -> Result<Node> {
    let mut results = Vec::new();
    for helm in chain::versions(args.helm_version) {
        results.push((*helm, chain::merge(given, *helm)));
    }
    let refused = |error| chain::refused(&given.layers, error);
    match results.as_slice() {
        [(_, Ok(only))] => Ok(only.values.clone()),
        [(_, Ok(three)), (_, Ok(four))] => {
            if to_json(&three.values.value) != to_json(&four.values.value) {
                console.warning(&difference(&three.values, &four.values));
            }
            Ok(four.values.clone())
        }
        [(_, Ok(one)), (helm, Err(error))] | [(helm, Err(error)), (_, Ok(one))] => {
            console.warning(&format!("Helm {} refuses this chain: {}", number(*helm), refused(error)));
            Ok(one.values.clone())
        }
        [(_, Err(error)), ..] => Err(refused(error)),
        _ => Err(Error::new("no version of helm to read as")),
    }
}

fn number(helm: HelmVersion) -> u8 {
    match helm {
        HelmVersion::V3 => 3,
        HelmVersion::V4 => 4,
    }
}

/// Names the first leaves that the two versions of helm read differently.
fn difference(three: &Node, four: &Node) -> String {
    let maps = (to_json(&three.value), to_json(&four.value));
    let (Json::Object(three), Json::Object(four)) = maps else { return "Helm 3 and Helm 4 differ".to_owned() };
    let differs = |path: &KeyPath| leaf::get(&three, path) != leaf::get(&four, path);
    let mut paths: Vec<String> = Vec::new();
    for (path, _) in leaf::leaves(&four).into_iter().chain(leaf::leaves(&three)) {
        if differs(&path) && !paths.contains(&path.to_string()) {
            paths.push(path.to_string());
        }
    }
    let more = paths.len().saturating_sub(3);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    paths.truncate(3);
    format!(
        "Helm 3 and Helm 4 read these files differently, at {}{more}; these are the values of Helm 4\n  \
         help: Helm 3 takes only the first document of a file; give --helm-version 3 or 4 to choose",
        paths.join(", ")
    )
}

fn annotation(given: &Given, node: &Node) -> String {
    let lost = node.losers.iter().map(|loser| chain::shown_place(&given.layers, loser.origin)).collect::<Vec<_>>();
    let over = if lost.is_empty() { String::new() } else { format!(", over {}", lost.join(", ")) };
    format!("from {}{over}", chain::shown_place(&given.layers, node.origin))
}

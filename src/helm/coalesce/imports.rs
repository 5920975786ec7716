//! `import-values`, and what Helm does on that occasion even where there are none: the defaults of subcharts are
//! copied up into their parent's. So a parent's default globals are in a subchart's values before the user comes,
//! and a null that the user puts into `global` does not reach them there.

use super::chart::{ImportValues, Prepared};
use super::engine::{Engine, Nulls};
use super::report::{CoalesceError, Report, WarningKind};
use super::tables::{Slot, TableId};
use crate::helm::value::Origin;
use crate::helm::version::HelmVersion;
use crate::yaml::path::{KeyPath, Segment};

/// Extends the defaults of `chart` and of everything below it. `path` leads to `chart`.
pub(super) fn process(
    chart: &mut Prepared,
    version: HelmVersion,
    path: &mut KeyPath,
    report: &mut Report,
) -> Result<(), CoalesceError> {
    for link in &mut chart.links {
        path.push(Segment::Key((&link.chart.key).into()));
        process(&mut link.chart, version, path, report)?;
        path.pop();
    }
    if !chart.has_listed() {
        return Ok(());
    }
    let mut engine = Engine::new(version);
    let values = engine.tables.new_table();
    engine.chart(chart, values, Nulls::Keep)?;
    let imported = import(&mut engine, chart, values, path, report);
    // Here Helm copies its values deeply, so from now on nothing of `imported` is in them.
    let mut frozen = chart.values.clone();
    frozen.value = engine.tables.export_table(values);
    let values = engine.tables.import_root(&frozen);
    engine.maps(values, imported, Nulls::Keep);
    frozen.value = engine.tables.export_table(values);
    chart.values = frozen;
    Ok(())
}

/// Gathers what `import-values` of all subcharts name, in a map of its own. The first one wins.
fn import(engine: &mut Engine, chart: &Prepared, values: TableId, path: &mut KeyPath, report: &mut Report) -> TableId {
    let imported = engine.tables.new_table();
    for link in &chart.links {
        for entry in &link.dependency.import_values {
            let (child, parent) = match entry {
                ImportValues::Export(name) => (format!("exports.{name}"), "."),
                ImportValues::ChildParent { child, parent } => (child.clone(), parent.as_str()),
            };
            match find(engine, values, &link.chart.key, &child) {
                Some((id, origin)) => {
                    let found = if engine.tables.is_empty(id) { engine.tables.new_table() } else { id };
                    let source = if parent == "." { found } else { wrap(engine, found, origin, parent) };
                    engine.maps(imported, source, Nulls::Keep);
                }
                None => {
                    let path = path.key(&link.chart.key);
                    report.warn(WarningKind::ImportMissing { child }, path, None, None);
                }
            }
        }
    }
    imported
}

/// The map at a path with dots under a subchart's key.
fn find(engine: &Engine, values: TableId, key: &str, child: &str) -> Option<(TableId, Origin)> {
    let path = format!("{key}.{child}");
    let mut found = None;
    let mut id = values;
    for key in path.split('.') {
        let slot = engine.tables.get(id, key)?;
        id = slot.table()?;
        found = Some((id, slot.origin()));
    }
    found
}

/// Puts a map under a path with dots.
fn wrap(engine: &mut Engine, id: TableId, origin: Origin, path: &str) -> TableId {
    path.rsplit('.').fold(id, |id, key| {
        let outer = engine.tables.new_table();
        engine.tables.insert(outer, key, Slot::Table { id, origin, losers: Vec::new() });
        outer
    })
}

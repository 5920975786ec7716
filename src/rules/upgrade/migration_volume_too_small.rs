//! Volumes that the data of TimescaleDB may not fit into.

use super::in_cluster;
use crate::catalog::upgrades::StoredVolume;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::jump::Jump;
use crate::lint::rule::Rule;
use crate::quantity::Quantity;

pub const RULE: Rule = Rule {
    id: "migration-volume-too-small",
    family: "upgrade",
    severity: Severity::Warning,
    fixable: false,
    versions: "0.36.0..0.36.6",
    page: include_str!("migration_volume_too_small.md"),
    check,
};

/// The volumes that the migration fills, by their names in the catalog.
const MIGRATOR: &str = "tsdb-migrator";
const POSTGRES: &str = "postgres";

/// Postgres as the profiles have it: what is left of it holds a small TimescaleDB at best.
const SHIPPED: u64 = 8;

fn check(cx: &Context, out: &mut Findings) {
    let (Some(jump), Ok(upgrades)) = (cx.upgrade, cx.catalog.upgrades()) else { return };
    let volume = |name: &str| upgrades.volumes.iter().find(|volume| volume.name == name);
    if let Some(volume) = volume(MIGRATOR) {
        held(cx, jump, volume, "the migrator", out);
    }
    if let Some(volume) = volume(POSTGRES).filter(|_| in_cluster(cx, upgrades, POSTGRES)) {
        held(cx, jump, volume, "Postgres", out);
    }
}

/// One and a half times the data must fit.
fn held(cx: &Context, jump: &Jump, volume: &StoredVolume, who: &str, out: &mut Findings) {
    let size = cx.quantity(&volume.path).unwrap_or(volume.default);
    let message = match jump.facts.timescale_data {
        Some(data) => {
            let (Some(needed), Some(has)) = (data.checked_mul(3), size.checked_mul(2)) else { return };
            if has >= needed {
                return;
            }
            format!(
                "the volume of {who} has {}, and {} of TimescaleDB need one and a half times as much",
                size.as_memory(),
                data.as_memory()
            )
        }
        None if volume.name == POSTGRES && size <= gibibytes(SHIPPED) => {
            format!("the volume of {who} has {}, which takes 5.3Gi of TimescaleDB at best", size.as_memory())
        }
        None => return,
    };
    out.push(RULE.at(cx.at_path_or_jump(&volume.path, jump), message).path(&volume.path).help(
        "enlarge it before this upgrade; `--timescale-data SIZE` says how much there is (`du -sh` on the volume of TimescaleDB)",
    ));
}

fn gibibytes(count: u64) -> Quantity {
    Quantity::from_whole(count << 30)
}

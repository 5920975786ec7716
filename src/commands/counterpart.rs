//! The other of two sites, as smp.yaml plans it, for a site that is linted.

use std::path::Path;

use super::chain;
use super::deployment::Deployment;
use super::saved::Rendered;
use crate::catalog::version::ChartVersion;
use crate::error::Result;
use crate::helm::chain::{Layer, LayerKind, layers, merge_chain};
use crate::helm::value::LayerId;
use crate::helm::version::HelmVersion;
use crate::lint::site::{OtherSite, SiteRole};
use crate::lint::unit::header;
use crate::plan::standby;
use crate::spec::inherit::Site;
use crate::yaml::source::Source;

/// Ids of layers that no report shows.
const FIRST_ID: u32 = 1 << 24;

/// The site that a linted one is held against.
pub struct Counterpart {
    /// The name of the linted site, which is that of its folder.
    here: &'static str,
    name: &'static str,
    chart_version: ChartVersion,
    /// The files that both sites have.
    files: Vec<Source>,
    /// `standby.yaml` and `standby-activate.yaml`.
    waiting: Vec<(&'static str, Source)>,
}

impl Counterpart {
    /// The counterpart of the primary or the standby of a pair.
    ///
    /// # Errors
    /// A defect of the templates.
    pub fn of(primary: &Deployment, standby: &Deployment, role: SiteRole) -> Result<Counterpart> {
        let (here, there) = match role {
            SiteRole::Primary => (primary, standby),
            SiteRole::Standby => (standby, primary),
        };
        let name = |deployment: &Deployment| deployment.target.site.map(Site::name).unwrap_or_default();
        let nowhere = Path::new(".");
        let source = |file: &Rendered| Source::from_text(file.path.to_string_lossy(), file.text.clone());
        let shared: Vec<_> = there.planned(nowhere).into_iter().map(|(path, _)| path).collect();
        let files = there.files(nowhere)?;
        let waits = |file: &Rendered| {
            let known = [standby::WAITING, standby::ACTIVATE];
            let name = known.into_iter().find(|name| file.path.file_name().is_some_and(|last| last == *name))?;
            Some((name, source(file)))
        };
        Ok(Counterpart {
            here: name(here),
            name: name(there),
            chart_version: there.installation.chart_version.clone(),
            files: files.iter().filter(|file| shared.contains(&file.path)).map(source).collect(),
            waiting: standby.files(nowhere)?.iter().filter_map(waits).collect(),
        })
    }

    /// The other site in the state that `own`, the chain of the linted site, is in: a standby that waits is held
    /// against a primary that would wait as well. Files that smpgen did not render are those of both sites, but for
    /// one in the folder of a site. None where helm refuses the chain, which is a finding of its own.
    pub fn site(&self, own: &[Layer], helm: HelmVersion) -> Option<OtherSite> {
        let mut sources = Vec::new();
        let mut planned = false;
        for layer in own.iter().filter(|layer| layer.kind == LayerKind::File) {
            let text = layer.source.text();
            if header(text, "rendered by").is_none() {
                sources.extend(self.theirs(&layer.source));
                continue;
            }
            if !planned {
                sources.extend(self.files.iter().cloned());
                planned = true;
            }
            let waits = self.waiting.iter().filter(|(name, _)| header(text, name).is_some());
            sources.extend(waits.map(|(_, source)| source.clone()));
        }
        if !planned {
            sources.extend(self.files.iter().cloned());
        }
        let mut chain = layers(sources, &[]);
        chain.iter_mut().zip(FIRST_ID..).for_each(|(layer, id)| layer.id = LayerId(id));
        let merged = merge_chain(&chain, helm, &mut chain::read_file).ok()?;
        Some(OtherSite { name: self.name.to_owned(), chart_version: self.chart_version.clone(), values: merged.values })
    }

    /// A file of the user's at the other site: the same, or where it is in the folder of this site, the one of its
    /// name in the folder beside it, if there is one.
    fn theirs(&self, own: &Source) -> Option<Source> {
        let path = Path::new(own.name());
        match (path.parent(), path.file_name()) {
            (Some(folder), Some(file)) if folder.file_name().is_some_and(|name| name == self.here) => {
                let beside = folder.with_file_name(self.name).join(file);
                beside.is_file().then(|| chain::source(&beside.to_string_lossy()).ok()).flatten()
            }
            _ => Some(own.clone()),
        }
    }
}

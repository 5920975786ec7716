//! Reference architectures: `profiles/architectures`.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::files::{self, Schema};
pub use super::providers::Class;
use super::version::Windows;
use super::{Catalog, check, in_file};
use crate::error::Result;
use crate::suggest;

/// How the data of an architecture is backed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backup {
    None,
    /// A backup of the volumes in the cluster, which its users set up.
    Required,
    /// That of the databases themselves.
    Database,
}

impl Backup {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Backup::None => "none",
            Backup::Required => "required",
            Backup::Database => "the databases' own",
        }
    }
}

/// One documented way of running the platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Architecture {
    #[serde(rename = "architecture")]
    pub id: String,
    /// As the documentation names it.
    pub title: String,
    /// Who it is for.
    pub audience: String,
    /// Who runs its databases.
    pub databases: Class,
    pub production: bool,
    /// Whether the platform stays up when a pod or node is lost.
    pub ha: bool,
    pub sites: u8,
    pub backup: Backup,
    /// Whether it needs a licence.
    pub licence: bool,
    /// The profiles that fit it, and why no others, as a clause.
    pub profiles: Vec<String>,
    pub profiles_reason: String,
    /// Who may run each store, by its name in the spec, and why, as a clause. A store that is not named may run anywhere.
    pub stores: IndexMap<String, Vec<Class>>,
    pub stores_reason: String,
    pub values: Vec<SetValue>,
    /// Least numbers of pods.
    #[serde(default)]
    pub floors: Vec<Floor>,
    /// The architecture whose floors hold here too.
    #[serde(default, skip_serializing)]
    floors_like: Option<String>,
    /// What must be there before, one sentence each.
    pub needs: Vec<String>,
}

/// A value that an architecture sets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetValue {
    pub path: String,
    pub is: Value,
    /// The chart versions that it is for; none for all.
    #[serde(default, skip_serializing)]
    pub versions: Option<Windows>,
    /// What to say above it.
    #[serde(default)]
    pub comment: Vec<String>,
}

/// The least number of pods of some services.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Floor {
    pub replicas: i64,
    pub services: Vec<String>,
}

impl Catalog {
    /// The reference architectures, read when first asked for, in the order of the documentation.
    pub fn architectures(&self) -> Result<&[Architecture]> {
        if let Some(architectures) = self.architectures.get() {
            return Ok(architectures);
        }
        let mut checker = check::Checker::default();
        let mut read: Vec<Architecture> = Vec::new();
        for file in files::on_demand(Schema::Architecture, self.directory.as_deref())? {
            let mut architecture: Architecture = checker.typed(&file)?;
            if let Some(id) = &architecture.floors_like {
                let like = read.iter().find(|other| other.id == *id).ok_or_else(|| {
                    in_file(&file, &format!("`floorsLike`: no architecture `{id}` stands before this one"))
                })?;
                architecture.floors.clone_from(&like.floors);
            }
            if read.iter().any(|other| other.id == architecture.id) {
                return Err(in_file(&file, &format!("two files are for the architecture `{}`", architecture.id)));
            }
            read.push(architecture);
        }
        Ok(self.architectures.get_or_init(|| read))
    }

    /// The architecture called `id`. The error names the nearest and all that are valid.
    pub fn architecture(&self, id: &str) -> Result<&Architecture> {
        let all = self.architectures()?;
        let ids = all.iter().map(|architecture| architecture.id.as_str());
        all.iter().find(|architecture| architecture.id == id).ok_or_else(|| suggest::unknown("architecture", id, ids))
    }
}

//! What the user declared of the databases outside. Nothing of it can be read from values.

use crate::catalog::datastores::StoreName;
use crate::catalog::engine_version::EngineVersion;
use crate::quantity::Quantity;

/// Each store; every fact is optional.
#[derive(Clone, Debug, Default)]
pub struct DatastoreFacts {
    pub mongo: StoreFacts,
    pub postgres: StoreFacts,
    pub redis: StoreFacts,
    pub timescaledb: StoreFacts,
    pub minio: StoreFacts,
}

/// One store outside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StoreFacts {
    pub version: Option<EngineVersion>,
    /// Whether it has what the chart needs of it: extensions, connections, databases, rights.
    pub prerequisites_met: bool,
    /// The memory it may fill with data.
    pub data_memory: Option<Quantity>,
    pub nodes: Option<u32>,
    /// Of one node.
    pub cpu: Option<Quantity>,
    /// Of one node.
    pub memory: Option<Quantity>,
}

impl DatastoreFacts {
    /// What is declared of one store.
    pub fn of(&self, name: StoreName) -> &StoreFacts {
        match name {
            StoreName::Mongo => &self.mongo,
            StoreName::Postgres => &self.postgres,
            StoreName::Redis => &self.redis,
            StoreName::Timescaledb => &self.timescaledb,
            StoreName::Minio => &self.minio,
        }
    }

    /// The same, to be set.
    pub fn of_mut(&mut self, name: StoreName) -> &mut StoreFacts {
        match name {
            StoreName::Mongo => &mut self.mongo,
            StoreName::Postgres => &mut self.postgres,
            StoreName::Redis => &mut self.redis,
            StoreName::Timescaledb => &mut self.timescaledb,
            StoreName::Minio => &mut self.minio,
        }
    }
}

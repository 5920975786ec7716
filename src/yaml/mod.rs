//! YAML with places: text in, a tree with byte spans out. Knows nothing of Helm.

pub mod path;
pub mod span;
pub mod style;

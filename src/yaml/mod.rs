//! YAML with places: text in, a tree with byte spans out. Knows nothing of Helm.

pub mod edit;
pub mod error;
pub mod lines;
pub mod name;
pub mod parse;
pub mod path;
pub mod path_set;
pub mod quick;
pub mod source;
pub mod span;
pub mod style;
pub mod tree;

mod causes;
mod checks;
mod places;

//! Taking entries away, so that nothing else changes and no map is left without a value.

use std::collections::{HashMap, HashSet};

use super::Text;
use super::block::{block, comments_in, tied};
use crate::yaml::edit::Edit;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, NodeId};

/// What goes, and what cannot.
pub struct Removal {
    pub edits: Vec<Edit>,
    /// The bytes whose comments go too.
    pub gone: Vec<Span>,
    pub refused: Vec<(KeyPath, String)>,
}

/// The edits that take `paths` away, which do not contain one another. A map of which every entry goes, goes as a
/// whole. Comments stay as lines of their own, unless `with_comments`.
pub fn plan(text: &Text, paths: &[KeyPath], with_comments: bool) -> Removal {
    let wanted: HashSet<&KeyPath> = paths.iter().collect();
    let mut going: HashMap<NodeId, usize> = HashMap::new();
    let mut whole: HashSet<&KeyPath> = HashSet::new();
    // Children come after their parents, so in reverse they are known first.
    for entry in text.entries.iter().rev() {
        let pairs = match &text.reading.tree.node(entry.pair.value).kind {
            Kind::Map { pairs, .. } => pairs.len(),
            _ => 0,
        };
        let emptied = pairs > 0 && going.get(&entry.pair.value) == Some(&pairs);
        if wanted.contains(&entry.path) || emptied {
            *going.entry(entry.map).or_default() += 1;
            whole.insert(&entry.path);
        }
    }
    let mut removal = Removal { edits: Vec::new(), gone: Vec::new(), refused: Vec::new() };
    let mut tops: HashMap<KeyPath, Result<(), String>> = HashMap::new();
    for path in paths {
        let mut top = path.clone();
        while let Some(parent) = top.parent().filter(|parent| whole.contains(parent)) {
            top = parent;
        }
        let done = match tops.get(&top) {
            Some(done) => done.clone(),
            None => take(text, &top, with_comments, &mut removal),
        };
        if let Err(why) = &done {
            removal.refused.push((path.clone(), why.clone()));
        }
        tops.insert(top, done);
    }
    removal
}

fn take(text: &Text, path: &KeyPath, with_comments: bool, removal: &mut Removal) -> Result<(), String> {
    let entry = text.only(path)?;
    let block = block(text, entry)?;
    let tree = &text.reading.tree;
    tied(text, block.lines)?;
    let mut above = path.parent().filter(|path| !path.is_root());
    while let Some(map) = above {
        if tree.node(text.only(&map)?.pair.value).anchor().is_some() {
            return Err(format!("others use `{map}` through its anchor"));
        }
        above = map.parent().filter(|path| !path.is_root());
    }
    if tree.pairs(entry.map).iter().any(|pair| tree.text(pair.key) == Some("<<")) {
        return Err("it stands beside a merge key".to_owned());
    }
    match with_comments {
        true => {
            removal.gone.push(block.whole());
            removal.edits.push(Edit::remove(block.whole()));
        }
        false => {
            let comments = comments_in(text, block.lines, Span::default(), block.indent);
            removal.edits.push(Edit::replace(block.lines, comments));
        }
    }
    Ok(())
}

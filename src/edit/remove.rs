//! Taking entries away, so that nothing else changes and no map is left without a value.

use super::block::{block, comments_in};
use super::original::Original;
use crate::yaml::edit::Edit;
use crate::yaml::quick::{QuickMap, QuickSet};
use crate::yaml::span::Span;

/// What becomes of the comments of an entry that is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comments {
    /// They stay, as lines of their own.
    Stay,
    /// They go too, with those right above.
    Go,
    /// Those inside and behind the value keep the entry where it is: somebody had a reason for it. Others stay.
    Hold,
}

/// For each of the `wanted` entries, of which none contains another, the edit that takes it away. A map of which every
/// entry goes, goes as a whole, so that several of them may have the same edit.
///
/// An edit is an error, as the end of a sentence, where the entry cannot go by itself.
pub fn removals(original: &Original, wanted: &[usize], comments: Comments) -> Vec<Result<Edit, String>> {
    let mut whole: QuickSet<usize> = QuickSet::default();
    whole.reserve(wanted.len());
    let mut going: QuickMap<usize, usize> = QuickMap::default();
    for number in wanted {
        let mut next = Some(*number);
        while let Some(number) = next.filter(|number| whole.insert(*number)) {
            let above = original.entries.get(number).and_then(|entry| entry.above);
            next = above.filter(|above| {
                let gone = going.entry(*above).or_default();
                *gone += 1;
                original.entries.get(*above).is_some_and(|map| original.tree().pairs(map.pair.value).len() == *gone)
            });
        }
    }
    let top_of = |number: usize| {
        let above = |number: &usize| original.entries.get(*number)?.above.filter(|above| whole.contains(above));
        std::iter::successors(Some(number), above).last().unwrap_or(number)
    };
    let mut edits: QuickMap<usize, Result<Edit, String>> = QuickMap::default();
    let mut edit = |top: usize| edits.entry(top).or_insert_with(|| alone(original, top, comments)).clone();
    wanted.iter().map(|number| edit(top_of(*number))).collect()
}

/// The edit that takes away the entry that another one with the same key makes void.
///
/// # Errors
/// Where it does not have its lines for itself, or others use an anchor in it.
pub fn twin(original: &Original, number: usize) -> Result<Edit, String> {
    cut(original, number, Comments::Stay)
}

fn alone(original: &Original, number: usize, comments: Comments) -> Result<Edit, String> {
    original.stands_alone(number)?;
    if let Some(map) = original.around(number).find(|map| original.is_anchor(map.pair.value)) {
        return Err(format!("others use `{}` through its anchor", map.path));
    }
    if original.is_merging(original.entry(number)?.map) {
        return Err("it stands beside a merge key".to_owned());
    }
    cut(original, number, comments)
}

fn cut(original: &Original, number: usize, comments: Comments) -> Result<Edit, String> {
    let block = block(original, original.entry(number)?)?;
    if original.is_used_outside(block.lines) {
        return Err("others use it through an anchor".to_owned());
    }
    if comments == Comments::Go {
        return Ok(Edit::remove(block.whole(original)));
    }
    if comments == Comments::Hold && !comments_in(original, block.own, Span::default(), 0).is_empty() {
        return Err("it has a comment".to_owned());
    }
    Ok(Edit::replace(block.lines, comments_in(original, block.lines, Span::default(), block.indent)))
}

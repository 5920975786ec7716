//! A migration under way: the text as it is by now, the account so far, and what is stuck.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::account::{Fate, Line, cut, onto, rows};
use super::steps::{Action, Keys, Step};
use super::{Finding, Migration, Request};
use crate::catalog::service_paths::ServicePaths;
use crate::leaf;
use crate::upgrade::meaning::{agree, is_empty_map, sets_nothing};
use crate::upgrade::text::Text;
use crate::yaml::path::KeyPath;

/// How often the steps of one version are looked at anew, because one makes room or work for another.
const MOST_ROUNDS: usize = 4;

/// Values of one block that are carried one by one, because a part of the new block is there already.
const MOST_PARTS: usize = 100;

/// A migration under way.
pub struct Run {
    old: Text,
    now: Text,
    account: Vec<Line>,
    findings: Vec<Finding>,
    /// Paths, as they are now, that stay where they are.
    stuck: Vec<KeyPath>,
    drop_removed: bool,
}

/// One part of a move.
enum Part {
    Free(KeyPath, KeyPath),
    Equal(KeyPath, KeyPath),
    Taken(KeyPath, KeyPath),
}

impl Run {
    /// A migration that has not begun: the same text twice, and the account of it as it is.
    pub fn new(old: Text, now: Text, drop_removed: bool) -> Run {
        let leaves = leaf::leaves(old.values()).into_iter().filter(|(_, value)| !is_empty_map(value));
        let account = leaves.map(|(path, value)| Line::new(path, value.clone())).collect();
        Run { old, now, account, findings: Vec::new(), stuck: Vec::new(), drop_removed }
    }

    /// Makes every step that lies between the two versions, where the file can be changed at all.
    pub fn make(mut self, steps: &[Step], request: &Request) -> Migration {
        match self.old.refusal() {
            Some((span, why)) => {
                let position = self.old.source().position(span.start);
                self.findings.push(Finding {
                    path: KeyPath::root(),
                    to: None,
                    position,
                    message: format!("nothing was migrated: {why}"),
                    help: "mend that first; `smpgen lint` says how".to_owned(),
                    values: None,
                });
            }
            None => self.all(steps, request),
        }
        self.finish()
    }

    fn all(&mut self, steps: &[Step], request: &Request) {
        let since = |step: &Step| step.since.clone();
        let wanted = |step: &&Step| {
            step.since <= request.to && (step.since > request.from || matches!(step.keys, Keys::Fitting { .. }))
        };
        let steps: Vec<&Step> = steps.iter().filter(wanted).collect();
        for _ in 0..MOST_ROUNDS {
            let start = self.now.as_str().to_owned();
            for hop in steps.chunk_by(|a, b| since(a) == since(b)) {
                for _ in 0..MOST_ROUNDS {
                    let before = (self.now.as_str().to_owned(), self.findings.len());
                    hop.iter().for_each(|step| self.step(step));
                    if before == (self.now.as_str().to_owned(), self.findings.len()) {
                        break;
                    }
                }
            }
            // What was in the way may be gone by a later step.
            if self.stuck.is_empty() || self.now.as_str() == start {
                break;
            }
            self.free();
        }
    }

    /// Takes back that things are stuck, to try again.
    fn free(&mut self) {
        self.stuck.clear();
        self.findings.clear();
        for line in self.account.iter_mut().filter(|line| line.fate == Fate::Stuck) {
            let new = line.new.clone().unwrap_or_else(|| line.old.clone());
            line.fate = if new == line.old { Fate::Kept } else { Fate::Moved };
            line.block = (line.old.clone(), new);
            line.reason.clear();
        }
    }

    fn step(&mut self, step: &Step) {
        match &step.keys {
            Keys::One(from) => {
                let set = leaf::get(self.now.values(), from).is_some_and(|value| !sets_nothing(value));
                if !set || self.stuck.iter().any(|stuck| from.starts_with(stuck)) {
                    return;
                }
                match &step.action {
                    Action::Move(to) => self.relocate(step, from, to),
                    Action::Item(to) => self.relocate_into_list(step, from, to),
                    Action::Switch(to) => self.switch(step, from, to),
                    Action::Unread { look } => self.unread(step, std::slice::from_ref(from), *look),
                }
            }
            Keys::Fitting { pattern, except } => {
                let services = ServicePaths::default();
                let fits = |path: &KeyPath| {
                    pattern.matches(path, &services) && (except.is_none() || except.as_deref() != path.last_key())
                };
                let mut found: Vec<KeyPath> = Vec::new();
                maps_and_leaves(self.now.values(), &KeyPath::root(), &mut |path| {
                    // What is below a key comes right after it.
                    if !found.last().is_some_and(|above| path.starts_with(above)) && fits(path) {
                        found.push(path.clone());
                    }
                });
                if let Action::Unread { look } = step.action {
                    self.unread(step, &found, look);
                }
            }
        }
    }

    fn relocate(&mut self, step: &Step, from: &KeyPath, to: &KeyPath) {
        let Some(value) = leaf::get(self.now.values(), from).cloned() else { return };
        let mut parts = Vec::new();
        self.parts(&value, from, to, &mut parts);
        if parts.len() > MOST_PARTS {
            return self.by_hand(step, from, to, &format!("{} values have to be merged one by one", parts.len()));
        }
        for part in parts {
            match part {
                Part::Free(from, to) => match self.now.relocate(&from, &to) {
                    Ok(()) => self.moved(step, &from, &to),
                    Err(why) => self.by_hand(step, &from, &to, &why),
                },
                Part::Equal(from, to) => self.drop_equal(step, &from, &to),
                Part::Taken(from, to) => self.taken(step, &from, &to),
            }
        }
    }

    /// What to do with each part of `value`, so that nothing that is set is overwritten.
    fn parts(&self, value: &Value, from: &KeyPath, to: &KeyPath, out: &mut Vec<Part>) {
        if self.stuck.iter().any(|stuck| from.starts_with(stuck)) {
            return;
        }
        let holds_stuck = self.stuck.iter().any(|stuck| stuck.starts_with(from));
        match (value, leaf::get(self.now.values(), to)) {
            (Value::Object(map), there) if holds_stuck || there.is_some_and(is_filled) => {
                for (key, value) in map {
                    if !sets_nothing(value) {
                        self.parts(value, &from.key(key.as_str()), &to.key(key.as_str()), out);
                    }
                }
            }
            (_, None) if self.is_open(to) => out.push(Part::Free(from.clone(), to.clone())),
            (_, Some(there)) if agree(to, value, there) => out.push(Part::Equal(from.clone(), to.clone())),
            (Value::Object(_), Some(there)) if is_empty_map(there) => out.push(Part::Free(from.clone(), to.clone())),
            _ => out.push(Part::Taken(from.clone(), to.clone())),
        }
    }

    /// Whether all that is set above `to` is maps.
    fn is_open(&self, to: &KeyPath) -> bool {
        let mut above = to.parent();
        while let Some(path) = above.filter(|path| !path.is_root()) {
            if leaf::get(self.now.values(), &path).is_some_and(|value| !value.is_object()) {
                return false;
            }
            above = path.parent();
        }
        true
    }

    fn relocate_into_list(&mut self, step: &Step, from: &KeyPath, to: &KeyPath) {
        let Some(value) = leaf::get(self.now.values(), from).cloned() else { return };
        match leaf::get(self.now.values(), to) {
            Some(Value::Array(items)) if items.contains(&value) => self.drop_equal(step, from, to),
            Some(_) => self.taken(step, from, to),
            None if !self.is_open(to) => self.taken(step, from, to),
            None => match self.now.relocate_into_list(from, to) {
                Ok(()) => self.moved(step, from, &to.index(0)),
                Err(why) => self.by_hand(step, from, to, &why),
            },
        }
    }

    /// A switch that nothing reads: on, the other has to be on for the same; off, it has no say.
    fn switch(&mut self, step: &Step, from: &KeyPath, to: &KeyPath) {
        let value = leaf::get(self.now.values(), from).cloned();
        match (value, leaf::get(self.now.values(), to)) {
            (Some(Value::Bool(false)), None) => {
                let reason =
                    format!("it has no effect since {}: `{to}` decides in its place, and is not set here", step.since);
                self.drop(step, from, from, reason);
            }
            (Some(Value::Bool(_)), _) => self.relocate(step, from, to),
            _ => self.by_hand(step, from, to, "it is neither true nor false"),
        }
    }

    /// `found`, of which none is below another, is not read any more.
    fn unread(&mut self, step: &Step, found: &[KeyPath], look: bool) {
        let note = step.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
        let reason = match look {
            false => format!("nothing reads it since {}{note}", step.since),
            true => format!("it left the chart's values in {}{note}", step.since),
        };
        let mut tops: HashSet<&KeyPath> = found.iter().collect();
        let mut fate = if look { Fate::Review } else { Fate::Unread };
        if self.drop_removed && !look {
            for (path, why) in self.now.remove_all(found, true) {
                tops.remove(&path);
                self.by_hand(step, &path, &path, &why);
            }
            fate = Fate::Dropped;
        }
        for line in &mut self.account {
            // What somebody has to see to stays so, unless it is gone.
            let done = line.fate == fate || (line.fate == Fate::Stuck && fate != Fate::Dropped);
            let Some(new) = line.new.clone().filter(|_| !done) else { continue };
            let mut top = new.clone();
            while !top.is_root() && !tops.contains(&top) {
                top.pop();
            }
            if top.is_root() {
                continue;
            }
            line.block = (cut(&line.old, &new, &top), top);
            line.fate = fate;
            line.reason.clone_from(&reason);
            if fate == Fate::Dropped {
                line.new = None;
            }
        }
        if fate == Fate::Dropped {
            let account = &self.account;
            let open =
                |path: &KeyPath| account.iter().any(|line| line.fate == Fate::Stuck && line.old.starts_with(path));
            self.findings.retain(|finding| open(&finding.path));
            self.stuck.retain(|path| account.iter().any(|line| line.is_below(path)));
        }
    }

    fn moved(&mut self, step: &Step, from: &KeyPath, to: &KeyPath) {
        let note = step.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
        for line in self.account.iter_mut().filter(|line| line.is_below(from)) {
            line.carry(from, to);
            if line.fate == Fate::Moved {
                let again = format!("since {}", step.since);
                let earlier = std::mem::take(&mut line.reason);
                line.reason = match earlier.as_str() {
                    "" => format!("{again}{note}"),
                    same if *same == again => format!("{again}{note}"),
                    earlier => format!("{earlier}, then {again}{note}"),
                };
            }
        }
    }

    fn drop_equal(&mut self, step: &Step, from: &KeyPath, to: &KeyPath) {
        self.drop(step, from, to, format!("`{to}`, its place since {}, holds the same", step.since));
    }

    fn drop(&mut self, step: &Step, from: &KeyPath, to: &KeyPath, reason: String) {
        if let Err(why) = self.now.remove(from) {
            return self.by_hand(step, from, to, &why);
        }
        for line in self.account.iter_mut().filter(|line| line.is_below(from)) {
            if let Some(new) = line.new.take() {
                line.block = (cut(&line.old, &new, from), from.clone());
            }
            line.fate = Fate::Dropped;
            line.reason.clone_from(&reason);
        }
    }

    fn taken(&mut self, step: &Step, from: &KeyPath, to: &KeyPath) {
        let value = |path: &KeyPath| leaf::get(self.now.values(), path).cloned();
        // What stands in the way may be above.
        let mut other = to.clone();
        while value(&other).is_none() && !other.is_root() {
            other.pop();
        }
        let values = value(from).zip(value(&other)).map(|(old, there)| (old, other.clone(), there));
        let (old, since) = (self.old_path(from), &step.since);
        let (message, help) = match step.action {
            Action::Switch(_) => (
                format!("`{old}` has no effect since chart {since}: `{to}` decides in its place, and says otherwise"),
                format!("delete `{old}`, or change `{to}` for both"),
            ),
            _ => (
                format!("`{old}` moved to `{to}` in chart {since}, and `{other}` is set to something else"),
                "decide which of the two holds, and delete the other; until then the chart reads the new one"
                    .to_owned(),
            ),
        };
        self.stick(from, to, message, help, values);
    }

    fn by_hand(&mut self, step: &Step, from: &KeyPath, to: &KeyPath, why: &str) {
        let old = self.old_path(from);
        let (message, help) = match from == to {
            true => (format!("`{old}` should go, and cannot go by itself: {why}"), format!("delete `{old}` by hand")),
            false => (
                format!("`{old}` moved to `{to}` in chart {}, and cannot be moved: {why}", step.since),
                format!("write it at `{to}` by hand, and delete `{old}`"),
            ),
        };
        self.stick(from, to, message, help, None);
    }

    fn stick(
        &mut self,
        from: &KeyPath,
        to: &KeyPath,
        message: String,
        help: String,
        values: Option<(Value, KeyPath, Value)>,
    ) {
        let path = self.old_path(from);
        let position = self.old.source().position(self.old.place(&path).start);
        for line in self.account.iter_mut().filter(|line| line.is_below(from)) {
            if let Some(new) = &line.new {
                line.block = (cut(&line.old, new, from), from.clone());
            }
            line.fate = Fate::Stuck;
            line.reason.clone_from(&message);
        }
        self.stuck.push(from.clone());
        self.findings.push(Finding { path, to: Some(to.clone()), position, message, help, values });
    }

    /// The path in the old file of what stands at `path` now.
    fn old_path(&self, path: &KeyPath) -> KeyPath {
        let line = self.account.iter().find(|line| line.is_below(path));
        match line.and_then(|line| Some((line, line.new.as_ref()?))) {
            Some((line, new)) => {
                let old = cut(&line.old, new, path);
                // Of a list that was made on the way the old path is shorter.
                if onto(new, path, &old) == line.old { old } else { line.old.clone() }
            }
            None => path.clone(),
        }
    }

    fn finish(mut self) -> Migration {
        for line in &mut self.account {
            line.old_line = self.old.line(&line.old);
            line.new_line = line.new.as_ref().and_then(|new| self.now.line(new));
        }
        self.findings.sort_by(|a, b| a.position.cmp(&b.position).then_with(|| a.path.cmp(&b.path)));
        let rows = rows(&self.account, |path| self.old.line(path), |path| self.now.line(path));
        Migration {
            text: self.now.as_str().to_owned(),
            account: self.account,
            rows,
            findings: self.findings,
            stale: Vec::new(),
        }
    }
}

fn is_filled(value: &Value) -> bool {
    matches!(value, Value::Object(map) if !map.is_empty())
}

/// Every path of maps and leaves, parents first; lists are leaves.
fn maps_and_leaves(map: &Map<String, Value>, path: &KeyPath, each: &mut dyn FnMut(&KeyPath)) {
    for (key, value) in map {
        let path = path.key(key.as_str());
        if sets_nothing(value) {
            continue;
        }
        each(&path);
        if let Value::Object(below) = value {
            maps_and_leaves(below, &path, each);
        }
    }
}

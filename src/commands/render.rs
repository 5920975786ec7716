//! `smpgen render`: the override of a profile on disk, and the helm commands that use it.

use std::fs;
use std::path::{Path, PathBuf};

use super::output::Console;
use super::write::{self, OnDisk};
use super::{Status, clash, helm_command, load};
use crate::args::{Render, Size};
use crate::catalog::profile::Profile;
use crate::catalog::{Catalog, erratum};
use crate::error::{Error, Result, quoted};
use crate::plan::{self, ErrataChoice, Plan, Request};
use crate::render;
use crate::report::shown::{State, masked_lines};

pub fn run(catalog: &Catalog, args: &Render, console: &mut Console) -> Result<Status> {
    helm_command::check(&args.helm)?;
    let profile = profile(catalog, &args.size, console)?;
    let chart_version = chart_version(catalog, args.chart_version.as_deref())?;
    let request = Request {
        profile,
        chart_version,
        modules: once_each(&args.modules),
        errata: errata_choice(&args.errata)?,
        storage: storage(&args.storage)?,
    };
    let plan = plan::plan(catalog, &request)?;
    let text = render::override_text(&plan)?;
    for note in module_notes(&plan) {
        console.note(note);
    }
    if args.stdout {
        console.data(&text)?;
        return Ok(Status::Clean);
    }
    let path = in_directory(&args.output, &render::override_name(&plan));
    if args.check {
        return check(&path, &text, console);
    }
    save(&args.output, &path, &text, args.force, console)?;
    let user_file = user_file(&args.output);
    // A pipe or a device would be waited for, and helm is the one to read it.
    if fs::metadata(&user_file).is_ok_and(|found| found.is_file() || found.is_dir()) {
        clash::report(&plan, &user_file, &path, args.helm.user_values_last, console);
    }
    console.data(&helm_command::commands(&args.helm, &plan.chart_version, &user_file, &[&path]))?;
    if let Some(note) = helm_command::chart_note(&args.helm.chart) {
        console.note(&note);
    }
    Ok(Status::Clean)
}

/// What a file for some modules does to the others.
fn module_notes(plan: &Plan) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if plan.modules.is_empty() {
        return notes;
    }
    if !plan.modules.iter().any(|name| name == "platform") {
        notes
            .push("the module `platform` is always installed; without --module platform its sizes are the chart's own");
    }
    let switch = plan.values.get("global").and_then(|global| global.pointer("/autoscaling/enabled"));
    if switch == Some(&serde_json::Value::Bool(false)) {
        notes.push(
            "`global.autoscaling.enabled: false` is not for these modules alone: on the whole platform, only services \
             that switch autoscaling on themselves keep it",
        );
    }
    notes
}

fn profile<'a>(catalog: &'a Catalog, size: &Size, console: &Console) -> Result<&'a Profile> {
    match (&size.profile, &size.users, &size.ci, &size.cd) {
        (Some(name), ..) => catalog.profile(name),
        (None, Some(users), Some(ci), Some(cd)) => {
            let load = load::parse(users, ci, cd)?;
            let choice = load::smallest(catalog, &load)?;
            console.note(&format!("profile {}: {}", choice.profile.name, load::why(&choice, &load)));
            Ok(choice.profile)
        }
        // clap asks for one or the other before we get here.
        _ => Err(Error::new("give --profile, or --users with --ci and --cd")),
    }
}

/// The chart version in a flag, or the newest that is known.
pub fn chart_version(catalog: &Catalog, flag: Option<&str>) -> Result<crate::catalog::version::ChartVersion> {
    flag.map_or_else(|| Ok(catalog.newest().clone()), |text| catalog.chart_version(text))
}

/// What `--errata` asks for. One of the three words stands alone; ids are joined by commas.
pub fn errata_choice(flag: &str) -> Result<ErrataChoice> {
    let names: Vec<&str> = flag.split(',').map(str::trim).collect();
    match names[..] {
        ["default"] => Ok(ErrataChoice::Default),
        ["all"] => Ok(ErrataChoice::All),
        ["none"] => Ok(ErrataChoice::None),
        _ => match names.iter().find(|name| erratum::WORDS.contains(name)) {
            Some(word) => Err(Error::new(format!("--errata {}: `{word}` stands alone, not in a list", quoted(flag)))
                .help("write --errata default, --errata all or --errata none, or only ids joined by commas")),
            None => Ok(ErrataChoice::Only(once_each(&names))),
        },
    }
}

/// Names as a list of flags gives them, each once: `a, b,a` names two.
fn once_each<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.as_ref().trim()) {
        if !out.iter().any(|known| known == name) {
            out.push(name.to_owned());
        }
    }
    out
}

fn storage(flags: &[String]) -> Result<Vec<(String, String)>> {
    let pair = |flag: &String| match flag.split_once('=') {
        Some((store, size)) => Ok((store.trim().to_owned(), size.trim().to_owned())),
        None if flag.is_empty() => Err(Error::new("--storage is empty: write STORE=SIZE, such as mongo=200Gi")),
        None => Err(Error::new(format!("--storage {}: write STORE=SIZE, such as mongo=200Gi", quoted(flag)))),
    };
    let pairs: Vec<(String, String)> = flags.iter().map(pair).collect::<Result<_>>()?;
    for (index, (store, _)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(earlier, _)| earlier == store) {
            return Err(Error::new(format!("--storage gives {} two sizes", quoted(store))));
        }
    }
    Ok(pairs)
}

/// `name` below `directory`, without a leading `./`.
fn in_directory(directory: &Path, name: &str) -> PathBuf {
    if directory == Path::new(".") { PathBuf::from(name) } else { directory.join(name) }
}

/// The user's own file: beside the rendered one if it is there, else in the working directory.
fn user_file(directory: &Path) -> PathBuf {
    let beside = in_directory(directory, "your-override.yaml");
    if beside.exists() { beside } else { PathBuf::from("your-override.yaml") }
}

fn save(directory: &Path, path: &Path, text: &str, force: bool, console: &Console) -> Result<()> {
    let on_disk = write::look(path)?;
    if let OnDisk::File { text: old, .. } = &on_disk
        && old == text
    {
        console.note(&format!("{} is up to date", path.display()));
        return Ok(());
    }
    if let (false, Some(refusal)) = (force, write::refusal(path, &on_disk)) {
        return Err(refusal);
    }
    fs::create_dir_all(directory).map_err(|error| {
        Error::new(format!("cannot make directory {}: {error}", directory.display()))
            .help("choose another directory with -o")
    })?;
    write::atomically(path, text)?;
    console.note(&format!("wrote {}", path.display()));
    Ok(())
}

/// Compares `text` with what stands at `path`, and writes nothing.
fn check(path: &Path, text: &str, console: &mut Console) -> Result<Status> {
    let old = match write::look(path)? {
        OnDisk::File { text: old, .. } if old == *text => return Ok(Status::Clean),
        OnDisk::File { text: old, .. } => old,
        OnDisk::Missing => {
            console.warning(&format!("{} does not exist", path.display()));
            return Ok(Status::Differs);
        }
        OnDisk::Binary => {
            console.warning(&format!("{} is not a text file", path.display()));
            return Ok(Status::Differs);
        }
    };
    let names = (format!("{} (on disk)", path.display()), format!("{} (rendered)", path.display()));
    console.data(&format!("--- {}\n+++ {}\n{}", names.0, names.1, masked_diff(&old, text)))?;
    Ok(Status::Differs)
}

/// The hunks of a unified diff. The texts are compared as they are, and shown with the secrets masked that somebody
/// may have written into the file on disk.
fn masked_diff(old: &str, new: &str) -> String {
    let shown: Vec<String> = masked_lines(old.lines(), State::Open).into_iter().map(|(line, _)| line).collect();
    let diff = similar::TextDiff::from_lines(old, new);
    let mut out = String::new();
    for hunk in diff.unified_diff().iter_hunks() {
        out.push_str(&format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            let line = change.old_index().and_then(|index| shown.get(index)).map_or(change.value(), String::as_str);
            out.push_str(&format!("{}{}\n", change.tag(), line.trim_end_matches(['\n', '\r'])));
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::masked_diff;

    #[test]
    fn a_diff_shows_what_was_edited_but_no_secret() {
        let shown = masked_diff("a: 1\ndb:\n  password: |\n    hunter2\nb: 2", "a: 1\nb: 2\n");
        assert_eq!(
            shown,
            "@@ -1,5 +1,2 @@\n a: 1\n-db:\n-  password: |\n-    ***\n-b: 2\n\\ No newline at end of file\n+b: 2\n"
        );
    }
}

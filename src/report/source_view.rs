//! Pieces of source with marked places, as annotate-snippets takes them.

use std::collections::HashMap;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use super::shown::Shown;
use super::text::printable;
use crate::helm::value::LayerId;
use crate::lint::finding::{Finding, Location};
use crate::lint::outcome::Outcome;

/// Places further apart than this many lines are shown as pieces of their own.
const NEAR: usize = 60;

/// A place of more lines than this is marked on its first line only.
const TALL: usize = 5;

/// A run of lines of one layer with the places in it.
pub struct View {
    file: String,
    first_line: usize,
    /// Number of its last line.
    pub last_line: usize,
    /// The lines as they may be shown.
    text: String,
    marks: Vec<Mark>,
    /// Line of the mark that the heading names, its column in the file, and its column in `text`.
    heading: (usize, usize, usize),
}

/// A place in the text of a view, in bytes.
struct Mark {
    start: usize,
    end: usize,
    label: Option<String>,
    primary: bool,
}

impl View {
    /// The view for the renderer.
    pub fn snippet(&self) -> Snippet<'_, Annotation<'_>> {
        let kind = |mark: &Mark| if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation =
            |mark: &Mark| kind(mark).span(mark.start..mark.end).label(mark.label.as_deref().map(String::from));
        Snippet::source(self.text.as_str())
            .line_start(self.first_line)
            .path(self.file.as_str())
            .annotations(self.marks.iter().map(annotation))
    }
}

/// A place on lines of one layer.
struct Place<'a> {
    location: Location,
    first: usize,
    last: usize,
    label: Option<&'a str>,
}

/// The views of a finding: that of its primary place first, then those of related places, in the order of the finding.
pub fn views(outcome: &Outcome, shown: &HashMap<LayerId, Shown>, finding: &Finding) -> Vec<View> {
    let related = finding.related.iter().map(|related| (related.location, Some(related.message.as_str())));
    let mut groups: Vec<Vec<Place>> = Vec::new();
    for (location, label) in std::iter::once((finding.location, None)).chain(related) {
        let Some(place) = outcome.place(location) else { continue };
        // A place that ends with a line break has no part in the next line.
        let last = if place.end.column == 1 { place.end.line.saturating_sub(1) } else { place.end.line };
        let (first, last) = (place.start.line, last.max(place.start.line));
        let last = if last - first > TALL { first } else { last };
        let place = Place { location, first, last, label };
        let near = groups.iter_mut().find(|group| {
            group.iter().any(|other| {
                other.location.layer == location.layer
                    && place.first <= other.last.saturating_add(NEAR)
                    && other.first <= place.last.saturating_add(NEAR)
            })
        });
        match near {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups.iter().enumerate().filter_map(|(index, places)| view(outcome, shown, places, index == 0)).collect()
}

/// One view. The first place of the first view is the primary one.
fn view(outcome: &Outcome, shown: &HashMap<LayerId, Shown>, places: &[Place], has_primary: bool) -> Option<View> {
    let location = places.first()?.location;
    let layer = outcome.layer(location)?;
    let shown = shown.get(&location.layer)?;
    let first_line = places.iter().map(|place| place.first).min()?;
    let last_line = places.iter().map(|place| place.last).max()?;
    // The renderer shows the lines of places, and one that is alone between two of them; it needs nothing of the others.
    let marked = |number: usize| places.iter().any(|place| (place.first..=place.last).contains(&number));
    let mut text = String::new();
    let mut starts = Vec::new();
    for number in first_line..=last_line {
        starts.push(text.len());
        if marked(number) || (marked(number - 1) && marked(number + 1)) {
            text.push_str(&shown.line(number));
        }
        text.push('\n');
    }
    let start_of = |line: usize| starts.get(line - first_line).copied().unwrap_or_default();
    let mut marks = Vec::new();
    for (index, place) in places.iter().enumerate() {
        let span = place.location.span;
        let start = start_of(place.first) + shown.columns(place.first, span).0;
        let end = start_of(place.last) + shown.columns(place.last, span).1;
        let label = place.label.map(printable).filter(|label| !label.is_empty());
        marks.push(Mark { start, end: end.max(start), label, primary: has_primary && index == 0 });
    }
    // The renderer names the primary place, or else the first mark on the first line.
    let mut named = places.iter().zip(&marks);
    let (named, mark) = match has_primary {
        true => named.next()?,
        false => named.min_by_key(|(place, _)| (place.first, place.location.span.start))?,
    };
    let column = layer.source.position(named.location.span.start).column;
    let shown_column = text.get(start_of(named.first)..mark.start)?.chars().count() + 1;
    let file = printable(layer.source.name());
    Some(View { file, first_line, last_line, text, marks, heading: (named.first, column, shown_column) })
}

/// Puts the columns of the file into the headings of a rendered finding where a mask or a tab before the place moved
/// them in the source that is shown.
pub fn with_true_columns(rendered: String, views: &[View]) -> String {
    if views.iter().all(|View { heading: (_, column, shown), .. }| column == shown) {
        return rendered;
    }
    let mut out = rendered;
    let mut from = 0;
    for view in views {
        let (line, column, shown) = view.heading;
        let old = format!("{}:{line}:{shown}", view.file);
        let Some(at) = out.get(from..).and_then(|rest| rest.find(&old)) else { continue };
        let longer =
            out.get(from + at + old.len()..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
        if longer {
            continue;
        }
        let new = format!("{}:{line}:{column}", view.file);
        out.replace_range(from + at..from + at + old.len(), &new);
        from += at + new.len();
    }
    out
}

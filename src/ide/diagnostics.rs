//! The findings of a file, as they are shown in it.

use super::Place;
use crate::finding::{Finding, RuleName, Severity, Span, Tag};
use crate::rules::page_url;
use crate::text::Text;
use crate::workspace::{Config, ConfigError, Judged, Snapshot, is_settings};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::{SmallVec, smallvec};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A finding at its place in a file.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Bytes of the file.
    pub range: Range<usize>,
    /// The rule.
    pub rule: RuleName,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, with its notes, each on a line.
    pub message: String,
    /// How it may be shown.
    pub tag: Option<Tag>,
    /// Where the fact is documented.
    pub link: Option<String>,
    /// The places that make it so.
    pub related: Vec<(Place, String)>,
    /// The finding itself; none for a mistake in a settings file.
    pub finding: Option<Arc<Finding>>,
}

/// The rule name under which mistakes in `connspec.toml` are shown.
const SETTINGS: RuleName = "settings";

/// A file that findings are told of.
#[derive(Clone, Debug)]
pub struct ToldFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its version, if it is open.
    pub version: Option<i32>,
    /// Its text.
    pub text: Text,
}

/// Every file that findings can stand in: what is open, what that imports, what imports that, and the
/// settings files in force or open.
pub fn told_files(snapshot: &Snapshot) -> Vec<ToldFile> {
    let mut files: Vec<ToldFile> = Vec::new();
    let mut known: FxHashSet<PathBuf> = FxHashSet::default();
    let version = |path: &Path| snapshot.buffer(path).map(|buffer| buffer.version());
    for root in snapshot.roots() {
        let Some(judged) = snapshot.judged(&root) else { continue };
        for file in judged.spec.files() {
            let path = file.path().to_owned();
            if known.insert(path.clone()) {
                files.push(ToldFile { version: version(&path), path, text: file.text().clone() });
            }
        }
    }
    for (path, text) in snapshot.layout().settings_files() {
        files.push(ToldFile { version: version(path), path: path.to_owned(), text: text.clone() });
    }
    for buffer in snapshot.open_settings() {
        if files.iter().all(|known| known.path != buffer.path()) {
            let path = buffer.path().to_owned();
            files.push(ToldFile { version: Some(buffer.version()), path, text: buffer.text().clone() });
        }
    }
    files
}

/// What is found in a file. Where several roots import it, what all of them find is shown once, and
/// what only some of them find names these.
pub fn diagnostics(snapshot: &Snapshot, path: &Path) -> Vec<Diagnostic> {
    chosen(snapshot, path, |_| ())
}

/// The same within a range, its edges included.
pub fn diagnostics_within(snapshot: &Snapshot, path: &Path, within: &Range<usize>) -> Vec<Diagnostic> {
    let touches = |it: &Located<'_>| it.range.start <= within.end && within.start <= it.range.end;
    chosen(snapshot, path, |found| found.retain(touches))
}

/// The same for the worst, at most so many, and how many others there are.
pub fn worst_diagnostics(snapshot: &Snapshot, path: &Path, most: usize) -> (Vec<Diagnostic>, usize) {
    let mut left_out = 0;
    let worst = chosen(snapshot, path, |found| {
        left_out = found.len().saturating_sub(most);
        if left_out > 0 {
            found.sort_by_key(|it| it.finding.severity);
            found.truncate(most);
            found.sort_by_key(Located::place);
        }
    });
    (worst, left_out)
}

/// A finding in a file: what it takes to show it, of the specs that find it.
struct Located<'j> {
    finding: &'j Arc<Finding>,
    range: Range<usize>,
    roots: SmallVec<[&'j Judged; 1]>,
}

impl Located<'_> {
    fn place(&self) -> (usize, usize) {
        (self.range.start, self.range.end)
    }
}

/// What is found in a file, of that what is chosen, in the order of the file: only that is made ready to be shown.
fn chosen(snapshot: &Snapshot, path: &Path, choose: impl FnOnce(&mut Vec<Located<'_>>)) -> Vec<Diagnostic> {
    if is_settings(path) {
        return in_settings(snapshot, path);
    }
    let specs = snapshot.specs_of(path);
    let mut found = match &specs[..] {
        [only] => in_file(only, path),
        several => in_several(several, path),
    };
    found.sort_by_key(Located::place);
    choose(&mut found);
    found.into_iter().map(|it| shown(it, specs.len())).collect()
}

/// What is found in a file as a part of one spec.
fn in_file<'j>(judged: &'j Judged, path: &Path) -> Vec<Located<'j>> {
    let Some(file) = judged.spec.file_at(path) else { return Vec::new() };
    let range = |finding: &Finding| file.range(finding.span).unwrap_or(0..0);
    let located = |finding: &'j Arc<Finding>| Located { finding, range: range(finding), roots: smallvec![judged] };
    judged.findings_of(file.id()).iter().map(located).collect()
}

/// The same where several specs hold the file: what all of them find stands there once.
fn in_several<'j>(specs: &'j [Arc<Judged>], path: &Path) -> Vec<Located<'j>> {
    let mut found: Vec<Located<'j>> = Vec::new();
    let mut by_place: FxHashMap<Span, SmallVec<[usize; 1]>> = FxHashMap::default();
    for judged in specs {
        for it in in_file(judged, path) {
            let alike = by_place.entry(it.finding.span).or_default();
            match alike.iter().find(|index| found[**index].finding == it.finding) {
                Some(index) => found[*index].roots.push(judged),
                None => {
                    alike.push(found.len());
                    found.push(it);
                }
            }
        }
    }
    found
}

/// What is wrong with a settings file, and what in it has no effect.
fn in_settings(snapshot: &Snapshot, path: &Path) -> Vec<Diagnostic> {
    let wrong = settings(snapshot, path);
    let wrong = wrong.iter().map(|it| of_settings(&it.message, Severity::Error, it.range.clone()));
    let idle = snapshot.layout().idle_patterns(path).iter();
    wrong.chain(idle.map(|it| of_settings(&it.message, it.severity, it.range.clone()))).collect()
}

/// What is wrong with a settings file: one that is in force, or one that is open.
fn settings(snapshot: &Snapshot, path: &Path) -> Vec<ConfigError> {
    let in_force = snapshot.layout().projects().iter().find(|it| it.config_file.as_deref() == Some(path));
    match (in_force, snapshot.buffer(path)) {
        (Some(project), _) => project.config_errors.clone(),
        (None, Some(buffer)) => Config::parse(&buffer.text().to_string()).1,
        (None, None) => Vec::new(),
    }
}

fn root_name(judged: &Judged) -> String {
    let path = judged.spec.root().path();
    path.strip_prefix(&judged.project.folder).unwrap_or(path).display().to_string()
}

/// A finding as it is shown in a file that so many specs hold.
fn shown(located: Located<'_>, specs: usize) -> Diagnostic {
    let Located { finding, range, roots } = located;
    let mut message = finding.message.clone();
    for note in &finding.notes {
        message.push('\n');
        message.push_str(note);
    }
    if roots.len() < specs {
        let names: Vec<_> = roots.iter().map(|it| format!("`{}`", root_name(it))).collect();
        message.push_str(&format!("\nin the spec of {}", names.join(", ")));
    }
    let related = finding.related.iter().filter_map(|it| Some((place(roots[0], it.span)?, it.message.clone())));
    Diagnostic {
        range,
        rule: finding.rule,
        severity: finding.severity,
        message,
        tag: finding.tag,
        link: Some(page_url(finding.rule)),
        related: related.collect(),
        finding: Some(finding.clone()),
    }
}

fn of_settings(message: &str, severity: Severity, range: Range<usize>) -> Diagnostic {
    Diagnostic {
        range,
        rule: SETTINGS,
        severity,
        message: message.to_owned(),
        // What has no effect is a hint, and shown faintly.
        tag: (severity == Severity::Hint).then_some(Tag::Unused),
        link: None,
        related: Vec::new(),
        finding: None,
    }
}

/// Where a span of a spec stands.
pub(super) fn place(judged: &Judged, span: Span) -> Option<Place> {
    let file = judged.spec.file_of(span)?;
    Some(Place { file: file.clone(), range: file.range(span)? })
}

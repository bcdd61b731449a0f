//! The findings of a file, as they are shown in it.

use super::Place;
use crate::finding::{Finding, RuleName, Severity, Span, Tag};
use crate::rules::page_url;
use crate::text::Text;
use crate::workspace::{Config, ConfigError, Judged, Snapshot, is_settings};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
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
    if is_settings(path) {
        let of_settings = |message: &str, severity, range: &Range<usize>| of_settings(message, severity, range.clone());
        let wrong = settings(snapshot, path);
        let wrong = wrong.iter().map(|it| of_settings(&it.message, Severity::Error, &it.range));
        let idle = snapshot.layout().idle_patterns(path).iter();
        return wrong.chain(idle.map(|it| of_settings(&it.message, it.severity, &it.range))).collect();
    }
    let mut shown = match &snapshot.specs_of(path)[..] {
        [only] => in_file(only, path).map(|(finding, range)| shown(finding, range, only)).collect(),
        several => in_several(several, path),
    };
    shown.sort_by_key(|it| (it.range.start, it.range.end));
    shown
}

/// What is found in a file as a part of one spec, with its range.
fn in_file<'j>(judged: &'j Judged, path: &Path) -> impl Iterator<Item = (&'j Arc<Finding>, Range<usize>)> {
    let file = judged.spec.file_at(path);
    judged.findings().iter().filter_map(move |it| {
        let file = file.filter(|file| file.id() == it.span.item.file)?;
        Some((it, file.range(it.span).unwrap_or(0..0)))
    })
}

/// The same where several specs hold the file: what all of them find stands there once.
fn in_several(specs: &[Arc<Judged>], path: &Path) -> Vec<Diagnostic> {
    let mut found: Vec<(&Arc<Finding>, Range<usize>, Vec<&Judged>)> = Vec::new();
    let mut by_place: FxHashMap<Span, SmallVec<[usize; 1]>> = FxHashMap::default();
    for judged in specs {
        for (finding, range) in in_file(judged, path) {
            let alike = by_place.entry(finding.span).or_default();
            match alike.iter().find(|index| found[**index].0 == finding) {
                Some(index) => found[*index].2.push(judged),
                None => {
                    alike.push(found.len());
                    found.push((finding, range, vec![judged]));
                }
            }
        }
    }
    let told = found.into_iter().map(|(finding, range, roots)| {
        let mut shown = shown(finding, range, roots[0]);
        if roots.len() < specs.len() {
            let names: Vec<_> = roots.iter().map(|it| format!("`{}`", root_name(it))).collect();
            shown.message.push_str(&format!("\nin the spec of {}", names.join(", ")));
        }
        shown
    });
    told.collect()
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

fn shown(finding: &Arc<Finding>, range: Range<usize>, judged: &Judged) -> Diagnostic {
    let mut message = finding.message.clone();
    for note in &finding.notes {
        message.push('\n');
        message.push_str(note);
    }
    let related = finding.related.iter().filter_map(|it| Some((place(judged, it.span)?, it.message.clone())));
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

//! The texts that a check is about, each read once, and how their paths are shown.

use super::check::{Input, Problem, Request, absolute};
use crate::text::{Encoding, Position, Text};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A text with its path.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    shown: String,
    text: String,
    lines: OnceLock<Text>,
}

impl Source {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its path as given, or relative to the working folder.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its text by lines.
    pub fn lines(&self) -> &Text {
        self.lines.get_or_init(|| Text::new(&self.text))
    }

    /// Line and column of an offset, both from 1, the column in Unicode scalar values.
    pub fn position(&self, offset: usize) -> Position {
        let Position { line, column } = self.lines().position(offset, Encoding::Utf32);
        Position { line: line + 1, column: column + 1 }
    }
}

/// Why a file has no text.
#[derive(Clone, Debug)]
enum Failure {
    Unreadable(String),
    NotText(usize),
}

/// All texts of a check.
#[derive(Debug)]
pub struct Sources {
    folder: PathBuf,
    named: Vec<(PathBuf, PathBuf)>,
    given: FxHashMap<PathBuf, Arc<Source>>,
    read: Mutex<FxHashMap<PathBuf, Result<Arc<Source>, Failure>>>,
}

impl Sources {
    /// The texts that a request is about. Nothing is read yet.
    pub fn new(request: &Request) -> Sources {
        let mut sources = Sources {
            folder: request.folder.clone(),
            named: Vec::new(),
            given: FxHashMap::default(),
            read: Mutex::default(),
        };
        for input in &request.inputs {
            let (Input::Path(given) | Input::Text { name: given, .. }) = input;
            sources.named.push((absolute(&request.folder, given), given.clone()));
        }
        for input in &request.inputs {
            if let Input::Text { name, text } = input {
                let path = absolute(&request.folder, name);
                let source = sources.source(path.clone(), text.clone());
                sources.given.insert(path, Arc::new(source));
            }
        }
        sources
    }

    fn source(&self, path: PathBuf, text: String) -> Source {
        Source { shown: self.shown(&path), path, text, lines: OnceLock::new() }
    }

    /// The text of a file; none if it can't be read.
    pub fn get(&self, path: &Path) -> Option<Arc<Source>> {
        if let Some(source) = self.given.get(path) {
            return Some(source.clone());
        }
        let lock = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(path) {
            return known.clone().ok();
        }
        let read = match std::fs::read(path) {
            Err(error) => Err(Failure::Unreadable(reason(&error))),
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Arc::new(self.source(path.to_owned(), text))),
                Err(error) => {
                    let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                    Err(Failure::NotText(good.iter().filter(|byte| **byte == b'\n').count() + 1))
                }
            },
        };
        lock().entry(path.to_owned()).or_insert(read).clone().ok()
    }

    /// The texts that were given rather than read.
    pub fn given(&self) -> impl Iterator<Item = &Path> {
        self.given.keys().map(PathBuf::as_path)
    }

    /// A path as given, or relative to the working folder.
    pub fn shown(&self, path: &Path) -> String {
        if let Ok(below) = path.strip_prefix(&self.folder) {
            return if below.as_os_str().is_empty() { ".".to_owned() } else { below.display().to_string() };
        }
        let below = self.named.iter().find_map(|(absolute, given)| {
            let rest = path.strip_prefix(absolute).ok()?;
            Some(if rest.as_os_str().is_empty() { given.clone() } else { given.join(rest) })
        });
        below.as_deref().unwrap_or(path).display().to_string()
    }

    /// What hindered reading these files.
    pub(super) fn problems(&self, paths: &BTreeSet<PathBuf>) -> Vec<Problem> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = paths.iter().filter_map(|path| Some((path, read.get(path)?.as_ref().err()?)));
        failed
            .map(|(path, failure)| {
                let shown = PathBuf::from(self.shown(path));
                match failure {
                    Failure::Unreadable(why) => Problem::Unreadable(shown, why.clone()),
                    Failure::NotText(line) => Problem::NotText(shown, *line),
                }
            })
            .collect()
    }
}

/// What went wrong, in words without codes.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::NotFound => "it is gone".into(),
        io::ErrorKind::IsADirectory => "it is a folder".into(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}

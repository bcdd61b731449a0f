//! `check --watch`: checks again whenever something changes, until it is interrupted.

use crate::cli::{Exit, complain};
use crate::workspace::{CONFIG_FILE, EXTENSION};
use notify::{Event, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

/// How long it must be quiet before a check: editors write in several steps.
const QUIET: Duration = Duration::from_millis(40);

/// Runs `check`, which says what folders it is about, again and again.
pub fn watch(check: impl Fn() -> Vec<PathBuf>) -> Exit {
    let (send, events) = mpsc::channel();
    let mut watcher = match notify::recommended_watcher(move |event: notify::Result<Event>| {
        let _ = send.send(event);
    }) {
        Ok(watcher) => watcher,
        Err(error) => {
            complain(format!("files can't be watched here: {error}"));
            return Exit::Failed;
        }
    };
    let mut watched: BTreeSet<PathBuf> = BTreeSet::new();
    loop {
        clear();
        for folder in check() {
            if !watched.contains(&folder) {
                if let Err(error) = watcher.watch(&folder, RecursiveMode::Recursive) {
                    complain(format!("`{}` can't be watched: {error}", folder.display()));
                    return Exit::Failed;
                }
                watched.insert(folder);
            }
        }
        if watched.is_empty() {
            return Exit::Failed;
        }
        let mut stderr = anstream::stderr().lock();
        let _ = writeln!(stderr, "watching for changes; Ctrl-C ends it");
        drop(stderr);
        // Wait for something that matters, then for quiet.
        loop {
            match events.recv() {
                Ok(Ok(event)) if matters(&event) => break,
                Ok(_) => {}
                Err(_) => return Exit::Failed,
            }
        }
        while events.recv_timeout(QUIET).is_ok() {}
    }
}

fn matters(event: &Event) -> bool {
    let of_specs = |path: &PathBuf| {
        path.extension().is_none_or(|it| it == EXTENSION)
            || path.file_name().is_some_and(|name| name == CONFIG_FILE || name == ".gitignore")
    };
    !event.kind.is_access() && event.paths.iter().any(of_specs)
}

fn clear() {
    if std::io::stdout().is_terminal() {
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(b"\x1b[2J\x1b[3J\x1b[H").and_then(|()| stdout.flush());
    }
}

/// The folder to watch for a path that was named.
pub fn folder_of(path: &Path) -> PathBuf {
    if path.is_dir() { path.to_owned() } else { path.parent().unwrap_or(path).to_owned() }
}

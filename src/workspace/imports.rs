//! Which files an import names.

use super::project::{EXTENSION, Project};
use std::io;
use std::path::{Component, Path, PathBuf};

/// Why an import names nothing.
#[derive(Debug)]
pub enum ImportProblem {
    /// No file matches.
    NoMatch,
    /// It leads out of the project, to what nobody named.
    Outside,
    /// A folder can't be listed; why.
    Unreadable(String),
}

/// The patterns that a file's text imports, found without parsing it: enough to know which files are
/// roots.
pub fn patterns(text: &str) -> impl Iterator<Item = &str> {
    // Most files import nothing.
    let text = if memchr::memmem::find(text.as_bytes(), b"import").is_some() { text } else { "" };
    text.split(['\n', '\r']).filter_map(|line| {
        let rest = line.trim_start_matches(['\u{feff}', ' ', '\t']).strip_prefix("import")?.trim_start();
        rest.strip_prefix('"')?.split('"').next()
    })
}

/// The files that `pattern` names, seen from a file in `folder`, in order. `*` stands for any part
/// of a name. `open` are files that an editor holds and that may not be on disk.
///
/// # Errors
/// Where the pattern names nothing, or leads out of `project` to what nobody named.
pub fn resolve(
    pattern: &str,
    folder: &Path,
    project: &Project,
    open: &[PathBuf],
) -> Result<Vec<PathBuf>, ImportProblem> {
    let wanted = normalized(&folder.join(pattern));
    let leads_out = !wanted.starts_with(&project.folder);
    let is_named = |it: &Named| wanted.starts_with(&it.path) || matches_path(&wanted, &it.path);
    if leads_out && !project.named.iter().any(is_named) {
        return Err(ImportProblem::Outside);
    }
    let inside = Inside::of(project);
    let mut found = vec![PathBuf::new()];
    for component in wanted.components() {
        let name = component.as_os_str().to_string_lossy();
        if !name.contains('*') {
            found.iter_mut().for_each(|path| path.push(component));
            continue;
        }
        let mut next = Vec::new();
        // A symbolic link may lead out where the name does not: nothing is listed there.
        for path in found.iter().filter(|path| inside.holds(path)) {
            let listed = match std::fs::read_dir(path) {
                Ok(listed) => listed,
                // A file beside the folders that the pattern means.
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    continue;
                }
                Err(error) => return Err(ImportProblem::Unreadable(super::sources::reason(&error))),
            };
            next.extend(
                listed
                    .flatten()
                    .filter(|entry| matches(&name, &entry.file_name().to_string_lossy()))
                    .map(|entry| entry.path()),
            );
        }
        found = next;
    }
    found.retain(|path| path.is_file());
    let is_pattern = wanted.as_os_str().to_string_lossy().contains('*');
    // There may be thousands of both: a name without a star is compared as it is.
    let names = |path: &&PathBuf| {
        if is_pattern { matches_path(&wanted, path) } else { wanted.as_os_str() == path.as_os_str() }
    };
    found.extend(open.iter().filter(names).cloned());
    if leads_out {
        // The folder of a file that was named is not listed.
        found.extend(project.named.iter().map(|it| &it.path).filter(names).filter(|path| path.is_file()).cloned());
    }
    found.sort();
    found.dedup();
    let known = found.len();
    // A symbolic link may lead out where the name does not.
    found.retain(|path| inside.holds(path));
    match (known, found.is_empty()) {
        (0, _) => Err(ImportProblem::NoMatch),
        (_, true) => Err(ImportProblem::Outside),
        _ => Ok(found),
    }
}

/// Whether a pattern, written in a file of `folder`, names the file at `path`.
pub fn names(pattern: &str, folder: &Path, path: &Path) -> bool {
    matches_path(&normalized(&folder.join(pattern)), path)
}

/// What a command line names outside of a project: imports may reach it.
#[derive(Clone, Debug)]
pub struct Named {
    path: PathBuf,
    real: PathBuf,
}

impl Named {
    /// A file or folder, by its absolute path. Naming a symbolic link opens nothing: it may stand in a
    /// folder that somebody else filled and lead anywhere.
    pub fn of(path: PathBuf) -> Option<Named> {
        let real = path.canonicalize().ok().filter(|_| !path.is_symlink())?;
        Some(Named { path, real })
    }

    /// Of a folder it is the specs that were named.
    fn holds(&self, real: &Path) -> bool {
        let is_spec = || real.is_dir() || real.extension().is_some_and(|ending| ending == EXTENSION);
        real == self.real || real.starts_with(&self.real) && is_spec()
    }
}

/// What imports may reach, as the disk has it; no folder where it isn't there.
struct Inside<'p> {
    folder: Option<PathBuf>,
    named: &'p [Named],
}

impl Inside<'_> {
    fn of(project: &Project) -> Inside<'_> {
        Inside { folder: project.folder.canonicalize().ok(), named: &project.named }
    }

    fn holds(&self, path: &Path) -> bool {
        match (path.canonicalize(), &self.folder) {
            (Ok(path), Some(folder)) => path.starts_with(folder) || self.named.iter().any(|it| it.holds(&path)),
            // Not on disk: an open buffer.
            _ => true,
        }
    }
}

fn matches_path(pattern: &Path, path: &Path) -> bool {
    pattern.components().count() == path.components().count()
        && pattern
            .components()
            .zip(path.components())
            .all(|(pattern, name)| matches(&pattern.as_os_str().to_string_lossy(), &name.as_os_str().to_string_lossy()))
}

/// Whether a name fits a pattern in which `*` stands for anything; a hidden file must be named.
fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or("")) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// The path without `.` and `..`, by name alone.
pub fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_parts_of_names() {
        assert!(matches("*.connspec", "a.connspec"));
        assert!(matches("s*-*.connspec", "site-1.connspec"));
        assert!(!matches("*.connspec", "a.toml"));
        assert!(!matches("*.connspec", ".hidden.connspec"));
        assert!(matches("a*a", "aa") && !matches("a*a", "a"));
    }

    #[test]
    fn imports_are_found_without_a_parse() {
        let text = "edition 2026-10\nimport \"sites/*.connspec\"\r\n  import\"b\"\n# import \"c\"\nimports \"d\"\n";
        assert_eq!(patterns(text).collect::<Vec<_>>(), ["sites/*.connspec", "b"]);
    }
}

//! `check --fix` and `--diff`: applies fixes, or shows what they would change.

use super::{Judge, say};
use crate::cli::{Exit, complain, diff, out, select};
use crate::rules::{Level, registry};
use crate::workspace::check::{Input, Request, each_root};
use crate::workspace::fix_all;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// Those that can't change what the author meant
    Safe,
    /// The best of every finding
    All,
}

/// A file that fixes change.
struct Changed {
    path: PathBuf,
    shown: String,
    before: String,
    after: String,
}

/// Works out the changes; says what hindered it.
fn changes(request: &Request, judge: &Judge, which: Which) -> (Vec<Changed>, usize, bool) {
    let mut request = request.clone();
    // What isn't selected isn't fixed.
    let unwanted = registry().filter(|rule| !select::is_selected(rule.name, &judge.select, &judge.ignore));
    request.severities.extend(unwanted.map(|rule| (rule.name.to_owned(), Level::Off)));
    let (roots, survey) = each_root(&request, |judged| {
        let (fixed, count) = fix_all(judged.spec, which == Which::All);
        let mut changed = Vec::new();
        for file in fixed.files() {
            let Some(source) = judged.sources.get(file.path()) else { continue };
            let after = file.text().to_string();
            if after != source.text() {
                let (path, shown) = (file.path().to_owned(), source.shown().to_owned());
                changed.push(Changed { path, shown, before: source.text().to_owned(), after });
            }
        }
        (changed, count)
    });
    let mut by_path: BTreeMap<PathBuf, Changed> = BTreeMap::new();
    let mut count = 0;
    for (changed, fixed) in roots {
        count += fixed;
        for it in changed.into_iter().filter(|it| survey.shown.contains(&it.path)) {
            // Where roots want different things of a shared file, the first is heard.
            by_path.entry(it.path.clone()).or_insert(it);
        }
    }
    survey.problems.iter().for_each(say);
    (by_path.into_values().collect(), count, !survey.problems.is_empty())
}

/// Shows what fixes would change.
pub fn show(request: &Request, judge: &Judge, which: Which) -> Exit {
    let (changed, count, failed) = changes(request, judge, which);
    let text: String = changed.iter().map(|it| diff::unified(&it.shown, &it.before, &it.after)).collect();
    let printed = out::print(&text);
    out::remark(format!("{} would change", fixed(count, changed.len())));
    match (failed || printed == Exit::Failed, changed.is_empty()) {
        (true, _) => Exit::Failed,
        (false, false) => Exit::Found,
        (false, true) => printed,
    }
}

/// Applies fixes; what is left is checked afterwards. An exit where that is all there is to do.
pub fn apply(request: &Request, judge: &Judge, which: Which) -> Option<Exit> {
    let (changed, count, _) = changes(request, judge, which);
    let texts: Vec<_> = request.inputs.iter().filter(|input| matches!(input, Input::Text { .. })).collect();
    if let [Input::Text { name, text }] = texts[..] {
        let shown = name.display().to_string();
        let after = changed.iter().find(|it| it.shown == shown || it.path.ends_with(name)).map_or(text, |it| &it.after);
        return Some(out::print(after));
    }
    let mut failed = false;
    for it in &changed {
        if let Err(error) = out::write_file(&it.path, it.after.as_bytes()) {
            complain(format!("`{}` can't be written: {}", it.shown, out::why(&error)));
            failed = true;
        }
    }
    if !changed.is_empty() {
        out::remark(format!("{} changed", fixed(count, changed.len())));
    }
    failed.then_some(Exit::Failed)
}

fn fixed(count: usize, files: usize) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let es = if count == 1 { "" } else { "es" };
    format!("{count} fix{es}; {files} file{}", plural(files))
}

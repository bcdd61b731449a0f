//! `check --show-settings`: what is in force, and where it comes from.

use super::{Judge, say};
use crate::cli::{Exit, out};
use crate::workspace::check::{Judged, Request, each_root};
use crate::workspace::{CONFIG_FILE, Pattern};
use std::fmt::Write;

/// Shows the settings of every root.
pub fn show(request: &Request, judge: &Judge) -> Exit {
    let (roots, survey) = each_root(request, |judged| describe(judged, request, judge));
    for problem in &survey.problems {
        say(problem);
    }
    let day = if judge.as_of.is_some() { "--as-of" } else { "today in UTC" };
    let mut text = format!("as of {} ({day})\n", request.today);
    for flag in [("select", &judge.select), ("ignore", &judge.ignore)].iter().filter(|it| !it.1.is_empty()) {
        let _ = writeln!(text, "{} {} (--{})", flag.0, flag.1.join(", "), flag.0);
    }
    roots.iter().for_each(|root| text.push_str(root));
    let exit = out::print(&text);
    if survey.problems.is_empty() { exit } else { Exit::Failed }
}

fn describe(judged: &Judged<'_>, request: &Request, judge: &Judge) -> String {
    let Judged { spec, project, sources } = judged;
    let mut text = format!("\n{}\n", sources.shown(spec.root().path()));
    let config = project.config_file.as_deref().map(|file| sources.shown(file));
    let from_config = config.clone().unwrap_or_else(|| CONFIG_FILE.to_owned());
    let _ = match &config {
        Some(file) => writeln!(text, "  project   {} ({file})", sources.shown(&project.folder)),
        None => writeln!(text, "  project   {} (there is no {CONFIG_FILE})", sources.shown(&project.folder)),
    };
    let edition = spec.evaluation().context().edition;
    let from = if judge.edition.is_some() {
        "--edition"
    } else if spec.model().edition().is_some() {
        "the spec"
    } else if project.config.edition.is_some() {
        &from_config
    } else {
        "the newest"
    };
    let _ = writeln!(text, "  edition   {edition} ({from})");
    let files: Vec<String> = spec.files().skip(1).map(|file| sources.shown(file.path())).collect();
    if !files.is_empty() {
        let _ = writeln!(text, "  imports   {}", files.join(", "));
    }
    let listed = |patterns: &[Pattern]| patterns.iter().map(|it| it.get_ref().as_str()).collect::<Vec<_>>().join(", ");
    if let Some(roots) = &project.config.roots {
        let _ = writeln!(text, "  roots     {} ({from_config})", listed(roots));
    }
    if !project.config.exclude.is_empty() {
        let _ = writeln!(text, "  exclude   {} ({from_config})", listed(&project.config.exclude));
    }
    for (rule, level) in &request.settings(project).severities {
        let from = if request.severities.contains_key(rule) { "--severity" } else { &from_config };
        let level = format!("{level:?}").to_lowercase();
        let _ = writeln!(text, "  severity  {rule} = {level} ({from})");
    }
    text
}

//! `connspec check`.

use super::{Exit, Out, complain, out, select};
use crate::catalog::EditionId;
use crate::finding::Severity;
use crate::report::{self, Format, Report};
use crate::rules::Level;
use crate::workspace::CONFIG_FILE;
use crate::workspace::check::{self as checker, Input, Outcome, Problem, Request};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

mod baseline;
mod fix;
mod progress;
mod settings;
mod statistics;
mod watch;

/// How many findings of a root get their fixes worked out where the format only names them.
const NAMED_FIXES: usize = 50;

/// Check specs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec check                             every spec in this folder and below
  connspec check hub.connspec sites/         a file with all that it imports, and a folder
  connspec check --as-of 2026-10-01          as of a day, for what retires by then
  connspec check --edition 2016-05 old/      against the documents of 2016
  connspec check --format sarif --output findings.sarif
  cat hub.connspec | connspec check --stdin-filename hub.connspec -

A named file that others import is judged as a part of them; what is shown is about the file.
Exit codes: 0 no errors, 1 errors found (see --error-on), 2 something could not be checked.")]
pub struct Args {
    /// Files and folders; `-` for standard input [default: the working folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The name of the file that standard input stands in for
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    pub(super) judge: Judge,
    /// How to show what was found
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = "Output")]
    format: Format,
    /// Write the report to a file, all at once
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Count findings by rule instead of showing them
    #[arg(long, help_heading = "Output", conflicts_with = "format")]
    statistics: bool,
    /// Show which settings are in force and where they come from, and check nothing
    #[arg(long, help_heading = "Output", conflicts_with_all = ["format", "statistics"])]
    show_settings: bool,
    /// Apply fixes, then check what is left; `all` applies also those that may change what you meant
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    #[arg(help_heading = "Fixing", conflicts_with_all = ["watch", "baseline"])]
    fix: Option<fix::Which>,
    /// Write nothing, show what fixes would change
    #[arg(long, help_heading = "Fixing", conflicts_with_all = ["watch", "baseline", "output"])]
    diff: bool,
    /// Check again whenever a file changes, until interrupted
    #[arg(long, short, conflicts_with = "output")]
    watch: bool,
    /// Accept the findings that this file lists; see --write-baseline
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    baseline: Option<PathBuf>,
    /// Write a file that lists all findings, so that only new ones count from now on
    #[arg(long, value_name = "FILE", help_heading = "Baseline", conflicts_with_all = ["baseline", "watch", "fix", "diff"])]
    write_baseline: Option<PathBuf>,
    /// The mildest severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = "Exit code")]
    error_on: Threshold,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Exit code", conflicts_with = "error_on")]
    exit_zero: bool,
}

/// What specs are judged by; other commands take it too.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Judging")]
pub struct Judge {
    /// The edition of Azure's documents to check against, whatever the spec says
    #[arg(long, value_parser = super::parse_edition)]
    pub edition: Option<EditionId>,
    /// The day as of which specs are judged [default: today in UTC]
    #[arg(long, value_name = "DAY", value_parser = super::parse_day)]
    pub as_of: Option<Date>,
    /// Only these rules or areas, separated by commas; syntax errors are shown all the same
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = select::parse_rule)]
    pub select: Vec<String>,
    /// Not these rules or areas
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = select::parse_rule)]
    pub ignore: Vec<String>,
    /// The severity of a rule or an area, such as `retirement=warning`; `off` silences it
    #[arg(long, value_name = "RULE=LEVEL", value_delimiter = ',', value_parser = select::parse_severity)]
    pub severity: Vec<(String, Level)>,
}

/// The mildest severity that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Threshold {
    /// Errors
    Error,
    /// Warnings and worse
    Warning,
    /// Information and worse
    Info,
    /// Anything
    Hint,
}

impl Threshold {
    fn counts(self, severity: Severity) -> bool {
        severity
            <= match self {
                Threshold::Error => Severity::Error,
                Threshold::Warning => Severity::Warning,
                Threshold::Info => Severity::Info,
                Threshold::Hint => Severity::Hint,
            }
    }
}

/// The request that paths and flags come to.
///
/// # Errors
/// Why there is none, in words.
pub(super) fn request(paths: &[PathBuf], stdin_name: Option<&Path>, judge: &Judge) -> Result<Request, String> {
    let mut inputs = Vec::new();
    let from_stdin = paths.iter().any(|path| path == Path::new("-"));
    if from_stdin || (paths.is_empty() && stdin_name.is_some()) {
        let name = stdin_name.unwrap_or(Path::new("<stdin>")).to_owned();
        inputs.push(Input::Text { name, text: read_stdin()? });
    } else if stdin_name.is_some() {
        return Err("--stdin-filename names standard input, which is read where a path is `-`".into());
    }
    inputs.extend(paths.iter().filter(|path| *path != Path::new("-")).cloned().map(Input::Path));
    if inputs.is_empty() {
        inputs.push(Input::Path(PathBuf::from(".")));
    }
    let today = judge.as_of.unwrap_or_else(super::today);
    let mut request = Request::new(super::working_folder()?, inputs, today);
    request.edition = judge.edition;
    request.severities = judge.severity.iter().cloned().collect::<BTreeMap<_, _>>();
    Ok(request)
}

/// Standard input as text.
///
/// # Errors
/// Why it is none, in words.
pub(super) fn read_stdin() -> Result<String, String> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(|error| format!("standard input can't be read: {error}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("standard input is no UTF-8 text: line {line} holds other bytes")
    })
}

/// Checks.
pub fn run(args: &Args) -> Exit {
    let request = match request(&args.paths, args.stdin_filename.as_deref(), &args.judge) {
        Ok(request) => request,
        Err(message) => {
            complain(message);
            return Exit::Failed;
        }
    };
    if args.show_settings {
        return settings::show(&request, &args.judge);
    }
    if args.diff {
        return fix::show(&request, &args.judge, args.fix.unwrap_or(fix::Which::Safe));
    }
    if let Some(which) = args.fix
        && let Some(exit) = fix::apply(&request, &args.judge, which)
    {
        return exit;
    }
    if args.watch {
        if request.inputs.iter().any(|input| matches!(input, Input::Text { .. })) {
            complain("standard input can't be watched; name files or folders");
            return Exit::Failed;
        }
        return watch::watch(|| {
            let (outcome, _) = once(args, request.clone());
            let named = request.inputs.iter().filter_map(|input| match input {
                Input::Path(path) => Some(watch::folder_of(&request.folder.join(path))),
                Input::Text { .. } => None,
            });
            named.chain(outcome.projects.into_iter().map(|it| it.folder)).filter(|it| it.is_dir()).collect()
        });
    }
    once(args, request).1
}

/// Checks once and reports.
fn once(args: &Args, mut request: Request) -> (Outcome, Exit) {
    request.fixes = match args.format {
        Format::Json | Format::Jsonl | Format::Sarif => usize::MAX,
        Format::Human if !args.statistics && args.write_baseline.is_none() => NAMED_FIXES,
        _ => 0,
    };
    let progress = progress::Line::start(&mut request);
    let mut outcome = checker::check(&request);
    drop(progress);
    outcome.findings.retain(|it| select::is_selected(it.finding.rule, &args.judge.select, &args.judge.ignore));
    outcome.problems.iter().for_each(say);
    let exit = report_all(args, &mut outcome, request.today);
    (outcome, exit)
}

fn report_all(args: &Args, outcome: &mut Outcome, today: Date) -> Exit {
    // Nothing to report about: what was said on standard error is all.
    if outcome.files.is_empty() && !outcome.problems.is_empty() && args.output.is_none() && is_for_people(args) {
        return Exit::Failed;
    }
    if let Some(path) = &args.write_baseline {
        if let Err(error) = out::write_file(path, baseline::text_of(outcome).as_bytes()) {
            complain(format!("`{}` can't be written: {}", path.display(), out::why(&error)));
            return Exit::Failed;
        }
        let (count, plural) = (outcome.findings.len(), if outcome.findings.len() == 1 { " is" } else { "s are" });
        out::remark(format!("{count} finding{plural} in `{}` from now on", path.display()));
        return if outcome.problems.is_empty() { Exit::Fine } else { Exit::Failed };
    }
    let sorted = match args.baseline.as_deref().map(|path| (path, baseline::apply(path, outcome))) {
        Some((path, Ok(sorted))) => {
            for entry in &sorted.stale {
                out::remark(format!("stale in `{}`: {entry}; nothing reports it any more", path.display()));
            }
            sorted
        }
        Some((_, Err(message))) => {
            complain(message);
            return Exit::Failed;
        }
        None => baseline::Sorted::default(),
    };
    if let Err(message) = show(args, outcome, &sorted.accepted, today) {
        complain(message);
        return Exit::Failed;
    }
    exit(args, outcome)
}

fn is_for_people(args: &Args) -> bool {
    matches!(args.format, Format::Human | Format::Short)
}

fn exit(args: &Args, outcome: &Outcome) -> Exit {
    let counts = |it: &checker::Placed| args.error_on.counts(it.finding.severity);
    if !outcome.problems.is_empty() {
        Exit::Failed
    } else if !args.exit_zero && outcome.findings.iter().any(counts) {
        Exit::Found
    } else {
        Exit::Fine
    }
}

fn show(args: &Args, outcome: &Outcome, accepted: &[checker::Placed], today: Date) -> Result<(), String> {
    let mut report = Report { outcome, accepted, today, colour: out::colour(), width: out::width() };
    let write = |report: &Report<'_>, to: &mut dyn Write| {
        if args.statistics { statistics::write(report, to) } else { report.write(args.format, to) }
    };
    if let Some(path) = &args.output {
        (report.colour, report.width) = (false, None);
        let mut content = Vec::new();
        let written = write(&report, &mut content).and_then(|()| out::write_file(path, &content));
        written.map_err(|error| format!("`{}` can't be written: {}", path.display(), out::why(&error)))?;
        // Whoever sends a report elsewhere still wants to know how it went.
        if !is_for_people(args) {
            out::remark(report::count_line(&report));
        }
        return Ok(());
    }
    let mut stdout = Out::new();
    let written = write(&report, &mut stdout).and_then(|()| stdout.flush());
    written.map_err(|error| format!("standard output can't be written: {}", out::why(&error)))
}

/// Says on standard error what could not be checked: what, why, and what to do.
pub(super) fn say(problem: &Problem) {
    match problem {
        Problem::NotFound(path) => complain(format!("there is no file or folder `{}`{}", path.display(), near(path))),
        Problem::Unreadable(path, why) => complain(format!("`{}` can't be read: {why}", path.display())),
        Problem::NotText(path, line) => complain(format!(
            "`{}` is no UTF-8 text: line {line} holds other bytes; save the file as UTF-8",
            path.display()
        )),
        Problem::NoSpecs(path) => complain(format!(
            "there is no spec in `{}`: looked for files that end in `.connspec`, here and below, except hidden ones, \
             those that Git ignores, and those that {CONFIG_FILE} excludes",
            path.display()
        )),
        Problem::NoRoots(path) => complain(format!(
            "`roots` in `{}` matches no file: name files of the project, relative to its folder",
            path.display()
        )),
        Problem::Config { path, text, message, range } => {
            let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
            let shown = report::config_problem(path, text, message, range.clone(), colour);
            let _ = writeln!(anstream::stderr().lock(), "{shown}");
        }
    }
}

/// A name in the same folder that looks like it.
fn near(path: &Path) -> String {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The ending says nothing: of names alone one looks like another.
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let listed = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let alike: Vec<PathBuf> = listed.filter(|it| it.extension() == path.extension()).collect();
    let stems: Vec<String> = alike.iter().map(|it| stem(it)).collect();
    let near = crate::model::nearest(&stem(path), stems.iter().map(String::as_str));
    match near.and_then(|near| alike.iter().find(|it| stem(it) == near)?.file_name()) {
        Some(name) => format!("; did you mean `{}`?", path.with_file_name(name).display()),
        None => String::new(),
    }
}

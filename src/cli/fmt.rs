//! `connspec fmt`.

use super::check::{read_stdin, say};
use super::{Exit, complain, diff, out};
use crate::format::format;
use crate::workspace::check::{Input, Request, files};
use std::path::{Path, PathBuf};

/// Format specs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec fmt                    format every spec in this folder and below
  connspec fmt --check            change nothing; exit with 1 if something would change
  connspec fmt --diff hub.connspec
  connspec fmt - < hub.connspec   from standard input to standard output

What a spec means stays, and so do order and comments. A file with syntax errors is left alone.
Exit codes: 0 formatted, 1 something would change (--check, --diff), 2 something could not be formatted.")]
pub struct Args {
    /// Files and folders; `-` for standard input [default: the working folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing, name the files that would change
    #[arg(long)]
    check: bool,
    /// Write nothing, show what would change
    #[arg(long)]
    diff: bool,
    /// The name that messages give to standard input
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
}

/// Formats.
pub fn run(args: &Args) -> Exit {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        if args.paths.len() > 1 {
            complain("`-` stands alone: standard input goes to standard output");
            return Exit::Failed;
        }
        return from_stdin(args);
    }
    let folder = match super::working_folder() {
        Ok(folder) => folder,
        Err(message) => {
            complain(message);
            return Exit::Failed;
        }
    };
    let mut inputs: Vec<Input> = args.paths.iter().cloned().map(Input::Path).collect();
    if inputs.is_empty() {
        inputs.push(Input::Path(PathBuf::from(".")));
    }
    let request = Request::new(folder, inputs, super::today());
    let found = files(&request, |source| (source.shown().to_owned(), source.text().to_owned(), format(source.text())));
    found.problems.iter().for_each(say);
    let (mut changed, mut left) = (Vec::new(), 0);
    let mut failed = !found.problems.is_empty();
    let mut text = String::new();
    for (path, (shown, before, after)) in &found.made {
        let Some(after) = after else {
            complain(format!("`{shown}` has syntax errors and is left as it is; `connspec check` shows them"));
            failed = true;
            continue;
        };
        if before == after {
            left += 1;
            continue;
        }
        changed.push(shown);
        if args.diff {
            text.push_str(&diff::unified(shown, before, after));
        } else if args.check {
            text.push_str(&format!("{shown} would change\n"));
        } else if let Err(error) = out::write_file(path, after.as_bytes()) {
            complain(format!("`{shown}` can't be written: {}", out::why(&error)));
            failed = true;
        }
    }
    failed |= out::print(&text) == Exit::Failed;
    let dry = args.check || args.diff;
    let verb = if dry { "would change" } else { "changed" };
    let plural = if changed.len() == 1 { "" } else { "s" };
    let message = format!("{} file{plural} {verb}, {left} left as they are", changed.len());
    if !found.made.is_empty() {
        out::remark(message);
    }
    if failed {
        Exit::Failed
    } else if dry && !changed.is_empty() {
        Exit::Found
    } else {
        Exit::Fine
    }
}

fn from_stdin(args: &Args) -> Exit {
    let name = args.stdin_filename.as_deref().unwrap_or(Path::new("<stdin>")).display().to_string();
    let before = match read_stdin() {
        Ok(text) => text,
        Err(message) => {
            complain(message);
            return Exit::Failed;
        }
    };
    let Some(after) = format(&before) else {
        // Whoever pipes a text through wants it back.
        if !args.check && !args.diff {
            out::print(&before);
        }
        complain(format!("`{name}` has syntax errors and is left as it is; `connspec check` shows them"));
        return Exit::Failed;
    };
    let exit = match (args.check, args.diff) {
        (_, true) => out::print(&diff::unified(&name, &before, &after)),
        (true, false) => Exit::Fine,
        (false, false) => return out::print(&after),
    };
    if exit == Exit::Fine && before != after { Exit::Found } else { exit }
}

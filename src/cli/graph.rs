//! `connspec graph`: a picture of a spec.

use super::check::{Judge, request, say};
use super::{Exit, complain, out, select};
use crate::graph::Picture;
use crate::workspace::check::each_root;
use std::path::PathBuf;

/// Draw a spec
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec graph hub.connspec > hub.svg
  connspec graph hub.connspec --format mermaid     for Markdown
  connspec graph hub.connspec --format dot | dot -Tpdf > hub.pdf
  connspec graph hub.connspec -o hub.svg --no-findings")]
pub struct Args {
    /// The spec; `-` for standard input [default: the only spec of the working folder]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The form of the picture
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    format: Format,
    /// Write the picture to a file, all at once
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Leave out the marks of what was found
    #[arg(long)]
    no_findings: bool,
    #[command(flatten)]
    judge: Judge,
}

/// The form of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// An image, legible on light and dark backgrounds
    Svg,
    /// A Mermaid flowchart
    Mermaid,
    /// A graph for Graphviz
    Dot,
    /// Nodes and edges
    Json,
}

/// Draws.
pub fn run(args: &Args) -> Exit {
    let paths: Vec<PathBuf> = args.path.iter().cloned().collect();
    let request = match request(&paths, None, &args.judge) {
        Ok(request) => request,
        Err(message) => {
            complain(message);
            return Exit::Failed;
        }
    };
    let (pictures, survey) = each_root(&request, |judged| {
        let mut findings = if args.no_findings { Vec::new() } else { judged.spec.findings() };
        findings.retain(|it| select::is_selected(it.rule, &args.judge.select, &args.judge.ignore));
        let name = judged.sources.shown(judged.spec.root().path());
        (name, Picture::of(judged.spec, &findings))
    });
    survey.problems.iter().for_each(say);
    let [(_, picture)] = pictures.as_slice() else {
        if !pictures.is_empty() {
            let names: Vec<&str> = pictures.iter().map(|(name, _)| name.as_str()).collect();
            complain(format!("there are {} specs, and a picture shows one: name {}", names.len(), names.join(" or ")));
        }
        return Exit::Failed;
    };
    let text = match args.format {
        Format::Svg => picture.svg(),
        Format::Mermaid => picture.mermaid(),
        Format::Dot => picture.dot(),
        Format::Json => serde_json::to_string_pretty(picture).unwrap_or_default() + "\n",
    };
    match &args.output {
        None => out::print(&text),
        Some(path) => match out::write_file(path, text.as_bytes()) {
            Ok(()) => Exit::Fine,
            Err(error) => {
                complain(format!("`{}` can't be written: {}", path.display(), out::why(&error)));
                Exit::Failed
            }
        },
    }
}

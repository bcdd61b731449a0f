//! The command line: one file for each subcommand.
//!
//! Exit codes: 0, nothing wrong; 1, something was found; 2, the work could not be done, which is said
//! on standard error.

mod catalog;
mod check;
mod completions;
mod diff;
mod explain;
mod fmt;
mod graph;
mod init;
mod lsp;
mod man;
mod options;
mod out;
mod rules;
mod select;
mod table;

use crate::catalog::EditionId;
use clap::{CommandFactory, Parser, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;
use std::process::ExitCode;

pub use out::{Out, complain};

/// What a command comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing is wrong.
    Fine,
    /// Something was found.
    Found,
    /// The work could not be done; it has been said.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The type checker for hybrid networks: checks how sites and users reach Azure against Azure's own documentation.
#[derive(Debug, Parser)]
#[command(
    name = "connspec",
    version = VERSION,
    long_version = long_version(),
    propagate_version = false,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "\
Examples:
  connspec init                     write a commented spec to start from
  connspec check                    check every spec in this folder
  connspec explain gateway/tunnel-limit
  connspec catalog vpn-sku          the SKUs of VPN gateways with their figures

Exit codes: 0 nothing wrong, 1 something found, 2 the work could not be done.
Documentation: https://github.com/connspec/connspec"
)]
pub struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub color: Colour,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check specs
    Check(check::Args),
    /// Format specs
    Fmt(fmt::Args),
    /// Explain a rule, a SKU, a connection type, a device or an attribute
    Explain(explain::Args),
    /// List the rules
    Rules(rules::Args),
    /// Show the facts the rules rest on: SKUs, limits, devices and more
    Catalog(catalog::Args),
    /// Compare the connection types for what is needed
    Options(options::Args),
    /// Draw a spec
    Graph(graph::Args),
    /// Write a commented spec to start from
    Init(init::Args),
    /// Run the language server, on standard input and output
    Lsp(lsp::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
}

fn long_version() -> &'static str {
    static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let editions: Vec<_> = EditionId::ALL.iter().map(|id| id.as_str()).collect();
        format!("{VERSION}\neditions: {} (newest: {})", editions.join(", "), EditionId::NEWEST)
    });
    &TEXT
}

/// The whole command line, as clap knows it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe is nobody's concern.
            if let Err(failed) = error.print()
                && failed.kind() != std::io::ErrorKind::BrokenPipe
            {
                complain(format!("standard output can't be written: {}", out::why(&failed)));
                return Exit::Failed.into();
            }
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    match cli.color {
        Colour::Auto => {}
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
    }
    let exit = match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Fmt(args) => fmt::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Catalog(args) => catalog::run(&args),
        Command::Options(args) => options::run(&args),
        Command::Graph(args) => graph::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Lsp(args) => return lsp::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    };
    exit.into()
}

/// The day in UTC.
pub fn today() -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// The working folder.
fn working_folder() -> Result<PathBuf, String> {
    std::env::current_dir().map_err(|error| format!("the working folder can't be found: {error}"))
}

/// Reads an edition, for clap.
fn parse_edition(text: &str) -> Result<EditionId, String> {
    text.parse()
        .map_err(|()| format!("there is no edition `{text}`; there are {}", crate::workspace::config::editions()))
}

/// Reads a day, for clap.
fn parse_day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "a day is written as 2026-11-22".to_owned())
}

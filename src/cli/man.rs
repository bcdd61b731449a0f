//! `connspec man`.

use super::{Exit, complain, out};
use std::path::PathBuf;

/// Print the manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec man | man -l -
  connspec man --folder ~/.local/share/man/man1")]
pub struct Args {
    /// Write a page for the command and each subcommand into a folder
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// Prints or writes them.
pub fn run(args: &Args) -> Exit {
    if let Some(folder) = &args.folder {
        let made = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(super::command(), folder));
        return match made {
            Ok(()) => Exit::Fine,
            Err(error) => {
                complain(format!("the manual pages can't be written to `{}`: {}", folder.display(), out::why(&error)));
                Exit::Failed
            }
        };
    }
    let mut text = Vec::new();
    // Writing to memory can't fail.
    let _ = clap_mangen::Man::new(super::command()).render(&mut text);
    out::print(&String::from_utf8_lossy(&text))
}

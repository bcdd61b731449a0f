//! `connspec init`: a spec to start from.

use super::{Exit, complain, out};
use crate::catalog::EditionId;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// Write a commented spec to start from
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec init                                asks which, on a terminal
  connspec init --template expressroute hub.connspec
  connspec init --template point-to-site -     to standard output")]
pub struct Args {
    /// The file to write; `-` for standard output
    #[arg(value_name = "FILE", default_value = "network.connspec")]
    file: PathBuf,
    /// What to start from [default: site-to-site, or what is answered on a terminal]
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<Template>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

/// What to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Template {
    /// A site with a VPN device
    SiteToSite,
    /// Computers that dial in
    PointToSite,
    /// A circuit, with a VPN that stands in for it
    Expressroute,
    /// Two virtual networks in two regions
    VnetToVnet,
}

impl Template {
    fn text(self) -> String {
        let body = match self {
            Template::SiteToSite => include_str!("init/site-to-site.connspec"),
            Template::PointToSite => include_str!("init/point-to-site.connspec"),
            Template::Expressroute => include_str!("init/expressroute.connspec"),
            Template::VnetToVnet => include_str!("init/vnet-to-vnet.connspec"),
        };
        body.replace("edition 2026-10", &format!("edition {}", EditionId::NEWEST))
    }
}

/// Writes it.
pub fn run(args: &Args) -> Exit {
    let on_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let template = args.template.or_else(|| on_terminal.then(ask).flatten()).unwrap_or(Template::SiteToSite);
    let text = template.text();
    if args.file.as_os_str() == "-" {
        return out::print(&text);
    }
    let shown = args.file.display();
    if args.file.is_dir() {
        complain(format!(
            "`{shown}` is a folder; name a file in it, such as `{}`",
            args.file.join("network.connspec").display()
        ));
        return Exit::Failed;
    }
    if args.file.exists() && !args.force {
        complain(format!("`{shown}` is there already; name another file, or replace it with --force"));
        return Exit::Failed;
    }
    if let Err(error) = out::write_file(&args.file, text.as_bytes()) {
        complain(format!("`{shown}` can't be written: {}", out::why(&error)));
        return Exit::Failed;
    }
    out::remark(format!("wrote `{shown}`; now try `connspec check {shown}` and `connspec graph {shown}`"));
    Exit::Fine
}

fn ask() -> Option<Template> {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(
        b"What is to reach Azure?\n  1  a site with a VPN device\n  2  single computers\n  3  a site over ExpressRoute\n  \
          4  another virtual network\n(1) ",
    );
    let _ = stdout.flush();
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok()?;
    Some(match line.trim() {
        "2" => Template::PointToSite,
        "3" => Template::Expressroute,
        "4" => Template::VnetToVnet,
        _ => Template::SiteToSite,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn templates_are_formatted() {
        for template in Template::value_variants() {
            let text = template.text();
            assert_eq!(crate::format::format(&text).as_deref(), Some(text.as_str()), "{template:?}");
        }
    }
}

//! `connspec options`: which connection type fits, by the questions and figures of Azure's documents.

mod ask;
mod decide;
mod design;
mod show;

use super::check::say;
use super::rules::Format;
use super::{Exit, complain, out};
use crate::catalog::{Bandwidth, EditionId, Need};
use crate::model::quantity::bandwidth;
use crate::model::{Reads, Spec as Looks, View};
use crate::schema::{Attr, Family, Kind};
use crate::workspace::check::{Input, Request, each_root};
use decide::Needs;
use jiff::civil::Date;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Compare the connection types for what is needed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec options --throughput 500Mbps --path private
  connspec options --clients 300 --device no --public-ip no
  connspec options --throughput 80Mbps --edition 2016-05
  connspec options hub.connspec head_office       what this connection requires
  connspec options                                asks, on a terminal")]
pub struct Args {
    /// A spec whose connection says what is needed
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// The connection's name; needless where the spec has one connection
    #[arg(value_name = "CONNECTION")]
    connection: Option<String>,
    /// At least this much, such as 500Mbps or "1.25 Gbps"
    #[arg(long, value_name = "BANDWIDTH", value_parser = parse_bandwidth, help_heading = "What is needed")]
    throughput: Option<Bandwidth>,
    /// Whether the traffic must stay off the public Internet
    #[arg(long, help_heading = "What is needed")]
    path: Option<PathNeed>,
    /// How many computers dial in at once
    #[arg(long, value_name = "COUNT", help_heading = "What is needed")]
    clients: Option<u32>,
    /// How many tunnels end at the gateway
    #[arg(long, value_name = "COUNT", help_heading = "What is needed")]
    tunnels: Option<u32>,
    /// It must stand by itself, without somebody dialling
    #[arg(long, help_heading = "What is needed")]
    persistent: bool,
    /// The traffic must be encrypted on its way
    #[arg(long, help_heading = "What is needed")]
    encrypted: bool,
    /// Which failures it must survive
    #[arg(long, value_name = "KIND", value_delimiter = ',', help_heading = "What is needed")]
    availability: Vec<Availability>,
    /// Whether a VPN device can be had at the site
    #[arg(long, value_name = "YES|NO", help_heading = "What there is")]
    device: Option<YesNo>,
    /// Whether the site has a public IPv4 address
    #[arg(long, value_name = "YES|NO", help_heading = "What there is")]
    public_ip: Option<YesNo>,
    /// Whether client computers can be configured
    #[arg(long, value_name = "YES|NO", help_heading = "What there is")]
    client_configuration: Option<YesNo>,
    /// SKUs that are meant for development and test will do
    #[arg(long, help_heading = "What is needed")]
    dev_test: bool,
    /// The edition of Azure's documents
    #[arg(long, value_parser = super::parse_edition)]
    edition: Option<EditionId>,
    /// The day as of which SKUs must be available [default: today in UTC]
    #[arg(long, value_name = "DAY", value_parser = super::parse_day)]
    as_of: Option<Date>,
    /// How to show the comparison
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

/// What the path must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum PathNeed {
    /// Not over the public Internet
    Private,
    /// It doesn't matter
    Any,
}

/// What must be survived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Availability {
    /// The loss of a zone, at the gateway
    ZoneRedundant,
    /// The loss of a gateway instance, without a gap
    ActiveActive,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum YesNo {
    /// Yes
    Yes,
    /// No
    No,
}

/// Reads a bandwidth as people type it.
fn parse_bandwidth(text: &str) -> Result<Bandwidth, String> {
    let read = bandwidth(text).map(Bandwidth);
    read.ok_or_else(|| "a bandwidth is written as 500Mbps or 1.25Gbps".to_owned())
}

/// Compares.
pub fn run(args: &Args) -> Exit {
    let today = args.as_of.unwrap_or_else(super::today);
    let mut edition = args.edition.unwrap_or(EditionId::NEWEST);
    let mut needs = of_flags(args);
    if let Some(spec) = &args.spec {
        match of_spec(spec, args.connection.as_deref(), today, args.edition) {
            Ok((found, its_edition)) => {
                needs = needs.and(found);
                edition = its_edition;
            }
            Err(exit) => return exit,
        }
    } else if needs == Needs::default() && std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        needs = ask::ask(edition);
    }
    let decisions = decide::decide(&needs, edition, today);
    let exit = out::print(&match args.format {
        Format::Table => show::terminal(&decisions, edition, today, out::width()),
        Format::Markdown => show::markdown(&decisions, edition, today),
        Format::Json => show::json(&decisions, edition, today),
    });
    if needs == Needs::default() {
        out::remark(
            "nothing is required, so every type fits; say what is needed with options such as `--throughput 500Mbps`, \
             or in the `requires` block of a connection",
        );
    }
    exit
}

fn of_flags(args: &Args) -> Needs {
    let mut without = Vec::new();
    let absent = [
        (args.device, Need::VpnDevice),
        (args.public_ip, Need::PublicIp),
        (args.client_configuration, Need::ClientConfiguration),
    ];
    without.extend(absent.iter().filter(|(said, _)| *said == Some(YesNo::No)).map(|(_, need)| *need));
    Needs {
        throughput: args.throughput,
        private: args.path == Some(PathNeed::Private),
        clients: args.clients,
        tunnels: args.tunnels,
        persistent: args.persistent,
        encrypted: args.encrypted,
        zone_redundant: args.availability.contains(&Availability::ZoneRedundant),
        active_active: args.availability.contains(&Availability::ActiveActive),
        without,
        dev_test: args.dev_test,
        elsewhere: Vec::new(),
    }
}

/// What a connection of a spec needs; says what hindered finding it.
fn of_spec(
    spec: &Path,
    name: Option<&str>,
    today: Date,
    edition: Option<EditionId>,
) -> Result<(Needs, EditionId), Exit> {
    let failed = |message: String| {
        complain(message);
        Exit::Failed
    };
    let mut request = Request::new(super::working_folder().map_err(failed)?, vec![Input::Path(spec.to_owned())], today);
    request.edition = edition;
    let (roots, survey) = each_root(&request, |judged| {
        let reads = Reads::ignored();
        let looks = Looks::new(judged.spec.model(), &reads);
        let names: Vec<String> = looks.all(Family::Connection).map(|view| view.name().to_owned()).collect();
        let only = names.first().filter(|_| names.len() == 1).map(String::as_str);
        let found = name.or(only).and_then(|name| looks.declared(Family::Connection, name)).map(of_view);
        (found, names, judged.spec.evaluation().context().edition)
    });
    survey.problems.iter().for_each(say);
    if let Some((needs, edition)) = roots.iter().find_map(|(found, _, edition)| Some((found.clone()?, *edition))) {
        return Ok((needs, edition));
    }
    let names: Vec<String> = roots.into_iter().flat_map(|(_, names, _)| names).collect();
    if survey.problems.is_empty() {
        let shown = spec.display();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        complain(match name {
            Some(name) => {
                let near = crate::model::nearest(name, names.iter().map(String::as_str));
                format!("`{shown}` has no connection `{name}`{}", out::hint(near, &format!("it has {known}")))
            }
            None if names.is_empty() => format!("`{shown}` has no connection"),
            None => format!("which connection of `{shown}`? It has {known}"),
        });
    }
    Err(Exit::Failed)
}

fn of_view(view: View<'_>) -> Needs {
    let mut needs = Needs { clients: view.integer(Attr::Clients).map(|it| it.value as u32), ..Needs::default() };
    if let Some(requires) = view.only(Kind::Requires) {
        needs.throughput = requires.bandwidth(Attr::Throughput).map(|it| Bandwidth(it.value));
        needs.private = requires.choice(Attr::Path).is_some_and(|it| it.value == "private");
        needs.persistent = requires.is_true(Attr::Persistent);
        needs.encrypted = requires.is_true(Attr::Encrypted);
        let availability = requires.choices(Attr::Availability);
        needs.zone_redundant = availability.iter().any(|it| it.value == "zone-redundant");
        needs.active_active = availability.iter().any(|it| it.value == "active-active");
        let design = ["dual-device", "dual-path"];
        let design = availability.iter().map(|it| it.value).filter(|it| design.contains(it)).map(str::to_owned);
        let reach = [Attr::ReachVnets, Attr::ReachSites].into_iter().filter(|attr| requires.says(*attr));
        needs.elsewhere = design.chain(reach.map(|attr| attr.name().replace('-', " "))).collect();
        needs.without = requires.choices(Attr::Without).iter().filter_map(|it| it.value.parse::<Need>().ok()).collect();
    }
    needs
}

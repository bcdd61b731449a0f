//! A design for each connection type, as small as can be: what the judge is asked about.

use super::decide::Needs;
use crate::catalog::{Bandwidth, ConnectionKind, ConnectionType, Resiliency, VpnSku};
use std::fmt::Write;

/// The names in a design. They are nobody's, so sentences do without them.
const GATEWAY: &str = "the_gateway";
const CIRCUIT: &str = "the_circuit";
/// The connection's.
pub const CONNECTION: &str = "the_connection";

/// As many tunnels are written down; no gateway takes nearly as many.
const MOST_TUNNELS: u32 = 200;

/// A gateway to choose: the attributes that say its size, and its name in sentences.
#[derive(Clone, Debug, Default)]
pub struct Size {
    /// As in a spec.
    pub attributes: String,
    /// As in sentences.
    pub name: String,
}

/// A connection of a type that requires what is needed, with all that it takes.
#[derive(Clone, Debug)]
pub struct Design<'a> {
    pub row: &'a ConnectionType,
    pub needs: &'a Needs,
    /// The gateway at the other end of VNet-to-VNet, which must not be what limits it.
    pub largest: Option<&'a VpnSku>,
}

impl Design<'_> {
    /// The gateway: the first item of the spec.
    pub fn gateway(&self, size: &Size) -> String {
        format!("{}{}}}\n", self.gateway_head(), size.attributes)
    }

    /// The gateway up to the attributes that say its size.
    pub fn gateway_head(&self) -> String {
        let kind = if self.is_expressroute() { "expressroute" } else { "vpn" };
        let active = self.needs.active_active && !self.is_expressroute();
        // Where the type has no such gateways, the verdict says so.
        let active = if active && self.row.resiliency.contains(&Resiliency::ActiveActive) {
            "  active-active = true\n"
        } else {
            ""
        };
        format!("gateway {kind} {GATEWAY} {{\n  vnet = the_vnet\n{active}")
    }

    /// The circuit: the second item of ExpressRoute's spec.
    pub fn circuit(&self, attributes: &str) -> String {
        format!("{}{attributes}}}\n", self.circuit_head())
    }

    /// The circuit up to the attributes that say its size.
    pub fn circuit_head(&self) -> String {
        format!("circuit {CIRCUIT} {{\n")
    }

    /// What else it takes, the connection at last.
    pub fn rest(&self) -> String {
        let mut text = String::from(
            "vnet the_vnet {\n  region = northeurope\n  prefixes = 172.20.0.0/16\n\
             subnet GatewaySubnet { prefixes = 172.20.255.0/26 }\n}\nsite the_site {\n  prefixes = 192.168.0.0/16\n  \
             device d { public-ip = 20.0.0.1 }\n}\n",
        );
        let requires = self.requires();
        match self.row.id {
            ConnectionKind::SiteToSite => {
                let ends = format!("site = the_site\n  gateway = {GATEWAY}");
                connection(&mut text, "site-to-site", &ends, &requires);
            }
            ConnectionKind::PointToSite => {
                let mut clients = self.needs.clients.map(|it| format!("\n  clients = {it}")).unwrap_or_default();
                // More than SSTP takes aren't shared out between it and another protocol.
                let sstp = self.largest.map_or(u32::MAX, |sku| sku.sstp_clients);
                if self.needs.clients.is_some_and(|it| it > sstp) && self.row.protocols.contains(&"OpenVPN") {
                    clients.push_str("\n  protocols = OpenVPN");
                }
                let ends = format!("gateway = {GATEWAY}\n  client-address-pool = 172.16.0.0/14{clients}");
                connection(&mut text, "point-to-site", &ends, &requires);
            }
            ConnectionKind::VnetToVnet => {
                text.push_str(
                    "vnet other {\n  region = westeurope\n  prefixes = 172.21.0.0/16\n\
                     subnet GatewaySubnet { prefixes = 172.21.255.0/26 }\n}\n",
                );
                let size = self.largest.map(vpn_size).unwrap_or_default();
                let other = self.gateway(&size).replace(GATEWAY, "other").replace("the_vnet", "other");
                text.push_str(&other);
                connection(&mut text, "vnet-to-vnet", &format!("from = {GATEWAY}\n  to = other"), &requires);
            }
            ConnectionKind::ExpressRoute => {
                let ends = format!("circuit = {CIRCUIT}\n  gateway = {GATEWAY}\n  sites = the_site");
                connection(&mut text, "expressroute", &ends, &requires);
            }
        }
        if matches!(self.row.id, ConnectionKind::SiteToSite | ConnectionKind::VnetToVnet) {
            for n in 1..self.needs.tunnels.unwrap_or(1).min(MOST_TUNNELS) {
                let _ = write!(
                    text,
                    "site s{n} {{\n  prefixes = 10.{}.{}.0/24\n  device d {{ public-ip = 20.1.{}.{} }}\n}}\n\
                     connection site-to-site s{n} {{\n  site = s{n}\n  gateway = {GATEWAY}\n}}\n",
                    n / 256,
                    n % 256,
                    n / 256,
                    n % 256
                );
            }
        }
        text
    }

    fn is_expressroute(&self) -> bool {
        self.row.id == ConnectionKind::ExpressRoute
    }

    fn requires(&self) -> String {
        let needs = self.needs;
        let mut lines = Vec::new();
        lines.extend(needs.throughput.map(|it| format!("throughput = {it}")));
        lines.extend(needs.private.then(|| "path = private".to_owned()));
        lines.extend(needs.persistent.then(|| "persistent = true".to_owned()));
        lines.extend(needs.encrypted.then(|| "encrypted = true".to_owned()));
        let mut list = |name: &str, words: Vec<String>| {
            if !words.is_empty() {
                lines.push(format!("{name} = [{}]", words.join(", ")));
            }
        };
        list("without", needs.without.iter().map(ToString::to_string).collect());
        let availability = [(needs.zone_redundant, "zone-redundant"), (needs.active_active, "active-active")];
        list("availability", availability.iter().filter(|it| it.0).map(|it| it.1.to_owned()).collect());
        if lines.is_empty() { String::new() } else { format!("  requires {{\n    {}\n  }}\n", lines.join("\n    ")) }
    }
}

fn connection(text: &mut String, kind: &str, ends: &str, requires: &str) {
    let _ = write!(text, "connection {kind} {CONNECTION} {{\n  {ends}\n{requires}}}\n");
}

/// What says the size of a VPN gateway.
pub fn vpn_size(sku: &VpnSku) -> Size {
    let generation = sku.generation.map(|it| format!("  generation = {it}\n")).unwrap_or_default();
    Size { attributes: format!("  sku = {}\n{generation}", sku.name), name: sku.name.to_owned() }
}

/// The attributes of a circuit: on ports of one's own where no provider offers as much.
pub fn circuit_attributes(bandwidth: Bandwidth, port: Option<Bandwidth>) -> String {
    let from = match port {
        Some(speed) => format!("  direct = true\n  port-speed = {speed}\n"),
        None => "  provider = \"Equinix\"\n".to_owned(),
    };
    format!("  bandwidth = {bandwidth}\n{from}")
}

/// A sentence about a design, without the names in it.
pub fn without_names(sentence: &str) -> String {
    let mut text = sentence.to_owned();
    for (name, words) in [(GATEWAY, "the gateway"), (CIRCUIT, "the circuit"), (CONNECTION, "it")] {
        let name = format!("`{name}`");
        // "The circuit `the_circuit`", "Site-to-Site `the_connection`": a title stands before it.
        for title in ["the circuit", "Site-to-Site", "Point-to-Site", "VNet-to-VNet", "ExpressRoute"] {
            text = text.replace(&format!("{title} {name}"), title);
        }
        text = text.replace(&name, words);
    }
    text
}

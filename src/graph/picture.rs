//! What a picture shows: boxes and lines, before they have places.

use crate::catalog::Bandwidth;
use crate::finding::{Finding, Severity};
use crate::model::entities::{ErConnection, PointToSite, Site, SiteToSite, Vnet, VnetToVnet};
use crate::model::{Reads, Spec as Looks, View};
use crate::schema::{Attr, Family, Kind};
use crate::workspace::Spec;
use crate::workspace::check::declaration_of;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A whole picture.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Picture {
    /// The boxes, in the order of the spec by family.
    pub nodes: Vec<Node>,
    /// The lines.
    pub edges: Vec<Edge>,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// A site on premises.
    Site,
    /// The computers that dial in.
    Clients,
    /// An ExpressRoute circuit.
    Circuit,
    /// A virtual network.
    Vnet,
    /// A VPN gateway.
    VpnGateway,
    /// An ExpressRoute gateway.
    ErGateway,
}

/// A box.
#[derive(Clone, Debug, Serialize)]
pub struct Node {
    /// Unique in the picture: `site hq`.
    pub id: String,
    /// What it stands for.
    pub kind: NodeKind,
    /// Its name in the spec, or how many clients.
    pub name: String,
    /// Lines below the name.
    pub details: Vec<String>,
    /// The VNet it stands in.
    pub inside: Option<String>,
    /// What was found about it.
    pub mark: Option<Mark>,
}

/// What was found about a declaration.
#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    /// The worst severity.
    pub severity: Severity,
    /// How many findings.
    pub count: usize,
    /// What they say.
    pub messages: Vec<String>,
}

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// A Site-to-Site connection.
    SiteToSite,
    /// A Point-to-Site connection.
    PointToSite,
    /// A VNet-to-VNet connection.
    VnetToVnet,
    /// An ExpressRoute connection, or a site's way to its circuit.
    Expressroute,
    /// A VNet peering.
    Peering,
}

/// A line.
#[derive(Clone, Debug, Serialize)]
pub struct Edge {
    /// Unique in the picture: `connection hq`.
    pub id: String,
    /// What it stands for.
    pub kind: EdgeKind,
    /// Its name in the spec; empty for a site's way to its circuit.
    pub name: String,
    /// The node it starts at.
    pub from: String,
    /// The node it ends at.
    pub to: String,
    /// What it carries.
    pub label: String,
    /// Whether it stands in for another.
    pub backup: bool,
    /// What was found about it.
    pub mark: Option<Mark>,
}

struct Drawing<'a> {
    picture: Picture,
    marks: BTreeMap<String, Mark>,
    looks: Looks<'a>,
}

impl Picture {
    /// The picture of a spec, with what was found about it.
    pub fn of(spec: &Spec, findings: &[Arc<Finding>]) -> Picture {
        let reads = Reads::ignored();
        let mut marks: BTreeMap<String, Mark> = BTreeMap::new();
        for finding in findings {
            let Some(declaration) = declaration_of(spec, finding.span) else { continue };
            let new = Mark { severity: finding.severity, count: 0, messages: Vec::new() };
            let mark = marks.entry(declaration).or_insert(new);
            mark.severity = mark.severity.min(finding.severity);
            mark.count += 1;
            mark.messages.push(finding.message.clone());
        }
        let mut drawing = Drawing { picture: Picture::default(), marks, looks: Looks::new(spec.model(), &reads) };
        drawing.nodes();
        drawing.edges();
        let Drawing { mut picture, .. } = drawing;
        // A line to something undeclared has nowhere to go.
        let known: Vec<String> = picture.nodes.iter().map(|node| node.id.clone()).collect();
        picture.edges.retain(|edge| [&edge.from, &edge.to].into_iter().all(|end| known.contains(end)));
        picture
    }

    /// The node of that id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The nodes that stand in another.
    pub fn inside<'p>(&'p self, id: &'p str) -> impl Iterator<Item = &'p Node> {
        self.nodes.iter().filter(move |node| node.inside.as_deref() == Some(id))
    }
}

fn id(view: View<'_>) -> String {
    format!("{} {}", view.kind().schema().keyword, crate::model::literal::quote_name(view.name()))
}

fn target(view: View<'_>, attr: Attr) -> Option<String> {
    view.target(attr).map(|at| id(at.value))
}

/// A few of many.
fn few(values: Vec<String>) -> Option<String> {
    match values.len() {
        0 => None,
        1 | 2 => Some(values.join(", ")),
        count => Some(format!("{}, {} and {} more", values[0], values[1], count - 2)),
    }
}

fn prefixes(view: View<'_>) -> Option<String> {
    few(view.prefixes(Attr::Prefixes).iter().map(|it| it.value.to_string()).collect())
}

fn bandwidth(view: View<'_>, attr: Attr) -> Option<String> {
    view.bandwidth(attr).map(|it| Bandwidth(it.value).to_string())
}

impl Drawing<'_> {
    fn node(&mut self, view: View<'_>, kind: NodeKind, details: Vec<Option<String>>, inside: Option<String>) {
        let id = id(view);
        let existing = view.is_true(Attr::Existing).then(|| "existing".to_owned());
        self.picture.nodes.push(Node {
            mark: self.marks.get(&id).cloned(),
            id,
            kind,
            name: view.name().to_owned(),
            details: details.into_iter().chain([existing]).flatten().filter(|it| !it.is_empty()).collect(),
            inside,
        });
    }

    fn nodes(&mut self) {
        for view in self.looks.all(Family::Site) {
            let mut details = vec![view.text(Attr::Location).map(|it| it.value.into_owned()), prefixes(view)];
            for device in Site(view).devices() {
                let model = device.word(Attr::Model).map(|it| it.value.into_owned());
                let address = device.address(Attr::PublicIp).map(|it| it.value.to_string());
                let parts: Vec<String> =
                    [Some(device.name().to_owned()), model, address].into_iter().flatten().collect();
                details.push(Some(parts.join(" · ")));
            }
            self.node(view, NodeKind::Site, details, None);
        }
        for view in self.looks.all(Family::Circuit) {
            let place = view.text(Attr::PeeringLocation).map(|it| it.value.into_owned());
            let provider = view.text(Attr::Provider).map(|it| it.value.into_owned());
            let where_: Vec<String> = [provider, place].into_iter().flatten().collect();
            let tier = view.choice(Attr::Tier).map(|it| it.value.to_owned());
            let what: Vec<String> = [bandwidth(view, Attr::Bandwidth), tier].into_iter().flatten().collect();
            let reach: Vec<String> =
                view.targets(Attr::GlobalReach).iter().map(|it| it.value.name().to_owned()).collect();
            let reach = few(reach).map(|it| format!("Global Reach to {it}"));
            self.node(view, NodeKind::Circuit, vec![Some(where_.join(", ")), Some(what.join(" · ")), reach], None);
        }
        for view in self.looks.all(Family::Vnet) {
            let region = Vnet(view).region().map(|it| it.value.into_owned());
            self.node(view, NodeKind::Vnet, vec![region, prefixes(view)], None);
        }
        for view in self.looks.all(Family::Gateway) {
            let sku = view.word(Attr::Sku).map(|it| it.value.into_owned());
            let inside = target(view, Attr::Vnet);
            if view.kind() == Kind::VpnGateway {
                let active = view.is_true(Attr::ActiveActive).then(|| "active-active".to_owned());
                let policy = view.choice(Attr::VpnType).map(|it| it.value.to_owned());
                self.node(view, NodeKind::VpnGateway, vec![sku, policy, active], inside);
            } else {
                self.node(view, NodeKind::ErGateway, vec![sku], inside);
            }
        }
    }

    fn edge(&mut self, view: View<'_>, kind: EdgeKind, from: String, to: Option<String>, label: Vec<Option<String>>) {
        let Some(to) = to else { return };
        let id = id(view);
        let requires = view.only(Kind::Requires);
        let asked = requires.and_then(|it| bandwidth(it, Attr::Throughput)).map(|it| format!("at least {it}"));
        let label: Vec<String> = label.into_iter().chain([asked]).flatten().collect();
        self.picture.edges.push(Edge {
            mark: self.marks.get(&id).cloned(),
            id,
            kind,
            name: view.name().to_owned(),
            from,
            to,
            label: label.join(" · "),
            backup: !view.names(Attr::BackupFor).is_empty(),
        });
    }

    fn edges(&mut self) {
        let clients_of = |view: View<'_>| {
            let count = view.integer(Attr::Clients).map(|it| format!("{} clients", it.value));
            count.unwrap_or_else(|| "clients".to_owned())
        };
        for view in self.looks.all(Family::Connection) {
            let protocol = view.choice(Attr::Protocol).map(|it| it.value.to_owned());
            let bgp = view.is_true(Attr::EnableBgp).then(|| "BGP".to_owned());
            if let Some(it) = SiteToSite::of(view) {
                let Some(from) = it.site().map(|site| id(*site)) else { continue };
                let over = view.target(Attr::Over).map(|at| format!("over {}", at.value.name()));
                let to = target(view, Attr::Gateway);
                self.edge(view, EdgeKind::SiteToSite, from, to, vec![protocol, bgp, over]);
            } else if VnetToVnet::of(view).is_some() {
                let Some(from) = target(view, Attr::From) else { continue };
                self.edge(view, EdgeKind::VnetToVnet, from, target(view, Attr::To), vec![protocol, bgp]);
            } else if PointToSite::of(view).is_some() {
                let from = format!("clients {}", view.name());
                let pool = few(view.prefixes(Attr::ClientAddressPool).iter().map(|it| it.value.to_string()).collect());
                let systems = few(view.choices(Attr::ClientOs).iter().map(|it| it.value.to_owned()).collect());
                self.picture.nodes.push(Node {
                    id: from.clone(),
                    kind: NodeKind::Clients,
                    name: clients_of(view),
                    details: [pool, systems].into_iter().flatten().collect(),
                    inside: None,
                    mark: None,
                });
                let protocols: Vec<&str> = view.choices(Attr::Protocols).iter().map(|it| it.value).collect();
                let auth: Vec<&str> = view.choices(Attr::Auth).iter().map(|it| it.value).collect();
                let label = vec![Some(protocols.join(", ")), Some(auth.join(", "))];
                let label = label.into_iter().map(|it| it.filter(|it| !it.is_empty())).collect();
                self.edge(view, EdgeKind::PointToSite, from, target(view, Attr::Gateway), label);
            } else if ErConnection::of(view).is_some() {
                let Some(circuit) = target(view, Attr::Circuit) else { continue };
                let to = target(view, Attr::Gateway);
                let fast = view.is_true(Attr::Fastpath).then(|| "FastPath".to_owned());
                let count = self.picture.edges.len();
                self.edge(view, EdgeKind::Expressroute, circuit.clone(), to, vec![fast]);
                // Sites reach the gateway through the circuit: a line up to it.
                let sites: Vec<String> = view.targets(Attr::Sites).iter().map(|it| id(it.value)).collect();
                if self.picture.edges.len() > count {
                    for site in sites {
                        let joined = |edge: &Edge| edge.from == site && edge.to == circuit;
                        if !self.picture.edges.iter().any(joined) {
                            self.picture.edges.push(Edge {
                                id: format!("{site} to {circuit}"),
                                kind: EdgeKind::Expressroute,
                                name: String::new(),
                                from: site,
                                to: circuit.clone(),
                                label: String::new(),
                                backup: false,
                                mark: None,
                            });
                        }
                    }
                }
            }
        }
        for view in self.looks.all(Family::Peering) {
            let Some(from) = target(view, Attr::From) else { continue };
            let transit = view.target(Attr::GatewayTransit).map(|at| format!("gateways of {}", at.value.name()));
            self.edge(view, EdgeKind::Peering, from, target(view, Attr::To), vec![transit]);
        }
    }
}

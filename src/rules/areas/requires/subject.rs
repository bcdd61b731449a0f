//! Who requires something, and over which connections it is to be had.

use super::Given;
use crate::catalog::{Bandwidth, ConnectionKind, ConnectionType, ErSku, Generation, VpnSku};
use crate::finding::{Change, Intent, Plan, Suggestion};
use crate::model::View;
use crate::model::entities::*;
use crate::schema::{Attr, Kind};
use smallvec::SmallVec;

/// A connection or a site that requires something.
pub(super) struct Subject<'m> {
    /// The connection or the site.
    pub view: View<'m>,
    /// Its `requires`.
    pub requires: View<'m>,
    /// The connections over which it is to be had: the connection itself, or all of the site's.
    pub connections: Vec<View<'m>>,
}

impl<'m> Subject<'m> {
    /// The view as a subject, if it requires something.
    pub fn of(view: View<'m>) -> Option<Subject<'m>> {
        let kind = view.kind();
        let is_connection = kind_of(view).is_some();
        if !is_connection && kind != Kind::Site {
            return None;
        }
        let requires = view.only(Kind::Requires)?;
        let connections = match Site::of(view) {
            Some(site) => site.connections().collect(),
            None => vec![view],
        };
        Some(Subject { view, requires, connections })
    }

    /// Whether it is a site that nothing connects.
    pub fn is_unconnected(&self) -> bool {
        self.connections.is_empty()
    }

    /// Whether it is a site, judged over all its connections.
    pub fn is_site(&self) -> bool {
        self.view.kind() == Kind::Site
    }

    /// The connections that carry the traffic while nothing has failed.
    pub fn primaries(&self) -> Vec<View<'m>> {
        let all = self.connections.iter().copied();
        if self.is_site() { all.filter(|it| !is_backup(*it)).collect() } else { all.collect() }
    }

    /// The sites at its far end: itself, or those of the connection.
    pub fn sites(&self) -> Vec<Site<'m>> {
        if let Some(site) = Site::of(self.view) {
            return vec![site];
        }
        sites_of(self.view)
    }
}

/// The sites that a connection joins.
pub(super) fn sites_of<'m>(connection: View<'m>) -> Vec<Site<'m>> {
    let attr = if connection.kind() == Kind::ErConnection { Attr::Sites } else { Attr::Site };
    connection.targets(attr).into_iter().filter_map(|at| Site::of(at.value)).collect()
}

/// Whether it carries traffic only when others don't.
pub(super) fn is_backup(connection: View<'_>) -> bool {
    !connection.targets(Attr::BackupFor).is_empty()
}

/// The type of a connection.
pub(super) fn kind_of(connection: View<'_>) -> Option<ConnectionKind> {
    Some(match connection.kind() {
        Kind::SiteToSite => ConnectionKind::SiteToSite,
        Kind::VnetToVnet => ConnectionKind::VnetToVnet,
        Kind::PointToSite => ConnectionKind::PointToSite,
        Kind::ErConnection => ConnectionKind::ExpressRoute,
        _ => return None,
    })
}

/// The catalogue's row for the type of a connection.
pub(super) fn type_of(connection: View<'_>, given: &Given) -> Option<&'static ConnectionType> {
    given.facts.connection_type(kind_of(connection)?)
}

/// The VPN gateways of a connection: one, or both ends of a VNet-to-VNet connection.
pub(super) fn vpn_gateways<'m>(connection: View<'m>) -> SmallVec<[VpnGateway<'m>; 2]> {
    let attrs: &[Attr] = match connection.kind() {
        Kind::SiteToSite | Kind::PointToSite => &[Attr::Gateway],
        Kind::VnetToVnet => &[Attr::From, Attr::To],
        _ => &[],
    };
    attrs.iter().filter_map(|attr| VpnGateway::of(connection.target(*attr)?.value)).collect()
}

/// The catalogue's row for a VPN gateway's SKU.
pub(super) fn vpn_sku(gateway: VpnGateway<'_>, given: &Given) -> Option<&'static VpnSku> {
    let sku = gateway.sku()?;
    let generation: Option<Generation> = gateway.choice(Attr::Generation).and_then(|it| it.value.parse().ok());
    given.facts.vpn_sku(&sku, generation).or_else(|| given.facts.vpn_sku(&sku, None))
}

/// The catalogue's row for an ExpressRoute gateway's SKU.
pub(super) fn er_sku(gateway: ErGateway<'_>, given: &Given) -> Option<&'static ErSku> {
    given.facts.er_sku(&gateway.sku()?)
}

/// What an ExpressRoute gateway carries, with as many scale units as it may take.
pub(super) fn er_throughput(gateway: ErGateway<'_>, given: &Given) -> Option<(Bandwidth, &'static ErSku)> {
    let sku = er_sku(gateway, given)?;
    let units = gateway.only(Kind::ScaleUnits).and_then(|it| it.integer(Attr::Max));
    Some((sku.figures_at(units.and_then(|it| u32::try_from(it.value).ok())).throughput, sku))
}

/// Another SKU for a gateway, to be worked out.
pub(super) fn other_sku(gateway: View<'_>) -> Intent {
    let plan = Plan::Suggest(Suggestion::GatewaySku { gateway: gateway.span() });
    Intent { title: "".into(), safe: false, plan }
}

/// Another value of an attribute.
pub(super) fn set(block: View<'_>, attr: Attr, value: impl Into<String>) -> Intent {
    let value = value.into();
    let on = if block.name().is_empty() { String::new() } else { format!(" on `{}`", block.name()) };
    let title = format!("Set `{} = {value}`{on}", attr.name());
    let change = Change::SetAttribute { block: block.span(), name: attr.name(), value };
    Intent { title: title.into(), safe: false, plan: Plan::Changes(vec![change]) }
}

/// Two changes, made together.
pub(super) fn both(first: Intent, second: Intent) -> Intent {
    let changes = |plan| match plan {
        Plan::Changes(changes) => changes,
        Plan::Suggest(_) => Vec::new(),
    };
    let more = second.title.strip_prefix("Set ").unwrap_or(&second.title).to_owned();
    let title = format!("{}, and {more}", first.title);
    let changes = [first.plan, second.plan].into_iter().flat_map(changes).collect();
    Intent { title: title.into(), safe: first.safe && second.safe, plan: Plan::Changes(changes) }
}

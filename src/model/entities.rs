//! The kinds of declaration, each with what rules ask of it, in the field's words.
//!
//! These are views: cheap to copy, each look noted (see [`super::Reads`]).

use super::view::{At, Values, View};
use crate::schema::{Attr, Family, Kind};
use ipnet::IpNet;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::ops::Deref;

macro_rules! entities {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name<'m>(pub View<'m>);

            impl<'m> Deref for $name<'m> {
                type Target = View<'m>;
                fn deref(&self) -> &View<'m> { &self.0 }
            }

            impl<'m> $name<'m> {
                /// The view as this kind, if it is of it.
                pub fn of(view: View<'m>) -> Option<Self> {
                    (view.kind() == Kind::$name).then_some($name(view))
                }
            }
        )*
    };
}

entities! {
    /// An on-premises place.
    Site,
    /// A VPN device or edge router of a site.
    Device,
    /// An Azure virtual network.
    Vnet,
    /// A gateway of type Vpn.
    VpnGateway,
    /// A gateway of type ExpressRoute.
    ErGateway,
    /// An ExpressRoute circuit.
    Circuit,
    /// A Site-to-Site connection.
    SiteToSite,
    /// A VNet-to-VNet connection.
    VnetToVnet,
    /// A Point-to-Site connection.
    PointToSite,
    /// An ExpressRoute connection.
    ErConnection,
    /// A VNet peering.
    Peering,
}

/// Whether a declaration is marked as being there already.
pub fn is_existing(view: View<'_>) -> bool {
    view.is_true(Attr::Existing)
}

impl<'m> Site<'m> {
    /// Its devices.
    pub fn devices(self) -> impl Iterator<Item = Device<'m>> {
        self.nested(Kind::Device).map(Device)
    }

    /// The connections that name it: Site-to-Site by `site`, ExpressRoute by `sites`.
    pub fn connections(self) -> impl Iterator<Item = View<'m>> {
        let name = self.name();
        self.spec().referrers(Family::Site, name).filter(move |view| match view.kind() {
            Kind::SiteToSite => view.any_name(Attr::Site, |path| &*path[0] == name),
            Kind::ErConnection => view.any_name(Attr::Sites, |path| &*path[0] == name),
            _ => false,
        })
    }

    /// Its Site-to-Site connections.
    pub fn site_to_site(self) -> impl Iterator<Item = SiteToSite<'m>> {
        self.connections().filter_map(SiteToSite::of)
    }
}

impl<'m> Device<'m> {
    /// The prefixes its local network gateway holds: its own, else the site's.
    pub fn prefixes(self, site: Site<'m>) -> Values<IpNet> {
        if self.says(Attr::Prefixes) { self.0.prefixes(Attr::Prefixes) } else { site.0.prefixes(Attr::Prefixes) }
    }

    /// Its BGP speaker.
    pub fn bgp(self) -> Option<View<'m>> {
        self.only(Kind::DeviceBgp)
    }
}

impl<'m> Vnet<'m> {
    /// The gateways that stand in it, in the order of the spec.
    pub fn gateways(self) -> impl Iterator<Item = View<'m>> {
        self.spec().referrers(Family::Vnet, self.name()).filter(|view| view.kind().family() == Some(Family::Gateway))
    }

    /// Its VPN gateway: the first, where there are several.
    pub fn vpn_gateway(self) -> Option<VpnGateway<'m>> {
        self.gateways().find_map(VpnGateway::of)
    }

    /// Its ExpressRoute gateway: the first, where there are several.
    pub fn er_gateway(self) -> Option<ErGateway<'m>> {
        self.gateways().find_map(ErGateway::of)
    }

    /// The peerings that name it at either end.
    pub fn peerings(self) -> impl Iterator<Item = Peering<'m>> {
        self.spec().referrers(Family::Vnet, self.name()).filter_map(Peering::of)
    }

    /// Its subnets.
    pub fn subnets(self) -> impl Iterator<Item = View<'m>> {
        self.nested(Kind::Subnet)
    }

    /// The subnet for gateways, in any letter case, as Azure compares it.
    pub fn gateway_subnet(self) -> Option<View<'m>> {
        self.subnets().find(|subnet| subnet.name().eq_ignore_ascii_case("GatewaySubnet"))
    }

    /// Whether it belongs to the classic deployment model.
    pub fn is_classic(self) -> bool {
        self.choice(Attr::Deployment).is_some_and(|it| it.value == "classic")
    }

    /// The region, if said.
    pub fn region(self) -> Option<At<Cow<'m, str>>> {
        self.word(Attr::Region)
    }
}

/// The VNet a gateway stands in.
fn vnet_of<'m>(gateway: View<'m>) -> Option<Vnet<'m>> {
    gateway.target(Attr::Vnet).and_then(|at| Vnet::of(at.value))
}

impl<'m> VpnGateway<'m> {
    /// The VNet it stands in.
    pub fn vnet(self) -> Option<Vnet<'m>> {
        vnet_of(self.0)
    }

    /// The SKU as written.
    pub fn sku(self) -> Option<At<Cow<'m, str>>> {
        self.word(Attr::Sku)
    }

    /// Whether it is of type PolicyBased.
    pub fn is_policy_based(self) -> bool {
        self.choice(Attr::VpnType).is_some_and(|it| it.value == "PolicyBased")
    }

    /// Whether both instances carry tunnels.
    pub fn is_active_active(self) -> bool {
        self.is_true(Attr::ActiveActive)
    }

    /// The public IP addresses declared; none means that they are left to the deployment.
    pub fn public_ips(self) -> impl Iterator<Item = View<'m>> {
        self.nested(Kind::PublicIp)
    }

    /// Its BGP speaker, if said.
    pub fn bgp(self) -> Option<View<'m>> {
        self.only(Kind::GatewayBgp)
    }

    /// The ASN, if said.
    pub fn asn(self) -> Option<At<u64>> {
        self.bgp()?.integer(Attr::Asn)
    }

    /// Its custom APIPA addresses.
    pub fn apipa(self) -> Values<std::net::IpAddr> {
        self.bgp().map(|bgp| bgp.addresses(Attr::Apipa)).unwrap_or_default()
    }

    /// Its NAT rules.
    pub fn nat_rules(self) -> impl Iterator<Item = View<'m>> {
        self.nested(Kind::NatRule)
    }

    /// Everything that runs over it, in the order of the spec.
    pub fn connections(self) -> impl Iterator<Item = View<'m>> {
        self.spec()
            .referrers(Family::Gateway, self.name())
            .filter(|view| view.kind().family() == Some(Family::Connection))
    }

    /// Its Site-to-Site connections.
    pub fn site_to_site(self) -> impl Iterator<Item = SiteToSite<'m>> {
        self.connections().filter_map(SiteToSite::of)
    }

    /// Its VNet-to-VNet connections, at either end.
    pub fn vnet_to_vnet(self) -> impl Iterator<Item = VnetToVnet<'m>> {
        self.connections().filter_map(VnetToVnet::of)
    }

    /// Its Point-to-Site connection: the first, where there are several.
    pub fn point_to_site(self) -> Option<PointToSite<'m>> {
        self.connections().find_map(PointToSite::of)
    }

    /// The ExpressRoute gateway in the same VNet.
    pub fn coexists_with(self) -> Option<ErGateway<'m>> {
        self.vnet()?.er_gateway()
    }
}

impl<'m> ErGateway<'m> {
    /// The VNet it stands in.
    pub fn vnet(self) -> Option<Vnet<'m>> {
        vnet_of(self.0)
    }

    /// The SKU as written.
    pub fn sku(self) -> Option<At<Cow<'m, str>>> {
        self.word(Attr::Sku)
    }

    /// Its connections.
    pub fn connections(self) -> impl Iterator<Item = ErConnection<'m>> {
        self.spec().referrers(Family::Gateway, self.name()).filter_map(ErConnection::of)
    }
}

impl<'m> Circuit<'m> {
    /// The connections that use it.
    pub fn connections(self) -> impl Iterator<Item = ErConnection<'m>> {
        self.spec().referrers(Family::Circuit, self.name()).filter_map(ErConnection::of)
    }

    /// Its peerings, of every kind.
    pub fn peerings(self) -> impl Iterator<Item = View<'m>> {
        [Kind::PrivatePeering, Kind::MicrosoftPeering, Kind::PublicPeering]
            .into_iter()
            .filter_map(move |kind| self.only(kind))
    }

    /// Whether it is on an ExpressRoute Direct port pair.
    pub fn is_direct(self) -> bool {
        self.is_true(Attr::Direct)
    }

    /// Whether it is, or what is said about it can't be read.
    pub fn may_be_direct(self) -> bool {
        self.is_direct() || (self.says(Attr::Direct) && self.boolean(Attr::Direct).is_none())
    }
}

impl<'m> SiteToSite<'m> {
    /// The gateway.
    pub fn gateway(self) -> Option<VpnGateway<'m>> {
        self.target(Attr::Gateway).and_then(|at| VpnGateway::of(at.value))
    }

    /// The site.
    pub fn site(self) -> Option<Site<'m>> {
        self.target(Attr::Site).and_then(|at| Site::of(at.value))
    }

    /// The devices it ends at: the one it names, else all of the site's.
    pub fn devices(self) -> SmallVec<[Device<'m>; 2]> {
        let Some(site) = self.site() else { return SmallVec::new() };
        let path = self.name_of(Attr::Site);
        match path.as_ref().and_then(|path| path.get(1)) {
            Some(device) => site.devices().filter(|it| it.name() == &**device).collect(),
            None => site.devices().collect(),
        }
    }

    /// Whether BGP is said to be on.
    pub fn bgp_enabled(self) -> bool {
        self.is_true(Attr::EnableBgp)
    }

    /// The custom IPsec policy.
    pub fn ipsec(self) -> Option<View<'m>> {
        self.only(Kind::Ipsec)
    }
}

impl<'m> VnetToVnet<'m> {
    /// One gateway.
    pub fn from(self) -> Option<VpnGateway<'m>> {
        self.target(Attr::From).and_then(|at| VpnGateway::of(at.value))
    }

    /// The other gateway.
    pub fn to(self) -> Option<VpnGateway<'m>> {
        self.target(Attr::To).and_then(|at| VpnGateway::of(at.value))
    }

    /// Whether it stands for one direction only.
    pub fn is_one_way(self) -> bool {
        self.is_true(Attr::OneWay)
    }
}

impl<'m> PointToSite<'m> {
    /// The gateway.
    pub fn gateway(self) -> Option<VpnGateway<'m>> {
        self.target(Attr::Gateway).and_then(|at| VpnGateway::of(at.value))
    }
}

impl<'m> ErConnection<'m> {
    /// The gateway.
    pub fn gateway(self) -> Option<ErGateway<'m>> {
        self.target(Attr::Gateway).and_then(|at| ErGateway::of(at.value))
    }

    /// The circuit.
    pub fn circuit(self) -> Option<Circuit<'m>> {
        self.target(Attr::Circuit).and_then(|at| Circuit::of(at.value))
    }
}

impl<'m> Peering<'m> {
    /// One VNet.
    pub fn from(self) -> Option<Vnet<'m>> {
        self.target(Attr::From).and_then(|at| Vnet::of(at.value))
    }

    /// The other VNet.
    pub fn to(self) -> Option<Vnet<'m>> {
        self.target(Attr::To).and_then(|at| Vnet::of(at.value))
    }

    /// The VNet whose gateways the other uses, whichever way it is said.
    pub fn gateway_owner(self) -> Option<Vnet<'m>> {
        if let Some(owner) = self.target(Attr::GatewayTransit) {
            return Vnet::of(owner.value);
        }
        if self.is_true(Attr::UseRemoteGateways) {
            return self.to();
        }
        if self.is_true(Attr::AllowGatewayTransit) { self.from() } else { None }
    }

    /// Whether it stands for one direction only.
    pub fn is_one_way(self) -> bool {
        self.is_true(Attr::OneWay)
    }
}

//! VPN gateway SKUs.

use jiff::civil::Date;

use super::common::{opt_day, row, words};
use super::{Bandwidth, Support};
use serde::{Deserialize, Serialize};

words! {
    /// Generation of a VPN gateway, as the API spells it.
    Generation {
        /// The first.
        Generation1 = "Generation1",
        /// The second.
        Generation2 = "Generation2",
    }
}

words! {
    /// What kind of SKU it is.
    SkuFamily {
        /// Standard and HighPerformance of the first years.
        Legacy = "legacy",
        /// Basic.
        Basic = "basic",
        /// Without availability zones (VpnGw1 to VpnGw5).
        Regional = "regional",
        /// With availability zones.
        Zonal = "az",
        /// Scale units (ErGwScale).
        Scale = "scale",
    }
}

words! {
    /// A feature that depends on the SKU of a VPN gateway.
    VpnFeature {
        /// Route-based VPN type.
        RouteBased = "route-based",
        /// Policy-based VPN type.
        PolicyBased = "policy-based",
        /// BGP.
        Bgp = "bgp",
        /// Two active instances.
        ActiveActive = "active-active",
        /// Custom IPsec/IKE policies per connection.
        CustomIpsecPolicy = "custom-ipsec-policy",
        /// NAT rules.
        NatRules = "nat-rules",
        /// RADIUS authentication of Point-to-Site clients.
        Radius = "radius",
        /// Point-to-Site over SSTP.
        P2sSstp = "p2s-sstp",
        /// Point-to-Site over IKEv2.
        P2sIkev2 = "p2s-ikev2",
        /// Point-to-Site over OpenVPN.
        P2sOpenVpn = "p2s-openvpn",
        /// IKEv1 connections on a route-based gateway.
        Ikev1RouteBased = "ikev1-route-based",
        /// IPv6 inside the tunnels.
        Ipv6 = "ipv6",
        /// An ExpressRoute gateway in the same virtual network.
        ExpressRouteCoexistence = "expressroute-coexistence",
        /// Use by peered virtual networks.
        GatewayTransit = "gateway-transit",
        /// Certificates instead of a pre-shared key on Site-to-Site.
        S2sCertificate = "s2s-certificate",
        /// Tunnels to the gateway's private address, over ExpressRoute private peering.
        PrivateIp = "private-ip",
        /// A maintenance window of the customer's choice.
        MaintenanceWindow = "maintenance-window",
        /// Spread over availability zones.
        ZoneRedundant = "zone-redundant",
        /// Custom APIPA addresses for BGP.
        CustomApipa = "custom-apipa",
    }
}

/// The life of a SKU. Every date is the first day on which it holds; absent means never, as far as
/// the edition knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lifecycle {
    /// New gateways of this SKU are refused from this day.
    #[serde(default, with = "opt_day")]
    pub new_refused: Option<Date>,
    /// The SKU is retired from this day.
    #[serde(default, with = "opt_day")]
    pub retired: Option<Date>,
    /// Existing gateways accept no change of configuration any more from this day.
    #[serde(default, with = "opt_day")]
    pub changes_refused: Option<Date>,
    /// Deprecated, though no date is known.
    #[serde(default)]
    pub deprecated: bool,
    /// Name of the SKU to move to.
    #[serde(borrow)]
    pub replacement: Option<&'static str>,
}

impl Lifecycle {
    /// Whether a new gateway can be made on that day.
    pub fn allows_new(&self, on: Date) -> bool {
        !self.deprecated && self.new_refused.is_none_or(|day| on < day)
    }

    /// Whether it is, or has been announced to be, on the way out.
    pub fn ends(&self) -> bool {
        self.deprecated || self.new_refused.is_some() || self.retired.is_some()
    }
}

/// What Azure measured on one tunnel with one set of algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TunnelFigure {
    /// Bits per second over one tunnel.
    pub throughput: Bandwidth,
    /// Packets per second over one tunnel.
    pub packets: u32,
}

/// Benchmarks of a single tunnel, by algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TunnelFigures {
    /// GCMAES256 for encryption and integrity.
    pub gcmaes256: TunnelFigure,
    /// AES256 with SHA256.
    pub aes256: TunnelFigure,
    /// DES3 with SHA256.
    pub des3: TunnelFigure,
}

row! {
    /// A VPN gateway SKU in one generation.
    struct VpnSku, key |sku| match sku.generation {
        Some(generation) => format!("{} {generation}", sku.name),
        None => sku.name.to_owned(),
    }, {
        /// Name as the API spells it.
        name: &'static str,
        /// Generation; none for the legacy SKUs.
        generation: Option<Generation>,
        /// Kind of SKU.
        family: SkuFamily,
        /// IPsec tunnels of a route-based gateway, to sites and virtual networks together.
        tunnels: u32,
        /// Tunnels of a policy-based gateway; absent where the SKU can't be policy-based.
        policy_based_tunnels: Option<u32>,
        /// Point-to-Site clients over SSTP at once.
        sstp_clients: u32,
        /// Point-to-Site clients over IKEv2 and OpenVPN at once; absent where not supported.
        ikev2_openvpn_clients: Option<u32>,
        /// Aggregate throughput, Site-to-Site and Point-to-Site together: a benchmark.
        throughput: Bandwidth,
        /// Benchmarks of one tunnel.
        per_tunnel: Option<TunnelFigures>,
        /// VMs and other endpoints in the hub and its spokes that the gateway supports.
        supported_vms: Option<u32>,
        /// Features that this SKU has.
        features: Vec<VpnFeature>,
        /// Features on which sources disagree for this SKU.
        #[serde(default)]
        unclear: Vec<VpnFeature>,
        /// Whether the documents recommend it for production.
        production: bool,
        /// When it came and goes.
        #[serde(default)]
        lifecycle: Lifecycle,
        /// What else one should know.
        note: Option<&'static str>,
    }
}

impl VpnSku {
    /// Whether the SKU has a feature.
    pub fn support(&self, feature: VpnFeature) -> Support {
        if self.features.contains(&feature) {
            Support::Yes
        } else if self.unclear.contains(&feature) {
            Support::Unclear
        } else {
            Support::No
        }
    }

    /// Whether the SKU certainly has a feature.
    pub fn has(&self, feature: VpnFeature) -> bool {
        self.support(feature) == Support::Yes
    }
}

row! {
    /// A feature of VPN gateway SKUs, in words.
    struct VpnFeatureInfo, key |info| info.id.to_string(), {
        /// Which.
        id: VpnFeature,
        /// What a message calls it.
        title: &'static str,
        /// What it is, and what it needs besides the SKU.
        summary: &'static str,
        /// Needs a route-based gateway.
        #[serde(default)]
        route_based_only: bool,
    }
}

//! The editions, and the whole of what one of them holds.

use serde::{Deserialize, Serialize};

use super::common::words;
use super::*;

words! {
    /// A documented edition of Azure's facts and limits.
    EditionId {
        /// The documentation as of May 2016.
        E2016_05 = "2016-05",
        /// The documentation as of October 2026.
        E2026_10 = "2026-10",
    }
}

impl EditionId {
    /// The newest edition, against which a spec without `edition` is checked.
    pub const NEWEST: EditionId = EditionId::E2026_10;
}

/// Defines [`Edition`] and what has to be done for every table alike.
macro_rules! tables {
    ($($(#[$meta:meta])* $field:ident = $name:literal: $row:ty,)*) => {
        /// All facts of one edition, a table for each kind. Rows keep the order of the data files.
        #[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
        pub struct Edition {
            $($(#[$meta])* #[serde(default, rename = $name)] pub $field: Vec<$row>,)*
        }

        impl Edition {
            /// Takes over the rows of another, partial edition.
            pub fn absorb(&mut self, other: Edition) {
                $(self.$field.extend(other.$field);)*
            }

            /// Every table: its name in the data files, and its rows.
            pub fn tables(&self) -> Vec<(&'static str, Vec<&dyn Row>)> {
                vec![$(($name, self.$field.iter().map(|row| row as &dyn Row).collect())),*]
            }
        }
    };
}

tables! {
    /// VPN gateway SKUs, by generation, smallest first.
    vpn_skus = "vpn-sku": VpnSku,
    /// What the features of VPN gateway SKUs are called and mean.
    vpn_features = "vpn-feature": VpnFeatureInfo,
    /// ExpressRoute gateway SKUs, smallest first.
    er_skus = "er-sku": ErSku,
    /// The connection types and how to choose between them.
    connection_types = "connection-type": ConnectionType,
    /// The comparison table of the connection types, line by line.
    comparison = "comparison": Comparison,
    /// The questions to ask before choosing a connection type.
    questions = "question": Question,
    /// Validated VPN devices.
    devices = "device": Device,
    /// Bandwidths of ExpressRoute circuits, and how many VNets each may link.
    circuit_bandwidths = "circuit-bandwidth": CircuitBandwidth,
    /// ExpressRoute Direct port speeds.
    direct_ports = "direct-port": DirectPort,
    /// Circuit tiers.
    circuit_tiers = "circuit-tier": CircuitTier,
    /// Kinds of peering on a circuit.
    circuit_peerings = "circuit-peering": CircuitPeering,
    /// Address ranges with a meaning.
    ranges = "range": AddressRange,
    /// Autonomous system numbers with a meaning.
    asns = "asn": AsnRange,
    /// Values of a custom IPsec/IKE policy.
    ipsec_values = "ipsec-value": IpsecValue,
    /// What a gateway offers and accepts without a custom policy.
    ipsec_defaults = "ipsec-default": IpsecDefault,
    /// Tunnel protocols of Point-to-Site.
    p2s_protocols = "p2s-protocol": P2sProtocolInfo,
    /// Ways of authentication of Point-to-Site.
    p2s_auths = "p2s-auth": P2sAuthInfo,
    /// Which operating system connects by which protocol and authentication.
    p2s_clients = "p2s-client": P2sClient,
    /// Client operating systems and their versions.
    p2s_systems = "p2s-system": P2sSystem,
    /// Numbers that Azure limits, requires or recommends.
    limits = "limit": Limit,
    /// Sizes of the GatewaySubnet.
    subnet_sizes = "gateway-subnet": SubnetSize,
    /// Lists of names that the API knows, and how good each is.
    names = "name": Name,
    /// Which characters a pre-shared key may hold.
    shared_keys = "shared-key": SharedKey,
    /// What is supported at all, and since when.
    features = "feature": Feature,
    /// What ended or ends, and when.
    retirements = "retirement": Retirement,
    /// Which tool deploys what in which deployment model.
    deployments = "deployment": Deployment,
    /// Which VPN type carries which configuration.
    vpn_type_support = "vpn-type-support": VpnTypeSupport,
    /// Azure regions.
    regions = "region": Region,
    /// ExpressRoute peering locations.
    peering_locations = "peering-location": PeeringLocation,
    /// Countries and areas in which Global Reach is offered.
    global_reach_countries = "global-reach-country": GlobalReachCountry,
    /// What changed since the edition before.
    changes = "change": Change,
    /// Where the documents of the edition contradict each other, and what is used.
    contradictions = "contradiction": Contradiction,
}

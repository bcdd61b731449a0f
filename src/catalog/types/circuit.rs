//! ExpressRoute circuits.

use jiff::civil::Date;

use super::common::{opt_day, row, words};
use super::{Bandwidth, Standing, Support};

row! {
    /// A bandwidth that circuits come in.
    struct CircuitBandwidth, key |row| row.bandwidth.to_string(), {
        /// The bandwidth.
        bandwidth: Bandwidth,
        /// Whether providers offer it; otherwise it is for ExpressRoute Direct only.
        provider: Support,
        /// Virtual networks that such a circuit links without Premium.
        vnet_links: u32,
        /// Virtual networks that such a circuit links with Premium; absent where there is no
        /// Premium, or where no document names a number.
        vnet_links_premium: Option<u32>,
    }
}

row! {
    /// A speed of ExpressRoute Direct ports.
    struct DirectPort, key |row| row.speed.to_string(), {
        /// Speed of each of the two ports.
        speed: Bandwidth,
        /// Circuits that can be made on it.
        circuits: Vec<Bandwidth>,
        /// What to know about it.
        note: Option<&'static str>,
    }
}

words! {
    /// Tier of a circuit, as the API spells it.
    TierId {
        /// One or two regions of the metropolitan area.
        Local = "Local",
        /// The geopolitical region.
        Standard = "Standard",
        /// The world.
        Premium = "Premium",
        /// Known to the API, in no document.
        Basic = "Basic",
    }
}

words! {
    /// How far a circuit reaches.
    Reach {
        /// The local regions of the peering location.
        LocalRegions = "local-regions",
        /// All regions of the geopolitical region.
        Geopolitical = "geopolitical",
        /// All regions of the cloud.
        Global = "global",
    }
}

row! {
    /// A tier of circuits.
    struct CircuitTier, key |row| row.id.to_string(), {
        /// Which.
        id: TierId,
        /// Documented or not.
        standing: Standing,
        /// How far it reaches.
        reach: Reach,
        /// Whether it may take part in Global Reach.
        global_reach: bool,
        /// IPv4 routes accepted over private peering.
        private_routes: u32,
        /// What to know about it.
        note: &'static str,
    }
}

words! {
    /// A kind of peering on a circuit.
    PeeringKind {
        /// Virtual networks.
        Private = "private-peering",
        /// Microsoft's public services.
        Microsoft = "microsoft-peering",
        /// Azure's public services, as it was.
        Public = "public-peering",
    }
}

row! {
    /// A kind of peering and its rules.
    struct CircuitPeering, key |row| row.id.to_string(), {
        /// Which.
        id: PeeringKind,
        /// What a message calls it.
        title: &'static str,
        /// Whether its subnets may be private addresses.
        private_addresses: Support,
        /// Whether the customer's ASN may be private.
        private_asn: Support,
        /// Whether a default route may be advertised.
        default_route: bool,
        /// Whether Site-to-Site can stand in for it.
        backup: bool,
        /// Routes accepted from the customer.
        routes: u32,
        /// The same with Premium.
        routes_premium: u32,
        /// First day on which it is no more.
        #[serde(default, with = "opt_day")]
        retired: Option<Date>,
        /// What to know about it.
        note: &'static str,
    }
}

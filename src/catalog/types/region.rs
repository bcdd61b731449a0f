//! Azure regions and ExpressRoute peering locations.

use super::Support;
use super::common::{row, words};

words! {
    /// A cloud, isolated from the others.
    Cloud {
        /// The public one.
        Public = "public",
        /// US Government.
        UsGovernment = "us-government",
        /// China.
        China = "china",
    }
}

row! {
    /// An Azure region.
    struct Region, key |row| row.id.to_owned(), {
        /// Name in the API.
        id: &'static str,
        /// Name in documents.
        title: &'static str,
        /// Cloud.
        cloud: Cloud,
        /// Geopolitical region of ExpressRoute.
        geopolitical: &'static str,
        /// Whether it has availability zones.
        zones: Support,
    }
}

row! {
    /// An ExpressRoute peering location.
    struct PeeringLocation, key |row| format!("{} {}", row.cloud, row.name), {
        /// Name.
        name: &'static str,
        /// Cloud.
        cloud: Cloud,
        /// Country or area.
        country: &'static str,
        /// Geopolitical region.
        geopolitical: &'static str,
        /// Regions that a Local circuit reaches from here (region ids); none where Local isn't
        /// offered.
        local_regions: Vec<&'static str>,
        /// Whether ExpressRoute Direct is offered.
        direct: bool,
        /// Name of the metro that it belongs to, where ExpressRoute Metro is documented for it.
        metro: Option<&'static str>,
    }
}

row! {
    /// A country or area in which Global Reach is offered.
    struct GlobalReachCountry, key |row| row.name.to_owned(), {
        /// Name, as peering locations spell it.
        name: &'static str,
        /// Locations that it is restricted to; none means no restriction.
        #[serde(default)]
        locations: Vec<&'static str>,
    }
}

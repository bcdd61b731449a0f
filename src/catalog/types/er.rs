//! ExpressRoute gateway SKUs.

use super::common::row;
use super::{Bandwidth, Lifecycle, SkuFamily};
use serde::{Deserialize, Serialize};

/// What a gateway carries. Benchmarks and supported figures, not hard limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ErFigures {
    /// Throughput of the gateway.
    pub throughput: Bandwidth,
    /// Packets per second; absent where the documents contradict themselves.
    pub packets: Option<u32>,
    /// VMs in the hub and its spokes.
    pub vms: Option<u32>,
    /// Flows at once.
    pub flows: Option<u32>,
}

/// What each scale unit of a range of units adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UnitTier {
    /// First unit of the range.
    pub from: u32,
    /// Last unit of the range.
    pub to: u32,
    /// What one unit adds.
    pub each: ErFigures,
}

/// From how many scale units on how many circuits can be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CircuitStep {
    /// From so many units on.
    pub from: u32,
    /// Circuits at different peering locations.
    pub circuits: u32,
}

/// Scale units of ErGwScale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ScaleUnits {
    /// Fewest units.
    pub min: u32,
    /// Most units.
    pub max: u32,
    /// Fewest units where minimum and maximum differ (autoscaling).
    pub autoscale_min: u32,
    /// Fewest units with FastPath.
    pub fastpath_from: u32,
    /// What units add, by range.
    pub tiers: Vec<UnitTier>,
    /// Circuits by number of units.
    pub circuits: Vec<CircuitStep>,
}

row! {
    /// An ExpressRoute gateway SKU.
    struct ErSku, key |sku| sku.name.to_owned(), {
        /// Name as the API spells it.
        name: &'static str,
        /// Kind of SKU.
        family: SkuFamily,
        /// What it carries; for ErGwScale one unit, see [`ErSku::figures_at`].
        figures: ErFigures,
        /// Routes that the gateway learns.
        learned_routes: Option<u32>,
        /// Circuits at different peering locations; for ErGwScale with all units.
        circuits: Option<u32>,
        /// Circuits at one peering location.
        circuits_same_location: Option<u32>,
        /// FastPath possible; for ErGwScale see [`ScaleUnits::fastpath_from`].
        fastpath: bool,
        /// Spread over availability zones.
        zone_redundant: bool,
        /// A VPN gateway may stand in the same virtual network.
        coexistence: bool,
        /// Site-to-Site tunnels over private peering possible beside it.
        ipsec_over_private_peering: bool,
        /// Scale units, where the SKU has them.
        units: Option<ScaleUnits>,
        /// Regions in which it isn't offered (region ids).
        #[serde(default)]
        unsupported_regions: Vec<&'static str>,
        /// When it came and goes.
        #[serde(default)]
        lifecycle: Lifecycle,
        /// What else one should know.
        note: Option<&'static str>,
    }
}

impl ErSku {
    /// What the gateway carries with so many scale units; units are ignored by SKUs without them.
    pub fn figures_at(&self, units: Option<u32>) -> ErFigures {
        let Some(scale) = &self.units else {
            return self.figures;
        };
        let units = units.unwrap_or(scale.min).clamp(scale.min, scale.max);
        let mut sum: Option<ErFigures> = None;
        for tier in scale.tiers.iter().filter(|tier| tier.from <= units) {
            let count = units.min(tier.to) - tier.from + 1;
            let add = |a: Option<u32>, b: Option<u32>| Some(a?.saturating_add(b? * count));
            let before =
                sum.unwrap_or(ErFigures { throughput: Bandwidth(0), packets: Some(0), vms: Some(0), flows: Some(0) });
            sum = Some(ErFigures {
                throughput: Bandwidth(before.throughput.bps() + tier.each.throughput.bps() * u64::from(count)),
                packets: add(before.packets, tier.each.packets),
                vms: add(before.vms, tier.each.vms),
                flows: add(before.flows, tier.each.flows),
            });
        }
        sum.unwrap_or(self.figures)
    }

    /// Circuits at different peering locations with so many scale units.
    pub fn circuits_at(&self, units: Option<u32>) -> Option<u32> {
        let Some(scale) = &self.units else {
            return self.circuits;
        };
        let units = units.unwrap_or(scale.min);
        scale.circuits.iter().rev().find(|step| step.from <= units).map(|step| step.circuits)
    }

    /// Whether FastPath can be had with so many scale units.
    pub fn fastpath_at(&self, units: Option<u32>) -> bool {
        self.fastpath && self.units.as_ref().is_none_or(|scale| units.unwrap_or(scale.min) >= scale.fastpath_from)
    }
}

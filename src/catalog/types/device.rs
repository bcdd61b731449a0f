//! VPN devices.

use super::VpnType;
use super::common::{row, words};
use serde::{Deserialize, Serialize};

words! {
    /// How a device does with a VPN type.
    DeviceStatus {
        /// Validated.
        Yes = "yes",
        /// Not supported.
        No = "no",
        /// Not tested.
        NotTested = "not-tested",
        /// Announced.
        ComingSoon = "coming-soon",
        /// Known not to work.
        NotCompatible = "not-compatible",
    }
}

impl DeviceStatus {
    /// Documented not to work.
    pub const fn refused(self) -> bool {
        matches!(self, DeviceStatus::No | DeviceStatus::NotCompatible)
    }
}

/// A version that a device must have at least.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MinimumOs {
    /// Name of the operating system or product (`FortiOS`), empty where there is none.
    pub os: &'static str,
    /// The version, to be compared by `catalog::version`.
    pub version: &'static str,
}

/// What a device does with one VPN type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeviceSupport {
    /// Whether it works.
    pub status: DeviceStatus,
    /// From which version; several where product lines count differently, none where the table
    /// names none.
    #[serde(default)]
    pub minimum: Vec<MinimumOs>,
    /// What to know about it.
    pub note: Option<&'static str>,
}

/// A known trouble with older versions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KnownIssue {
    /// On which VPN type.
    pub vpn_type: VpnType,
    /// Versions below this one have it.
    pub below: &'static str,
    /// What helps.
    pub note: &'static str,
    /// Phase 2 lifetime, in seconds, that helps.
    pub sa_lifetime: Option<u32>,
}

row! {
    /// A family of VPN devices that the edition's table names.
    struct Device, key |device| device.id.to_owned(), {
        /// Identifier in specs.
        id: &'static str,
        /// Vendor.
        vendor: &'static str,
        /// Family of devices.
        family: &'static str,
        /// With policy-based gateways.
        policy_based: DeviceSupport,
        /// With route-based gateways.
        route_based: DeviceSupport,
        /// Trouble with older versions.
        known_issue: Option<KnownIssue>,
        /// What else one should know.
        note: Option<&'static str>,
    }
}

impl Device {
    /// What it does with a VPN type.
    pub fn support(&self, vpn_type: VpnType) -> &DeviceSupport {
        match vpn_type {
            VpnType::RouteBased => &self.route_based,
            VpnType::PolicyBased => &self.policy_based,
        }
    }
}

//! Limits, ranges, numbers, names, features and retirements.

use std::net::IpAddr;

use jiff::civil::Date;

use super::common::{opt_day, row, words};
use super::{FeatureId, LimitId, NameList, RetirementId, Support};

row! {
    /// A number that Azure limits, requires or recommends.
    struct Limit, key |row| row.id.to_string(), {
        /// Which.
        id: LimitId,
        /// The number.
        value: u64,
        /// What is counted: `prefixes`, `s`, `KB`, `prefix length` …
        unit: &'static str,
        /// What a message calls it.
        title: &'static str,
        /// What to know about it.
        note: Option<&'static str>,
    }
}

words! {
    /// What a size of the GatewaySubnet is for.
    SubnetPurpose {
        /// The smallest that works at all.
        Minimum = "minimum",
        /// The smallest for gateways of other SKUs than Basic.
        MinimumOther = "minimum-other",
        /// The recommended size.
        Recommended = "recommended",
        /// VPN and ExpressRoute side by side.
        Coexistence = "coexistence",
        /// An ExpressRoute gateway of the SKU UltraPerformance.
        UltraPerformance = "ultra-performance",
        /// The greatest number of circuits.
        ManyCircuits = "many-circuits",
        /// Migration of an ExpressRoute gateway.
        ErMigration = "er-migration",
        /// Migration off a Basic public IP.
        IpMigration = "ip-migration",
        /// IPv6 prefix of a dual-stack gateway.
        Ipv6 = "ipv6",
    }
}

row! {
    /// How large the GatewaySubnet must or should be.
    struct SubnetSize, key |row| row.purpose.to_string(), {
        /// For what.
        purpose: SubnetPurpose,
        /// Longest prefix length.
        prefix_length: u8,
        /// Number of circuits from which it holds.
        circuits: Option<u32>,
        /// The gateway SKU for which it holds.
        sku: Option<&'static str>,
        /// What to know about it.
        note: &'static str,
    }
}

words! {
    /// What an address range is.
    RangeKind {
        /// For private networks.
        Private = "private",
        /// The host itself.
        Loopback = "loopback",
        /// The local link.
        LinkLocal = "link-local",
        /// Multicast.
        Multicast = "multicast",
        /// Documentation and examples.
        Documentation = "documentation",
        /// Shared by carriers behind NAT.
        SharedCgnat = "shared",
        /// The unspecified network.
        Unspecified = "unspecified",
        /// Benchmarks.
        Benchmark = "benchmark",
        /// Reserved, and broadcast.
        Reserved = "reserved",
        /// Azure's platform address.
        AzurePlatform = "azure-platform",
        /// Addresses that a VPN gateway can use for BGP over APIPA.
        GatewayApipa = "gateway-apipa",
    }
}

row! {
    /// A range of addresses with a meaning.
    struct AddressRange, key |row| row.id.to_owned(), {
        /// Short name.
        id: &'static str,
        /// What it is.
        kind: RangeKind,
        /// First address.
        first: IpAddr,
        /// Last address.
        last: IpAddr,
        /// Whether a virtual network may use it.
        vnet: bool,
        /// Whether the Internet routes it.
        internet: bool,
        /// What a message calls it.
        title: &'static str,
    }
}

impl AddressRange {
    /// Whether an address lies in the range.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4() && self.first <= address && address <= self.last
    }

    /// Whether the range shares an address with the one from `first` to `last`.
    pub fn overlaps(&self, first: IpAddr, last: IpAddr) -> bool {
        self.first.is_ipv4() == first.is_ipv4() && self.first <= last && first <= self.last
    }
}

words! {
    /// What a range of ASNs is.
    AsnKind {
        /// Default of Azure VPN gateways, which a device can't have.
        GatewayDefault = "gateway-default",
        /// Used by Azure publicly.
        AzurePublic = "azure-public",
        /// Reserved by Azure among the private numbers.
        AzurePrivate = "azure-private",
        /// Reserved by IANA.
        Iana = "iana",
        /// Reserved on ExpressRoute.
        ExpressRoute = "expressroute",
        /// In dispute for VPN.
        Doubtful = "doubtful",
        /// Private numbers that can be used.
        UsablePrivate = "usable-private",
    }
}

row! {
    /// A range of autonomous system numbers with a meaning.
    struct AsnRange, key |row| format!("{} {}-{}", row.kind, row.first, row.last), {
        /// What it is.
        kind: AsnKind,
        /// First number.
        first: u32,
        /// Last number.
        last: u32,
        /// What a message calls it.
        title: &'static str,
    }
}

impl AsnRange {
    /// Whether a number lies in the range.
    pub const fn contains(&self, asn: u32) -> bool {
        self.first <= asn && asn <= self.last
    }
}

words! {
    /// How good a name is.
    Standing {
        /// Documented.
        Good = "good",
        /// Known to the API, in no document, or accepted for special cases only.
        Undocumented = "undocumented",
        /// Going or gone.
        Outdated = "outdated",
        /// Documented as weak.
        Weak = "weak",
    }
}

row! {
    /// A name in a list of names.
    struct Name, key |row| format!("{} {}", row.list, row.value), {
        /// Which list.
        list: NameList,
        /// The name, as the API or the document spells it.
        value: &'static str,
        /// Names that people use for it.
        #[serde(default)]
        aliases: Vec<&'static str>,
        /// How good it is.
        standing: Standing,
        /// What it means.
        note: &'static str,
    }
}

row! {
    /// Which characters a pre-shared key may hold.
    struct SharedKey, key |row| row.id.to_owned(), {
        /// Name of the row.
        id: &'static str,
        /// The characters allowed, each; the space is left to `doubtful`.
        allowed: &'static str,
        /// Characters that the documents forbid although Azure is known to take them.
        doubtful: &'static str,
        /// In words.
        note: &'static str,
    }
}

row! {
    /// Something that the edition supports, forbids or is unsure about.
    struct Feature, key |row| row.id.to_string(), {
        /// Which.
        id: FeatureId,
        /// Whether it is to be had.
        support: Support,
        /// First day on which it is to be had, where one is known.
        #[serde(default, with = "opt_day")]
        since: Option<Date>,
        /// What a message calls it.
        title: &'static str,
        /// What the documents say about it.
        summary: &'static str,
    }
}

impl Feature {
    /// Whether it is to be had on that day.
    pub fn on(&self, day: Date) -> Support {
        match self.since {
            Some(since) if day < since => Support::No,
            _ => self.support,
        }
    }
}

row! {
    /// Something that ended or ends. Every date is the first day on which it holds.
    struct Retirement, key |row| row.id.to_string(), {
        /// Which.
        id: RetirementId,
        /// What a message calls it.
        title: &'static str,
        /// What is new is refused from this day.
        #[serde(default, with = "opt_day")]
        new_refused: Option<Date>,
        /// The thing is retired from this day.
        #[serde(default, with = "opt_day")]
        retired: Option<Date>,
        /// What exists is an error from this day (changes refused, or shut down); absent where
        /// it stays a warning.
        #[serde(default, with = "opt_day")]
        existing_refused: Option<Date>,
        /// What to move to.
        replacement: Option<&'static str>,
        /// What the documents say.
        summary: &'static str,
    }
}

row! {
    /// What changed since the edition before.
    struct Change, key |row| row.topic.to_owned(), {
        /// What it is about.
        topic: &'static str,
        /// How it was.
        then: &'static str,
        /// How it is.
        now: &'static str,
    }
}

row! {
    /// A contradiction within the documents of the edition.
    struct Contradiction, key |row| row.topic.to_owned(), {
        /// What it is about.
        topic: &'static str,
        /// What each says.
        says: Vec<&'static str>,
        /// What the catalogue and the rules use.
        used: &'static str,
    }
}

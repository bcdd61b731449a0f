//! Values of IPsec/IKE policies, and what gateways offer without one.

use super::common::{row, words};
use super::{Standing, VpnType};

words! {
    /// A field of a custom policy, as specs spell it.
    IpsecField {
        /// Encryption of IKE.
        IkeEncryption = "ike-encryption",
        /// Integrity of IKE.
        IkeIntegrity = "ike-integrity",
        /// Diffie-Hellman group.
        DhGroup = "dh-group",
        /// Encryption of IPsec.
        IpsecEncryption = "ipsec-encryption",
        /// Integrity of IPsec.
        IpsecIntegrity = "ipsec-integrity",
        /// Perfect forward secrecy group.
        PfsGroup = "pfs-group",
    }
}

row! {
    /// A value that a field of a custom policy can have.
    struct IpsecValue, key |row| format!("{} {}", row.field, row.value), {
        /// Which field.
        field: IpsecField,
        /// The value, as the API spells it.
        value: &'static str,
        /// Other names for the same value, in the API or elsewhere.
        #[serde(default)]
        aliases: Vec<&'static str>,
        /// Documented, known to the API only, or weak.
        standing: Standing,
        /// Known to the API, but in no documented list; may be weak besides.
        #[serde(default)]
        arm_only: bool,
        /// Why it is weak, where it is.
        weak: Option<&'static str>,
        /// Encrypts and authenticates at once: integrity must be the same value.
        #[serde(default)]
        gcm: bool,
        /// Number of the Diffie-Hellman group in IKE's registry.
        group: Option<u32>,
        /// Size of the key or the group in bits.
        bits: Option<u32>,
    }
}

words! {
    /// A property of the default set.
    IpsecProperty {
        /// IKE versions.
        IkeVersion = "ike-version",
        /// Diffie-Hellman groups of phase 1.
        DhGroup = "dh-group",
        /// Authentication of phase 1.
        Phase1Authentication = "phase1-authentication",
        /// Encryption and integrity of phase 1.
        Phase1Proposals = "phase1-proposals",
        /// Encryption of phase 1.
        Phase1Encryption = "phase1-encryption",
        /// Integrity of phase 1.
        Phase1Integrity = "phase1-integrity",
        /// Lifetime of phase 1 in seconds.
        Phase1Lifetime = "phase1-lifetime",
        /// Encryption and integrity of phase 2.
        Phase2Proposals = "phase2-proposals",
        /// Integrity of phase 2.
        Phase2Integrity = "phase2-integrity",
        /// Lifetime of phase 2 in seconds.
        Phase2Lifetime = "phase2-lifetime",
        /// Lifetime of phase 2 in KB.
        Phase2DataSize = "phase2-data-size",
        /// Quick mode security associations.
        QuickModeSas = "quick-mode-sas",
        /// Perfect forward secrecy groups; none means no.
        Pfs = "pfs",
        /// Dead peer detection.
        Dpd = "dpd",
    }
}

row! {
    /// A property of what a gateway offers and accepts without a custom policy.
    struct IpsecDefault, key |row| format!("{} {}", row.vpn_type, row.property), {
        /// On gateways of which VPN type.
        vpn_type: VpnType,
        /// Which property.
        property: IpsecProperty,
        /// Its values, in the order of preference; numbers are decimal.
        values: Vec<&'static str>,
        /// What to know about it.
        note: Option<&'static str>,
    }
}

impl IpsecDefault {
    /// The first value as a number, for lifetimes and sizes.
    pub fn number(&self) -> Option<u64> {
        self.values.first()?.parse().ok()
    }
}

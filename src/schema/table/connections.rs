//! Connections, peerings and what they must deliver.

use super::*;

const ROUTING_WEIGHT: AttributeSchema =
    optional(Attr::RoutingWeight, Type::Integer, "The weight among several ExpressRoute connections.");
const BACKUP_FOR: AttributeSchema = optional(
    Attr::BackupFor,
    Type::List(&Type::Name(Target::Family(Family::Connection))),
    "The connections it stands in for: it carries traffic only when they don't, so its throughput is not added to theirs.",
);
const PROTOCOL: AttributeSchema = optional(Attr::Protocol, Type::OneOf(IKE_VERSIONS), "The IKE version of the tunnel.");
const ENABLE_BGP: AttributeSchema = optional(Attr::EnableBgp, Type::Boolean, "Whether routes are exchanged with BGP.");
const SHARED_KEY: AttributeSchema =
    optional(Attr::SharedKey, Type::Secret, "Where the pre-shared key is kept; a key written here is reported.");
const SELECTORS_FLAG: AttributeSchema = optional(
    Attr::UsePolicyBasedTrafficSelectors,
    Type::Boolean,
    "Whether a route-based gateway speaks to a policy-based device with its traffic selectors.",
);
const DPD_TIMEOUT: AttributeSchema =
    optional(Attr::DpdTimeout, Type::Duration, "How long a silent peer is waited for.");
const CONNECTION_MODE: AttributeSchema = optional(Attr::ConnectionMode, Type::OneOf(CONNECTION_MODES), "Who dials.");
const CUSTOM_BGP: AttributeSchema = optional(
    Attr::CustomBgpAddresses,
    ADDRESSES,
    "Which of the gateway's APIPA addresses this connection uses, one for each instance.",
);

static IKE_VERSIONS: &[Choice] = &[
    alias("IKEv1", &["v1", "1"], "The older version."),
    alias("IKEv2", &["v2", "2"], "The newer version, the default of route-based gateways."),
];
static CONNECTION_MODES: &[Choice] = &[
    choice("Default", "Either end dials."),
    choice("InitiatorOnly", "Azure dials."),
    choice("ResponderOnly", "The device dials."),
];
static SITE_TO_SITE_AUTH: &[Choice] = &[
    alias("PSK", &["pre-shared-key", "shared-key"], "A pre-shared key."),
    alias("Certificate", &["cert", "certificates"], "Certificates on both ends."),
];

pub static SITE_TO_SITE: BlockSchema = BlockSchema {
    doc: "A Site-to-Site VPN connection: IPsec tunnels between a device of a site and a VPN gateway.",
    attributes: &[
        required(
            Attr::Site,
            Type::Name(Target::SiteOrDevice),
            "The site, or one of its devices where it has several (`hq.edge1`).",
        ),
        required(Attr::Gateway, Type::Name(Target::VpnGateway), "The VPN gateway."),
        PROTOCOL,
        optional(Attr::Auth, Type::OneOf(SITE_TO_SITE_AUTH), "How the ends prove who they are."),
        SHARED_KEY,
        ENABLE_BGP,
        CUSTOM_BGP,
        SELECTORS_FLAG,
        DPD_TIMEOUT,
        CONNECTION_MODE,
        optional(
            Attr::IngressNatRules,
            Type::List(&Type::Name(Target::NatRule)),
            "NAT rules of the gateway for traffic from the site.",
        ),
        optional(
            Attr::EgressNatRules,
            Type::List(&Type::Name(Target::NatRule)),
            "NAT rules of the gateway for traffic to the site.",
        ),
        optional(
            Attr::Over,
            Type::Name(Target::ErConnection),
            "The ExpressRoute connection whose private peering carries the tunnel.",
        ),
        ROUTING_WEIGHT,
        BACKUP_FOR,
        EXISTING,
    ],
    blocks: &[Kind::Ipsec, Kind::TrafficSelector, Kind::Requires],
    ..top(Kind::SiteToSite, "connection", Some("site-to-site"))
};

pub static VNET_TO_VNET: BlockSchema = BlockSchema {
    doc: "A VNet-to-VNet connection: IPsec tunnels between two VPN gateways. It stands for both directions.",
    attributes: &[
        required(Attr::From, Type::Name(Target::VpnGateway), "One gateway."),
        required(Attr::To, Type::Name(Target::VpnGateway), "The other gateway."),
        with_default(
            Attr::OneWay,
            Type::Boolean,
            "false",
            "Whether it stands for the first gateway's own connection only.",
        ),
        PROTOCOL,
        SHARED_KEY,
        ENABLE_BGP,
        CUSTOM_BGP,
        SELECTORS_FLAG,
        DPD_TIMEOUT,
        CONNECTION_MODE,
        ROUTING_WEIGHT,
        BACKUP_FOR,
        EXISTING,
    ],
    blocks: &[Kind::Ipsec, Kind::Requires],
    ..top(Kind::VnetToVnet, "connection", Some("vnet-to-vnet"))
};

pub static POINT_TO_SITE: BlockSchema = BlockSchema {
    doc: "A Point-to-Site VPN: single computers dial in to a VPN gateway. A gateway has at most one.",
    attributes: &[
        required(Attr::Gateway, Type::Name(Target::VpnGateway), "The VPN gateway."),
        optional(Attr::Clients, Type::Integer, "How many clients connect at once."),
        optional(Attr::ClientAddressPool, PREFIXES, "The prefixes that clients get their addresses from."),
        optional(Attr::Protocols, Type::List(&Type::OneOf(TUNNEL_PROTOCOLS)), "The tunnel types offered to clients."),
        optional(Attr::Auth, Type::List(&Type::OneOf(CLIENT_AUTH)), "How clients prove who they are."),
        optional(Attr::RootCertificates, Type::Integer, "How many root certificates are uploaded."),
        optional(Attr::RevokedCertificates, Type::Integer, "How many client certificates are revoked."),
        optional(Attr::ClientOs, Type::List(&Type::OneOf(CLIENT_OS)), "The operating systems of the clients."),
        optional(Attr::CustomRoutes, PREFIXES, "Further prefixes announced to clients."),
        ROUTING_WEIGHT,
        BACKUP_FOR,
        EXISTING,
    ],
    blocks: &[Kind::Requires],
    ..top(Kind::PointToSite, "connection", Some("point-to-site"))
};

static TUNNEL_PROTOCOLS: &[Choice] = &[
    choice("OpenVPN", "TLS on TCP 443; every operating system."),
    alias("IKEv2", &["IkeV2"], "IPsec on UDP 500 and 4500; Windows, macOS, Linux, iOS."),
    choice("SSTP", "TLS on TCP 443; Windows only."),
];
static CLIENT_AUTH: &[Choice] = &[
    alias("Certificate", &["cert", "certificates", "azure-certificate"], "Client certificates."),
    alias(
        "AAD",
        &["entra-id", "entra", "microsoft-entra-id", "azure-ad", "azure-active-directory"],
        "Microsoft Entra ID.",
    ),
    choice("Radius", "A RADIUS server."),
];
static CLIENT_OS: &[Choice] = &[
    alias("windows", &["win"], "Windows."),
    alias("windows-10", &["win10"], "Windows in version 10 or older."),
    alias("macos", &["mac", "osx"], "macOS."),
    choice("linux", "Linux."),
    alias("ios", &["iphone", "ipad", "ipados"], "iOS and iPadOS."),
    choice("android", "Android."),
];

pub static ER_CONNECTION: BlockSchema = BlockSchema {
    doc: "An ExpressRoute connection: links a circuit to a VNet's ExpressRoute gateway.",
    attributes: &[
        required(Attr::Circuit, Type::Name(Target::Family(Family::Circuit)), "The circuit."),
        required(Attr::Gateway, Type::Name(Target::ErGateway), "The ExpressRoute gateway."),
        optional(
            Attr::Sites,
            Type::List(&Type::Name(Target::Family(Family::Site))),
            "The sites reached through the circuit.",
        ),
        optional(Attr::Fastpath, Type::Boolean, "Whether traffic to virtual machines passes by the gateway."),
        ROUTING_WEIGHT,
        BACKUP_FOR,
        EXISTING,
    ],
    blocks: &[Kind::Requires],
    ..top(Kind::ErConnection, "connection", Some("expressroute"))
};

pub static PEERING: BlockSchema = BlockSchema {
    doc: "A VNet peering. It stands for both directions; with `one-way` for the first VNet's own peering only.",
    attributes: &[
        required(Attr::From, Type::Name(Target::Family(Family::Vnet)), "One VNet."),
        required(Attr::To, Type::Name(Target::Family(Family::Vnet)), "The other VNet."),
        optional(
            Attr::GatewayTransit,
            Type::Name(Target::Family(Family::Vnet)),
            "The one of the two whose gateways the other uses.",
        ),
        optional(
            Attr::AllowForwardedTraffic,
            Type::Boolean,
            "Whether traffic that did not originate in the peer is let in.",
        ),
        with_default(Attr::OneWay, Type::Boolean, "false", "Whether it stands for the first VNet's own peering only."),
        optional(
            Attr::AllowGatewayTransit,
            Type::Boolean,
            "With `one-way`: whether this VNet lets the peer use its gateways.",
        ),
        optional(Attr::UseRemoteGateways, Type::Boolean, "With `one-way`: whether this VNet uses the peer's gateways."),
        EXISTING,
    ],
    ..top(Kind::Peering, "peering", None)
};

pub static IPSEC: BlockSchema = BlockSchema {
    doc: "A custom IPsec/IKE policy. All six algorithms and groups are given, or none.",
    attributes: &[
        optional(Attr::IkeEncryption, Type::OneOf(IKE_ENCRYPTION), "Encryption of IKE (phase 1)."),
        optional(Attr::IkeIntegrity, Type::OneOf(IKE_INTEGRITY), "Integrity of IKE (phase 1)."),
        optional(Attr::DhGroup, Type::OneOf(DH_GROUPS), "Diffie-Hellman group of IKE (phase 1)."),
        optional(Attr::IpsecEncryption, Type::OneOf(IPSEC_ENCRYPTION), "Encryption of IPsec (phase 2)."),
        optional(Attr::IpsecIntegrity, Type::OneOf(IPSEC_INTEGRITY), "Integrity of IPsec (phase 2)."),
        optional(Attr::PfsGroup, Type::OneOf(PFS_GROUPS), "Group for perfect forward secrecy (phase 2)."),
        optional(Attr::SaLifetime, Type::Duration, "Lifetime of a phase 2 security association in time."),
        optional(Attr::SaDataSize, Type::DataSize, "Lifetime of a phase 2 security association in data."),
    ],
    ..nested(Kind::Ipsec, "ipsec", NameRule::Unnamed, Times::Once)
};

static IKE_ENCRYPTION: &[Choice] = &[
    alias("GCMAES256", &["aes-256-gcm"], "AES-256 in GCM."),
    alias("GCMAES128", &["aes-128-gcm"], "AES-128 in GCM."),
    choice("AES256", "AES-256 in CBC."),
    choice("AES192", "AES-192 in CBC."),
    choice("AES128", "AES-128 in CBC."),
    alias("DES3", &["3DES"], "Triple DES; weak."),
    choice("DES", "DES; broken."),
];
static IKE_INTEGRITY: &[Choice] = &[
    choice("SHA384", "SHA-384."),
    choice("SHA256", "SHA-256."),
    alias("GCMAES256", &["aes-256-gcm"], "The integrity of AES-256 in GCM."),
    alias("GCMAES128", &["aes-128-gcm"], "The integrity of AES-128 in GCM."),
    choice("SHA1", "SHA-1; weak."),
    choice("MD5", "MD5; broken."),
];
static DH_GROUPS: &[Choice] = &[
    alias("ECP384", &["20", "group-20"], "Group 20, 384-bit elliptic curve."),
    alias("ECP256", &["19", "group-19"], "Group 19, 256-bit elliptic curve."),
    alias("DHGroup24", &["24", "group-24"], "Group 24, 2048-bit with a 256-bit subgroup."),
    alias("DHGroup14", &["14", "group-14"], "Group 14, 2048-bit."),
    choice("DHGroup2048", "Group 14, 2048-bit, under its other name."),
    alias("DHGroup2", &["2", "group-2"], "Group 2, 1024-bit; weak."),
    alias("DHGroup1", &["1", "group-1"], "Group 1, 768-bit; broken."),
    choice("None", "No group."),
];
static IPSEC_ENCRYPTION: &[Choice] = &[
    alias("GCMAES256", &["aes-256-gcm"], "AES-256 in GCM; integrity must be the same."),
    alias("GCMAES192", &["aes-192-gcm"], "AES-192 in GCM; integrity must be the same."),
    alias("GCMAES128", &["aes-128-gcm"], "AES-128 in GCM; integrity must be the same."),
    choice("AES256", "AES-256 in CBC."),
    choice("AES192", "AES-192 in CBC."),
    choice("AES128", "AES-128 in CBC."),
    alias("DES3", &["3DES"], "Triple DES; weak."),
    choice("DES", "DES; broken."),
    choice("None", "No encryption."),
];
static IPSEC_INTEGRITY: &[Choice] = &[
    alias("GCMAES256", &["aes-256-gcm"], "The integrity of AES-256 in GCM."),
    alias("GCMAES192", &["aes-192-gcm"], "The integrity of AES-192 in GCM."),
    alias("GCMAES128", &["aes-128-gcm"], "The integrity of AES-128 in GCM."),
    choice("SHA256", "SHA-256."),
    choice("SHA1", "SHA-1; weak."),
    choice("MD5", "MD5; broken."),
];
static PFS_GROUPS: &[Choice] = &[
    alias("ECP384", &["20", "group-20"], "Group 20, 384-bit elliptic curve."),
    alias("ECP256", &["19", "group-19"], "Group 19, 256-bit elliptic curve."),
    alias("PFS24", &["24", "group-24"], "Group 24, 2048-bit with a 256-bit subgroup."),
    choice("PFS2048", "Group 14, 2048-bit."),
    alias("PFS14", &["14", "group-14"], "Group 14, 2048-bit, under its other name."),
    choice("PFSMM", "The group of phase 1."),
    alias("PFS2", &["2", "group-2"], "Group 2, 1024-bit; weak."),
    alias("PFS1", &["1", "group-1"], "Group 1, 768-bit; broken."),
    choice("None", "No forward secrecy."),
];

pub static TRAFFIC_SELECTOR: BlockSchema = BlockSchema {
    doc: "A pair of prefix lists that the tunnel carries, where the device is policy-based.",
    attributes: &[
        required(Attr::Azure, PREFIXES, "Prefixes on Azure's side."),
        required(Attr::OnPremises, PREFIXES, "Prefixes on the site's side."),
    ],
    ..nested(Kind::TrafficSelector, "traffic-selector", NameRule::Unnamed, Times::Many)
};

/// What a connection or a site can be asked to deliver.
pub static REQUIREMENTS: &[AttributeSchema] = &[
    optional(Attr::Throughput, Type::Bandwidth, "At least this much."),
    optional(Attr::Path, Type::OneOf(PATHS), "Whether the public Internet may carry it."),
    optional(Attr::Persistent, Type::Boolean, "Whether it stands by itself, without somebody dialling."),
    optional(Attr::Encrypted, Type::Boolean, "Whether traffic must be encrypted on its way."),
    optional(Attr::Without, Type::List(&Type::OneOf(WITHOUT)), "What is not to be had, or not wanted."),
    optional(Attr::Availability, Type::List(&Type::OneOf(AVAILABILITY)), "Which single failures it must survive."),
    optional(
        Attr::ReachVnets,
        Type::List(&Type::Name(Target::Family(Family::Vnet))),
        "VNets that must be reached from here, through peerings, transit and BGP.",
    ),
    optional(
        Attr::ReachSites,
        Type::List(&Type::Name(Target::Family(Family::Site))),
        "Sites that must be reached from here.",
    ),
];

static PATHS: &[Choice] = &[choice("private", "Not over the public Internet.")];
static WITHOUT: &[Choice] = &[
    choice("vpn-device", "There is no VPN device at the site."),
    choice("public-ip", "There is no public IPv4 address at the site."),
    choice("client-configuration", "Client computers are not to be configured."),
];
static AVAILABILITY: &[Choice] = &[
    choice("zone-redundant", "The gateway survives the loss of a zone."),
    choice("active-active", "No failover gap at the gateway."),
    choice("dual-device", "Two devices at the site."),
    choice(
        "dual-path",
        "Another connection to the same site, through another peering location or the other kind of gateway.",
    ),
];

pub static REQUIRES: BlockSchema = BlockSchema {
    doc: "What the connection must deliver; on a site, what the place needs over all its connections together.",
    attributes: REQUIREMENTS,
    ..nested(Kind::Requires, "requires", NameRule::Unnamed, Times::Once)
};

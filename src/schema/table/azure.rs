//! What stands in Azure: VNets, gateways, circuits.

use super::*;

pub static VNET: BlockSchema = BlockSchema {
    doc: "An Azure virtual network. The subnet for gateways is named `GatewaySubnet`; a VNet that lists no subnet leaves them to the deployment.",
    attributes: &[
        optional(Attr::Region, Type::Word(Vocabulary::Region), "The Azure region, as in `westeurope`."),
        required(Attr::Prefixes, PREFIXES, "The address space."),
        with_default(Attr::Deployment, Type::OneOf(DEPLOYMENTS), "resource-manager", "The deployment model."),
        optional(Attr::Vms, Type::Integer, "How many virtual machines the VNet holds."),
        optional(
            Attr::SummarizedGatewayPrefixes,
            PREFIXES,
            "The prefixes that the VNet's gateways advertise in place of those of the hub and its spokes.",
        ),
        EXISTING,
    ],
    blocks: &[Kind::Subnet, Kind::RouteServer],
    ..top(Kind::Vnet, "vnet", None)
};

static DEPLOYMENTS: &[Choice] = &[
    alias("resource-manager", &["arm", "resourcemanager"], "Azure Resource Manager, today's model."),
    alias("classic", &["asm"], "The classic model (Service Management), retired."),
];

pub static SUBNET: BlockSchema = BlockSchema {
    doc: "A subnet of the VNet. The one for gateways is named `GatewaySubnet`.",
    attributes: &[
        required(Attr::Prefixes, PREFIXES, "The subnet's prefixes."),
        optional(Attr::Nsg, Type::Boolean, "Whether a network security group is attached."),
        optional(Attr::DefaultRoute, Type::Boolean, "Whether a route table with a route for 0.0.0.0/0 is attached."),
        optional(
            Attr::RoutePropagation,
            Type::Boolean,
            "Whether an attached route table takes the routes that the gateways learn.",
        ),
        optional(Attr::Vms, Type::Integer, "How many virtual machines stand in the subnet."),
    ],
    ..nested(Kind::Subnet, "subnet", NameRule::Named, Times::Many)
};

pub static ROUTE_SERVER: BlockSchema = BlockSchema {
    doc: "An Azure Route Server in the VNet.",
    attributes: &[optional(
        Attr::BranchToBranch,
        Type::Boolean,
        "Whether routes are exchanged between the VPN and the ExpressRoute gateway, which gives transit.",
    )],
    ..nested(Kind::RouteServer, "route-server", NameRule::Unnamed, Times::Once)
};

static WORKLOADS: &[Choice] = &[
    alias("mission-critical", &["critical"], "Its failure stops the business."),
    alias("production", &["prod"], "Carries what the business depends on."),
    alias("dev-test", &["dev", "test", "lab"], "Development, test, lab."),
];

const WORKLOAD: AttributeSchema = optional(Attr::Workload, Type::OneOf(WORKLOADS), "What the gateway is for.");

pub static VPN_GATEWAY: BlockSchema = BlockSchema {
    doc: "A virtual network gateway of type Vpn: the Azure end of Site-to-Site, Point-to-Site and VNet-to-VNet connections. A VNet has at most one.",
    attributes: &[
        required(Attr::Vnet, Type::Name(Target::Family(Family::Vnet)), "The VNet it stands in."),
        optional(
            Attr::Sku,
            Type::Word(Vocabulary::VpnSku),
            "The gateway SKU. Left out, the smallest that carries what is asked is named.",
        ),
        with_default(Attr::VpnType, Type::OneOf(VPN_TYPES), "RouteBased", "How tunnels are chosen for traffic."),
        optional(Attr::Generation, Type::OneOf(GENERATIONS), "The generation of the gateway's machines."),
        with_default(Attr::ActiveActive, Type::Boolean, "false", "Whether both instances carry tunnels at once."),
        optional(
            Attr::PrivateIp,
            Type::Boolean,
            "Whether the gateway also has a private address, for tunnels over ExpressRoute private peering.",
        ),
        optional(
            Attr::MaintenanceWindow,
            Type::Boolean,
            "Whether the gateway is serviced in a window that the customer chooses.",
        ),
        optional(
            Attr::DefaultSite,
            Type::Name(Target::Family(Family::Site)),
            "The site that gets everything bound for the Internet: forced tunneling.",
        ),
        WORKLOAD,
        EXISTING,
    ],
    blocks: &[Kind::PublicIp, Kind::GatewayBgp, Kind::NatRule],
    ..top(Kind::VpnGateway, "gateway", Some("vpn"))
};

static VPN_TYPES: &[Choice] = &[
    alias("RouteBased", &["route-based", "dynamic"], "A dynamic gateway: routes decide, IKEv2, several tunnels."),
    alias("PolicyBased", &["policy-based", "static"], "A static gateway: traffic selectors decide, IKEv1, one tunnel."),
];

static GENERATIONS: &[Choice] = &[
    alias(
        "Generation1",
        &["1", "gen1"],
        "The first generation: `Basic` and `VpnGw1` to `VpnGw3`, with their AZ forms.",
    ),
    alias("Generation2", &["2", "gen2"], "The second generation: `VpnGw2` to `VpnGw5`, with their AZ forms."),
];

pub static PUBLIC_IP: BlockSchema = BlockSchema {
    doc: "A public IP address of the gateway. With none declared they are left to the deployment and not counted.",
    attributes: &[
        optional(Attr::Sku, Type::OneOf(PUBLIC_IP_SKUS), "The address's SKU."),
        optional(Attr::Allocation, Type::OneOf(ALLOCATIONS), "How the address is given."),
        optional(
            Attr::Zones,
            Type::List(&Type::Integer),
            "The availability zones: three make it zone-redundant, one zonal, none regional.",
        ),
    ],
    ..nested(Kind::PublicIp, "public-ip", NameRule::Named, Times::Many)
};

static PUBLIC_IP_SKUS: &[Choice] =
    &[choice("Standard", "Static, secure by default, zones possible."), choice("Basic", "Without zones; retired.")];
static ALLOCATIONS: &[Choice] =
    &[choice("Static", "Known before the gateway exists."), choice("Dynamic", "Given when the gateway is created.")];

pub static GATEWAY_BGP: BlockSchema = BlockSchema {
    doc: "The gateway's BGP speaker.",
    attributes: &[
        with_default(Attr::Asn, Type::Integer, "65515", "The autonomous system number of the gateway."),
        optional(
            Attr::PeeringAddress,
            ADDRESSES,
            "The gateway's own BGP addresses, one an instance; left out, Azure takes them from the `GatewaySubnet`.",
        ),
        optional(Attr::Apipa, ADDRESSES, "Custom APIPA addresses for BGP, from Azure's range."),
    ],
    ..nested(Kind::GatewayBgp, "bgp", NameRule::Unnamed, Times::Once)
};

pub static NAT_RULE: BlockSchema = BlockSchema {
    doc: "A NAT rule of the gateway, used by connections through `ingress-nat-rules` and `egress-nat-rules`.",
    attributes: &[
        required(Attr::Mode, Type::OneOf(NAT_MODES), "Which side is translated."),
        required(Attr::Type, Type::OneOf(NAT_TYPES), "Whether addresses are mapped one to one."),
        required(Attr::Internal, PREFIXES, "The prefix before translation."),
        required(Attr::External, PREFIXES, "The prefix after translation."),
    ],
    ..nested(Kind::NatRule, "nat-rule", NameRule::Named, Times::Many)
};

static NAT_MODES: &[Choice] = &[
    alias("EgressSnat", &["egress"], "Translates the VNet's addresses on their way out."),
    alias("IngressSnat", &["ingress"], "Translates the site's addresses on their way in."),
];
static NAT_TYPES: &[Choice] =
    &[choice("Static", "One address to one, both ways."), choice("Dynamic", "Many to few, one way.")];

pub static ER_GATEWAY: BlockSchema = BlockSchema {
    doc: "A virtual network gateway of type ExpressRoute: links circuits to the VNet. A VNet has at most one.",
    attributes: &[
        required(Attr::Vnet, Type::Name(Target::Family(Family::Vnet)), "The VNet it stands in."),
        optional(Attr::Sku, Type::Word(Vocabulary::ErSku), "The gateway SKU."),
        WORKLOAD,
        EXISTING,
    ],
    blocks: &[Kind::ScaleUnits, Kind::PublicIp],
    ..top(Kind::ErGateway, "gateway", Some("expressroute"))
};

pub static SCALE_UNITS: BlockSchema = BlockSchema {
    doc: "The scale units of an `ErGwScale` gateway; equal numbers make it fixed.",
    attributes: &[
        required(Attr::Min, Type::Integer, "The least number of units."),
        required(Attr::Max, Type::Integer, "The greatest number of units."),
    ],
    ..nested(Kind::ScaleUnits, "scale-units", NameRule::Unnamed, Times::Once)
};

pub static CIRCUIT: BlockSchema = BlockSchema {
    doc: "An ExpressRoute circuit: the private line between an edge site and Microsoft, bought from a provider or taken from an ExpressRoute Direct port pair.",
    attributes: &[
        optional(Attr::Provider, Type::Text, "The connectivity provider."),
        optional(
            Attr::PeeringLocation,
            Type::Text,
            "Where the circuit meets Microsoft's edge, such as `\"Amsterdam\"`.",
        ),
        optional(Attr::Bandwidth, Type::Bandwidth, "The bandwidth bought."),
        optional(Attr::Tier, Type::OneOf(TIERS), "How far the circuit reaches."),
        optional(Attr::Billing, Type::OneOf(BILLINGS), "How traffic is paid for."),
        with_default(
            Attr::Direct,
            Type::Boolean,
            "false",
            "Whether it is a circuit on an ExpressRoute Direct port pair, without a provider.",
        ),
        optional(Attr::PortSpeed, Type::Bandwidth, "The speed of the ExpressRoute Direct ports."),
        optional(Attr::Macsec, Type::Boolean, "Whether the ExpressRoute Direct links are encrypted with MACsec."),
        optional(
            Attr::GlobalReach,
            Type::List(&Type::Name(Target::Family(Family::Circuit))),
            "Circuits joined to this one through Global Reach; one end is enough.",
        ),
        EXISTING,
    ],
    blocks: &[Kind::PrivatePeering, Kind::MicrosoftPeering, Kind::PublicPeering],
    ..top(Kind::Circuit, "circuit", None)
};

static TIERS: &[Choice] = &[
    choice("Local", "Reaches the one or two regions of its metro."),
    choice("Standard", "Reaches its geopolitical region."),
    choice("Premium", "Reaches every region, with more routes and links."),
    choice("Basic", "Known to the API, documented nowhere."),
];
static BILLINGS: &[Choice] = &[
    alias("MeteredData", &["metered"], "Outbound traffic is paid by volume."),
    alias("UnlimitedData", &["unlimited"], "Outbound traffic is included."),
];

const PEERING_ASN: AttributeSchema = optional(Attr::Asn, Type::Integer, "The customer's autonomous system number.");
const PEERING_VLAN: AttributeSchema = optional(Attr::Vlan, Type::Integer, "The VLAN id, unique within the circuit.");
const PEERING_PRIMARY: AttributeSchema =
    optional(Attr::Primary, PREFIXES, "The subnet of the primary link (IPv4 /30, IPv6 /126), or one of each.");
const PEERING_SECONDARY: AttributeSchema = optional(Attr::Secondary, PREFIXES, "The subnet of the secondary link.");
const PEERING_PUBLIC: AttributeSchema =
    optional(Attr::AdvertisedPublicPrefixes, PREFIXES, "The public prefixes advertised to Microsoft.");
const PEERING_ROUTES: AttributeSchema = optional(
    Attr::Routes,
    Type::Integer,
    "How many routes the premises advertise here; left out where nobody has counted.",
);
const PEERING_SERVICES: AttributeSchema = optional(
    Attr::Services,
    Type::List(&Type::Text),
    "The services to be reached over this peering, such as `\"Microsoft 365\"`.",
);

static PUBLIC_PEERING_ATTRIBUTES: &[AttributeSchema] =
    &[PEERING_ASN, PEERING_VLAN, PEERING_PRIMARY, PEERING_SECONDARY, PEERING_PUBLIC, PEERING_ROUTES, PEERING_SERVICES];

pub static PRIVATE_PEERING: BlockSchema = BlockSchema {
    doc: "Azure private peering: the way into VNets.",
    attributes: &[PEERING_ASN, PEERING_VLAN, PEERING_PRIMARY, PEERING_SECONDARY, PEERING_ROUTES],
    ..nested(Kind::PrivatePeering, "private-peering", NameRule::Unnamed, Times::Once)
};

pub static MICROSOFT_PEERING: BlockSchema = BlockSchema {
    doc: "Microsoft peering: the way to Microsoft's public services.",
    attributes: PUBLIC_PEERING_ATTRIBUTES,
    ..nested(Kind::MicrosoftPeering, "microsoft-peering", NameRule::Unnamed, Times::Once)
};

pub static PUBLIC_PEERING: BlockSchema = BlockSchema {
    doc: "Azure public peering, the forerunner of Microsoft peering; retired.",
    attributes: PUBLIC_PEERING_ATTRIBUTES,
    ..nested(Kind::PublicPeering, "public-peering", NameRule::Unnamed, Times::Once)
};

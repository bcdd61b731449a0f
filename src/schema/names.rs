//! The names of kinds and attributes, each once.

macro_rules! attributes {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// The attributes of the language, by name; the same name may stand in several kinds of block.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Attr { $(#[doc = concat!("`", $name, "`")] $variant),* }

        impl Attr {
            /// All of them.
            pub const ALL: &'static [Attr] = &[$(Attr::$variant),*];

            /// The name as written in a spec.
            pub fn name(self) -> &'static str {
                match self { $(Attr::$variant => $name),* }
            }
        }
    };
}

attributes! {
    ActiveActive = "active-active", AdvertisedPublicPrefixes = "advertised-public-prefixes",
    Allocation = "allocation", AllowForwardedTraffic = "allow-forwarded-traffic",
    AllowGatewayTransit = "allow-gateway-transit", Apipa = "apipa", Asn = "asn", Auth = "auth",
    Availability = "availability", Azure = "azure", BackupFor = "backup-for", Bandwidth = "bandwidth",
    BehindNat = "behind-nat", Billing = "billing", BranchToBranch = "branch-to-branch", Circuit = "circuit",
    ClientAddressPool = "client-address-pool", ClientOs = "client-os", Clients = "clients",
    ConnectionMode = "connection-mode", CustomBgpAddresses = "custom-bgp-addresses", CustomRoutes = "custom-routes",
    DefaultRoute = "default-route", DefaultSite = "default-site", Deployment = "deployment", DhGroup = "dh-group", Direct = "direct",
    DpdTimeout = "dpd-timeout", EgressNatRules = "egress-nat-rules", EnableBgp = "enable-bgp",
    Encrypted = "encrypted", Existing = "existing", External = "external", Fastpath = "fastpath", Fqdn = "fqdn",
    From = "from", Gateway = "gateway", GatewayTransit = "gateway-transit", Generation = "generation",
    GlobalReach = "global-reach", IkeEncryption = "ike-encryption", IkeIntegrity = "ike-integrity",
    IngressNatRules = "ingress-nat-rules", Internal = "internal",
    InternetRoute = "internet-route", IpsecEncryption = "ipsec-encryption",
    IpsecIntegrity = "ipsec-integrity", Location = "location", Macsec = "macsec", Max = "max", Min = "min",
    Mode = "mode", Model = "model", Nsg = "nsg", OnPremises = "on-premises", OneWay = "one-way", Os = "os",
    Over = "over", Path = "path", PeeringAddress = "peering-address", PeeringLocation = "peering-location",
    Persistent = "persistent", PfsGroup = "pfs-group", PortSpeed = "port-speed", Prefixes = "prefixes",
    Primary = "primary", PrivateIp = "private-ip", Protocol = "protocol", Protocols = "protocols",
    Provider = "provider", PublicIp = "public-ip", ReachSites = "reach-sites", ReachVnets = "reach-vnets",
    Region = "region", RevokedCertificates = "revoked-certificates", RootCertificates = "root-certificates",
    Routes = "routes", RoutingWeight = "routing-weight", SaDataSize = "sa-data-size", SaLifetime = "sa-lifetime",
    Secondary = "secondary", Services = "services", SharedKey = "shared-key", Site = "site", Sites = "sites",
    Sku = "sku", SummarizedGatewayPrefixes = "summarized-gateway-prefixes", Throughput = "throughput",
    Tier = "tier", To = "to",
    Type = "type", UsePolicyBasedTrafficSelectors = "use-policy-based-traffic-selectors",
    UseRemoteGateways = "use-remote-gateways", Vlan = "vlan", Vms = "vms", Vnet = "vnet", VpnType = "vpn-type",
    Without = "without", Workload = "workload", Zones = "zones",
    MaintenanceWindow = "maintenance-window", RoutePropagation = "route-propagation", TcpMss = "tcp-mss", TunnelMtu = "tunnel-mtu",
}

/// Some attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttrSet(u128);

const _: () = assert!(Attr::ALL.len() <= u128::BITS as usize, "every attribute has a bit");

impl AttrSet {
    /// Every attribute.
    pub const ALL: AttrSet = AttrSet(u128::MAX);

    /// Adds one.
    pub fn insert(&mut self, attr: Attr) {
        self.0 |= 1 << attr as u8;
    }

    /// Whether it is one of them.
    pub fn contains(self, attr: Attr) -> bool {
        self.0 >> attr as u8 & 1 == 1
    }

    /// The attributes of either.
    pub fn union(self, other: AttrSet) -> AttrSet {
        AttrSet(self.0 | other.0)
    }

    /// Whether some attribute is in both.
    pub fn meets(self, other: AttrSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// The kinds of block, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// `site`
    Site,
    /// `vnet`
    Vnet,
    /// `gateway vpn`
    VpnGateway,
    /// `gateway expressroute`
    ErGateway,
    /// `circuit`
    Circuit,
    /// `connection site-to-site`
    SiteToSite,
    /// `connection vnet-to-vnet`
    VnetToVnet,
    /// `connection point-to-site`
    PointToSite,
    /// `connection expressroute`
    ErConnection,
    /// `peering`
    Peering,
    /// `device` of a site
    Device,
    /// `bgp` of a device
    DeviceBgp,
    /// `subnet` of a VNet
    Subnet,
    /// `route-server` of a VNet
    RouteServer,
    /// `public-ip` of a gateway
    PublicIp,
    /// `bgp` of a VPN gateway
    GatewayBgp,
    /// `nat-rule` of a VPN gateway
    NatRule,
    /// `scale-units` of an ExpressRoute gateway
    ScaleUnits,
    /// `private-peering` of a circuit
    PrivatePeering,
    /// `microsoft-peering` of a circuit
    MicrosoftPeering,
    /// `public-peering` of a circuit
    PublicPeering,
    /// `ipsec` of a tunnel connection
    Ipsec,
    /// `traffic-selector` of a Site-to-Site connection
    TrafficSelector,
    /// `requires` of a connection or a site
    Requires,
}

/// The namespaces: names are unique within a family, whatever the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Family {
    /// Sites.
    Site,
    /// Virtual networks.
    Vnet,
    /// Gateways of either type.
    Gateway,
    /// ExpressRoute circuits.
    Circuit,
    /// Connections of every type.
    Connection,
    /// VNet peerings.
    Peering,
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 6] =
        [Family::Site, Family::Vnet, Family::Gateway, Family::Circuit, Family::Connection, Family::Peering];

    /// The keyword of its declarations.
    pub fn keyword(self) -> &'static str {
        match self {
            Family::Site => "site",
            Family::Vnet => "vnet",
            Family::Gateway => "gateway",
            Family::Circuit => "circuit",
            Family::Connection => "connection",
            Family::Peering => "peering",
        }
    }
}

impl Kind {
    /// The namespace of a top-level kind.
    pub fn family(self) -> Option<Family> {
        match self {
            Kind::Site => Some(Family::Site),
            Kind::Vnet => Some(Family::Vnet),
            Kind::VpnGateway | Kind::ErGateway => Some(Family::Gateway),
            Kind::Circuit => Some(Family::Circuit),
            Kind::SiteToSite | Kind::VnetToVnet | Kind::PointToSite | Kind::ErConnection => Some(Family::Connection),
            Kind::Peering => Some(Family::Peering),
            _ => None,
        }
    }
}

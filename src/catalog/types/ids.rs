//! The names by which rules ask for limits, features, retirements and lists of names. A data file
//! can't hold a row under another name, and a rule can't ask for one that doesn't exist.

use super::common::words;

words! {
    /// A number that Azure limits, requires or recommends. The unit stands in the row.
    LimitId {
        /// VPN gateways in a virtual network.
        VpnGatewaysPerVnet = "vpn-gateways-per-vnet",
        /// ExpressRoute gateways in a virtual network.
        ErGatewaysPerVnet = "er-gateways-per-vnet",
        /// Tunnels above which Virtual WAN is the better choice.
        TunnelsBeforeVirtualWan = "tunnels-before-virtual-wan",
        /// Seconds without traffic after which a policy-based tunnel is torn down.
        PolicyBasedIdleTimeout = "policy-based-idle-timeout",
        /// Seconds for which an IKEv1 connection may drop at each rekey.
        Ikev1RekeyGap = "ikev1-rekey-gap",
        /// Prefixes of all virtual networks behind a VPN gateway.
        VnetPrefixesPerVpnGateway = "vnet-prefixes-per-vpn-gateway",
        /// Prefixes in a local network gateway.
        LocalNetworkPrefixes = "local-network-prefixes",
        /// Flows through a VPN gateway, each way.
        VpnFlows = "vpn-flows",
        /// Custom traffic selectors of a connection.
        TrafficSelectors = "traffic-selectors",
        /// Shortest pre-shared key.
        SharedKeyMin = "shared-key-min",
        /// Longest pre-shared key.
        SharedKeyMax = "shared-key-max",
        /// Smallest key of an S2S certificate.
        CertificateKeyMin = "certificate-key-min",
        /// TCP MSS to clamp to on a VPN device.
        TcpMss = "tcp-mss",
        /// MTU of the tunnel interface of a VPN device.
        TunnelMtu = "tunnel-mtu",
        /// A records of a device's name that are used.
        DeviceNameAddresses = "device-name-addresses",
        /// Seconds for which the answer for a device's name is kept.
        DeviceNameCache = "device-name-cache",
        /// Public IPs of an active-standby VPN gateway.
        PublicIpsActiveStandby = "public-ips-active-standby",
        /// Public IPs of an active-active VPN gateway.
        PublicIpsActiveActive = "public-ips-active-active",
        /// Public IPs of an active-active VPN gateway with availability zones and Point-to-Site.
        PublicIpsActiveActiveP2s = "public-ips-active-active-p2s",
        /// Tunnels of each connection of an active-active gateway.
        TunnelsPerActiveActiveConnection = "tunnels-per-active-active-connection",
        /// Seconds of interruption when a standby instance takes over as planned.
        FailoverPlanned = "failover-planned",
        /// Seconds of interruption when a standby instance takes over unplanned.
        FailoverUnplanned = "failover-unplanned",
        /// Hours of the shortest maintenance window.
        MaintenanceWindowMin = "maintenance-window-min",
        /// Free addresses that the migration off a Basic public IP needs in the GatewaySubnet.
        IpMigrationFreeAddresses = "ip-migration-free-addresses",
        /// Minutes that creating a gateway takes, or more.
        GatewayCreation = "gateway-creation",
        /// Minutes that changing a SKU takes.
        SkuChange = "sku-change",
        /// Site-to-Site connections that the first portal could make in a virtual network.
        ClassicPortalSites = "classic-portal-sites",

        /// Default ASN of a VPN gateway.
        GatewayAsn = "gateway-asn",
        /// ASN that a VPN gateway must keep beside ExpressRoute.
        CoexistenceAsn = "coexistence-asn",
        /// ASN that a VPN gateway must keep beside a Route Server.
        RouteServerAsn = "route-server-asn",
        /// Microsoft's ASN on ExpressRoute.
        MicrosoftAsn = "microsoft-asn",
        /// Smallest ASN that can be used at all.
        AsnMin = "asn-min",
        /// Greatest ASN that can be written at all.
        AsnMax = "asn-max",
        /// Prefixes that a VPN gateway accepts from a BGP peer.
        VpnBgpPrefixes = "vpn-bgp-prefixes",
        /// Custom APIPA addresses of a VPN gateway.
        ApipaAddresses = "apipa-addresses",
        /// BGP addresses of an active-standby gateway.
        BgpAddresses = "bgp-addresses",
        /// BGP addresses of an active-active gateway.
        BgpAddressesActiveActive = "bgp-addresses-active-active",
        /// BGP keepalive, seconds.
        BgpKeepalive = "bgp-keepalive",
        /// BGP hold time, seconds.
        BgpHold = "bgp-hold",

        /// Custom IPsec policies of a connection.
        IpsecPoliciesPerConnection = "ipsec-policies-per-connection",
        /// Shortest quick mode lifetime, seconds.
        SaLifetimeMin = "sa-lifetime-min",
        /// Default quick mode lifetime, seconds.
        SaLifetimeDefault = "sa-lifetime-default",
        /// Longest quick mode lifetime of a Point-to-Site policy, seconds.
        SaLifetimeMaxP2s = "sa-lifetime-max-p2s",
        /// Smallest quick mode data volume, KB.
        SaDataSizeMin = "sa-data-size-min",
        /// Default quick mode data volume, KB.
        SaDataSizeDefault = "sa-data-size-default",
        /// Data volume that switches the volume off, KB.
        SaDataSizeNone = "sa-data-size-none",
        /// Main mode lifetime, fixed, seconds.
        IkeSaLifetime = "ike-sa-lifetime",
        /// Shortest DPD timeout, seconds.
        DpdMin = "dpd-min",
        /// Longest DPD timeout, seconds.
        DpdMax = "dpd-max",
        /// Default DPD timeout, seconds.
        DpdDefault = "dpd-default",
        /// Shortest recommended DPD timeout, seconds.
        DpdRecommendedMin = "dpd-recommended-min",
        /// Longest recommended DPD timeout, seconds.
        DpdRecommendedMax = "dpd-recommended-max",

        /// NAT rules of a VPN gateway, both directions together.
        NatRules = "nat-rules",
        /// Prefixes on each side of a NAT rule.
        NatPrefixesPerRule = "nat-prefixes-per-rule",
        /// Shortest prefix length of the external side of a dynamic NAT rule.
        DynamicNatPrefix = "dynamic-nat-prefix",
        /// Connections of a dynamic NAT rule.
        DynamicNatConnections = "dynamic-nat-connections",

        /// Point-to-Site clients over SSTP, whatever the SKU.
        SstpClients = "sstp-clients",
        /// Trusted root certificates.
        RootCertificates = "root-certificates",
        /// Revoked client certificates.
        RevokedCertificates = "revoked-certificates",
        /// Longest prefix of a client address pool.
        ClientPoolPrefix = "client-pool-prefix",
        /// Longest prefix of a client address pool on an active-active gateway.
        ClientPoolPrefixActiveActive = "client-pool-prefix-active-active",
        /// Routes that an IKEv2 client takes.
        Ikev2ClientRoutes = "ikev2-client-routes",
        /// Routes that an IKEv2 client on old Windows takes.
        Ikev2ClientRoutesOldWindows = "ikev2-client-routes-old-windows",
        /// Routes that an OpenVPN client takes.
        OpenVpnClientRoutes = "openvpn-client-routes",
        /// Seconds after which a RADIUS request is given up.
        RadiusTimeout = "radius-timeout",
        /// User groups of a gateway.
        UserGroups = "user-groups",
        /// Members of all user groups of a gateway.
        UserGroupMembers = "user-group-members",

        /// Peerings of a virtual network.
        PeeringsPerVnet = "peerings-per-vnet",
        /// Peerings of a virtual network under Virtual Network Manager.
        PeeringsPerVnetManaged = "peerings-per-vnet-managed",
        /// Peerings of a virtual network with an ExpressRoute gateway.
        PeeringsPerErVnet = "peerings-per-er-vnet",
        /// Peerings of a virtual network that use remote gateways.
        RemoteGatewaysPerVnet = "remote-gateways-per-vnet",
        /// Virtual networks of a subscription in a region.
        VnetsPerRegion = "vnets-per-region",
        /// Classic virtual networks of a subscription.
        ClassicVnets = "classic-vnets",
        /// Classic local network sites of a subscription.
        ClassicLocalSites = "classic-local-sites",
        /// Subnets of a virtual network.
        SubnetsPerVnet = "subnets-per-vnet",
        /// Route tables of a subscription in a region.
        RouteTables = "route-tables",
        /// Routes of a route table.
        RoutesPerTable = "routes-per-table",
        /// Dynamic public IPs of a subscription in a region.
        DynamicPublicIps = "dynamic-public-ips",

        /// Circuits of a subscription.
        CircuitsPerSubscription = "circuits-per-subscription",
        /// Circuits of a subscription in a region.
        CircuitsPerRegion = "circuits-per-region",
        /// Circuits of a virtual network, each at another location.
        CircuitsPerVnet = "circuits-per-vnet",
        /// Circuits of a virtual network at one location.
        CircuitsPerVnetSameLocation = "circuits-per-vnet-same-location",
        /// Circuits over which equal routes are spread.
        EcmpCircuits = "ecmp-circuits",
        /// Other subscriptions that may use a circuit.
        CircuitOtherSubscriptions = "circuit-other-subscriptions",
        /// How many times the bought bandwidth may be used at best.
        CircuitBurst = "circuit-burst",
        /// BGP sessions of a peering that the SLA requires.
        SlaSessions = "sla-sessions",
        /// Smallest VLAN id.
        VlanMin = "vlan-min",
        /// Greatest VLAN id.
        VlanMax = "vlan-max",
        /// Smallest routing weight.
        RoutingWeightMin = "routing-weight-min",
        /// Greatest routing weight.
        RoutingWeightMax = "routing-weight-max",
        /// IPv4 routes accepted over private peering.
        PrivateRoutes = "private-routes",
        /// IPv4 routes accepted over private peering with Premium.
        PrivateRoutesPremium = "private-routes-premium",
        /// IPv6 routes accepted over private peering.
        PrivateRoutesIpv6 = "private-routes-ipv6",
        /// Routes accepted over Microsoft peering.
        MicrosoftRoutes = "microsoft-routes",
        /// Routes accepted over public peering.
        PublicRoutes = "public-routes",
        /// IPv4 routes from the gateway to the circuit.
        GatewayRoutesOut = "gateway-routes-out",
        /// IPv6 routes from the gateway to the circuit.
        GatewayRoutesOutIpv6 = "gateway-routes-out-ipv6",
        /// Routes through an ExpressRoute gateway in all.
        GatewayRoutesTotal = "gateway-routes-total",
        /// Longest prefix that may be advertised to Microsoft.
        AdvertisedPrefix = "advertised-prefix",
        /// Prefix length of a single peering subnet that holds both links.
        PeeringSubnet = "peering-subnet",
        /// Prefix length of each of two peering subnets.
        PeeringSubnetPair = "peering-subnet-pair",
        /// The same for IPv6, a single subnet.
        PeeringSubnetIpv6 = "peering-subnet-ipv6",
        /// The same for IPv6, each of two.
        PeeringSubnetPairIpv6 = "peering-subnet-pair-ipv6",
        /// Prefix length of the subnet of a Global Reach link.
        GlobalReachSubnet = "global-reach-subnet",
        /// The same for IPv6.
        GlobalReachSubnetIpv6 = "global-reach-subnet-ipv6",
        /// MTU through an ExpressRoute gateway.
        ErMtu = "er-mtu",
        /// IP MTU of an ExpressRoute Direct interface.
        DirectMtu = "direct-mtu",
        /// BGP keepalive on ExpressRoute, seconds.
        ErBgpKeepalive = "er-bgp-keepalive",
        /// BGP hold time on ExpressRoute, seconds.
        ErBgpHold = "er-bgp-hold",
        /// Addresses that FastPath handles on a provider circuit.
        FastPathAddresses = "fastpath-addresses",
        /// The same on 10 Gbps Direct ports.
        FastPathAddressesDirect10 = "fastpath-addresses-direct-10",
        /// The same on 100 Gbps Direct ports.
        FastPathAddressesDirect100 = "fastpath-addresses-direct-100",
        /// Circuits that the highest documented resiliency needs.
        CircuitsMaximumResiliency = "circuits-maximum-resiliency",
    }
}

words! {
    /// Something that an edition supports, forbids or is unsure about.
    FeatureId {
        /// A VPN device given by name instead of address.
        DeviceFqdn = "device-fqdn",
        /// A VPN device behind NAT.
        DeviceBehindNat = "device-behind-nat",
        /// IPv6 as the outer address of a tunnel.
        DeviceIpv6 = "device-ipv6",
        /// Fragmentation of ESP packets.
        EspFragmentation = "esp-fragmentation",
        /// An active-active VPN gateway.
        ActiveActive = "active-active",
        /// VPN or ExpressRoute gateways spread over availability zones.
        ZoneRedundantGateway = "zone-redundant-gateway",
        /// Choosing the generation of a VPN gateway.
        GatewayGeneration = "gateway-generation",
        /// Policy-based VPN gateways.
        PolicyBasedGateway = "policy-based-gateway",
        /// Custom IPsec/IKE policies.
        CustomIpsecPolicy = "custom-ipsec-policy",
        /// IKEv1 on a route-based gateway.
        Ikev1RouteBased = "ikev1-route-based",
        /// Policy-based traffic selectors on a route-based gateway.
        PolicyBasedSelectors = "policy-based-selectors",
        /// The same without a custom IPsec policy.
        SelectorsWithoutPolicy = "selectors-without-policy",
        /// Custom traffic selectors.
        CustomTrafficSelectors = "custom-traffic-selectors",
        /// Choosing which end starts a connection.
        ConnectionMode = "connection-mode",
        /// Certificates for Site-to-Site.
        S2sCertificate = "s2s-certificate",
        /// Several static connections to one site, without BGP.
        StaticMultiTunnel = "static-multi-tunnel",
        /// Several tunnels between two virtual networks.
        VnetMultiTunnel = "vnet-multi-tunnel",
        /// A site prefix that contains the virtual network.
        ContainingSitePrefix = "containing-site-prefix",
        /// Routing weights on VPN connections.
        VpnRoutingWeight = "vpn-routing-weight",
        /// Transit between sites without BGP.
        StaticTransit = "static-transit",
        /// IPv6 inside VPN tunnels.
        VpnIpv6 = "vpn-ipv6",
        /// NAT rules.
        NatRules = "nat-rules",
        /// Several prefixes on each side of a NAT rule.
        NatSeveralPrefixes = "nat-several-prefixes",
        /// NAT rules together with BGP over APIPA addresses.
        NatWithApipa = "nat-with-apipa",
        /// NAT64 and a way to the Internet through NAT rules.
        NatToInternet = "nat-to-internet",
        /// BGP on VPN gateways.
        VpnBgp = "vpn-bgp",
        /// Custom APIPA addresses.
        CustomApipa = "custom-apipa",
        /// The BGP peer's own address as a prefix of the local network gateway.
        BgpPeerPrefix = "bgp-peer-prefix",
        /// Advertising a prefix of the virtual network from on premises.
        AdvertiseVnetPrefix = "advertise-vnet-prefix",
        /// Other BGP timers, or BFD, on VPN.
        VpnBgpTuning = "vpn-bgp-tuning",
        /// Point-to-Site over IKEv2.
        P2sIkev2 = "p2s-ikev2",
        /// Point-to-Site over OpenVPN.
        P2sOpenVpn = "p2s-openvpn",
        /// Point-to-Site with RADIUS.
        P2sRadius = "p2s-radius",
        /// Point-to-Site with Microsoft Entra ID.
        P2sEntraId = "p2s-entra-id",
        /// RADIUS servers on premises, reached over ExpressRoute.
        RadiusOverExpressRoute = "radius-over-expressroute",
        /// Third-party clients for SSTP and IKEv2.
        ThirdPartyP2sClient = "third-party-p2s-client",
        /// VNet peering.
        VnetPeering = "vnet-peering",
        /// Using a peered network's gateway.
        GatewayTransit = "gateway-transit",
        /// The classic deployment model.
        ClassicModel = "classic-model",
        /// A network security group on the GatewaySubnet.
        NsgOnGatewaySubnet = "nsg-on-gateway-subnet",
        /// A default route on the GatewaySubnet.
        DefaultRouteOnGatewaySubnet = "default-route-on-gateway-subnet",
        /// Anything but gateways in the GatewaySubnet.
        WorkloadInGatewaySubnet = "workload-in-gateway-subnet",
        /// Site-to-Site and ExpressRoute in one virtual network.
        Coexistence = "coexistence",
        /// The same in the Resource Manager model.
        CoexistenceResourceManager = "coexistence-resource-manager",
        /// Point-to-Site and ExpressRoute in one virtual network.
        P2sBesideExpressRoute = "p2s-beside-expressroute",
        /// Creating the VPN gateway before the ExpressRoute gateway.
        VpnGatewayFirst = "vpn-gateway-first",
        /// Transit between VPN and ExpressRoute.
        VpnErTransit = "vpn-er-transit",
        /// Forced tunneling through the VPN beside ExpressRoute.
        ForcedTunnelingBesideEr = "forced-tunneling-beside-er",
        /// BGP on Site-to-Site beside ExpressRoute.
        BgpBesideEr = "bgp-beside-er",
        /// Site-to-Site as a backup of Microsoft or public peering.
        BackupForMicrosoftPeering = "backup-for-microsoft-peering",
        /// IPsec over ExpressRoute private peering.
        IpsecOverPrivatePeering = "ipsec-over-private-peering",
        /// ExpressRoute Direct.
        ExpressRouteDirect = "expressroute-direct",
        /// The Local tier.
        LocalTier = "local-tier",
        /// ExpressRoute Metro.
        Metro = "metro",
        /// FastPath.
        FastPath = "fastpath",
        /// FastPath for peered networks, routes of one's own and Private Link.
        FastPathBeyondHub = "fastpath-beyond-hub",
        /// Global Reach.
        GlobalReach = "global-reach",
        /// Global Reach links passed on from circuit to circuit.
        GlobalReachTransitive = "global-reach-transitive",
        /// Azure public peering.
        PublicPeering = "public-peering",
        /// Private addresses on Microsoft or public peering.
        PrivateAddressOnMicrosoftPeering = "private-address-on-microsoft-peering",
        /// Private ASNs on Microsoft or public peering.
        PrivateAsnOnMicrosoftPeering = "private-asn-on-microsoft-peering",
        /// A default route on Microsoft or public peering.
        DefaultRouteOnMicrosoftPeering = "default-route-on-microsoft-peering",
        /// Making a circuit slower.
        BandwidthDecrease = "bandwidth-decrease",
        /// HSRP and VRRP on a peering, LACP and MLAG on Direct.
        FirstHopRedundancy = "first-hop-redundancy",
        /// Layer 2 between premises and Azure.
        Layer2Extension = "layer2-extension",
        /// MACsec.
        Macsec = "macsec",
        /// Encryption of ExpressRoute by itself.
        ErEncrypted = "er-encrypted",
        /// A customer's public IP on an ExpressRoute gateway.
        ErPublicIp = "er-public-ip",
        /// Two VNets that talk over a shared circuit.
        VnetToVnetOverCircuit = "vnet-to-vnet-over-circuit",
        /// Route Server.
        RouteServer = "route-server",
    }
}

words! {
    /// Something that ended or ends.
    RetirementId {
        /// VPN SKUs Standard and HighPerformance.
        LegacyVpnSkus = "legacy-vpn-skus",
        /// VPN SKUs VpnGw1 to VpnGw5.
        RegionalVpnSkus = "regional-vpn-skus",
        /// Basic or dynamic public IPs on VPN gateways of other SKUs than Basic.
        BasicIpVpnGateway = "basic-ip-vpn-gateway",
        /// The same on the Basic gateway SKU.
        BasicIpBasicGateway = "basic-ip-basic-gateway",
        /// Basic public IPs elsewhere.
        BasicIp = "basic-ip",
        /// Basic public IPs on ExpressRoute gateways.
        BasicIpErGateway = "basic-ip-er-gateway",
        /// Classic VPN gateways.
        ClassicVpnGateway = "classic-vpn-gateway",
        /// Azure public peering.
        PublicPeering = "public-peering",
        /// The Azure VPN Client for Linux.
        AzureVpnClientLinux = "azure-vpn-client-linux",
        /// Making policy-based gateways in the portal.
        PolicyBasedPortal = "policy-based-portal",
        /// Windows 10 as a Point-to-Site client.
        Windows10 = "windows-10",
        /// The Basic ExpressRoute gateway SKU.
        BasicErGateway = "basic-er-gateway",
        /// ExpressRoute gateways without zones.
        RegionalErGateways = "regional-er-gateways",
    }
}

words! {
    /// A list of names that the API or a document knows.
    NameList {
        /// Types of gateway.
        GatewayType = "gateway-type",
        /// Types of connection.
        ConnectionType = "connection-type",
        /// VPN types.
        VpnType = "vpn-type",
        /// Connection modes.
        ConnectionMode = "connection-mode",
        /// IKE versions of a connection.
        ConnectionProtocol = "connection-protocol",
        /// SKUs of public IPs.
        PublicIpSku = "public-ip-sku",
        /// Allocation of public IPs.
        PublicIpAllocation = "public-ip-allocation",
        /// Name of the subnet for gateways.
        GatewaySubnet = "gateway-subnet",
        /// Modes of a NAT rule.
        NatMode = "nat-mode",
        /// Types of a NAT rule.
        NatType = "nat-type",
        /// Billing of a circuit.
        Billing = "billing",
        /// MACsec ciphers.
        MacsecCipher = "macsec-cipher",
        /// Services that Microsoft or public peering doesn't reach.
        NotOverMicrosoftPeering = "not-over-microsoft-peering",
        /// Services that need Premium.
        NeedsPremium = "needs-premium",
        /// BGP communities that must not be used.
        ReservedCommunity = "reserved-community",
        /// Connectivity models of ExpressRoute.
        ErModel = "er-model",
        /// Levels of resiliency of ExpressRoute.
        ErResiliency = "er-resiliency",
    }
}

//! The names by which rules ask for features, retirements and lists of names; those of limits stand
//! in `limit_id.rs`. A data file can't hold a row under another name, and a rule can't ask for one
//! that doesn't exist.

use super::common::words;

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
        /// The same prefixes in the local network gateways of two devices of a site.
        SharedDevicePrefixes = "shared-device-prefixes",
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
        /// Two devices of one VPN gateway with one public IP.
        SharedDeviceAddress = "shared-device-address",
        /// Point-to-Site clients over IKEv2 behind the public IP of a Site-to-Site device.
        SharedClientAddress = "shared-client-address",
        /// Two peerings of a circuit with one VLAN.
        SharedVlan = "shared-vlan",
        /// Forced tunneling through Site-to-Site.
        ForcedTunneling = "forced-tunneling",
        /// Using a circuit that isn't provisioned.
        UnprovisionedCircuit = "unprovisioned-circuit",
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

//! The names by which rules ask for limits.

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
        /// Availability zones of a region that has them.
        AvailabilityZones = "availability-zones",
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
        /// Custom APIPA addresses of a gateway of which one instance is active.
        ApipaAddressesStandby = "apipa-addresses-standby",
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
        /// The longest prefix of an IPv4 subnet.
        SubnetPrefixSmallest = "subnet-prefix-smallest",
        /// The shortest prefix of an IPv4 subnet.
        SubnetPrefixLargest = "subnet-prefix-largest",
        /// The prefix of every IPv6 subnet.
        SubnetPrefixIpv6 = "subnet-prefix-ipv6",
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

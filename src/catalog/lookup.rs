//! Asking an edition.

use std::net::IpAddr;

use jiff::civil::Date;

use super::types::*;

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

impl Edition {
    /// The VPN SKU of that name, whatever its letter case. Without a generation: the row of the
    /// newest generation that has it, which has the greatest throughput (though not always the
    /// greatest number of supported VMs; see [`Edition::vpn_sku_rows`]).
    pub fn vpn_sku(&self, name: &str, generation: Option<Generation>) -> Option<&VpnSku> {
        self.vpn_skus
            .iter()
            .filter(|sku| same(sku.name, name))
            .filter(|sku| generation.is_none() || sku.generation == generation)
            .max_by_key(|sku| sku.generation)
    }

    /// All rows of a VPN SKU, one a generation; empty if the edition doesn't know the name.
    pub fn vpn_sku_rows<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a VpnSku> {
        self.vpn_skus.iter().filter(move |sku| same(sku.name, name))
    }

    /// Names of the VPN SKUs, each once, smallest first.
    pub fn vpn_sku_names(&self) -> Vec<&'static str> {
        distinct(self.vpn_skus.iter().map(|sku| sku.name))
    }

    /// VPN SKUs that can be chosen for a new gateway on that day, smallest first.
    pub fn new_vpn_skus(&self, on: Date) -> impl Iterator<Item = &VpnSku> {
        self.vpn_skus.iter().filter(move |sku| sku.lifecycle.allows_new(on))
    }

    /// What a feature of VPN SKUs is called and means.
    pub fn vpn_feature(&self, id: VpnFeature) -> Option<&VpnFeatureInfo> {
        self.vpn_features.iter().find(|info| info.id == id)
    }

    /// The ExpressRoute gateway SKU of that name, whatever its letter case.
    pub fn er_sku(&self, name: &str) -> Option<&ErSku> {
        self.er_skus.iter().find(|sku| same(sku.name, name))
    }

    /// ExpressRoute gateway SKUs that can be chosen for a new gateway on that day, smallest first; last those that
    /// Azure asks to migrate away from.
    pub fn new_er_skus(&self, on: Date) -> impl Iterator<Item = &ErSku> {
        let is_left = |sku: &&ErSku| sku.family == SkuFamily::Legacy && sku.lifecycle.replacement.is_some();
        let [staying, left] = [false, true].map(|left| self.er_skus.iter().filter(move |sku| is_left(sku) == left));
        staying.chain(left).filter(move |sku| sku.lifecycle.allows_new(on))
    }

    /// A connection type.
    pub fn connection_type(&self, id: ConnectionKind) -> Option<&ConnectionType> {
        self.connection_types.iter().find(|row| row.id == id)
    }

    /// A validated device; none if the edition's table doesn't name it.
    pub fn device(&self, id: &str) -> Option<&Device> {
        self.devices.iter().find(|device| device.id == id)
    }

    /// A limit; none if the edition's documents name none.
    pub fn limit(&self, id: LimitId) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.id == id)
    }

    /// A feature; none if the edition's documents say nothing about it.
    pub fn feature(&self, id: FeatureId) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.id == id)
    }

    /// A retirement; none if the edition knows none.
    pub fn retirement(&self, id: RetirementId) -> Option<&Retirement> {
        self.retirements.iter().find(|row| row.id == id)
    }

    /// How large the GatewaySubnet must be for a purpose.
    pub fn subnet_size(&self, purpose: SubnetPurpose) -> Option<&SubnetSize> {
        self.subnet_sizes.iter().find(|row| row.purpose == purpose)
    }

    /// The names of a list, in the order of the data file.
    pub fn names_of(&self, list: NameList) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(move |name| name.list == list)
    }

    /// A name of a list, by its spelling or an alias, whatever the letter case.
    pub fn name(&self, list: NameList, value: &str) -> Option<&Name> {
        self.names_of(list).find(|name| same(name.value, value) || name.aliases.iter().any(|a| same(a, value)))
    }

    /// The values of a policy field, strongest first.
    pub fn ipsec_values_of(&self, field: IpsecField) -> impl Iterator<Item = &IpsecValue> {
        self.ipsec_values.iter().filter(move |value| value.field == field)
    }

    /// A value of a policy field, whatever its letter case; aliases of the API count.
    pub fn ipsec_value(&self, field: IpsecField, value: &str) -> Option<&IpsecValue> {
        self.ipsec_values_of(field).find(|row| same(row.value, value) || row.aliases.iter().any(|a| same(a, value)))
    }

    /// A property of the default set.
    pub fn ipsec_default(&self, vpn_type: VpnType, property: IpsecProperty) -> Option<&IpsecDefault> {
        self.ipsec_defaults.iter().find(|row| row.vpn_type == vpn_type && row.property == property)
    }

    /// What is known about an address, narrowest range first.
    pub fn ranges_of(&self, address: IpAddr) -> Vec<&AddressRange> {
        let mut found: Vec<_> = self.ranges.iter().filter(|range| range.contains(address)).collect();
        found.sort_by_key(|range| (std::cmp::Reverse(range.first), range.last));
        found
    }

    /// The ranges of a kind.
    pub fn ranges_of_kind(&self, kind: RangeKind) -> impl Iterator<Item = &AddressRange> {
        self.ranges.iter().filter(move |range| range.kind == kind)
    }

    /// What is known about a number.
    pub fn asns_of(&self, asn: u32) -> impl Iterator<Item = &AsnRange> {
        self.asns.iter().filter(move |range| range.contains(asn))
    }

    /// A bandwidth of circuits.
    pub fn circuit_bandwidth(&self, bandwidth: Bandwidth) -> Option<&CircuitBandwidth> {
        self.circuit_bandwidths.iter().find(|row| row.bandwidth == bandwidth)
    }

    /// A port speed of ExpressRoute Direct.
    pub fn direct_port(&self, speed: Bandwidth) -> Option<&DirectPort> {
        self.direct_ports.iter().find(|row| row.speed == speed)
    }

    /// A circuit tier.
    pub fn circuit_tier(&self, id: TierId) -> Option<&CircuitTier> {
        self.circuit_tiers.iter().find(|row| row.id == id)
    }

    /// A kind of peering on a circuit.
    pub fn circuit_peering(&self, id: PeeringKind) -> Option<&CircuitPeering> {
        self.circuit_peerings.iter().find(|row| row.id == id)
    }

    /// Ways in which a client of a system connects on that day.
    pub fn p2s_clients_of(&self, os: ClientOs, on: Date) -> impl Iterator<Item = &P2sClient> {
        self.p2s_clients.iter().filter(move |row| row.os == os && row.until.is_none_or(|until| on < until))
    }

    /// A way of authentication of clients.
    pub fn p2s_auth(&self, id: P2sAuth) -> Option<&P2sAuthInfo> {
        self.p2s_auths.iter().find(|row| row.id == id)
    }

    /// A tunnel protocol of clients.
    pub fn p2s_protocol(&self, id: P2sProtocol) -> Option<&P2sProtocolInfo> {
        self.p2s_protocols.iter().find(|row| row.id == id)
    }

    /// Whether a tool deploys a configuration; none if the documents don't say.
    pub fn deployment(
        &self,
        configuration: Configuration,
        model: DeploymentModel,
        tool: DeploymentTool,
    ) -> Option<&Deployment> {
        self.deployments.iter().find(|row| row.configuration == configuration && row.model == model && row.tool == tool)
    }

    /// Whether a VPN type carries a configuration; none if the documents don't say.
    pub fn carries(
        &self,
        vpn_type: VpnType,
        configuration: Configuration,
        model: DeploymentModel,
    ) -> Option<&VpnTypeSupport> {
        self.vpn_type_support
            .iter()
            .find(|row| row.vpn_type == vpn_type && row.configuration == configuration && row.model == model)
    }

    /// What the documents contradict each other on; none if those of the edition don't.
    pub fn contradiction(&self, topic: &str) -> Option<&Contradiction> {
        self.contradictions.iter().find(|row| row.topic == topic)
    }

    /// An Azure region, by its API name or its title.
    pub fn region(&self, name: &str) -> Option<&Region> {
        self.regions.iter().find(|region| same(region.id, name) || same(region.title, name))
    }

    /// A peering location by name, of a cloud.
    pub fn peering_location(&self, name: &str, cloud: Cloud) -> Option<&PeeringLocation> {
        self.peering_locations.iter().find(|location| location.cloud == cloud && same(location.name, name))
    }
}

fn distinct(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

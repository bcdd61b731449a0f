//! The connection types, and how the article compares them.

use super::Bandwidth;
use super::common::{row, words};
use serde::{Deserialize, Serialize};

words! {
    /// A type of connection, as specs spell it.
    ConnectionKind {
        /// A whole site over an IPsec tunnel.
        SiteToSite = "site-to-site",
        /// Single computers.
        PointToSite = "point-to-site",
        /// Another virtual network over an IPsec tunnel.
        VnetToVnet = "vnet-to-vnet",
        /// A private circuit of a provider.
        ExpressRoute = "expressroute",
    }
}

words! {
    /// The way the packets go.
    Path {
        /// Over the public Internet, encrypted.
        Internet = "internet",
        /// Never over the public Internet.
        Private = "private",
        /// Between Azure regions, over Microsoft's own network.
        Backbone = "backbone",
    }
}

words! {
    /// What a connection type needs at the customer's end.
    Need {
        /// A VPN device on the premises.
        VpnDevice = "vpn-device",
        /// A public IPv4 address for it.
        PublicIp = "public-ip",
        /// Something set up on every client computer.
        ClientConfiguration = "client-configuration",
        /// A connectivity provider, or a port pair of one's own.
        Provider = "provider",
    }
}

impl Path {
    /// Where packets go, for a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Path::Internet => "over the public Internet, encrypted",
            Path::Private => "never over the public Internet",
            Path::Backbone => "over Microsoft's own network",
        }
    }
}

impl Need {
    /// What it is, for a sentence: `a VPN device`.
    pub fn in_words(self) -> &'static str {
        match self {
            Need::VpnDevice => "a VPN device",
            Need::PublicIp => "a public IPv4 address at the site",
            Need::ClientConfiguration => "something set up on every client",
            Need::Provider => "a provider",
        }
    }
}

words! {
    /// How a connection type survives the loss of one gateway instance.
    Resiliency {
        /// One instance stands by.
        ActivePassive = "active-passive",
        /// Both instances carry traffic.
        ActiveActive = "active-active",
    }
}

/// Where Microsoft tells more.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// Service level agreement.
    pub sla: &'static str,
    /// Prices.
    pub pricing: &'static str,
    /// Documentation.
    pub docs: &'static str,
    /// Frequently asked questions.
    pub faq: &'static str,
}

row! {
    /// A connection type: what it is, what it carries, when to use it, what it needs.
    struct ConnectionType, key |row| row.id.to_string(), {
        /// Which.
        id: ConnectionKind,
        /// What a message calls it.
        title: &'static str,
        /// One line.
        summary: &'static str,
        /// Typical bandwidth, in words.
        bandwidth: &'static str,
        /// The bandwidth up to which it is meant, where the comparison table names one.
        bandwidth_up_to: Option<Bandwidth>,
        /// Protocols.
        protocols: Vec<&'static str>,
        /// VPN types or routing protocols.
        routing: Vec<&'static str>,
        /// Resiliency that it can have.
        resiliency: Vec<Resiliency>,
        /// Typical uses.
        use_cases: Vec<&'static str>,
        /// Azure services that it reaches.
        services: Vec<&'static str>,
        /// Use it when …
        #[serde(default)]
        use_when: Vec<&'static str>,
        /// It requires …
        #[serde(default)]
        requirements: Vec<&'static str>,
        /// Way the packets go.
        path: Path,
        /// Stays up by itself, for a whole network.
        persistent: bool,
        /// Encrypted by itself.
        encrypted: bool,
        /// What it needs at the customer's end.
        needs: Vec<Need>,
        /// Where Microsoft tells more.
        links: Links,
        /// What changed since the edition before.
        #[serde(default)]
        changed: Vec<&'static str>,
    }
}

row! {
    /// A line of the comparison table.
    struct Comparison, key |row| row.attribute.to_owned(), {
        /// What is compared.
        attribute: &'static str,
        /// Point-to-Site.
        point_to_site: &'static str,
        /// Site-to-Site.
        site_to_site: &'static str,
        /// ExpressRoute.
        expressroute: &'static str,
    }
}

row! {
    /// A question to ask before choosing.
    struct Question, key |row| row.id.to_owned(), {
        /// Short name.
        id: &'static str,
        /// The question.
        text: &'static str,
        /// The attribute of `requires` or of a block that answers it.
        answered_by: Vec<&'static str>,
    }
}

words! {
    /// Deployment model, as specs spell it.
    DeploymentModel {
        /// Azure Resource Manager.
        ResourceManager = "resource-manager",
        /// Azure Service Management.
        Classic = "classic",
    }
}

words! {
    /// A tool that deploys.
    DeploymentTool {
        /// The first portal, for classic resources only.
        ClassicPortal = "classic-portal",
        /// The Azure portal.
        Portal = "portal",
        /// Azure PowerShell.
        PowerShell = "powershell",
        /// Azure CLI.
        Cli = "cli",
    }
}

words! {
    /// What is to be deployed.
    Configuration {
        /// One site.
        SiteToSite = "site-to-site",
        /// Several sites.
        MultiSite = "multi-site",
        /// Single computers.
        PointToSite = "point-to-site",
        /// Two virtual networks.
        VnetToVnet = "vnet-to-vnet",
        /// Site-to-Site and ExpressRoute in one virtual network.
        Coexistence = "coexistence",
        /// A virtual network of each deployment model.
        ClassicToResourceManager = "classic-to-resource-manager",
        /// A Resource Manager gateway in a classic virtual network.
        ModelMix = "model-mix",
        /// A Basic VPN gateway.
        BasicGateway = "basic-gateway",
        /// A policy-based VPN gateway.
        PolicyBasedGateway = "policy-based-gateway",
    }
}

words! {
    /// VPN type of a gateway, as the API spells it.
    VpnType {
        /// Route-based (classic: dynamic).
        RouteBased = "RouteBased",
        /// Policy-based (classic: static).
        PolicyBased = "PolicyBased",
    }
}

row! {
    /// Whether a tool deploys a configuration in a model.
    struct Deployment, key |row| format!(
        "{} {} {}",
        row.configuration, row.model, row.tool
    ), {
        /// What.
        configuration: Configuration,
        /// In which model.
        model: DeploymentModel,
        /// By which tool.
        tool: DeploymentTool,
        /// Whether it does.
        supported: super::Support,
        /// What to know about it.
        note: Option<&'static str>,
    }
}

row! {
    /// Whether a VPN type carries a configuration.
    struct VpnTypeSupport, key |row| format!(
        "{} {} {}",
        row.configuration, row.model, row.vpn_type
    ), {
        /// What.
        configuration: Configuration,
        /// In which model.
        model: DeploymentModel,
        /// On which VPN type.
        vpn_type: VpnType,
        /// Whether it does.
        supported: super::Support,
        /// What to know about it.
        note: Option<&'static str>,
    }
}

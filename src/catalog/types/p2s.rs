//! Point-to-Site: protocols, authentication, client systems.

use jiff::civil::Date;

use super::common::{opt_day, row, words};

words! {
    /// Tunnel protocol, as the API spells it.
    P2sProtocol {
        /// OpenVPN.
        OpenVpn = "OpenVPN",
        /// IKEv2.
        Ikev2 = "IKEv2",
        /// SSTP.
        Sstp = "SSTP",
    }
}

words! {
    /// Authentication of clients, as the API spells it.
    P2sAuth {
        /// Certificates.
        Certificate = "Certificate",
        /// Microsoft Entra ID.
        Aad = "AAD",
        /// RADIUS.
        Radius = "Radius",
    }
}

words! {
    /// Operating system of a client, as specs spell it.
    ClientOs {
        /// Windows.
        Windows = "windows",
        /// macOS.
        Macos = "macos",
        /// Linux.
        Linux = "linux",
        /// iOS.
        Ios = "ios",
        /// Android.
        Android = "android",
    }
}

row! {
    /// A tunnel protocol.
    struct P2sProtocolInfo, key |row| row.id.to_string(), {
        /// Which.
        id: P2sProtocol,
        /// What it runs over.
        transport: &'static str,
        /// What to know about it.
        note: &'static str,
        /// Whether it carries IPv6.
        ipv6: bool,
    }
}

row! {
    /// A way of authentication.
    struct P2sAuthInfo, key |row| row.id.to_string(), {
        /// Which.
        id: P2sAuth,
        /// What people call it.
        aliases: Vec<&'static str>,
        /// Protocols that can use it.
        protocols: Vec<P2sProtocol>,
        /// What to know about it.
        note: &'static str,
    }
}

row! {
    /// A way in which a client can connect.
    struct P2sClient, key |row| format!(
        "{} {} {} {}",
        row.protocol, row.auth, row.os, row.client
    ), {
        /// Tunnel protocol.
        protocol: P2sProtocol,
        /// Authentication.
        auth: P2sAuth,
        /// Operating system.
        os: ClientOs,
        /// Client software.
        client: &'static str,
        /// First day on which it is no longer to be had.
        #[serde(default, with = "opt_day")]
        until: Option<Date>,
    }
}

row! {
    /// A client operating system, or versions of it.
    struct P2sSystem, key |row| format!("{} {}", row.os, row.version), {
        /// Operating system.
        os: ClientOs,
        /// Versions, in words.
        version: &'static str,
        /// The least version number, where there is one.
        minimum: Option<&'static str>,
        /// First day on which its maker supports it no longer.
        #[serde(default, with = "opt_day")]
        ended: Option<Date>,
        /// What to know about it.
        note: Option<&'static str>,
    }
}

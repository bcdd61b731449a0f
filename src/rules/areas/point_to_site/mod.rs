//! `point-to-site`: single computers that dial in.

mod clients;
mod pool;

use crate::rules::{Check, Rule};

pub const RULES: &[Rule] = &[
    Rule { name: "point-to-site/authentication", check: Check::PointToSite(clients::authentication) },
    Rule { name: "point-to-site/authentication-protocol", check: Check::PointToSite(clients::authentication_protocol) },
    Rule { name: "point-to-site/client-routes", check: Check::PointToSite(pool::client_routes) },
    Rule { name: "point-to-site/client-system", check: Check::PointToSite(clients::client_system) },
    Rule { name: "point-to-site/no-root-certificate", check: Check::PointToSite(clients::no_root_certificate) },
    Rule { name: "point-to-site/policy-based-gateway", check: Check::PointToSite(clients::policy_based_gateway) },
    Rule { name: "point-to-site/pool-ipv6", check: Check::PointToSite(pool::pool_ipv6) },
    Rule { name: "point-to-site/pool-missing", check: Check::PointToSite(pool::pool_missing) },
    Rule { name: "point-to-site/pool-not-private", check: Check::PointToSite(pool::pool_not_private) },
    Rule { name: "point-to-site/pool-overlap", check: Check::PointToSite(pool::pool_overlap) },
    Rule {
        name: "point-to-site/pool-smaller-than-clients",
        check: Check::PointToSite(pool::pool_smaller_than_clients),
    },
    Rule { name: "point-to-site/pool-too-small", check: Check::PointToSite(pool::pool_too_small) },
    Rule { name: "point-to-site/protocol", check: Check::PointToSite(clients::protocol) },
    Rule { name: "point-to-site/radius-sku", check: Check::PointToSite(clients::radius_sku) },
    Rule { name: "point-to-site/revoked-certificates", check: Check::PointToSite(clients::revoked_certificates) },
    Rule { name: "point-to-site/root-certificates", check: Check::PointToSite(clients::root_certificates) },
    Rule { name: "point-to-site/second-on-gateway", check: Check::VpnGateway(clients::second_on_gateway) },
    Rule { name: "point-to-site/windows-10", check: Check::PointToSite(clients::windows_10) },
];

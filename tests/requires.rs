//! What is required is answered: met, and by what; not met, and what would; or it can't be told, and
//! what is missing.

use connspec::catalog::{self, EditionId};
use connspec::model::{FileId, Model, Reads, Spec};
use connspec::rules::requires::{Given, Outcome, verdicts};
use connspec::schema::Family;
use connspec::workspace::File;

/// The verdicts on a site or connection, each as `requirement asked: outcome`.
fn answers(text: &str, edition: EditionId, family: Family, name: &str) -> Vec<String> {
    let file = File::new(FileId(0), "test.connspec", text);
    let model = Model::build(vec![file.items()], |id| file.item(id).expect("an item of the file").clone());
    let reads = Reads::ignored();
    let view = Spec::new(&model, &reads).declared(family, name).expect("a declaration");
    let given = Given { facts: catalog::edition(edition), today: "2026-11-22".parse().expect("a day") };
    let say = |outcome: Outcome| match outcome {
        Outcome::Met { by } => format!("met: {by}"),
        Outcome::NotMet { why, would, .. } => format!("not met: {why}; {}", would.unwrap_or_default()),
        Outcome::Unknown { missing } => format!("can't be told: {missing}"),
    };
    let answers = verdicts(view, &given).into_iter();
    answers.map(|it| format!("{} {}: {}", it.requirement.name(), it.asked, say(it.outcome))).collect()
}

const HUB: &str = "
vnet hub { prefixes = 10.100.0.0/16 }
vnet apps { prefixes = 10.101.0.0/16 }
peering hub_apps { from = hub, to = apps, gateway-transit = hub }
gateway vpn hub_vpn { vnet = hub, sku = VpnGw2AZ, active-active = true }
gateway expressroute hub_er { vnet = hub, sku = ErGw1AZ }
circuit ams { peering-location = \"Amsterdam\", bandwidth = 1 Gbps, tier = Standard }
connection expressroute office { circuit = ams, gateway = hub_er, sites = hq }
connection site-to-site backup_1 { site = hq.edge1, gateway = hub_vpn, enable-bgp = true, backup-for = office }
connection site-to-site backup_2 { site = hq.edge2, gateway = hub_vpn, enable-bgp = true, backup-for = office }
";

fn hq(requires: &str) -> String {
    format!(
        "{HUB}site hq {{\n  prefixes = 10.1.0.0/16\n  device edge1 {{ public-ip = 198.51.100.10 }}\n  \
         device edge2 {{ public-ip = 198.51.100.11 }}\n  requires {{ {requires} }}\n}}\n"
    )
}

#[test]
fn a_site_is_judged_over_all_its_connections() {
    let text = hq(
        "throughput = 1 Gbps, path = private, persistent = true, availability = [dual-device, dual-path], reach-vnets = [hub, apps]",
    );
    assert_eq!(
        answers(&text, EditionId::E2026_10, Family::Site, "hq"),
        [
            "throughput 1 Gbps: met: the circuit `ams` has 1 Gbps",
            "path private: met: ExpressRoute `office` never crosses the public Internet",
            "persistent true: met: ExpressRoute stands by itself",
            "availability dual-device: met: 2 devices at `hq`",
            "availability dual-path: met: `office` and `backup_1` take different ways",
            "reach-vnets hub: met: the circuit `ams`, VNet `hub` itself",
            "reach-vnets apps: met: the circuit `ams`, gateway transit of `hub_apps`",
        ]
    );
}

#[test]
fn encryption_counts_the_backups_and_throughput_does_not() {
    let text = hq("throughput = 2 Gbps, encrypted = true");
    assert_eq!(
        answers(&text, EditionId::E2026_10, Family::Site, "hq"),
        [
            "throughput 2 Gbps: not met: 2 Gbps asked, but the circuit `ams` has 1 Gbps; \
             a VPN gateway of SKU VpnGw3AZ, or an ExpressRoute circuit of 2 Gbps",
            "encrypted true: not met: ExpressRoute `office` is not encrypted by itself, and nothing encrypts it; \
             a Site-to-Site connection `over` this one, or MACsec on ExpressRoute Direct",
        ]
    );
}

#[test]
fn what_is_not_said_cannot_be_told() {
    let text = "
vnet hub { prefixes = 10.0.0.0/16 }
gateway vpn hub_vpn { vnet = hub }
site hq { prefixes = 10.1.0.0/16, device edge { public-ip = 198.51.100.10 } }
site branch { prefixes = 10.2.0.0/16, device edge { public-ip = 198.51.100.20 } }
connection site-to-site branch { site = branch, gateway = hub_vpn }
connection site-to-site hq {
  site = hq
  gateway = hub_vpn
  requires { throughput = 200 Mbps, availability = zone-redundant, reach-sites = branch }
}";
    assert_eq!(
        answers(text, EditionId::E2026_10, Family::Connection, "hq"),
        [
            "throughput 200 Mbps: can't be told: the SKU of `hub_vpn`",
            "availability zone-redundant: can't be told: the SKU of `hub_vpn`",
            "reach-sites branch: can't be told: whether `hq` has BGP (`enable-bgp`)",
        ]
    );
}

#[test]
fn an_edition_answers_with_its_own_comparison() {
    let text = "
vnet hub { prefixes = 10.0.0.0/16 }
gateway vpn hub_vpn { vnet = hub, sku = HighPerformance }
site hq { prefixes = 10.1.0.0/16, device edge { public-ip = 198.51.100.10 } }
connection site-to-site hq {
  site = hq
  gateway = hub_vpn
  requires { throughput = 150 Mbps, availability = active-active }
}";
    assert_eq!(
        answers(text, EditionId::E2016_05, Family::Connection, "hq"),
        [
            "throughput 150 Mbps: not met: 150 Mbps asked, but Site-to-Site is meant for up to 100 Mbps; \
             an ExpressRoute circuit of 200 Mbps",
            "availability active-active: not met: Site-to-Site `hq` has one instance that carries traffic \
             and one that stands by; ExpressRoute",
        ]
    );
}

/// Two circuits over one gateway carry no more than the gateway, and one circuit to two gateways no more
/// than the circuit.
#[test]
fn what_is_shared_carries_its_throughput_once() {
    let text = |gateways: &str, circuits: [&str; 2], links: [(&str, &str); 2]| {
        let [first, second] = links.map(|(circuit, gateway)| format!("circuit = {circuit}, gateway = {gateway}"));
        format!(
            "vnet hub {{ prefixes = 10.0.0.0/16 }}\nvnet far {{ prefixes = 10.1.0.0/16 }}\n{gateways}\n\
             circuit a {{ bandwidth = {} }}\ncircuit b {{ bandwidth = {} }}\n\
             connection expressroute one {{ {first}, sites = hq }}\nconnection expressroute two {{ {second}, sites = hq }}\n\
             site hq {{ requires {{ throughput = 2 Gbps }} }}\n",
            circuits[0], circuits[1]
        )
    };
    let one = "gateway expressroute g { vnet = hub, sku = ErGw1AZ }";
    let two =
        "gateway expressroute g { vnet = hub, sku = ErGw1AZ }\ngateway expressroute h { vnet = far, sku = ErGw1AZ }";
    let of = |text: &str| answers(text, EditionId::E2026_10, Family::Site, "hq").remove(0);

    assert_eq!(
        of(&text(one, ["1 Gbps", "1 Gbps"], [("a", "g"), ("b", "g")])),
        "throughput 2 Gbps: not met: 2 Gbps asked, but `ErGw1AZ` carries 1 Gbps; \
         a VPN gateway of SKU VpnGw3AZ, or an ExpressRoute circuit of 2 Gbps"
    );
    assert_eq!(
        of(&text(two, ["1 Gbps", "1 Gbps"], [("a", "g"), ("b", "h")])),
        "throughput 2 Gbps: met: the circuit `a` has 1 Gbps and the circuit `b` has 1 Gbps"
    );
    assert_eq!(
        of(&text(two, ["1 Gbps", "1 Gbps"], [("a", "g"), ("a", "h")])),
        "throughput 2 Gbps: not met: 2 Gbps asked, but the circuit `a` has 1 Gbps; \
         a VPN gateway of SKU VpnGw3AZ, or an ExpressRoute circuit of 2 Gbps"
    );
}

#[test]
fn tunnels_are_slower_than_their_gateway() {
    let spec = |active: bool, policy: &str, wanted: &str| {
        format!(
            "vnet hub {{ prefixes = 10.100.0.0/16 }}\n\
             gateway vpn g {{ vnet = hub, sku = VpnGw4AZ, active-active = {active} }}\n\
             site hq {{ prefixes = 10.1.0.0/16, device edge {{ public-ip = 198.51.100.10 }} }}\n\
             connection site-to-site c {{ site = hq, gateway = g, {policy} requires {{ throughput = {wanted} }} }}\n"
        )
    };
    let answer = |text: &str| answers(text, EditionId::E2026_10, Family::Connection, "c");
    let aes = "ipsec { ike-encryption = AES256, ike-integrity = SHA256, dh-group = DHGroup14, ipsec-encryption = AES256, \
               ipsec-integrity = SHA256, pfs-group = PFS2048 },";
    let circuit = "an ExpressRoute circuit of";
    for (text, expected) in [
        (spec(true, "", "4 Gbps"), "met: 2 tunnels carry 4.6 Gbps at best".to_owned()),
        (
            spec(false, "", "3 Gbps"),
            format!("not met: 3 Gbps asked, but one tunnel carries 2.3 Gbps at best; {circuit} 5 Gbps"),
        ),
        (
            spec(false, aes, "1 Gbps"),
            format!(
                "not met: 1 Gbps asked, but one tunnel carries 700 Mbps with `AES256`; `GCMAES256` for encryption, \
                 or {circuit} 1 Gbps"
            ),
        ),
    ] {
        let name = text.split("throughput = ").nth(1).and_then(|it| it.split(" }").next()).expect("what is asked");
        assert_eq!(answer(&text), [format!("throughput {name}: {expected}")]);
    }
    // Whether an existing gateway is active-active, nobody knows who isn't told.
    let existing = spec(false, "", "3 Gbps").replace("active-active = false", "existing = true");
    assert_eq!(answer(&existing), ["throughput 3 Gbps: met: `VpnGw4AZ` carries 5 Gbps"]);
}

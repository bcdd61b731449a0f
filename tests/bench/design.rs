//! What the benchmarks measure on, and how.
#![allow(dead_code)]

use std::ops::Range;
use std::time::{Duration, Instant};

/// A spec of about `size` bytes: hubs, each with a gateway, sites and connections.
pub fn design(size: usize, dirty: bool) -> String {
    let mut text = String::from("edition 2026-10\n\n");
    let mut hub = 0;
    while text.len() < size {
        let (a, b) = (hub / 256 % 256, hub % 256);
        text.push_str(&format!(
            "vnet hub{hub} {{\n  region   = westeurope\n  prefixes = 10.{b}.0.0/16\n  subnet GatewaySubnet {{ prefixes = 10.{b}.255.0/26 }}\n}}\n\n\
             gateway vpn gw{hub} {{\n  vnet          = hub{hub}\n  sku           = VpnGw2AZ\n  active-active = true\n  public-ip a {{ sku = Standard, zones = [1, 2, 3] }}\n  public-ip b {{ sku = Standard, zones = [1, 2, 3] }}\n  bgp {{ asn = 65515 }}\n}}\n\n"
        ));
        for branch in 0..8 {
            let n = hub * 8 + branch;
            let wrong = if dirty && branch % 4 == 0 { "  protocl   = IKEv2\n" } else { "" };
            text.push_str(&site(n));
            text.push_str(&format!(
                "connection site-to-site c{n} {{\n  site       = s{n}\n  gateway    = gw{hub}\n  enable-bgp = true\n{wrong}  shared-key = keyvault(\"kv{a}\", \"psk{n}\")\n}}\n\n"
            ));
        }
        hub += 1;
    }
    text
}

pub fn site(n: usize) -> String {
    let (a, b) = (n / 256 % 256, n % 256);
    format!(
        "site s{n} {{\n  prefixes = 172.{}.{b}.0/24\n  device edge {{\n    model     = cisco-asr\n    public-ip = 198.{}.{a}.{b}\n    bgp {{ asn = {}, peering-address = 172.{}.{b}.254 }}\n  }}\n}}\n\n",
        16 + a % 16,
        51 + n / 65_536,
        64_600 + n % 400,
        16 + a % 16,
    )
}

/// The shortest of several runs of each work, taken in turns: a moment at which the machine does something else
/// then spoils a round, not a ratio.
pub fn shortest<const N: usize>(rounds: usize, mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut times = [Duration::MAX; N];
    for _ in 0..rounds {
        for (work, best) in works.iter_mut().zip(&mut times) {
            let start = Instant::now();
            work();
            *best = start.elapsed().min(*best);
        }
    }
    times
}

/// A keystroke that is measured: its name, what is typed, and where in a text.
pub type Stroke = (&'static str, &'static str, fn(&str) -> Range<usize>);

/// The keystrokes.
pub const STROKES: [Stroke; 4] = [
    ("digit", "1", |text| after(text, "asn = 65", 0)),
    ("brace taken", "", |text| after(text, "bgp {", 1)),
    ("quote taken", "", |text| after(text, "keyvault(\"", 1)),
    ("letter of a name", "x", |text| after(text, "gateway vpn gw", 0)),
];

/// The last `length` bytes of the mark that stands next after the middle of a text.
pub fn after(text: &str, mark: &str, length: usize) -> Range<usize> {
    let middle = text.len() / 2;
    let end = middle + text[middle..].find(mark).expect("the mark") + mark.len();
    end - length..end
}

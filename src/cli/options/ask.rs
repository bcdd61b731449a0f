//! Asks what is needed: the catalogue's questions, on a terminal.

use super::decide::Needs;
use super::parse_bandwidth;
use crate::catalog::{self, EditionId, Need};
use std::io::Write;

/// Asks, and returns what was answered. An empty answer leaves a question open.
pub fn ask(edition: EditionId) -> Needs {
    let mut needs = Needs::default();
    say("Enter leaves a question open.\n");
    for question in &catalog::edition(edition).questions {
        match question.id {
            "throughput" => {
                needs.throughput = answer(question.text, "such as 500Mbps", |text| parse_bandwidth(text).ok());
            }
            "path" => {
                let read = |text: &str| match text {
                    "private" | "p" => Some(true),
                    "vpn" | "v" | "any" => Some(false),
                    _ => None,
                };
                needs.private = answer(question.text, "vpn or private", read) == Some(true);
            }
            "public-ip" => lacks(&mut needs, question.text, Need::PublicIp),
            "vpn-device" => lacks(&mut needs, question.text, Need::VpnDevice),
            "persistent" => {
                let read = |text: &str| match text {
                    "site" | "s" => Some(None),
                    text => text.parse::<u32>().ok().map(Some),
                };
                match answer(question.text, "`site`, or how many computers", read) {
                    Some(None) => needs.persistent = true,
                    Some(clients) => needs.clients = clients,
                    None => {}
                }
            }
            "encrypted" => needs.encrypted = answer(question.text, "yes or no", yes_no) == Some(true),
            "resiliency" => {
                let read = |text: &str| matches!(text, "instance" | "zone" | "both").then(|| text.to_owned());
                let failing = answer(question.text, "instance, zone or both", read).unwrap_or_default();
                needs.active_active = matches!(failing.as_str(), "instance" | "both");
                needs.zone_redundant = matches!(failing.as_str(), "zone" | "both");
            }
            _ => {}
        }
    }
    say("\n");
    needs
}

fn lacks(needs: &mut Needs, question: &str, need: Need) {
    if answer(question, "yes or no", yes_no) == Some(false) {
        needs.without.push(need);
    }
}

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "y" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    }
}

fn say(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Asks until the answer is understood; none for an empty one, or where input ends.
fn answer<T>(question: &str, kind: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    loop {
        say(&format!("{question} ({kind}) "));
        let mut line = String::new();
        match std::io::stdin().read_line(&mut line) {
            Ok(0) | Err(_) => return None,
            Ok(_) => {}
        }
        let line = line.trim().to_lowercase();
        if line.is_empty() {
            return None;
        }
        if let Some(value) = read(&line) {
            return Some(value);
        }
        say(&format!("That is not understood: {kind}.\n"));
    }
}

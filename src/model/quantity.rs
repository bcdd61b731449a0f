//! Numbers with a unit.

use super::item::Value;
use crate::schema::Type;

/// Why a text is no quantity of the type asked for.
#[derive(Debug, PartialEq)]
pub(super) enum Problem {
    /// It is none; what may have been meant.
    None(Vec<String>),
    /// Bits for bytes or the reverse; the unit meant.
    BitOrByte(String),
}

/// Reads number and unit; with the usual spelling, if the unit is written in another way.
pub(super) fn quantity(ty: &Type, written: &str) -> Result<(Value, Option<String>), Problem> {
    let unit_at = written.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(written.len());
    let (number, unit) = written.split_at(unit_at);
    let number = number.trim();
    let Some(whole) = scale(number, 1) else { return Err(Problem::None(Vec::new())) };
    let lower = unit.to_ascii_lowercase();
    let guesses = |units: &[&str]| Err(Problem::None(units.iter().map(|unit| format!("{number} {unit}")).collect()));
    let (factor, usual) = match ty {
        Type::Bandwidth => {
            if unit.is_empty() {
                // Circuits are sold in Mbps from 50 up, ports in Gbps.
                return guesses(if whole < 50 { &["Gbps", "Mbps"] } else { &["Mbps", "Gbps"] });
            }
            let stem = ["/s", "ps"].iter().find_map(|rate| lower.strip_suffix(rate)).unwrap_or(&lower);
            let spelled_out = ["bits", "bit"].iter().find_map(|bit| stem.strip_suffix(bit));
            let Some(prefix) = spelled_out.or_else(|| stem.strip_suffix('b')) else {
                return match lower.as_str() {
                    "k" | "m" | "g" | "t" => guesses(&[&format!("{}bps", multiple(&lower))]),
                    _ => guesses(&[]),
                };
            };
            let factor = match prefix {
                "" => 1,
                "k" => 1_000,
                "m" => 1_000_000,
                "g" => 1_000_000_000,
                "t" => 1_000_000_000_000,
                _ => return guesses(&[]),
            };
            let usual = format!("{}bps", multiple(prefix));
            if spelled_out.is_none() && unit.contains('B') {
                return Err(Problem::BitOrByte(format!("{number} {usual}")));
            }
            (factor, (!usual.eq_ignore_ascii_case(unit)).then_some(usual))
        }
        Type::Duration => match lower.as_str() {
            "s" | "sec" => (1, None),
            "min" => (60, None),
            "h" => (3_600, None),
            "d" => (86_400, None),
            "secs" | "second" | "seconds" => (1, Some("s".to_owned())),
            "mins" | "minute" | "minutes" => (60, Some("min".to_owned())),
            "hr" | "hrs" | "hour" | "hours" => (3_600, Some("h".to_owned())),
            "day" | "days" => (86_400, Some("d".to_owned())),
            "" => return guesses(&["s"]),
            "m" => return guesses(&["min"]),
            _ => return guesses(&[]),
        },
        Type::DataSize => {
            let factor = match lower.as_str() {
                "kb" => 1,
                "mb" => 1 << 10,
                "gb" => 1 << 20,
                "tb" => 1 << 30,
                "" => return guesses(&["KB"]),
                _ => return guesses(&[]),
            };
            if unit.ends_with('b') {
                return Err(Problem::BitOrByte(format!("{number} {}", lower.to_ascii_uppercase())));
            }
            (factor, None)
        }
        _ => return guesses(&[]),
    };
    let value = scale(number, factor).ok_or(Problem::None(Vec::new()))?;
    let value = match ty {
        Type::Bandwidth => Value::Bandwidth(value),
        Type::Duration => Value::Duration(value),
        _ => Value::DataSize(value),
    };
    Ok((value, usual.map(|unit| format!("{number} {unit}"))))
}

/// A bandwidth in bits per second, as a spec may write it.
pub fn bandwidth(written: &str) -> Option<u64> {
    match quantity(&Type::Bandwidth, written) {
        Ok((Value::Bandwidth(bits), _)) => Some(bits),
        _ => None,
    }
}

/// `M` for `m`, but `k`.
fn multiple(prefix: &str) -> String {
    if prefix == "k" { "k".to_owned() } else { prefix.to_ascii_uppercase() }
}

/// `1.25` times 1_000_000_000, without floating point.
fn scale(number: &str, factor: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.replace('_', "").parse().ok()?;
    let mut value = whole.checked_mul(factor)?;
    let mut unit = factor;
    for digit in fraction.bytes() {
        unit /= 10;
        value = value.checked_add(u64::from(digit.checked_sub(b'0')?) * unit)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_exact_and_mind_bits_and_bytes() {
        let read = |ty: Type, written| quantity(&ty, written);
        let bandwidth = |written| read(Type::Bandwidth, written);
        assert_eq!(bandwidth("1.25 Gbps"), Ok((Value::Bandwidth(1_250_000_000), None)));
        assert_eq!(bandwidth("500mbps"), Ok((Value::Bandwidth(500_000_000), None)));
        for habit in ["500 Mbit/s", "500Mbit", "500 Mb/s", "500 Mb", "500 MBit/s"] {
            assert_eq!(bandwidth(habit), Ok((Value::Bandwidth(500_000_000), Some("500 Mbps".into()))), "{habit}");
        }
        for bytes in ["500MBPS", "500 MB/s", "500 MB"] {
            assert_eq!(bandwidth(bytes), Err(Problem::BitOrByte("500 Mbps".into())), "{bytes}");
        }
        assert_eq!(bandwidth("10G"), Err(Problem::None(vec!["10 Gbps".into()])));
        assert_eq!(bandwidth("500"), Err(Problem::None(vec!["500 Mbps".into(), "500 Gbps".into()])));
        assert_eq!(bandwidth("8 h"), Err(Problem::None(Vec::new())));
        assert_eq!(read(Type::DataSize, "1 MB"), Ok((Value::DataSize(1024), None)));
        assert_eq!(read(Type::DataSize, "1 Mb"), Err(Problem::BitOrByte("1 MB".into())));
        assert_eq!(read(Type::Duration, "8 h"), Ok((Value::Duration(28_800), None)));
        assert_eq!(read(Type::Duration, "8 hours"), Ok((Value::Duration(28_800), Some("8 h".into()))));
        assert_eq!(read(Type::Duration, "45"), Err(Problem::None(vec!["45 s".into()])));
    }
}

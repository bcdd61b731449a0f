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

/// A number with a unit, understood.
#[derive(Debug, PartialEq)]
pub(super) struct Quantity<'w> {
    pub value: Value,
    number: &'w str,
    unit: &'static str,
    /// Whether the unit is the usual one, in whatever letter case.
    pub is_usual: bool,
}

impl Quantity<'_> {
    /// As it is usually written.
    pub fn spelled(&self) -> String {
        format!("{} {}", self.number, self.unit)
    }
}

/// A unit: how it is written, how much it is, what else people write.
type Unit = (&'static str, u64, &'static [&'static str]);

const BITS: [Unit; 5] = [
    ("bps", 1, &[]),
    ("kbps", 1_000, &[]),
    ("Mbps", 1_000_000, &[]),
    ("Gbps", 1_000_000_000, &[]),
    ("Tbps", 1_000_000_000_000, &[]),
];

const TIMES: [Unit; 4] = [
    ("s", 1, &["sec", "secs", "second", "seconds"]),
    ("min", 60, &["mins", "minute", "minutes"]),
    ("h", 3_600, &["hr", "hrs", "hour", "hours"]),
    ("d", 86_400, &["day", "days"]),
];

const BYTES: [Unit; 4] = [("KB", 1, &[]), ("MB", 1 << 10, &[]), ("GB", 1 << 20, &[]), ("TB", 1 << 30, &[])];

fn find(units: &[Unit], written: &str) -> Option<Unit> {
    let is_it = |name: &&str| name.eq_ignore_ascii_case(written);
    units.iter().find(|(usual, _, others)| is_it(usual) || others.iter().any(is_it)).copied()
}

/// Reads number and unit.
pub(super) fn quantity<'w>(ty: &Type, written: &'w str) -> Result<Quantity<'w>, Problem> {
    let unit_at = written.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(written.len());
    let (number, unit) = written.split_at(unit_at);
    let number = number.trim();
    let Some(whole) = scale(number, 1) else { return Err(Problem::None(Vec::new())) };
    let guesses = |units: &[&str]| Err(Problem::None(units.iter().map(|unit| format!("{number} {unit}")).collect()));
    let known = match ty {
        Type::Bandwidth => bandwidth_unit(unit),
        Type::Duration => find(&TIMES, unit),
        Type::DataSize => find(&BYTES, unit),
        _ => None,
    };
    let Some((usual, factor, _)) = known else {
        return match (ty, unit.to_ascii_lowercase().as_str()) {
            // Circuits are sold in Mbps from 50 up, ports in Gbps.
            (Type::Bandwidth, "") => guesses(if whole < 50 { &["Gbps", "Mbps"] } else { &["Mbps", "Gbps"] }),
            (Type::Bandwidth, half) => match find(&BITS, &format!("{half}bps")) {
                Some((whole, ..)) => guesses(&[whole]),
                None => guesses(&[]),
            },
            (Type::Duration, "") => guesses(&["s"]),
            (Type::Duration, "m") => guesses(&["min"]),
            (Type::DataSize, "") => guesses(&["KB"]),
            _ => guesses(&[]),
        };
    };
    let swapped = match ty {
        // Who spells out the word knows what a bit is.
        Type::Bandwidth => unit.contains('B') && !unit.to_ascii_lowercase().contains("bit"),
        Type::DataSize => unit.ends_with('b'),
        _ => false,
    };
    if swapped {
        return Err(Problem::BitOrByte(format!("{number} {usual}")));
    }
    let amount = scale(number, factor).ok_or(Problem::None(Vec::new()))?;
    let value = match ty {
        Type::Bandwidth => Value::Bandwidth(amount),
        Type::Duration => Value::Duration(amount),
        _ => Value::DataSize(amount),
    };
    Ok(Quantity { value, number, unit: usual, is_usual: usual.eq_ignore_ascii_case(unit) })
}

/// `Mbps`, `Mbit/s`, `Mbits`, `Mb/s`, `Mb`
fn bandwidth_unit(written: &str) -> Option<Unit> {
    let lower = written.to_ascii_lowercase();
    let stem = ["/s", "ps"].iter().find_map(|rate| lower.strip_suffix(rate)).unwrap_or(&lower);
    let multiple = ["bits", "bit", "b"].iter().find_map(|bit| stem.strip_suffix(bit))?;
    find(&BITS, &format!("{multiple}bps"))
}

/// The spelling of a quantity whose unit is usual but for its letter case: of the type, or of any where the
/// type isn't known.
pub fn spelled(ty: Option<&Type>, written: &str) -> Option<String> {
    let any = [Type::Bandwidth, Type::Duration, Type::DataSize];
    let types = ty.map_or(&any[..], std::slice::from_ref);
    let mut read = types.iter().filter_map(|ty| quantity(ty, written).ok());
    read.find(|it| it.is_usual).map(|it| it.spelled())
}

/// A bandwidth in bits per second, as a spec may write it.
pub fn bandwidth(written: &str) -> Option<u64> {
    match quantity(&Type::Bandwidth, written).ok()?.value {
        Value::Bandwidth(bits) => Some(bits),
        _ => None,
    }
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
        // As it is usually written, where the unit is another.
        let read = |ty: Type, written| {
            quantity(&ty, written).map(|it| (it.value.clone(), (!it.is_usual).then(|| it.spelled())))
        };
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

    #[test]
    fn units_are_spaced_and_spelled() {
        for (written, usual) in [
            ("500mbps", Some("500 Mbps")),
            ("8H", Some("8 h")),
            ("10 kB", Some("10 KB")),
            ("1.25  GBPS", None),
            ("1 Mb", None),
            ("5 parsecs", None),
        ] {
            assert_eq!(spelled(None, written).as_deref(), usual, "{written}");
        }
        assert_eq!(spelled(Some(&Type::Bandwidth), "8 h"), None);
    }
}

//! Comparing versions as vendors write them.

use std::cmp::Ordering;

/// Compares two versions by their runs of digits: `15.1(4)M` is above `15.1`, `R75.40` below
/// `R80.10`, `v11.x` equals `11`. Letters order nothing, so what differs by them alone is equal.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (numbers(a), numbers(b));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) => match a.unwrap_or(0).cmp(&b.unwrap_or(0)) {
                Ordering::Equal => {}
                order => return order,
            },
        }
    }
}

/// Whether a version can be compared at all.
pub fn is_comparable(version: &str) -> bool {
    numbers(version).next().is_some()
}

fn numbers(text: &str) -> impl Iterator<Item = u64> + '_ {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).map(|run| run.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_their_numbers() {
        assert_eq!(compare("8.2", "8.4"), Ordering::Less);
        assert_eq!(compare("R80.10", "R75.40"), Ordering::Greater);
        assert_eq!(compare("15.1(4)M", "15.1"), Ordering::Greater);
        assert_eq!(compare("v11.x", "11"), Ordering::Equal);
        assert_eq!(compare("10.4r9", "10.4"), Ordering::Greater);
        assert_eq!(compare("5.10", "5.9"), Ordering::Greater);
        assert!(!is_comparable("N/A"));
    }
}

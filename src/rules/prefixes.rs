//! Prefixes held against each other without comparing each with each: two prefixes are either apart or
//! one holds the other, so that sorted by address they form a forest.

use crate::model::Values;
use crate::model::entities::Vnet;
use crate::schema::Attr;
use ipnet::IpNet;
use rustc_hash::FxHashSet;

/// How a prefix stands to another one with which it shares addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They are the same.
    Equal,
    /// It lies inside the other.
    Inside,
    /// It holds the other.
    Contains,
}

/// Whether two prefixes share an address.
pub fn overlap(one: &IpNet, other: &IpNet) -> bool {
    one.contains(other) || other.contains(one)
}

impl Relation {
    /// How `one` stands to `other`; none where they are apart.
    pub fn of(one: &IpNet, other: &IpNet) -> Option<Relation> {
        if one == other {
            Some(Relation::Equal)
        } else if other.contains(one) {
            Some(Relation::Inside)
        } else {
            one.contains(other).then_some(Relation::Contains)
        }
    }

    /// The verb of a message: "`10.0.0.0/16` equals …".
    pub fn verb(self) -> &'static str {
        match self {
            Relation::Equal => "equals",
            Relation::Inside => "lies inside",
            Relation::Contains => "contains",
        }
    }
}

/// A prefix with what it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Entry<T> {
    /// The prefix.
    pub prefix: IpNet,
    /// What it belongs to.
    pub owner: T,
    /// The entry that is equal and stands before it, else the narrowest that holds it.
    above: Option<u32>,
}

/// Prefixes, sorted so that overlaps are found without looking at all of them.
#[derive(Clone, Debug)]
pub struct PrefixSet<T> {
    entries: Vec<Entry<T>>,
}

impl<T> PrefixSet<T> {
    /// Sorts the prefixes; equal ones keep their order.
    pub fn new(prefixes: impl IntoIterator<Item = (IpNet, T)>) -> PrefixSet<T> {
        let mut entries: Vec<Entry<T>> =
            prefixes.into_iter().map(|(prefix, owner)| Entry { prefix, owner, above: None }).collect();
        entries.sort_by_key(|entry| key(&entry.prefix));
        let mut open: Vec<u32> = Vec::new();
        for index in 0..entries.len() {
            let prefix = entries[index].prefix;
            while open.last().is_some_and(|top| !entries[*top as usize].prefix.contains(&prefix)) {
                open.pop();
            }
            entries[index].above = open.last().copied();
            // Of equal prefixes only the last stays open: the others are reached through it.
            if open.last().is_some_and(|top| entries[*top as usize].prefix == prefix) {
                open.pop();
            }
            open.push(index as u32);
        }
        PrefixSet { entries }
    }

    /// One that shares addresses with the prefix, and how the prefix stands to it: an equal one, else
    /// one that holds it, else one inside it.
    pub fn overlapping(&self, prefix: &IpNet) -> Option<(Relation, &Entry<T>)> {
        let at = self.entries.partition_point(|entry| key(&entry.prefix) < key(prefix));
        let next = self.entries.get(at).filter(|next| prefix.contains(&next.prefix));
        if let Some(next) = next
            && next.prefix == *prefix
        {
            return Some((Relation::Equal, next));
        }
        let mut before = at.checked_sub(1).map(|before| &self.entries[before]);
        while let Some(entry) = before {
            if entry.prefix.contains(prefix) {
                return Some((Relation::Inside, entry));
            }
            before = entry.above.map(|above| &self.entries[above as usize]);
        }
        next.map(|next| (Relation::Contains, next))
    }

    /// For each prefix the nearest one equal to it or around it whose owner `clashes` with its own:
    /// at most one pair a prefix, the narrower first.
    pub fn clashes(&self, clashes: impl Fn(&T, &T) -> bool) -> Vec<(&Entry<T>, &Entry<T>)> {
        let mut found = Vec::new();
        for entry in &self.entries {
            let mut above = entry.above;
            while let Some(index) = above {
                let other = &self.entries[index as usize];
                if clashes(&entry.owner, &other.owner) {
                    found.push((entry, other));
                    break;
                }
                above = other.above;
            }
        }
        found
    }
}

fn key(prefix: &IpNet) -> (std::net::IpAddr, u8) {
    (prefix.network(), prefix.prefix_len())
}

/// The VNet and the peered ones that use its gateways: what a gateway there stands for.
pub fn behind(vnet: Vnet<'_>) -> Vec<Vnet<'_>> {
    let mut vnets = vec![vnet];
    let mut known = FxHashSet::from_iter([vnet.name()]);
    for peering in vnet.peerings() {
        if peering.gateway_owner().is_some_and(|owner| owner.name() == vnet.name()) {
            let ends = [peering.from(), peering.to()];
            let spoke = ends.into_iter().flatten().find(|end| end.name() != vnet.name());
            vnets.extend(spoke.filter(|spoke| known.insert(spoke.name())));
        }
    }
    vnets
}

/// The prefixes of VNets, each with its VNet and its place.
pub fn address_space<'m>(vnets: &[Vnet<'m>]) -> PrefixSet<(Vnet<'m>, crate::finding::Span)> {
    PrefixSet::new(vnets.iter().flat_map(|vnet| {
        let prefixes: Values<IpNet> = vnet.prefixes(Attr::Prefixes);
        prefixes.into_iter().map(|at| (at.value, (*vnet, at.span)))
    }))
}

/// A list of prefixes as written in a spec.
pub fn written(prefixes: &[IpNet]) -> String {
    let words: Vec<_> = prefixes.iter().map(IpNet::to_string).collect();
    match words.as_slice() {
        [one] => one.clone(),
        words => format!("[{}]", words.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(prefixes: &[&str]) -> PrefixSet<usize> {
        PrefixSet::new(prefixes.iter().enumerate().map(|(index, it)| (it.parse().expect("a prefix"), index)))
    }

    fn ask(set: &PrefixSet<usize>, prefix: &str) -> Option<(Relation, usize)> {
        set.overlapping(&prefix.parse().expect("a prefix")).map(|(relation, entry)| (relation, entry.owner))
    }

    #[test]
    fn finds_what_overlaps_past_neighbours_that_do_not() {
        let set = set(&["10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/24", "192.168.0.0/24", "fd00::/48"]);
        assert_eq!(ask(&set, "10.2.0.0/16"), Some((Relation::Inside, 0)));
        assert_eq!(ask(&set, "10.1.0.0/16"), Some((Relation::Equal, 1)));
        assert_eq!(ask(&set, "10.1.0.128/25"), Some((Relation::Inside, 2)));
        assert_eq!(ask(&set, "192.168.0.0/16"), Some((Relation::Contains, 3)));
        assert_eq!(ask(&set, "fd00:0:0:1::/64"), Some((Relation::Inside, 4)));
        assert_eq!(ask(&set, "11.0.0.0/8"), None);
        assert_eq!(ask(&set, "0.0.0.0/0"), Some((Relation::Contains, 0)));
    }

    #[test]
    fn clashes_agree_with_comparing_each_with_each() {
        let texts =
            ["10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/16", "10.1.0.0/16", "10.1.2.0/24", "10.2.0.0/16", "172.16.0.0/12"];
        // Neighbours in pairs belong together.
        let set = set(&texts);
        let together = |one: &usize, other: &usize| one / 2 != other / 2;
        let clashing: Vec<_> = set.clashes(together).iter().map(|(one, other)| (one.owner, other.owner)).collect();
        let prefix = |index: usize| texts[index].parse::<IpNet>().expect("a prefix");
        for index in 0..texts.len() {
            let expected = (0..texts.len()).any(|other| {
                other != index
                    && together(&index, &other)
                    && (prefix(other).contains(&prefix(index)))
                    && (prefix(other) != prefix(index) || other < index)
            });
            assert_eq!(clashing.iter().any(|(one, _)| *one == index), expected, "{}", texts[index]);
        }
    }
}

//! Words that all tables share: where a value comes from, what is disputed about it, bandwidths,
//! dates.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

/// A public document that facts were read in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The id that rows and rule pages name it by: `E…` documents of 2016, `C…` current ones, `K…`
    /// independent checks, `R…` Internet standards and registries.
    pub id: &'static str,
    /// What the document is called.
    pub title: &'static str,
    /// Its public address.
    pub url: &'static str,
    /// The date that the document gives itself, ISO where it gives one (`2016-05-16`, `2016`,
    /// `undated`).
    pub date: &'static str,
    /// The day it was read, ISO.
    #[serde(with = "day")]
    pub read: Date,
}

impl Source {
    /// Whether a finding under the edition may rest on it: a document of 2016 says nothing about
    /// today, nor a current one about 2016; checks and standards hold for both.
    pub fn speaks_of(&self, edition: super::EditionId) -> bool {
        let other = match edition {
            super::EditionId::E2016_05 => 'C',
            super::EditionId::E2026_10 => 'E',
        };
        !self.id.starts_with(other)
    }
}

/// A point on which documents, or documents and Azure itself, disagree.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Disputed {
    /// The column in dispute, where it is a single one.
    pub field: Option<&'static str>,
    /// What is disputed, and what the row uses.
    pub note: &'static str,
    /// The value that is not used.
    pub other: Option<&'static str>,
    /// Who says otherwise.
    pub sources: Vec<&'static str>,
}

/// What every row of every table can tell about itself.
pub trait Row {
    /// Name of the row, unique within its table.
    fn key(&self) -> String;
    /// Ids of the sources of the row as a whole.
    fn source_ids(&self) -> &[&'static str];
    /// Sources of single columns, where they differ from the row's.
    fn field_sources(&self) -> &BTreeMap<&'static str, Vec<&'static str>>;
    /// What is disputed about the row.
    fn disputed(&self) -> &[Disputed];
}

/// Defines a table's row: the columns given, and the three that every row has.
macro_rules! row {
    (
        $(#[$meta:meta])*
        struct $name:ident, key |$row:ident| $key:expr, {
            $($(#[$field_meta:meta])* $field:ident: $ty:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
        #[serde(
            rename_all = "kebab-case",
            deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
            /// Ids of the sources of the row.
            #[serde(borrow)]
            pub source: Vec<&'static str>,
            /// Sources of single columns, by the column's name, where they differ from the row's.
            #[serde(default)]
            pub field_source: std::collections::BTreeMap<&'static str, Vec<&'static str>>,
            /// Points on which sources disagree; the row holds the milder value.
            #[serde(default)]
            pub disputed: Vec<super::Disputed>,
        }

        impl super::Row for $name {
            fn key(&self) -> String {
                let $row = self;
                $key
            }
            fn source_ids(&self) -> &[&'static str] {
                &self.source
            }
            fn field_sources(
                &self,
            ) -> &std::collections::BTreeMap<&'static str, Vec<&'static str>> {
                &self.field_source
            }
            fn disputed(&self) -> &[super::Disputed] {
                &self.disputed
            }
        }
    };
}
pub(super) use row;

/// Defines an enumeration whose variants carry the spelling used in data files and in the API.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Deserialize, serde::Serialize,
        )]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The spelling used in data files, messages and specs.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            /// Reads the spelling of [`Self::as_str`], whatever its letter case.
            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|word| word.as_str().eq_ignore_ascii_case(text))
                    .ok_or(())
            }
        }
    };
}
pub(super) use words;

words! {
    /// Whether something is to be had.
    Support {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Documents disagree, or the documents forbid what Azure is known to accept: worth a
        /// warning, not an error.
        Unclear = "unclear",
    }
}

/// A data rate in bits per second, decimal as carriers and Azure count.
///
/// Data files write `650 Mbps`, `1.25 Gbps`; so does `Display`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bandwidth(pub u64);

impl Bandwidth {
    /// So many megabits per second.
    pub const fn mbps(mbps: u64) -> Self {
        Self(mbps * 1_000_000)
    }

    /// Bits per second.
    pub const fn bps(self) -> u64 {
        self.0
    }
}

const UNITS: [(&str, u64); 3] = [("Gbps", 1_000_000_000), ("Mbps", 1_000_000), ("kbps", 1_000)];

impl fmt::Display for Bandwidth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (unit, factor) in UNITS {
            if self.0 >= factor {
                let (whole, rest) = (self.0 / factor, self.0 % factor);
                if rest == 0 {
                    return write!(f, "{whole} {unit}");
                }
                let digits = format!("{:0width$}", rest, width = factor.ilog10() as usize);
                return write!(f, "{whole}.{} {unit}", digits.trim_end_matches('0'));
            }
        }
        write!(f, "{} bps", self.0)
    }
}

impl FromStr for Bandwidth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{text}` is no bandwidth such as `1.25 Gbps`");
        let (number, unit) = text.split_once(' ').ok_or_else(refuse)?;
        let (_, factor) = UNITS.into_iter().find(|(name, _)| *name == unit).ok_or_else(refuse)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let mut bps = whole.parse::<u64>().ok().and_then(|whole| whole.checked_mul(factor)).ok_or_else(refuse)?;
        let mut place = factor;
        for digit in fraction.chars() {
            place /= 10;
            bps += u64::from(digit.to_digit(10).ok_or_else(refuse)?) * place;
        }
        Ok(Self(bps))
    }
}

impl Serialize for Bandwidth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Bandwidth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            u64::deserialize(deserializer).map(Self)
        }
    }
}

/// Dates: `"2026-09-30"` in data files, three integers in the blob.
pub mod day {
    use super::*;

    /// Writes a date.
    pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(date)
        } else {
            (date.year(), date.month(), date.day()).serialize(serializer)
        }
    }

    /// Reads a date.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(|_| D::Error::custom(format!("`{text}` is no date such as `2026-09-30`")))
        } else {
            let (year, month, day) = Deserialize::deserialize(deserializer)?;
            Date::new(year, month, day).map_err(D::Error::custom)
        }
    }
}

/// Optional dates, as in [`day`].
pub mod opt_day {
    use super::*;

    #[derive(Deserialize, Serialize)]
    struct Day(#[serde(with = "day")] Date);

    /// Writes a date or its absence.
    pub fn serialize<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        date.map(Day).serialize(serializer)
    }

    /// Reads a date or its absence.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        Ok(Option::<Day>::deserialize(deserializer)?.map(|day| day.0))
    }
}

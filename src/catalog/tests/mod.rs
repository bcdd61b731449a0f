//! Tests of the catalogue: what the loader refuses, what every edition must hold, and spot checks
//! of figures against the documents.

mod figures;
mod loader;
mod whole;

use jiff::civil::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

//! The pages of all rules, as compiled in.

use super::Page;
use std::sync::LazyLock;

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let blob: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pages.postcard"));
    postcard::from_bytes(blob).expect("the build script wrote what this reads")
});

/// All pages, by rule.
pub fn pages() -> &'static [Page] {
    &PAGES
}

/// The page of a rule.
pub fn page(rule: &str) -> Option<&'static Page> {
    let index = PAGES.binary_search_by_key(&rule, |page| page.rule).ok()?;
    Some(&PAGES[index])
}

/// Where the pages of rules stand.
const ADDRESS: &str = "https://github.com/connspec/connspec/blob/main/docs/rules";

/// The public address of a rule's page.
pub fn page_url(rule: &str) -> String {
    format!("{ADDRESS}/{rule}.md")
}

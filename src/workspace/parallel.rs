//! Doing the same with many things, side by side.

/// Maps in order, side by side where the build has threads and there are at least `worthwhile` things.
#[cfg(feature = "cli")]
pub(super) fn parallel<A: Sync, B: Send>(items: &[A], worthwhile: usize, each: impl Fn(&A) -> B + Sync) -> Vec<B> {
    use rayon::prelude::*;
    if items.len() < worthwhile {
        return items.iter().map(each).collect();
    }
    match pool() {
        Some(pool) => pool.install(|| items.par_iter().map(&each).collect()),
        None => items.iter().map(each).collect(),
    }
}

/// The threads; none where the system gives none.
#[cfg(feature = "cli")]
fn pool() -> Option<&'static rayon::ThreadPool> {
    /// Enough for the deepest nesting a segment can hold.
    const STACK: usize = 8 << 20;
    static POOL: std::sync::OnceLock<Option<rayon::ThreadPool>> = std::sync::OnceLock::new();
    POOL.get_or_init(|| rayon::ThreadPoolBuilder::new().stack_size(STACK).build().ok()).as_ref()
}

/// Maps in order.
#[cfg(not(feature = "cli"))]
pub(super) fn parallel<A: Sync, B: Send>(items: &[A], _: usize, each: impl Fn(&A) -> B + Sync) -> Vec<B> {
    items.iter().map(each).collect()
}

//! A map that is cheap to clone and to change a little: a shared base under a small layer of changes.
//!
//! A keystroke and a tried-out candidate both change a handful of entries of an index with tens of
//! thousands. The layer is folded into a new base before it grows big enough to be felt.

use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::hash::Hash;
use std::sync::Arc;

/// How many changes a layer holds before it is folded into the base.
const FOLD_AT: usize = 256;

#[derive(Debug)]
pub(crate) struct Layered<K, V> {
    base: Arc<FxHashMap<K, V>>,
    layer: FxHashMap<K, Option<V>>,
}

impl<K, V> Default for Layered<K, V> {
    fn default() -> Self {
        Layered { base: Arc::default(), layer: FxHashMap::default() }
    }
}

impl<K: Clone, V: Clone> Clone for Layered<K, V> {
    fn clone(&self) -> Self {
        Layered { base: self.base.clone(), layer: self.layer.clone() }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Layered<K, V> {
    pub fn from_map(base: FxHashMap<K, V>) -> Self {
        Layered { base: Arc::new(base), layer: FxHashMap::default() }
    }

    pub fn get<Q: ?Sized + Hash + Eq>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        if !self.layer.is_empty()
            && let Some(changed) = self.layer.get(key)
        {
            return changed.as_ref();
        }
        self.base.get(key)
    }

    pub fn set(&mut self, key: K, value: Option<V>) {
        self.layer.insert(key, value);
    }

    /// Folds the layer into a new base if it has grown.
    pub fn fold(&mut self) {
        if self.layer.len() < FOLD_AT {
            return;
        }
        let mut base = FxHashMap::clone(&self.base);
        for (key, value) in self.layer.drain() {
            match value {
                Some(value) => base.insert(key, value),
                None => base.remove(&key),
            };
        }
        self.base = Arc::new(base);
    }
}

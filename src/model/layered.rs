//! A map that is cheap to clone and to change a little: a shared base under a small layer of changes.
//!
//! A keystroke and a tried-out candidate both change a handful of entries of an index with tens of
//! thousands. The layer is folded into a new base before it grows big enough to be felt.

use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::hash::Hash;
use std::sync::Arc;

/// How many changes a layer holds before it is folded into the base, and which share of the base.
const FOLD_AT: usize = 256;
const FOLD_SHARE: usize = 16;

#[derive(Debug)]
pub(crate) struct Layered<K, V> {
    base: Arc<FxHashMap<K, V>>,
    layer: Arc<FxHashMap<K, Option<V>>>,
}

impl<K, V> Default for Layered<K, V> {
    fn default() -> Self {
        Layered { base: Arc::default(), layer: Arc::default() }
    }
}

impl<K, V> Clone for Layered<K, V> {
    fn clone(&self) -> Self {
        Layered { base: self.base.clone(), layer: self.layer.clone() }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Layered<K, V> {
    pub fn from_map(base: FxHashMap<K, V>) -> Self {
        Layered { base: Arc::new(base), layer: Arc::default() }
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
        Arc::make_mut(&mut self.layer).insert(key, value);
    }

    /// Every entry, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let base = self.base.iter().filter(|(key, _)| self.layer.is_empty() || !self.layer.contains_key(*key));
        base.chain(self.layer.iter().filter_map(|(key, value)| Some((key, value.as_ref()?))))
    }

    /// Folds the layer into a new base if it has grown.
    pub fn fold(&mut self) {
        if self.layer.len() < FOLD_AT.max(self.base.len() / FOLD_SHARE) {
            return;
        }
        let mut base = FxHashMap::clone(&self.base);
        for (key, value) in std::mem::take(&mut self.layer).iter() {
            match value {
                Some(value) => base.insert(key.clone(), value.clone()),
                None => base.remove(key),
            };
        }
        self.base = Arc::new(base);
    }
}

//! Who reads a value.

use std::collections::HashMap;

use crate::graph::Value;

/// Which nodes read what in a pass, found once for a whole network: else each value would be looked
/// for in all nodes.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) of_value: HashMap<Value, Vec<usize>>,
    pub(crate) of_node: HashMap<usize, Vec<usize>>,
}

impl Uses {
    /// Adds a node that reads a value; nodes come in order.
    pub(crate) fn add(&mut self, value: Value, node: usize) {
        add(self.of_value.entry(value).or_default(), node);
        if let Some(source) = value.node() {
            add(self.of_node.entry(source).or_default(), node);
        }
    }
}

/// A node that reads a value twice reads it once.
fn add(readers: &mut Vec<usize>, node: usize) {
    if readers.last() != Some(&node) {
        readers.push(node);
    }
}

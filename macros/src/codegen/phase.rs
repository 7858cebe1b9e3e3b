//! What is computed in which pass, and whose memory a value has.

use crate::check::{Network, Uses};
use crate::graph::Value;
use crate::layers::Work;

/// A kind of pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Inference,
    Training,
}

impl Phase {
    /// False where a node gives its input on as it is.
    pub(super) fn computes(self, network: &Network<'_>, node: usize) -> bool {
        match network.layer_of(node).spec.map(|spec| spec.work) {
            Some(Work::Always) | None => true,
            Some(Work::Training) => self == Self::Training,
            Some(Work::Never) => false,
        }
    }

    /// The nodes that compute, in order.
    pub(super) fn nodes(self, network: &Network<'_>) -> impl Iterator<Item = usize> {
        (0..network.nodes().len()).filter(move |node| self.computes(network, *node))
    }

    /// The value whose memory a value is: itself, or its source through layers that pass it on.
    pub(super) fn root(self, network: &Network<'_>, mut value: Value) -> Value {
        while let Value::Node(node) = value
            && !self.computes(network, node)
        {
            value = network.nodes()[node].inputs[0];
        }
        value
    }

    /// The roots of a node's inputs.
    pub(super) fn inputs(self, network: &Network<'_>, node: usize) -> Vec<Value> {
        network.nodes()[node].inputs.iter().map(|value| self.root(network, *value)).collect()
    }

    /// The computing nodes that read a value, in order.
    pub(super) fn readers<'a>(self, network: &'a Network<'_>, value: Value) -> &'a [usize] {
        self.uses(network).of_value.get(&value).map_or(&[], Vec::as_slice)
    }

    /// The computing nodes that read a node's values, in order.
    pub(super) fn readers_of<'a>(self, network: &'a Network<'_>, node: usize) -> &'a [usize] {
        self.uses(network).of_node.get(&node).map_or(&[], Vec::as_slice)
    }

    fn uses<'a>(self, network: &'a Network<'_>) -> &'a Uses {
        network.uses[self as usize].get_or_init(|| {
            let mut uses = Uses::default();
            for node in self.nodes(network) {
                self.inputs(network, node).into_iter().for_each(|value| uses.add(value, node));
            }
            uses
        })
    }

    /// Whether an output is a node's value, or one of them.
    pub(super) fn gives_output(self, network: &Network<'_>, node: usize) -> bool {
        network.heads().iter().any(|head| self.root(network, *head).node() == Some(node))
    }

    /// The output whose memory a node can write directly, if nothing else reads its value.
    pub(super) fn own_head(self, network: &Network<'_>, node: usize) -> Option<usize> {
        let value = Value::Node(node);
        let mut heads =
            (0..network.heads().len()).filter(|head| self.root(network, network.heads()[*head]) == value);
        match (heads.next(), heads.next()) {
            (Some(head), None) if self.readers(network, value).is_empty() => Some(head),
            _ => None,
        }
    }
}

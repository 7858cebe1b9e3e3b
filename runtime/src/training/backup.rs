//! Putting a model back as it was.

use super::trainer::{State, Trainer};
use crate::losses::Loss;
use crate::network::Network;
use crate::scalar::Scalar;

/// A copy of everything that training changes.
pub(super) struct Backup<T: Scalar, O, M> {
    weights: Vec<T>,
    state: State<T>,
    optimizer: O,
    metrics: M,
}

impl<N: Network, O: Clone, L: Loss<N::Scalar>, M: Clone> Trainer<N, O, L, M> {
    pub(super) fn backup(&self) -> Backup<N::Scalar, O, M> {
        Backup {
            weights: self.network.as_slice().to_vec(),
            state: self.state.clone(),
            optimizer: self.optimizer.clone(),
            metrics: self.metrics.clone(),
        }
    }

    pub(super) fn restore(&mut self, backup: Backup<N::Scalar, O, M>) {
        self.network.as_mut_slice().copy_from_slice(&backup.weights);
        self.state = backup.state;
        self.optimizer = backup.optimizer;
        self.metrics = backup.metrics;
    }
}

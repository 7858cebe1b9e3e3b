//! Forward and backward passes over a batch, with their memory.

use super::batch::{Inputs, Pick};
use super::memory::Memory;
use super::step::work;
use crate::network::Network;
use crate::op::Pass;
use crate::plan::Slot;
use crate::threads::Threads;

/// The memory of a forward and a backward pass over a batch: for training loops of one's own.
///
/// It grows to the largest batch that it sees, and allocates nothing after.
///
/// ```
/// use netform::prelude::*;
/// use netform::training::Tape;
///
/// network! {
///     /// The probabilities of two actions in a state.
///     struct Policy: [3] -> [2] {
///         Dense(2, activation = softmax),
///     }
/// }
///
/// # fn main() -> Result<(), TrainingError> {
/// // Steps of gradient ascent on the expected reward: the second action's is 1, the first one's 0.
/// let states = [SVector::from([1.0, 0.0, 0.5]), SVector::from([0.0, 1.0, -0.5])];
/// let mut model = Policy::new(1).compile(SGD::new(0.5), MeanSquaredError::default(), ());
/// let mut tape = Tape::new();
/// let before = model.predict(&states[0])[1];
/// for seed in 0..20 {
///     tape.forward(model.network(), &states, seed);
///     let (_probabilities, d_probabilities) = tape.head(0);
///     d_probabilities.copy_from_slice(&[0.0, -1.0, 0.0, -1.0]);
///     tape.backward(model.network(), &states);
///     model.apply_gradients(tape.gradients())?;
/// }
/// assert!(model.predict(&states[0])[1] > before.max(0.8));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Tape<N: Network> {
    pub(super) memory: Memory<N::Scalar>,
    pub(super) gradients: Memory<N::Scalar>,
    gathered: Memory<N::Scalar>,
    pub(super) pass: Pass,
}

impl<N: Network> Default for Tape<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Network> Tape<N> {
    /// A tape without memory.
    #[must_use]
    pub fn new() -> Self {
        Self {
            memory: Memory::default(),
            gradients: Memory::default(),
            gathered: Memory::default(),
            pass: Pass::training(0, 0),
        }
    }

    /// The forward pass over some samples, in training: dropout drops, by the seed.
    pub fn forward(&mut self, network: &N, samples: &[N::Input], seed: u64) {
        let mut gathered = core::mem::take(&mut self.gathered);
        let threads = Threads::here().worth(work::<N>(samples.len()));
        let inputs = Inputs::gather::<N>(threads, &mut gathered, samples, &Pick::all(samples));
        let pass = Pass { threads, ..Pass::training(samples.len(), seed) };
        self.run_forward(network, pass, &inputs, false);
        self.gathered = gathered;
    }

    /// An output's values after [`forward`](Self::forward), and where
    /// [`backward`](Self::backward) expects the gradient of the loss with respect to them. Both of
    /// the whole batch, one sample after another; empty for an output that the network lacks.
    pub fn head(&mut self, output: usize) -> (&mut [N::Scalar], &mut [N::Scalar]) {
        let Some(head) = N::HEADS.get(output) else { return Default::default() };
        let batch = self.pass.batch;
        let range = |slot: Slot| slot.offset * batch..(slot.offset + slot.len) * batch;
        // The plan keeps both apart.
        match self.memory.as_mut_slice().get_disjoint_mut([range(head.output), range(head.d_output)]) {
            Ok([values, gradient]) => (values, gradient),
            Err(_) => Default::default(),
        }
    }

    /// The backward pass, after [`forward`](Self::forward) with the same network and samples and
    /// once the gradient of every [`head`](Self::head) is written.
    pub fn backward(&mut self, network: &N, samples: &[N::Input]) {
        let mut gathered = core::mem::take(&mut self.gathered);
        let inputs = Inputs::gather::<N>(self.pass.threads, &mut gathered, samples, &Pick::all(samples));
        if self.memory.as_slice().len() >= N::TRAINING.on(self.pass.threads, samples.len()) {
            self.pass.batch = samples.len();
            self.run_backward(network, &inputs, false);
        }
        self.gathered = gathered;
    }

    /// The gradients of the trainable weights after [`backward`](Self::backward), tensor after
    /// tensor in the order of the network's fields, for
    /// [`apply_gradients`](super::Trainer::apply_gradients). Behind those of a layer with
    /// statistics is what these move by, a value each.
    pub fn gradients(&mut self) -> &mut [N::Scalar] {
        self.gradients.as_mut_slice()
    }

    pub(super) fn run_forward(
        &mut self,
        network: &N,
        pass: Pass,
        inputs: &Inputs<'_, N::Scalar>,
        fused: bool,
    ) {
        self.pass = pass;
        let memory = self.memory.grown(N::TRAINING.on(self.pass.threads, pass.batch));
        network.forward(pass, inputs.as_slice(), &[fused; super::batch::MAX_PORTS][..N::HEADS.len()], memory);
    }

    pub(super) fn run_backward(&mut self, network: &N, inputs: &Inputs<'_, N::Scalar>, fused: bool) {
        let memory = &mut self.memory.as_mut_slice()[..N::TRAINING.on(self.pass.threads, self.pass.batch)];
        let gradients = self.gradients.grown(N::GRADIENTS);
        let logits = [fused; super::batch::MAX_PORTS];
        network.backward(self.pass, inputs.as_slice(), &logits[..N::HEADS.len()], memory, gradients);
    }
}

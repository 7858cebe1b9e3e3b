//! What a compiled model does.

use core::fmt;
use core::ops::{Deref, DerefMut};
use std::sync::Mutex;

use super::batch::Buffers;
use super::error::TrainingError;
use super::memory::Memory;
use super::segments::Segments;
use super::slots::Slots;
use super::step::{plus_values, work_of};
use super::tape::Tape;
use super::{descent, many};
use crate::aligned::Aligned;
use crate::expansion::predict_into;
use crate::kernels::Isa;
use crate::network::Network;
use crate::optimizers::{MAX_SLOTS, Optimizer, Update};
use crate::params::aligned_copy;
use crate::pool::enter;
use crate::sample::Sample;
use crate::scalar::Scalar;
use crate::threads::Threads;

/// What a [`Model`](super::Model) does, for every network: its methods, documented.
///
/// It owns all memory that training needs, on the heap; the first step allocates it, and later
/// steps of no larger batch allocate nothing. It derefs to the network.
pub struct Trainer<N: Network, O, L, M> {
    pub(super) network: Box<Aligned<N>>,
    pub(super) optimizer: O,
    pub(super) loss: L,
    pub(super) metrics: M,
    pub(super) segments: Segments,
    pub(super) state: State<N::Scalar>,
    pub(super) tape: Tape<N>,
    /// Of the second halves of batches.
    pub(super) second: Tape<N>,
    pub(super) buffers: Buffers<N::Scalar>,
    /// The outputs of a batch that is evaluated; of one in halves also their gradients.
    pub(super) outputs: Memory<N::Scalar>,
    /// The memory of `predict`, which takes `&self`.
    workspace: Mutex<Memory<N::Scalar>>,
}

/// What the optimizer remembers.
#[derive(Clone, Debug)]
pub(super) struct State<T: Scalar> {
    /// The number of steps so far.
    pub(super) steps: u64,
    /// None before the first step.
    pub(super) slots: Slots<T>,
}

impl<N: Network, O, L, M> Trainer<N, O, L, M> {
    pub(super) fn new(network: &N, optimizer: O, loss: L, metrics: M) -> Self {
        const {
            assert!(
                N::OUTPUT_PORTS.len() == 1,
                "`compile` takes networks with one output: train one with several by a `Tape`"
            );
        }
        Self {
            network: aligned_copy(network),
            optimizer,
            loss,
            metrics,
            segments: Segments::of::<N>(),
            state: State { steps: 0, slots: Slots::none() },
            tape: Tape::new(),
            second: Tape::new(),
            buffers: Buffers::default(),
            outputs: Memory::default(),
            workspace: workspace::<N>(),
        }
    }

    /// Changes the trainable weights by their gradients (see [`Tape::gradients`]), with the
    /// model's optimizer, and then moves the statistics. The optimizer's clipping, if any, changes
    /// the gradients in place.
    ///
    /// # Errors
    /// [`TrainingError::GradientCount`], and [`TrainingError::Gradients`] where one is not finite;
    /// then nothing has changed.
    pub fn apply_gradients(&mut self, gradients: &mut [N::Scalar]) -> Result<(), TrainingError>
    where
        O: Optimizer<N::Scalar>,
    {
        if gradients.len() != N::GRADIENTS {
            return Err(TrainingError::GradientCount { expected: N::GRADIENTS, found: gradients.len() });
        }
        if !N::Scalar::all_finite(gradients) {
            return Err(TrainingError::Gradients);
        }
        self.state.apply(
            &self.optimizer,
            self.network.as_mut_slice(),
            gradients,
            &self.segments,
            Threads::here(),
        );
        Ok(())
    }
}

impl<T: Scalar> State<T> {
    /// One step of the optimizer; then the statistics move, whatever the optimizer.
    pub(super) fn apply<O: Optimizer<T>>(
        &mut self,
        optimizer: &O,
        weights: &mut [T],
        gradients: &mut [T],
        segments: &Segments,
        threads: Threads,
    ) {
        optimizer.clip().apply(gradients, &segments.tensors);
        self.steps += 1;
        let count = optimizer.slots().min(MAX_SLOTS);
        let trainable = segments.trainable;
        // An optimizer that asks for another number of slots than before starts anew.
        self.slots.fit(count, trainable, weights);
        let mut first = 0;
        for run in &segments.runs {
            let here = first..first + run.weights.len();
            first = here.end;
            let pays = if optimizer.is_elementwise() { 16 * run.weights.len() } else { 0 };
            let threads = threads.sharing(pays, run.weights.len());
            let update = Update {
                step: self.steps,
                isa: Isa::detect(),
                weights: &mut weights[run.weights.clone()],
                gradients: &gradients[run.gradients.clone()],
                slots: self.slots.part(&here),
            };
            descent::update(optimizer, threads, update);
        }
        for run in &segments.moves {
            let moves = &gradients[run.gradients.clone()];
            weights[run.weights.clone()].iter_mut().zip(moves).for_each(|(w, step)| *w += *step);
        }
    }
}

impl<N: Network, O, L, M> Trainer<N, O, L, M> {
    /// Predicts one sample, in memory of the model's.
    #[must_use]
    pub fn predict(&self, input: &N::Input) -> N::Output {
        let mut output = N::Output::zeros();
        self.with_memory(N::INFERENCE.elements(1), |memory| {
            predict_into(&**self.network, input, &mut output, memory);
        });
        output
    }

    /// Predicts several samples. The same bits as [`predict`](Self::predict) for each.
    #[must_use]
    pub fn predict_batch(&self, inputs: &[N::Input]) -> Vec<N::Output> {
        let work = inputs.len().saturating_mul(const { plus_values(work_of(N::LAYERS), &N::INFERENCE) });
        let network = &**self.network;
        let threads = Threads::for_work(work).sharing(work, inputs.len());
        let len = threads.count() * many::memory::<N>(inputs.len().div_ceil(threads.count()));
        self.with_memory(len, |memory| enter(threads, || many::predict(network, threads, inputs, memory)))
    }

    /// Runs something with memory of the model's, or of its own while another thread has that.
    fn with_memory<R>(&self, len: usize, run: impl FnOnce(&mut [N::Scalar]) -> R) -> R {
        match self.workspace.try_lock() {
            Ok(mut memory) => run(memory.grown(len)),
            Err(_) => run(&mut vec![N::Scalar::ZERO; len]),
        }
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &N {
        &self.network
    }

    /// The network, to change its weights.
    #[must_use]
    pub fn network_mut(&mut self) -> &mut N {
        &mut self.network
    }

    /// The optimizer.
    #[must_use]
    pub fn optimizer(&self) -> &O {
        &self.optimizer
    }

    /// The optimizer, to change its arguments.
    #[must_use]
    pub fn optimizer_mut(&mut self) -> &mut O {
        &mut self.optimizer
    }

    /// The number of steps that the optimizer has made.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.state.steps
    }
}

impl<N: Network, O, L, M> Deref for Trainer<N, O, L, M> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.network
    }
}

impl<N: Network, O, L, M> DerefMut for Trainer<N, O, L, M> {
    fn deref_mut(&mut self) -> &mut N {
        &mut self.network
    }
}

/// Copies weights and training state, on the heap and in place. Working memory is not copied.
impl<N: Network, O: Clone, L: Clone, M: Clone> Clone for Trainer<N, O, L, M> {
    fn clone(&self) -> Self {
        Self {
            network: aligned_copy(&**self.network),
            optimizer: self.optimizer.clone(),
            loss: self.loss.clone(),
            metrics: self.metrics.clone(),
            segments: self.segments.clone(),
            state: self.state.clone(),
            tape: Tape::new(),
            second: Tape::new(),
            buffers: Buffers::default(),
            outputs: Memory::default(),
            workspace: workspace::<N>(),
        }
    }
}

impl<N: Network, O: fmt::Debug, L: fmt::Debug, M: fmt::Debug> fmt::Debug for Trainer<N, O, L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model")
            .field("network", &N::NAME)
            .field("optimizer", &self.optimizer)
            .field("loss", &self.loss)
            .field("metrics", &self.metrics)
            .field("steps", &self.state.steps)
            .finish_non_exhaustive()
    }
}

/// The memory of a prediction.
fn workspace<N: Network>() -> Mutex<Memory<N::Scalar>> {
    let mut memory = Memory::default();
    memory.grown(N::INFERENCE.elements(1));
    Mutex::new(memory)
}

//! Predictions of many samples, in batches that the cache holds, on the threads of a pool.

use super::batch::{Inputs, MAX_PORTS, Pick};
use super::memory::Memory;
use crate::network::{Network, Pass};
use crate::pool::join;
use crate::sample::Sample;
use crate::threads::Threads;

/// The elements of memory for a batch: the values between layers stay in a second-level cache.
const CACHED: usize = 64 * 1024;

/// The samples of a batch.
fn batch<N: Network>(samples: usize) -> usize {
    (CACHED / N::INFERENCE.elements(1).max(1)).clamp(8, 256).min(samples)
}

/// The elements of all outputs.
fn outputs<N: Network>() -> usize {
    N::OUTPUT_PORTS.iter().map(|port| port.shape.len()).sum()
}

/// The elements of memory that a thread needs for some samples.
pub(super) fn memory<N: Network>(samples: usize) -> usize {
    let batch = batch::<N>(samples);
    N::INFERENCE.elements(batch) + outputs::<N>() * batch
}

/// Predicts some samples; `memory` has that of every thread.
pub(super) fn predict<N: Network>(
    network: &N,
    threads: Threads,
    inputs: &[N::Input],
    memory: &mut [N::Scalar],
) -> Vec<N::Output> {
    let Some(halves) = threads.halves() else { return predict_batches(network, inputs, memory) };
    let (left, right) = inputs.split_at(Threads::middle(halves, inputs.len()));
    let memory = memory.split_at_mut(Threads::middle(halves, memory.len()));
    let (mut first, second) =
        join(|| predict(network, halves[0], left, memory.0), || predict(network, halves[1], right, memory.1));
    first.extend(second);
    first
}

fn predict_batches<N: Network>(network: &N, inputs: &[N::Input], memory: &mut [N::Scalar]) -> Vec<N::Output> {
    let batch = batch::<N>(inputs.len());
    let (memory, values) = memory.split_at_mut(N::INFERENCE.elements(batch));
    let mut predictions = Vec::with_capacity(inputs.len());
    let mut gathered = Memory::default();
    for samples in inputs.chunks(batch.max(1)) {
        let inputs = Inputs::gather::<N>(Threads::ONE, &mut gathered, samples, &Pick::all(samples));
        let mut rest = &mut values[..outputs::<N>() * samples.len()];
        let mut parts: [&mut [N::Scalar]; MAX_PORTS] = Default::default();
        for (part, port) in parts.iter_mut().zip(N::OUTPUT_PORTS) {
            (*part, rest) = rest.split_at_mut(port.shape.len() * samples.len());
        }
        let parts = &mut parts[..N::OUTPUT_PORTS.len()];
        network.infer(Pass::inference(samples.len()), inputs.as_slice(), parts, memory);
        predictions.extend((0..samples.len()).map(|sample| {
            let mut output = N::Output::zeros();
            let places = output.parts_mut();
            for ((place, part), port) in places.into_iter().zip(&*parts).zip(N::OUTPUT_PORTS) {
                let len = port.shape.len();
                place.copy_from_slice(&part[sample * len..][..len]);
            }
            output
        }));
    }
    predictions
}

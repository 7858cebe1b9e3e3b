//! A batch in two halves, for two groups of threads.
//!
//! Each half goes through the network by itself, so a thread reads what it has computed, and waits for others a few
//! times a step, not at every layer. A gradient of weights is the sum of the halves'. One thread computes in halves
//! as well: the results are the same bits for any number of threads.

use super::batch::{Inputs, Pick, input_elements};
use super::data::Data;
use super::step::{judge, work};
use super::tape::Tape;
use super::trainer::Trainer;
use crate::description::Samples;
use crate::kernels::Isa;
use crate::losses::{Loss, Takes};
use crate::metrics::Metrics;
use crate::network::{LayerInfo, Network};
use crate::op::Pass;
use crate::pool::{join, join_on};
use crate::scalar::Scalar;
use crate::threads::Threads;

/// The samples of a batch's first half; nothing for a batch that stays in one: where samples are not computed apart
/// from each other, where the step is short, and where the second gradients, which have to be written and
/// read, are more than all values of the samples.
pub(super) fn middle<N: Network>(batch: usize) -> Option<usize> {
    let values = batch.saturating_mul(N::TRAINING.per_sample + input_elements::<N>());
    let pays = Threads::pay_for(work::<N>(batch)) && values >= N::GRADIENTS;
    (const { are_apart(N::LAYERS) } && pays && batch > 1).then_some(batch / 2)
}

/// Whether all of some layers compute samples apart from each other.
const fn are_apart(layers: &[LayerInfo]) -> bool {
    let mut index = 0;
    while index < layers.len() {
        let LayerInfo { layers, description, .. } = layers[index];
        let is_apart = if layers.is_empty() {
            !matches!(description.samples, Samples::Together)
        } else {
            are_apart(layers)
        };
        if !is_apart {
            return false;
        }
        index += 1;
    }
    true
}

/// A half of a batch on its way through the network.
struct Half<'a, N: Network> {
    network: &'a N,
    tape: &'a mut Tape<N>,
    inputs: Inputs<'a, N::Scalar>,
    /// The loss takes logits.
    fused: bool,
}

impl<N: Network> Half<'_, N> {
    fn forward(&mut self, pass: Pass, y_pred: &mut [N::Scalar]) {
        self.tape.run_forward(self.network, pass, &self.inputs, self.fused);
        y_pred.copy_from_slice(self.tape.head(0).0);
    }

    fn backward(&mut self, d_y_pred: &[N::Scalar]) {
        self.tape.head(0).1.copy_from_slice(d_y_pred);
        self.tape.run_backward(self.network, &self.inputs, self.fused);
    }
}

impl<N, O, L, M> Trainer<N, O, L, M>
where
    N: Network,
    L: Loss<N::Scalar>,
    M: Metrics<N::Scalar, L::Labels>,
{
    /// As [`differentiate`](Self::differentiate), in halves that are cut at `middle`.
    pub(super) fn in_halves<Y: Sync>(
        &mut self,
        threads: Threads,
        data: &Data<'_, N, Y>,
        pick: &Pick<'_>,
        (middle, seed): (usize, u64),
    ) -> f64
    where
        L::Labels: Takes<Y, N>,
    {
        let batch = pick.len();
        let groups = threads.halves().unwrap_or([Threads::ONE; 2]);
        let pass = Pass { threads: groups[0], ..Pass::training(middle, seed) };
        let others = Pass { threads: groups[1], batch: batch - middle, first: middle, ..pass };
        let fused = self.loss.fuses(N::HEADS[0].activation);
        let network = &**self.network;
        let (first, rest) = pick.clone().split_at(middle);

        // As much as for a smaller batch in one, which is then to allocate nothing.
        self.tape.memory.grown(N::TRAINING.on(threads, batch));
        let [inputs, other_inputs] = &mut self.buffers.inputs;
        inputs.grown(input_elements::<N>() * batch);
        let each = N::OUTPUT_PORTS[0].shape.len();
        let outputs = self.outputs.grown(2 * each * batch);
        let (y_pred, d_y_pred) = outputs.split_at_mut(each * batch);
        let (y_first, y_rest) = y_pred.split_at_mut(each * middle);

        let (tape, other_tape) = (&mut self.tape, &mut self.second);
        let (mut half, mut other) = join_on(
            threads,
            || {
                let inputs = Inputs::gather::<N>(groups[0], inputs, data.x, &first);
                let mut half = Half { network, tape, inputs, fused };
                half.forward(pass, y_first);
                half
            },
            || {
                let inputs = Inputs::gather::<N>(groups[1], other_inputs, data.x, &rest);
                let mut half = Half { network, tape: other_tape, inputs, fused };
                half.forward(others, y_rest);
                half
            },
        );
        let truth = self.buffers.targets.load::<N, Y, L::Labels>(threads, data, pick);
        let loss = judge::<N, L, M>(&self.loss, &mut self.metrics, fused, truth, (y_pred, &mut *d_y_pred));
        if loss.is_finite() {
            let (d_first, d_rest) = d_y_pred.split_at(each * middle);
            join_on(threads, || half.backward(d_first), || other.backward(d_rest));
            let gradients = half.tape.gradients.as_mut_slice();
            add(
                threads.sharing(16 * gradients.len(), gradients.len()),
                gradients,
                other.tape.gradients.as_slice(),
            );
        }
        loss
    }
}

/// Adds the second half's gradients. They are cut as an optimizer cuts them, whose threads then have them.
fn add<T: Scalar>(threads: Threads, to: &mut [T], from: &[T]) {
    let Some(halves) = threads.halves() else { return T::axpy(Isa::detect(), T::ONE, from, to) };
    let middle = Threads::middle(halves, to.len()) / 64 * 64;
    let ((left, right), (first, others)) = (to.split_at_mut(middle), from.split_at(middle));
    join(|| add(halves[0], left, first), || add(halves[1], right, others));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::Description;
    use crate::layers::{batch_normalization, dense, dropout, lstm};
    use crate::message::Site;
    use crate::shape::Shape;

    const SITE: Site = Site::new(["layer", "Layer"], ["input", "Input"]);
    const INPUT: &[Shape] = &[Shape::new(&[6, 4])];
    const DENSE: &Description = &dense::Op::new(INPUT, 3).describe(SITE);
    const DROPOUT: &Description = &dropout::Op::new(INPUT, 0.5).describe(SITE);
    const LSTM: &Description = &lstm::Op::new(INPUT, 3).describe(SITE);
    const NORM: &Description = &batch_normalization::Op::new(INPUT).describe(SITE);

    const fn layer(description: &'static Description, layers: &'static [LayerInfo]) -> LayerInfo {
        LayerInfo { name: "", class: "", description, layers, trainable: true }
    }

    #[test]
    fn what_is_together_stays_so() {
        let description = Description::new(INPUT[0]).together().work(7);
        assert_eq!((description.samples, description.shared_work()), (Samples::Together, 0));
        assert_eq!((LSTM.samples, LSTM.shared_work(), LSTM.work), (Samples::Apart, 0, 6 * 12 * (4 + 3)));
        assert_eq!((DENSE.samples, DENSE.shared_work()), (Samples::InParts, 6 * 4 * 3));
    }

    #[test]
    fn statistics_of_the_batch_keep_it_whole() {
        const APART: &[LayerInfo] = &[layer(DENSE, &[]), layer(DROPOUT, &[]), layer(LSTM, &[])];
        const TOGETHER: &[LayerInfo] = &[layer(DENSE, &[]), layer(NORM, &[])];
        assert!(are_apart(&[]) && are_apart(APART) && !are_apart(TOGETHER));
        // Of a network, its layers count.
        assert!(are_apart(&[layer(NORM, APART)]) && !are_apart(&[layer(DENSE, TOGETHER)]));
    }
}

//! Loss and gradients of a network by its generated passes alone.

use netform::__private::Pass;
use netform::losses::{LabelKind, Loss, Rows};
use netform::{Network, Sample as _, Scalar as _};

/// How a batch holds the labels that a loss takes.
pub type Element<L, T> = <<L as Loss<T>>::Labels as LabelKind<T>>::Element;

/// A batch with its loss: all that loss and gradients of a network depend on beside its weights.
#[derive(Debug)]
pub struct Problem<'a, N: Network, L: Loss<N::Scalar>> {
    /// The loss.
    pub loss: L,
    /// The samples.
    pub x: &'a [N::Input],
    /// The labels.
    pub y: &'a [Element<L, N::Scalar>],
    /// True to leave the network's last activation to the loss.
    pub fused: bool,
    /// The seed of dropout.
    pub seed: u64,
}

impl<N: Network, L: Loss<N::Scalar>> Problem<'_, N, L> {
    /// The mean loss, and the gradients of it with respect to the trainable weights.
    ///
    /// # Panics
    /// When the loss does not fuse the network's last activation but is to.
    pub fn differentiate(&self, network: &N) -> (f64, Vec<N::Scalar>) {
        let (loss, mut memory) = self.forward(network);
        let mut gradients = vec![N::Scalar::from_f64(f64::NAN); N::GRADIENTS];
        network.backward(self.pass(), &[self.input()], &[self.fused], &mut memory, &mut gradients);
        (loss, gradients)
    }

    /// The mean loss.
    pub fn loss(&self, network: &N) -> f64 {
        self.forward(network).0
    }

    /// The central difference of the loss with respect to one weight.
    pub fn difference(&self, network: &mut N, weight: usize, step: f64) -> f64 {
        let old = network.as_slice()[weight];
        let mut at = |step: f64| {
            network.as_mut_slice()[weight] = old + N::Scalar::from_f64(step);
            self.loss(network)
        };
        let (after, before) = (at(step), at(-step));
        network.as_mut_slice()[weight] = old;
        (after - before) / (2.0 * step)
    }

    fn forward(&self, network: &N) -> (f64, Vec<N::Scalar>) {
        let (batch, head) = (self.x.len(), N::HEADS[0]);
        assert!(!self.fused || self.loss.fuses(head.activation), "a loss that takes over the activation");
        let mut memory = vec![N::Scalar::from_f64(f64::NAN); N::TRAINING.elements(batch)];
        network.forward(self.pass(), &[self.input()], &[self.fused], &mut memory);
        let place = |offset: usize, len: usize| offset * batch..(offset + len) * batch;
        let places =
            [place(head.output.offset, head.output.len), place(head.d_output.offset, head.d_output.len)];
        let [y_pred, d_y_pred] = memory.get_disjoint_mut(places).expect("the plan keeps both apart");
        let last = N::OUTPUT_PORTS[0].shape.last();
        let count = L::Labels::count(self.y, y_pred.len() / last, self.loss.ignored()) as f64;
        let sum = self.loss.run(Rows {
            y_true: self.y,
            y_pred,
            last,
            fused: self.fused,
            weights: &[],
            scale: N::Scalar::from_f64(1.0 / count),
            d_y_pred,
        });
        (sum / count, memory)
    }

    fn pass(&self) -> Pass {
        Pass::training(self.x.len(), self.seed)
    }

    fn input(&self) -> &[N::Scalar] {
        N::Input::flat(self.x).expect("an input of one matrix")
    }
}

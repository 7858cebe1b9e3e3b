//! A data set and its checks.

use crate::losses::{BadLabel, LabelKind, Loss, Takes};
use crate::network::Network;
use crate::pool::{enter, join};
use crate::sample::Sample;
use crate::scalar::Scalar;
use crate::threads::Threads;

use super::error::{Part, TrainingError};
use super::targets::label_elements;

/// Samples, their labels, and their weights where there are any.
#[derive(Debug)]
pub(super) struct Data<'a, N: Network, Y> {
    pub(super) part: Part,
    pub(super) x: &'a [N::Input],
    pub(super) y: &'a [Y],
    pub(super) weights: &'a [N::Scalar],
}

impl<N: Network, Y> Clone for Data<'_, N, Y> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N: Network, Y> Copy for Data<'_, N, Y> {}

impl<'a, N: Network, Y> Data<'a, N, Y> {
    /// Data without weights.
    pub(super) fn new(part: Part, x: &'a [N::Input], y: &'a [Y]) -> Self {
        Self { part, x, y, weights: &[] }
    }

    pub(super) fn len(&self) -> usize {
        self.x.len()
    }

    /// The first samples and the rest.
    pub(super) fn split_at(self, middle: usize) -> (Self, Self) {
        let ((x, x_rest), (y, y_rest)) = (self.x.split_at(middle), self.y.split_at(middle));
        let (weights, weights_rest) = self.weights.split_at(middle.min(self.weights.len()));
        (Self { x, y, weights, ..self }, Self { x: x_rest, y: y_rest, weights: weights_rest, ..self })
    }

    /// Checks that there is something, that lengths agree, that labels are in range, and that all
    /// numbers are finite. Reads all data once; `elements` is a buffer for a label.
    pub(super) fn check<L>(
        &self,
        loss: &L,
        elements: &mut Vec<<L::Labels as LabelKind<N::Scalar>>::Element>,
    ) -> Result<(), TrainingError>
    where
        L: Loss<N::Scalar, Labels: Takes<Y, N>>,
    {
        let part = self.part;
        if self.x.is_empty() {
            return Err(TrainingError::Empty { part });
        }
        if self.x.len() != self.y.len() {
            return Err(TrainingError::Labels { part, expected: self.x.len(), found: self.y.len() });
        }
        check_inputs::<N>(part, self.x)?;
        let last = N::OUTPUT_PORTS[0].shape.last();
        elements.resize(label_elements::<N, L::Labels>(), Default::default());
        for (index, label) in self.y.iter().enumerate() {
            L::Labels::write(label, elements);
            match L::Labels::check(elements, last, loss.ignored()) {
                None => {}
                Some(BadLabel::Class(found)) => {
                    return Err(TrainingError::Class { part, index, classes: last, found });
                }
                Some(BadLabel::Value(found)) => return Err(TrainingError::LabelValue { part, index, found }),
            }
        }
        Ok(())
    }
}

/// Checks that all inputs are finite.
pub(super) fn check_inputs<N: Network>(part: Part, x: &[N::Input]) -> Result<(), TrainingError> {
    if N::Input::flat(x).is_some_and(all_finite) {
        return Ok(());
    }
    for (index, sample) in x.iter().enumerate() {
        for input in 0..N::INPUT_PORTS.len() {
            let values = sample.part(input);
            if !N::Scalar::all_finite(values)
                && let Some(found) = values.iter().find(|value| !value.is_finite())
            {
                return Err(TrainingError::Input { part, index, found: found.to_f64() });
            }
        }
    }
    Ok(())
}

/// False where one of some numbers is infinite or NaN. On all threads if there are many, which wait for memory.
fn all_finite<T: Scalar>(numbers: &[T]) -> bool {
    fn on<T: Scalar>(threads: Threads, numbers: &[T]) -> bool {
        let Some(halves) = threads.halves() else { return T::all_finite(numbers) };
        let (first, second) = numbers.split_at(Threads::middle(halves, numbers.len()));
        let (first, second) = join(|| on(halves[0], first), || on(halves[1], second));
        first && second
    }
    /// The multiply-adds that take as long as a number.
    const WORK: usize = 16;
    let threads = Threads::for_work(numbers.len().saturating_mul(WORK));
    enter(threads, || on(threads, numbers))
}

/// Checks that sample weights are as many as samples, finite and not negative.
pub(super) fn check_weights<T: Scalar>(weights: &[T], samples: usize) -> Result<(), TrainingError> {
    if weights.len() != samples {
        return Err(TrainingError::SampleWeights { expected: samples, found: weights.len() });
    }
    match weights.iter().position(|weight| !(weight.is_finite() && *weight >= T::ZERO)) {
        Some(index) => Err(TrainingError::Weight { index, found: weights[index].to_f64() }),
        None => Ok(()),
    }
}

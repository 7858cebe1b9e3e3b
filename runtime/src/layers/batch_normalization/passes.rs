//! The passes of batch normalisation.

use super::Op;
use crate::op::{Backward, Forward, Pass};
use crate::scalar::Scalar;

impl Op {
    /// Whether the batch's own statistics are taken.
    #[inline]
    const fn takes_batch(pass: &Pass) -> bool {
        pass.training && !pass.frozen
    }

    /// The weights: gamma, beta and the moving statistics.
    pub(super) fn weights<'a, T>(&self, params: &'a [T]) -> [&'a [T]; 4] {
        let (gamma, rest) = params.split_at(self.scales());
        let (beta, rest) = rest.split_at(self.centers());
        let (mean, variance) = rest.split_at(self.channels());
        [gamma, beta, mean, variance]
    }

    /// Writes `1 / √(variance + epsilon)`.
    fn invert<T: Scalar>(&self, variance: &[T], inverse: &mut [T]) {
        let epsilon = T::from_f64(self.epsilon);
        for (inverse, variance) in inverse.iter_mut().zip(variance) {
            *inverse = T::ONE / (*variance + epsilon).sqrt();
        }
    }

    pub(super) fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let (places, channels, x) = (self.places(), self.channels(), f.input());
        if x.is_empty() || channels == 0 {
            return;
        }
        let [gamma, beta, moving_mean, moving_variance] = self.weights(f.params);
        let (scale, rest) = f.scratch.split_at_mut(channels);
        let (shift, sums) = rest.split_at_mut(channels);
        let (mean, variance) = if Self::takes_batch(&f.pass) {
            let (mean, rest) = f.tape.split_at_mut(channels);
            let variance = &mut rest[..channels];
            let count = T::from_f64((x.len() / channels) as f64);
            places.sum(f.pass, [x, x], [None, None], sums);
            mean.iter_mut().zip(&*sums).for_each(|(mean, sum)| *mean = *sum / count);
            // Around the mean a large one does not cancel; its own rounding is corrected.
            places.sum(f.pass, [x, x], [Some(mean); 2], sums);
            let (offsets, squares) = sums.split_at(channels);
            let sums = offsets.iter().zip(squares);
            for ((mean, variance), (offset, square)) in mean.iter_mut().zip(&mut *variance).zip(sums) {
                let offset = *offset / count;
                *mean += offset;
                *variance = *square / count - offset * offset;
            }
            (&*mean, &*variance)
        } else {
            (moving_mean, moving_variance)
        };
        self.invert(variance, scale);
        scale.iter_mut().zip(gamma).for_each(|(scale, gamma)| *scale *= *gamma);
        shift.fill(T::ZERO);
        shift.iter_mut().zip(beta).for_each(|(shift, beta)| *shift = *beta);
        places.normalise(f.pass, [mean, scale, shift], x, f.output);
    }

    pub(super) fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let (places, channels, x) = (self.places(), self.channels(), b.input());
        let takes_batch = Self::takes_batch(&b.pass);
        let [gamma, _, moving_mean, moving_variance] = self.weights(b.params);
        let d_params = b.d_params;
        if !d_params.accumulate {
            d_params.values.fill(T::ZERO);
        }
        if x.is_empty() || channels == 0 {
            return;
        }
        let (mean, variance) = if takes_batch {
            let (mean, rest) = b.tape.split_at(channels);
            (mean, &rest[..channels])
        } else {
            (moving_mean, moving_variance)
        };
        let (inverse, sums) = b.scratch.split_at_mut(channels);
        let (scale, sums) = sums.split_at_mut(channels);
        self.invert(variance, inverse);
        let [d_input, ..] = b.d_inputs else { return };
        if takes_batch && d_input.is_wanted() || d_params.is_wanted() {
            places.sum(b.pass, [x, b.d_output], [Some(mean), None], sums);
        }
        let (d_sum, rest) = sums.split_at_mut(channels);
        let product = &mut rest[..channels];
        if d_params.is_wanted() {
            let (d_gamma, rest) = d_params.values.split_at_mut(self.scales());
            let (d_beta, moves) = rest.split_at_mut(self.centers());
            for ((d, product), inverse) in d_gamma.iter_mut().zip(&*product).zip(&*inverse) {
                *d += *product * *inverse;
            }
            d_beta.iter_mut().zip(&*d_sum).for_each(|(d, sum)| *d += *sum);
            if takes_batch {
                let rate = T::from_f64(1.0 - self.momentum);
                let (moving, batch) =
                    (moving_mean.iter().chain(moving_variance), mean.iter().chain(variance));
                for (step, (moving, batch)) in moves.iter_mut().zip(moving.zip(batch)) {
                    *step += rate * (*batch - *moving);
                }
            }
        }
        if !d_input.is_wanted() {
            return;
        }
        scale.copy_from_slice(inverse);
        scale.iter_mut().zip(gamma).for_each(|(scale, gamma)| *scale *= *gamma);
        if takes_batch {
            let count = T::from_f64((x.len() / channels) as f64);
            for sum in &mut *d_sum {
                *sum /= count;
            }
            for (product, inverse) in product.iter_mut().zip(&*inverse) {
                *product = *product * (*inverse * *inverse) / count;
            }
        } else {
            d_sum.fill(T::ZERO);
            product.fill(T::ZERO);
        }
        places.differentiate(b.pass, [mean, d_sum, product, scale], [x, b.d_output], d_input);
    }
}

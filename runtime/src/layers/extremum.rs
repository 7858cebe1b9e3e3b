//! What the layers share that choose the largest or the smallest of their inputs.

use core::cmp::Ordering;

use crate::description::Description;
use crate::layers::broadcast::Broadcast;
use crate::layers::combine::Combine;
use crate::layers::merge::Inputs;
use crate::message::Site;
use crate::op::Backward;
use crate::scalar::Scalar;

/// True for two inputs of the same shape, which say by themselves who gets the gradient.
#[inline]
const fn is_plain(inputs: &Inputs) -> bool {
    inputs.as_slice().len() == 2 && inputs.are_equal()
}

#[inline]
pub(super) const fn describe(inputs: &Inputs, site: Site) -> Description {
    let description = inputs.describe(site).backward_reads(true, false);
    if is_plain(inputs) {
        description
    } else {
        description.scratch(4 * inputs.output().len()).inference_scratch(0)
    }
}

/// The inputs are compared two by two, as the forward pass does: of two that are equal each gets a
/// half, and the first one passes its half on to those before that are equal too.
pub(super) fn run_backward<T: Scalar>(inputs: &Inputs, b: Backward<'_, T>, extremum: Combine) {
    if is_plain(inputs) {
        let sign = if extremum == Combine::Smallest { -T::ONE } else { T::ONE };
        return plain(b, sign);
    }
    let half = T::from_f64(0.5);
    let (shapes, output) = (inputs.as_slice(), inputs.output());
    let len = output.len();
    let way = |index: usize| Broadcast::new(shapes[index], output, 1);
    let mut parts = b.scratch.chunks_exact_mut(len.max(1));
    let mut part = || parts.next().unwrap_or_default();
    let (chosen, repeated, gradient, ties) = (part(), part(), part(), part());
    for d_input in b.d_inputs.iter_mut().filter(|d| d.is_wanted() && !d.accumulate) {
        d_input.values.fill(T::ZERO);
    }
    for sample in 0..b.pass.batch {
        let input = |index: usize| &b.inputs[index][sample * shapes[index].len()..][..shapes[index].len()];
        way(0).zip(chosen, input(0), Combine::Copy);
        (1..shapes.len()).for_each(|i| way(i).zip(chosen, input(i), extremum));
        for (index, d_input) in b.d_inputs.iter_mut().enumerate().filter(|(_, d)| d.is_wanted()) {
            gradient.copy_from_slice(&b.d_output[sample * len..][..len]);
            ties.fill(T::ONE);
            for other in 0..shapes.len() {
                way(other).zip(repeated, input(other), Combine::Copy);
                let hits = repeated.iter().zip(&*chosen).map(|(x, y)| x == y);
                match other.cmp(&index) {
                    Ordering::Less => {
                        ties.iter_mut().zip(hits).for_each(|(tie, hit)| *tie = if hit { half } else { *tie });
                    }
                    Ordering::Equal => {
                        gradient
                            .iter_mut()
                            .zip(hits)
                            .for_each(|(d, hit)| *d = if hit { *d } else { T::ZERO });
                    }
                    Ordering::Greater => {
                        gradient
                            .iter_mut()
                            .zip(hits)
                            .for_each(|(d, hit)| *d *= if hit { half } else { T::ONE });
                    }
                }
            }
            gradient.iter_mut().zip(&*ties).for_each(|(d, tie)| *d *= *tie);
            let own = shapes[index].len();
            way(index).add_sums(b.pass.isa, gradient, &mut d_input.values[sample * own..][..own]);
        }
    }
}

/// The gradients of two inputs of the same shape.
fn plain<T: Scalar>(b: Backward<'_, T>, sign: T) {
    let half = T::from_f64(0.5);
    for (index, d_input) in b.d_inputs.iter_mut().enumerate() {
        let pairs = b.inputs[index].iter().zip(b.inputs[1 - index]);
        let factors = pairs.map(|(x, other)| {
            let tie = if x == other { half } else { T::ZERO };
            if sign * *x > sign * *other { T::ONE } else { tie }
        });
        let shares = d_input.values.iter_mut().zip(b.d_output.iter().zip(factors));
        if d_input.accumulate {
            shares.for_each(|(sum, (d, factor))| *sum += *d * factor);
        } else {
            shares.for_each(|(to, (d, factor))| *to = *d * factor);
        }
    }
}

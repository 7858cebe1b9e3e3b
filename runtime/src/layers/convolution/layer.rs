//! The passes of a layer that convolves, adds a bias and applies an activation.

use super::Convolution;
use crate::activations::Activation;
use crate::kernels::Start;
use crate::layers::sums::add_columns;
use crate::op::{Backward, Forward};
use crate::scalar::Scalar;

/// A layer that fits its input. Its weights are the kernel, then the bias if there is one.
#[derive(Clone, Copy, Debug)]
pub(in crate::layers) struct ConvolutionLayer {
    pub(in crate::layers) convolution: Convolution,
    pub(in crate::layers) activation: Activation,
    pub(in crate::layers) use_bias: bool,
}

impl ConvolutionLayer {
    pub(in crate::layers) fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let Self { convolution, activation, use_bias } = self;
        let input = f.input();
        let Forward { pass, params, output, tape, scratch, logits, .. } = f;
        let (kernel, bias) = params.split_at(convolution.kernel_len());
        let start = if *use_bias { Start::Rows(bias) } else { Start::Zero };
        convolution.forward(pass.isa, kernel, input, output, start, scratch);
        if !logits {
            if activation.needs_input() && !tape.is_empty() {
                tape.copy_from_slice(output);
            }
            activation.apply(pass.isa, output, convolution.filters);
        }
    }

    pub(in crate::layers) fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let Self { convolution, activation, .. } = self;
        let input = b.input();
        let Backward { pass, params, output, tape, d_output, d_inputs, d_params, scratch, logits, .. } = b;
        let isa = pass.isa;
        if !logits {
            activation.gradient(isa, tape, output, d_output, convolution.filters);
        }
        let d_z = &*d_output;
        let weights = convolution.kernel_len();
        if d_params.is_wanted() {
            if !d_params.accumulate {
                d_params.values.fill(T::ZERO);
            }
            let (d_kernel, d_bias) = d_params.values.split_at_mut(weights);
            convolution.d_kernel(isa, input, d_z, d_kernel, scratch);
            add_columns(isa, d_z, d_bias);
        }
        let [d_input, ..] = d_inputs else { return };
        if d_input.is_wanted() {
            convolution.d_input(isa, &params[..weights], d_z, d_input.values, d_input.accumulate, scratch);
        }
    }
}

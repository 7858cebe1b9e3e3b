//! The passes of a layer that convolves, adds a bias and applies an activation.

use super::Convolution;
use crate::activations::Activation;
use crate::kernels::{Inlined, Isa, Register, Start};
use crate::op::{Backward, Forward, Gradient, Pass};
use crate::scalar::Scalar;

/// The three products of a kind of convolution.
pub(in crate::layers) trait Products {
    /// The elements of the kernel.
    fn kernel_len(&self) -> usize;

    /// The output's channels.
    fn filters(&self) -> usize;

    /// `output = bias + kernel · patches`. `params` has the kernel, and then the bias where there is one. Gives
    /// what is left to apply of the activation.
    fn forward<T: Scalar>(
        &self,
        pass: Pass,
        params: &[T],
        input: &[T],
        output: &mut [T],
        scratch: &mut [T],
        activation: Activation,
    ) -> Activation;

    /// Whether [`d_params`](Self::d_params) can do with the gradient of relu's output.
    fn masks(&self) -> bool {
        false
    }

    /// `d_kernel = d_z · patchesᵀ` and `d_bias = Σ d_z`, added to what is there. `d_params` has the
    /// kernel, and then the bias where there is one. The values are the input and `d_z`, or the gradient of
    /// relu's output, and then this output; else nothing.
    fn d_params<T: Scalar>(&self, pass: Pass, values: [&[T]; 3], d_params: &mut [T], scratch: &mut [T]);

    /// `d_input = kernelᵀ · d_z`, every element summed over the patches that it is in.
    fn d_input<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        d_z: &[T],
        d_input: &mut Gradient<'_, T>,
        scratch: &mut [T],
    );
}

impl Products for Convolution {
    fn kernel_len(&self) -> usize {
        Self::kernel_len(self)
    }

    fn filters(&self) -> usize {
        self.filters
    }

    fn forward<T: Scalar>(
        &self,
        pass: Pass,
        params: &[T],
        input: &[T],
        output: &mut [T],
        scratch: &mut [T],
        activation: Activation,
    ) -> Activation {
        // As in one piece: there a sample has the same bits.
        if !pass.training && self.has_few_pixels() {
            self.forward_few(pass.isa, params, input, output, scratch);
            return activation;
        }
        let (kernel, bias) = params.split_at(self.kernel_len());
        if self.has_patches() {
            let (floor, left) = match activation {
                Activation::Relu => (T::ZERO, Activation::Linear),
                other => (T::NEG_INFINITY, other),
            };
            self.forward_patches(pass.isa, kernel, bias, input, output, floor, scratch);
            return left;
        }
        let start = if bias.is_empty() { Start::Zero } else { Start::Rows(bias) };
        Self::forward(self, pass.isa, kernel, input, output, start, scratch);
        activation
    }

    fn masks(&self) -> bool {
        Self::masks(self)
    }

    fn d_params<T: Scalar>(&self, pass: Pass, values: [&[T]; 3], d_params: &mut [T], scratch: &mut [T]) {
        Self::d_params(self, pass, values, d_params, scratch);
    }

    fn d_input<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        d_z: &[T],
        d_input: &mut Gradient<'_, T>,
        scratch: &mut [T],
    ) {
        Self::d_input(self, isa, kernel, d_z, d_input.values, d_input.accumulate, scratch);
    }
}

/// A layer that fits its input. Its weights are the kernel, then the bias if there is one.
#[derive(Clone, Copy, Debug)]
pub(in crate::layers) struct ConvolutionLayer<C = Convolution> {
    pub(in crate::layers) convolution: C,
    pub(in crate::layers) activation: Activation,
}

impl ConvolutionLayer {
    /// As [`run`](Self::run) where a prediction has few pixels, within a prediction in one piece.
    #[inline(always)]
    pub(in crate::layers) fn unrolled<T: Scalar, V: Register<Scalar = T>, const LAST: usize>(
        &self,
        f: Forward<'_, T>,
    ) {
        let kernels = Inlined::<V, LAST>::new(f.pass.isa);
        self.convolution.forward_few(kernels, f.params, f.inputs[0], f.output, f.scratch);
        self.activation.apply_by(kernels, f.output, self.convolution.filters);
    }
}

impl<C: Products> ConvolutionLayer<C> {
    pub(in crate::layers) fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let Self { convolution, activation } = self;
        let input = f.input();
        let Forward { pass, params, output, tape, scratch, logits, .. } = f;
        let activation = if logits { Activation::Linear } else { *activation };
        let left = convolution.forward(pass, params, input, output, scratch, activation);
        if left.needs_input() && !tape.is_empty() {
            tape.copy_from_slice(output);
        }
        left.apply(pass.isa, output, convolution.filters());
    }

    pub(in crate::layers) fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let Self { convolution, activation } = self;
        let input = b.input();
        let Backward { pass, params, output, tape, d_output, d_inputs, d_params, scratch, logits, .. } = b;
        let isa = pass.isa;
        let wants_input = d_inputs.first().is_some_and(Gradient::is_wanted);
        // Where the weights' gradients alone are wanted, relu's may be a part of them.
        let masks = !logits
            && *activation == Activation::Relu
            && convolution.masks()
            && d_params.is_wanted()
            && !wants_input;
        if !logits && !masks {
            activation.gradient(isa, tape, output, d_output, convolution.filters());
        }
        let d_z = &*d_output;
        let weights = convolution.kernel_len();
        if d_params.is_wanted() {
            if !d_params.accumulate {
                d_params.values.fill(T::ZERO);
            }
            let output = if masks { output } else { &[] };
            convolution.d_params(pass, [input, d_z, output], d_params.values, scratch);
        }
        let [d_input, ..] = d_inputs else { return };
        if d_input.is_wanted() {
            convolution.d_input(isa, &params[..weights], d_z, d_input, scratch);
        }
    }
}

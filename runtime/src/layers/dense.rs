//! A fully connected layer.

use nalgebra::{SMatrix, SVector};

use crate::activations::Activation;
use crate::description::{Description, Tensor};
use crate::initializers::Initializer;
use crate::kernels::{Executor, Gemm, Inlined, Isa, MOST_ROWS, Register, Start};
use crate::layers::image::zero;
use crate::message::Site;
use crate::op::{Backward, Forward, Gradient, Pass, precompile};
use crate::params::Params;
use crate::pool::join;
use crate::scalar::Scalar;
use crate::shape::{Shape, known};
use crate::threads::Threads;

/// A fully connected layer: `y = activation(W·x + b)`, after
/// [Keras's `Dense`](https://keras.io/api/layers/core_layers/dense/).
///
/// # Arguments
/// `Dense(units, activation = linear, use_bias = true, kernel_initializer = glorot_uniform,
/// bias_initializer = zeros)`
///
/// # Shapes
/// `[.., in]` to `[.., units]`: as in Keras, the layer acts on the last axis of any rank.
///
/// # Gradients
/// With `d_z` the gradient before the activation: `d_kernel = d_z·xᵀ`, `d_bias = Σ d_z`,
/// `d_input = Wᵀ·d_z`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Dense<const IN: usize, const UNITS: usize, const BIAS: usize = UNITS, T = f32> {
    /// The weights, Keras's `(in, units)`.
    pub kernel: SMatrix<T, UNITS, IN>,
    /// The bias; empty with `use_bias = false`.
    pub bias: SVector<T, BIAS>,
}

// SAFETY: `repr(C)` of matrices of `T` alone.
unsafe impl<const IN: usize, const UNITS: usize, const BIAS: usize, T: Scalar> Params
    for Dense<IN, UNITS, BIAS, T>
{
    type Scalar = T;
}

/// The operation of [`Dense`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    units: usize,
    activation: Activation,
    use_bias: bool,
    kernel_initializer: Initializer,
    bias_initializer: Initializer,
}

impl Op {
    /// `Dense(units)` on an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], units: usize) -> Self {
        Self {
            input: inputs[0],
            units,
            activation: Activation::Linear,
            use_bias: true,
            kernel_initializer: Initializer::GlorotUniform,
            bias_initializer: Initializer::Zeros,
        }
    }

    /// Sets `activation`.
    #[inline]
    #[must_use]
    pub const fn activation(mut self, activation: Activation) -> Self {
        self.activation = activation;
        self
    }

    /// Sets `use_bias`.
    #[inline]
    #[must_use]
    pub const fn use_bias(mut self, use_bias: bool) -> Self {
        self.use_bias = use_bias;
        self
    }

    /// Sets `kernel_initializer`.
    #[inline]
    #[must_use]
    pub const fn kernel_initializer(mut self, initializer: Initializer) -> Self {
        self.kernel_initializer = initializer;
        self
    }

    /// Sets `bias_initializer`.
    #[inline]
    #[must_use]
    pub const fn bias_initializer(mut self, initializer: Initializer) -> Self {
        self.bias_initializer = initializer;
        self
    }

    /// The type's `IN`.
    #[inline]
    #[must_use]
    pub const fn inputs(&self) -> usize {
        known(self.input.last())
    }

    /// The type's `UNITS`.
    #[inline]
    #[must_use]
    pub const fn units(&self) -> usize {
        self.units
    }

    /// The type's `BIAS`.
    #[inline]
    #[must_use]
    pub const fn biases(&self) -> usize {
        if self.use_bias { self.units } else { 0 }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let fans = [self.inputs(), self.units];
        let output = self.input.with_last(self.units);
        let description = match zero(site, "units", &[self.units]) {
            Some(problem) => Description::new(output).problem(problem),
            None => Description::new(output),
        };
        description
            .unrolls(self.input.len().saturating_mul(self.units), 0)
            .activation(self.activation)
            .backward_reads(true, self.activation.needs_output())
            .tape(if self.activation.needs_input() { output.len() } else { 0 })
            .tensor(Tensor {
                name: "kernel",
                shape: Shape::new(&fans),
                initializer: self.kernel_initializer,
                fans,
                trainable: true,
            })
            .tensor(Tensor {
                name: "bias",
                shape: Shape::new(&[self.biases()]),
                initializer: self.bias_initializer,
                fans,
                trainable: true,
            })
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let Forward { pass, tape, logits, .. } = f;
        let product = self.product(f.params, f.inputs[0], f.output);
        if !pass.training && self.units <= MOST_ROWS {
            T::few_rows(pass.isa, product);
        } else if self.units == 1 {
            one_row(pass.isa, product);
        } else {
            T::gemm(pass.isa, product);
        }
        if !logits {
            if self.activation.needs_input() && !tape.is_empty() {
                tape.copy_from_slice(f.output);
            }
            self.activation.apply(pass.isa, f.output, self.units);
        }
    }

    #[inline(always)]
    fn run_unrolled<T: Scalar, V: Register<Scalar = T>, const LAST: usize>(&self, f: Forward<'_, T>) {
        let kernels = Inlined::<V, LAST>::new(f.pass.isa);
        kernels.few_rows(self.product(f.params, f.inputs[0], f.output));
        self.activation.apply_by(kernels, f.output, self.units);
    }

    /// `kernel · input + bias`.
    #[inline]
    fn product<'a, T>(&self, params: &'a [T], input: &'a [T], output: &'a mut [T]) -> Gemm<'a, T> {
        let (inputs, units) = (self.inputs(), self.units);
        let (_, bias) = params.split_at(inputs * units);
        Gemm {
            m: units,
            n: output.len() / units.max(1),
            k: inputs,
            // With the bias behind it, where registers may read on.
            a: params,
            a_stride: units,
            b: input,
            b_strides: [1, inputs],
            c: output,
            c_stride: units,
            start: if self.use_bias { Start::Rows(bias) } else { Start::Zero },
        }
    }

    /// Backward shares out its work: the two products, side by side.
    const SHARES: bool = true;

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let Backward { pass, params, inputs, output, tape, d_output, d_inputs, d_params, logits, .. } = b;
        if !logits {
            self.d_z(pass, tape, output, d_output);
        }
        let (x, d_z) = (inputs[0], &*d_output);
        let d_input = &mut d_inputs[0];
        match pass.threads.halves() {
            Some(halves) if d_input.is_wanted() && d_params.is_wanted() => {
                // Cut both in two, and each thread would read what the other has just computed, twice.
                let [first, second] = halves.map(|threads| Pass { threads, ..pass });
                join(
                    || self.d_input(first, params, d_z, d_input),
                    || self.d_params(second, x, d_z, d_params),
                );
            }
            _ => {
                self.d_params(pass, x, d_z, d_params);
                self.d_input(pass, params, d_z, d_input);
            }
        }
    }

    /// Makes `d_output` the gradient before the activation, in parts of the batch.
    fn d_z<T: Scalar>(&self, pass: Pass, tape: &[T], output: &[T], d_output: &mut [T]) {
        let Pass { isa, threads, .. } = pass;
        let Some(halves) = threads.halves().filter(|_| self.activation != Activation::Linear) else {
            return self.activation.gradient(isa, tape, output, d_output, self.units);
        };
        let middle = Threads::middle(halves, d_output.len() / self.units.max(1)) * self.units;
        let [first, second] = halves.map(|threads| Pass { threads, ..pass });
        // An activation needs one of these at most; the other has no values.
        let [(tape, tapes), (output, outputs)] =
            [tape, output].map(|values| values.split_at(middle.min(values.len())));
        let (d, d_others) = d_output.split_at_mut(middle);
        join(|| self.d_z(first, tape, output, d), || self.d_z(second, tapes, outputs, d_others));
    }

    fn d_params<T: Scalar>(&self, pass: Pass, x: &[T], d_z: &[T], d_params: Gradient<'_, T>) {
        if !d_params.is_wanted() {
            return;
        }
        let (inputs, units) = (self.inputs(), self.units);
        let columns = d_z.len() / units.max(1);
        let (d_kernel, d_bias) = d_params.values.split_at_mut(inputs * units);
        let start = if d_params.accumulate { Start::Sum } else { Start::Zero };
        pass.gemm(if units == 1 {
            // One row is a column as well, and that fills the registers.
            let (m, n, k, a_stride, b_strides, c_stride) = (inputs, 1, columns, inputs, [1, 0], inputs);
            Gemm { m, n, k, a: x, a_stride, b: d_z, b_strides, c: d_kernel, c_stride, start }
        } else {
            let (m, n, k, a_stride, b_strides, c_stride) =
                (units, inputs, columns, units, [inputs, 1], units);
            Gemm { m, n, k, a: d_z, a_stride, b: x, b_strides, c: d_kernel, c_stride, start }
        });
        if !d_params.accumulate {
            d_bias.fill(T::ZERO);
        }
        T::sum_columns(pass.isa, d_z, d_bias);
    }

    fn d_input<T: Scalar>(&self, pass: Pass, params: &[T], d_z: &[T], d_input: &mut Gradient<'_, T>) {
        if !d_input.is_wanted() {
            return;
        }
        let (inputs, units) = (self.inputs(), self.units);
        pass.gemm_transposed(Gemm {
            m: inputs,
            n: d_z.len() / units.max(1),
            k: units,
            a: &params[..inputs * units],
            a_stride: units,
            b: d_z,
            b_strides: [1, units],
            c: d_input.values,
            c_stride: inputs,
            start: if d_input.accumulate { Start::Sum } else { Start::Zero },
        });
    }
}

/// A product of one row, computed as a column: the same sums, side by side in registers.
fn one_row<T: Scalar>(isa: Isa, row: Gemm<'_, T>) {
    let Gemm { n, k, a, b, c, start, .. } = row;
    let start = match start {
        Start::Rows(&[bias, ..]) => {
            c.fill(bias);
            Start::Sum
        }
        other => other,
    };
    let (m, n, a_stride, b_strides) = (n, 1, k, [1, 0]);
    T::gemm_transposed(isa, Gemm { m, n, k, a: b, a_stride, b: a, b_strides, c, c_stride: m, start });
}

precompile!(Op, run_unrolled; SHARES);

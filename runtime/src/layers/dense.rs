//! A fully connected layer.

use nalgebra::{SMatrix, SVector};

use crate::activations::Activation;
use crate::description::{Description, Tensor};
use crate::initializers::Initializer;
use crate::kernels::{Executor, Gemm, Inlined, Isa, MOST_ROWS, Register, Start};
use crate::layers::image::zero;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::params::Params;
use crate::scalar::Scalar;
use crate::shape::{Shape, known};

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

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let (inputs, units) = (self.inputs(), self.units);
        let columns = b.d_output.len() / units.max(1);
        let isa = b.pass.isa;
        if !b.logits {
            self.activation.gradient(isa, b.tape, b.output, b.d_output, units);
        }
        let d_z = &*b.d_output;
        if b.d_params.is_wanted() {
            let (d_kernel, d_bias) = b.d_params.values.split_at_mut(inputs * units);
            let start = if b.d_params.accumulate { Start::Sum } else { Start::Zero };
            let (a, x) = (d_z, b.inputs[0]);
            b.pass.gemm(if units == 1 {
                // One row is a column as well, and that fills the registers.
                let (m, n, k, a_stride, b_strides, c_stride) = (inputs, 1, columns, inputs, [1, 0], inputs);
                Gemm { m, n, k, a: x, a_stride, b: a, b_strides, c: d_kernel, c_stride, start }
            } else {
                let (m, n, k, a_stride, b_strides, c_stride) =
                    (units, inputs, columns, units, [inputs, 1], units);
                Gemm { m, n, k, a, a_stride, b: x, b_strides, c: d_kernel, c_stride, start }
            });
            if !b.d_params.accumulate {
                d_bias.fill(T::ZERO);
            }
            T::sum_columns(isa, d_z, d_bias);
        }
        let d_input = &mut b.d_inputs[0];
        if d_input.is_wanted() {
            T::gemm_transposed(
                isa,
                Gemm {
                    m: inputs,
                    n: columns,
                    k: units,
                    a: &b.params[..inputs * units],
                    a_stride: units,
                    b: d_z,
                    b_strides: [1, units],
                    c: d_input.values,
                    c_stride: inputs,
                    start: if d_input.accumulate { Start::Sum } else { Start::Zero },
                },
            );
        }
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

precompile!(Op, run_unrolled);

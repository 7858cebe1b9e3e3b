//! A convolution over images.

use nalgebra::{SMatrix, SVector};

use crate::activations::Activation;
use crate::description::{Description, Tensor};
use crate::initializers::Initializer;
use crate::kernels::Register;
use crate::layers::Padding;
use crate::layers::convolution::{Convolution, ConvolutionLayer};
use crate::layers::window::Window;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::params::Params;
use crate::scalar::Scalar;
use crate::shape::{Shape, UNKNOWN, known};

/// A convolution over images: each pixel of the output is `activation(W · patch + b)`, with the
/// patch of the input under the kernel (a cross-correlation: the kernel is not flipped), after
/// [Keras's `Conv2D`](https://keras.io/api/layers/convolution_layers/convolution2d/).
///
/// # Arguments
/// `Conv2D(filters, kernel_size, strides = (1, 1), padding = valid, dilation_rate = (1, 1),
/// groups = 1, activation = linear, use_bias = true, kernel_initializer = glorot_uniform,
/// bias_initializer = zeros)`
///
/// With `groups`, a group of filters sees only its part of the channels.
///
/// # Shapes
/// `[height, width, channels]` to `[height', width', filters]`, where [`Padding`] says how many
/// positions an axis has.
///
/// # Gradients
/// With `d_z` the gradient before the activation, summed over all pixels: `d_kernel = d_z ·
/// patchᵀ`, `d_bias = d_z`, and `d_input` at each element the sum of `Wᵀ · d_z` over the patches
/// that it is in.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Conv2D<const KERNEL: usize, const FILTERS: usize, const BIAS: usize = FILTERS, T = f32> {
    /// The weights, Keras's `(kernel height, kernel width, channels / groups, filters)`.
    pub kernel: SMatrix<T, FILTERS, KERNEL>,
    /// The bias; empty with `use_bias = false`.
    pub bias: SVector<T, BIAS>,
}

// SAFETY: `repr(C)` of matrices of `T` alone.
unsafe impl<const KERNEL: usize, const FILTERS: usize, const BIAS: usize, T: Scalar> Params
    for Conv2D<KERNEL, FILTERS, BIAS, T>
{
    type Scalar = T;
}

/// The operation of [`Conv2D`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    filters: usize,
    kernel_size: [usize; 2],
    strides: [usize; 2],
    padding: Padding,
    dilation_rate: [usize; 2],
    groups: usize,
    activation: Activation,
    use_bias: bool,
    kernel_initializer: Initializer,
    bias_initializer: Initializer,
}

impl Op {
    /// `Conv2D(filters, kernel_size)` on an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], filters: usize, kernel_size: [usize; 2]) -> Self {
        Self {
            input: inputs[0],
            filters,
            kernel_size,
            strides: [1, 1],
            padding: Padding::Valid,
            dilation_rate: [1, 1],
            groups: 1,
            activation: Activation::Linear,
            use_bias: true,
            kernel_initializer: Initializer::GlorotUniform,
            bias_initializer: Initializer::Zeros,
        }
    }

    /// Sets `strides`.
    #[inline]
    #[must_use]
    pub const fn strides(mut self, strides: [usize; 2]) -> Self {
        self.strides = strides;
        self
    }

    /// Sets `padding`.
    #[inline]
    #[must_use]
    pub const fn padding(mut self, padding: Padding) -> Self {
        self.padding = padding;
        self
    }

    /// Sets `dilation_rate`.
    #[inline]
    #[must_use]
    pub const fn dilation_rate(mut self, dilation_rate: [usize; 2]) -> Self {
        self.dilation_rate = dilation_rate;
        self
    }

    /// Sets `groups`.
    #[inline]
    #[must_use]
    pub const fn groups(mut self, groups: usize) -> Self {
        self.groups = groups;
        self
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

    /// The type's `KERNEL`: the weights of one filter.
    #[inline]
    #[must_use]
    pub const fn kernels(&self) -> usize {
        self.kernel_size[0].saturating_mul(self.kernel_size[1]).saturating_mul(self.group_channels())
    }

    /// The type's `FILTERS`.
    #[inline]
    #[must_use]
    pub const fn filters(&self) -> usize {
        self.filters
    }

    /// The type's `BIAS`.
    #[inline]
    #[must_use]
    pub const fn biases(&self) -> usize {
        if self.use_bias { self.filters } else { 0 }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let convolution = self.convolution();
        let output = Shape::new(&[convolution.rows.output, convolution.columns.output, self.filters]);
        let [height, width] = self.kernel_size;
        let area = height.saturating_mul(width);
        let problem = self.problem(site);
        let mut description = Description::new(output)
            .activation(self.activation)
            .backward_reads(true, self.activation.needs_output())
            .tape(if self.activation.needs_input() { output.len() } else { 0 })
            .tensor(Tensor {
                name: "kernel",
                shape: Shape::new(&[height, width, self.group_channels(), self.filters]),
                initializer: self.kernel_initializer,
                fans: [self.kernels(), area.saturating_mul(self.filters)],
                trainable: true,
            })
            .tensor(Tensor {
                name: "bias",
                shape: Shape::new(&[self.biases()]),
                initializer: self.bias_initializer,
                fans: [self.filters, self.filters],
                trainable: true,
            });
        if let Some(problem) = problem {
            return description.problem(problem);
        }
        if output.is_known() {
            description = description
                .work(output.len().saturating_mul(self.kernels()))
                .scratch(convolution.scratch())
                .inference_scratch(convolution.forward_scratch());
            if convolution.has_few_pixels() {
                description = description.unrolls(description.work, convolution.few_scratch());
            }
        }
        description
    }

    #[inline]
    const fn channels(&self) -> usize {
        if self.input.rank() == 3 { known(self.input.last()) } else { 0 }
    }

    #[inline]
    const fn group_channels(&self) -> usize {
        match self.channels().checked_div(self.groups) {
            Some(channels) => channels,
            None => 0,
        }
    }

    #[inline]
    const fn window(&self, axis: usize) -> Window {
        let input = if self.input.rank() == 3 { self.input.axis(axis) } else { UNKNOWN };
        Window::new(input, self.kernel_size[axis], self.strides[axis], self.dilation_rate[axis], self.padding)
    }

    #[inline]
    const fn convolution(&self) -> Convolution {
        Convolution {
            rows: self.window(0),
            columns: self.window(1),
            channels: self.channels(),
            filters: self.filters,
            groups: self.groups,
        }
    }

    #[inline]
    const fn layer(&self) -> ConvolutionLayer {
        ConvolutionLayer { convolution: self.convolution(), activation: self.activation }
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        self.layer().run(f);
    }

    #[inline(always)]
    fn run_unrolled<T: Scalar, V: Register<Scalar = T>, const LAST: usize>(&self, f: Forward<'_, T>) {
        self.layer().unrolled::<T, V, LAST>(f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        self.layer().run_backward(b);
    }
}

precompile!(Op, run_unrolled);

mod problem;
#[cfg(test)]
mod tests;

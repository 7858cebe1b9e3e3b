//! A convolution of each channel of an image.

use nalgebra::{SMatrix, SVector};

use crate::activations::Activation;
use crate::description::{Description, Tensor};
use crate::initializers::Initializer;
use crate::layers::Padding;
use crate::layers::convolution::{Channelwise, ConvolutionLayer};
use crate::layers::image::{not_an_image, strided_and_dilated, too_large, zero};
use crate::layers::window::Window;
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, precompile};
use crate::params::Params;
use crate::scalar::Scalar;
use crate::shape::{Shape, UNKNOWN, known};

/// A convolution of each channel of an image with `depth_multiplier` kernels of its own: each pixel
/// of the output is, for kernel `m` of channel `c`, `activation(Σ kernel[.., c, m] · patch[.., c] +
/// b)` (a cross-correlation: the kernel is not flipped), after
/// [Keras's `DepthwiseConv2D`](https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/).
///
/// # Arguments
/// `DepthwiseConv2D(kernel_size, strides = (1, 1), padding = valid, depth_multiplier = 1,
/// dilation_rate = (1, 1), activation = linear, use_bias = true, depthwise_initializer =
/// glorot_uniform, bias_initializer = zeros)`
///
/// # Shapes
/// `[height, width, channels]` to `[height', width', channels · depth_multiplier]`, the outputs of a
/// channel side by side; [`Padding`] says how many positions an axis has.
///
/// # Gradients
/// With `d_z` the gradient before the activation, summed over all pixels: `d_kernel = d_z · patch`
/// channel by channel, `d_bias = d_z`, and `d_input` at each element the sum of `kernel · d_z` over
/// the patches that it is in.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct DepthwiseConv2D<const KERNEL: usize, const MULTIPLIER: usize, const BIAS: usize, T = f32> {
    /// The weights, Keras's `(kernel height, kernel width, channels, depth_multiplier)`.
    pub kernel: SMatrix<T, MULTIPLIER, KERNEL>,
    /// The bias; empty with `use_bias = false`.
    pub bias: SVector<T, BIAS>,
}

// SAFETY: `repr(C)` of matrices of `T` alone.
unsafe impl<const KERNEL: usize, const MULTIPLIER: usize, const BIAS: usize, T: Scalar> Params
    for DepthwiseConv2D<KERNEL, MULTIPLIER, BIAS, T>
{
    type Scalar = T;
}

/// The operation of [`DepthwiseConv2D`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    kernel_size: [usize; 2],
    strides: [usize; 2],
    padding: Padding,
    depth_multiplier: usize,
    dilation_rate: [usize; 2],
    activation: Activation,
    use_bias: bool,
    depthwise_initializer: Initializer,
    bias_initializer: Initializer,
}

impl Op {
    /// `DepthwiseConv2D(kernel_size)` on an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], kernel_size: [usize; 2]) -> Self {
        Self {
            input: inputs[0],
            kernel_size,
            strides: [1, 1],
            padding: Padding::Valid,
            depth_multiplier: 1,
            dilation_rate: [1, 1],
            activation: Activation::Linear,
            use_bias: true,
            depthwise_initializer: Initializer::GlorotUniform,
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

    /// Sets `depth_multiplier`.
    #[inline]
    #[must_use]
    pub const fn depth_multiplier(mut self, depth_multiplier: usize) -> Self {
        self.depth_multiplier = depth_multiplier;
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

    /// Sets `depthwise_initializer`.
    #[inline]
    #[must_use]
    pub const fn depthwise_initializer(mut self, initializer: Initializer) -> Self {
        self.depthwise_initializer = initializer;
        self
    }

    /// Sets `bias_initializer`.
    #[inline]
    #[must_use]
    pub const fn bias_initializer(mut self, initializer: Initializer) -> Self {
        self.bias_initializer = initializer;
        self
    }

    /// The type's `KERNEL`: the weights of one kernel of every channel.
    #[inline]
    #[must_use]
    pub const fn kernels(&self) -> usize {
        self.area().saturating_mul(self.channels())
    }

    /// The type's `MULTIPLIER`.
    #[inline]
    #[must_use]
    pub const fn multiplier(&self) -> usize {
        self.depth_multiplier
    }

    /// The type's `BIAS`.
    #[inline]
    #[must_use]
    pub const fn biases(&self) -> usize {
        if self.use_bias { self.filters() } else { 0 }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let (rows, columns) = (self.window(0), self.window(1));
        let is_known = self.input.rank() == 3 && self.input.last() != UNKNOWN && self.depth_multiplier > 0;
        let filters = if is_known { self.filters() } else { UNKNOWN };
        let output = Shape::new(&[rows.output, columns.output, filters]);
        let [height, width] = self.kernel_size;
        let problem = self.problem(site);
        let mut description = Description::new(output)
            .activation(self.activation)
            .backward_reads(true, self.activation.needs_output())
            .tape(if self.activation.needs_input() { output.len() } else { 0 })
            .tensor(Tensor {
                name: "kernel",
                shape: Shape::new(&[height, width, self.channels(), self.depth_multiplier]),
                initializer: self.depthwise_initializer,
                fans: [self.kernels(), self.area().saturating_mul(self.depth_multiplier)],
                trainable: true,
            })
            .tensor(Tensor {
                name: "bias",
                shape: Shape::new(&[self.biases()]),
                initializer: self.bias_initializer,
                fans: [self.filters(), self.filters()],
                trainable: true,
            });
        if let Some(problem) = problem {
            return description.problem(problem);
        }
        if output.is_known() {
            description = description
                .work(output.len().saturating_mul(self.area()))
                .scratch(self.convolution().scratch())
                .inference_scratch(self.convolution().forward_scratch());
        }
        description
    }

    #[inline]
    const fn area(&self) -> usize {
        self.kernel_size[0].saturating_mul(self.kernel_size[1])
    }

    #[inline]
    const fn channels(&self) -> usize {
        if self.input.rank() == 3 { known(self.input.last()) } else { 0 }
    }

    #[inline]
    const fn filters(&self) -> usize {
        self.channels().saturating_mul(self.depth_multiplier)
    }

    #[inline]
    const fn window(&self, axis: usize) -> Window {
        let input = if self.input.rank() == 3 { self.input.axis(axis) } else { UNKNOWN };
        Window::new(input, self.kernel_size[axis], self.strides[axis], self.dilation_rate[axis], self.padding)
    }

    #[inline]
    const fn convolution(&self) -> Channelwise {
        Channelwise {
            rows: self.window(0),
            columns: self.window(1),
            channels: self.channels(),
            multiplier: self.depth_multiplier,
        }
    }

    #[inline]
    const fn problem(&self, site: Site) -> Option<Message> {
        if let Some(problem) = zero(site, "kernel_size", &self.kernel_size) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "strides", &self.strides) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "depth_multiplier", &[self.depth_multiplier]) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "dilation_rate", &self.dilation_rate) {
            return Some(problem);
        }
        if let Some(problem) = strided_and_dilated(site, self.strides, self.dilation_rate) {
            return Some(problem);
        }
        if let Some(problem) = not_an_image(site, self.input) {
            return Some(problem);
        }
        too_large(site, self.input, "kernel", [self.window(0), self.window(1)])
    }

    #[inline]
    const fn layer(&self) -> ConvolutionLayer<Channelwise> {
        ConvolutionLayer { convolution: self.convolution(), activation: self.activation }
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        self.layer().run(f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        self.layer().run_backward(b);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests;

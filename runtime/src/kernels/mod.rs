//! The arithmetic: precompiled kernels with run-time dimensions, for each instruction set.
//!
//! Everything here is reached through [`Kernels`], whose methods are concrete for `f32` and `f64`:
//! for `f32` the inner loops are compiled with this crate's optimisation level, also in a user's debug
//! build. Without debug assertions what few networks need is compiled where it is used, as `f64` always
//! is. A call costs one jump by its [`Isa`].

#![allow(clippy::inline_always, reason = "code has to end up in functions of its instruction set")]

mod activations;
mod adam;
mod column_sums;
mod depthwise;
mod dispatch;
mod elementwise;
mod executor;
mod exp;
mod few;
mod gates;
mod gemm;
mod isa;
mod patches;
mod pool;
#[cfg(feature = "std")]
mod prefetch;
mod sums;
#[cfg(test)]
mod test;
mod transpose;
mod vector;

pub use adam::AdamStep;
pub use column_sums::{ColumnSums, Term};
pub use depthwise::Depthwise;
pub(crate) use dispatch::vectorise;
pub(crate) use executor::{Executor, Inlined};
#[doc(hidden)]
pub use exp::Exponent;
pub(crate) use few::MOST_ROWS;
pub use gates::{Gru, GruGradient, Lstm, LstmAlone, LstmGradient};
pub use gemm::{Gemm, Runs, Start};
pub use isa::Isa;
pub(crate) use patches::FEWEST_PIXELS;
pub use patches::{Patches, PatchesGradient};
pub use pool::Cells;
#[cfg(feature = "std")]
pub(crate) use prefetch::{copy_together, prefetch};
#[doc(hidden)]
pub use vector::Vector as Register;

/// A loop in plain Rust that [`vectorise`] compiles for each instruction set.
///
/// The compiler contracts no multiplication and addition of its own accord, so the results are the
/// same bits on every instruction set.
pub(crate) trait Loop {
    /// Runs it. To be `inline(always)`, with all that it calls: else that is compiled for the
    /// build's own target. Slices are best passed on as arguments, which cannot overlap.
    fn run(self);
}

/// A prediction of a small network, in one piece: compiled for each instruction set in the crate that
/// declares the network, where all sizes are constants.
#[doc(hidden)]
pub trait Unrolled<T> {
    /// Computes it in registers `V`. To be `inline(always)`, as all that it calls.
    fn run<V: Register<Scalar = T>>(self, isa: Isa);
}

/// The kernels for one scalar type.
///
/// They are made for layers, which derive sizes and slices from the same shapes: slices that are
/// too short are a mistake in a layer, and panic before anything is touched. Results depend on the
/// numbers and the instruction set alone, not on addresses or on the number of columns.
pub trait Kernels: Exponent {
    /// Runs a prediction that is in one piece.
    #[doc(hidden)]
    fn unrolled<W: Unrolled<Self>>(isa: Isa, work: W);

    /// Computes a matrix product, see [`Gemm`].
    ///
    /// # Panics
    /// When an element would lie outside its slice, or columns of `c` overlap.
    #[doc(hidden)]
    fn gemm(isa: Isa, product: Gemm<'_, Self>);

    /// Computes a product whose right operand comes in [`Runs`]: the same sums in the same order
    /// as if it were copied together first.
    ///
    /// # Panics
    /// As [`gemm`](Self::gemm), and when the runs do not divide `k` and `n`.
    #[doc(hidden)]
    fn gemm_runs(isa: Isa, product: Gemm<'_, Self>, runs: Runs);

    /// As [`gemm`](Self::gemm), with `a` given by rows: element `(m, k)` is at `m · a_stride + k`.
    /// So `c = aᵀ·b` of a column-major `a`, without memory for the transpose.
    ///
    /// # Panics
    /// As [`gemm`](Self::gemm).
    #[doc(hidden)]
    fn gemm_transposed(isa: Isa, product: Gemm<'_, Self>);

    /// Computes a product with few rows, in an order of its own that suits single columns (see
    /// `few`).
    ///
    /// # Panics
    /// When a slice is too short.
    #[doc(hidden)]
    fn few_rows(isa: Isa, product: Gemm<'_, Self>);

    /// Writes the transpose of a column-major `rows` × `columns` matrix:
    /// `to[column + row · columns] = from[row + column · rows]`.
    ///
    /// # Panics
    /// When a slice has less than `rows · columns` elements.
    #[doc(hidden)]
    fn transpose(isa: Isa, rows: usize, columns: usize, from: &[Self], to: &mut [Self]);

    /// Adds the columns of a column-major matrix of `sums.len()` rows to `sums`, in ascending
    /// order: `sums[row] += Σ from[row, column]`. An incomplete last column is left out.
    #[doc(hidden)]
    fn sum_columns(isa: Isa, from: &[Self], sums: &mut [Self]);

    /// A convolution of each channel with a kernel of its own, see [`Depthwise`]: `output[pixel, c] =
    /// start + Σ kernel[tap, c] · input[pixel, tap, c]`, one chain of multiply-adds in the order of
    /// the taps, of compact kernels column by column. A start has a value a channel.
    ///
    /// # Panics
    /// When a slice is too short.
    #[doc(hidden)]
    fn depthwise(
        isa: Isa,
        d: Depthwise,
        kernel: &[Self],
        input: &[Self],
        output: &mut [Self],
        start: Start<'_, Self>,
    );

    /// The kernel's gradient of [`depthwise`](Self::depthwise): `d_kernel[tap, c] += Σ input[pixel,
    /// tap, c] · d_output[pixel, c]`, in the order of the pixels.
    ///
    /// # Panics
    /// When a slice is too short.
    #[doc(hidden)]
    fn depthwise_kernel(isa: Isa, d: Depthwise, input: &[Self], d_output: &[Self], d_kernel: &mut [Self]);

    /// A convolution of an image of one channel, see [`Patches`]: `output[pixel, f] = max(floor, bias[f] +
    /// Σ kernel[tap, f] · input[pixel, tap])`, one chain of multiply-adds in the order of the taps from the bias,
    /// or from 0 where there is none; what is not a number stays so.
    ///
    /// # Panics
    /// When a slice is too short.
    #[doc(hidden)]
    fn patches(
        isa: Isa,
        p: Patches,
        kernel: &[Self],
        input: &[Self],
        output: &mut [Self],
        bias: &[Self],
        floor: Self,
    );

    /// The gradients of the weights of [`patches`](Self::patches) with rows of three taps side by side, see
    /// [`PatchesGradient`]: `d_kernel[tap, f] += Σ input[pixel, tap] · d_z[pixel, f]` and `d_bias[f] += Σ d_z[pixel,
    /// f]`, in the order of the pixels.
    ///
    /// # Panics
    /// When a slice is too short, or the taps are others.
    #[doc(hidden)]
    fn patches_gradient(isa: Isa, p: Patches, g: PatchesGradient<'_, Self>);

    /// The largest value of every cell of 2 × 2 pixels and every channel of an image, see [`Cells`]: the first
    /// of equals, and what is not a number where there is such a value.
    ///
    /// # Panics
    /// When a slice is too short.
    #[doc(hidden)]
    fn max_pool(isa: Isa, cells: Cells, input: &[Self], output: &mut [Self]);

    /// The gradient of [`max_pool`](Self::max_pool): `d_output` goes to the first of the largest values of a
    /// cell, or to the first that is not a number, and 0 to the others. With `accumulate` it is added to what
    /// is there. Pixels of no whole cell are left as they are. `outputs` are the output and its gradient.
    ///
    /// # Panics
    /// When a slice is too short.
    #[doc(hidden)]
    fn max_pool_gradient(
        isa: Isa,
        cells: Cells,
        input: &[Self],
        outputs: [&[Self]; 2],
        d_input: &mut [Self],
        accumulate: bool,
    );

    /// `x = max(x, 0)`; what is not a number stays so.
    #[doc(hidden)]
    fn relu(isa: Isa, values: &mut [Self]);

    /// Turns the gradient with respect to relu's output into that with respect to its input:
    /// `d = 0` where the output is at most 0.
    ///
    /// # Panics
    /// When `output` is shorter than `d`.
    #[doc(hidden)]
    fn relu_gradient(isa: Isa, output: &[Self], d: &mut [Self]);

    /// `to += factor · from`, with one rounding where the instruction set has it; with a factor of
    /// 1 the plain sum on all.
    ///
    /// # Panics
    /// When `from` is shorter than `to`.
    #[doc(hidden)]
    fn axpy(isa: Isa, factor: Self, from: &[Self], to: &mut [Self]);

    /// `x = eˣ`, within 1 unit in the last place of the true value (2 on `portable`), also where it
    /// is subnormal; infinite above the type's range, 0 below it, and not a number for what is not
    /// a number.
    #[doc(hidden)]
    fn exponentials(isa: Isa, values: &mut [Self]);

    /// `x = 1 / (1 + e⁻ˣ)`.
    #[doc(hidden)]
    fn apply_sigmoid(isa: Isa, values: &mut [Self]);

    /// `x = x / (1 + e⁻ˣ)`.
    #[doc(hidden)]
    fn apply_silu(isa: Isa, values: &mut [Self]);

    /// `x = tanh(x)`.
    #[doc(hidden)]
    fn apply_tanh(isa: Isa, values: &mut [Self]);

    /// `x = ln(1 + eˣ)`.
    #[doc(hidden)]
    fn apply_softplus(isa: Isa, values: &mut [Self]);

    /// `x = scale · x` where `x > 0`, else `scaled_alpha · (eˣ − 1)`.
    #[doc(hidden)]
    fn apply_elu(isa: Isa, scale_and_scaled_alpha: [Self; 2], values: &mut [Self]);

    /// `x = x / (1 + exp(scale · x · (1 + cubic · x²)))`.
    #[doc(hidden)]
    fn apply_gelu(isa: Isa, scale_and_cubic: [Self; 2], values: &mut [Self]);

    /// Computes the sums of one column, see [`ColumnSums`]: the same bits as [`gemm`](Self::gemm).
    ///
    /// # Panics
    /// When a row is outside a slice.
    #[doc(hidden)]
    fn column_sums(isa: Isa, work: ColumnSums<'_, Self>);

    /// A step of Adam, see [`AdamStep`]: the same bits on every instruction set.
    ///
    /// # Panics
    /// When a slice is shorter than the weights.
    #[doc(hidden)]
    fn adam(isa: Isa, step: AdamStep<'_, Self>);

    /// What follows the products of a step of an LSTM, see [`Lstm`].
    ///
    /// # Panics
    /// When a slice is too short for the others.
    #[doc(hidden)]
    fn lstm(isa: Isa, step: Lstm<'_, Self>);

    /// A step of an LSTM on one sample, with its products, see [`LstmAlone`].
    ///
    /// # Panics
    /// As `lstm`.
    #[doc(hidden)]
    fn lstm_alone(isa: Isa, step: LstmAlone<'_, Self, 1>);

    /// The gradients of [`lstm`](Self::lstm), see [`LstmGradient`].
    ///
    /// # Panics
    /// As `lstm`.
    #[doc(hidden)]
    fn lstm_gradient(isa: Isa, step: LstmGradient<'_, Self>);

    /// What follows the products of a step of a GRU, see [`Gru`].
    ///
    /// # Panics
    /// As `lstm`.
    #[doc(hidden)]
    fn gru(isa: Isa, step: Gru<'_, Self>);

    /// The gradients of [`gru`](Self::gru), see [`GruGradient`].
    ///
    /// # Panics
    /// As `lstm`.
    #[doc(hidden)]
    fn gru_gradient(isa: Isa, step: GruGradient<'_, Self>);
}

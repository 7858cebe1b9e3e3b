//! The list of kernels: what each computes, which function does so in any register, and how often it is needed.

/// Gives the list to the macro `$with`, after tokens of its own, with the type of the numbers for `$Scalar`.
///
/// Of it are made the methods of [`Kernels`](super::Kernels), the functions for each instruction set, and the
/// way from one to the other (see `dispatch`): a new kernel is an entry. What is needed `seldom` is compiled in
/// the crates that use it, where those are optimised.
macro_rules! kernels {
    ($with:ident![$($own:tt)*], $Scalar:ty) => {
        $with! {
            [$($own)*]

            /// Computes a product with few rows, in an order of its own that suits single columns (see
            /// `few`).
            ///
            /// # Panics
            /// When a slice is too short.
            seldom fn few_rows(product: Gemm<'_, $Scalar>) = few::product;

            /// Writes the transpose of a column-major `rows` × `columns` matrix:
            /// `to[column + row · columns] = from[row + column · rows]`.
            ///
            /// # Panics
            /// When a slice has less than `rows · columns` elements.
            often fn transpose(
                rows: usize,
                columns: usize,
                from: &[$Scalar],
                to: &mut [$Scalar],
            ) = transpose::transpose;

            /// Adds the columns of a column-major matrix of `sums.len()` rows to `sums`, in ascending
            /// order: `sums[row] += Σ from[row, column]`. An incomplete last column is left out.
            often fn sum_columns(from: &[$Scalar], sums: &mut [$Scalar]) = sums::sum_columns;

            /// A convolution of each channel with a kernel of its own, see [`Depthwise`]: `output[pixel, c] =
            /// start + Σ kernel[tap, c] · input[pixel, tap, c]`, one chain of multiply-adds in the order of
            /// the taps, of compact kernels column by column. A start has a value a channel.
            ///
            /// # Panics
            /// When a slice is too short.
            seldom fn depthwise(
                d: Depthwise,
                kernel: &[$Scalar],
                input: &[$Scalar],
                output: &mut [$Scalar],
                start: Start<'_, $Scalar>,
            ) = depthwise::depthwise;

            /// The kernel's gradient of [`depthwise`](Kernels::depthwise): `d_kernel[tap, c] += Σ input[pixel,
            /// tap, c] · d_output[pixel, c]`, in the order of the pixels.
            ///
            /// # Panics
            /// When a slice is too short.
            seldom fn depthwise_kernel(
                d: Depthwise,
                input: &[$Scalar],
                d_output: &[$Scalar],
                d_kernel: &mut [$Scalar],
            ) = depthwise::depthwise_kernel;

            /// A convolution of an image of one channel, see [`Patches`]: `output[pixel, f] = max(floor, bias[f] +
            /// Σ kernel[tap, f] · input[pixel, tap])`, one chain of multiply-adds in the order of the taps from the bias,
            /// or from 0 where there is none; what is not a number stays so.
            ///
            /// # Panics
            /// When a slice is too short.
            seldom fn patches(
                p: Patches,
                kernel: &[$Scalar],
                input: &[$Scalar],
                output: &mut [$Scalar],
                bias: &[$Scalar],
                floor: $Scalar,
            ) = patches::patches;

            /// The gradients of the weights of [`patches`](Kernels::patches) with rows of three taps side by side, see
            /// [`PatchesGradient`]: `d_kernel[tap, f] += Σ input[pixel, tap] · d_z[pixel, f]` and `d_bias[f] += Σ d_z[pixel,
            /// f]`, in the order of the pixels.
            ///
            /// # Panics
            /// When a slice is too short, or the taps are others.
            seldom fn patches_gradient(
                p: Patches,
                g: PatchesGradient<'_, $Scalar>,
            ) = patches::patches_gradient;

            /// The largest value of every cell of 2 × 2 pixels and every channel of an image, see [`Cells`]: the first
            /// of equals, and what is not a number where there is such a value.
            ///
            /// # Panics
            /// When a slice is too short.
            seldom fn max_pool(cells: Cells, input: &[$Scalar], output: &mut [$Scalar]) = pool::max_pool;

            /// The gradient of [`max_pool`](Kernels::max_pool): `d_output` goes to the first of the largest values of a
            /// cell, or to the first that is not a number, and 0 to the others. With `accumulate` it is added to what
            /// is there. Pixels of no whole cell are left as they are. `outputs` are the output and its gradient.
            ///
            /// # Panics
            /// When a slice is too short.
            seldom fn max_pool_gradient(
                cells: Cells,
                input: &[$Scalar],
                outputs: [&[$Scalar]; 2],
                d_input: &mut [$Scalar],
                accumulate: bool,
            ) = pool::max_pool_gradient;

            /// `x = max(x, 0)`; what is not a number stays so.
            often fn relu(values: &mut [$Scalar]) = elementwise::relu;

            /// Turns the gradient with respect to relu's output into that with respect to its input:
            /// `d = 0` where the output is at most 0.
            ///
            /// # Panics
            /// When `output` is shorter than `d`.
            often fn relu_gradient(output: &[$Scalar], d: &mut [$Scalar]) = elementwise::relu_gradient;

            /// `to += factor · from`, with one rounding where the instruction set has it; with a factor of
            /// 1 the plain sum on all.
            ///
            /// # Panics
            /// When `from` is shorter than `to`.
            often fn axpy(factor: $Scalar, from: &[$Scalar], to: &mut [$Scalar]) = elementwise::axpy;

            /// `x = eˣ`, within 1 unit in the last place of the true value (2 on `portable`), also where it
            /// is subnormal; infinite above the type's range, 0 below it, and not a number for what is not
            /// a number.
            often fn exponentials(values: &mut [$Scalar]) = exp::exponentials;

            /// `x = 1 / (1 + e⁻ˣ)`.
            seldom fn apply_sigmoid(values: &mut [$Scalar]) = activations::sigmoid;

            /// `x = x / (1 + e⁻ˣ)`.
            seldom fn apply_silu(values: &mut [$Scalar]) = activations::silu;

            /// `x = tanh(x)`.
            seldom fn apply_tanh(values: &mut [$Scalar]) = activations::tanh;

            /// `x = ln(1 + eˣ)`.
            seldom fn apply_softplus(values: &mut [$Scalar]) = activations::softplus;

            /// `x = scale · x` where `x > 0`, else `scaled_alpha · (eˣ − 1)`.
            seldom fn apply_elu(
                scale_and_scaled_alpha: [$Scalar; 2],
                values: &mut [$Scalar],
            ) = activations::elu;

            /// `x = x / (1 + exp(scale · x · (1 + cubic · x²)))`.
            seldom fn apply_gelu(scale_and_cubic: [$Scalar; 2], values: &mut [$Scalar]) = activations::gelu;

            /// Computes the sums of one column, see [`ColumnSums`]: the same bits as [`gemm`](Kernels::gemm).
            ///
            /// # Panics
            /// When a row is outside a slice.
            often fn column_sums(work: ColumnSums<'_, $Scalar>) = column_sums::column_sums;

            /// A step of Adam, see [`AdamStep`]: the same bits on every instruction set.
            ///
            /// # Panics
            /// When a slice is shorter than the weights.
            seldom fn adam(step: AdamStep<'_, $Scalar>) = adam::adam;

            /// What follows the products of a step of an LSTM, see [`Lstm`].
            ///
            /// # Panics
            /// When a slice is too short for the others.
            seldom fn lstm(step: Lstm<'_, $Scalar>) = gates::lstm;

            /// A step of an LSTM on one sample, with its products, see [`LstmAlone`].
            ///
            /// # Panics
            /// As `lstm`.
            seldom fn lstm_alone(step: LstmAlone<'_, $Scalar, 1>) = gates::lstm_alone, 1;

            /// The gradients of [`lstm`](Kernels::lstm), see [`LstmGradient`].
            ///
            /// # Panics
            /// As `lstm`.
            seldom fn lstm_gradient(step: LstmGradient<'_, $Scalar>) = gates::lstm_gradient;

            /// What follows the products of a step of a GRU, see [`Gru`].
            ///
            /// # Panics
            /// As `lstm`.
            seldom fn gru(step: Gru<'_, $Scalar>) = gates::gru;

            /// A step of a GRU on one sample, with its products, see [`GruAlone`].
            ///
            /// # Panics
            /// As `lstm`.
            seldom fn gru_alone(step: GruAlone<'_, $Scalar, 1>) = gates::gru_alone, 1;

            /// The gradients of [`gru`](Kernels::gru), see [`GruGradient`].
            ///
            /// # Panics
            /// As `lstm`.
            seldom fn gru_gradient(step: GruGradient<'_, $Scalar>) = gates::gru_gradient;
        }
    };
}
pub(super) use kernels;

//! The kernels, compiled once for each instruction set and precision.
//!
//! A kernel is generic over its register and inlined here into a function that enables the
//! instruction set: one jump leads into code that is whole, also in a user's debug build.

use super::gemm::{self, Checked};
use super::isa::Path;
use super::{
    AdamStep, Cells, ColumnSums, Depthwise, Gemm, Gru, GruGradient, Isa, Kernels, Loop, Lstm, LstmAlone,
    LstmGradient, Patches, PatchesGradient, Runs, Start, Unrolled, activations, adam, column_sums, depthwise,
    elementwise, exp, few, gates, patches, pool, sums, transpose, vector,
};

/// Compiles all kernels for one instruction set and precision: here as a `whole`, or `lazy`, in crates that
/// use them, since few compute in double precision. Of a whole, `seldom` kernels are left to their users too
/// where those are optimised: without debug assertions. Large products are computed with `copies` of the left
/// operand or `in_place`, whatever measured faster.
macro_rules! compile {
    ($module:ident, $scalar:ty, $vector:ty, $large:ident, $compiled:ident $(, $features:literal)?) => {
        pub(in crate::kernels) mod $module {
            use super::super::*;

            compile!(@ $compiled [$($features)?] gemm::product::<$vector> as gemm(product: Checked<$scalar>));
            compile!(@ $compiled [$($features)?] $large $vector, $scalar);
            compile!(@ $compiled [$($features)?] gemm::packed::<$vector, true> as gemm_transposed(product: Checked<$scalar>));
            compile!(@ $compiled [$($features)?] few::product::<$vector> as few_rows(product: Gemm<'_, $scalar>));
            /// # Safety
            /// The machine has the instruction set.
            #[inline(never)]
            $(#[target_feature(enable = $features)])?
            pub(in crate::kernels) unsafe fn unrolled<W: Unrolled<$scalar>>(isa: Isa, work: W) {
                work.run::<$vector>(isa);
            }

            compile!(@ $compiled [$($features)?] transpose::transpose::<$vector>
                as transpose(rows: usize, columns: usize, from: &[$scalar], to: &mut [$scalar]));
            compile!(@ $compiled [$($features)?] sums::sum_columns::<$vector>
                as sum_columns(from: &[$scalar], sums: &mut [$scalar]));
            compile!(@ seldom $compiled [$($features)?] depthwise::depthwise::<$vector>
                as depthwise_forward(d: Depthwise, kernel: &[$scalar], input: &[$scalar], output: &mut [$scalar], start: Start<'_, $scalar>));
            compile!(@ seldom $compiled [$($features)?] depthwise::depthwise_kernel::<$vector>
                as depthwise_kernel(d: Depthwise, input: &[$scalar], d_output: &[$scalar], d_kernel: &mut [$scalar]));
            compile!(@ seldom $compiled [$($features)?] patches::patches::<$vector>
                as patches(p: Patches, kernel: &[$scalar], input: &[$scalar], output: &mut [$scalar], bias: &[$scalar], floor: $scalar));
            compile!(@ seldom $compiled [$($features)?] patches::patches_gradient::<$vector>
                as patches_gradient(p: Patches, g: PatchesGradient<'_, $scalar>));
            compile!(@ seldom $compiled [$($features)?] pool::max_pool::<$vector>
                as max_pool(cells: Cells, input: &[$scalar], output: &mut [$scalar]));
            compile!(@ seldom $compiled [$($features)?] pool::max_pool_gradient::<$vector>
                as max_pool_gradient(cells: Cells, input: &[$scalar], outputs: [&[$scalar]; 2], d_input: &mut [$scalar], accumulate: bool));
            compile!(@ $compiled [$($features)?] elementwise::relu::<$vector> as relu(values: &mut [$scalar]));
            compile!(@ $compiled [$($features)?] elementwise::relu_gradient::<$vector>
                as relu_gradient(output: &[$scalar], d: &mut [$scalar]));
            compile!(@ $compiled [$($features)?] elementwise::axpy::<$vector>
                as axpy(factor: $scalar, from: &[$scalar], to: &mut [$scalar]));
            compile!(@ $compiled [$($features)?] exp::exponentials::<$vector> as exponentials(values: &mut [$scalar]));
            compile!(@ $compiled [$($features)?] activations::sigmoid::<$vector> as sigmoid(values: &mut [$scalar]));
            compile!(@ seldom $compiled [$($features)?] activations::silu::<$vector> as silu(values: &mut [$scalar]));
            compile!(@ $compiled [$($features)?] activations::tanh::<$vector> as tanh(values: &mut [$scalar]));
            compile!(@ seldom $compiled [$($features)?] activations::softplus::<$vector> as softplus(values: &mut [$scalar]));
            compile!(@ seldom $compiled [$($features)?] activations::elu::<$vector>
                as elu(scale: $scalar, scaled_alpha: $scalar, values: &mut [$scalar]));
            compile!(@ seldom $compiled [$($features)?] activations::gelu::<$vector>
                as gelu(scale: $scalar, cubic: $scalar, values: &mut [$scalar]));
            compile!(@ $compiled [$($features)?] column_sums::column_sums::<$vector>
                as column_sums(work: ColumnSums<'_, $scalar>));
            compile!(@ seldom $compiled [$($features)?] adam::adam::<$vector> as adam(step: AdamStep<'_, $scalar>));
            compile!(@ seldom $compiled [$($features)?] gates::lstm::<$vector> as lstm(step: Lstm<'_, $scalar>));
            compile!(@ seldom $compiled [$($features)?] gates::lstm_alone::<$vector, 1>
                as lstm_alone(step: LstmAlone<'_, $scalar, 1>));
            compile!(@ seldom $compiled [$($features)?] gates::lstm_gradient::<$vector>
                as lstm_gradient(step: LstmGradient<'_, $scalar>));
            compile!(@ seldom $compiled [$($features)?] gates::gru::<$vector> as gru(step: Gru<'_, $scalar>));
            compile!(@ seldom $compiled [$($features)?] gates::gru_gradient::<$vector>
                as gru_gradient(step: GruGradient<'_, $scalar>));
        }
    };
    (@ $compiled:ident [$($features:literal)?] copies $vector:ty, $scalar:ty) => {
        compile!(@ $compiled [$($features)?] gemm::packed::<$vector, false> as large_gemm(product: Checked<$scalar>));
    };
    (@ $compiled:ident [$($features:literal)?] in_place $vector:ty, $scalar:ty) => {
        pub(in crate::kernels) use self::gemm as large_gemm;
    };
    (@ whole [$($features:literal)?] $($kernel:tt)*) => {
        compile!(@@ [inline(never)] [$($features)?] $($kernel)*);
    };
    (@ seldom whole [$($features:literal)?] $($kernel:tt)*) => {
        compile!(@@ [cfg_attr(not(debug_assertions), inline)] [$($features)?] $($kernel)*);
    };
    (@ seldom lazy [$($features:literal)?] $($kernel:tt)*) => {
        compile!(@ lazy [$($features)?] $($kernel)*);
    };
    (@ lazy [$($features:literal)?] $($kernel:tt)*) => {
        compile!(@@ [inline] [$($features)?] $($kernel)*);
    };
    (@@ [$inline:meta] [$($features:literal)?] $path:ident::$kernel:ident::<$vector:ty $(, $flag:literal)?> as $name:ident($($argument:ident: $type:ty),*)) => {
        /// # Safety
        /// The machine has the instruction set.
        #[$inline]
        $(#[target_feature(enable = $features)])?
        pub(in crate::kernels) unsafe fn $name($($argument: $type),*) {
            // SAFETY: as this function's; a checked product's slices are borrowed by the caller.
            unsafe { $path::$kernel::<$vector $(, $flag)?>($($argument),*) }
        }
    };
}

/// Compiles loops in plain Rust for one instruction set.
macro_rules! compile_loops {
    ($($features:literal)?) => {
        /// # Safety
        /// The machine has the instruction set.
        #[inline(never)]
        $(#[target_feature(enable = $features)])?
        pub(in crate::kernels) unsafe fn vectorise<L: super::Loop>(work: L) {
            work.run();
        }
    };
}

/// Plain Rust.
mod portable {
    compile_loops!();
    compile!(f32, f32, vector::portable::F32s, copies, whole);
    compile!(f64, f64, vector::portable::F64s, copies, lazy);
}

/// AVX2 and FMA.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    compile_loops!("avx2,fma");
    compile!(f32, f32, vector::avx2::F32x8, copies, whole, "avx2,fma");
    compile!(f64, f64, vector::avx2::F64x4, copies, lazy, "avx2,fma");
}

/// AVX-512, of the features that all machines since Skylake-X have.
#[cfg(target_arch = "x86_64")]
mod avx512 {
    compile_loops!("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq");
    compile!(f32, f32, vector::avx512::F32x16, copies, whole, "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq");
    compile!(f64, f64, vector::avx512::F64x8, in_place, lazy, "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq");
}

/// NEON.
#[cfg(target_arch = "aarch64")]
mod neon {
    compile_loops!("neon");
    compile!(f32, f32, vector::neon::F32x4, copies, whole, "neon");
    compile!(f64, f64, vector::neon::F64x2, copies, lazy, "neon");
}

/// Runs a loop, compiled for an instruction set.
pub(crate) fn vectorise<L: Loop>(isa: Isa, work: L) {
    // SAFETY: an `Isa` is the proof that the machine has the instruction set.
    unsafe {
        match isa.path() {
            Path::Portable => portable::vectorise(work),
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 => avx2::vectorise(work),
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => avx512::vectorise(work),
            #[cfg(target_arch = "aarch64")]
            Path::Neon => neon::vectorise(work),
        }
    }
}

/// Calls a kernel of an instruction set.
macro_rules! call {
    ($isa:expr, $scalar:ident::$kernel:ident($($argument:expr),*)) => {
        // SAFETY: an `Isa` is the proof that the machine has the instruction set.
        unsafe {
            match $isa.path() {
                Path::Portable => portable::$scalar::$kernel($($argument),*),
                #[cfg(target_arch = "x86_64")]
                Path::Avx2 => avx2::$scalar::$kernel($($argument),*),
                #[cfg(target_arch = "x86_64")]
                Path::Avx512 => avx512::$scalar::$kernel($($argument),*),
                #[cfg(target_arch = "aarch64")]
                Path::Neon => neon::$scalar::$kernel($($argument),*),
            }
        }
    };
}

/// Calls a kernel for products of an instruction set.
macro_rules! call_product {
    ($isa:ident, $scalar:ident::$kernel:ident($product:ident), half = $half:literal, transposed = $transposed:literal) => {
        match $isa.path() {
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 if (1..=$half).contains(&($product.rows() % (2 * $half))) => {
                // Rows for half a register: the other half would be idle, and processors that have
                // 512 bits at half the rate would lose half their speed.
                let wide = $product.rows() - $product.rows() % (2 * $half);
                let (wide, narrow) = $product.split_rows::<$transposed>(wide);
                // SAFETY: AVX-512 comes with AVX2.
                unsafe {
                    avx512::$scalar::$kernel(wide);
                    avx2::$scalar::$kernel(narrow);
                }
            }
            _ => call!($isa, $scalar::$kernel($product)),
        }
    };
}

/// Implements [`Kernels`] for a precision. `half` is the rows that half a register of AVX-512 has, `seldom`
/// where kernels are compiled that few networks need.
macro_rules! kernels {
    ($scalar:ident, half = $half:literal, seldom = $seldom:meta $(, $inline:meta)?) => {
        impl Kernels for $scalar {
            $(#[$inline])?
            fn gemm(isa: Isa, product: Gemm<'_, Self>) {
                if product.is_column() {
                    return Self::column_sums(isa, product.into_column());
                }
                let Some(product) = product.check(Runs::NONE) else { return };
                if product.is_large(isa) {
                    call_product!(isa, $scalar::large_gemm(product), half = $half, transposed = false);
                } else {
                    call_product!(isa, $scalar::gemm(product), half = $half, transposed = false);
                }
            }

            $(#[$inline])?
            fn gemm_runs(isa: Isa, product: Gemm<'_, Self>, runs: Runs) {
                let Some(product) = product.check(runs) else { return };
                call_product!(isa, $scalar::gemm(product), half = $half, transposed = false);
            }

            $(#[$inline])?
            fn gemm_transposed(isa: Isa, product: Gemm<'_, Self>) {
                let Some(product) = product.check_transposed() else { return };
                call_product!(isa, $scalar::gemm_transposed(product), half = $half, transposed = true);
            }

            #[inline]
            fn unrolled<W: Unrolled<Self>>(isa: Isa, work: W) {
                call!(isa, $scalar::unrolled(isa, work));
            }

            $(#[$inline])?
            fn few_rows(isa: Isa, product: Gemm<'_, Self>) {
                call!(isa, $scalar::few_rows(product));
            }

            $(#[$inline])?
            fn transpose(isa: Isa, rows: usize, columns: usize, from: &[Self], to: &mut [Self]) {
                call!(isa, $scalar::transpose(rows, columns, from, to));
            }

            $(#[$inline])?
            fn sum_columns(isa: Isa, from: &[Self], sums: &mut [Self]) {
                call!(isa, $scalar::sum_columns(from, sums));
            }

            #[$seldom]
            fn depthwise(
                isa: Isa,
                d: Depthwise,
                kernel: &[Self],
                input: &[Self],
                output: &mut [Self],
                start: Start<'_, Self>,
            ) {
                call!(isa, $scalar::depthwise_forward(d, kernel, input, output, start));
            }

            #[$seldom]
            fn depthwise_kernel(
                isa: Isa,
                d: Depthwise,
                input: &[Self],
                d_output: &[Self],
                d_kernel: &mut [Self],
            ) {
                call!(isa, $scalar::depthwise_kernel(d, input, d_output, d_kernel));
            }

            #[$seldom]
            fn patches(
                isa: Isa,
                p: Patches,
                kernel: &[Self],
                input: &[Self],
                output: &mut [Self],
                bias: &[Self],
                floor: Self,
            ) {
                call!(isa, $scalar::patches(p, kernel, input, output, bias, floor));
            }

            #[$seldom]
            fn patches_gradient(isa: Isa, p: Patches, g: PatchesGradient<'_, Self>) {
                call!(isa, $scalar::patches_gradient(p, g));
            }

            #[$seldom]
            fn max_pool(isa: Isa, cells: Cells, input: &[Self], output: &mut [Self]) {
                call!(isa, $scalar::max_pool(cells, input, output));
            }

            #[$seldom]
            fn max_pool_gradient(
                isa: Isa,
                cells: Cells,
                input: &[Self],
                outputs: [&[Self]; 2],
                d_input: &mut [Self],
                accumulate: bool,
            ) {
                call!(isa, $scalar::max_pool_gradient(cells, input, outputs, d_input, accumulate));
            }

            $(#[$inline])?
            fn relu(isa: Isa, values: &mut [Self]) {
                call!(isa, $scalar::relu(values));
            }

            $(#[$inline])?
            fn relu_gradient(isa: Isa, output: &[Self], d: &mut [Self]) {
                call!(isa, $scalar::relu_gradient(output, d));
            }

            $(#[$inline])?
            fn axpy(isa: Isa, factor: Self, from: &[Self], to: &mut [Self]) {
                call!(isa, $scalar::axpy(factor, from, to));
            }

            $(#[$inline])?
            fn exponentials(isa: Isa, values: &mut [Self]) {
                call!(isa, $scalar::exponentials(values));
            }

            $(#[$inline])?
            fn apply_sigmoid(isa: Isa, values: &mut [Self]) {
                call!(isa, $scalar::sigmoid(values));
            }

            #[$seldom]
            fn apply_silu(isa: Isa, values: &mut [Self]) {
                call!(isa, $scalar::silu(values));
            }

            $(#[$inline])?
            fn apply_tanh(isa: Isa, values: &mut [Self]) {
                call!(isa, $scalar::tanh(values));
            }

            #[$seldom]
            fn apply_softplus(isa: Isa, values: &mut [Self]) {
                call!(isa, $scalar::softplus(values));
            }

            #[$seldom]
            fn apply_elu(isa: Isa, [scale, scaled_alpha]: [Self; 2], values: &mut [Self]) {
                call!(isa, $scalar::elu(scale, scaled_alpha, values));
            }

            #[$seldom]
            fn apply_gelu(isa: Isa, [scale, cubic]: [Self; 2], values: &mut [Self]) {
                call!(isa, $scalar::gelu(scale, cubic, values));
            }

            $(#[$inline])?
            fn column_sums(isa: Isa, work: ColumnSums<'_, Self>) {
                call!(isa, $scalar::column_sums(work));
            }

            #[$seldom]
            fn adam(isa: Isa, step: AdamStep<'_, Self>) {
                call!(isa, $scalar::adam(step));
            }

            #[$seldom]
            fn lstm(isa: Isa, step: Lstm<'_, Self>) {
                call!(isa, $scalar::lstm(step));
            }

            #[$seldom]
            fn lstm_alone(isa: Isa, step: LstmAlone<'_, Self, 1>) {
                call!(isa, $scalar::lstm_alone(step));
            }

            #[$seldom]
            fn lstm_gradient(isa: Isa, step: LstmGradient<'_, Self>) {
                call!(isa, $scalar::lstm_gradient(step));
            }

            #[$seldom]
            fn gru(isa: Isa, step: Gru<'_, Self>) {
                call!(isa, $scalar::gru(step));
            }

            #[$seldom]
            fn gru_gradient(isa: Isa, step: GruGradient<'_, Self>) {
                call!(isa, $scalar::gru_gradient(step));
            }
        }
    };
}

kernels!(f32, half = 8, seldom = cfg_attr(not(debug_assertions), inline));
kernels!(f64, half = 4, seldom = inline, inline);

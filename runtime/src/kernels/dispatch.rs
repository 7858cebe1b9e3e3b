//! The kernels, compiled once for each instruction set and precision.
//!
//! A kernel is generic over its register and inlined here into a function that enables the
//! instruction set: one jump leads into code that is whole, also in a user's debug build.

use super::gemm::{self, Checked};
use super::isa::Path;
use super::{Gemm, Isa, Kernels, elementwise, exp, sums, transpose, vector};

/// Compiles all kernels for one instruction set and precision.
macro_rules! compile {
    ($module:ident, $scalar:ty, $vector:ty $(, $features:literal)?) => {
        pub(in crate::kernels) mod $module {
            use super::super::*;

            compile!(@ [$($features)?] gemm::product::<$vector> as gemm(product: Checked<$scalar>));
            compile!(@ [$($features)?] transpose::transpose::<$vector>
                as transpose(rows: usize, columns: usize, from: &[$scalar], to: &mut [$scalar]));
            compile!(@ [$($features)?] sums::sum_columns::<$vector>
                as sum_columns(from: &[$scalar], sums: &mut [$scalar]));
            compile!(@ [$($features)?] elementwise::relu::<$vector> as relu(values: &mut [$scalar]));
            compile!(@ [$($features)?] elementwise::relu_gradient::<$vector>
                as relu_gradient(output: &[$scalar], d: &mut [$scalar]));
            compile!(@ [$($features)?] elementwise::axpy::<$vector>
                as axpy(factor: $scalar, from: &[$scalar], to: &mut [$scalar]));
            compile!(@ [$($features)?] exp::exponentials::<$vector> as exponentials(values: &mut [$scalar]));
        }
    };
    (@ [$($features:literal)?] $path:ident::$kernel:ident::<$vector:ty> as $name:ident($($argument:ident: $type:ty),*)) => {
        /// # Safety
        /// The machine has the instruction set.
        #[inline(never)]
        $(#[target_feature(enable = $features)])?
        pub(in crate::kernels) unsafe fn $name($($argument: $type),*) {
            // SAFETY: as this function's; a checked product's slices are borrowed by the caller.
            unsafe { $path::$kernel::<$vector>($($argument),*) }
        }
    };
}

/// Plain Rust.
mod portable {
    compile!(f32, f32, vector::portable::Lanes<f32>);
    compile!(f64, f64, vector::portable::Lanes<f64>);
}

/// AVX2 and FMA.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    compile!(f32, f32, vector::avx2::F32x8, "avx2,fma");
    compile!(f64, f64, vector::avx2::F64x4, "avx2,fma");
}

/// AVX-512, of the features that all machines since Skylake-X have.
#[cfg(target_arch = "x86_64")]
mod avx512 {
    compile!(f32, f32, vector::avx512::F32x16, "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq");
    compile!(f64, f64, vector::avx512::F64x8, "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq");
}

/// NEON.
#[cfg(target_arch = "aarch64")]
mod neon {
    compile!(f32, f32, vector::neon::F32x4, "neon");
    compile!(f64, f64, vector::neon::F64x2, "neon");
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

/// Implements [`Kernels`] for a precision. `half` is the rows that half a register of AVX-512 has.
macro_rules! kernels {
    ($scalar:ident, half = $half:literal) => {
        impl Kernels for $scalar {
            fn gemm(isa: Isa, product: Gemm<'_, Self>) {
                let Some(product) = product.check() else { return };
                #[cfg(target_arch = "x86_64")]
                if isa.path() == Path::Avx512 {
                    // Rows for half a register: the other half would be idle, and processors that
                    // have 512 bits at half the rate would lose half their speed.
                    let rest = product.rows() % (2 * $half);
                    if (1..=$half).contains(&rest) {
                        let (wide, narrow) = product.split_rows(product.rows() - rest);
                        // SAFETY: AVX-512 comes with AVX2.
                        unsafe {
                            avx512::$scalar::gemm(wide);
                            avx2::$scalar::gemm(narrow);
                        }
                        return;
                    }
                }
                call!(isa, $scalar::gemm(product));
            }

            fn transpose(isa: Isa, rows: usize, columns: usize, from: &[Self], to: &mut [Self]) {
                call!(isa, $scalar::transpose(rows, columns, from, to));
            }

            fn sum_columns(isa: Isa, from: &[Self], sums: &mut [Self]) {
                call!(isa, $scalar::sum_columns(from, sums));
            }

            fn relu(isa: Isa, values: &mut [Self]) {
                call!(isa, $scalar::relu(values));
            }

            fn relu_gradient(isa: Isa, output: &[Self], d: &mut [Self]) {
                call!(isa, $scalar::relu_gradient(output, d));
            }

            fn axpy(isa: Isa, factor: Self, from: &[Self], to: &mut [Self]) {
                call!(isa, $scalar::axpy(factor, from, to));
            }

            fn exponentials(isa: Isa, values: &mut [Self]) {
                call!(isa, $scalar::exponentials(values));
            }
        }
    };
}

kernels!(f32, half = 8);
kernels!(f64, half = 4);

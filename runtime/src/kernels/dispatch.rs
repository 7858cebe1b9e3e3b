//! The kernels, compiled once for each instruction set and precision.
//!
//! A kernel is generic over its register and inlined here into a function that enables the
//! instruction set: one jump leads into code that is whole, also in a user's debug build.

use super::gemm::{self, Checked};
use super::isa::Path;
use super::table::kernels;
use super::{
    AdamStep, Cells, ColumnSums, Depthwise, Gemm, Gru, GruAlone, GruGradient, Isa, Kernels, Loop, Lstm,
    LstmAlone, LstmGradient, Patches, PatchesGradient, Runs, Start, Unrolled, activations, adam, column_sums,
    depthwise, elementwise, exp, few, gates, patches, pool, sums, transpose, vector,
};

/// Marks where a function of a precision is compiled. Of a `whole` precision here, and `$here` is put before it;
/// but what is needed `seldom` is left to the crates that use it where those are optimised, without debug
/// assertions. All of a `lazy` precision is left to them, since few compute in it.
macro_rules! place {
    (often whole [$($here:meta)?] $($function:tt)*) => { $(#[$here])? $($function)* };
    (seldom whole [$($here:meta)?] $($function:tt)*) => { #[cfg_attr(not(debug_assertions), inline)] $($function)* };
    ($often:ident lazy [$($here:meta)?] $($function:tt)*) => { #[inline] $($function)* };
}

/// Compiles kernels for an instruction set and a precision.
macro_rules! compile {
    ([$vector:ty, $compiled:ident, $features:tt] $(
        $(#[$doc:meta])*
        $often:ident fn $name:ident($($argument:ident: $type:ty),* $(,)?)
            = $module:ident::$kernel:ident $(, $flag:literal)?;
    )*) => {
        $(compile! {
            @ $often $compiled $features
            $name($($argument: $type),*) = $module::$kernel::<$vector $(, $flag)?>
        })*
    };
    (
        @ $often:ident $compiled:ident [$($features:literal)?]
        $name:ident($($argument:ident: $type:ty),*) = $module:ident::$kernel:ident::<$vector:ty $(, $flag:literal)?>
    ) => {
        place! { $often $compiled [inline(never)]
            /// # Safety
            /// The machine has the instruction set.
            $(#[target_feature(enable = $features)])?
            pub(in crate::kernels) unsafe fn $name($($argument: $type),*) {
                // SAFETY: as this function's; a checked product's slices are borrowed by the caller.
                unsafe { $module::$kernel::<$vector $(, $flag)?>($($argument),*) }
            }
        }
    };
}

/// All kernels of an instruction set and a precision, as a module. Large products are computed with `copies` of
/// the left operand or `in_place`, whatever measured faster.
macro_rules! precision {
    ($Scalar:ident in $vector:ty, $large:ident, $compiled:ident $(, $features:literal)?) => {
        pub(in crate::kernels) mod $Scalar {
            use super::super::*;

            compile! { [$vector, $compiled, [$($features)?]]
                often fn gemm(product: Checked<$Scalar>) = gemm::product;
                often fn gemm_transposed(product: Checked<$Scalar>) = gemm::packed, true;
            }
            precision!(@ $large [$vector, $compiled, [$($features)?]] $Scalar);
            kernels!(compile![$vector, $compiled, [$($features)?]], $Scalar);

            /// # Safety
            /// The machine has the instruction set.
            #[inline(never)]
            $(#[target_feature(enable = $features)])?
            pub(in crate::kernels) unsafe fn unrolled<W: Unrolled<$Scalar>>(
                isa: Isa,
                network: &W::Network,
                input: &W::Input,
                output: &mut W::Output,
            ) {
                W::run::<$vector>(isa, network, input, output);
            }
        }
    };
    (@ copies [$($own:tt)*] $Scalar:ident) => {
        compile! { [$($own)*] often fn large_gemm(product: Checked<$Scalar>) = gemm::packed, false; }
    };
    (@ in_place [$($own:tt)*] $Scalar:ident) => {
        pub(in crate::kernels) use self::gemm as large_gemm;
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
    precision!(f32 in vector::portable::F32s, copies, whole);
    precision!(f64 in vector::portable::F64s, copies, lazy);
}

/// AVX2 and FMA.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    compile_loops!("avx2,fma");
    precision!(f32 in vector::avx2::F32x8, copies, whole, "avx2,fma");
    precision!(f64 in vector::avx2::F64x4, copies, lazy, "avx2,fma");
}

/// AVX-512, of the features that all machines since Skylake-X have.
#[cfg(target_arch = "x86_64")]
mod avx512 {
    compile_loops!("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq");
    precision!(f32 in vector::avx512::F32x16, copies, whole, "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq");
    precision!(f64 in vector::avx512::F64x8, in_place, lazy, "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq");
}

/// NEON.
#[cfg(target_arch = "aarch64")]
mod neon {
    compile_loops!("neon");
    precision!(f32 in vector::neon::F32x4, copies, whole, "neon");
    precision!(f64 in vector::neon::F64x2, copies, lazy, "neon");
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
    ($isa:expr, $scalar:ident::$kernel:ident $(::<$work:ident>)? ($($argument:expr),*)) => {
        // SAFETY: an `Isa` is the proof that the machine has the instruction set.
        unsafe {
            match $isa.path() {
                Path::Portable => portable::$scalar::$kernel$(::<$work>)?($($argument),*),
                #[cfg(target_arch = "x86_64")]
                Path::Avx2 => avx2::$scalar::$kernel$(::<$work>)?($($argument),*),
                #[cfg(target_arch = "x86_64")]
                Path::Avx512 => avx512::$scalar::$kernel$(::<$work>)?($($argument),*),
                #[cfg(target_arch = "aarch64")]
                Path::Neon => neon::$scalar::$kernel$(::<$work>)?($($argument),*),
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

/// Leads from the kernels of the list to those of an instruction set.
macro_rules! dispatch {
    ([$Scalar:ident, $compiled:ident] $(
        $(#[$doc:meta])*
        $often:ident fn $name:ident($($argument:ident: $type:ty),* $(,)?)
            = $module:ident::$kernel:ident $(, $flag:literal)?;
    )*) => {
        $(place! { $often $compiled []
            fn $name(isa: Isa, $($argument: $type),*) {
                call!(isa, $Scalar::$name($($argument),*));
            }
        })*
    };
}

/// Implements [`Kernels`] for a precision. `half` is the rows that half a register of AVX-512 has.
macro_rules! implement {
    ($Scalar:ident, $compiled:ident, half = $half:literal) => {
        impl Kernels for $Scalar {
            place! { often $compiled []
                fn gemm(isa: Isa, product: Gemm<'_, Self>) {
                    if product.is_column() {
                        return Self::column_sums(isa, product.into_column());
                    }
                    let Some(product) = product.check(Runs::NONE) else { return };
                    if product.is_large(isa) {
                        call_product!(isa, $Scalar::large_gemm(product), half = $half, transposed = false);
                    } else {
                        call_product!(isa, $Scalar::gemm(product), half = $half, transposed = false);
                    }
                }
            }

            place! { often $compiled []
                fn gemm_runs(isa: Isa, product: Gemm<'_, Self>, runs: Runs) {
                    let Some(product) = product.check(runs) else { return };
                    call_product!(isa, $Scalar::gemm(product), half = $half, transposed = false);
                }
            }

            place! { often $compiled []
                fn gemm_transposed(isa: Isa, product: Gemm<'_, Self>) {
                    let Some(product) = product.check_transposed() else { return };
                    call_product!(isa, $Scalar::gemm_transposed(product), half = $half, transposed = true);
                }
            }

            #[inline]
            fn unrolled<W: Unrolled<Self>>(
                isa: Isa,
                network: &W::Network,
                input: &W::Input,
                output: &mut W::Output,
            ) {
                call!(isa, $Scalar::unrolled::<W>(isa, network, input, output));
            }

            kernels!(dispatch![$Scalar, $compiled], Self);
        }
    };
}

implement!(f32, whole, half = 8);
implement!(f64, lazy, half = 4);

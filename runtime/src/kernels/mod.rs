//! The arithmetic: precompiled kernels with run-time dimensions, for each instruction set.
//!
//! Everything here is reached through [`Kernels`], whose methods are concrete for `f32` and `f64`:
//! the inner loops are compiled with this crate's optimisation level, also in a user's debug
//! build.

mod gemm;

pub use gemm::{Gemm, Runs, Start};

/// An instruction set that the kernels can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Isa {
    /// Plain Rust, which the compiler vectorises for the build's own target.
    Portable,
}

impl Isa {
    /// The fastest instruction set of this machine.
    #[must_use]
    pub fn detect() -> Self {
        Self::Portable
    }
}

/// The kernels for one scalar type.
pub trait Kernels: Sized {
    /// Computes a matrix product, see [`Gemm`].
    #[doc(hidden)]
    fn gemm(isa: Isa, product: Gemm<'_, Self>);

    /// Computes a product whose right operand comes in [`Runs`]: the same sums in the same order
    /// as if it were copied together first.
    #[doc(hidden)]
    fn gemm_runs(isa: Isa, product: Gemm<'_, Self>, runs: Runs)
    where
        Self: Copy,
    {
        let [rows, row_jump] = runs.rows;
        let [columns, column_jump] = runs.columns;
        let (k, n) = (product.k / rows, product.n / columns);
        for column in 0..columns {
            for row in 0..rows {
                let part = Gemm {
                    n,
                    k,
                    a: &product.a[row * k * product.a_stride..],
                    b: &product.b[column * column_jump + row * row_jump..],
                    c: &mut product.c[column * n * product.c_stride..],
                    start: if row == 0 { product.start } else { Start::Sum },
                    ..product
                };
                Self::gemm(isa, part);
            }
        }
    }
}

impl Kernels for f32 {
    fn gemm(_: Isa, product: Gemm<'_, Self>) {
        product.portable();
    }
}

impl Kernels for f64 {
    fn gemm(_: Isa, product: Gemm<'_, Self>) {
        product.portable();
    }
}

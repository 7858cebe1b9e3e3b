//! The arithmetic: precompiled kernels with run-time dimensions, for each instruction set.
//!
//! Everything here is reached through [`Kernels`], whose methods are concrete for `f32` and `f64`:
//! the inner loops are compiled with this crate's optimisation level, also in a user's debug
//! build.

mod gemm;

pub use gemm::{Gemm, Start};

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

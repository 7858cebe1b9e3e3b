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
mod opaque;
mod patches;
mod pool;
#[cfg_attr(
    not(feature = "std"),
    allow(dead_code, reason = "predictions ask for lines, and copy and claim nothing")
)]
mod prefetch;
mod sums;
mod table;
#[cfg(test)]
mod test;
mod transpose;
mod vector;

pub use adam::AdamStep;
pub use column_sums::{ColumnSums, Term};
pub use depthwise::Depthwise;
pub(crate) use dispatch::vectorise;
pub(crate) use executor::{Alone, Executor, Inlined};
#[doc(hidden)]
pub use exp::Exponent;
pub(crate) use few::{MOST_ROWS, takes_runs};
pub use gates::{Gru, GruAlone, GruGradient, Lstm, LstmAlone, LstmGradient};
pub use gemm::{Gemm, Runs, Start};
pub use isa::Isa;
pub(crate) use patches::FEWEST_PIXELS;
pub use patches::{Patches, PatchesGradient};
pub use pool::Cells;
#[cfg(feature = "std")]
pub(crate) use prefetch::{claim, copy_together, prefetch};
use table::kernels;
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
    /// The network.
    type Network;
    /// What it predicts from.
    type Input;
    /// What it predicts.
    type Output;

    /// Computes it in registers `V`. To be `inline(always)`, as all that it calls.
    fn run<V: Register<Scalar = T>>(
        isa: Isa,
        network: &Self::Network,
        input: &Self::Input,
        output: &mut Self::Output,
    );
}

/// Declares the kernels of the list.
macro_rules! declare {
    ([] $(
        $(#[$doc:meta])*
        $often:ident fn $name:ident($($argument:ident: $type:ty),* $(,)?)
            = $module:ident::$kernel:ident $(, $flag:literal)?;
    )*) => {
        $($(#[$doc])* #[doc(hidden)] fn $name(isa: Isa, $($argument: $type),*);)*
    };
}

/// The kernels for one scalar type.
///
/// They are made for layers, which derive sizes and slices from the same shapes: slices that are
/// too short are a mistake in a layer, and panic before anything is touched. Results depend on the
/// numbers and the instruction set alone, not on addresses or on the number of columns.
pub trait Kernels: Exponent {
    /// Runs a prediction that is in one piece.
    #[doc(hidden)]
    fn unrolled<W: Unrolled<Self>>(isa: Isa, network: &W::Network, input: &W::Input, output: &mut W::Output);

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

    kernels!(declare![], Self);
}

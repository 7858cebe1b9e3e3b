//! The layers: one file each, of the same name as the macro's.
//!
//! A layer's file holds its weights (a public struct, the field of a network) and its operation
//! (`Op`, which generated code makes and runs; see [`crate::op`]).

pub mod dense;
pub mod flatten;
#[cfg(test)]
mod test;

pub use dense::Dense;
pub use flatten::Flatten;

//! Data sets from files.
//!
//! [`Idx`] reads the format of the MNIST digits and of many sets after them: one array, plain or
//! compressed by gzip (the content says which, not the name). [`mnist`] reads the four files of such
//! a set. Both give what `fit` takes: a sample is a matrix with Keras's bytes, so an image of
//! `[height, width]` is an `SMatrix<f32, width, height>`, the same as `[height, width, 1]` an
//! `SMatrix<f32, 1, { height * width }>`, and the same as `[height * width]` an
//! `SVector<f32, { height * width }>`. The compiler takes the one that the network wants:
//!
//! ```
//! use netform::data::{self, Mnist};
//! use netform::nalgebra::SMatrix;
//!
//! # fn main() -> Result<(), netform::data::DataError> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/digits10k");
//! // Images as [28, 28, 1].
//! let digits: Mnist<f32, 1, 784> = data::mnist(folder)?;
//! assert_eq!((digits.x_train.len(), digits.x_test.len()), (8_000, 2_000));
//! assert!(digits.x_train[0].iter().all(|pixel| (0.0..=1.0).contains(pixel)));
//! assert_eq!(digits.y_train[..4], [5, 0, 4, 1]);
//! # Ok(())
//! # }
//! ```
//!
//! # Trust
//! Files may be damaged or made to do damage. Sizes in a file decide nothing before the bytes are
//! there: memory grows with what was read, up to [`MAX_BYTES`]. Checksums of gzip are verified. Every
//! mistake is an [`IdxError`], with the path in a [`DataError`].

mod error;
mod idx;
mod mnist;

pub use error::{DataError, IdxError};
pub use idx::{Idx, MAX_BYTES};
pub use mnist::{Mnist, mnist};

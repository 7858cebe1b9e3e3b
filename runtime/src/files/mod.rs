//! Weight files.
//!
//! A network's weights are saved in the [safetensors](https://github.com/huggingface/safetensors)
//! format, which Keras's, `PyTorch`'s and `NumPy`'s users read with the `safetensors` package, and
//! which holds nothing that a reader could execute. Every network has these methods:
//!
//! | file | bytes | |
//! |---|---|---|
//! | `net.save(path)?` | `net.to_bytes()` | writes all weights |
//! | `Net::load(path)?` | `Net::from_bytes(&bytes)?` | a new `Box<Net>` with the weights |
//! | `net.load_weights(path)?` | `net.load_weights_from_bytes(&bytes)?` | the weights into this network |
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use netform::files::{FileError, WeightsError};
//! use netform::prelude::*;
//!
//! network! {
//!     struct Small: [3] -> [2] {
//!         hidden: Dense(4, activation = relu),
//!         Dense(2),
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let path = std::env::temp_dir().join(format!("netform-files-{}.safetensors", std::process::id()));
//! let net = Small::new(1);
//! net.save(&path)?;
//! let mut other = Small::new(2);
//! other.load_weights(&path)?;
//! assert_eq!(other.hidden.kernel, net.hidden.kernel);
//!
//! let mut bytes = net.to_bytes();
//! assert_eq!(Small::from_bytes(&bytes)?.hidden.kernel, net.hidden.kernel);
//! bytes.pop();
//! assert!(matches!(Small::from_bytes(&bytes), Err(WeightsError::Truncated { .. })));
//! # std::fs::remove_file(&path)?;
//! # Ok(())
//! # }
//! # main().unwrap();
//! # }
//! ```
//!
//! The same are functions here, for generic code. The forms with bytes need no standard library:
//! weights may be part of the program (`include_bytes!`) or come over a wire. A compiled model has
//! all of them by way of its network; `model.load_weights(path)?` leaves its optimizer as it is.
//!
//! # Format
//! The file is the length of the header (8 bytes, little-endian), the header (JSON, padded with
//! spaces to a multiple of 8 bytes), and the numbers, little-endian, in the order of the fields.
//! A tensor is named by its path, `hidden.kernel`, within a network in the network
//! `encoder.conv.kernel`; its shape is Keras's and its type `F32` or `F64` by the network's scalar.
//! Weights that training does not change (moving statistics) are among them, as in Keras; the
//! optimizer's state is not. The header's `__metadata__` has
//!
//! | key | value |
//! |---|---|
//! | `format` | `netform` |
//! | `version` | `1` |
//! | `network` | the network's name, for people; a network may be renamed |
//! | `crc32` | the CRC-32 of the numbers, as 8 hexadecimal digits |
//!
//! # Reading
//! A file of another program is as good: it needs no metadata, and its tensors may lie in any
//! order. Whoever changes a file of netform's drops the metadata or corrects `crc32`.
//!
//! Everything is checked before the first weight changes: a call that fails leaves the network as
//! it was. The tensors must be exactly the network's, by name, shape and type, and fill the file
//! without a gap. A damaged file is refused, or, where the damage only met the metadata, holds the
//! very same weights. No number of a file decides how much memory is taken: a header is refused
//! before it is read where it is longer than the network's tensors explain ([`header_limit`]), and
//! the numbers have the network's own size. Numbers that are infinite or NaN are loaded as they
//! are, as in Keras.
//!
//! # Writing
//! `save` writes a new file beside the old one, flushes it to the disk and renames it: a reader
//! sees the old file or the new one, whatever happens meanwhile, and a call that fails leaves the
//! old file and nothing else. A symbolic link at the path is replaced, not followed; a read-only
//! file is not replaced; a replaced file's permissions are kept. The folder must let files be created.
//!
//! # Errors
//! [`WeightsError`] says what is wrong with the bytes, [`FileError`] which file it is about.

mod bytes;
mod crc32;
#[cfg(feature = "std")]
mod disk;
mod error;
mod header;
mod json;
mod layout;
#[cfg(feature = "std")]
mod replace;
#[cfg(test)]
mod test;

pub use bytes::{from_bytes, load_weights_from_bytes, to_bytes};
#[cfg(feature = "std")]
pub use disk::{load, load_weights, save};
#[cfg(feature = "std")]
pub use error::FileError;
pub use error::WeightsError;
pub use header::header_limit;

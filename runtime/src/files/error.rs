//! What can be wrong with a weight file.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
#[cfg(feature = "std")]
use std::path::{Path, PathBuf};

/// Why bytes are not the weights of a network. The network is as it was before the call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WeightsError {
    /// There are no bytes at all.
    Empty,
    /// The bytes do not begin as a safetensors file does.
    Foreign,
    /// The bytes end too early.
    Truncated {
        /// The length that the bytes themselves ask for.
        expected: u64,
        /// Their length.
        found: u64,
    },
    /// There are bytes after the last tensor.
    Trailing {
        /// The length that the bytes themselves ask for.
        expected: u64,
        /// Their length.
        found: u64,
    },
    /// The header is longer than the network's tensors explain.
    HeaderLength {
        /// The longest header that is read for this network.
        limit: u64,
        /// The length that the bytes give for it.
        found: u64,
    },
    /// The header is no JSON of the kind that a safetensors file has.
    Header {
        /// The position in the header, in bytes.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A name is there twice.
    Duplicate {
        /// The name.
        name: String,
    },
    /// A file of netform's that says what this version of netform does not understand.
    Metadata {
        /// `version`, for a file of a later netform, or `crc32`.
        key: &'static str,
        /// What should stand there.
        expected: &'static str,
        /// What does; empty where there is nothing.
        found: String,
    },
    /// The tensors are not the network's.
    Names {
        /// The first tensor of the network that is not there.
        missing: Option<String>,
        /// The first tensor that the network does not have.
        unknown: Option<String>,
    },
    /// A tensor's numbers are of another type.
    Dtype {
        /// The tensor.
        name: String,
        /// The type of the network's numbers: `F32` or `F64`.
        expected: &'static str,
        /// The type that the header gives.
        found: String,
    },
    /// A tensor has another shape.
    Shape {
        /// The tensor.
        name: String,
        /// The network's shape.
        expected: Vec<usize>,
        /// The shape that the header gives.
        found: Vec<usize>,
    },
    /// A tensor does not lie where the one before it ends, or is not as long as its shape says.
    Offsets {
        /// The tensor.
        name: String,
        /// Where its bytes should begin and end.
        expected: [u64; 2],
        /// Where the header says that they do.
        found: [u64; 2],
    },
    /// The numbers are not those that were saved.
    Checksum {
        /// The CRC-32 that the header gives.
        expected: u32,
        /// The CRC-32 of the numbers.
        found: u32,
    },
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("expected a safetensors file, found no bytes"),
            Self::Foreign => f.write_str("expected a safetensors file, found something else"),
            Self::Truncated { expected, found } | Self::Trailing { expected, found } => {
                write!(f, "expected {expected} bytes, found {found}")
            }
            Self::HeaderLength { limit, found } => {
                write!(f, "expected a header of at most {limit} bytes for this network, found {found}")
            }
            Self::Header { at, expected } => write!(f, "byte {at} of the header: expected {expected}"),
            Self::Duplicate { name } => write!(f, "expected every name once, found `{name}` twice"),
            Self::Metadata { key, expected, found } => {
                write!(f, "`{key}` in the metadata: expected {expected}, found `{found}`")
            }
            Self::Names { missing: Some(missing), unknown: Some(unknown) } => {
                write!(f, "expected a tensor `{missing}`, found `{unknown}`, which the network does not have")
            }
            Self::Names { missing: Some(missing), unknown: None } => {
                write!(f, "expected a tensor `{missing}`, found none")
            }
            Self::Names { missing: None, unknown } => {
                let unknown = unknown.as_deref().unwrap_or_default();
                write!(f, "expected the network's tensors alone, found `{unknown}`")
            }
            Self::Dtype { name, expected, found } => {
                write!(f, "tensor `{name}`: expected {expected}, found `{found}`")
            }
            Self::Shape { name, expected, found } => {
                write!(f, "tensor `{name}`: expected {expected:?}, found {found:?}")
            }
            Self::Offsets { name, expected, found } => write!(
                f,
                "tensor `{name}`: expected bytes {} to {}, found {} to {}",
                expected[0], expected[1], found[0], found[1]
            ),
            Self::Checksum { expected, found } => {
                write!(f, "expected numbers with the checksum {expected:08x}, found {found:08x}")
            }
        }
    }
}

impl core::error::Error for WeightsError {}

/// Why a file was not written or not read. A network that was to be loaded, and a file that was to
/// be replaced, are as they were before the call.
#[cfg(feature = "std")]
#[derive(Debug)]
#[non_exhaustive]
pub enum FileError {
    /// There is a directory or a device at the path.
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file cannot be read: there is none, or it may not be.
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The file cannot be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The file was read, but does not hold the network's weights.
    Weights {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: WeightsError,
    },
}

#[cfg(feature = "std")]
impl FileError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::NotAFile { path }
            | Self::Read { path, .. }
            | Self::Write { path, .. }
            | Self::Weights { path, .. } => path,
        }
    }
}

#[cfg(feature = "std")]
impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::NotAFile { .. } => write!(f, "`{path}`: expected a file, found a directory or a device"),
            Self::Read { source, .. } => write!(f, "cannot read `{path}`: {source}"),
            Self::Write { source, .. } => write!(f, "cannot write `{path}`: {source}"),
            Self::Weights { source, .. } => write!(f, "`{path}`: {source}"),
        }
    }
}

#[cfg(feature = "std")]
impl core::error::Error for FileError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NotAFile { .. } => None,
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            Self::Weights { source, .. } => Some(source),
        }
    }
}

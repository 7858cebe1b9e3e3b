//! What can be wrong with a data set's files.

use core::fmt;
use std::io;
use std::path::PathBuf;

/// Why bytes are not the IDX array that was expected.
#[derive(Debug)]
#[non_exhaustive]
pub enum IdxError {
    /// The reader fails.
    Io {
        /// What it says.
        source: io::Error,
    },
    /// The bytes begin as gzip does, but are cut off, damaged, or followed by something else.
    Gzip {
        /// What the decoder says.
        source: io::Error,
    },
    /// The bytes do not begin as an IDX file does: two zeros, a known type, at least one axis.
    Magic {
        /// The first four bytes.
        found: [u8; 4],
    },
    /// The elements are not unsigned bytes.
    ElementType {
        /// The type that the file gives: `i8`, `i16`, `i32`, `f32` or `f64`.
        found: &'static str,
    },
    /// The array is too large for this machine or for [`MAX_BYTES`](super::MAX_BYTES).
    Size {
        /// The axes that the file gives.
        shape: Vec<usize>,
    },
    /// The bytes end too early.
    Truncated {
        /// The length that the bytes themselves ask for, header included, without gzip.
        expected: usize,
        /// Their length.
        found: usize,
    },
    /// There are bytes after the last element.
    Trailing {
        /// The length that the bytes themselves ask for, header included, without gzip.
        expected: usize,
    },
    /// The shape does not have as many elements as there are.
    Elements {
        /// The shape.
        shape: Vec<usize>,
        /// The number of elements.
        found: usize,
    },
    /// There is no memory for the samples.
    Memory {
        /// The array's shape.
        shape: Vec<usize>,
    },
    /// The records do not fill the matrices that they should become.
    Record {
        /// The elements of a matrix.
        expected: usize,
        /// The axes of a record.
        found: Vec<usize>,
    },
    /// The array is no list of labels, which has one axis.
    Labels {
        /// Its shape.
        found: Vec<usize>,
    },
}

impl fmt::Display for IdxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { source } => write!(f, "cannot read: {source}"),
            Self::Gzip { source } => write!(f, "expected whole gzip data, found damage: {source}"),
            Self::Magic { found } => write!(
                f,
                "expected an IDX file, which begins with 00 00 08 and the number of axes, found {:02x} {:02x} {:02x} {:02x}",
                found[0], found[1], found[2], found[3]
            ),
            Self::ElementType { found } => {
                write!(f, "expected unsigned bytes (u8) as elements, found {found}")
            }
            Self::Size { shape } => {
                write!(f, "expected an array of at most {} bytes, found {shape:?}", super::MAX_BYTES)
            }
            Self::Truncated { expected, found } => write!(f, "expected {expected} bytes, found {found}"),
            Self::Trailing { expected } => write!(f, "expected {expected} bytes, found more"),
            Self::Elements { shape, found } => {
                write!(f, "expected the elements of {shape:?}, found {found}")
            }
            Self::Memory { shape } => {
                write!(f, "expected memory for the samples of {shape:?}, found too little")
            }
            Self::Record { expected, found } => {
                write!(f, "expected records of {expected} elements, found records of {found:?}")
            }
            Self::Labels { found } => write!(f, "expected labels, an array with one axis, found {found:?}"),
        }
    }
}

impl core::error::Error for IdxError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Io { source } | Self::Gzip { source } => Some(source),
            _ => None,
        }
    }
}

/// Why a data set was not read.
#[derive(Debug)]
#[non_exhaustive]
pub enum DataError {
    /// A file cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file was read, but holds something else.
    Idx {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: IdxError,
    },
    /// The folder has a file neither plain nor with `.gz`.
    Missing {
        /// The folder.
        folder: PathBuf,
        /// The file's name, without `.gz`.
        expected: &'static str,
    },
    /// There are not as many labels as images.
    Labels {
        /// The file with the labels.
        path: PathBuf,
        /// The number of images.
        expected: usize,
        /// The number of labels.
        found: usize,
    },
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, source } => write!(f, "cannot read `{}`: {source}", path.display()),
            Self::Idx { path, source } => write!(f, "`{}`: {source}", path.display()),
            Self::Missing { folder, expected } => {
                write!(
                    f,
                    "`{}`: expected a file `{expected}` or `{expected}.gz`, found none",
                    folder.display()
                )
            }
            Self::Labels { path, expected, found } => {
                write!(f, "`{}`: expected {expected} labels, one an image, found {found}", path.display())
            }
        }
    }
}

impl core::error::Error for DataError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Idx { source, .. } => Some(source),
            Self::Missing { .. } | Self::Labels { .. } => None,
        }
    }
}

//! IDX files: the format of the MNIST digits.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use nalgebra::SMatrix;

use super::error::{DataError, IdxError};
use crate::sample::zeroed_batch;
use crate::scalar::Scalar;

/// The most elements that are read, in bytes: what a machine of 32 bits can hold, and far more than
/// any set in this format.
pub const MAX_BYTES: usize = 0x7FFF_FFFF;

const GZIP: [u8; 2] = [0x1F, 0x8B];

/// An array of unsigned bytes, from a file in the
/// [IDX format](https://github.com/cvdfoundation/mnist#file-formats).
///
/// The file is two zeros, the type of the elements (`08` for bytes), the number of axes, the axes
/// (four bytes each, big-endian), and the elements, the last axis varying fastest. The first axis
/// counts records: images, labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idx {
    shape: Vec<usize>,
    data: Vec<u8>,
}

impl Idx {
    /// An array from its shape and elements.
    ///
    /// # Errors
    /// [`IdxError::Elements`] where there are not as many elements as the shape has, or no axis.
    pub fn new(shape: Vec<usize>, data: Vec<u8>) -> Result<Self, IdxError> {
        let elements = shape.iter().try_fold(1_usize, |product, axis| product.checked_mul(*axis));
        if shape.is_empty() || elements != Some(data.len()) {
            return Err(IdxError::Elements { shape, found: data.len() });
        }
        Ok(Self { shape, data })
    }

    /// Reads a file, plain or gzip.
    ///
    /// # Errors
    /// [`DataError::Read`], and [`DataError::Idx`] where the file is no IDX file of bytes.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, DataError> {
        let path = path.as_ref();
        let read = File::open(path).map_err(|source| IdxError::Io { source }).and_then(Self::read);
        read.map_err(|error| match error {
            IdxError::Io { source } => DataError::Read { path: path.to_owned(), source },
            source => DataError::Idx { path: path.to_owned(), source },
        })
    }

    /// Reads plain or gzip data to its end. It need not be buffered.
    ///
    /// # Errors
    /// [`IdxError`] where the data is no IDX array of bytes.
    pub fn read(mut reader: impl Read) -> Result<Self, IdxError> {
        let mut begin = Vec::new();
        reader
            .by_ref()
            .take(GZIP.len() as u64)
            .read_to_end(&mut begin)
            .map_err(|source| IdxError::Io { source })?;
        let all = begin.chain(reader);
        if begin == GZIP {
            Self::read_plain(MultiGzDecoder::new(all), gzip_error)
        } else {
            Self::read_plain(all, |source| IdxError::Io { source })
        }
    }

    fn read_plain(mut reader: impl Read, error: fn(io::Error) -> IdxError) -> Result<Self, IdxError> {
        // As many bytes as there are, up to the number: a buffer grows with what has come.
        let mut take = |limit: usize| {
            let mut bytes = Vec::new();
            reader.by_ref().take(limit as u64).read_to_end(&mut bytes).map_err(error)?;
            Ok(bytes)
        };
        let start = take(4)?;
        let Ok(magic) = <[u8; 4]>::try_from(start.as_slice()) else {
            return Err(IdxError::Truncated { expected: 4, found: start.len() });
        };
        let rank = check_magic(magic)?;
        let axes = take(4 * rank)?;
        let header = 4 + 4 * rank;
        if axes.len() < 4 * rank {
            return Err(IdxError::Truncated { expected: header, found: 4 + axes.len() });
        }
        let (axes, _) = axes.as_chunks();
        let shape: Vec<usize> = axes.iter().map(|axis| u32::from_be_bytes(*axis) as usize).collect();
        let elements = shape.iter().try_fold(1_usize, |product, axis| product.checked_mul(*axis));
        let Some(elements) = elements.filter(|elements| *elements <= MAX_BYTES) else {
            return Err(IdxError::Size { shape });
        };
        let data = take(elements)?;
        if data.len() < elements {
            return Err(IdxError::Truncated { expected: header + elements, found: header + data.len() });
        }
        // Also has gzip's decoder reach the end, where it verifies the checksum.
        if !take(1)?.is_empty() {
            return Err(IdxError::Trailing { expected: header + elements });
        }
        Ok(Self { shape, data })
    }

    /// The axes, outermost first.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements, the last axis varying fastest.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The records as samples of a network, every element multiplied by `scale`: with `1.0 / 255.0`,
    /// pixels from 0 to 1.
    ///
    /// Images of `[height, width]` become any matrix of as many elements, with the bytes of Keras's
    /// array: see the [module](super).
    ///
    /// # Errors
    /// [`IdxError::Record`] where a record does not have `ROWS · COLUMNS` elements, and
    /// [`IdxError::Memory`] where there is no room for the samples.
    pub fn samples<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
        &self,
        scale: f64,
    ) -> Result<Vec<SMatrix<T, ROWS, COLUMNS>>, IdxError> {
        let (len, record) = self.shape.split_first().map_or((0, &[][..]), |(len, record)| (*len, record));
        let elements = ROWS * COLUMNS;
        let found = record.iter().try_fold(1_usize, |product, axis| product.checked_mul(*axis));
        if found != Some(elements) {
            return Err(IdxError::Record { expected: elements, found: record.to_vec() });
        }
        let values: [T; 256] = core::array::from_fn(|byte| T::from_f64(byte as f64 * scale));
        let Some(mut samples) = zeroed_batch::<T, ROWS, COLUMNS>(len) else {
            return Err(IdxError::Memory { shape: self.shape.clone() });
        };
        for (sample, record) in samples.iter_mut().zip(self.data.chunks_exact(elements.max(1))) {
            for (value, byte) in sample.as_mut_slice().iter_mut().zip(record) {
                *value = values[usize::from(*byte)];
            }
        }
        Ok(samples)
    }

    /// The elements of an array with one axis: class indices.
    ///
    /// # Errors
    /// [`IdxError::Labels`] where there are more axes.
    pub fn labels(self) -> Result<Vec<u8>, IdxError> {
        if self.shape.len() == 1 { Ok(self.data) } else { Err(IdxError::Labels { found: self.shape }) }
    }
}

/// The number of axes, from the first four bytes.
fn check_magic(magic: [u8; 4]) -> Result<usize, IdxError> {
    let [0, 0, element, axes] = magic else {
        return Err(IdxError::Magic { found: magic });
    };
    if axes == 0 {
        return Err(IdxError::Magic { found: magic });
    }
    let found = match element {
        0x08 => return Ok(usize::from(axes)),
        0x09 => "i8",
        0x0B => "i16",
        0x0C => "i32",
        0x0D => "f32",
        0x0E => "f64",
        _ => return Err(IdxError::Magic { found: magic }),
    };
    Err(IdxError::ElementType { found })
}

/// Tells damage from a reader that fails.
fn gzip_error(source: io::Error) -> IdxError {
    match source.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            IdxError::Gzip { source }
        }
        _ => IdxError::Io { source },
    }
}

//! The MNIST digits, and sets with the same files.

use std::path::{Path, PathBuf};

use nalgebra::SMatrix;

use super::error::{DataError, IdxError};
use super::idx::Idx;
use crate::scalar::Scalar;

/// A set of images and their classes, in the parts that its makers gave it. Named as in
/// [Keras's `mnist.load_data`](https://keras.io/api/datasets/mnist/).
#[derive(Clone, Debug, PartialEq)]
pub struct Mnist<T, const ROWS: usize, const COLUMNS: usize> {
    /// The images to train on, from 0 (paper) to 1 (ink).
    pub x_train: Vec<SMatrix<T, ROWS, COLUMNS>>,
    /// Their classes.
    pub y_train: Vec<u8>,
    /// The images to test on.
    pub x_test: Vec<SMatrix<T, ROWS, COLUMNS>>,
    /// Their classes.
    pub y_test: Vec<u8>,
}

/// Reads the four files of MNIST from a folder: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
/// `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each plain or with `.gz` at its end (of two,
/// the plain one). Fashion-MNIST, KMNIST and others have the same files.
///
/// Pixels are divided by 255. Labels are as in the files; whether they are classes of the network,
/// `fit` checks.
///
/// # Errors
/// [`DataError::Missing`], [`DataError::Read`], [`DataError::Idx`], and [`DataError::Labels`] where
/// images and labels do not agree in number.
pub fn mnist<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    folder: impl AsRef<Path>,
) -> Result<Mnist<T, ROWS, COLUMNS>, DataError> {
    let folder = folder.as_ref();
    let (x_train, y_train) = part(folder, "train-images-idx3-ubyte", "train-labels-idx1-ubyte")?;
    let (x_test, y_test) = part(folder, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")?;
    Ok(Mnist { x_train, y_train, x_test, y_test })
}

type Part<T, const ROWS: usize, const COLUMNS: usize> = (Vec<SMatrix<T, ROWS, COLUMNS>>, Vec<u8>);

fn part<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    folder: &Path,
    images: &'static str,
    labels: &'static str,
) -> Result<Part<T, ROWS, COLUMNS>, DataError> {
    let (images, labels) = (find(folder, images)?, find(folder, labels)?);
    let x = Idx::open(&images)?.samples(1.0 / 255.0).map_err(|source| idx_error(&images, source))?;
    let y = Idx::open(&labels)?.labels().map_err(|source| idx_error(&labels, source))?;
    if x.len() != y.len() {
        return Err(DataError::Labels { path: labels, expected: x.len(), found: y.len() });
    }
    Ok((x, y))
}

fn idx_error(path: &Path, source: IdxError) -> DataError {
    DataError::Idx { path: path.to_owned(), source }
}

/// The file with a name, or with the name and `.gz`.
fn find(folder: &Path, name: &'static str) -> Result<PathBuf, DataError> {
    let plain = folder.join(name);
    let compressed = folder.join(format!("{name}.gz"));
    [plain, compressed]
        .into_iter()
        .find(|path| path.exists())
        .ok_or_else(|| DataError::Missing { folder: folder.to_owned(), expected: name })
}

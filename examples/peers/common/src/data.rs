//! The data that netform's worker writes and all workers read: plain numbers, little-endian.

use std::path::{Path, PathBuf};

use crate::Failure;

/// The folder of a run's data. A network has three files: `NAME.weights`, tensor after tensor in Keras's layout;
/// `NAME.x`, sample after sample; and `NAME.labels`, a byte a sample.
#[derive(Debug)]
pub struct Data {
    folder: PathBuf,
}

/// A network's data.
#[derive(Debug)]
pub struct Network {
    /// All weights.
    pub weights: Vec<f32>,
    /// All samples.
    pub x: Vec<f32>,
    /// All labels.
    pub labels: Vec<u8>,
    read: usize,
}

impl Data {
    /// In a folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where they lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A network's data.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn network(&self, name: &str) -> Result<Network, Failure> {
        let floats = |ending: &str| -> Result<Vec<f32>, Failure> {
            let bytes = std::fs::read(self.folder.join(format!("{name}.{ending}")))?;
            Ok(bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
        };
        let labels = std::fs::read(self.folder.join(format!("{name}.labels")))?;
        Ok(Network { weights: floats("weights")?, x: floats("x")?, labels, read: 0 })
    }

    /// Writes a network's data.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, name: &str, weights: &[f32], x: &[f32], labels: &[u8]) -> Result<(), Failure> {
        let floats = |ending: &str, values: &[f32]| {
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            std::fs::write(self.folder.join(format!("{name}.{ending}")), bytes)
        };
        floats("weights", weights)?;
        floats("x", x)?;
        Ok(std::fs::write(self.folder.join(format!("{name}.labels")), labels)?)
    }
}

impl Network {
    /// The next tensor of so many weights.
    ///
    /// # Panics
    /// When there are fewer: then worker and netform have different networks.
    pub fn tensor(&mut self, len: usize) -> Vec<f32> {
        self.read += len;
        self.weights[self.read - len..self.read].to_vec()
    }
}

/// The transpose of a row-major matrix, and of each of several that lie one after another.
#[must_use]
pub fn transpose(values: &[f32], [rows, columns]: [usize; 2]) -> Vec<f32> {
    let matrix = |matrix: &[f32]| -> Vec<f32> {
        (0..columns)
            .flat_map(|column| (0..rows).map(move |row| (row, column)))
            .map(|(r, c)| matrix[r * columns + c])
            .collect()
    };
    values.chunks_exact(rows * columns).flat_map(matrix).collect()
}

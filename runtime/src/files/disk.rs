//! Weights in files.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::bytes::{CHUNK, checksum, encode};
use super::crc32::Crc32;
use super::error::{FileError, WeightsError};
use super::header::{self, PREFIX};
use super::replace::replace;
use crate::network::Network;
use crate::params::zeroed;
use crate::scalar::Scalar;

/// Writes a network's weights to a file; replaces the file that is there at once, or leaves it.
///
/// # Errors
/// [`FileError::NotAFile`] and [`FileError::Write`].
pub fn save<N: Network>(network: &N, path: &Path) -> Result<(), FileError> {
    // What cannot be looked at cannot be written to either, and says so then.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    replace(path, |file| {
        io::Write::write_all(file, &header::write::<N>(checksum(network.as_slice())))?;
        encode(network.as_slice(), |bytes| io::Write::write_all(file, bytes))
    })
    .map_err(|source| FileError::Write { path: path.to_owned(), source })
}

/// A network with the weights of a file that [`save`] or another program wrote.
///
/// # Errors
/// [`FileError::NotAFile`], [`FileError::Read`], and [`FileError::Weights`] where the file does not
/// hold the weights of this network.
pub fn load<N: Network>(path: &Path) -> Result<Box<N>, FileError> {
    let read = |source| FileError::Read { path: path.to_owned(), source };
    // Before it is opened: a pipe would wait for its writer.
    if !fs::metadata(path).map_err(read)?.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    let mut file = File::open(path).map_err(read)?;
    let found = file.metadata().map_err(read)?;
    if !found.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    read_from(&mut file, found.len()).map_err(|problem| match problem {
        Problem::Io(source) => read(source),
        Problem::Weights(source) => FileError::Weights { path: path.to_owned(), source },
    })
}

/// Replaces the weights of a network by those of a file.
///
/// It takes as much memory again as the network, until the whole file is known to be good.
///
/// # Errors
/// As [`load`]; the network is then as before.
pub fn load_weights<N: Network>(network: &mut N, path: &Path) -> Result<(), FileError> {
    let loaded = load::<N>(path)?;
    network.as_mut_slice().copy_from_slice(loaded.as_slice());
    Ok(())
}

/// What is wrong, before the path is known.
enum Problem {
    Io(io::Error),
    Weights(WeightsError),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<WeightsError> for Problem {
    fn from(error: WeightsError) -> Self {
        Self::Weights(error)
    }
}

/// Reads a network from a file of `total` bytes.
fn read_from<N: Network>(file: &mut impl Read, total: u64) -> Result<Box<N>, Problem> {
    let mut begin = Vec::with_capacity(PREFIX + 1);
    file.by_ref().take(PREFIX as u64 + 1).read_to_end(&mut begin)?;
    let len = header::length::<N>(&begin, total)?;
    // The length is below the limit for this network, and the file is at least as long.
    let mut header = begin.split_off(PREFIX);
    header.resize(len.max(1), 0);
    file.read_exact(&mut header[1..])?;
    header.truncate(len);
    let plan = header::check::<N>(&header, total)?;
    let mut network = zeroed::<N>();
    let mut buffer = vec![0; CHUNK.min(N::LEN) * size_of::<N::Scalar>()];
    let mut crc = Crc32::new();
    for place in &plan.weights {
        for chunk in network.as_mut_slice()[place.clone()].chunks_mut(CHUNK) {
            let bytes = &mut buffer[..size_of_val(chunk)];
            file.read_exact(bytes)?;
            crc.update(bytes);
            N::Scalar::read_le(chunk, bytes);
        }
    }
    plan.check(crc.sum())?;
    Ok(network)
}

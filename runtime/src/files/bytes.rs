//! Weights as bytes.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::crc32::Crc32;
use super::error::WeightsError;
use super::header::{self, PREFIX, Plan};
use crate::network::Network;
use crate::params::zeroed;
use crate::scalar::Scalar;

/// The numbers that are turned into bytes at a time.
pub(super) const CHUNK: usize = 16 * 1024;

/// The bytes that `save` writes.
#[must_use]
pub fn to_bytes<N: Network>(network: &N) -> Vec<u8> {
    let mut bytes = header::write::<N>(checksum(network.as_slice()));
    let begin = bytes.len();
    bytes.resize(begin + size_of::<N>(), 0);
    N::Scalar::write_le(network.as_slice(), &mut bytes[begin..]);
    bytes
}

/// A network with the weights that [`to_bytes`] gave, or another program's safetensors file.
///
/// # Errors
/// [`WeightsError`] where the bytes are not the weights of this network.
pub fn from_bytes<N: Network>(bytes: &[u8]) -> Result<Box<N>, WeightsError> {
    let (plan, numbers) = open::<N>(bytes)?;
    let mut network = zeroed::<N>();
    fill(&mut *network, &plan, numbers);
    Ok(network)
}

/// Puts the weights that [`to_bytes`] gave into a network.
///
/// # Errors
/// [`WeightsError`] where the bytes are not the weights of this network, which then is as before.
pub fn load_weights_from_bytes<N: Network>(network: &mut N, bytes: &[u8]) -> Result<(), WeightsError> {
    let (plan, numbers) = open::<N>(bytes)?;
    fill(network, &plan, numbers);
    Ok(())
}

/// Makes all checks; gives the numbers.
fn open<N: Network>(bytes: &[u8]) -> Result<(Plan, &[u8]), WeightsError> {
    let total = bytes.len() as u64;
    let len = header::length::<N>(&bytes[..bytes.len().min(PREFIX + 1)], total)?;
    let (header, numbers) = bytes[PREFIX..].split_at(len);
    let plan = header::check::<N>(header, total)?;
    let mut crc = Crc32::new();
    crc.update(numbers);
    plan.check(crc.sum())?;
    Ok((plan, numbers))
}

fn fill<N: Network>(network: &mut N, plan: &Plan, mut numbers: &[u8]) {
    let weights = network.as_mut_slice();
    for Range { start, end } in plan.weights.iter().cloned() {
        let (here, rest) = numbers.split_at((end - start) * size_of::<N::Scalar>());
        N::Scalar::read_le(&mut weights[start..end], here);
        numbers = rest;
    }
}

/// The checksum of numbers.
pub(super) fn checksum<T: Scalar>(numbers: &[T]) -> u32 {
    let mut crc = Crc32::new();
    let Ok(()) = encode(numbers, |bytes| {
        crc.update(bytes);
        Ok::<(), core::convert::Infallible>(())
    });
    crc.sum()
}

/// Hands out the bytes of numbers, piece after piece.
pub(super) fn encode<T: Scalar, E>(
    numbers: &[T],
    mut each: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut buffer = vec![0; CHUNK.min(numbers.len()) * size_of::<T>()];
    for chunk in numbers.chunks(CHUNK) {
        let bytes = &mut buffer[..size_of_val(chunk)];
        T::write_le(chunk, bytes);
        each(bytes)?;
    }
    Ok(())
}

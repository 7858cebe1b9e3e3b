//! The header of a weight file: written for a network, and checked against one.

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use super::error::WeightsError;
use super::json::{Json, write_numbers, write_string};
use super::layout::{Slot, slots};
use crate::network::Network;
use crate::scalar::Scalar;

/// The bytes before the header: its length.
pub(super) const PREFIX: usize = size_of::<u64>();
const METADATA: &str = "__metadata__";
const FORMAT: &str = "netform";
const VERSION: &str = "1";

/// The header of a network whose numbers have a checksum, with its length before it.
pub(super) fn write<N: Network>(checksum: u32) -> Vec<u8> {
    let mut json = format!(r#"{{"{METADATA}":{{"format":"{FORMAT}","version":"{VERSION}","network":"#);
    write_string(&mut json, N::NAME);
    let checksum = format!("{checksum:08x}");
    json.extend([r#","crc32":""#, &checksum, r#""}"#]);
    for Slot { name, shape, weights } in slots::<N>() {
        let size = size_of::<N::Scalar>();
        json.push(',');
        write_string(&mut json, &name);
        json.extend([r#":{"dtype":""#, N::Scalar::DTYPE, r#"","shape":"#]);
        write_numbers(&mut json, shape.axes());
        json.push_str(r#","data_offsets":"#);
        write_numbers(&mut json, &[weights.start * size, weights.end * size]);
        json.push('}');
    }
    json.push('}');
    // The numbers begin at a multiple of 8 bytes.
    while !json.len().is_multiple_of(8) {
        json.push(' ');
    }
    let mut header = (json.len() as u64).to_le_bytes().to_vec();
    header.extend_from_slice(json.as_bytes());
    header
}

/// The longest header that is read for a network, in bytes: 1 KiB a tensor and 64 KiB besides, for
/// other programs' metadata.
#[must_use]
pub fn header_limit<N: Network>() -> u64 {
    64 * 1024 + 1024 * slots::<N>().len() as u64
}

/// The length of the header of a file of `total` bytes that begins with `begin`: up to 9 bytes.
pub(super) fn length<N: Network>(begin: &[u8], total: u64) -> Result<usize, WeightsError> {
    if total == 0 {
        return Err(WeightsError::Empty);
    }
    let Some((prefix, [first, ..])) = begin.split_first_chunk::<PREFIX>() else {
        // The shortest file is `{}`.
        return Err(WeightsError::Truncated { expected: PREFIX as u64 + 2, found: total });
    };
    if *first != b'{' {
        return Err(WeightsError::Foreign);
    }
    let (found, limit) = (u64::from_le_bytes(*prefix), header_limit::<N>());
    if found > limit {
        return Err(WeightsError::HeaderLength { limit, found });
    }
    let expected = PREFIX as u64 + found;
    if total < expected {
        return Err(WeightsError::Truncated { expected, found: total });
    }
    usize::try_from(found).map_err(|_| WeightsError::HeaderLength { limit, found })
}

/// How a file's numbers become a network's weights.
pub(super) struct Plan {
    /// The places among the weights, in the order of the file, which has no gaps.
    pub(super) weights: Vec<Range<usize>>,
    /// The checksum of the numbers, where the file gives one.
    checksum: Option<u32>,
}

impl Plan {
    /// Compares the checksum of the numbers with the file's.
    pub(super) fn check(&self, found: u32) -> Result<(), WeightsError> {
        match self.checksum {
            Some(expected) if expected != found => Err(WeightsError::Checksum { expected, found }),
            _ => Ok(()),
        }
    }
}

/// Checks a header against the network and against the length of the file.
pub(super) fn check<N: Network>(header: &[u8], total: u64) -> Result<Plan, WeightsError> {
    let Header { metadata, mut tensors } = Header::parse(header)?;
    let checksum = check_metadata(&metadata)?;
    let slots = slots::<N>();
    let missing = slots.iter().find(|slot| !tensors.contains_key(&slot.name));
    if missing.is_some() || tensors.len() > slots.len() {
        let missing = missing.map(|slot| slot.name.clone());
        for slot in &slots {
            tensors.remove(&slot.name);
        }
        return Err(WeightsError::Names { missing, unknown: tensors.into_keys().next() });
    }
    let mut placed = Vec::with_capacity(slots.len());
    for slot in slots {
        if let Some(info) = tensors.remove(&slot.name) {
            info.check(&slot, N::Scalar::DTYPE)?;
            placed.push((info.offsets, slot));
        }
    }
    placed.sort_by_key(|(offsets, _)| *offsets);
    let mut begin = 0;
    for (found, slot) in &placed {
        let end = begin + (slot.weights.len() * size_of::<N::Scalar>()) as u64;
        if *found != [begin, end] {
            return Err(WeightsError::Offsets {
                name: slot.name.clone(),
                expected: [begin, end],
                found: *found,
            });
        }
        begin = end;
    }
    let expected = (PREFIX + header.len()) as u64 + begin;
    match total.cmp(&expected) {
        core::cmp::Ordering::Less => Err(WeightsError::Truncated { expected, found: total }),
        core::cmp::Ordering::Greater => Err(WeightsError::Trailing { expected, found: total }),
        core::cmp::Ordering::Equal => {
            Ok(Plan { weights: placed.into_iter().map(|(_, slot)| slot.weights).collect(), checksum })
        }
    }
}

/// The checksum, where the file is one of netform's.
fn check_metadata(metadata: &BTreeMap<String, String>) -> Result<Option<u32>, WeightsError> {
    let value = |key| metadata.get(key).map_or("", String::as_str);
    if value("format") != FORMAT {
        return Ok(None);
    }
    let error = |key, expected| Err(WeightsError::Metadata { key, expected, found: value(key).to_string() });
    if value("version") != VERSION {
        return error("version", VERSION);
    }
    let digits = value("crc32");
    match u32::from_str_radix(digits, 16) {
        Ok(checksum) if digits.len() == 8 => Ok(Some(checksum)),
        _ => error("crc32", "8 hexadecimal digits"),
    }
}

/// What a header says of one tensor.
struct Info {
    dtype: String,
    shape: Vec<usize>,
    offsets: [u64; 2],
}

impl Info {
    fn check(&self, slot: &Slot, dtype: &'static str) -> Result<(), WeightsError> {
        if self.dtype != dtype {
            return Err(WeightsError::Dtype {
                name: slot.name.clone(),
                expected: dtype,
                found: self.dtype.clone(),
            });
        }
        if self.shape != slot.shape.axes() {
            return Err(WeightsError::Shape {
                name: slot.name.clone(),
                expected: slot.shape.axes().to_vec(),
                found: self.shape.clone(),
            });
        }
        Ok(())
    }

    fn parse(json: &mut Json<'_>) -> Result<Self, WeightsError> {
        let (mut dtype, mut shape, mut offsets) = (None, None, None);
        json.object(|json, key| {
            let twice = match key.as_str() {
                "dtype" => dtype.replace(json.string()?).is_some(),
                "shape" => {
                    let axes = json.numbers()?.into_iter().map(usize::try_from).collect::<Result<_, _>>();
                    let Ok(axes) = axes else {
                        return json.error("axes that this machine can count");
                    };
                    shape.replace(axes).is_some()
                }
                "data_offsets" => {
                    let Ok(both) = <[u64; 2]>::try_from(json.numbers()?) else {
                        return json.error("two offsets");
                    };
                    offsets.replace(both).is_some()
                }
                _ => return json.error("`dtype`, `shape` or `data_offsets`"),
            };
            if twice { Err(WeightsError::Duplicate { name: key }) } else { Ok(()) }
        })?;
        match (dtype, shape, offsets) {
            (Some(dtype), Some(shape), Some(offsets)) => Ok(Self { dtype, shape, offsets }),
            _ => json.error("`dtype`, `shape` and `data_offsets`"),
        }
    }
}

/// A header as it stands.
#[derive(Default)]
struct Header {
    metadata: BTreeMap<String, String>,
    tensors: BTreeMap<String, Info>,
}

impl Header {
    fn parse(header: &[u8]) -> Result<Self, WeightsError> {
        let mut json = Json::new(header)?;
        let (mut metadata, mut tensors) = (None, BTreeMap::new());
        json.object(|json, key| {
            if key != METADATA {
                let info = Info::parse(json)?;
                return insert(&mut tensors, key, info);
            }
            if metadata.is_some() {
                return Err(WeightsError::Duplicate { name: key });
            }
            let mut entries = BTreeMap::new();
            json.object(|json, key| {
                let value = json.string()?;
                insert(&mut entries, key, value)
            })?;
            metadata = Some(entries);
            Ok(())
        })?;
        json.end()?;
        Ok(Self { metadata: metadata.unwrap_or_default(), tensors })
    }
}

/// Adds an entry whose name must be new.
fn insert<V>(map: &mut BTreeMap<String, V>, name: String, value: V) -> Result<(), WeightsError> {
    match map.entry(name) {
        Entry::Vacant(entry) => {
            entry.insert(value);
            Ok(())
        }
        Entry::Occupied(entry) => Err(WeightsError::Duplicate { name: entry.key().clone() }),
    }
}

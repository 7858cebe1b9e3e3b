//! Weight files: what is written, what is read, and every kind of damage.

#[path = "../expansion.rs"]
#[allow(dead_code, unreachable_pub, missing_docs, reason = "a program of its own, read here as a module")]
mod by_hand;
mod damaged;
mod system;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use by_hand::Small;
use netform::Params;
use netform::files::{FileError, WeightsError, header_limit};
use netform::nalgebra::SMatrix;
use netform::prelude::*;

fn network() -> Box<Small> {
    let mut network = netform::__private::zeroed::<Small>();
    for (index, weight) in Params::as_mut_slice(&mut *network).iter_mut().enumerate() {
        *weight = ((index * 37 % 19) as f32 - 9.0) * 0.05;
    }
    network
}

fn bits(network: &Small) -> Vec<u32> {
    Params::as_slice(network).iter().map(|weight| weight.to_bits()).collect()
}

/// A folder of a test's own, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("netform-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A file with a header of one's own.
fn file(header: &str, numbers: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(numbers);
    bytes
}

/// The numbers of `network()`, and the header that another program could give them.
fn foreign() -> (String, Vec<u8>) {
    let header = concat!(
        r#"{"hidden.kernel":{"dtype":"F32","shape":[3,4],"data_offsets":[0,48]},"#,
        r#""hidden.bias":{"dtype":"F32","shape":[4],"data_offsets":[48,64]},"#,
        r#""dense.kernel":{"dtype":"F32","shape":[8,2],"data_offsets":[64,128]},"#,
        r#""dense.bias":{"dtype":"F32","shape":[2],"data_offsets":[128,136]}}"#
    );
    let numbers = Params::as_slice(&*network()).iter().flat_map(|weight| weight.to_le_bytes()).collect();
    (header.to_string(), numbers)
}

/// Loads bytes that are not the network's weights, in every way; gives the error.
fn refused(bytes: &[u8]) -> WeightsError {
    let mut network = network();
    let before = bits(&network);
    let error = network.load_weights_from_bytes(bytes).unwrap_err();
    assert_eq!(bits(&network), before, "{error}");
    assert_eq!(Small::from_bytes(bytes).err().as_ref(), Some(&error));
    assert!(error.to_string().starts_with(|first: char| first.is_lowercase() || first == '`'), "{error}");
    error
}

#[test]
fn a_saved_network_predicts_the_same_bits() {
    let folder = Folder::new("round-trip");
    let path = folder.0.join("small.safetensors");
    let network = network();
    network.save(&path).unwrap();
    assert_eq!(folder.names(), ["small.safetensors"]);
    assert_eq!(fs::read(&path).unwrap(), network.to_bytes());
    let loaded: Box<Small> = Small::load(&path).unwrap();
    assert_eq!(bits(&loaded), bits(&network));
    let x = SMatrix::<f32, 3, 2>::from_column_slice(&[1.0, 2.0, -1.0, 0.5, 0.0, 2.0]);
    assert_eq!(loaded.predict(&x), network.predict(&x));
    let mut other = netform::__private::zeroed::<Small>();
    other.load_weights(path.to_str().unwrap()).unwrap();
    assert_eq!(bits(&other), bits(&network));
}

#[test]
fn a_model_saves_and_loads_its_network() {
    let folder = Folder::new("model");
    let path = folder.0.join("small.safetensors");
    let x: Vec<SMatrix<f32, 3, 2>> =
        (0..20).map(|n| SMatrix::from_fn(|r, c| ((n * 5 + r * 3 + c) % 7) as f32 - 3.0)).collect();
    let y: Vec<u8> = (0..20).map(|n| n % 2).collect();
    let mut model = network().compile(Adam::new(0.01), SparseCategoricalCrossentropy::default(), ());
    model.fit(&x, &y, Fit::epochs(1)).unwrap();
    model.save(&path).unwrap();
    let (saved, predicted) = (bits(&model), model.predict(&x[3]));
    model.fit(&x, &y, Fit::epochs(1)).unwrap();
    assert_ne!(bits(&model), saved);
    let steps = model.steps();
    model.load_weights(&path).unwrap();
    assert_eq!((bits(&model), model.predict(&x[3]), model.steps()), (saved, predicted, steps));
    assert_eq!(model.to_bytes(), fs::read(&path).unwrap());
}

#[test]
fn another_program_s_file_is_as_good() {
    let (header, numbers) = foreign();
    let network = network();
    assert_eq!(bits(&Small::from_bytes(&file(&header, &numbers)).unwrap()), bits(&network));
    // Any order of names and of tensors, space wherever JSON has it, metadata of others.
    let turned = concat!(
        " \t\n{ \"dense.kernel\" : { \"shape\":[ 8 , 2 ] , \"data_offsets\":[8,72], \"dtype\":\"F32\" },\r\n",
        r#""hidden\u002ebias":{"dtype":"F32","shape":[4],"data_offsets":[72,88]},"#,
        r#""hidden.kernel":{"dtype":"F32","shape":[3,4],"data_offsets":[88,136]},"#,
        r#""__metadata__":{"format":"pt","crc32":"no checksum"},"#,
        r#""dense.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   "#
    );
    // A reader looks for `{` first, as the format demands.
    assert_eq!(refused(&file(turned, &numbers)), WeightsError::Foreign);
    let parts = [&numbers[128..], &numbers[64..128], &numbers[48..64], &numbers[..48]].concat();
    let bytes = file(turned.trim_start(), &parts);
    assert_eq!(bits(&Small::from_bytes(&bytes).unwrap()), bits(&network));
    let folder = Folder::new("foreign");
    let path = folder.0.join("turned");
    fs::write(&path, &bytes).unwrap();
    assert_eq!(bits(&Small::load(&path).unwrap()), bits(&network));
}

#[test]
fn infinities_and_nan_are_loaded() {
    let mut network = network();
    network.hidden.bias[1] = f32::NAN;
    network.hidden.bias[2] = f32::NEG_INFINITY;
    network.hidden.bias[3] = f32::from_bits(0x7F80_0001);
    assert_eq!(bits(&Small::from_bytes(&network.to_bytes()).unwrap()), bits(&network));
}

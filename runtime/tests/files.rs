//! Weight files: what is written, what is read, and every kind of damage.

#[path = "expansion.rs"]
#[allow(dead_code, unreachable_pub, missing_docs, reason = "a program of its own, read here as a module")]
mod by_hand;

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

#[test]
fn every_truncation_is_refused() {
    let folder = Folder::new("truncated");
    let path = folder.0.join("cut");
    let bytes = network().to_bytes();
    let mut network = network();
    let before = bits(&network);
    for len in 0..bytes.len() {
        let error = refused(&bytes[..len]);
        match len {
            0 => assert_eq!(error, WeightsError::Empty),
            1..=8 => assert_eq!(error, WeightsError::Truncated { expected: 10, found: len as u64 }),
            _ => {
                assert!(matches!(error, WeightsError::Truncated { found, .. } if found == len as u64));
            }
        }
        fs::write(&path, &bytes[..len]).unwrap();
        match network.load_weights(&path).unwrap_err() {
            FileError::Weights { path: at, source } => assert_eq!((at, source), (path.clone(), error)),
            other => panic!("{other}"),
        }
    }
    let mut longer = bytes.clone();
    longer.push(0);
    let (expected, found) = (bytes.len() as u64, longer.len() as u64);
    assert_eq!(refused(&longer), WeightsError::Trailing { expected, found });
    assert_eq!(bits(&network), before);
}

#[test]
fn a_flipped_byte_is_refused_or_harmless() {
    let bytes = network().to_bytes();
    let len = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let text = std::str::from_utf8(&bytes[8..8 + len]).unwrap();
    let metadata = 8..8 + text.find(r#","hidden.kernel""#).unwrap();
    let (mut network, mut damaged) = (network(), bytes.clone());
    let before = bits(&network);
    let folder = Folder::new("flipped");
    let path = folder.0.join("flipped");
    for at in 0..bytes.len() {
        // Every single bit, and some other bytes.
        for other in (0..8).map(|bit| 1 << bit).chain((3..255_u8).step_by(23)) {
            damaged[at] = bytes[at] ^ other;
            let result = network.load_weights_from_bytes(&damaged);
            assert_eq!(bits(&network), before, "byte {at}, {other:#x}");
            assert!(result.is_err() || metadata.contains(&at), "byte {at}, {other:#x}");
            if other == 1 {
                fs::write(&path, &damaged).unwrap();
                let from_file = network.load_weights(&path).map_err(|error| match error {
                    FileError::Weights { source, .. } => source,
                    error => panic!("{error}"),
                });
                assert_eq!(from_file, result);
                assert_eq!(bits(&network), before, "byte {at}, {other:#x}");
            }
        }
        damaged[at] = bytes[at];
    }
}

#[test]
fn many_damages_at_once_never_panic() {
    let bytes = network().to_bytes();
    let before = bits(&network());
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..20_000 {
        let mut damaged = bytes.clone();
        for _ in 0..=random(6) {
            let at = random(damaged.len());
            match random(4) {
                0 => damaged[at] ^= 1 << random(8),
                1 => damaged[at] = b"{}[]\",:0123456789\\ "[random(19)],
                2 => drop(damaged.remove(at)),
                _ => damaged.insert(at, u8::try_from(random(256)).unwrap()),
            }
        }
        let mut network = network();
        // Whoever wipes out the file's origin wipes out its checksum.
        let own = damaged.windows(18).any(|window| window == br#""format":"netform""#);
        if network.load_weights_from_bytes(&damaged).is_err() || own {
            assert_eq!(bits(&network), before);
        }
    }
}

#[test]
fn wrong_tensors_are_named() {
    let (header, numbers) = foreign();
    let with = |from: &str, to: &str| {
        assert!(header.contains(from));
        refused(&file(&header.replace(from, to), &numbers))
    };
    let name = || "hidden.kernel".to_string();
    let error = with("[3,4]", "[4,3]");
    assert_eq!(error, WeightsError::Shape { name: name(), expected: vec![3, 4], found: vec![4, 3] });
    assert_eq!(error.to_string(), "tensor `hidden.kernel`: expected [3, 4], found [4, 3]");
    let error = with(r#"F32","shape":[3"#, r#"I32","shape":[3"#);
    assert_eq!(error, WeightsError::Dtype { name: name(), expected: "F32", found: "I32".to_string() });
    let error = with("dense.bias", "dense_1.bias");
    let (missing, unknown) = (Some("dense.bias".to_string()), Some("dense_1.bias".to_string()));
    assert_eq!(error, WeightsError::Names { missing: missing.clone(), unknown: unknown.clone() });
    assert_eq!(
        error.to_string(),
        "expected a tensor `dense.bias`, found `dense_1.bias`, which the network does not have"
    );
    let (last, more) = (
        r#","dense.bias":{"dtype":"F32","shape":[2],"data_offsets":[128,136]}"#,
        r#","dense_1.bias":{"dtype":"U8","shape":[],"data_offsets":[136,137]}"#,
    );
    assert_eq!(with(last, ""), WeightsError::Names { missing, unknown: None });
    let error = with(last, &format!("{last}{more}"));
    assert_eq!(error, WeightsError::Names { missing: None, unknown });
    let error = with(last, &format!("{last}{last}"));
    assert_eq!(error, WeightsError::Duplicate { name: "dense.bias".to_string() });
    let error = with(r#""shape":[2]"#, r#""shape":[2],"dtype":"F32""#);
    assert_eq!(error, WeightsError::Duplicate { name: "dtype".to_string() });
    let error = with(r#"{"hidden.k"#, r#"{"__metadata__":{},"__metadata__":{},"hidden.k"#);
    assert_eq!(error, WeightsError::Duplicate { name: "__metadata__".to_string() });
    let error = with(r#"{"hidden.k"#, r#"{"__metadata__":{"a":"b","a":"b"},"hidden.k"#);
    assert_eq!(error, WeightsError::Duplicate { name: "a".to_string() });
}

#[test]
fn offsets_have_no_gaps_and_no_overlaps() {
    let (header, numbers) = foreign();
    let with = |from: &str, to: &str| refused(&file(&header.replace(from, to), &numbers));
    let wrong =
        |name: &str, expected, found| WeightsError::Offsets { name: name.to_string(), expected, found };
    assert_eq!(with("[48,64]", "[40,56]"), wrong("hidden.bias", [48, 64], [40, 56]));
    assert_eq!(with("[48,64]", "[52,68]"), wrong("hidden.bias", [48, 64], [52, 68]));
    assert_eq!(with("[48,64]", "[64,48]"), wrong("hidden.bias", [48, 64], [64, 48]));
    assert_eq!(with("[128,136]", "[128,135]"), wrong("dense.bias", [128, 136], [128, 135]));
    assert_eq!(with("[0,48]", "[0,64]"), wrong("hidden.kernel", [0, 48], [0, 64]));
    let most = u64::MAX.to_string();
    assert_eq!(
        with("[128,136]", &format!("[{most},{most}]")),
        wrong("dense.bias", [128, 136], [u64::MAX, u64::MAX])
    );
    assert!(matches!(with("[0,48]", "[0,48,1]"), WeightsError::Header { expected: "two offsets", .. }));
    assert!(matches!(with("[0,48]", "[0,-48]"), WeightsError::Header { .. }));
    // Sizes that add up to more than 64 bits.
    let error = with("[3,4]", &format!("[{most},{most}]"));
    assert!(matches!(error, WeightsError::Shape { .. } | WeightsError::Header { .. }), "{error}");
}

#[test]
fn what_is_no_weight_file_is_refused() {
    let (header, numbers) = foreign();
    assert_eq!(refused(b"just some text, longer than a prefix"), WeightsError::Foreign);
    assert_eq!(refused(b"PK\x03\x04 a model of Keras's is a zip file"), WeightsError::Foreign);
    assert_eq!(refused(&[0; 4096]), WeightsError::Foreign);
    let limit = header_limit::<Small>();
    assert_eq!(limit, (64 + 4) * 1024);
    for found in [limit + 1, u64::MAX, i64::MAX as u64, u64::from(u32::MAX)] {
        let mut bytes = file(&header, &numbers);
        bytes[..8].copy_from_slice(&found.to_le_bytes());
        assert_eq!(refused(&bytes), WeightsError::HeaderLength { limit, found });
    }
    for header in
        ["{", "{}x", "{]", "{\"", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{\"__metadata__\":{\"a\":1}}"]
    {
        let error = refused(&file(header, &numbers));
        assert!(matches!(error, WeightsError::Header { .. }), "{header}: {error}");
    }
    let mut bytes = file(&header, &numbers);
    bytes[10] = 0xFF;
    assert_eq!(refused(&bytes), WeightsError::Header { at: 2, expected: "UTF-8" });
    let nested = format!("{{\"a\":{}", "{\"a\":".repeat(10_000));
    assert!(matches!(refused(&file(&nested, &numbers)), WeightsError::Header { .. }));
}

#[test]
fn a_later_version_is_refused() {
    let bytes = network().to_bytes();
    let text: Vec<u8> = bytes.clone();
    let at = text.windows(13).position(|window| window == br#""version":"1""#).unwrap() + 11;
    let mut later = bytes.clone();
    later[at] = b'2';
    let error = refused(&later);
    assert_eq!(error, WeightsError::Metadata { key: "version", expected: "1", found: "2".to_string() });
    assert_eq!(error.to_string(), "`version` in the metadata: expected 1, found `2`");
    let mut damaged = bytes;
    let last = damaged.len() - 1;
    damaged[last] ^= 0x80;
    assert!(matches!(refused(&damaged), WeightsError::Checksum { .. }));
}

fn load(path: &Path) -> FileError {
    let mut network = network();
    let before = bits(&network);
    let error = network.load_weights(path).unwrap_err();
    assert_eq!(bits(&network), before);
    assert_eq!(error.path(), path);
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    assert_eq!(Small::load(path).err().map(|error| error.to_string()), Some(error.to_string()));
    error
}

#[test]
fn what_cannot_be_read_is_an_error_with_its_path() {
    let folder = Folder::new("unreadable");
    assert!(matches!(load(&folder.0), FileError::NotAFile { .. }));
    let error = load(&folder.0.join("none"));
    assert!(matches!(&error, FileError::Read { source, .. } if source.kind() == ErrorKind::NotFound));
    assert!(std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>));
    let empty = folder.0.join("empty");
    fs::write(&empty, b"").unwrap();
    let error = load(&empty);
    assert!(matches!(&error, FileError::Weights { source: WeightsError::Empty, .. }));
    assert!(std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<WeightsError>));
    #[cfg(unix)]
    assert!(matches!(load(Path::new("/dev/zero")), FileError::NotAFile { .. }));
    let huge = folder.0.join("huge");
    // A file of 1 TiB that takes no room on the disk: it is refused by its header.
    let created = fs::File::create(&huge).unwrap();
    if created.set_len(1 << 40).is_ok() {
        assert!(matches!(load(&huge), FileError::Weights { source: WeightsError::Foreign, .. }));
        let bytes = network().to_bytes();
        std::io::Write::write_all(&mut &created, &bytes).unwrap();
        let (expected, found) = (bytes.len() as u64, 1 << 40);
        assert!(matches!(load(&huge), FileError::Weights { source, .. }
            if source == WeightsError::Trailing { expected, found }));
    }
}

#[test]
fn what_cannot_be_written_leaves_the_old_file_and_nothing_else() {
    let folder = Folder::new("unwritable");
    let network = network();
    let inner = folder.0.join("folder");
    fs::create_dir(&inner).unwrap();
    assert!(matches!(network.save(&inner), Err(FileError::NotAFile { path }) if path == inner));
    let path = inner.join("missing").join("small");
    let error = network.save(&path).unwrap_err();
    assert!(matches!(&error, FileError::Write { source, .. } if source.kind() == ErrorKind::NotFound));
    assert!(error.to_string().starts_with("cannot write `"), "{error}");
    assert!(matches!(network.save(""), Err(FileError::Write { .. })));
    assert!(matches!(network.save(folder.0.join("..")), Err(FileError::NotAFile { .. })));
    let old = folder.0.join("old");
    fs::write(&old, b"old").unwrap();
    let mut permissions = fs::metadata(&old).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&old, permissions).unwrap();
    let error = network.save(&old).unwrap_err();
    assert!(
        matches!(&error, FileError::Write { source, .. } if source.kind() == ErrorKind::PermissionDenied)
    );
    assert_eq!(fs::read(&old).unwrap(), b"old");
    assert_eq!(folder.names(), ["folder", "old"]);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_are_replaced() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("links");
    let network = network();
    let private = folder.0.join("private");
    fs::write(&private, b"old").unwrap();
    fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
    network.save(&private).unwrap();
    assert_eq!(fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(bits(&Small::load(&private).unwrap()), bits(&network));
    let (target, link) = (folder.0.join("target"), folder.0.join("link"));
    fs::write(&target, b"target").unwrap();
    symlink(&target, &link).unwrap();
    network.save(&link).unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"target");
    assert!(fs::symlink_metadata(&link).unwrap().is_file());
    symlink(folder.0.join("nowhere"), folder.0.join("dangling")).unwrap();
    network.save(folder.0.join("dangling")).unwrap();
    assert_eq!(folder.names(), ["dangling", "link", "private", "target"]);
    // Loading follows links.
    symlink(&private, folder.0.join("latest")).unwrap();
    assert_eq!(bits(&Small::load(folder.0.join("latest")).unwrap()), bits(&network));
}

#[test]
fn a_reader_sees_one_whole_file_or_the_other() {
    let folder = Folder::new("at-once");
    let path = folder.0.join("small");
    let (first, second) = (network(), netform::__private::zeroed::<Small>());
    first.save(&path).unwrap();
    let save = |network: &Small| {
        for _ in 0..20 {
            network.save(&path).unwrap();
        }
    };
    std::thread::scope(|scope| {
        let writers = [scope.spawn(|| save(&first)), scope.spawn(|| save(&second))];
        while writers.iter().any(|writer| !writer.is_finished()) {
            let seen = bits(&Small::load(&path).unwrap());
            assert!(seen == bits(&first) || seen == bits(&second));
        }
    });
    assert_eq!(folder.names(), ["small"]);
}

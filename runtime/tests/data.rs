//! IDX files: what is read, and every kind of damage.
#![cfg(feature = "idx")]

use std::error::Error;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use netform::data::{DataError, Idx, IdxError, MAX_BYTES, Mnist, mnist};
use netform::nalgebra::{SMatrix, SVector};

/// The bytes of an IDX file.
fn idx(axes: &[u32], data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, u8::try_from(axes.len()).unwrap()];
    bytes.extend(axes.iter().flat_map(|axis| axis.to_be_bytes()));
    bytes.extend_from_slice(data);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Five images of 4 by 3.
fn images() -> (Vec<u8>, Vec<u8>) {
    let data: Vec<u8> = (0..60_u8).map(|n| n.wrapping_mul(89)).collect();
    (idx(&[5, 4, 3], &data), data)
}

fn refused(bytes: &[u8]) -> IdxError {
    Idx::read(bytes).unwrap_err()
}

#[test]
fn plain_and_gzip_are_told_apart_by_content() {
    let (bytes, data) = images();
    for bytes in [bytes.clone(), gzip(&bytes), [gzip(&bytes[..20]), gzip(&bytes[20..])].concat()] {
        let idx = Idx::read(bytes.as_slice()).unwrap();
        assert_eq!((idx.shape(), idx.data()), (&[5, 4, 3][..], &data[..]));
        assert_eq!(idx, Idx::new(vec![5, 4, 3], data.clone()).unwrap());
    }
}

#[test]
fn records_become_samples_of_any_shape() {
    let (bytes, data) = images();
    let idx = Idx::read(bytes.as_slice()).unwrap();
    let flat = idx.samples::<f32, 12, 1>(1.0).unwrap();
    let image = idx.samples::<f64, 3, 4>(0.5).unwrap();
    let channels: Vec<SMatrix<f32, 1, 12>> = idx.samples(1.0 / 255.0).unwrap();
    assert_eq!((flat.len(), image.len(), channels.len()), (5, 5, 5));
    for n in 0..5 {
        for at in 0..12 {
            let byte = data[n * 12 + at];
            assert_eq!(flat[n][at], f32::from(byte));
            // Row `at / 3` and column `at % 3` of the image: Keras's (height, width).
            assert_eq!(image[n][(at % 3, at / 3)], f64::from(byte) * 0.5);
            assert_eq!(channels[n][(0, at)], f32::from(byte) / 255.0);
        }
    }
    let error = idx.samples::<f32, 13, 1>(1.0).unwrap_err();
    assert!(matches!(&error, IdxError::Record { expected: 13, found } if found[..] == [4, 3]));
    assert_eq!(error.to_string(), "expected records of 13 elements, found records of [4, 3]");
    let none = Idx::new(vec![0, 4, 3], vec![]).unwrap();
    assert!(none.samples::<f32, 12, 1>(1.0).unwrap().is_empty());
    let empty = Idx::new(vec![2, 0], vec![]).unwrap();
    assert_eq!(empty.samples::<f32, 0, 1>(1.0).unwrap().len(), 2);
    let single = Idx::new(vec![2], vec![3, 4]).unwrap();
    assert_eq!(
        single.samples::<f32, 1, 1>(1.0).unwrap(),
        [SVector::<f32, 1>::new(3.0), SVector::<f32, 1>::new(4.0)]
    );
}

#[test]
fn pixels_are_keras_s() {
    let all = Idx::new(vec![256], (0..=255).collect()).unwrap();
    let samples = all.samples::<f32, 1, 1>(1.0 / 255.0).unwrap();
    for (byte, sample) in samples.iter().enumerate() {
        // `x.astype("float32") / 255`, to the last bit.
        assert_eq!(sample[0].to_bits(), (byte as f32 / 255.0).to_bits(), "{byte}");
    }
}

#[test]
fn labels_have_one_axis() {
    let labels = Idx::read(idx(&[4], &[7, 0, 255, 1]).as_slice()).unwrap();
    assert_eq!(labels.labels().unwrap(), [7, 0, 255, 1]);
    let error = Idx::new(vec![4, 1], vec![0; 4]).unwrap().labels().unwrap_err();
    assert_eq!(error.to_string(), "expected labels, an array with one axis, found [4, 1]");
    assert!(matches!(error, IdxError::Labels { .. }));
}

#[test]
fn an_array_fits_its_shape() {
    for (shape, len) in [(vec![], 1), (vec![3], 2), (vec![2, 2], 5), (vec![usize::MAX, 2], 0)] {
        let error = Idx::new(shape.clone(), vec![0; len]).unwrap_err();
        assert!(matches!(error, IdxError::Elements { shape: found, found: n } if found == shape && n == len));
    }
}

#[test]
fn every_truncation_is_refused() {
    let (bytes, _) = images();
    for len in 0..bytes.len() {
        let wanted = match len {
            0..4 => 4,
            4..16 => 16,
            _ => 76,
        };
        let error = refused(&bytes[..len]);
        assert!(
            matches!(error, IdxError::Truncated { expected, found } if expected == wanted && found == len),
            "{len}: {error}"
        );
        // The same within whole gzip data.
        let error = refused(&gzip(&bytes[..len]));
        assert!(
            matches!(error, IdxError::Truncated { expected, found } if expected == wanted && found == len)
        );
    }
    let compressed = gzip(&bytes);
    for len in 2..compressed.len() {
        let error = refused(&compressed[..len]);
        assert!(matches!(error, IdxError::Gzip { .. }), "{len}: {error}");
        assert!(error.source().is_some_and(<dyn Error>::is::<io::Error>));
    }
}

#[test]
fn more_than_an_array_is_refused() {
    let (mut bytes, _) = images();
    let mut compressed = gzip(&bytes);
    bytes.push(0);
    assert!(matches!(refused(&bytes), IdxError::Trailing { expected: 76 }));
    assert!(matches!(refused(&gzip(&bytes)), IdxError::Trailing { expected: 76 }));
    compressed.extend_from_slice(b"more");
    assert!(matches!(refused(&compressed), IdxError::Gzip { .. }));
}

#[test]
fn damage_to_gzip_is_found() {
    let (bytes, _) = images();
    let whole = Idx::read(bytes.as_slice()).unwrap();
    let compressed = gzip(&bytes);
    for at in 0..compressed.len() {
        for bit in 0..8 {
            let mut damaged = compressed.clone();
            damaged[at] ^= 1 << bit;
            match Idx::read(damaged.as_slice()) {
                // Time, level and system in gzip's header are of no meaning, nor is the padding of a
                // block that is stored as it is, at the next byte.
                Ok(idx) => {
                    assert_eq!(idx, whole);
                    assert!((3..=10).contains(&at), "byte {at}, bit {bit}");
                }
                Err(IdxError::Gzip { .. }) => {}
                // No gzip any more, or an array whose header is wrong before the checksum is reached.
                Err(error) => assert!(!matches!(error, IdxError::Io { .. }), "byte {at}, bit {bit}: {error}"),
            }
        }
    }
    let crc = compressed.len() - 8;
    let mut damaged = compressed.clone();
    damaged[crc] ^= 1;
    assert!(matches!(refused(&damaged), IdxError::Gzip { .. }));
}

#[test]
fn flips_in_the_header_never_panic() {
    let (bytes, data) = images();
    for at in 0..bytes.len() {
        for other in 1..=255_u8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= other;
            let result = Idx::read(damaged.as_slice());
            match at {
                0 | 1 => assert!(matches!(result, Err(IdxError::Magic { .. } | IdxError::Gzip { .. }))),
                2 => assert!(matches!(result, Err(IdxError::Magic { .. } | IdxError::ElementType { .. }))),
                3..16 => assert!(result.is_err()),
                _ => assert_ne!(result.unwrap().data(), data),
            }
        }
    }
}

#[test]
fn foreign_files_and_types_are_named() {
    let error = refused(b"\x89PNG\r\n\x1a\n");
    assert!(matches!(error, IdxError::Magic { found: [0x89, b'P', b'N', b'G'] }));
    assert_eq!(
        error.to_string(),
        "expected an IDX file, which begins with 00 00 08 and the number of axes, found 89 50 4e 47"
    );
    assert!(matches!(refused(&[0, 0, 8, 0, 1]), IdxError::Magic { .. }));
    assert!(matches!(refused(&[0, 0, 7, 1, 0]), IdxError::Magic { .. }));
    for (element, name) in [(9, "i8"), (11, "i16"), (12, "i32"), (13, "f32"), (14, "f64")] {
        let error = refused(&[0, 0, element, 1, 0, 0, 0, 0]);
        assert_eq!(error.to_string(), format!("expected unsigned bytes (u8) as elements, found {name}"));
    }
}

#[test]
fn sizes_are_not_trusted() {
    let most = u32::MAX;
    for axes in [&[most][..], &[most, most], &[most, most, most, 0], &[1 << 16, 1 << 15], &[most; 255]] {
        let error = refused(&idx(axes, &[1, 2, 3]));
        assert!(matches!(error, IdxError::Size { .. }), "{error}");
    }
    // As large as allowed: refused for what is missing, without 2 GiB of memory.
    let error = refused(&idx(&[u32::try_from(MAX_BYTES).unwrap()], &[1, 2, 3]));
    assert!(matches!(error, IdxError::Truncated { expected, found: 11 } if expected == MAX_BYTES + 8));
    assert_eq!(Idx::read(idx(&[0, most, most], &[]).as_slice()).unwrap().data(), []);
}

#[test]
fn a_reader_that_fails_is_not_damage() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("unplugged"))
        }
    }
    let (bytes, _) = images();
    for bytes in [bytes.clone(), gzip(&bytes)] {
        for len in [0, 1, 2, 12, 30] {
            let error = Idx::read(bytes[..len].chain(Fails)).unwrap_err();
            assert!(
                matches!(&error, IdxError::Io { source } if source.to_string() == "unplugged"),
                "{error}"
            );
        }
    }
}

#[test]
fn samples_need_no_stack() {
    let thread = std::thread::Builder::new().stack_size(64 * 1024).spawn(|| {
        let idx = Idx::new(vec![3, 500, 1000], vec![9; 1_500_000]).unwrap();
        let samples = idx.samples::<f64, 1000, 500>(1.0).unwrap();
        assert!(samples.iter().all(|sample| sample.as_slice().iter().all(|value| *value == 9.0)));
    });
    thread.unwrap().join().unwrap();
}

/// A folder of a test's own, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("netform-data-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

type Tiny = Mnist<f32, 1, 4>;

#[test]
fn a_folder_has_four_files_plain_or_gzip() {
    let folder = Folder::new("mnist");
    let load = || mnist::<f32, 1, 4>(&folder.0);
    let missing = |error: DataError| match error {
        DataError::Missing { folder: at, expected } if at == folder.0 => expected,
        other => panic!("{other}"),
    };
    assert_eq!(missing(load().unwrap_err()), "train-images-idx3-ubyte");
    folder.write("train-images-idx3-ubyte.gz", &gzip(&idx(&[2, 2, 2], &[0, 51, 255, 0, 1, 2, 3, 4])));
    assert_eq!(missing(load().unwrap_err()), "train-labels-idx1-ubyte");
    folder.write("train-labels-idx1-ubyte", &idx(&[2], &[3, 9]));
    folder.write("t10k-images-idx3-ubyte", &idx(&[1, 2, 2], &[255, 255, 0, 0]));
    assert_eq!(missing(load().unwrap_err()), "t10k-labels-idx1-ubyte");
    // The content decides, whatever the name says.
    folder.write("t10k-labels-idx1-ubyte.gz", &idx(&[1], &[5]));
    let digits: Tiny = load().unwrap();
    assert_eq!(digits.x_train[0].as_slice(), [0.0, 0.2, 1.0, 0.0]);
    assert_eq!((digits.x_train.len(), digits.x_test.len()), (2, 1));
    assert_eq!((digits.y_train.as_slice(), digits.y_test.as_slice()), (&[3, 9][..], &[5][..]));

    let (image, label) = (folder.0.join("t10k-images-idx3-ubyte"), folder.0.join("train-labels-idx1-ubyte"));
    assert!(
        matches!(mnist::<f32, 1, 5>(&folder.0), Err(DataError::Idx { path, source: IdxError::Record { expected: 5, .. } })
        if path.ends_with("train-images-idx3-ubyte.gz"))
    );
    folder.write("train-labels-idx1-ubyte", &idx(&[3], &[3, 9, 1]));
    let error = load().unwrap_err();
    assert!(matches!(&error, DataError::Labels { path, expected: 2, found: 3 } if *path == label));
    assert!(error.to_string().ends_with("expected 2 labels, one an image, found 3"), "{error}");
    folder.write("train-labels-idx1-ubyte", &idx(&[2, 1], &[3, 9]));
    assert!(matches!(load(), Err(DataError::Idx { path, source: IdxError::Labels { .. } }) if path == label));
    folder.write("train-labels-idx1-ubyte", &idx(&[2], &[3, 9]));
    folder.write("t10k-images-idx3-ubyte", b"GIF89a");
    let error = load().unwrap_err();
    assert!(matches!(&error, DataError::Idx { path, source: IdxError::Magic { .. } } if *path == image));
    fs::remove_file(&image).unwrap();
    fs::create_dir(&image).unwrap();
    assert!(matches!(load(), Err(DataError::Read { path, .. }) if path == image));
    assert!(matches!(Idx::open(folder.0.join("none")), Err(DataError::Read { source, .. })
        if source.kind() == io::ErrorKind::NotFound));
}

/// The set beside the examples is the one that its README describes. Its checksums are in
/// `SHA256SUMS`.
#[test]
fn the_digits_of_the_examples_are_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/digits10k");
    let digits = mnist::<f32, 28, 28>(&folder).unwrap();
    let histogram = |labels: &[u8]| {
        let mut counts = [0; 10];
        for label in labels {
            counts[usize::from(*label)] += 1;
        }
        counts
    };
    assert_eq!((digits.x_train.len(), digits.x_test.len()), (8_000, 2_000));
    assert_eq!(histogram(&digits.y_train), [795, 906, 788, 811, 799, 702, 798, 853, 753, 795]);
    assert_eq!(histogram(&digits.y_test), [206, 221, 203, 221, 181, 161, 216, 217, 191, 183]);
    let ink = |name: &str| -> u64 {
        Idx::open(folder.join(name)).unwrap().data().iter().map(|pixel| u64::from(*pixel)).sum()
    };
    assert_eq!(ink("train-images-idx3-ubyte.gz"), 209_123_989);
    assert_eq!(ink("t10k-images-idx3-ubyte.gz"), 53_022_611);
}

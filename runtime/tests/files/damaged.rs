//! Every kind of damage: an error that says what it is, and a network that stays as it was.

use super::*;

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

//! Weight files of networks that were made for it: nested, frozen, in `f64`, large.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::layout::slots;
use super::{WeightsError, from_bytes, header_limit, load_weights_from_bytes, to_bytes};
use crate::description::Description;
use crate::dims::{Const, D1};
use crate::layers::{Dense, Flatten, dense, flatten};
use crate::message::Site;
use crate::network::{Head, LayerInfo, Memory, Network, Pass, Port};
use crate::params::{Params, zeroed};
use crate::shape::Shape;

/// Two layers within a layer, one without weights, one without a bias.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Nested {
    encoder: Encoder,
    flatten: Flatten,
    head: Dense<2, 1, 0, f64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Encoder {
    conv: Dense<3, 2, 2, f64>,
    größe: Dense<2, 2, 2, f64>,
}

#[inline]
const fn layer(
    name: &'static str,
    description: &'static Description,
    layers: &'static [LayerInfo],
    trainable: bool,
) -> LayerInfo {
    LayerInfo { name, class: "", description, layers, trainable }
}

const SITE: Site = Site::new(["", ""], ["", ""]);
const CONV: &Description = &dense::Op::new(&[Shape::new(&[3])], 2).describe(SITE);
const FLATTEN: &Description = &flatten::Op::new(&[Shape::new(&[2])]).describe(SITE);
const LAST: &Description = &dense::Op::new(&[Shape::new(&[2])], 1).use_bias(false).describe(SITE);
const INNER: &Description = &dense::Op::new(&[Shape::new(&[2])], 2).describe(SITE);

macro_rules! network {
    ($network:ty, $scalar:ty, $name:literal, $layers:expr) => {
        // SAFETY: `repr(C)` of layers' weights alone.
        unsafe impl Params for $network {
            type Scalar = $scalar;
        }

        impl Network for $network {
            type Input = nalgebra::SMatrix<$scalar, 3, 1>;
            type Output = nalgebra::SMatrix<$scalar, 1, 1>;
            type Ending = crate::activations::ending::Linear;
            type LayerInput = D1<Const<3>>;
            type LayerOutput = D1<Const<1>>;
            #[cfg(feature = "std")]
            type Methods<O, L, M> = Box<crate::training::Trainer<Self, O, L, M>>;
            const NAME: &'static str = $name;
            const INPUT_PORTS: &'static [Port] = &[];
            const OUTPUT_PORTS: &'static [Port] = &[];
            const LAYERS: &'static [LayerInfo] = $layers;
            const TRAINABLE: usize = 0;
            const GRADIENTS: usize = 0;
            const HEADS: &'static [Head] = &[];
            const INFERENCE: Memory = Memory { per_sample: 0, scratch: 0 };
            const TRAINING: Memory = Memory { per_sample: 0, scratch: 0 };
            const NESTED_HEADS: &'static [Head] = &[];
            const NESTED: Memory = Memory { per_sample: 0, scratch: 0 };
            fn run_infer(
                &self,
                _: Pass,
                _: &[&[$scalar]],
                _: &mut [&mut [$scalar]],
                _: &mut [$scalar],
                _: &mut [$scalar],
            ) {
            }
            fn run_forward<const NESTED: bool>(
                &self,
                _: Pass,
                _: &[&[$scalar]],
                _: &[bool],
                _: &mut [$scalar],
                _: &mut [$scalar],
            ) {
            }
            fn run_backward<const NESTED: bool>(
                &self,
                _: Pass,
                _: &[&[$scalar]],
                _: &[bool],
                _: &mut [$scalar],
                _: &mut [$scalar],
                _: &mut [$scalar],
                _: bool,
                _: &mut [crate::layer::Gradient<'_, $scalar>],
            ) {
            }
        }
    };
}

network!(
    Nested,
    f64,
    "Nested \"1\"",
    &[
        layer("encoder", CONV, &[layer("conv", CONV, &[], true), layer("größe", INNER, &[], false)], true),
        layer("flatten", FLATTEN, &[], true),
        layer("head", LAST, &[], true),
    ]
);

/// A network without a weight.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Weightless {
    flatten: Flatten,
}

network!(Weightless, f32, "Weightless", &[layer("flatten", FLATTEN, &[], true)]);

#[allow(clippy::unnecessary_box_returns, reason = "networks live on the heap")]
fn nested() -> Box<Nested> {
    let mut network = zeroed::<Nested>();
    let bits = [0x7FF0_0000_0000_0001, 0x7FF8_0000_0000_1234, 0x8000_0000_0000_0000, 1, 0xFFF0 << 48];
    for (index, weight) in network.as_mut_slice().iter_mut().enumerate() {
        *weight = bits.get(index).map_or(index as f64 * 0.1, |bits| f64::from_bits(*bits));
    }
    network
}

fn bits(network: &Nested) -> Vec<u64> {
    network.as_slice().iter().map(|weight| weight.to_bits()).collect()
}

#[test]
fn tensors_are_named_by_their_paths() {
    let slots: Vec<_> =
        slots::<Nested>().into_iter().map(|slot| (slot.name, slot.shape.to_string(), slot.weights)).collect();
    assert_eq!(
        slots,
        [
            ("encoder.conv.kernel".to_string(), "[3, 2]".to_string(), 0..6),
            ("encoder.conv.bias".to_string(), "[2]".to_string(), 6..8),
            ("encoder.größe.kernel".to_string(), "[2, 2]".to_string(), 8..12),
            ("encoder.größe.bias".to_string(), "[2]".to_string(), 12..14),
            ("head.kernel".to_string(), "[2, 1]".to_string(), 14..16),
        ]
    );
    assert_eq!(header_limit::<Nested>(), 64 * 1024 + 5 * 1024);
}

#[test]
fn a_file_is_header_and_numbers() {
    let network = nested();
    let bytes = to_bytes(&*network);
    let len = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let header = String::from_utf8(bytes[8..8 + len].to_vec()).unwrap();
    let (start, rest) = header.split_once(r#""crc32":""#).unwrap();
    assert_eq!(start, r#"{"__metadata__":{"format":"netform","version":"1","network":"Nested \"1\"","#);
    assert_eq!(
        rest[8..].trim_end_matches(' '),
        concat!(
            r#""},"encoder.conv.kernel":{"dtype":"F64","shape":[3,2],"data_offsets":[0,48]},"#,
            r#""encoder.conv.bias":{"dtype":"F64","shape":[2],"data_offsets":[48,64]},"#,
            r#""encoder.größe.kernel":{"dtype":"F64","shape":[2,2],"data_offsets":[64,96]},"#,
            r#""encoder.größe.bias":{"dtype":"F64","shape":[2],"data_offsets":[96,112]},"#,
            r#""head.kernel":{"dtype":"F64","shape":[2,1],"data_offsets":[112,128]}}"#
        )
    );
    assert_eq!(len % 8, 0);
    let numbers: Vec<u8> = network.as_slice().iter().flat_map(|weight| weight.to_le_bytes()).collect();
    assert_eq!(bytes[8 + len..], numbers);
}

#[test]
fn every_bit_comes_back() {
    let network = nested();
    let bytes = to_bytes(&*network);
    assert_eq!(bits(&from_bytes::<Nested>(&bytes).unwrap()), bits(&network));
    let mut other = zeroed::<Nested>();
    load_weights_from_bytes(&mut *other, &bytes).unwrap();
    assert_eq!(bits(&other), bits(&network));
}

#[test]
fn a_network_may_have_no_weights() {
    let bytes = to_bytes(&*zeroed::<Weightless>());
    assert!(from_bytes::<Weightless>(&bytes).is_ok());
    let names = from_bytes::<Nested>(&bytes).unwrap_err();
    assert_eq!(
        names,
        WeightsError::Names { missing: Some("encoder.conv.kernel".to_string()), unknown: None }
    );
    let names = from_bytes::<Weightless>(&to_bytes(&*nested())).unwrap_err();
    assert_eq!(names, WeightsError::Names { missing: None, unknown: Some("encoder.conv.bias".to_string()) });
}

#[cfg(feature = "std")]
mod large {
    use super::*;

    /// 100 MB of weights.
    #[repr(C)]
    struct Large {
        dense: Dense<5000, 5000>,
    }

    const DENSE: &Description = &dense::Op::new(&[Shape::new(&[5000])], 5000).describe(SITE);
    network!(Large, f32, "Large", &[layer("dense", DENSE, &[], true)]);

    #[test]
    fn a_small_stack_is_enough() {
        let work = || {
            let path = std::env::temp_dir().join(format!("netform-large-{}.safetensors", std::process::id()));
            let mut network = zeroed::<Large>();
            for (index, weight) in network.as_mut_slice().iter_mut().enumerate() {
                *weight = index as f32;
            }
            crate::files::save(&*network, &path).unwrap();
            let loaded = crate::files::load::<Large>(&path);
            let replaced = crate::files::load_weights(&mut *network, &path);
            std::fs::remove_file(&path).unwrap();
            assert!(loaded.unwrap().as_slice() == network.as_slice());
            replaced.unwrap();
            assert!(from_bytes::<Large>(&to_bytes(&*network)).unwrap().as_slice() == network.as_slice());
        };
        let thread = std::thread::Builder::new().stack_size(64 * 1024).spawn(work).unwrap();
        thread.join().unwrap();
    }
}

//! The initial weights of a whole network.

use crate::network::{LayerInfo, Network};
use crate::random::Stream;
use crate::scalar::Scalar;

/// Fills all weights of a network in place, each tensor from a stream of its own.
pub(crate) fn initialize<N: Network>(network: &mut N, seed: u64) {
    layers(N::LAYERS, Stream::new(seed), 0, network.as_mut_slice());
}

/// Fills the weights of some layers, whose first tensor has the number `tensor`. Returns the next
/// number and the weights behind theirs.
fn layers<'a, T: Scalar>(
    infos: &[LayerInfo],
    stream: Stream,
    mut tensor: u64,
    mut weights: &'a mut [T],
) -> (u64, &'a mut [T]) {
    for info in infos {
        if !info.layers.is_empty() {
            (tensor, weights) = layers(info.layers, stream, tensor, weights);
            continue;
        }
        let tensors = &info.description.tensors;
        let (layer, others) = weights.split_at_mut(tensors.elements().min(weights.len()));
        weights = others;
        let mut rest = &mut *layer;
        for own in tensors.as_slice() {
            let (out, others) = rest.split_at_mut(own.shape.len().min(rest.len()));
            own.initializer.fill(own, stream.bits(tensor), out);
            (tensor, rest) = (tensor + 1, others);
        }
        let [from, to] = info.description.ones;
        if let Some(ones) = layer.get_mut(from..to) {
            ones.fill(T::ONE);
        }
    }
    (tensor, weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::{Description, Tensor};
    use crate::initializers::Initializer;
    use crate::shape::Shape;

    #[inline]
    const fn describe(lens: [usize; 2]) -> Description {
        #[inline]
        const fn tensor(len: usize) -> Tensor {
            let (shape, initializer) = (Shape::new(&[len]), Initializer::random_uniform());
            Tensor { name: "", shape, initializer, fans: [1, 1], trainable: true }
        }
        Description::new(Shape::new(&[1])).tensor(tensor(lens[0])).tensor(tensor(lens[1]))
    }

    #[inline]
    const fn layer(description: &'static Description, layers: &'static [LayerInfo]) -> LayerInfo {
        LayerInfo { name: "", class: "", description, layers, trainable: true }
    }

    #[test]
    fn every_tensor_has_a_stream_of_its_own() {
        const TWO: &Description = &describe([3, 3]);
        const ONE: &Description = &describe([3, 0]);
        const ODD: &Description = &describe([3, 2]);
        const INNER: &[LayerInfo] = &[layer(TWO, &[]), layer(ONE, &[])];
        // The weights of a network within are those of its layers.
        let infos = [layer(TWO, &[]), layer(ODD, INNER), layer(ODD, &[])];
        let fill = |seed| {
            let mut weights = [7.0; 21];
            let (tensors, rest) = layers(&infos, Stream::new(seed), 0, &mut weights);
            assert_eq!((tensors, &*rest), (7, &[7.0_f32][..]));
            weights
        };
        let weights = fill(1);
        assert_eq!(weights, fill(1));
        assert_ne!(weights, fill(2));
        let mut tensors: Vec<&[f32]> = weights[..18].chunks(3).collect();
        tensors.sort_by(|a, b| a.partial_cmp(b).unwrap());
        tensors.dedup();
        assert_eq!(tensors.len(), 6);
        assert!(weights[..20].iter().all(|w| w.abs() < 0.05));
    }
}

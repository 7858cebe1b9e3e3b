//! Gradient clipping.

use crate::scalar::Scalar;

/// How gradients are clipped before an update, after
/// [Keras's `clipnorm`, `clipvalue` and `global_clipnorm`](https://keras.io/api/optimizers/).
/// As in Keras, one of them at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Clip {
    /// Not at all.
    #[default]
    None,
    /// The gradient of each tensor is scaled down to at most this Euclidean norm.
    Norm(f64),
    /// Every element is cut to ± this.
    Value(f64),
    /// All gradients together are scaled down to at most this Euclidean norm.
    GlobalNorm(f64),
}

impl Clip {
    /// Clips the gradients of one step; `tensors` are the lengths of the tensors that they belong to.
    pub fn apply<T: Scalar>(self, gradients: &mut [T], tensors: &[usize]) {
        match self {
            Self::None => {}
            Self::Norm(limit) => {
                let mut rest = gradients;
                for len in tensors {
                    let (tensor, after) = rest.split_at_mut((*len).min(rest.len()));
                    scale_down(tensor, limit);
                    rest = after;
                }
            }
            Self::Value(limit) => {
                let (low, high) = (T::from_f64(-limit), T::from_f64(limit));
                for gradient in gradients {
                    if *gradient < low {
                        *gradient = low;
                    } else if *gradient > high {
                        *gradient = high;
                    }
                }
            }
            Self::GlobalNorm(limit) => scale_down(gradients, limit),
        }
    }
}

fn scale_down<T: Scalar>(gradients: &mut [T], limit: f64) {
    let squares: f64 = gradients.iter().map(|g| g.to_f64() * g.to_f64()).sum();
    let norm = squares.sqrt();
    if norm > limit {
        let factor = T::from_f64(limit / norm);
        for gradient in gradients {
            *gradient *= factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_as_named() {
        let gradients = [3.0_f32, -4.0, 0.3, 0.4];
        let clipped = |clip: Clip| {
            let mut gradients = gradients;
            clip.apply(&mut gradients, &[2, 2]);
            gradients
        };
        assert_eq!(clipped(Clip::None), gradients);
        assert_eq!(clipped(Clip::Value(1.0)), [1.0, -1.0, 0.3, 0.4]);
        assert_eq!(clipped(Clip::Norm(1.0)), [0.6, -0.8, 0.3, 0.4]);
        let global = clipped(Clip::GlobalNorm(1.0)).map(f64::from);
        assert!((global.iter().map(|g| g * g).sum::<f64>() - 1.0).abs() < 1e-6);
        assert!((global[0] / global[3] - 7.5).abs() < 1e-6);
    }
}

//! Gradient clipping.

use core::ops::Range;

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
    /// Clips the gradients of one step, whose tensors are the given ranges. What is in none of them
    /// stays as it is.
    pub fn apply<T: Scalar>(self, gradients: &mut [T], tensors: &[Range<usize>]) {
        let each = |gradients: &mut [T], clip: &mut dyn FnMut(&mut [T])| {
            for range in tensors {
                if let Some(tensor) = gradients.get_mut(range.clone()) {
                    clip(tensor);
                }
            }
        };
        match self {
            Self::None => {}
            Self::Norm(limit) => {
                each(gradients, &mut |tensor| scale_down(tensor, squares(tensor, 0.0), limit));
            }
            Self::Value(limit) => {
                let (low, high) = (T::from_f64(-limit), T::from_f64(limit));
                each(gradients, &mut |tensor| {
                    for gradient in tensor {
                        if *gradient < low {
                            *gradient = low;
                        } else if *gradient > high {
                            *gradient = high;
                        }
                    }
                });
            }
            Self::GlobalNorm(limit) => {
                let mut sum = 0.0;
                each(gradients, &mut |tensor| sum = squares(tensor, sum));
                each(gradients, &mut |tensor| scale_down(tensor, sum, limit));
            }
        }
    }
}

/// Adds the squares of some gradients.
fn squares<T: Scalar>(gradients: &[T], sum: f64) -> f64 {
    gradients.iter().fold(sum, |sum, g| sum + g.to_f64() * g.to_f64())
}

/// Scales gradients down by which their squares add up to more than a norm.
fn scale_down<T: Scalar>(gradients: &mut [T], squares: f64, limit: f64) {
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
            clip.apply(&mut gradients, &[0..2, 2..4]);
            gradients
        };
        assert_eq!(clipped(Clip::None), gradients);
        assert_eq!(clipped(Clip::Value(1.0)), [1.0, -1.0, 0.3, 0.4]);
        assert_eq!(clipped(Clip::Norm(1.0)), [0.6, -0.8, 0.3, 0.4]);
        let global = clipped(Clip::GlobalNorm(1.0)).map(f64::from);
        assert!((global.iter().map(|g| g * g).sum::<f64>() - 1.0).abs() < 1e-6);
        assert!((global[0] / global[3] - 7.5).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_gradient_stays() {
        for clip in [Clip::Norm(1.0), Clip::Value(1.0), Clip::GlobalNorm(1.0)] {
            let mut gradients = [3.0_f32, 100.0, 4.0];
            clip.apply(&mut gradients, &[0..1, 2..3]);
            assert_eq!(gradients[1], 100.0);
            assert!(gradients[0] <= 1.0 && gradients[2] <= 1.0);
        }
    }
}

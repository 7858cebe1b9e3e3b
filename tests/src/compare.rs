//! How close is close enough: one tolerance, and a table of the exceptions.

/// The tolerance relative to the largest reference value.
pub const RELATIVE: f64 = 1e-5;
/// The tolerance for whatever the values are.
pub const ABSOLUTE: f64 = 1e-6;

/// A tensor that gets another relative tolerance, and why.
#[derive(Clone, Copy, Debug)]
pub struct Exception {
    /// The case.
    pub case: &'static str,
    /// The beginning of the tensors' names.
    pub tensors: &'static str,
    /// The precision, `f32` or `f64`, or empty for both.
    pub scalar: &'static str,
    /// The tolerance in the place of [`RELATIVE`].
    pub relative: f64,
    /// Why.
    pub reason: &'static str,
}

/// All exceptions.
pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        case: "loss_binary_crossentropy_clip",
        tensors: "loss",
        scalar: "f64",
        relative: 3e-3,
        reason: "1 - 1e-7 is 0.99999988 in the reference's single precision: a wrong 1 costs 15.94, not 16.12",
    },
    Exception {
        case: "training_cnn",
        tensors: "step1",
        scalar: "",
        relative: 5e-5,
        reason: "Adam's first step divides a gradient by its size: where that is tiny, rounding shows",
    },
    Exception {
        case: "training_cnn",
        tensors: "final",
        scalar: "",
        relative: 5e-5,
        reason: "20 steps add up rounding: the reference's single precision is 1.5e-5 off its double precision",
    },
    Exception {
        case: "training_cnn",
        tensors: "predict",
        scalar: "",
        relative: 5e-5,
        reason: "as its weights: the reference's single precision is 1.3e-5 off its double precision",
    },
];

/// Compares values with a reference: `|a − b| ≤ RELATIVE · max |reference| + ABSOLUTE`, unless an
/// [exception](EXCEPTIONS) says otherwise.
///
/// # Panics
/// When a value is off, not finite, or missing.
#[track_caller]
pub fn compare<T: netform::Scalar>(case: &str, tensor: &str, values: &[T], reference: &[f64]) {
    assert_eq!(values.len(), reference.len(), "{case}: {tensor}: number of elements");
    let largest = reference.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    assert!(largest.is_finite(), "{case}: {tensor}: the reference is not finite");
    let scalar = std::any::type_name::<T>();
    let exception = EXCEPTIONS.iter().find(|exception| {
        exception.case == case
            && tensor.starts_with(exception.tensors)
            && (exception.scalar.is_empty() || exception.scalar == scalar)
    });
    let tolerance = exception.map_or(RELATIVE, |e| e.relative) * largest + ABSOLUTE;
    for (index, (value, reference)) in values.iter().zip(reference).enumerate() {
        let difference = (value.to_f64() - reference).abs();
        // NaN is not close to anything.
        let close = difference <= tolerance;
        assert!(
            close,
            "{case}: {tensor}[{index}] in {scalar}: expected {reference}, found {value}: off by {difference:e}, \
             allowed {tolerance:e}"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exception_has_a_reason_and_a_case() {
        let names = crate::case::Case::names();
        for exception in EXCEPTIONS {
            assert!(exception.relative > RELATIVE && exception.reason.len() > 20, "{exception:?}");
            assert!(names.iter().any(|name| name == exception.case), "{exception:?}");
        }
    }

    #[test]
    fn close_is_relative_to_the_largest() {
        compare("", "", &[1000.0_f32, 0.009], &[1000.0, 0.0]);
        compare("", "", &[0.000_000_9_f32], &[0.0]);
    }

    #[test]
    #[should_panic(expected = "[1] in f64: expected 0, found 0.02")]
    fn far_is_far() {
        compare("", "", &[1000.0_f64, 0.02], &[1000.0, 0.0]);
    }

    #[test]
    #[should_panic(expected = "found NaN")]
    fn not_a_number_is_far() {
        compare("", "", &[f32::NAN], &[0.0]);
    }
}

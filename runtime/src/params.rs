//! Weights as a flat sequence of scalars, and boxes made in place.

use crate::scalar::Scalar;

/// A plain sequence of scalars: a layer's or a network's weights.
///
/// # Safety
/// The type is `repr(C)` or `repr(transparent)` and consists of nothing but `Self::Scalar`s (in
/// matrices, in other `Params`, or none at all), so that it has no padding, every bit pattern that
/// is valid for the scalars is valid for it, and it may be read and written as a slice of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which weights it has",
    label = "not declared by `weights!`",
    note = "declare it by `netform::weights! {{ struct {Self} {{ .. }} }}`, also without a weight"
)]
pub unsafe trait Params: Sized + Send + Sync + 'static {
    /// The type of every element.
    type Scalar: Scalar;

    /// The number of elements.
    const LEN: usize = size_of::<Self>() / size_of::<Self::Scalar>();

    /// All elements, in the order of the fields.
    #[must_use]
    fn as_slice(&self) -> &[Self::Scalar] {
        // Without a scalar in it, `Self` need not be aligned as one.
        if Self::LEN == 0 {
            return &[];
        }
        // SAFETY: by the trait's contract `Self` is `LEN` scalars without padding.
        unsafe { core::slice::from_raw_parts(core::ptr::from_ref(self).cast(), Self::LEN) }
    }

    /// All elements, in the order of the fields, to change.
    #[must_use]
    fn as_mut_slice(&mut self) -> &mut [Self::Scalar] {
        if Self::LEN == 0 {
            return &mut [];
        }
        // SAFETY: as above; any scalars make a valid value.
        unsafe { core::slice::from_raw_parts_mut(core::ptr::from_mut(self).cast(), Self::LEN) }
    }
}

/// A box of zeros, made in place: nothing of its size ever lies on the stack.
#[cfg(feature = "alloc")]
#[must_use]
pub fn zeroed<P: Params>() -> alloc::boxed::Box<P> {
    let zeros = alloc::boxed::Box::<P>::new_zeroed();
    // SAFETY: by the contract of `Params` any scalars make a valid value, and all-zero bytes are
    // the scalar zero (`Scalar` is sealed to `f32` and `f64`).
    unsafe { zeros.assume_init() }
}

/// A copy in a box, made in place.
#[cfg(feature = "alloc")]
#[must_use]
pub fn boxed_copy<P: Params>(params: &P) -> alloc::boxed::Box<P> {
    let mut copy = alloc::boxed::Box::<P>::new_uninit();
    // SAFETY: source and destination are one `P` each and do not overlap; by the contract of
    // `Params` it is plain scalars, so a copy of its bytes is a valid value of its own.
    unsafe {
        core::ptr::copy_nonoverlapping(params, copy.as_mut_ptr(), 1);
        copy.assume_init()
    }
}

/// A copy in a box that begins at a line of the cache, made in place.
#[cfg(feature = "alloc")]
#[expect(clippy::unnecessary_box_returns, reason = "networks live on the heap")]
pub(crate) fn aligned_copy<P: Params>(params: &P) -> alloc::boxed::Box<crate::Aligned<P>> {
    let mut copy = alloc::boxed::Box::<crate::Aligned<P>>::new_uninit();
    // SAFETY: as in `boxed_copy`; the first field of a `repr(C)` struct is at its beginning, and what
    // is behind it is padding.
    unsafe {
        core::ptr::copy_nonoverlapping(params, copy.as_mut_ptr().cast(), 1);
        copy.assume_init()
    }
}

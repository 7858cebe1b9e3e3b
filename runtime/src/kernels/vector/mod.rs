//! One register of numbers, on each instruction set.

#[cfg(any(test, not(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))))]
pub(super) mod arrays;
#[cfg(target_arch = "x86_64")]
pub(super) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(super) mod avx512;
mod lanes;
#[cfg(target_arch = "aarch64")]
pub(super) mod neon;
#[cfg(target_arch = "x86_64")]
mod newton;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
pub(super) mod sse2;

// What every machine of the target has.
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2", not(miri))))]
pub(super) use arrays as portable;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
pub(super) use sse2 as portable;

pub(super) use lanes::{Lanes, Registers, in_registers, rest};

/// Something at any address.
#[cfg(target_arch = "x86_64")]
#[repr(C, packed)]
struct Unaligned<R>(R);

/// A register's content at an address. The instructions' own functions, and `read_unaligned`, check
/// for overlaps in builds with debug assertions, which takes longer than the arithmetic.
///
/// # Safety
/// The content can be read; no alignment is needed.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn read<T, R: Copy>(from: *const T) -> R {
    // SAFETY: as this function's.
    unsafe { (*from.cast::<Unaligned<R>>()).0 }
}

/// Writes a register's content to an address, as [`read`].
///
/// # Safety
/// The content can be written; no alignment is needed.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn write<T, R: Copy>(to: *mut T, register: R) {
    // SAFETY: as this function's.
    unsafe { (*to.cast::<Unaligned<R>>()).0 = register };
}

/// A register of numbers.
///
/// # Safety
/// All functions: the machine has the register's instruction set; pointers are valid for what the
/// function reads or writes there. No alignment is needed.
///
/// The functions are inlined into callers that enable the instruction set, see `dispatch`.
#[allow(
    clippy::missing_safety_doc,
    clippy::return_self_not_must_use,
    reason = "as arithmetic; one contract, above"
)]
pub trait Vector: Copy {
    /// The type of the numbers.
    type Scalar: Copy;
    /// Which of the first lanes take part in a load or a store.
    type Mask: Copy;
    /// Half a register where there is a quicker one of that width, for few numbers.
    type Half: Vector<Scalar = Self::Scalar>;

    /// The numbers in a register.
    const LANES: usize;
    /// The most columns of a product's tile whose rows are 1, 2, 4, and 8 registers; 0 when there
    /// is no such tile. The sums, a column of the left operand and an element of the right one
    /// have to fit the registers.
    const COLUMNS: [usize; 4];
    /// Masked loads and stores are as fast as others.
    const MASKS_ARE_FREE: bool;
    /// The rows and columns of a block that `transpose` swaps.
    const BLOCK: usize;
    /// Numbers are quicker read four at once and spread from there: where a read of a whole register leaves
    /// no room for one of a number.
    const SPREADS: bool = false;
    /// One number in all lanes is quicker read from memory than spread from another register.
    const REREADS: bool = false;

    /// 0 in all lanes.
    unsafe fn zero() -> Self;
    /// The same number in all lanes.
    unsafe fn splat(value: Self::Scalar) -> Self;
    /// The number at an address, in all lanes.
    unsafe fn splat_at(from: *const Self::Scalar) -> Self;
    /// `LANES` numbers.
    unsafe fn load(from: *const Self::Scalar) -> Self;
    /// Four numbers, again and again, for [`spread`](Self::spread).
    #[inline(always)]
    #[must_use]
    unsafe fn quad(from: *const Self::Scalar) -> Self {
        // SAFETY: as this function's.
        unsafe { Self::splat_at(from) }
    }
    /// One of the four numbers, in all lanes, where [`SPREADS`](Self::SPREADS).
    #[inline(always)]
    unsafe fn spread(self, index: usize) -> Self {
        let _ = index;
        self
    }
    /// Writes `LANES` numbers.
    unsafe fn store(self, to: *mut Self::Scalar);
    /// The mask of the first `count` lanes, at most `LANES`.
    unsafe fn mask(count: usize) -> Self::Mask;
    /// The numbers of the mask's lanes, and zeros. Reads no others.
    unsafe fn load_first(from: *const Self::Scalar, mask: Self::Mask) -> Self;
    /// Writes the numbers of the mask's lanes. Touches no others.
    unsafe fn store_first(self, to: *mut Self::Scalar, mask: Self::Mask);

    /// `self · b + c`, rounded once where the instruction set can.
    unsafe fn mul_add(self, b: Self, c: Self) -> Self;
    /// `self + other`.
    unsafe fn add(self, other: Self) -> Self;
    /// `self − other`.
    unsafe fn sub(self, other: Self) -> Self;
    /// `self · other`.
    unsafe fn mul(self, other: Self) -> Self;
    /// `self / other`.
    unsafe fn div(self, other: Self) -> Self;
    /// The square root, rounded correctly.
    unsafe fn sqrt(self) -> Self;
    /// The square roots of several registers, the same bits as [`sqrt`](Self::sqrt)'s, in whatever way is the
    /// quickest for that many: of zeros, of numbers of at least 2²⁴ times the smallest normal one, and of what is
    /// not a number.
    #[inline(always)]
    #[must_use]
    unsafe fn roots<const N: usize>(mut values: [Self; N]) -> [Self; N] {
        for value in &mut values {
            // SAFETY: as this function's.
            *value = unsafe { value.sqrt() };
        }
        values
    }
    /// `self` where it is less than `other`, else `other`: so `other` where one is not a number.
    unsafe fn min(self, other: Self) -> Self;
    /// `self` where it is greater than `other`, else `other`: so `other` where one is not a number.
    unsafe fn max(self, other: Self) -> Self;
    /// The larger of `self` and `other`, `self` of equals; what is not a number where one of them is not.
    unsafe fn larger(self, other: Self) -> Self;
    /// `self` where `values` equal `largest` or are not numbers, with zeros elsewhere; and the rest of `self`.
    unsafe fn split_at_largest(self, values: Self, largest: Self) -> [Self; 2];
    /// The sum of all lanes: the second half is added to the first, then half of that, and so on.
    unsafe fn sum(self) -> Self::Scalar;
    /// 0 where `other` is at most 0, else `self`.
    unsafe fn zero_unless_positive(self, other: Self) -> Self;
    /// The magnitude; of what is not a number, what is not a number.
    #[inline(always)]
    unsafe fn magnitude(self) -> Self {
        // SAFETY: as this function's.
        unsafe { self.max(Self::zero().sub(self)) }
    }
    /// 0 where the magnitude is at most `limit`, else `self`.
    #[inline(always)]
    unsafe fn zero_up_to(self, limit: Self) -> Self {
        // SAFETY: as this function's.
        unsafe { self.zero_unless_positive(self.magnitude().sub(limit)) }
    }
    /// The nearest integer, the even one of two, of numbers below 2²¹ in magnitude.
    unsafe fn round(self) -> Self;
    /// `self · 2ⁿ`, rounded once, for `self` of 1/2 to 2 and an integer `n` of at most twice the
    /// type's range of exponents.
    unsafe fn scale(self, n: Self) -> Self;

    /// Swaps rows and columns of a block: element `(r, c)` at `r + c · from_stride` goes to
    /// `c + r · to_stride`.
    unsafe fn transpose(
        from: *const Self::Scalar,
        from_stride: usize,
        to: *mut Self::Scalar,
        to_stride: usize,
    );
}

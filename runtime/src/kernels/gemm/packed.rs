//! Products whose left operand is copied, a piece at a time, to where the cache likes it.
//!
//! A panel's rows of a tall matrix lie far apart from column to column: too far for the cache when
//! there are many columns, and worst of all where the distance is a power of two. Copied together
//! they are read again for every tile of the panel at full speed. The copy can be a transposition,
//! so that `Wᵀ` needs no memory of its own.

use core::mem::MaybeUninit;

use super::product::{Checked, From, panel};
use super::tile::{Tile, column};
use crate::kernels::vector::Vector;

/// The bytes of a piece: half of the smallest first-level cache in use. They are on the stack.
const BYTES: usize = if cfg!(target_pointer_width = "64") { 16 * 1024 } else { 2 * 1024 };

/// The bytes of the right operand that are multiplied by all panels in turn: half of a second-level
/// cache.
const RIGHT_BYTES: usize = 512 * 1024;

/// Room for a piece, aligned to registers.
#[repr(align(64))]
struct Piece(MaybeUninit<[u8; BYTES]>);

/// Computes a product with a copied left operand. With `TRANSPOSED`, `a` is given by rows: element
/// `(m, k)` is at `m · a_stride + k`.
///
/// # Safety
/// The machine has `V`'s instruction set, and the slices behind `product` are borrowed.
#[inline(always)]
pub(in crate::kernels) unsafe fn packed<V: Tile, const TRANSPOSED: bool>(product: Checked<V::Scalar>) {
    let mut piece = Piece(MaybeUninit::uninit());
    let piece = piece.0.as_mut_ptr().cast::<V::Scalar>();
    let registers = if V::COLUMNS[1] > 0 { 2 } else { 1 };
    let steps = BYTES / size_of::<V::Scalar>() / (registers * V::LANES);
    let columns = RIGHT_BYTES / size_of::<V::Scalar>() / steps;
    let mut rest = product;
    while rest.n > 0 {
        let (mut block, others) = rest.split_columns(columns.min(rest.n));
        loop {
            let (mut panels, next) = block.split_steps::<TRANSPOSED>(steps.min(block.k));
            while panels.m > 0 {
                // SAFETY: as this function's; there are rows left, and the steps of two registers,
                // or of as many as there are, fit the piece.
                let rows = unsafe {
                    if panels.m > V::LANES && V::COLUMNS[1] > 0 {
                        packed_panel::<V, 2, TRANSPOSED>(panels, piece)
                    } else {
                        packed_panel::<V, 1, TRANSPOSED>(panels, piece)
                    }
                };
                panels = panels.skip_rows::<TRANSPOSED>(rows);
            }
            if next.k == 0 {
                break;
            }
            block = next;
            // The sums so far.
            block.start = From::Sum;
        }
        rest = others;
    }
}

/// Computes the first rows of a product, `R` registers of them or what there is, and gives their
/// number.
///
/// # Safety
/// As [`packed`]'s; there are more than `R − 1` registers of rows, and `piece` has room for `R`
/// registers of them at all steps of `k`.
#[inline(always)]
unsafe fn packed_panel<V: Tile, const R: usize, const TRANSPOSED: bool>(
    product: Checked<V::Scalar>,
    piece: *mut V::Scalar,
) -> usize {
    let rows = product.m.min(R * V::LANES);
    // SAFETY: as this function's.
    unsafe {
        if TRANSPOSED {
            pack_transposed::<V, R>(product, rows, product.k, piece);
        } else if rows == R * V::LANES {
            pack::<V, R, false>(product, rows, product.k, piece);
        } else {
            pack::<V, R, true>(product, rows, product.k, piece);
        }
        let a_stride = R * V::LANES;
        let a_len = product.k * a_stride;
        panel::<V, R>(Checked { m: rows, a: piece.cast_const(), a_stride, a_len, ..product })
    }
}

/// Copies `k` columns of a panel's rows, with zeros up to whole registers.
///
/// # Safety
/// As [`packed_panel`]'s.
#[inline(always)]
unsafe fn pack<V: Vector, const R: usize, const MASKED: bool>(
    from: Checked<V::Scalar>,
    rows: usize,
    k: usize,
    piece: *mut V::Scalar,
) {
    let (mut a, mut to) = (from.a, piece);
    // SAFETY: as this function's; at most `LANES` rows are left for the last register.
    unsafe {
        let last = V::mask(rows - (R - 1) * V::LANES);
        for _ in 0..k {
            for register in column::<V, R, MASKED>(a, last) {
                register.store(to);
                to = to.wrapping_add(V::LANES);
            }
            a = a.wrapping_add(from.a_stride);
        }
    }
}

/// Transposes `k` elements of each of a panel's rows, with zeros up to whole registers.
///
/// # Safety
/// As [`packed_panel`]'s.
#[inline(always)]
unsafe fn pack_transposed<V: Vector, const R: usize>(
    from: Checked<V::Scalar>,
    rows: usize,
    k: usize,
    piece: *mut V::Scalar,
) {
    let stride = R * V::LANES;
    // SAFETY: as this function's; blocks and elements are within the panel's rows and `k` columns.
    unsafe {
        if rows < stride {
            for register in 0..k * R {
                V::zero().store(piece.wrapping_add(register * V::LANES));
            }
        }
        transpose_into::<V>(from.a, [k, rows], from.a_stride, piece, stride);
    }
}

/// Transposes a column-major matrix of the given rows and columns, which lie `from_stride` apart,
/// to rows that lie `to_stride` apart.
///
/// # Safety
/// The machine has `V`'s instruction set; all elements can be read at `from` and written at `to`.
#[inline(always)]
pub(in crate::kernels) unsafe fn transpose_into<V: Vector>(
    from: *const V::Scalar,
    [rows, columns]: [usize; 2],
    from_stride: usize,
    to: *mut V::Scalar,
    to_stride: usize,
) {
    let block = V::BLOCK;
    // The last block overlaps the one before where sizes are no multiples of it.
    let at = |index: usize, len: usize| index.min(len.wrapping_sub(block));
    // SAFETY: as this function's: where there are fewer rows or columns than a block has, no block
    // is touched.
    unsafe {
        if rows >= block && columns >= block {
            for column in (0..columns).step_by(block).map(|column| at(column, columns)) {
                for row in (0..rows).step_by(block).map(|row| at(row, rows)) {
                    V::transpose(
                        from.wrapping_add(column.wrapping_mul(from_stride).wrapping_add(row)),
                        from_stride,
                        to.wrapping_add(row.wrapping_mul(to_stride).wrapping_add(column)),
                        to_stride,
                    );
                }
            }
        } else {
            for column in 0..columns {
                for row in 0..rows {
                    let value = from.wrapping_add(column.wrapping_mul(from_stride).wrapping_add(row));
                    let place = to.wrapping_add(row.wrapping_mul(to_stride).wrapping_add(column));
                    place.write(value.read());
                }
            }
        }
    }
}

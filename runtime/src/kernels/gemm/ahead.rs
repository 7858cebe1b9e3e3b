//! What a tile asks memory for before it is needed.
//!
//! Steps that are far apart in memory, a processor does not foresee. It looks as far ahead as hides the way to its
//! second-level cache, but not the way to another core's, which has computed half of a batch or changed half of the
//! weights.

use super::product::Checked;

/// The bytes of an operand that is asked for: by then it fills a first-level cache.
const FAR: usize = 128 * 1024;
/// The distance of steps, in bytes, that a processor does not foresee.
const APART: usize = 512;
/// How many steps ahead the left operand is asked for: a hundred nanoseconds or so.
const STEPS: usize = 32;

/// An operand of which a tile asks for a line at each step, and how many bytes ahead.
#[derive(Clone, Copy)]
pub(super) enum Ahead {
    Nothing,
    Left(usize),
    Right(usize),
}

impl Ahead {
    /// For a panel's first tile: the next tile's columns, where the right operand is read by rows and these are the
    /// first rows of the product; else the left operand's rows. Nothing where these are near.
    #[inline(always)]
    pub(super) fn of<T>(panel: &Checked<T>, width: usize) -> Self {
        let is_far = |distance: usize| {
            let bytes = distance.saturating_mul(size_of::<T>());
            bytes >= APART && bytes.saturating_mul(panel.k) >= FAR
        };
        match panel.b_strides {
            // The last of them: the first is in the line that this tile's last is in, or behind it.
            [rows, 1] if panel.is_first && is_far(rows) => Self::Right((2 * width - 1) * size_of::<T>()),
            _ if is_far(panel.a_stride) => Self::Left(STEPS * panel.a_stride * size_of::<T>()),
            _ => Self::Nothing,
        }
    }

    /// For the next tile, whose rows of the left operand are the same.
    #[inline(always)]
    pub(super) const fn after_a_tile(self) -> Self {
        match self {
            Self::Left(_) => Self::Nothing,
            other => other,
        }
    }
}

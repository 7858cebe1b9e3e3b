//! Per-sample shapes as constants, in Keras's channels-last order.

/// The most axes that a per-sample shape can have.
pub const MAX_RANK: usize = 5;

/// A per-sample shape, known to the compiler: `[features]`, `[steps, features]` or
/// `[height, width, channels]`. The batch axis is never part of it.
///
/// An axis can be *unknown* after a mistake: a layer that was given something it cannot take
/// passes on what it knows of its own output, so that one mistake stays one error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    axes: [usize; MAX_RANK],
    rank: usize,
}

/// Marks an axis whose size a mistake has made unknowable.
pub const UNKNOWN: usize = usize::MAX;

impl Shape {
    /// The shape with these axes; axes past the fifth are dropped.
    #[inline]
    #[must_use]
    pub const fn new(axes: &[usize]) -> Self {
        let mut shape = Self { axes: [1; MAX_RANK], rank: 0 };
        while shape.rank < axes.len() && shape.rank < MAX_RANK {
            shape.axes[shape.rank] = axes[shape.rank];
            shape.rank += 1;
        }
        shape
    }

    /// The number of axes.
    #[must_use]
    #[inline]
    pub const fn rank(&self) -> usize {
        self.rank
    }

    /// The axes, outermost first.
    #[inline]
    #[must_use]
    pub const fn axes(&self) -> &[usize] {
        self.axes.split_at(self.rank).0
    }

    /// The axes as an array; `RANK` must be the rank, missing axes are 1.
    #[must_use]
    pub const fn to_array<const RANK: usize>(&self) -> [usize; RANK] {
        let mut array = [1; RANK];
        let mut axis = 0;
        while axis < RANK && axis < self.rank {
            array[axis] = self.axes[axis];
            axis += 1;
        }
        array
    }

    /// The size of one axis, or [`UNKNOWN`] where there is no such axis.
    #[must_use]
    #[inline]
    pub const fn axis(&self, axis: usize) -> usize {
        if axis < self.rank { self.axes[axis] } else { UNKNOWN }
    }

    /// The size of the last axis: features or channels.
    #[must_use]
    #[inline]
    pub const fn last(&self) -> usize {
        self.axis(self.rank.wrapping_sub(1))
    }

    /// This shape with another last axis.
    #[inline]
    #[must_use]
    pub const fn with_last(mut self, size: usize) -> Self {
        if self.rank > 0 {
            self.axes[self.rank - 1] = size;
        }
        self
    }

    /// True when every axis is known.
    #[inline]
    #[must_use]
    pub const fn is_known(&self) -> bool {
        let mut axis = 0;
        while axis < self.rank {
            if self.axes[axis] == UNKNOWN {
                return false;
            }
            axis += 1;
        }
        true
    }

    /// The number of elements: the product of the axes; 0 while an axis is unknown, so that no
    /// buffer of a mistaken network has an absurd size.
    #[must_use]
    #[inline]
    pub const fn len(&self) -> usize {
        let mut len: usize = 1;
        let mut axis = 0;
        while axis < self.rank {
            if self.axes[axis] == UNKNOWN {
                return 0;
            }
            len = len.saturating_mul(self.axes[axis]);
            axis += 1;
        }
        len
    }

    /// True when the shape holds no element.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows of the matrix that holds a value of this shape: the last axis.
    #[inline]
    #[must_use]
    pub const fn rows(&self) -> usize {
        known(self.last())
    }

    /// The columns of the matrix that holds a value of this shape: the product of all axes but
    /// the last.
    #[inline]
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.with_last(1).len()
    }

    /// True when both shapes have the same rank and no axis on which both are known and differ.
    #[inline]
    #[must_use]
    pub const fn fits(&self, other: &Self) -> bool {
        if self.rank != other.rank {
            return false;
        }
        let mut axis = 0;
        while axis < self.rank {
            let (a, b) = (self.axes[axis], other.axes[axis]);
            if a != b && a != UNKNOWN && b != UNKNOWN {
                return false;
            }
            axis += 1;
        }
        true
    }
}

/// A size for types and buffers: 0 where a mistake has made it unknowable.
#[inline]
#[must_use]
pub const fn known(size: usize) -> usize {
    if size == UNKNOWN { 0 } else { size }
}

impl core::fmt::Display for Shape {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[")?;
        for (index, axis) in self.axes().iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            if *axis == UNKNOWN { f.write_str("?")? } else { write!(f, "{axis}")? }
        }
        f.write_str("]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_channels_by_pixels() {
        let image = Shape::new(&[4, 5, 3]);
        assert_eq!((image.rows(), image.columns(), image.len()), (3, 20, 60));
        assert_eq!(image.axes(), [4, 5, 3]);
        assert_eq!(image.to_array::<3>(), [4, 5, 3]);
    }

    #[test]
    fn an_unknown_axis_fits_anything_and_holds_nothing() {
        let image = Shape::new(&[UNKNOWN, UNKNOWN, 8]);
        assert!(image.fits(&Shape::new(&[3, 4, 8])));
        assert!(!image.fits(&Shape::new(&[3, 4, 9])));
        assert!(!image.fits(&Shape::new(&[8])));
        assert_eq!(image.len(), 0);
        assert_eq!(Shape::new(&[7]).len(), 7);
    }
}

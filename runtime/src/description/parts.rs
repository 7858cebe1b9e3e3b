//! Several outputs.

use crate::plan::Slot;
use crate::shape::{Shape, UNKNOWN};

/// The most outputs that an operation of netform's own has.
const MAX_PARTS: usize = 3;

/// The shapes of several outputs.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    list: [Shape; MAX_PARTS],
    len: usize,
}

impl Parts {
    /// One output, or none.
    #[inline]
    #[must_use]
    pub const fn none() -> Self {
        Self { list: [Shape::new(&[0]); MAX_PARTS], len: 0 }
    }

    /// Some outputs; of more than there can be, the first.
    #[inline]
    #[must_use]
    pub const fn of(shapes: &[Shape]) -> Self {
        let mut own = Self::none();
        while own.len < shapes.len() && own.len < MAX_PARTS {
            own.list[own.len] = shapes[own.len];
            own.len += 1;
        }
        own
    }

    /// The shapes as a slice.
    #[inline]
    #[must_use]
    pub const fn as_slice(&self) -> &[Shape] {
        self.list.split_at(self.len).0
    }

    /// The shape of one output; an unknown one where there are not so many.
    #[inline]
    #[must_use]
    pub const fn shape(&self, part: usize) -> Shape {
        if part < self.len { self.list[part] } else { Shape::new(&[UNKNOWN]) }
    }

    /// The place of one output within that of all.
    #[inline]
    #[must_use]
    pub const fn place(&self, all: Slot, part: usize) -> Slot {
        let (mut offset, mut index) = (all.offset, 0);
        while index < part && index < self.len {
            offset += self.list[index].len();
            index += 1;
        }
        Slot { offset, len: if part < self.len { self.list[part].len() } else { 0 } }
    }
}

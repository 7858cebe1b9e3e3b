//! Where each value of a pass lives: a memory plan made by the compiler.
//!
//! A pass uses one arena. Every buffer has a length (elements a sample) and a lifetime in steps;
//! buffers whose lifetimes overlap get disjoint places, others share. Offsets are a sample's, and
//! are multiplied by the batch size at run time.

/// A buffer to place: its length and its life.
#[derive(Clone, Copy, Debug)]
pub struct Buffer {
    /// Elements a sample.
    pub len: usize,
    /// The step that first writes it.
    pub born: usize,
    /// The step that last reads it.
    pub dies: usize,
}

impl Buffer {
    /// A buffer that a step writes.
    #[must_use]
    pub const fn new(len: usize, born: usize) -> Self {
        Self { len, born, dies: born }
    }

    /// It lives at least until a step, if the condition holds: backward passes that do without
    /// their inputs or outputs do not keep them.
    #[must_use]
    pub const fn until(mut self, step: usize, condition: bool) -> Self {
        if condition && step > self.dies {
            self.dies = step;
        }
        self
    }
}

/// A place in an arena, a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The first element.
    pub offset: usize,
    /// The number of elements.
    pub len: usize,
}

/// The places of all buffers of a pass.
#[derive(Clone, Copy, Debug)]
pub struct Plan<const N: usize> {
    /// One place a buffer, in the buffers' order.
    pub slots: [Slot; N],
    /// Elements a sample of the whole arena.
    pub len: usize,
}

impl<const N: usize> Plan<N> {
    /// Places the buffers in order, each at the lowest offset that is free for its whole life.
    ///
    /// For a chain this is optimal: the arena's length is the largest sum of buffers that are
    /// alive at once.
    #[must_use]
    pub const fn new(buffers: [Buffer; N]) -> Self {
        let mut slots = [Slot { offset: 0, len: 0 }; N];
        // The buffers that are placed, by their offsets: one sweep finds the first gap.
        let mut sorted = [0; N];
        let mut total = 0;
        let mut index = 0;
        while index < N {
            let buffer = buffers[index];
            let mut offset = 0;
            let mut place = 0;
            while place < index {
                let (taken, other) = (slots[sorted[place]], buffers[sorted[place]]);
                if offset + buffer.len <= taken.offset {
                    break;
                }
                let alive = other.born <= buffer.dies && buffer.born <= other.dies;
                if alive && taken.offset + taken.len > offset {
                    offset = taken.offset + taken.len;
                }
                place += 1;
            }
            slots[index] = Slot { offset, len: buffer.len };
            if offset + buffer.len > total {
                total = offset + buffer.len;
            }
            // Insert it behind those of lower or equal offset.
            let mut at = index;
            while at > 0 && slots[sorted[at - 1]].offset > offset {
                sorted[at] = sorted[at - 1];
                at -= 1;
            }
            sorted[at] = index;
            index += 1;
        }
        Self { slots, len: total }
    }
}

/// The largest of some sizes: the scratch memory of a pass.
#[must_use]
pub const fn largest<const N: usize>(sizes: [usize; N]) -> usize {
    let mut largest = 0;
    let mut index = 0;
    while index < N {
        if sizes[index] > largest {
            largest = sizes[index];
        }
        index += 1;
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn buffer(len: usize, born: usize, dies: usize) -> Buffer {
        Buffer { len, born, dies }
    }

    #[test]
    fn a_chain_alternates_between_two_places() {
        let plan = Plan::new([buffer(10, 0, 1), buffer(6, 1, 2), buffer(10, 2, 3), buffer(4, 3, 4)]);
        assert_eq!(plan.len, 16);
        assert_eq!(plan.slots[2].offset, 0);
    }

    #[test]
    fn buffers_alive_together_never_overlap() {
        let buffers = [
            buffer(3, 0, 9),
            buffer(5, 1, 2),
            buffer(2, 2, 6),
            buffer(5, 3, 9),
            buffer(1, 4, 4),
            buffer(0, 4, 4),
        ];
        let plan = Plan::new(buffers);
        for a in 0..buffers.len() {
            for b in 0..a {
                let together = buffers[a].born <= buffers[b].dies && buffers[b].born <= buffers[a].dies;
                let (x, y) = (plan.slots[a], plan.slots[b]);
                assert!(!together || x.offset + x.len <= y.offset || y.offset + y.len <= x.offset, "{a} {b}");
            }
        }
    }
}

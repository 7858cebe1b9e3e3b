//! Buffers in an arena, and the gaps between them.

use super::order::Order;
use super::{Buffer, Slot};

/// Buffers that have their places, by their offsets.
pub(super) struct Placed<const N: usize> {
    list: [usize; N],
    len: usize,
}

impl<const N: usize> Placed<N> {
    #[inline]
    pub(super) const fn none() -> Self {
        Self { list: [0; N], len: 0 }
    }

    /// Those of the first in an order of births that live to see the next one.
    #[inline]
    pub(super) const fn alive(
        buffers: &[Buffer; N],
        slots: &[Slot; N],
        order: &Order<N>,
        next: usize,
    ) -> Self {
        let mut placed = Self::none();
        let born = buffers[order.list[next]].born;
        let mut at = 0;
        while at < next {
            let index = order.list[at];
            if buffers[index].dies >= born {
                placed.insert(slots, index);
            }
            at += 1;
        }
        placed
    }

    /// Removes those that die before a step, and gives the sum of their lengths.
    #[inline]
    pub(super) const fn bury(&mut self, buffers: &[Buffer; N], step: usize) -> usize {
        let (mut kept, mut sum, mut at) = (0, 0, 0);
        while at < self.len {
            let index = self.list[at];
            if buffers[index].dies >= step {
                self.list[kept] = index;
                kept += 1;
            } else {
                sum += buffers[index].len;
            }
            at += 1;
        }
        self.len = kept;
        sum
    }

    #[inline]
    pub(super) const fn insert(&mut self, slots: &[Slot; N], index: usize) {
        let mut at = self.len;
        while at > 0 && slots[self.list[at - 1]].offset > slots[index].offset {
            self.list[at] = self.list[at - 1];
            at -= 1;
        }
        self.list[at] = index;
        self.len += 1;
    }

    /// The lowest place that is free for the whole life of a buffer.
    #[inline]
    pub(super) const fn lowest(&self, buffers: &[Buffer; N], slots: &[Slot; N], buffer: &Buffer) -> Slot {
        let (mut offset, mut at) = (0, 0);
        while at < self.len {
            let (taken, other) = (slots[self.list[at]], &buffers[self.list[at]]);
            if offset + buffer.len <= taken.offset {
                break;
            }
            let meet = other.born <= buffer.dies && buffer.born <= other.dies;
            if meet && taken.offset + taken.len > offset {
                offset = taken.offset + taken.len;
            }
            at += 1;
        }
        Slot { offset, len: buffer.len }
    }

    /// The highest place below a limit, where all that are placed are alive: they lie apart.
    #[inline]
    pub(super) const fn highest(&self, slots: &[Slot; N], buffer: &Buffer, limit: usize) -> Option<Slot> {
        let (mut end, mut at) = (limit, self.len);
        while at > 0 {
            let taken = slots[self.list[at - 1]];
            if taken.offset + taken.len + buffer.len <= end {
                break;
            }
            end = taken.offset;
            at -= 1;
        }
        if end < buffer.len { None } else { Some(Slot { offset: end - buffer.len, len: buffer.len }) }
    }
}

/// The sum of the buffers that are alive at the birth of each in an order of births.
pub(super) const fn alive<const N: usize>(buffers: &[Buffer; N], order: &Order<N>) -> [usize; N] {
    let mut alive = Placed::none();
    let mut sums = [0; N];
    let (mut sum, mut at) = (0, 0);
    while at < order.len {
        let index = order.list[at];
        sum = sum + buffers[index].len - alive.bury(buffers, buffers[index].born);
        alive.list[alive.len] = index;
        alive.len += 1;
        sums[at] = sum;
        at += 1;
    }
    sums
}

//! Where each value of a pass lives: a memory plan made by the compiler.
//!
//! A pass uses one arena. Every buffer has a length (elements a sample) and a lifetime in steps;
//! buffers whose lifetimes overlap get disjoint places, others share. Offsets are a sample's, and
//! are multiplied by the batch size at run time.

mod order;
mod placed;

use order::Order;
use placed::{Placed, alive};

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
    #[inline]
    #[must_use]
    pub const fn new(len: usize, born: usize) -> Self {
        Self { len, born, dies: born }
    }

    /// It lives at least until a step, if the condition holds: backward passes that do without
    /// their inputs or outputs do not keep them.
    #[inline]
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

/// The most buffers that choose in other orders than that of birth: it takes time by the square of
/// their number.
const MANY: usize = 256;

/// How many buffers a search may place again before it gives up.
const PATIENCE: usize = 1 << 15;

impl<const N: usize> Plan<N> {
    /// Places the buffers so that the arena is as short as can be found.
    ///
    /// No arena is shorter than the largest sum of buffers that are alive at once. In the order of
    /// birth, every buffer goes to the lowest offset that is free for its whole life; where that
    /// takes more than the sum, a search tries the upper end of the arena too. It finds the sum for
    /// a chain, whose buffers go to the two ends in turn, and as a rule for a graph. Where it does
    /// not, as some sums cannot be had, the longest buffers choose first, then those that live when
    /// most is alive, and the shortest arena counts.
    #[inline]
    #[must_use]
    pub const fn new(buffers: [Buffer; N]) -> Self {
        let order = Order::by_birth(&buffers);
        let alive = alive(&buffers, &order);
        let least = largest(alive);
        let lowest = Self::lowest(&buffers, &order);
        if lowest.len == least {
            return lowest;
        }
        if let Some(plan) = Self::within(&buffers, &order, least) {
            return plan;
        }
        if order.len > MANY {
            return lowest;
        }
        let by_len = Self::lowest(&buffers, &Order::by_len(&buffers));
        let by_load = Self::lowest(&buffers, &Order::by_load(&buffers, &order, &alive));
        let shorter = if by_len.len < by_load.len { by_len } else { by_load };
        if shorter.len < lowest.len { shorter } else { lowest }
    }

    const NONE: Self = Self { slots: [Slot { offset: 0, len: 0 }; N], len: 0 };

    #[inline]
    const fn place(&mut self, index: usize, slot: Slot) {
        self.slots[index] = slot;
        if slot.offset + slot.len > self.len {
            self.len = slot.offset + slot.len;
        }
    }

    /// Places the buffers in an order, each as low as it can be.
    #[inline]
    const fn lowest(buffers: &[Buffer; N], order: &Order<N>) -> Self {
        let mut plan = Self::NONE;
        let mut placed = Placed::none();
        let mut at = 0;
        while at < order.len {
            let index = order.list[at];
            if order.is_by_birth {
                placed.bury(buffers, buffers[index].born);
            }
            let slot = placed.lowest(buffers, &plan.slots, &buffers[index]);
            plan.place(index, slot);
            placed.insert(&plan.slots, index);
            at += 1;
        }
        plan
    }

    /// Searches for places within an arena of some length: each buffer as low or as high as it can
    /// be, in the order of birth. Where one does not fit, the last one that went low goes high.
    #[inline]
    const fn within(buffers: &[Buffer; N], order: &Order<N>, len: usize) -> Option<Self> {
        let mut plan = Self::NONE;
        plan.len = len;
        let mut placed = Placed::none();
        let mut is_high = [false; N];
        let mut patience = PATIENCE;
        let mut at = 0;
        while at < order.len {
            let index = order.list[at];
            let buffer = &buffers[index];
            placed.bury(buffers, buffer.born);
            let slot = if is_high[at] {
                placed.highest(&plan.slots, buffer, len)
            } else {
                Some(placed.lowest(buffers, &plan.slots, buffer))
            };
            match slot {
                Some(slot) if slot.offset + slot.len <= len => {
                    plan.slots[index] = slot;
                    placed.insert(&plan.slots, index);
                    at += 1;
                    if at < order.len {
                        is_high[at] = false;
                    }
                }
                _ => {
                    loop {
                        if at == 0 {
                            return None;
                        }
                        at -= 1;
                        if !is_high[at] {
                            break;
                        }
                    }
                    if patience < at {
                        return None;
                    }
                    patience -= at;
                    is_high[at] = true;
                    placed = Placed::alive(buffers, &plan.slots, order, at);
                }
            }
        }
        Some(plan)
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
mod tests;

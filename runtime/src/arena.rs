//! The memory of one pass, lent out buffer by buffer.

use crate::plan::Slot;

/// The memory of one pass: the planned buffers of a batch, and the scratch memory.
///
/// [`view`](Self::view) lends some buffers to read and others to write at the same time. The
/// borrow checker cannot see that they are disjoint, so it is checked here, once a step.
#[derive(Debug)]
pub struct Arena<'a, T> {
    planned: &'a mut [T],
    scratch: &'a mut [T],
    batch: usize,
}

impl<'a, T> Arena<'a, T> {
    /// An arena for `batch` samples with a plan of `per_sample` elements a sample in `memory`, and
    /// with scratch memory.
    ///
    /// # Panics
    /// When the memory is smaller than the plan. The callers size it by the network's constants.
    #[must_use]
    pub fn new(memory: &'a mut [T], scratch: &'a mut [T], batch: usize, per_sample: usize) -> Self {
        let len = per_sample * batch;
        assert!(len <= memory.len(), "arena of {} elements for a plan of {len}", memory.len());
        Self { planned: &mut memory[..len], scratch, batch }
    }

    /// Lends buffers to read (some inputs and some others), buffers to write, and the scratch
    /// memory.
    ///
    /// # Panics
    /// When a buffer to write overlaps another one or lies outside the plan: a mistake of the
    /// plan, which no user can cause.
    #[must_use]
    pub fn view<const I: usize, const R: usize, const D: usize, const W: usize>(
        &mut self,
        read: ([Slot; I], [Slot; R]),
        write: ([Slot; D], [Slot; W]),
    ) -> View<'_, T, I, R, D, W> {
        let place = |slot: Slot| Slot { offset: slot.offset * self.batch, len: slot.len * self.batch };
        let (inputs, read) = (read.0.map(place), read.1.map(place));
        let (d_inputs, write) = (write.0.map(place), write.1.map(place));
        // Loops over arrays without a branch: for small layers this is much of a step.
        let len = self.planned.len();
        let (mut is_within, mut is_apart) = (true, true);
        for slots in [&inputs[..], &read, &d_inputs, &write] {
            for slot in slots {
                is_within &= slot.offset + slot.len <= len;
            }
        }
        for (index, slot) in d_inputs.iter().enumerate() {
            is_apart &= apart(slot, &inputs) & apart(slot, &read) & apart(slot, &d_inputs[..index]);
        }
        for (index, slot) in write.iter().enumerate() {
            is_apart &= apart(slot, &inputs) & apart(slot, &read);
            is_apart &= apart(slot, &d_inputs) & apart(slot, &write[..index]);
        }
        assert!(is_within, "a buffer outside the plan");
        assert!(is_apart, "overlapping buffers");
        let start = self.planned.as_mut_ptr();
        // SAFETY: every slot lies within `planned` (asserted above), which this view borrows
        // mutably as a whole; no slot to write overlaps another slot (asserted above), so shared
        // slices alias only each other.
        let lend = |slot: Slot| unsafe { core::slice::from_raw_parts(start.add(slot.offset), slot.len) };
        let lend_mut =
            // SAFETY: as above.
            |slot: Slot| unsafe { core::slice::from_raw_parts_mut(start.add(slot.offset), slot.len) };
        View {
            inputs: inputs.map(lend),
            read: read.map(lend),
            d_inputs: d_inputs.map(lend_mut),
            write: write.map(lend_mut),
            scratch: &mut *self.scratch,
        }
    }
}

/// Whether a place has no element in common with some others.
#[inline]
fn apart(slot: &Slot, others: &[Slot]) -> bool {
    let mut is_apart = true;
    for other in others {
        is_apart &= slot.len == 0
            || other.len == 0
            || slot.offset + slot.len <= other.offset
            || other.offset + other.len <= slot.offset;
    }
    is_apart
}

/// Buffers lent by an [`Arena`].
#[derive(Debug)]
pub struct View<'a, T, const I: usize, const R: usize, const D: usize, const W: usize> {
    /// A step's inputs, to read.
    pub inputs: [&'a [T]; I],
    /// Other buffers to read.
    pub read: [&'a [T]; R],
    /// The gradients of a step's inputs, to write.
    pub d_inputs: [&'a mut [T]; D],
    /// Other buffers to write.
    pub write: [&'a mut [T]; W],
    /// The scratch memory.
    pub scratch: &'a mut [T],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[inline]
    const fn slot(offset: usize, len: usize) -> Slot {
        Slot { offset, len }
    }

    #[test]
    fn lends_disjoint_buffers() {
        let mut memory: Vec<f32> = (0..14).map(|i| i as f32).collect();
        let (planned, scratch) = memory.split_at_mut(12);
        let mut arena = Arena::new(planned, scratch, 2, 6);
        let view = arena.view(([slot(0, 2)], []), ([slot(2, 3)], [slot(5, 1)]));
        assert_eq!(view.inputs[0], [0.0, 1.0, 2.0, 3.0]);
        view.d_inputs[0].fill(7.0);
        view.write[0].fill(8.0);
        view.scratch.fill(9.0);
        assert_eq!(memory, [0.0, 1.0, 2.0, 3.0, 7.0, 7.0, 7.0, 7.0, 7.0, 7.0, 8.0, 8.0, 9.0, 9.0]);
    }

    #[test]
    #[should_panic(expected = "overlapping buffers")]
    fn refuses_overlapping_writes() {
        let mut memory = [0.0_f32; 8];
        let mut arena = Arena::new(&mut memory, &mut [], 1, 8);
        let _ = arena.view(([slot(0, 4)], []), ([], [slot(3, 2)]));
    }

    #[test]
    #[should_panic(expected = "overlapping buffers")]
    fn refuses_to_write_one_place_twice() {
        let mut memory = [0.0_f32; 8];
        let mut arena = Arena::new(&mut memory, &mut [], 1, 8);
        let _ = arena.view(([], []), ([slot(0, 4)], [slot(3, 2)]));
    }
}

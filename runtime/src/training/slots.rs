//! Where an optimizer's slots lie.

use crate::optimizers::MAX_SLOTS;
use core::ops::Range;

use crate::scalar::Scalar;

/// The bytes of a page of memory.
const PAGE: usize = 4096;
/// How far, in bytes, weights and slots are apart within their pages: a fifth of one, of whole lines.
const APART: usize = 768;

/// What an optimizer remembers: slots, each as long as the trainable weights.
///
/// A processor that is to read looks first whether an earlier write is still under way to an address
/// with the same last 12 bits; if so, the read waits. An optimizer reads weights and slots and writes
/// them all, so these begin far apart within their pages. Where they happened to begin some bytes
/// apart, a step of Adam took up to 1.7 times as long.
#[derive(Debug)]
pub(super) struct Slots<T> {
    vector: Vec<T>,
    /// How many, and how long.
    count: usize,
    len: usize,
    /// Where in a page the weights begin, in bytes.
    weights: usize,
}

impl<T: Scalar> Slots<T> {
    /// None.
    pub(super) const fn none() -> Self {
        Self { vector: Vec::new(), count: 0, len: 0, weights: 0 }
    }

    /// Zeros, beside some weights.
    fn zeros(count: usize, len: usize, weights: usize) -> Self {
        Self { vector: vec![T::ZERO; count * (len + PAGE / size_of::<T>())], count, len, weights }
    }

    /// Begins anew with zeros, if there are not so many slots of such a length; and elsewhere with what is
    /// remembered, if they are those of a copied model, whose weights begin elsewhere.
    pub(super) fn fit(&mut self, count: usize, len: usize, weights: &[T]) {
        let place = weights.as_ptr().addr() % PAGE;
        if self.count != count || self.len != len {
            *self = Self::zeros(count, len, place);
        } else if self.weights != place {
            *self = self.beside(place);
        }
    }

    /// A copy, beside weights that begin at a place of a page.
    fn beside(&self, weights: usize) -> Self {
        let mut copy = Self::zeros(self.count, self.len, weights);
        for (index, slot) in copy.part(&(0..self.len)).into_iter().enumerate().take(self.count) {
            slot.copy_from_slice(self.slot(index));
        }
        copy
    }

    /// A part of every slot; empty for those that are not there.
    pub(super) fn part(&mut self, part: &Range<usize>) -> [&mut [T]; MAX_SLOTS] {
        let firsts: [usize; MAX_SLOTS] = core::array::from_fn(|slot| self.first(slot));
        let mut rest = &mut *self.vector;
        let mut skipped = 0;
        let mut slots: [&mut [T]; MAX_SLOTS] = Default::default();
        for (slot, first) in slots.iter_mut().zip(firsts).take(self.count) {
            let (before, behind) = rest.split_at_mut(first - skipped + part.end);
            *slot = &mut before[first - skipped + part.start..];
            skipped = first + part.end;
            rest = behind;
        }
        slots
    }

    /// Where a slot begins in the vector.
    fn first(&self, slot: usize) -> usize {
        let earliest = slot * (self.len + PAGE / size_of::<T>());
        let place = (self.vector.as_ptr().addr() + earliest * size_of::<T>()) % PAGE;
        let wanted = self.weights + (slot + 1) * APART;
        earliest + (wanted + PAGE - place) % PAGE / size_of::<T>()
    }

    fn slot(&self, slot: usize) -> &[T] {
        &self.vector[self.first(slot)..][..self.len]
    }
}

impl<T: Scalar> Clone for Slots<T> {
    fn clone(&self) -> Self {
        // The copy's vector begins elsewhere in a page.
        self.beside(self.weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place<T>(values: &[T]) -> usize {
        values.as_ptr().addr() % PAGE
    }

    #[test]
    fn slots_are_apart_within_their_pages() {
        let weights = vec![0.0_f32; 3000];
        for first in [0, 1, 1000] {
            let weights = &weights[first..][..1999];
            let mut slots = Slots::none();
            slots.fit(4, weights.len(), weights);
            for (index, slot) in slots.part(&(0..1999)).iter_mut().enumerate() {
                assert_eq!(place(slot), (place(weights) + (index + 1) * APART) % PAGE);
                assert_eq!(*slot, [0.0; 1999]);
                slot.fill(index as f32);
            }
            let mut copy = slots.clone();
            for (index, (slot, copy)) in
                slots.part(&(7..1999)).into_iter().zip(copy.part(&(7..1999))).enumerate()
            {
                assert_eq!((&*slot, &*copy), (&[index as f32; 1992][..], &[index as f32; 1992][..]));
                assert_eq!(place(slot), place(copy));
            }
            // A copied model's weights lie elsewhere.
            let moved = vec![0.0_f32; 2000];
            let moved = if place(&moved) == place(weights) { &moved[1..] } else { &moved[..1999] };
            copy.fit(4, 1999, moved);
            for (index, slot) in copy.part(&(0..1999)).iter_mut().enumerate() {
                assert_eq!(place(slot), (place(moved) + (index + 1) * APART) % PAGE);
                assert_eq!(*slot, [index as f32; 1999]);
            }
        }
    }

    #[test]
    fn other_numbers_begin_anew() {
        let weights = [0.0_f64; 9];
        let mut slots = Slots::none();
        slots.fit(1, 9, &weights);
        let [first, others @ ..] = slots.part(&(0..9));
        first.fill(1.0);
        assert_eq!(others.map(|slot| slot.len()), [0; 3]);
        slots.fit(1, 9, &weights);
        assert_eq!(*slots.part(&(2..4))[0], [1.0; 2]);
        slots.fit(2, 9, &weights);
        assert_eq!(slots.part(&(0..9)).map(|slot| slot.iter().sum::<f64>()), [0.0; 4]);
        slots.fit(0, 9, &weights);
        assert_eq!(slots.part(&(0..9)).map(|slot| slot.len()), [0; 4]);
    }
}

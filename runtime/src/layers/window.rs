//! The geometry of a window that slides along one axis.

use crate::layers::Padding;
use crate::shape::{UNKNOWN, known};

/// A window that slides along one axis: tap `t` at position `o` sees the input's element
/// `o·stride + t·dilation − before`, or padding where there is no such element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// The input's size.
    pub(crate) input: usize,
    /// The number of positions: the output's size.
    pub(crate) output: usize,
    /// The number of taps.
    pub(crate) kernel: usize,
    /// The distance of positions.
    pub(crate) stride: usize,
    /// The distance of taps.
    pub(crate) dilation: usize,
    /// The padding before the input.
    pub(crate) before: usize,
}

/// See [`Window::phase`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phase {
    /// At each of the elements, the positions that have seen it, last tap first.
    pub(crate) window: Window,
    /// The first of the elements.
    pub(crate) first: usize,
    /// The first positions, which have seen none: the window begins behind them.
    pub(crate) unseen: usize,
}

impl Window {
    /// The window on an input of a size that may be [`UNKNOWN`]. Its output is unknown where the
    /// window does not fit, or has a size of 0 itself.
    #[inline]
    pub(crate) const fn new(
        input: usize,
        kernel: usize,
        stride: usize,
        dilation: usize,
        padding: Padding,
    ) -> Self {
        let mut window = Self { input: known(input), output: UNKNOWN, kernel, stride, dilation, before: 0 };
        if input == UNKNOWN || kernel == 0 || stride == 0 || dilation == 0 {
            return window;
        }
        match padding {
            Padding::Valid => {
                if window.span() <= input {
                    window.output = (input - window.span()) / stride + 1;
                }
            }
            Padding::Same => {
                window.output = input.div_ceil(stride);
                let needed = window.output.saturating_sub(1) * stride + window.span();
                window.before = needed.saturating_sub(input) / 2;
            }
            Padding::Causal => {
                window.output = input.div_ceil(stride);
                window.before = window.span() - 1;
            }
        }
        window
    }

    /// The window of a stride-1 window's gradient: at every element of its input, the positions
    /// that have seen it, last tap first.
    #[inline]
    pub(crate) const fn reversed(&self) -> Self {
        Self { input: self.output, output: self.input, before: self.span() - 1 - self.before, ..*self }
    }

    /// The gradient of a window that moves by more than 1, for every `stride`-th element of its input, of
    /// which `phase` is a number below `stride`: what the taps `phase`, `phase + stride`, .. have seen.
    #[inline]
    pub(crate) const fn phase(&self, phase: usize) -> Phase {
        let kernel = self.kernel.saturating_sub(phase).div_ceil(self.stride);
        // Element `first + j·stride` is under the `u`-th of these taps at position `j + skipped − u`.
        let skipped = self.before.saturating_sub(phase).div_ceil(self.stride);
        let first = skipped * self.stride + phase - self.before;
        let output = self.input.saturating_sub(first).div_ceil(self.stride);
        let last = kernel.saturating_sub(1);
        let unseen = skipped.saturating_sub(last);
        let input = self.output.saturating_sub(unseen);
        let before = last.saturating_sub(skipped);
        Phase { window: Self { input, output, kernel, stride: 1, dilation: 1, before }, first, unseen }
    }

    /// A window that is one tap on one element: an axis that is not there.
    #[inline]
    pub(crate) const fn point() -> Self {
        Self { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, before: 0 }
    }

    /// The elements from the first tap to the last.
    #[inline]
    pub(crate) const fn span(&self) -> usize {
        (self.kernel.saturating_sub(1)).saturating_mul(self.dilation).saturating_add(1)
    }

    /// The most taps that would fit without padding.
    #[inline]
    pub(crate) const fn largest_kernel(&self) -> usize {
        if self.input == 0 { 0 } else { (self.input - 1) / self.dilation + 1 }
    }

    /// The input's element under a tap; the tap must be one of [`taps`](Self::taps).
    #[inline]
    pub(crate) const fn element(&self, position: usize, tap: usize) -> usize {
        position * self.stride + tap * self.dilation - self.before
    }

    /// The first tap that is inside the input, and the one after the last.
    #[inline]
    pub(crate) const fn taps(&self, position: usize) -> [usize; 2] {
        let start = position * self.stride;
        let first = self.before.saturating_sub(start).div_ceil(self.dilation);
        let end = (self.before + self.input).saturating_sub(start).div_ceil(self.dilation);
        let end = if end < self.kernel { end } else { self.kernel };
        [if first < end { first } else { end }, end]
    }

    /// The taps of the first position before the input, and those of the last one behind it.
    #[inline]
    pub(crate) const fn outside(&self) -> [usize; 2] {
        let end = self.output.saturating_sub(1) * self.stride + self.span();
        [self.before, end.saturating_sub(self.before + self.input)]
    }

    /// The first position at which a tap is inside the input, and the one after the last.
    #[inline]
    pub(crate) const fn positions(&self, tap: usize) -> [usize; 2] {
        let at = tap * self.dilation;
        let first = self.before.saturating_sub(at).div_ceil(self.stride);
        let end = (self.before + self.input).saturating_sub(at).div_ceil(self.stride);
        let end = if end < self.output { end } else { self.output };
        [if first < end { first } else { end }, end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_the_taps_turned_round() {
        let paddings = [Padding::Valid, Padding::Same, Padding::Causal];
        for (input, kernel, stride, padding) in (1..12)
            .flat_map(|input| (1..6).map(move |kernel| (input, kernel)))
            .flat_map(|(input, kernel)| (1..5).map(move |stride| (input, kernel, stride)))
            .flat_map(|(input, kernel, stride)| paddings.map(|padding| (input, kernel, stride, padding)))
        {
            let window = Window::new(input, kernel, stride, 1, padding);
            if window.output == UNKNOWN {
                continue;
            }
            let mut expected = Vec::new();
            for position in 0..window.output {
                let [first, end] = window.taps(position);
                expected.extend((first..end).map(|tap| (window.element(position, tap), position, tap)));
            }
            let (mut found, mut elements) = (Vec::new(), Vec::new());
            for number in 0..stride {
                let Phase { window, first, unseen } = window.phase(number);
                for index in 0..window.output {
                    let element = first + index * stride;
                    elements.push(element);
                    let [start, end] = window.taps(index);
                    found.extend((start..end).map(|tap| {
                        let turned = number + (window.kernel - 1 - tap) * stride;
                        (element, unseen + window.element(index, tap), turned)
                    }));
                }
            }
            expected.sort_unstable();
            found.sort_unstable();
            elements.sort_unstable();
            assert_eq!(found, expected, "{window:?}");
            assert_eq!(elements, (0..input).collect::<Vec<_>>(), "{window:?}");
        }
    }

    #[test]
    fn valid_windows_stay_inside() {
        let window = Window::new(7, 3, 2, 1, Padding::Valid);
        assert_eq!((window.output, window.before), (3, 0));
        assert_eq!(Window::new(7, 3, 1, 3, Padding::Valid).output, 1);
        assert_eq!(Window::new(6, 3, 1, 3, Padding::Valid).output, UNKNOWN);
        assert_eq!(Window::new(6, 3, 1, 3, Padding::Valid).largest_kernel(), 2);
    }

    #[test]
    fn same_pads_less_before_than_after() {
        let even = Window::new(5, 4, 1, 1, Padding::Same);
        assert_eq!((even.output, even.before), (5, 1));
        assert_eq!((even.taps(0), even.taps(1), even.taps(4)), ([1, 4], [0, 4], [0, 2]));
        let strided = Window::new(6, 3, 2, 1, Padding::Same);
        assert_eq!((strided.output, strided.before, strided.taps(2)), (3, 0, [0, 2]));
        // A stride past the kernel needs no padding.
        assert_eq!(Window::new(5, 1, 3, 1, Padding::Same).before, 0);
    }

    #[test]
    fn causal_windows_see_nothing_later() {
        let window = Window::new(7, 3, 1, 2, Padding::Causal);
        assert_eq!((window.output, window.before), (7, 4));
        assert_eq!((window.taps(0), window.taps(3), window.taps(4)), ([2, 3], [1, 3], [0, 3]));
        assert!((0..7).all(|o| window.element(o, 2) == o));
        assert_eq!(Window::new(7, 3, 3, 1, Padding::Causal).output, 3);
    }

    #[test]
    fn taps_and_positions_agree_with_the_definition() {
        for (input, kernel, stride, dilation) in
            [(7, 3, 2, 1), (5, 3, 1, 2), (4, 5, 1, 1), (3, 4, 1, 3), (9, 2, 3, 1), (1, 3, 1, 1)]
        {
            let window = Window::new(input, kernel, stride, dilation, Padding::Same);
            let sees = |o: usize, t: usize| {
                let at = o * stride + t * dilation;
                (window.before..window.before + input).contains(&at)
            };
            for o in 0..window.output {
                let [first, end] = window.taps(o);
                for t in 0..kernel {
                    assert_eq!((first..end).contains(&t), sees(o, t), "{window:?} {o} {t}");
                }
            }
            for t in 0..kernel {
                let [first, end] = window.positions(t);
                for o in 0..window.output {
                    assert_eq!((first..end).contains(&o), sees(o, t), "{window:?} {o} {t}");
                }
            }
        }
    }

    #[test]
    fn reversed_windows_find_who_saw_an_element() {
        let window = Window::new(6, 3, 1, 2, Padding::Same);
        let reversed = window.reversed();
        for o in 0..window.output {
            for t in window.taps(o)[0]..window.taps(o)[1] {
                assert_eq!(reversed.element(window.element(o, t), window.kernel - 1 - t), o);
            }
        }
    }

    #[test]
    fn mistaken_windows_have_no_output() {
        for (input, kernel, stride, dilation) in
            [(UNKNOWN, 3, 1, 1), (5, 0, 1, 1), (5, 3, 0, 1), (5, 3, 1, 0)]
        {
            for padding in [Padding::Valid, Padding::Same, Padding::Causal] {
                assert_eq!(Window::new(input, kernel, stride, dilation, padding).output, UNKNOWN);
            }
        }
    }
}

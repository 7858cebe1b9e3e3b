//! Convolutions of each channel with a kernel of its own.
//!
//! Channels are innermost, so a register holds neighbouring channels of one pixel, and no sum
//! crosses it. What is computed at once is some pixels of a row, so that an element of the kernel is
//! read once for all of them; for the kernel's gradient it is some taps, whose sums stay in
//! registers while the pixels go by. Of most kernels, three columns wide, it is a whole row: `compact`.

mod compact;
mod gradients;
#[cfg(test)]
mod test;

pub(super) use gradients::depthwise_kernel;

use super::Start;
use super::vector::{Lanes, Vector};

/// The geometry of a depthwise convolution, or of a part of one: of some rows and columns of pixels
/// that see the same rows and columns of taps. Only a compact kernel takes taps outside the input: one of
/// three columns, and up to three rows, whose taps are neighbours, as are its pixels or every second one.
/// Neighbouring taps of the kernel are `channels` apart; the input's element for a tap of a pixel is at the
/// sum of both steps, by rows and by columns.
#[derive(Clone, Copy, Debug)]
pub struct Depthwise {
    /// The channels.
    pub channels: usize,
    /// The rows and columns of the kernel.
    pub taps: [usize; 2],
    /// The rows and columns of the output.
    pub pixels: [usize; 2],
    /// How far apart the kernel's rows are.
    pub kernel_row: usize,
    /// How far apart the rows and the columns of pixels are in the output.
    pub output_steps: [usize; 2],
    /// How far apart the rows and the columns of taps are in the input.
    pub tap_steps: [usize; 2],
    /// How far apart the rows and the columns of pixels are in the input.
    pub pixel_steps: [usize; 2],
    /// Of rows and of columns, those of the taps before the input's first one that the first pixel sees,
    /// and those behind its last one that the last pixel sees: padding. The input begins behind the
    /// former. None where the geometry is not compact.
    pub outside: [[usize; 2]; 2],
}

impl Depthwise {
    /// Whether this is a compact kernel.
    #[inline]
    pub(crate) const fn is_compact(&self) -> bool {
        self.taps[1] == 3
            && 0 < self.taps[0]
            && self.taps[0] <= 3
            && self.is_seen(0)
            && self.is_seen(1)
            && self.stride(1) <= 2
    }

    /// Whether pixels are whole steps of taps apart, and each sees something, along an axis.
    #[inline]
    const fn is_seen(&self, axis: usize) -> bool {
        let ([before, behind], taps) = (self.outside[axis], self.taps[axis]);
        self.pixels[axis] > 0
            && self.tap_steps[axis] > 0
            && self.pixel_steps[axis] >= self.tap_steps[axis]
            && self.pixel_steps[axis].is_multiple_of(self.tap_steps[axis])
            && before < taps
            && behind < taps
            && before + behind < self.span(axis)
    }

    /// The taps from one pixel to the next, of a compact kernel.
    #[inline]
    const fn stride(&self, axis: usize) -> usize {
        self.pixel_steps[axis] / self.tap_steps[axis]
    }

    /// The taps from the first one of the first pixel to the last one of the last pixel, with those
    /// outside, of a compact kernel.
    #[inline]
    const fn span(&self, axis: usize) -> usize {
        (self.pixels[axis] - 1) * self.stride(axis) + self.taps[axis]
    }

    /// The elements of the kernel up to the last one; 0 where there is none.
    fn kernel_len(&self) -> usize {
        self.up_to(&[(self.taps, [self.kernel_row, self.channels])])
    }

    /// The elements of the output up to the last one.
    fn output_len(&self) -> usize {
        self.up_to(&[(self.pixels, self.output_steps)])
    }

    /// The elements of the input up to the last one that is read.
    fn input_len(&self) -> usize {
        let len = self.up_to(&[(self.taps, self.tap_steps), (self.pixels, self.pixel_steps)]);
        let outside = self.outside.map(|[before, behind]| before + behind);
        len - outside[0] * self.tap_steps[0] - outside[1] * self.tap_steps[1]
    }

    /// The elements up to the last one of some rows and columns, at the sum of their steps.
    fn up_to(&self, counts_and_steps: &[([usize; 2], [usize; 2])]) -> usize {
        let mut len = self.channels;
        for (counts, steps) in counts_and_steps {
            for (count, step) in counts.iter().zip(steps) {
                let Some(last) = count.checked_sub(1) else { return 0 };
                len = len.saturating_add(last.saturating_mul(*step));
            }
        }
        if self.channels == 0 { 0 } else { len }
    }

    /// # Panics
    /// When a slice is too short. This is what the kernels' safety rests on.
    fn check<T>(&self, kernel: &[T], input: &[T], output: &[T]) {
        let is_padded = self.outside != [[0; 2]; 2];
        assert!(!is_padded || self.is_compact(), "depthwise: padding where there can be none");
        assert!(kernel.len() >= self.kernel_len(), "depthwise: the kernel is too short");
        assert!(input.len() >= self.input_len(), "depthwise: the input is too short");
        assert!(output.len() >= self.output_len(), "depthwise: the output is too short");
    }
}

/// The places of some channels of a row of pixels.
struct Row<T> {
    kernel: *const T,
    input: *const T,
    output: *mut T,
}

impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Row<T> {}

/// What the sums of some channels start from.
enum From<T> {
    Zero,
    Channels(*const T),
    Output,
}

impl<T> Clone for From<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for From<T> {}

/// `output[pixel, c] = start + Σ kernel[tap, c] · input[pixel, tap, c]`, in the order of the taps, of
/// compact kernels column by column.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn depthwise<V: Vector>(
    d: Depthwise,
    kernel: &[V::Scalar],
    input: &[V::Scalar],
    output: &mut [V::Scalar],
    start: Start<'_, V::Scalar>,
) {
    d.check(kernel, input, output);
    let start = match start {
        Start::Zero => From::Zero,
        Start::Rows(bias) => {
            assert!(bias.len() >= d.channels, "depthwise: the bias is too short");
            From::Channels(bias.as_ptr())
        }
        Start::Sum => From::Output,
    };
    let all = Row { kernel: kernel.as_ptr(), input: input.as_ptr(), output: output.as_mut_ptr() };
    if d.is_compact() {
        // SAFETY: as this function's: the lengths were checked.
        return unsafe { compact::forward::<V>(&d, all, start) };
    }
    for row in 0..d.pixels[0] {
        let mut place = Row {
            input: all.input.wrapping_add(row * d.pixel_steps[0]),
            output: all.output.wrapping_add(row * d.output_steps[0]),
            ..all
        };
        let mut left = d.pixels[1];
        while left > 0 {
            // SAFETY: as this function's: the lengths were checked, and so many pixels are left.
            let width = unsafe {
                match left {
                    8.. => pixels::<V, 8, 1>(&d, place, start),
                    3.. => pixels::<V, 3, 2>(&d, place, start),
                    _ => pixels::<V, 1, 4>(&d, place, start),
                }
            };
            place.input = place.input.wrapping_add(width * d.pixel_steps[1]);
            place.output = place.output.wrapping_add(width * d.output_steps[1]);
            left -= width;
        }
    }
}

/// Computes `N` pixels of a row, `R` registers of channels at once while there are so many: few
/// pixels need more of them, for as many sums as hide the latency. Gives the number of pixels.
///
/// # Safety
/// As [`tile`]'s, for all channels.
#[inline(always)]
unsafe fn pixels<V: Vector, const N: usize, const R: usize>(
    d: &Depthwise,
    row: Row<V::Scalar>,
    start: From<V::Scalar>,
) -> usize {
    let mut channel = 0;
    while channel < d.channels {
        let left = d.channels - channel;
        let start = match start {
            From::Channels(bias) => From::Channels(bias.wrapping_add(channel)),
            other => other,
        };
        let row = Row {
            kernel: row.kernel.wrapping_add(channel),
            input: row.input.wrapping_add(channel),
            output: row.output.wrapping_add(channel),
        };
        // SAFETY: as this function's: so many channels are left.
        unsafe {
            if left >= R * V::LANES {
                tile::<V, R, N, false>(d, row, start, V::LANES);
                channel += R * V::LANES;
            } else {
                let last = left.min(V::LANES);
                tile::<V, 1, N, true>(d, row, start, last);
                channel += last;
            }
        }
    }
    N
}

/// Computes `R` registers of channels of `N` pixels, the sums in registers.
///
/// # Safety
/// The machine has `V`'s instruction set. The elements of all taps of these channels and pixels can
/// be read, and those of the output written.
#[inline(always)]
unsafe fn tile<V: Vector, const R: usize, const N: usize, const MASKED: bool>(
    d: &Depthwise,
    row: Row<V::Scalar>,
    start: From<V::Scalar>,
    last: usize,
) {
    // SAFETY: as this function's. Loops over arrays, not closures, which would not be compiled for
    // the instruction set.
    unsafe {
        let lanes = Lanes::<V, MASKED>::first(last);
        let mut sums = [[V::zero(); R]; N];
        match start {
            From::Zero => {}
            From::Channels(bias) => sums = [lanes.load_all(bias); N],
            From::Output => {
                for (n, sums) in sums.iter_mut().enumerate() {
                    *sums = lanes.load_all(row.output.wrapping_add(n * d.output_steps[1]));
                }
            }
        }
        let (mut factors_row, mut line) = (row.kernel, row.input);
        for _ in 0..d.taps[0] {
            let (mut factor, mut element) = (factors_row, line);
            for _ in 0..d.taps[1] {
                let factors = lanes.load_all::<R>(factor);
                for (n, sums) in sums.iter_mut().enumerate() {
                    let values = lanes.load_all::<R>(element.wrapping_add(n * d.pixel_steps[1]));
                    for r in 0..R {
                        sums[r] = factors[r].mul_add(values[r], sums[r]);
                    }
                }
                // After the last tap these may point past the slices: they are not read then.
                factor = factor.wrapping_add(d.channels);
                element = element.wrapping_add(d.tap_steps[1]);
            }
            factors_row = factors_row.wrapping_add(d.kernel_row);
            line = line.wrapping_add(d.tap_steps[0]);
        }
        for (n, sums) in sums.into_iter().enumerate() {
            for (r, sum) in sums.into_iter().enumerate() {
                lanes.store(sum, row.output.wrapping_add(n * d.output_steps[1] + r * V::LANES));
            }
        }
    }
}

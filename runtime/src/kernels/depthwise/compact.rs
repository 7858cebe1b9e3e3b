//! Kernels of three columns, and up to three rows, whose taps are neighbours, as most are.
//!
//! A register of channels goes along a row of pixels: each column of the input is read once, for all
//! pixels that see it, and the kernel stays in registers. Where each multiply-add reads its element,
//! reading takes longer than they do. Taps outside the input are left out.

mod pixels;

use core::mem::MaybeUninit;

use self::pixels::Pixels;
use super::{Depthwise, From, Row};
use crate::kernels::vector::{Lanes, Vector};

/// The columns of the kernel.
pub(super) const TAPS: usize = 3;

/// Neighbouring rows of pixels that see the same rows of taps.
pub(super) struct Run {
    pub(super) pixels: usize,
    /// The number of rows of taps.
    pub(super) taps: usize,
    /// Where the run begins in the kernel, the input and the output.
    pub(super) places: [usize; 3],
}

/// The run from a row of pixels on.
#[inline(always)]
pub(super) fn run(d: &Depthwise, first: usize) -> Run {
    let ([before, behind], stride) = (d.outside[0], d.stride(0));
    let rows = d.span(0) - behind;
    let seen = |pixel: usize| [before.saturating_sub(pixel * stride), d.taps[0].min(rows - pixel * stride)];
    let taps = seen(first);
    let mut end = first + 1;
    while end < d.pixels[0] && seen(end) == taps {
        end += 1;
    }
    let input = (first * stride + taps[0] - before) * d.tap_steps[0];
    Run {
        pixels: end - first,
        taps: taps[1] - taps[0],
        places: [taps[0] * d.kernel_row, input, first * d.output_steps[0]],
    }
}

/// Computes all pixels, a register of channels after another.
///
/// # Safety
/// The machine has `V`'s instruction set. The geometry is compact; the elements of all taps but for
/// those outside can be read, and those of the output written.
#[inline(always)]
pub(super) unsafe fn forward<V: Vector>(d: &Depthwise, all: Row<V::Scalar>, start: From<V::Scalar>) {
    let mut copy = MaybeUninit::uninit();
    let mut channel = 0;
    while channel < d.channels {
        let group = Group::next::<V>(d, channel);
        // SAFETY: as this function's: so many channels are left.
        unsafe {
            let (d, input, step) = group.input::<V>(d, all.input.wrapping_add(channel), &mut copy);
            for register in 0..group.registers {
                let start = match start {
                    From::Channels(bias) => From::Channels(bias.wrapping_add(channel)),
                    other => other,
                };
                let place = Row {
                    kernel: all.kernel.wrapping_add(channel),
                    input: input.wrapping_add(register * step),
                    output: all.output.wrapping_add(channel),
                };
                if const { !V::MASKS_ARE_FREE } && group.last == V::LANES {
                    channels::<V, false>(&d, place, start, group.last);
                } else {
                    channels::<V, true>(&d, place, start, group.last);
                }
                channel += group.last;
            }
        }
    }
}

/// Computes a register of channels.
///
/// # Safety
/// As [`forward`]'s, for these channels.
#[inline(always)]
unsafe fn channels<V: Vector, const MASKED: bool>(
    d: &Depthwise,
    all: Row<V::Scalar>,
    start: From<V::Scalar>,
    last: usize,
) {
    let mut row = 0;
    while row < d.pixels[0] {
        let run = run(d, row);
        let [kernel, element, pixel] = run.places;
        let place = Row {
            kernel: all.kernel.wrapping_add(kernel),
            input: all.input.wrapping_add(element),
            output: all.output.wrapping_add(pixel),
        };
        // SAFETY: as this function's; the rows of a run are those of the geometry.
        unsafe {
            match (run.taps, d.stride(1)) {
                (3, 1) => along::<V, 3, 1, MASKED>(d, place, run.pixels, start, last),
                (2, 1) => along::<V, 2, 1, MASKED>(d, place, run.pixels, start, last),
                (_, 1) => along::<V, 1, 1, MASKED>(d, place, run.pixels, start, last),
                (3, _) => along::<V, 3, 2, MASKED>(d, place, run.pixels, start, last),
                (2, _) => along::<V, 2, 2, MASKED>(d, place, run.pixels, start, last),
                (_, _) => along::<V, 1, 2, MASKED>(d, place, run.pixels, start, last),
            }
        }
        row += run.pixels;
    }
}

/// The registers of a copy: half of the smallest first-level cache in use, at most.
const COPY: usize = 256;
/// The bytes between neighbours from which on an image is copied.
const FAR: usize = 1024;

/// Room for some registers of channels of an image.
pub(super) type Copied<V> = MaybeUninit<[V; COPY]>;

/// Some registers of channels whose input is read together.
pub(super) struct Group {
    pub(super) registers: usize,
    /// The channels of each.
    pub(super) last: usize,
    /// The rows and columns of the image, where it is copied.
    copied: Option<[usize; 2]>,
}

impl Group {
    /// The channels from one on. Those of a small image whose columns lie far apart are copied: in a
    /// cache such columns drive each other out before all rows of pixels have seen them.
    #[inline(always)]
    pub(super) fn next<V: Vector>(d: &Depthwise, channel: usize) -> Self {
        let left = d.channels - channel;
        let last = left.min(V::LANES);
        if !d.is_compact() {
            return Self { registers: 1, last, copied: None };
        }
        let [rows, columns] = [0, 1].map(|axis| d.span(axis) - d.outside[axis][0] - d.outside[axis][1]);
        let is_far = d.tap_steps[1] * size_of::<V::Scalar>() >= FAR;
        let copied = (is_far && rows.saturating_mul(columns) <= COPY).then_some([rows, columns]);
        let registers = if copied.is_some() { COPY / (rows * columns) } else { 1 };
        Self { registers: registers.min(left / V::LANES).max(1), last, copied }
    }

    /// The geometry of the group's input, where it begins, and how far apart its registers are.
    ///
    /// # Safety
    /// As [`forward`]'s, for these channels.
    #[inline(always)]
    pub(super) unsafe fn input<V: Vector>(
        &self,
        d: &Depthwise,
        input: *const V::Scalar,
        copy: &mut Copied<V>,
    ) -> (Depthwise, *const V::Scalar, usize) {
        let Some([rows, columns]) = self.copied else { return (*d, input, V::LANES) };
        let first = copy.as_mut_ptr().cast::<V::Scalar>();
        let step = rows * columns * V::LANES;
        // SAFETY: as this function's; the copy has room for all columns and rows of the registers.
        unsafe {
            let mask = V::mask(self.last);
            let mut to = first;
            for row in 0..rows {
                for column in 0..columns {
                    let from = input.wrapping_add(row * d.tap_steps[0] + column * d.tap_steps[1]);
                    for register in 0..self.registers {
                        let from = from.wrapping_add(register * V::LANES);
                        let value =
                            if self.last == V::LANES { V::load(from) } else { V::load_first(from, mask) };
                        value.store(to.wrapping_add(register * step));
                    }
                    to = to.wrapping_add(V::LANES);
                }
            }
        }
        let steps = [columns * V::LANES, V::LANES];
        let pixel_steps = [d.stride(0) * steps[0], d.stride(1) * steps[1]];
        (Depthwise { tap_steps: steps, pixel_steps, ..*d }, first, step)
    }
}

/// Computes some rows of pixels of a register of channels, with `R` rows of taps and pixels that are `S`
/// columns apart.
///
/// # Safety
/// As [`channels`]'s.
#[inline(always)]
unsafe fn along<V: Vector, const R: usize, const S: usize, const MASKED: bool>(
    d: &Depthwise,
    place: Row<V::Scalar>,
    rows: usize,
    start: From<V::Scalar>,
    last: usize,
) {
    // SAFETY: as this function's. Loops over arrays, not closures, which would not be compiled for
    // the instruction set.
    unsafe {
        let lanes = Lanes::<V, MASKED>::first(last);
        let mut kernel = [[V::zero(); R]; TAPS];
        for (column, taps) in kernel.iter_mut().enumerate() {
            for (row, tap) in taps.iter_mut().enumerate() {
                let from = place.kernel.wrapping_add(row * d.kernel_row + column * d.channels);
                *tap = lanes.load(from);
            }
        }
        let bias = match start {
            From::Channels(bias) => lanes.load(bias),
            From::Zero | From::Output => V::zero(),
        };
        let is_sum = matches!(start, From::Output);
        let [before, behind] = d.outside[1];
        let end = d.span(1) - behind;
        for row in 0..rows {
            let mut line = place.input.wrapping_add(row * d.pixel_steps[0]);
            let pixels = Pixels::<V, MASKED> {
                count: d.pixels[1],
                first: place.output.wrapping_add(row * d.output_steps[0]),
                step: d.output_steps[1],
                lanes,
                bias,
                is_sum,
            };
            // Of the pixels that see a column; those of pixels before the first one are not written.
            let mut sums = [bias; TAPS];
            if is_sum {
                for (n, sum) in sums.iter_mut().enumerate() {
                    *sum = pixels.start(if S == 1 { (before + n).wrapping_sub(2) } else { 0 });
                }
            }
            for column in before..end {
                let mut values = [V::zero(); R];
                for (row, value) in values.iter_mut().enumerate() {
                    *value = lanes.load(line.wrapping_add(row * d.tap_steps[0]));
                }
                // After the last column this may point past the slice: it is not read then.
                line = line.wrapping_add(d.tap_steps[1]);
                if S == 1 {
                    for (row, value) in values.into_iter().enumerate() {
                        for (n, sum) in sums.iter_mut().enumerate() {
                            *sum = kernel[TAPS - 1 - n][row].mul_add(value, *sum);
                        }
                    }
                    pixels.write(column.wrapping_sub(2), sums[0]);
                    sums = [sums[1], sums[2], pixels.start(column + 1)];
                } else if column % 2 == 0 {
                    let mut next = pixels.start(column / 2);
                    for (row, value) in values.into_iter().enumerate() {
                        sums[0] = kernel[2][row].mul_add(value, sums[0]);
                        next = kernel[0][row].mul_add(value, next);
                    }
                    pixels.write((column / 2).wrapping_sub(1), sums[0]);
                    sums[0] = next;
                } else {
                    for (row, value) in values.into_iter().enumerate() {
                        sums[0] = kernel[1][row].mul_add(value, sums[0]);
                    }
                }
            }
            // Those whose last columns are outside.
            if S == 1 {
                pixels.write(end.wrapping_sub(2), sums[0]);
                pixels.write(end - 1, sums[1]);
            } else {
                pixels.write((end - 1) / 2, sums[0]);
            }
        }
    }
}

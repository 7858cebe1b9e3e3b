//! The three products of a convolution over images, through the matrix product.
//!
//! The patches of a whole batch would be `kernel height · kernel width` times as large as the
//! batch, so they are gathered tile by tile into scratch memory that stays in the cache. A batch
//! is cut into samples first, so that a sample's tiles do not depend on the others.

use core::ops::Range;

use crate::kernels::{Gemm, Isa, Start};
use crate::layers::patches::Patches;
use crate::layers::window::Window;
use crate::scalar::Scalar;

/// The elements of a tile that stays in the first-level cache beside the other operands.
const TILE: usize = 4096;
/// The fewest pixels of a tile: fewer would read the kernel from memory too often.
const FEWEST_PIXELS: usize = 16;
/// The fewest channels for which [`Convolution::d_input`] correlates: with fewer, the rows of
/// that product would leave the vector registers half empty.
const FEWEST_ROWS: usize = 8;

/// A convolution of images `[height, width, channels]` with `filters` kernels, in groups that see
/// `channels / groups` channels each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convolution {
    pub(super) rows: Window,
    pub(super) columns: Window,
    pub(super) channels: usize,
    pub(super) filters: usize,
    pub(super) groups: usize,
}

impl Convolution {
    /// The elements of scratch memory that all three products can do with.
    pub(super) const fn scratch(&self) -> usize {
        if self.groups == 0 {
            return 0;
        }
        let (patches, seen_by) = (self.patches(0), self.seen_by(0));
        let forward = if self.is_direct() { 0 } else { tile_pixels(&patches) * patches.len() };
        let kernel = patches.len() * self.group_filters();
        let backward =
            if self.correlates() { kernel + tile_pixels(&seen_by) * seen_by.len() } else { kernel + forward };
        if forward > backward { forward } else { backward }
    }

    /// `output = kernel · patches + bias`.
    pub(super) fn forward<T: Scalar>(
        &self,
        isa: Isa,
        [kernel, bias]: [&[T]; 2],
        input: &[T],
        output: &mut [T],
        scratch: &mut [T],
    ) {
        for group in 0..self.groups {
            let first = group * self.group_filters();
            let start = if bias.is_empty() { Start::Zero } else { Start::Rows(&bias[first..]) };
            self.each_tile(&self.patches(group), input, scratch, |tile, pixels| {
                T::gemm(
                    isa,
                    Gemm {
                        m: self.group_filters(),
                        n: pixels.len(),
                        k: self.patches(group).len(),
                        a: &kernel[first..],
                        a_stride: self.filters,
                        b: tile.values,
                        b_strides: tile.strides,
                        c: &mut output[pixels.start * self.filters + first..],
                        c_stride: self.filters,
                        start,
                    },
                );
            });
        }
    }

    /// `d_kernel = d_z · patchesᵀ`, added to what is there.
    pub(super) fn d_kernel<T: Scalar>(
        &self,
        isa: Isa,
        input: &[T],
        d_z: &[T],
        d_kernel: &mut [T],
        scratch: &mut [T],
    ) {
        for group in 0..self.groups {
            let first = group * self.group_filters();
            self.each_tile(&self.patches(group), input, scratch, |tile, pixels| {
                T::gemm(
                    isa,
                    Gemm {
                        m: self.group_filters(),
                        n: self.patches(group).len(),
                        k: pixels.len(),
                        a: &d_z[pixels.start * self.filters + first..],
                        a_stride: self.filters,
                        b: tile.values,
                        b_strides: [tile.strides[1], tile.strides[0]],
                        c: &mut d_kernel[first..],
                        c_stride: self.filters,
                        start: Start::Sum,
                    },
                );
            });
        }
    }

    /// `d_input = kernelᵀ · d_z`, every element summed over the patches that it is in.
    pub(super) fn d_input<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        d_z: &[T],
        d_input: &mut [T],
        accumulate: bool,
        scratch: &mut [T],
    ) {
        if !accumulate && !self.correlates() && !self.is_direct() {
            d_input.fill(T::ZERO);
        }
        let start = if accumulate { Start::Sum } else { Start::Zero };
        for group in 0..self.groups {
            let (turned, scratch) = scratch.split_at_mut(self.patches(group).len() * self.group_filters());
            if self.correlates() {
                self.turn_taps(kernel, group, turned);
                self.correlate(isa, turned, group, d_z, d_input, start, scratch);
            } else {
                self.transpose(kernel, group, turned);
                self.spread(isa, turned, group, d_z, d_input, start, scratch);
            }
        }
    }

    /// Where a window moves by 1, each element of the input has been seen by a window of outputs:
    /// `d_input` is itself a convolution of `d_z`, with the kernel's taps turned round.
    #[expect(clippy::too_many_arguments, reason = "the operands of a product")]
    fn correlate<T: Scalar>(
        &self,
        isa: Isa,
        turned: &[T],
        group: usize,
        d_z: &[T],
        d_input: &mut [T],
        start: Start<'_, T>,
        scratch: &mut [T],
    ) {
        let patches = self.seen_by(group);
        let channels = self.group_channels();
        self.each_tile(&patches, d_z, scratch, |tile, pixels| {
            T::gemm(
                isa,
                Gemm {
                    m: channels,
                    n: pixels.len(),
                    k: patches.len(),
                    a: turned,
                    a_stride: channels,
                    b: tile.values,
                    b_strides: tile.strides,
                    c: &mut d_input[pixels.start * self.channels + group * channels..],
                    c_stride: self.channels,
                    start,
                },
            );
        });
    }

    /// Computes the gradients of tiles of patches and adds them to the image.
    #[expect(clippy::too_many_arguments, reason = "the operands of a product")]
    fn spread<T: Scalar>(
        &self,
        isa: Isa,
        transposed: &[T],
        group: usize,
        d_z: &[T],
        d_input: &mut [T],
        start: Start<'_, T>,
        scratch: &mut [T],
    ) {
        let patches = self.patches(group);
        let first = group * self.group_filters();
        let product = |pixels: Range<usize>, c: &mut [T], c_stride, start: Start<'_, T>| {
            T::gemm(
                isa,
                Gemm {
                    m: patches.len(),
                    n: pixels.len(),
                    k: self.group_filters(),
                    a: transposed,
                    a_stride: patches.len(),
                    b: &d_z[pixels.start * self.filters + first..],
                    b_strides: [1, self.filters],
                    c,
                    c_stride,
                    start,
                },
            );
        };
        if self.is_direct() {
            // Patches are pixels (or whole images), and do not overlap.
            let stride = self.direct_stride();
            product(0..d_input.len() / stride, &mut d_input[patches.first..], stride, start);
            return;
        }
        let per_sample = patches.pixels();
        let image = self.rows.input * self.columns.input * self.channels;
        for (sample, d_input) in d_input.chunks_exact_mut(image).enumerate() {
            for pixels in tiles(per_sample, tile_pixels(&patches)) {
                let tile = &mut scratch[..pixels.len() * patches.len()];
                let offset = sample * per_sample;
                product(offset + pixels.start..offset + pixels.end, tile, patches.len(), Start::Zero);
                patches.scatter(tile, pixels, d_input);
            }
        }
    }

    /// Gives the patches of a batch tile by tile, with the tile's pixels counted over the batch.
    fn each_tile<T: Scalar>(
        &self,
        patches: &Patches,
        images: &[T],
        scratch: &mut [T],
        mut product: impl FnMut(Tile<'_, T>, Range<usize>),
    ) {
        let image = patches.rows.input * patches.columns.input * patches.channels;
        if self.is_direct() {
            let stride = self.direct_stride();
            let pixels = images.len() / stride;
            product(Tile { values: &images[patches.first..], strides: [1, stride] }, 0..pixels);
            return;
        }
        for (sample, image) in images.chunks_exact(image).enumerate() {
            for pixels in tiles(patches.pixels(), tile_pixels(patches)) {
                let tile = &mut scratch[..pixels.len() * patches.len()];
                let strides = if patches.is_planar() {
                    patches.gather_planes(image, pixels.clone(), tile);
                    [pixels.len(), 1]
                } else {
                    patches.gather(image, pixels.clone(), tile);
                    [1, patches.len()]
                };
                let offset = sample * patches.pixels();
                product(Tile { values: tile, strides }, offset + pixels.start..offset + pixels.end);
            }
        }
    }

    /// True where patches lie in the input as they are: a kernel of one pixel that moves by 1, or
    /// one as large as the image.
    const fn is_direct(&self) -> bool {
        let (rows, columns) = (&self.rows, &self.columns);
        rows.before == 0
            && columns.before == 0
            && (rows.kernel == 1 && columns.kernel == 1 && rows.stride == 1 && columns.stride == 1
                || self.groups == 1
                    && rows.kernel == rows.input
                    && columns.kernel == columns.input
                    && rows.output == 1
                    && columns.output == 1
                    && (rows.dilation == 1 || rows.kernel == 1)
                    && (columns.dilation == 1 || columns.kernel == 1))
    }

    /// The distance of direct patches.
    const fn direct_stride(&self) -> usize {
        self.rows.kernel * self.columns.kernel * self.channels
    }

    /// True where [`correlate`](Self::correlate) is cheaper than [`spread`](Self::spread).
    const fn correlates(&self) -> bool {
        let inputs = self.rows.input * self.columns.input;
        !self.is_direct()
            && self.rows.stride == 1
            && self.columns.stride == 1
            && self.group_channels() >= FEWEST_ROWS
            // The products with padding are wasted.
            && inputs <= 2 * self.rows.output * self.columns.output
    }

    /// What a group of filters sees of the input.
    const fn patches(&self, group: usize) -> Patches {
        Patches {
            rows: self.rows,
            columns: self.columns,
            channels: self.channels,
            first: group * self.group_channels(),
            seen: self.group_channels(),
        }
    }

    /// What each element of a group's input has been seen by, in a stride-1 convolution.
    const fn seen_by(&self, group: usize) -> Patches {
        Patches {
            rows: self.rows.reversed(),
            columns: self.columns.reversed(),
            channels: self.filters,
            first: group * self.group_filters(),
            seen: self.group_filters(),
        }
    }

    const fn group_channels(&self) -> usize {
        self.channels / self.groups
    }

    const fn group_filters(&self) -> usize {
        self.filters / self.groups
    }

    /// A group's kernel as `[taps from the last, filters, channels]`.
    fn turn_taps<T: Scalar>(&self, kernel: &[T], group: usize, turned: &mut [T]) {
        let (channels, filters) = (self.group_channels(), self.group_filters());
        let taps = kernel.chunks_exact(channels * self.filters).rev();
        for (tap, turned) in taps.zip(turned.chunks_exact_mut(channels * filters)) {
            transpose(&tap[group * filters..], self.filters, [channels, filters], turned);
        }
    }

    /// A group's kernel as `[filters, taps, channels]`.
    fn transpose<T: Scalar>(&self, kernel: &[T], group: usize, transposed: &mut [T]) {
        let filters = self.group_filters();
        transpose(&kernel[group * filters..], self.filters, [self.patches(group).len(), filters], transposed);
    }
}

/// A tile of patches: element `k` of pixel `n` is at `k · strides[0] + n · strides[1]`.
struct Tile<'a, T> {
    values: &'a [T],
    strides: [usize; 2],
}

/// The pixels of one tile, at most.
const fn tile_pixels(patches: &Patches) -> usize {
    let len = if patches.len() == 0 { 1 } else { patches.len() };
    let most = if TILE / len > FEWEST_PIXELS { TILE / len } else { FEWEST_PIXELS };
    let pixels = patches.pixels();
    if pixels <= most {
        return pixels;
    }
    // As many in each, in multiples that fill the registers.
    let even = pixels.div_ceil(pixels.div_ceil(most)).next_multiple_of(FEWEST_PIXELS);
    if even < pixels { even } else { pixels }
}

fn tiles(pixels: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    (0..pixels).step_by(most.max(1)).map(move |start| start..pixels.min(start + most))
}

/// Transposes `[rows, columns]`, whose rows begin every `stride` elements.
fn transpose<T: Copy>(from: &[T], stride: usize, [rows, columns]: [usize; 2], to: &mut [T]) {
    for (row, values) in from.chunks(stride).take(rows).enumerate() {
        for (column, value) in values.iter().take(columns).enumerate() {
            to[column * rows + row] = *value;
        }
    }
}

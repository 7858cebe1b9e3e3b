//! Small images of many channels: products of a tap at a time, over the pixels of several images.
//!
//! An image of 2 × 2 pixels gives products of 2 columns, for which megabytes of weights would be
//! read again with every image, and written again for their gradient. So the pixels that see a tap
//! are copied together from as many images as there is room for.
//!
//! A sum is still one chain over taps and channels (or over samples and pixels), whatever the batch.

use super::Convolution;
use crate::kernels::{Gemm, Isa, Start};
use crate::op::Pass;
use crate::scalar::Scalar;

/// The most pixels that are copied together.
const PIXELS: usize = 64;
/// The longest rows of the output for which that pays: longer ones fill the registers.
const LONGEST_ROW: usize = 4;
/// The fewest weights of a tap for which it does: fewer stay in the cache.
const FEWEST_WEIGHTS: usize = 128 * 128;

/// Pixels of images, a block of rows and columns in each.
#[derive(Clone, Copy)]
struct Block {
    image_len: usize,
    channels: usize,
    /// The first pixel's first element.
    first: usize,
    /// The numbers of rows and columns, and how far apart they are.
    counts: [usize; 2],
    steps: [usize; 2],
}

impl Block {
    /// True where it is all of the images, as they lie.
    const fn is_all(&self) -> bool {
        self.counts[0] * self.counts[1] * self.channels == self.image_len
    }

    /// The pixels of some images.
    fn pixels<T>(&self, images: &[T]) -> usize {
        images.len() / self.image_len * self.counts[0] * self.counts[1]
    }

    /// The places of the pixels, image by image and row by row.
    fn places(self, images: usize) -> impl Iterator<Item = usize> {
        let [rows, columns] = self.counts;
        (0..images).flat_map(move |image| {
            (0..rows).flat_map(move |row| {
                let first = image * self.image_len + self.first + row * self.steps[0];
                (0..columns).map(move |column| first + column * self.steps[1])
            })
        })
    }

    fn gather<T: Scalar>(&self, images: &[T], pixels: &mut [T]) {
        let places = self.places(images.len() / self.image_len);
        for (pixel, place) in pixels.chunks_exact_mut(self.channels).zip(places) {
            pixel.copy_from_slice(&images[place..place + self.channels]);
        }
    }

    fn scatter<T: Scalar>(&self, pixels: &[T], images: &mut [T]) {
        let places = self.places(images.len() / self.image_len);
        for (pixel, place) in pixels.chunks_exact(self.channels).zip(places) {
            images[place..place + self.channels].copy_from_slice(pixel);
        }
    }

    /// Lets something add to the pixels, in a copy where they do not lie together.
    fn add<T: Scalar>(&self, images: &mut [T], copy: &mut [T], add: impl FnOnce(&mut [T])) {
        if self.is_all() {
            return add(images);
        }
        let copy = &mut copy[..self.pixels(images) * self.channels];
        self.gather(images, copy);
        add(copy);
        self.scatter(copy, images);
    }

    /// The pixels, in a copy where they do not lie together.
    fn read<'a, T: Scalar>(&self, images: &'a [T], copy: &'a mut [T]) -> &'a [T] {
        if self.is_all() {
            return images;
        }
        let copy = &mut copy[..self.pixels(images) * self.channels];
        self.gather(images, copy);
        copy
    }
}

impl Convolution {
    /// True where products of a tap at a time are better.
    #[inline]
    pub(super) const fn gathers(&self) -> bool {
        self.groups == 1
            && !self.is_direct()
            && self.columns.output <= LONGEST_ROW
            && self.rows.output * self.columns.output <= PIXELS
            && self.channels * self.filters >= FEWEST_WEIGHTS
    }

    /// The images that are computed together.
    #[inline]
    const fn images(&self) -> usize {
        match PIXELS.checked_div(self.rows.output * self.columns.output) {
            Some(images) => images,
            None => 1,
        }
    }

    /// The elements of scratch memory of the products here.
    #[inline]
    pub(super) const fn gathered_len(&self) -> usize {
        self.images() * self.rows.output * self.columns.output * (self.channels + self.filters)
    }

    /// Calls a function with each tap that sees something: its place in the kernel, the pixels of
    /// the input that it sees, and those of the output.
    fn each_tap(&self, mut give: impl FnMut(usize, Block, Block)) {
        let Self { rows, columns, channels, filters, .. } = *self;
        let [row_len, output_row] = [columns.input * channels, columns.output * filters];
        for tap_row in 0..rows.kernel {
            for tap in 0..columns.kernel {
                let ([top, bottom], [left, right]) = (rows.positions(tap_row), columns.positions(tap));
                if top == bottom || left == right {
                    continue;
                }
                let counts = [bottom - top, right - left];
                let input = Block {
                    image_len: self.image_len(),
                    channels,
                    first: rows.element(top, tap_row) * row_len + columns.element(left, tap) * channels,
                    counts,
                    steps: [rows.stride * row_len, columns.stride * channels],
                };
                let output = Block {
                    image_len: self.output_len(),
                    channels: filters,
                    first: top * output_row + left * filters,
                    counts,
                    steps: [output_row, filters],
                };
                give((tap_row * columns.kernel + tap) * channels * filters, input, output);
            }
        }
    }

    /// `output = start + kernel · patches`.
    pub(super) fn forward_gathered<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        input: &[T],
        output: &mut [T],
        start: Start<'_, T>,
        scratch: &mut [T],
    ) {
        let (m, k) = (self.filters, self.channels);
        match start {
            Start::Zero => output.fill(T::ZERO),
            Start::Rows(bias) => output.chunks_exact_mut(m).for_each(|y| y.copy_from_slice(&bias[..m])),
            Start::Sum => {}
        }
        let (x_copy, y_copy) = scratch.split_at_mut(self.gathered_len() / (m + k) * k);
        let images = input.chunks(self.images() * self.image_len());
        for (input, output) in images.zip(output.chunks_mut(self.images() * self.output_len())) {
            self.each_tap(|tap, from, to| {
                let (n, b) = (from.pixels(input), from.read(input, x_copy));
                let (a, a_stride, b_strides, c_stride) = (&kernel[tap..], m, [1, k], m);
                let start = Start::Sum;
                to.add(output, y_copy, |c| {
                    T::gemm(isa, Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start });
                });
            });
        }
    }

    /// `d_kernel += d_z · patchesᵀ`.
    pub(super) fn d_kernel_gathered<T: Scalar>(
        &self,
        pass: Pass,
        input: &[T],
        d_z: &[T],
        d_kernel: &mut [T],
        scratch: &mut [T],
    ) {
        let (m, n) = (self.filters, self.channels);
        let (x_copy, y_copy) = scratch.split_at_mut(self.gathered_len() / (m + n) * n);
        let images = input.chunks(self.images() * self.image_len());
        for (input, d_z) in images.zip(d_z.chunks(self.images() * self.output_len())) {
            self.each_tap(|tap, from, to| {
                let (k, b) = (from.pixels(input), from.read(input, x_copy));
                let a = to.read(d_z, y_copy);
                let (c, a_stride, b_strides, c_stride) = (&mut d_kernel[tap..], m, [n, 1], m);
                let start = Start::Sum;
                pass.gemm(Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start });
            });
        }
    }

    /// `d_input += kernelᵀ · d_z`.
    pub(super) fn d_input_gathered<T: Scalar>(
        &self,
        isa: Isa,
        kernel: &[T],
        d_z: &[T],
        d_input: &mut [T],
        scratch: &mut [T],
    ) {
        let (m, k) = (self.channels, self.filters);
        let (x_copy, y_copy) = scratch.split_at_mut(self.gathered_len() / (m + k) * m);
        let images = d_input.chunks_mut(self.images() * self.image_len());
        for (d_input, d_z) in images.zip(d_z.chunks(self.images() * self.output_len())) {
            self.each_tap(|tap, from, to| {
                let (n, b) = (to.pixels(d_z), to.read(d_z, y_copy));
                let (a, a_stride, b_strides, c_stride) = (&kernel[tap..], k, [1, k], m);
                let start = Start::Sum;
                from.add(d_input, x_copy, |c| {
                    T::gemm_transposed(isa, Gemm { m, n, k, a, a_stride, b, b_strides, c, c_stride, start });
                });
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::Padding;
    use crate::layers::test::{assert_all_close, random};
    use crate::layers::window::Window;

    fn convolution([height, width]: [usize; 2], kernel: [usize; 2], strides: [usize; 2]) -> Convolution {
        let window = |axis, input| Window::new(input, kernel[axis], strides[axis], 1, Padding::Same);
        let (rows, columns) = (window(0, height), window(1, width));
        Convolution { rows, columns, channels: 5, filters: 7, groups: 1 }
    }

    fn convolutions() -> Vec<Convolution> {
        let dilated = |input| Window::new(input, 3, 1, 2, Padding::Same);
        let valid = |input| Window::new(input, 3, 1, 1, Padding::Valid);
        let whole = convolution([4, 4], [3, 3], [1, 1]);
        vec![
            whole,
            convolution([2, 2], [3, 3], [1, 1]),
            convolution([3, 2], [3, 3], [2, 1]),
            convolution([5, 4], [1, 1], [2, 2]),
            convolution([1, 3], [2, 4], [1, 1]),
            // One image at a time.
            convolution([31, 2], [3, 2], [1, 1]),
            Convolution { rows: dilated(3), columns: dilated(1), ..whole },
            Convolution { rows: valid(5), columns: valid(6), ..whole },
        ]
    }

    /// With enough images for a part of a tile at the end.
    #[test]
    fn gives_the_bits_of_images_one_by_one() {
        for convolution in convolutions() {
            assert!(!convolution.gathers());
            let batch = convolution.images() + 2;
            let input = random::<f64>(batch * convolution.image_len(), 1);
            let d_z = random::<f64>(batch * convolution.output_len(), 2);
            let kernel = random::<f64>(convolution.kernel_len(), 3);
            let bias = random::<f64>(convolution.filters, 4);
            let room = convolution.scratch().max(convolution.gathered_len());
            let (isa, pass) = (Isa::detect(), Pass::training(batch, 1));
            for start in [Start::Zero, Start::Rows(&bias), Start::Sum] {
                let [mut own, mut plain] = [random::<f64>(d_z.len(), 5), random(d_z.len(), 5)];
                convolution.forward_gathered(
                    isa,
                    &kernel,
                    &input,
                    &mut own,
                    start,
                    &mut vec![f64::NAN; room],
                );
                convolution.forward(isa, &kernel, &input, &mut plain, start, &mut vec![f64::NAN; room]);
                assert_eq!(own, plain, "{convolution:?}");
            }
            let [mut own, mut plain] = [random::<f64>(kernel.len(), 6), random(kernel.len(), 6)];
            convolution.d_kernel_gathered(pass, &input, &d_z, &mut own, &mut vec![f64::NAN; room]);
            convolution.d_kernel(pass, &input, &d_z, &mut plain, &mut vec![f64::NAN; room]);
            assert_eq!(own, plain, "{convolution:?}");
            // Here the other way has another order.
            let [mut own, mut plain] = [random::<f64>(input.len(), 7), random(input.len(), 7)];
            convolution.d_input_gathered(isa, &kernel, &d_z, &mut own, &mut vec![f64::NAN; room]);
            convolution.d_input(isa, &kernel, &d_z, &mut plain, true, &mut vec![f64::NAN; room]);
            assert_all_close(&own, &plain, 1e-13);
        }
    }

    #[test]
    fn only_small_images_of_many_channels_do() {
        let small = Convolution { channels: 128, filters: 128, ..convolution([4, 4], [3, 3], [1, 1]) };
        assert!(small.gathers());
        assert_eq!(small.gathered_len(), 64 * 256);
        assert_eq!((small.forward_scratch(), small.scratch()), (64 * 256, 64 * 256));
        assert!(!Convolution { channels: 64, ..small }.gathers());
        assert!(!Convolution { groups: 2, ..small }.gathers());
        assert!(!Convolution { columns: convolution([5, 5], [3, 3], [1, 1]).columns, ..small }.gathers());
        let point = convolution([4, 4], [1, 1], [1, 1]);
        assert!(!Convolution { rows: point.rows, columns: point.columns, ..small }.gathers());
    }
}

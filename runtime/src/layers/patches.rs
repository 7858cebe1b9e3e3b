//! Tiles of patches: what a window sees of an image, made contiguous for a matrix product.

use core::ops::Range;

use crate::layers::window::Window;
use crate::scalar::Scalar;

/// A window that slides over an image `[height, width, channels]` and sees some of its channels.
/// A patch lies as Keras's kernels do: `[kernel height, kernel width, channels]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patches {
    pub(super) rows: Window,
    pub(super) columns: Window,
    /// All channels of the image.
    pub(super) channels: usize,
    /// The first channel that the window sees.
    pub(super) first: usize,
    /// The number of channels that it sees.
    pub(super) seen: usize,
}

/// Pixels of one output row.
struct Segment {
    row: usize,
    columns: Range<usize>,
    /// The first one's index in the tile.
    at: usize,
}

impl Patches {
    /// The number of patches: the output's pixels.
    pub(super) const fn pixels(&self) -> usize {
        self.rows.output * self.columns.output
    }

    /// The elements of a patch.
    pub(super) const fn len(&self) -> usize {
        self.rows.kernel * self.columns.kernel * self.seen
    }

    /// True where whole rows of pixels are contiguous, so that tiles are better cut the other way
    /// ([`gather_planes`](Self::gather_planes)).
    pub(super) const fn is_planar(&self) -> bool {
        self.channels == 1 && self.columns.stride == 1
    }

    /// Copies the patches of some pixels, one after another; padding is 0.
    pub(super) fn gather<T: Scalar>(&self, image: &[T], pixels: Range<usize>, tile: &mut [T]) {
        let line = self.columns.kernel * self.seen;
        // A kernel row that is one run in memory, unless it hangs over an edge.
        let [first, end] = if self.seen == self.channels && self.columns.dilation == 1 {
            self.columns.inside()
        } else {
            [0; 2]
        };
        for Segment { row, columns, at } in self.segments(pixels) {
            let inside = first.clamp(columns.start, columns.end)..end.clamp(columns.start, columns.end);
            for tap in 0..self.rows.kernel {
                let tile = &mut tile[at * self.len() + tap * line..];
                let Some(source) = self.row(image, row, tap) else {
                    let count = columns.len();
                    every(tile, self.len(), line).take(count).for_each(|patch| patch.fill(T::ZERO));
                    continue;
                };
                for column in (columns.start..inside.start).chain(inside.end..columns.end) {
                    self.gather_line(
                        source,
                        column,
                        &mut tile[(column - columns.start) * self.len()..][..line],
                    );
                }
                if !inside.is_empty() {
                    let runs =
                        every(&mut tile[(inside.start - columns.start) * self.len()..], self.len(), line);
                    let source = &source[self.columns.element(inside.start, 0) * self.channels..];
                    let step = self.columns.stride * self.channels;
                    for (index, run) in runs.take(inside.len()).enumerate() {
                        copy(run, &source[index * step..][..line]);
                    }
                }
            }
        }
    }

    /// Copies the patches of some pixels element after element: all pixels' first, then all
    /// pixels' second, and so on. For [planar](Self::is_planar) images.
    pub(super) fn gather_planes<T: Scalar>(&self, image: &[T], pixels: Range<usize>, tile: &mut [T]) {
        let len = pixels.len();
        for Segment { row, columns, at } in self.segments(pixels) {
            for tap in 0..self.rows.kernel {
                let source = self.row(image, row, tap);
                for side in 0..self.columns.kernel {
                    let plane = &mut tile[(tap * self.columns.kernel + side) * len + at..][..columns.len()];
                    let Some(source) = source else {
                        plane.fill(T::ZERO);
                        continue;
                    };
                    let [first, end] =
                        self.columns.positions(side).map(|at| at.clamp(columns.start, columns.end));
                    plane[..first - columns.start].fill(T::ZERO);
                    plane[end - columns.start..].fill(T::ZERO);
                    if first < end {
                        let source = &source[self.columns.element(first, side)..][..end - first];
                        copy(&mut plane[first - columns.start..end - columns.start], source);
                    }
                }
            }
        }
    }

    /// Adds the patches of some pixels to the image that they are of: the reverse of
    /// [`gather`](Self::gather). What lies over an edge is dropped.
    pub(super) fn scatter<T: Scalar>(&self, tile: &[T], pixels: Range<usize>, image: &mut [T]) {
        let line = self.columns.kernel * self.seen;
        let is_run = self.seen == self.channels && self.columns.dilation == 1;
        for Segment { row, columns, at } in self.segments(pixels) {
            let [first, end] = self.rows.taps(row);
            for (column, patch) in columns.zip(tile[at * self.len()..].chunks_exact(self.len())) {
                let [left, right] = self.columns.taps(column);
                for tap in first..end {
                    let start = self.rows.element(row, tap) * self.columns.input * self.channels;
                    let target = &mut image[start..][..self.columns.input * self.channels];
                    let patch = &patch[tap * line..][..line];
                    if is_run && left < right {
                        let target = &mut target[self.columns.element(column, left) * self.channels..];
                        add(target, &patch[left * self.seen..right * self.seen]);
                    } else {
                        for side in left..right {
                            let start = self.columns.element(column, side) * self.channels + self.first;
                            add(&mut target[start..], &patch[side * self.seen..][..self.seen]);
                        }
                    }
                }
            }
        }
    }

    /// The image's row under a tap, unless that is padding.
    fn row<'a, T>(&self, image: &'a [T], row: usize, tap: usize) -> Option<&'a [T]> {
        let [first, end] = self.rows.taps(row);
        if !(first..end).contains(&tap) {
            return None;
        }
        let len = self.columns.input * self.channels;
        Some(&image[self.rows.element(row, tap) * len..][..len])
    }

    /// One kernel row of one patch, tap by tap.
    fn gather_line<T: Scalar>(&self, source: &[T], column: usize, line: &mut [T]) {
        let [first, end] = self.columns.taps(column);
        line[..first * self.seen].fill(T::ZERO);
        line[end * self.seen..].fill(T::ZERO);
        for tap in first..end {
            let start = self.columns.element(column, tap) * self.channels + self.first;
            copy(&mut line[tap * self.seen..][..self.seen], &source[start..][..self.seen]);
        }
    }

    fn segments(&self, pixels: Range<usize>) -> impl Iterator<Item = Segment> {
        let width = self.columns.output.max(1);
        (pixels.start / width..pixels.end.div_ceil(width)).map(move |row| {
            let columns = pixels.start.max(row * width)..pixels.end.min((row + 1) * width);
            Segment {
                row,
                at: columns.start - pixels.start,
                columns: columns.start - row * width..columns.end - row * width,
            }
        })
    }
}

/// The first `len` elements at every `step`-th place.
fn every<T>(values: &mut [T], step: usize, len: usize) -> impl Iterator<Item = &mut [T]> {
    values.chunks_mut(step).filter_map(move |chunk| chunk.get_mut(..len))
}

/// Copies a run. Short ones inline: a call of `memcpy` would cost more than the copy.
#[inline]
fn copy<T: Copy>(to: &mut [T], from: &[T]) {
    if to.len() > 64 {
        to.copy_from_slice(from);
        return;
    }
    let (mut to, mut from) = (to.chunks_exact_mut(4), from.chunks_exact(4));
    (&mut to).zip(&mut from).for_each(|(to, from)| to.copy_from_slice(from));
    to.into_remainder().iter_mut().zip(from.remainder()).for_each(|(to, from)| *to = *from);
}

/// Adds a run to the beginning of another.
#[inline]
fn add<T: Scalar>(to: &mut [T], run: &[T]) {
    to.iter_mut().zip(run).for_each(|(to, value)| *to += *value);
}

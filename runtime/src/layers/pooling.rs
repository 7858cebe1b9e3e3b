//! What pools over images share: arguments, shapes, mistakes, and the way over the windows.

use core::ops::Range;

use crate::description::Description;
use crate::layers::Padding;
use crate::layers::image::{not_an_image, too_large, zero};
use crate::layers::window::Window;
use crate::message::{Message, Site};
use crate::shape::{Shape, UNKNOWN, known};

/// A pool over an image `[height, width, channels]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    pub(super) input: Shape,
    pub(super) size: [usize; 2],
    /// `size` where there are none.
    pub(super) strides: Option<[usize; 2]>,
    pub(super) padding: Padding,
}

impl Pool {
    #[inline]
    pub(super) const fn new(input: Shape) -> Self {
        Self { input, size: [2, 2], strides: None, padding: Padding::Valid }
    }

    #[inline]
    pub(super) const fn describe(&self, site: Site) -> Description {
        let output = Shape::new(&[self.window(0).output, self.window(1).output, self.input.last()]);
        let output = if self.input.rank() == 3 { output } else { output.with_last(UNKNOWN) };
        match self.problem(site) {
            Some(problem) => Description::new(output).problem(problem),
            None => Description::new(output).work(self.input.len().saturating_mul(8)),
        }
    }

    #[inline]
    const fn problem(&self, site: Site) -> Option<Message> {
        if let Some(problem) = zero(site, "pool_size", &self.size) {
            return Some(problem);
        }
        if let Some(strides) = &self.strides
            && let Some(problem) = zero(site, "strides", strides)
        {
            return Some(problem);
        }
        if let Some(problem) = not_an_image(site, self.input) {
            return Some(problem);
        }
        too_large(site, self.input, "pool", [self.window(0), self.window(1)])
    }

    /// The window along the height (0) or the width (1).
    #[inline]
    const fn window(&self, axis: usize) -> Window {
        let input = if self.input.rank() == 3 { self.input.axis(axis) } else { UNKNOWN };
        let strides = match self.strides {
            Some(strides) => strides,
            None => self.size,
        };
        Window::new(input, self.size[axis], strides[axis], 1, self.padding)
    }

    /// Both windows, and the number of channels.
    #[inline]
    pub(super) const fn sizes(&self) -> Sizes {
        Sizes { rows: self.window(0), columns: self.window(1), channels: known(self.input.last()) }
    }
}

/// The sizes of a pool that fits its input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) rows: Window,
    pub(super) columns: Window,
    pub(super) channels: usize,
}

impl Sizes {
    /// The elements of an image.
    #[inline]
    pub(super) const fn image(&self) -> usize {
        self.rows.input * self.row()
    }

    /// The elements of an image's row.
    #[inline]
    pub(super) const fn row(&self) -> usize {
        self.columns.input * self.channels
    }

    /// The elements of an output.
    #[inline]
    pub(super) const fn output(&self) -> usize {
        self.rows.output * self.output_row()
    }

    /// The elements of an output's row.
    #[inline]
    pub(super) const fn output_row(&self) -> usize {
        self.columns.output * self.channels
    }
}

/// What a window without dilation sees of its axis: the elements of those of its taps that are in
/// the image, and one is.
#[inline]
pub(super) const fn seen(window: &Window, position: usize) -> Range<usize> {
    let start = position * window.stride;
    let end = start + window.kernel - window.before;
    start.saturating_sub(window.before)..if end < window.input { end } else { window.input }
}

/// Runs a function for blocks of channels, whose size it knows as a constant: `LANES` channels at
/// once stay in vector registers while the window moves.
macro_rules! each_block {
    ($channels:expr, $function:ident($($argument:expr),*)) => {{
        let channels = $channels;
        let mut first = 0;
        while first < channels {
            first += match channels - first {
                8.. => { $function::<T, 8>(first, $($argument),*); 8 }
                4.. => { $function::<T, 4>(first, $($argument),*); 4 }
                _ => { $function::<T, 1>(first, $($argument),*); 1 }
            };
        }
    }};
}
pub(super) use each_block;

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Pool sizes, strides and paddings that touch every way over an image of 5 x 6.
    pub(in crate::layers) fn arguments() -> Vec<([usize; 2], [usize; 2], Padding)> {
        let mut arguments = Vec::new();
        for padding in [Padding::Valid, Padding::Same] {
            for (size, strides) in
                [([2, 2], [2, 2]), ([3, 3], [1, 1]), ([2, 3], [1, 2]), ([1, 1], [3, 2]), ([5, 2], [2, 3])]
            {
                arguments.push((size, strides, padding));
            }
        }
        arguments
    }

    /// Keras's definition, window by window.
    pub(in crate::layers) fn pool(
        pool: &Pool,
        batch: usize,
        input: &[f64],
        of: impl Fn(&[f64]) -> f64,
    ) -> Vec<f64> {
        let [height, width, channels] = pool.input.to_array::<3>();
        let [strides, size] = [pool.strides.unwrap_or(pool.size), pool.size];
        let axis = |axis: usize, n: usize| match pool.padding {
            Padding::Valid => ((n - size[axis]) / strides[axis] + 1, 0),
            Padding::Causal => (n.div_ceil(strides[axis]), size[axis] - 1),
            Padding::Same => {
                let count = n.div_ceil(strides[axis]);
                (count, ((count - 1) * strides[axis] + size[axis]).saturating_sub(n) / 2)
            }
        };
        let ((rows, above), (columns, left)) = (axis(0, height), axis(1, width));
        let mut result = Vec::new();
        for at in 0..batch * rows * columns * channels {
            let (sample, channel) = (at / (rows * columns * channels), at % channels);
            let (y, x) = (at / (columns * channels) % rows, at / channels % columns);
            let mut cells = Vec::new();
            for (row, column) in (0..size[0]).flat_map(|row| (0..size[1]).map(move |column| (row, column))) {
                let row = (y * strides[0] + row).wrapping_sub(above);
                let column = (x * strides[1] + column).wrapping_sub(left);
                if row < height && column < width {
                    cells.push(input[((sample * height + row) * width + column) * channels + channel]);
                }
            }
            result.push(of(&cells));
        }
        result
    }
}

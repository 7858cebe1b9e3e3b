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
    pub(super) pool_size: [usize; 2],
    /// `pool_size` where there are none.
    pub(super) strides: Option<[usize; 2]>,
    pub(super) padding: Padding,
}

/// What one window sees: some pixels of some rows, at least one, all inside the image.
pub(super) struct View {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

impl Pool {
    pub(super) const fn new(input: Shape) -> Self {
        Self { input, pool_size: [2, 2], strides: None, padding: Padding::Valid }
    }

    pub(super) const fn describe(&self, site: Site) -> Description {
        let output = Shape::new(&[self.window(0).output, self.window(1).output, self.input.last()]);
        let output = if self.input.rank() == 3 { output } else { output.with_last(UNKNOWN) };
        match self.problem(site) {
            Some(problem) => Description::new(output).problem(problem),
            None => Description::new(output),
        }
    }

    const fn problem(&self, site: Site) -> Option<Message> {
        if let Some(problem) = zero(site, "pool_size", &self.pool_size) {
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
    pub(super) const fn window(&self, axis: usize) -> Window {
        let input = if self.input.rank() == 3 { self.input.axis(axis) } else { UNKNOWN };
        let strides = match self.strides {
            Some(strides) => strides,
            None => self.pool_size,
        };
        Window::new(input, self.pool_size[axis], strides[axis], 1, self.padding)
    }

    pub(super) const fn width(&self) -> usize {
        known(self.input.axis(1))
    }

    pub(super) const fn channels(&self) -> usize {
        known(self.input.last())
    }

    /// What the window sees, for each of the output's pixels in order.
    pub(super) fn views(&self) -> impl Iterator<Item = View> {
        let [rows, columns] = [self.window(0), self.window(1)];
        (0..rows.output)
            .flat_map(move |row| (0..columns.output).map(move |column| (row, column)))
            .map(move |(row, column)| View { rows: seen(rows, row), columns: seen(columns, column) })
    }
}

/// The elements that a window sees.
fn seen(window: Window, position: usize) -> Range<usize> {
    let [first, end] = window.taps(position);
    let start = window.element(position, first);
    start..start + (end - first)
}

/// Runs a function for blocks of channels, whose size it knows as a constant: `LANES` channels at
/// once stay in vector registers while the window moves.
macro_rules! each_block {
    ($channels:expr, $function:ident($($argument:expr),*)) => {{
        let channels = $channels;
        let mut first = 0;
        while first < channels {
            first += match channels - first {
                16.. => { $function::<T, 16>(first, $($argument),*); 16 }
                8.. => { $function::<T, 8>(first, $($argument),*); 8 }
                4.. => { $function::<T, 4>(first, $($argument),*); 4 }
                _ => { $function::<T, 1>(first, $($argument),*); 1 }
            };
        }
    }};
}
pub(super) use each_block;

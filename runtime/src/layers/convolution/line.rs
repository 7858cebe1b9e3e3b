//! Long lines of pixels, in pieces: only the ends, whose windows hang over, are copied with padding.
//!
//! A line is an image of one row: the steps of a sequence.

use core::ops::Range;

use super::{Convolution, TILE};
use crate::layers::window::Window;

/// Neighbouring positions of a line, as a convolution of the elements that they see.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) convolution: Convolution,
    first_input: usize,
    first_output: usize,
}

impl Piece {
    /// True where no position is so.
    #[inline]
    pub(super) const fn is_empty(&self) -> bool {
        self.convolution.columns.output == 0
    }

    /// What it sees of a line.
    pub(super) fn of_input<'a, T>(&self, line: &'a [T]) -> &'a [T] {
        let Convolution { columns, channels, .. } = self.convolution;
        &line[self.first_input * channels..][..columns.input * channels]
    }

    /// The elements of the output that it gives.
    pub(super) fn outputs(&self) -> Range<usize> {
        let Convolution { columns, filters, .. } = self.convolution;
        self.first_output * filters..(self.first_output + columns.output) * filters
    }
}

impl Convolution {
    /// The pieces of a line that is too long to be copied as a whole: the windows that hang over
    /// its beginning, those inside, and those that hang over its end. Empty pieces have no output.
    #[inline]
    pub(super) const fn pieces(&self) -> Option<[Piece; 3]> {
        let Self { rows, columns, .. } = self;
        let is_line = rows.input == 1 && rows.output == 1 && rows.kernel == 1;
        if !is_line || !self.pads_sides() || self.padded_len() <= TILE {
            return None;
        }
        let inside = columns.before.div_ceil(columns.stride);
        let end = match (columns.input + columns.before).checked_sub(columns.span()) {
            Some(last) => last / columns.stride + 1,
            None => 0,
        };
        let end = if end < columns.output { end } else { columns.output };
        if inside >= end {
            return None;
        }
        Some([self.piece(0, inside), self.piece(inside, end), self.piece(end, columns.output)])
    }

    /// The positions from one to before another.
    #[inline]
    const fn piece(&self, first: usize, end: usize) -> Piece {
        let columns = self.columns;
        let start = first * columns.stride;
        let first_input = start.saturating_sub(columns.before);
        let seen = if end == first {
            0
        } else {
            ((end - 1) * columns.stride + columns.span()).saturating_sub(columns.before)
        };
        let seen = if seen < columns.input { seen } else { columns.input };
        let columns = Window {
            input: seen.saturating_sub(first_input),
            output: end - first,
            before: columns.before.saturating_sub(start),
            ..columns
        };
        Piece { convolution: Self { columns, ..*self }, first_input, first_output: first }
    }

    /// The elements of scratch memory for copies with padding.
    #[inline]
    pub(super) const fn copied_len(&self) -> usize {
        let Some(pieces) = self.pieces() else { return self.band_len() };
        let (mut most, mut index) = (0, 0);
        while index < pieces.len() {
            let piece = &pieces[index];
            let len = if piece.is_empty() { 0 } else { piece.convolution.band_len() };
            most = if len > most { len } else { most };
            index += 1;
        }
        most
    }
}

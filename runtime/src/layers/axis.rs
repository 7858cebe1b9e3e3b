//! Axes in Keras's numbering: 1 is the first axis of a sample, -1 the last, and 0 the batch's.

use crate::message::{LayerName, Message, Site};
use crate::shape::Shape;

/// The axis counted from 0; none where the shape has no such axis.
#[inline]
pub(super) const fn position(axis: isize, rank: usize) -> Option<usize> {
    let distance = axis.unsigned_abs();
    if axis == 0 || distance > rank {
        None
    } else if axis > 0 {
        Some(distance - 1)
    } else {
        Some(rank - distance)
    }
}

/// Says that a producer's value does not have the axis that a layer works along.
#[inline]
pub(super) const fn missing(site: Site, axis: isize, producer: LayerName, given: Shape) -> Message {
    let message = Message::new().layer(site.layer).text(" works along axis ");
    let message = message.text(if axis < 0 { "-" } else { "" }).number(axis.unsigned_abs()).text(", but ");
    let message = message.layer(producer).text(" gives ").shape(given).text("\nhelp: its axes are ");
    if given.rank() == 1 {
        return message.text("1 alone, or -1");
    }
    message.text("1 to ").number(given.rank()).text(", or -1 for the last")
}

/// A shape around one of its axes: how many blocks stand before it, its size, and how many
/// elements stand at each of its places.
#[inline]
pub(super) const fn around(shape: Shape, axis: usize) -> [usize; 3] {
    let (mut sizes, mut index) = ([1, shape.axis(axis), 1], 0);
    while index < shape.rank() {
        if index != axis {
            sizes[if index < axis { 0 } else { 2 }] *= shape.axis(index);
        }
        index += 1;
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_keras_s() {
        let positions = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map(|axis| position(axis, 3));
        assert_eq!(positions, [None, Some(0), Some(1), Some(2), None, Some(0), Some(1), Some(2), None]);
        assert_eq!(
            [0, 1, 2].map(|axis| around(Shape::new(&[2, 3, 4]), axis)),
            [[1, 2, 12], [2, 3, 4], [6, 4, 1]]
        );
    }
}

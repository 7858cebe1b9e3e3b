//! What layers say whose inputs do not fit each other, and the fixes that can be computed.

use crate::message::{LayerName, Message, Site};
use crate::shape::Shape;

/// Begins a message: ``layer `add` (Add): layer `a` (Conv2D) gives [16, 16, 8], but layer `r`
/// (Conv2D) gives [8, 8, 8]``.
#[inline]
pub(super) const fn disagree(site: Site, [a, b]: [usize; 2], shapes: [Shape; 2]) -> Message {
    let message = Message::new().layer(site.layer).text(": ");
    let message = message.layer(site.producer_of(a)).text(" gives ").shape(shapes[0]).text(", but ");
    message.layer(site.producer_of(b)).text(" gives ").shape(shapes[1])
}

/// How values of different ranks get the same shape.
#[inline]
pub(super) const fn same_rank(message: &Message, names: [LayerName; 2], shapes: [Shape; 2]) -> Message {
    let [low, high] = if shapes[0].rank() < shapes[1].rank() { [0, 1] } else { [1, 0] };
    let message = message.text("\nhelp: ");
    if shapes[low].rank() > 1 {
        return message.text("both need as many axes: put a `Reshape` before one of them");
    }
    let features = shapes[low].last();
    if features == shapes[high].len() {
        return quote(&flatten(&message.text("`"), names[high]).text("` has the shape of "), names[low]);
    }
    if features == shapes[high].last() {
        let mut message = message.text("`Reshape((");
        let mut axis = 1;
        while axis < shapes[high].rank() {
            message = message.text("1, ");
            axis += 1;
        }
        message = message.number(features).text("))(").text(names[low].name);
        return message.text(")` has as many axes, and is repeated along those of size 1");
    }
    let message = flatten(&message.text("`Dense(").number(features).text(")("), names[high]);
    quote(&message.text(")` has the shape of "), names[low])
}

/// How values get the same last axis, if only that one differs.
#[inline]
pub(super) const fn same_channels(
    message: &Message,
    names: [LayerName; 2],
    shapes: [Shape; 2],
) -> Option<Message> {
    let size = shapes[0].last();
    if !shapes[1].with_last(size).fits(&shapes[0]) {
        return None;
    }
    let mut message = message.text("\nhelp: ");
    // Of the same kind, so that one word does for both.
    let kinds = [sized_by(names[0].class), sized_by(names[1].class)];
    if let [Some(kind), Some(other)] = kinds
        && kind.len() == other.len()
    {
        message = message.text("give both layers ").number(size).text(kind).text(", or ");
    }
    let [noun, layer, kernel] = match shapes[0].rank() {
        3 => [" channels", "Conv2D", ", 1"],
        2 => [" channels", "Conv1D", ", 1"],
        _ => [" features", "Dense", ""],
    };
    message = quote(&message.text("bring "), names[1]).text(" to ").number(size).text(noun);
    message = message.text(" by a `").text(layer).text("(").number(size).text(kernel).text(")`");
    Some(message)
}

/// How values get the same size along all axes but the last, if one of them is smaller.
#[inline]
pub(super) const fn same_size(
    message: &Message,
    names: [LayerName; 2],
    shapes: [Shape; 2],
) -> Option<Message> {
    let rank = shapes[0].rank();
    let [small, large] = if is_smaller(shapes[0], shapes[1]) {
        [0, 1]
    } else if is_smaller(shapes[1], shapes[0]) {
        [1, 0]
    } else {
        return None;
    };
    let is_same_last = shapes[0].last() == shapes[1].last();
    let message = message.text("\nhelp: ");
    let Some(strides) = strides(shapes[small], shapes[large]) else {
        if !is_same_last {
            return None;
        }
        let message = quote(&message, names[small]).text(" is smaller: ");
        return Some(message.text("use `padding = same` and the same `strides` in both branches"));
    };
    if is_same_last {
        let message = message.text("`strides = ").number(strides).text("` shrank ");
        let message = quote(&message, names[small]).text(": use `strides = 1` and `padding = same` in ");
        let message = message.text("both branches, or give the other branch `strides = ");
        return Some(message.number(strides).text("` too"));
    }
    let message = message.text(if rank == 3 { "`Conv2D(" } else { "`Conv1D(" });
    let message = message.number(shapes[small].last()).text(", 1, strides = ").number(strides);
    let message = message.text(")(").text(names[large].name).text(")` has the shape of ");
    Some(quote(&message, names[small]))
}

/// True when one shape is smaller than another along an axis but the last, and nowhere larger.
#[inline]
const fn is_smaller(small: Shape, large: Shape) -> bool {
    let (mut axis, mut any) = (0, false);
    while axis + 1 < small.rank() {
        if small.axis(axis) > large.axis(axis) {
            return false;
        }
        any = any || small.axis(axis) < large.axis(axis);
        axis += 1;
    }
    any
}

/// The strides that make the small shape of the large one, along all axes but the last.
#[inline]
const fn strides(small: Shape, large: Shape) -> Option<usize> {
    if small.axis(0) == 0 {
        return None;
    }
    let strides = large.axis(0).div_ceil(small.axis(0));
    let mut axis = 0;
    while axis + 1 < small.rank() {
        if strides < 2 || large.axis(axis).div_ceil(strides) != small.axis(axis) {
            return None;
        }
        axis += 1;
    }
    Some(strides)
}

/// What a layer's last axis is called among its arguments, if it is one.
#[inline]
const fn sized_by(class: &str) -> Option<&'static str> {
    match class.as_bytes() {
        b"Conv1D" | b"Conv2D" => Some(" filters"),
        b"Dense" => Some(" units"),
        _ => None,
    }
}

/// Appends ``Flatten()(x)``.
#[inline]
pub(super) const fn flatten(message: &Message, name: LayerName) -> Message {
    message.text("Flatten()(").text(name.name).text(")")
}

/// Appends a layer's name alone.
#[inline]
pub(super) const fn quote(message: &Message, name: LayerName) -> Message {
    if name.name.is_empty() { message.text("the input") } else { message.text("`").text(name.name).text("`") }
}

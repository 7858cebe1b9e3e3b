//! What layers that slide a window over an image say when something does not fit.

use crate::layers::window::Window;
use crate::message::{Message, Site};
use crate::shape::{Shape, UNKNOWN};

/// Why an input is no image `[height, width, channels]`, with the fix where it can be computed.
#[inline]
pub(super) const fn not_an_image(site: Site, input: Shape) -> Option<Message> {
    if !input.is_known() || input.rank() == 3 && !input.is_empty() {
        return None;
    }
    let message = site.expects("[height, width, channels]", input);
    if input.is_empty() {
        return Some(message.text("\nhelp: every axis must be at least 1"));
    }
    Some(match *input.axes() {
        [_] if is_flatten(site.producer.class) => {
            message.text("\nhelp: put `").text(site.layer.name).text("` before the Flatten")
        }
        [height, width] if site.producer.class.is_empty() => message
            .text("\nhelp: a channels axis is missing: declare the input as ")
            .shape(Shape::new(&[height, width, 1])),
        [height, width] => {
            let message = message.text("\nhelp: a channels axis is missing: put `Reshape(");
            tuple(message, &[height, width, 1]).text(")` before `").text(site.layer.name).text("`")
        }
        [features] => match square(features) {
            Some((edge, depth)) => {
                let message = message.text("\nhelp: if that is an image, put `Reshape(");
                tuple(message, &[edge, edge, depth]).text(")` before `").text(site.layer.name).text("`")
            }
            None => message,
        },
        [_, height, width, channels] if site.producer.class.is_empty() => message
            .text("\nhelp: the batch axis is never written: declare the input as ")
            .shape(Shape::new(&[height, width, channels])),
        _ => message,
    })
}

/// Why a window without padding does not fit its image; `what` is `kernel` or `pool`.
#[inline]
pub(super) const fn too_large(
    site: Site,
    input: Shape,
    what: &str,
    [rows, columns]: [Window; 2],
) -> Option<Message> {
    if !input.is_known() || rows.output != UNKNOWN && columns.output != UNKNOWN {
        return None;
    }
    if let [channels @ 1..5, height, width] = *input.axes()
        && site.producer.class.is_empty()
        && rows.span() <= height
        && columns.span() <= width
    {
        return Some(
            site.expects("[height, width, channels]", input)
                .text("\nhelp: channels come last: declare the input as ")
                .shape(Shape::new(&[height, width, channels])),
        );
    }
    let mut message = Message::new().layer(site.layer).text(" expects at least ");
    message = message.number(rows.span()).text(" x ").number(columns.span()).text(" pixels, but ");
    message = message.layer(site.producer).text(" gives ").shape(input).text("\nhelp: ").text(what);
    let (window, axis) = if rows.output == UNKNOWN { (rows, "height ") } else { (columns, "width ") };
    message = message.text(" ").number(window.kernel);
    if window.dilation > 1 {
        message = message.text(" with dilation ").number(window.dilation).text(" spans ");
        message = message.number(window.span()).text(" and");
    }
    message = message.text(" does not fit ").text(axis).number(window.input);
    message = message.text("; use `padding = same`");
    if window.largest_kernel() > 0 {
        message = message.text(" or a ").text(what).text(" of at most ").number(window.largest_kernel());
    }
    Some(message)
}

/// Says that an argument's sizes must be at least 1, unless they are.
#[inline]
pub(super) const fn zero(site: Site, name: &str, sizes: &[usize]) -> Option<Message> {
    let mut index = 0;
    while index < sizes.len() && sizes[index] != 0 {
        index += 1;
    }
    if index == sizes.len() {
        return None;
    }
    let message = Message::new().layer(site.layer).text(": ").text(name).text(" must be at least 1");
    if sizes.len() == 1 { Some(message) } else { Some(tuple(message.text(", found "), sizes)) }
}

/// Says that strides and dilation exclude each other, if both exceed 1.
#[inline]
pub(super) const fn strided_and_dilated(
    site: Site,
    strides: [usize; 2],
    dilation_rate: [usize; 2],
) -> Option<Message> {
    let ([s0, s1], [d0, d1]) = (strides, dilation_rate);
    if s0 <= 1 && s1 <= 1 || d0 <= 1 && d1 <= 1 {
        return None;
    }
    let message = tuple(Message::new().layer(site.layer).text(" has strides "), &strides);
    let message = tuple(message.text(" and dilation_rate "), &dilation_rate);
    Some(message.text(ONE_OF_BOTH))
}

/// How the message of strides beside dilation ends.
pub(super) const ONE_OF_BOTH: &str =
    ", but only one of them may exceed 1\nhelp: leave out `strides` or `dilation_rate`";

/// Appends sizes as `(2, 2)`.
#[inline]
pub(super) const fn tuple(mut message: Message, sizes: &[usize]) -> Message {
    let mut index = 0;
    while index < sizes.len() {
        message = message.text(if index == 0 { "(" } else { ", " }).number(sizes[index]);
        index += 1;
    }
    message.text(")")
}

/// The side and the channels of a square image, grey or in three colours.
#[inline]
const fn square(features: usize) -> Option<(usize, usize)> {
    let mut side = 4;
    while side <= 4096 {
        if side * side == features {
            return Some((side, 1));
        }
        if side * side * 3 == features {
            return Some((side, 3));
        }
        side += 1;
    }
    None
}

#[inline]
const fn is_flatten(class: &str) -> bool {
    matches!(class.as_bytes(), b"Flatten")
}

//! What layers that slide a window over a sequence say when something does not fit.

use crate::layers::image::tuple;
use crate::layers::window::Window;
use crate::message::{Message, Site};
use crate::shape::{Shape, UNKNOWN};

/// Why an input is no sequence `[steps, channels]`, with the fix where it can be computed.
/// `of_images` is the layer that does the same on images.
#[inline]
pub(super) const fn not_a_sequence(site: Site, input: Shape, of_images: &str) -> Option<Message> {
    if !input.is_known() || input.rank() == 2 && !input.is_empty() {
        return None;
    }
    let message = site.expects("[steps, channels]", input);
    if input.is_empty() {
        return Some(message.text("\nhelp: every axis must be at least 1"));
    }
    Some(match *input.axes() {
        [_] if matches!(site.producer.class.as_bytes(), b"Flatten") => {
            message.text("\nhelp: put `").text(site.layer.name).text("` before the Flatten")
        }
        [steps] if site.producer.class.is_empty() => message
            .text("\nhelp: a channels axis is missing: declare the input as ")
            .shape(Shape::new(&[steps, 1])),
        [steps] => {
            let message = message.text("\nhelp: if these are steps, put `Reshape(");
            tuple(message, &[steps, 1]).text(")` before `").text(site.layer.name).text("`")
        }
        [_, _, _] => message.text("\nhelp: for images use `").text(of_images).text("`"),
        _ => message,
    })
}

/// Why a window without padding does not fit its sequence; `what` is `kernel` or `pool`.
#[inline]
pub(super) const fn too_long(site: Site, input: Shape, what: &str, window: Window) -> Option<Message> {
    if !input.is_known() || window.output != UNKNOWN {
        return None;
    }
    let [steps, channels] = input.to_array::<2>();
    if site.producer.class.is_empty() && window.span() <= channels {
        return Some(
            site.expects("[steps, channels]", input)
                .text("\nhelp: channels come last: if ")
                .number(channels)
                .text(" are the steps, declare the input as ")
                .shape(Shape::new(&[channels, steps])),
        );
    }
    let message = Message::new().layer(site.layer).text(" expects at least ").number(window.span());
    let message = message.text(" steps, but ").layer(site.producer).text(" gives ").shape(input);
    let mut message = message.text("\nhelp: ").text(what).text(" ").number(window.kernel);
    if window.dilation > 1 {
        message = message.text(" with dilation ").number(window.dilation).text(" spans ");
        message = message.number(window.span()).text(" steps and");
    }
    message = message.text(" does not fit ").number(steps);
    message = message.text("; use `padding = same` or a ").text(what).text(" of at most ");
    Some(message.number(window.largest_kernel()))
}

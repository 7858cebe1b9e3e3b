//! Compile-time messages: text composed in a constant and raised with `panic!("{}", ..)`.

use crate::shape::{Shape, UNKNOWN};

const CAPACITY: usize = 640;

/// A message under construction, in a buffer that a constant can hold. Text past the capacity is
/// dropped.
#[derive(Clone, Copy)]
pub struct Message {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl Message {
    /// An empty message.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: [0; CAPACITY], len: 0 }
    }

    /// Appends text.
    #[inline]
    #[must_use]
    pub const fn text(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        // All or nothing, so that the buffer always holds whole characters.
        if self.len + bytes.len() <= CAPACITY {
            let mut index = 0;
            while index < bytes.len() {
                self.bytes[self.len] = bytes[index];
                self.len += 1;
                index += 1;
            }
        }
        self
    }

    /// Appends a number in decimal; `?` for an unknown size.
    #[inline]
    #[must_use]
    pub const fn number(self, number: usize) -> Self {
        if number == UNKNOWN {
            return self.text("?");
        }
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        let mut rest = number;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        match core::str::from_utf8(digits.split_at(start).1) {
            Ok(text) => self.text(text),
            Err(_) => self,
        }
    }

    /// Appends a real number in decimal, to four places.
    #[inline]
    #[must_use]
    pub const fn decimal(self, number: f64) -> Self {
        if number < 0.0 {
            return self.text("-").decimal(-number);
        }
        if number.is_nan() || number >= 1e15 {
            return self.text(if number.is_nan() { "NaN" } else { "inf" });
        }
        // Rounded as a whole, so that 0.99999 is 1.
        #[expect(clippy::cast_sign_loss, reason = "negative numbers are written above")]
        let scaled = (number * 1e4 + 0.5) as u64;
        let mut message = self.number((scaled / 10_000) as usize);
        let mut rest = scaled % 10_000;
        if rest > 0 {
            message = message.text(".");
        }
        while rest > 0 {
            message = message.number((rest / 1000) as usize);
            rest = rest % 1000 * 10;
        }
        message
    }

    /// Appends a number of bytes, as `70.5 KiB`.
    #[inline]
    #[must_use]
    pub const fn bytes(self, bytes: usize) -> Self {
        if bytes < 1 << 10 {
            return self.number(bytes).text(" bytes");
        }
        let (unit, name) = if bytes < 1 << 20 { (1 << 10, " KiB") } else { (1 << 20, " MiB") };
        // To one place, rounded up: 64.01 KiB are more than 64 KiB.
        let tenths = (bytes as u128 * 10).div_ceil(unit) as usize;
        let message = self.number(tenths / 10);
        let message = if tenths.is_multiple_of(10) { message } else { message.text(".").number(tenths % 10) };
        message.text(name)
    }

    /// Appends a shape, as `[28, 28, 1]`.
    #[inline]
    #[must_use]
    pub const fn shape(self, shape: Shape) -> Self {
        let mut message = self.text("[");
        let mut axis = 0;
        while axis < shape.rank() {
            if axis > 0 {
                message = message.text(", ");
            }
            message = message.number(shape.axis(axis));
            axis += 1;
        }
        message.text("]")
    }

    /// Appends ``layer `head` (Dense)``: a layer by its field's name and class. The class of a
    /// value that no layer gives is empty, ``input `image` ``; an operation is its text, `` `a + b` ``.
    #[inline]
    #[must_use]
    pub const fn layer(self, layer: LayerName) -> Self {
        if layer.name.is_empty() {
            return self.text("the input");
        }
        if layer.class.is_empty() {
            return self.text("input `").text(layer.name).text("`");
        }
        if layer.is_operation() {
            return self.text("`").text(layer.name).text("`");
        }
        self.text("layer `").text(layer.name).text("` (").text(layer.class).text(")")
    }

    /// The text.
    #[inline]
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::new()
    }
}

impl core::fmt::Debug for Message {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(self.as_str(), f)
    }
}

/// How a message calls a layer: its field's name and its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerName {
    /// The field's name, `head`.
    pub name: &'static str,
    /// The class, `Dense`; empty for an input of the network, `operation` for an expression.
    pub class: &'static str,
}

impl LayerName {
    /// True for an expression, such as `a + b`.
    #[inline]
    #[must_use]
    pub const fn is_operation(&self) -> bool {
        matches!(self.class.as_bytes(), b"operation")
    }
}

/// Where a layer stands: itself, and who gives it its inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The layer.
    pub layer: LayerName,
    /// Who gives its (first) input.
    pub producer: LayerName,
    /// Who gives its further inputs: names and classes.
    others: &'static [[&'static str; 2]],
}

impl Site {
    /// A layer's name and class, then its producer's.
    #[inline]
    #[must_use]
    pub const fn new(layer: [&'static str; 2], producer: [&'static str; 2]) -> Self {
        Self {
            layer: LayerName { name: layer[0], class: layer[1] },
            producer: LayerName { name: producer[0], class: producer[1] },
            others: &[],
        }
    }

    /// Says who gives the further inputs, a name and a class each.
    #[inline]
    #[must_use]
    pub const fn and(mut self, producers: &'static [[&'static str; 2]]) -> Self {
        self.others = producers;
        self
    }

    /// Who gives an input, by its index.
    #[inline]
    #[must_use]
    pub const fn producer_of(&self, input: usize) -> LayerName {
        if input == 0 || input > self.others.len() {
            return self.producer;
        }
        let [name, class] = self.others[input - 1];
        LayerName { name, class }
    }

    /// Begins a message of the common form: ``layer `conv` (Conv2D) expects WHAT, but layer
    /// `flatten` (Flatten) gives [676]``.
    #[inline]
    #[must_use]
    pub const fn expects(&self, what: &str, given: Shape) -> Message {
        Message::new()
            .layer(self.layer)
            .text(" expects ")
            .text(what)
            .text(", but ")
            .layer(self.producer)
            .text(" gives ")
            .shape(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_layers_and_shapes() {
        const SITE: Site = Site::new(["conv", "Conv2D"], ["flatten", "Flatten"]);
        const TEXT: Message = SITE.expects("[height, width, channels]", Shape::new(&[0, 26]));
        assert_eq!(
            TEXT.as_str(),
            "layer `conv` (Conv2D) expects [height, width, channels], but layer `flatten` (Flatten) gives [0, 26]"
        );
    }

    #[test]
    fn real_numbers_are_short() {
        for (number, text) in [
            (0.5, "0.5"),
            (-1.25, "-1.25"),
            (20.0, "20"),
            (0.999_99, "1"),
            (3.0625, "3.0625"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(Message::new().decimal(number).as_str(), text);
        }
    }

    #[test]
    fn text_past_the_capacity_is_dropped_whole() {
        let mut message = Message::new();
        for _ in 0..200 {
            message = message.text("häh");
        }
        assert!(message.as_str().len() <= CAPACITY);
        assert!(message.as_str().ends_with("häh"));
    }
}

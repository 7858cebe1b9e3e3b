//! What generated code asks of a layer's type.

use super::Layer;
use crate::description::{Description, Tensor, Tensors};
use crate::dims::Shapes;
use crate::message::{Message, Site};
use crate::network::LayerInfo;
use crate::op::Op;
use crate::params::Params;
use crate::plan::Slot;
use crate::scalar::Scalar;
use crate::shape::Shape;

/// What generated code asks of a layer's type, in one place and of nothing else: so that a type that
/// is no layer is one mistake, and other networks are no hint.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no layer for a network of `{T}`",
    label = "not a layer of netform's, and no type with `{T}` as its numbers that implements `netform::Layer`",
    note = "a network declared by `network!` is a layer, and so is a type that implements `netform::Layer`",
    note = "a composition is one where its parts fit: in `Then<A, B>`, `B` takes what `A` gives",
    note = "`#[scalar(f64)]` and `#[scalar(f32)]` set the numbers of a network, and of a type declared by `weights!`"
)]
pub trait IsLayer<T> {
    /// What there is to know.
    const TABLE: &'static Table;

    /// The layer as the operation of a step.
    fn operation(&self) -> &dyn Op<T>;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, L: Layer + Params<Scalar = T>> IsLayer<T> for L {
    const TABLE: &'static Table = &Table {
        inputs: L::Input::SHAPES,
        outputs: L::Output::SHAPES,
        tape: L::TAPE,
        workspace: L::WORKSPACE,
        scratch: L::SCRATCH,
        inference_scratch: L::INFERENCE_SCRATCH,
        tensors: L::TENSORS,
        layers: L::LAYERS,
        trainable: L::TRAINABLE,
        gradients: L::GRADIENTS,
        apart: L::APART,
    };

    fn operation(&self) -> &dyn Op<T> {
        self
    }
}

/// What generated code knows of a layer's type.
#[doc(hidden)]
#[derive(Debug)]
pub struct Table {
    inputs: &'static [Shape],
    outputs: &'static [Shape],
    tape: usize,
    workspace: usize,
    scratch: usize,
    inference_scratch: usize,
    tensors: &'static [Tensor],
    /// The layers of a network.
    pub layers: &'static [LayerInfo],
    /// The number of weights that gradients change.
    pub trainable: usize,
    /// The elements that backward writes.
    pub gradients: usize,
    apart: bool,
}

/// What an application of a layer says of itself: checks the inputs, and how many outputs are
/// bound.
#[inline]
#[must_use]
pub const fn describe(table: &Table, inputs: &[Shape], outputs: usize, site: Site) -> Description {
    let (expected, given) = (table.inputs, table.outputs);
    let output = if given.len() == 1 { given[0] } else { Shape::new(&[total(given)]) };
    let mut description = Description::new(output)
        .tape(table.tape)
        .workspace(table.workspace)
        .scratch(table.scratch)
        .inference_scratch(table.inference_scratch);
    description.tensors = Tensors::of(table.tensors);
    description.moves = table.gradients.saturating_sub(table.trainable);
    if !table.apart {
        description = description.together();
    }
    // After a mistake in a network's header nothing is known of what it takes.
    let is_known = all_known(expected);
    if is_known && inputs.len() != expected.len() {
        let message = Message::new()
            .layer(site.layer)
            .text(" takes ")
            .number(expected.len())
            .text(" inputs, but is applied to ")
            .number(inputs.len());
        return description.problem(message);
    }
    let mut index = 0;
    while is_known && index < inputs.len() {
        if !inputs[index].fits(&expected[index]) {
            let message =
                Message::new().layer(site.layer).text(" expects ").shape(expected[index]).text(", but ");
            let message = message.layer(site.producer_of(index)).text(" gives ").shape(inputs[index]);
            description = description.problem(help(message, inputs[index], expected[index], site));
        }
        index += 1;
    }
    if all_known(given) && outputs != given.len() {
        let message =
            Message::new().layer(site.layer).text(" gives ").number(given.len()).text(" values, but ");
        let message = message.number(outputs).text(if outputs == 1 { " is bound" } else { " are bound" });
        let message = message.text("\nhelp: bind each to a name, or to `_`");
        description = description.problem(message);
    }
    description
}

#[inline]
const fn all_known(shapes: &[Shape]) -> bool {
    let mut index = 0;
    while index < shapes.len() && shapes[index].is_known() {
        index += 1;
    }
    index == shapes.len()
}

/// The fix of a shape that does not fit, where it can be computed.
#[inline]
#[expect(clippy::large_types_passed_by_value, reason = "a message is built by taking and giving it")]
const fn help(message: Message, given: Shape, expected: Shape, site: Site) -> Message {
    if given.is_known() && given.len() == expected.len() {
        if expected.rank() == 1 {
            return message.text("\nhelp: put `Flatten` before `").text(site.layer.name).text("`");
        }
        return message.text("\nhelp: put a `Reshape` to ").shape(expected).text(" before it");
    }
    message
}

/// The elements of several shapes together.
#[inline]
pub(crate) const fn total(shapes: &[Shape]) -> usize {
    let (mut sum, mut index) = (0, 0);
    while index < shapes.len() {
        sum += shapes[index].len();
        index += 1;
    }
    sum
}

/// The shape of an output; an unknown one where there are not so many.
#[inline]
#[must_use]
pub const fn output_shape(table: &Table, output: usize) -> Shape {
    let shapes = table.outputs;
    if output < shapes.len() { shapes[output] } else { Shape::new(&[crate::shape::UNKNOWN]) }
}

/// The place of one output within that of all.
#[inline]
#[must_use]
pub const fn part(table: &Table, all: Slot, output: usize) -> Slot {
    let shapes = table.outputs;
    if output >= shapes.len() {
        return Slot { offset: all.offset, len: 0 };
    }
    let before = total(shapes.split_at(output).0);
    Slot { offset: all.offset + before, len: shapes[output].len() }
}

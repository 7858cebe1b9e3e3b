//! What an operation says of itself to the compiler: shapes, weights, memory, mistakes.

mod parts;
mod tensors;

pub(crate) use parts::Parts;
pub use tensors::{Tensor, Tensors};

use crate::activations::Activation;
use crate::message::Message;
use crate::shape::Shape;

/// How an operation computes the samples of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Samples {
    /// From numbers of the whole batch, such as its mean.
    Together,
    /// Each by itself: passes over parts of a batch compute what one over all does.
    Apart,
    /// Each by itself, and all that is kept for them lies sample by sample: one pass can compute a step in parts of
    /// the batch.
    InParts,
}

/// What an operation says of itself: the result of its `describe`.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// The per-sample shape of the output.
    pub output: Shape,
    /// The weights.
    pub tensors: Tensors,
    /// Elements of statistics that training moves: the first of the weights that are not trainable.
    pub moves: usize,
    /// Elements a sample that forward keeps for backward beside input and output.
    pub tape: usize,
    /// Elements a sample of working memory in inference, for layers that compute in several steps.
    pub workspace: usize,
    /// Elements of working memory, whatever the batch; shared by all operations of a pass.
    pub scratch: usize,
    /// What of it inference needs.
    pub inference_scratch: usize,
    /// The multiply-adds of a sample, roughly (an element that is only moved is some too).
    pub work: usize,
    /// How the samples of a batch are computed.
    pub samples: Samples,
    /// True when it can be a part of a prediction in one piece.
    pub unrolls: bool,
    /// Elements of working memory there.
    pub unrolled_scratch: usize,
    /// True when backward reads the inputs.
    pub reads_input: bool,
    /// True when backward reads the output.
    pub reads_output: bool,
    /// The activation that ends the operation.
    pub activation: Activation,
    /// The shapes of several outputs, which lie one after another, each of the whole batch; none
    /// where there is one output. `output` has the elements of all.
    pub parts: Parts,
    /// The first and the last but one of the layer's weights that begin as 1, whatever their
    /// tensor's initializer.
    pub ones: [usize; 2],
    /// Why the operation does not fit its input.
    pub problem: Option<Message>,
}

impl Description {
    /// An operation without weights, tape or scratch.
    #[inline]
    #[must_use]
    pub const fn new(output: Shape) -> Self {
        Self {
            output,
            tensors: Tensors::none(),
            moves: 0,
            tape: 0,
            workspace: 0,
            scratch: 0,
            inference_scratch: 0,
            work: 0,
            samples: Samples::Apart,
            unrolls: false,
            unrolled_scratch: 0,
            parts: Parts::none(),
            ones: [0, 0],
            reads_input: true,
            reads_output: true,
            activation: Activation::Linear,
            problem: None,
        }
    }

    /// Adds a weight tensor. An empty tensor (a bias that is switched off) is left out.
    #[inline]
    #[must_use]
    pub const fn tensor(mut self, tensor: Tensor) -> Self {
        self.tensors = self.tensors.with(tensor);
        self
    }

    /// Says that training moves statistics: so many elements, the first of the weights that are not
    /// trainable. Backward then leaves their *moves* behind the gradients of the trainable weights:
    /// what a step of the optimizer adds to them, as it is.
    #[inline]
    #[must_use]
    pub const fn moves(mut self, elements: usize) -> Self {
        self.moves = elements;
        self
    }

    /// The elements that backward writes: the gradients of the trainable weights, and moves.
    #[inline]
    #[must_use]
    pub const fn gradients(&self) -> usize {
        self.tensors.trainable() + self.moves
    }

    /// Asks for elements that are kept for backward, a sample.
    #[inline]
    #[must_use]
    pub const fn tape(mut self, elements: usize) -> Self {
        self.tape = elements;
        self
    }

    /// Asks for working memory in inference, a sample.
    #[inline]
    #[must_use]
    pub const fn workspace(mut self, elements: usize) -> Self {
        self.workspace = elements;
        self
    }

    /// Asks for working memory.
    #[inline]
    #[must_use]
    pub const fn scratch(mut self, elements: usize) -> Self {
        self.scratch = elements;
        self.inference_scratch = elements;
        self
    }

    /// Says that inference needs less working memory than training.
    #[inline]
    #[must_use]
    pub const fn inference_scratch(mut self, elements: usize) -> Self {
        self.inference_scratch = elements;
        self
    }

    /// Says how much there is to compute, and that it can be computed in parts of the batch, unless its samples are
    /// computed together.
    #[inline]
    #[must_use]
    pub const fn work(mut self, multiply_adds: usize) -> Self {
        self.work = multiply_adds;
        if !matches!(self.samples, Samples::Together) {
            self.samples = Samples::InParts;
        }
        self
    }

    /// Says how much there is to compute, not in parts of the batch.
    #[inline]
    #[must_use]
    pub const fn work_in_one(mut self, multiply_adds: usize) -> Self {
        self.work = multiply_adds;
        self
    }

    /// The work of a sample that threads can share within a pass.
    #[inline]
    #[must_use]
    pub const fn shared_work(&self) -> usize {
        match self.samples {
            Samples::InParts => self.work,
            Samples::Apart | Samples::Together => 0,
        }
    }

    /// Says that the samples of a batch are computed from numbers of the whole batch.
    #[inline]
    #[must_use]
    pub const fn together(mut self) -> Self {
        self.samples = Samples::Together;
        self
    }

    /// Says that it can be a part of a prediction in one piece, how much there is to compute, and the
    /// elements of working memory that it needs there.
    #[inline]
    #[must_use]
    pub const fn unrolls(mut self, multiply_adds: usize, scratch: usize) -> Self {
        self.unrolled_scratch = scratch;
        self.unrolls = true;
        self.work(multiply_adds)
    }

    /// Says that there are several outputs, of these shapes.
    #[inline]
    #[must_use]
    pub const fn parts(mut self, shapes: &[Shape]) -> Self {
        self.parts = Parts::of(shapes);
        self
    }

    /// Says which of the weights begin as 1.
    #[inline]
    #[must_use]
    pub const fn ones(mut self, from: usize, to: usize) -> Self {
        self.ones = [from, to];
        self
    }

    /// Says what backward reads (default: both), so that memory is not kept for nothing.
    #[inline]
    #[must_use]
    pub const fn backward_reads(mut self, input: bool, output: bool) -> Self {
        self.reads_input = input;
        self.reads_output = output;
        self
    }

    /// Names the activation that ends the operation.
    #[inline]
    #[must_use]
    pub const fn activation(mut self, activation: Activation) -> Self {
        self.activation = activation;
        self
    }

    /// Says why the operation does not fit its input. The first reason stays.
    #[inline]
    #[must_use]
    pub const fn problem(mut self, message: Message) -> Self {
        if self.problem.is_none() {
            self.problem = Some(message);
        }
        self
    }

    /// Raises the problem, if there is one. Evaluated in a `const` item at the user's layer.
    ///
    /// # Panics
    /// At compile time, with the message.
    #[inline]
    #[track_caller]
    pub const fn check(&self) {
        if let Some(message) = &self.problem {
            panic!("{}", message.as_str());
        }
    }
}

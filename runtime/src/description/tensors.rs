//! Weight tensors.

use crate::initializers::Initializer;
use crate::shape::Shape;

/// The most tensors that one layer holds.
const MAX_TENSORS: usize = 8;

/// One weight tensor of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Tensor {
    /// Keras's name: `kernel`, `bias`.
    pub name: &'static str,
    /// Keras's shape. The bytes are the same as the field's matrix.
    pub shape: Shape,
    /// How a new network fills it.
    pub initializer: Initializer,
    /// Keras's fan-in and fan-out, which scale the initialisers.
    pub fans: [usize; 2],
    /// False for statistics that training moves but no gradient does.
    pub trainable: bool,
}

/// The tensors of one layer, in the order of its fields.
#[derive(Clone, Copy, Debug)]
pub struct Tensors {
    list: [Tensor; MAX_TENSORS],
    len: usize,
}

impl Tensors {
    /// None.
    #[inline]
    #[must_use]
    pub const fn none() -> Self {
        const EMPTY: Tensor = Tensor {
            name: "",
            shape: Shape::new(&[0]),
            initializer: Initializer::Zeros,
            fans: [1, 1],
            trainable: true,
        };
        Self { list: [EMPTY; MAX_TENSORS], len: 0 }
    }

    /// Some tensors; of more than a layer can hold, the first.
    #[inline]
    #[must_use]
    pub const fn of(tensors: &[Tensor]) -> Self {
        let mut own = Self::none();
        while own.len < tensors.len() && own.len < MAX_TENSORS {
            own.list[own.len] = tensors[own.len];
            own.len += 1;
        }
        own
    }

    /// The tensors as a slice.
    #[inline]
    #[must_use]
    pub const fn as_slice(&self) -> &[Tensor] {
        self.list.split_at(self.len).0
    }

    /// The number of elements of all tensors.
    #[inline]
    #[must_use]
    pub const fn elements(&self) -> usize {
        let mut sum = 0;
        let mut index = 0;
        while index < self.len {
            sum += self.list[index].shape.len();
            index += 1;
        }
        sum
    }

    /// The number of elements of the trainable tensors.
    #[inline]
    #[must_use]
    pub const fn trainable(&self) -> usize {
        let mut sum = 0;
        let mut index = 0;
        while index < self.len {
            if self.list[index].trainable {
                sum += self.list[index].shape.len();
            }
            index += 1;
        }
        sum
    }

    /// Adds a tensor. An empty one (a bias that is switched off) is left out, and so is what is too many.
    #[inline]
    pub(super) const fn with(mut self, tensor: Tensor) -> Self {
        if !tensor.shape.is_empty() && self.len < MAX_TENSORS {
            self.list[self.len] = tensor;
            self.len += 1;
        }
        self
    }
}

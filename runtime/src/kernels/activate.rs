//! Activation functions within a prediction in one piece.

use super::{activations, elementwise, exp::Exponent, vector::Vector};

/// Functions over the kernels of the same names.
macro_rules! unrolled {
    ($($name:ident: $module:ident;)*) => {
        $(
            #[inline(always)]
            pub(crate) fn $name<V: Vector<Scalar: Exponent>>(values: &mut [V::Scalar]) {
                // SAFETY: nobody can name a register but the kernels, which give it to an `Unrolled` where
                // the machine has its instruction set.
                unsafe { $module::$name::<V>(values) };
            }
        )*
    };
}

unrolled! {
    relu: elementwise;
    sigmoid: activations;
    tanh: activations;
}

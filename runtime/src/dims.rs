//! Per-sample shapes as types, for layers of one's own and for compositions outside `network!`.
//!
//! A shape is one of [`D1`] to [`D5`] with a size for each axis, in Keras's order:
//! `D3<Const<28>, Const<28>, Const<1>>` is `[28, 28, 1]`. A size is nalgebra's `Const` or one of
//! typenum's unsigned integers; the latter can be computed with, see [`Flat`].

use core::marker::PhantomData;
use core::ops::Mul;

pub use nalgebra::Const;
pub use typenum;
use typenum::{Prod, Unsigned};

use crate::shape::Shape;

/// The size of an axis as a type: nalgebra's [`Const`] or a number of [`typenum`]'s.
pub trait Size: 'static {
    /// The size.
    const SIZE: usize;
}

impl<const N: usize> Size for Const<N> {
    const SIZE: usize = N;
}

impl<U: Unsigned, B: typenum::Bit> Size for typenum::UInt<U, B>
where
    Self: Unsigned + 'static,
{
    const SIZE: usize = <Self as Unsigned>::USIZE;
}

/// One shape as a type.
pub trait Dims: 'static {
    /// The shape.
    const SHAPE: Shape;
}

/// The shapes of a layer's inputs or outputs: one, or a tuple of up to sixteen.
pub trait Shapes: 'static {
    /// The shapes, in order.
    const SHAPES: &'static [Shape];
}

macro_rules! dims {
    ($($(#[$docs:meta])* $name:ident<$($axis:ident),*>;)*) => { $(
        $(#[$docs])*
        #[derive(Debug)]
        pub struct $name<$($axis),*>(PhantomData<($($axis,)*)>);

        impl<$($axis: Size),*> Dims for $name<$($axis),*> {
            const SHAPE: Shape = Shape::new(&[$($axis::SIZE),*]);
        }

        impl<$($axis: Size),*> Shapes for $name<$($axis),*> {
            const SHAPES: &'static [Shape] = &[<Self as Dims>::SHAPE];
        }
    )* };
}

dims! {
    /// `[features]`.
    D1<A>;
    /// `[steps, features]`.
    D2<A, B>;
    /// `[height, width, channels]`.
    D3<A, B, C>;
    /// Four axes.
    D4<A, B, C, D>;
    /// Five axes.
    D5<A, B, C, D, E>;
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Dims),*> Shapes for ($($name,)*) {
            const SHAPES: &'static [Shape] = &[$($name::SHAPE),*];
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
tuples!(A B C D E F G H I J K L M);
tuples!(A B C D E F G H I J K L M N);
tuples!(A B C D E F G H I J K L M N O);
tuples!(A B C D E F G H I J K L M N O P);

/// Shapes of typenum's sizes, whose number of elements is a type: what `Flatten` gives.
pub trait Flat: Dims {
    /// The product of the axes.
    type Len: Unsigned + Size;
}

impl<A: Unsigned + Size> Flat for D1<A> {
    type Len = A;
}

impl<A: Unsigned + Size + Mul<B>, B: Unsigned + Size> Flat for D2<A, B>
where
    Prod<A, B>: Unsigned + Size,
{
    type Len = Prod<A, B>;
}

impl<A: Unsigned + Size + Mul<B>, B: Unsigned + Size, C: Unsigned + Size> Flat for D3<A, B, C>
where
    Prod<A, B>: Mul<C>,
    Prod<Prod<A, B>, C>: Unsigned + Size,
{
    type Len = Prod<Prod<A, B>, C>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use typenum::{U3, U4, U5};

    #[test]
    fn types_are_shapes() {
        assert_eq!(D3::<Const<4>, U5, Const<3>>::SHAPE, Shape::new(&[4, 5, 3]));
        assert_eq!(<(D1<U3>, D2<U4, U5>)>::SHAPES, [Shape::new(&[3]), Shape::new(&[4, 5])]);
        assert_eq!(<D3<U3, U4, U5> as Flat>::Len::SIZE, 60);
    }
}

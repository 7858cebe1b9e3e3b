//! Training: `compile`, and the methods of a compiled model.
//!
//! A model's methods are generated, around those of the runtime's `Trainer`: what the compiler says
//! of wrong arguments then points at the declaration, and names the network's own types. Each
//! check hands its result to the next, so that swapped arguments are one mistake.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Lit};

use super::{checks, generics, names, samples};
use crate::syntax::{Declaration, Port};

pub(super) fn emit(declaration: &Declaration) -> TokenStream {
    let (compile, model, inputs) = (compile(declaration), model(declaration), inputs(declaration));
    quote! { #compile #model #inputs }
}

/// The associated type of the network's that [`model`] makes.
pub(super) fn associated() -> TokenStream {
    quote! {
        type Methods<Optimizer, Loss, Metrics> =
            <Self as ::netform::training::Compiles>::Methods<Optimizer, Loss, Metrics>;
    }
}

/// `compile`, and on a network the names of a model's methods, to say that `compile` comes first.
fn compile(declaration: &Declaration) -> TokenStream {
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    let (parameters, ty) = (generics::parameters(declaration), generics::ty(declaration));
    let checked = checks::run(declaration);
    let compile = if declaration.outputs.len() > 1 {
        quote_spanned! {name.span()=>
            #[doc(hidden)]
            pub fn compile<Optimizer: ::netform::training::TrainsSeveral<Self>, Loss, Metrics>(
                self: ::netform::__private::Box<Self>,
                optimizer: Optimizer,
                _: Loss,
                _: Metrics,
            ) -> <Optimizer as ::netform::training::TrainsSeveral<Self>>::Model {
                <Optimizer as ::netform::training::TrainsSeveral<Self>>::compile(optimizer, self)
            }
        }
    } else {
        quote_spanned! {name.span()=>
            /// Makes the network trainable: with an optimizer, a loss, and metrics (one, a tuple,
            /// or `()`).
            #[must_use]
            pub fn compile<Optimizer, Loss, Metrics, Checked, After, Labels>(
                self: ::netform::__private::Box<Self>,
                optimizer: Optimizer,
                loss: Loss,
                metrics: Metrics,
            ) -> ::netform::training::Model<Self, Optimizer, Loss, Metrics>
            where
                Optimizer: ::netform::optimizers::IsOptimizer<#scalar, Is = Checked>,
                Loss: ::netform::losses::IsLoss<#scalar, Checked, After = After, Labels = Labels>
                    + ::netform::losses::LossFor<Self, After>,
                Metrics: ::netform::metrics::BesideLoss<#scalar, Labels>,
            {
                #checked
                ::netform::training::Model::new(self, optimizer, loss, metrics)
            }
        }
    };
    quote_spanned! {name.span()=>
        #[allow(dead_code, unreachable_pub, clippy::pedantic)]
        impl #parameters #ty {
            #compile

            #[doc(hidden)]
            pub fn fit<Sample: ::netform::training::AfterCompile<Self> + ?::core::marker::Sized, Label>(
                &self,
                _: &Sample,
                _: &[Label],
                _: ::netform::training::Fit<'_, Self, Label>,
            ) {
            }

            #[doc(hidden)]
            pub fn evaluate<Sample: ::netform::training::AfterCompile<Self> + ?::core::marker::Sized, Label>(
                &self,
                _: &Sample,
                _: &[Label],
            ) {
            }
        }
    }
}

/// The methods of a compiled model, in a type that nobody can name.
fn model(declaration: &Declaration) -> TokenStream {
    let (name, ty) = (&declaration.name, generics::ty(declaration));
    let (sizes, parameters) = (&declaration.parameters, generics::parameters(declaration));
    let span = name.span();
    let declared = quote_spanned!(span=> <#(const #sizes: usize,)* Optimizer, Loss, Metrics>);
    let own = quote_spanned!(span=> Model<#(#sizes,)* Optimizer, Loss, Metrics>);
    let trainer = quote_spanned!(span=> ::netform::training::Trainer<#ty, Optimizer, Loss, Metrics>);
    let (visibility, methods) = (&declaration.visibility, methods(declaration));
    quote_spanned! {span=>
        const _: () = {
            #[allow(missing_docs, missing_debug_implementations, unreachable_pub, dead_code)]
            #visibility struct Model #declared (#trainer);

            impl #declared ::core::ops::Deref for #own {
                type Target = #trainer;

                fn deref(&self) -> &#trainer {
                    &self.0
                }
            }

            impl #declared ::core::ops::DerefMut for #own {
                fn deref_mut(&mut self) -> &mut #trainer {
                    &mut self.0
                }
            }

            impl #declared ::netform::training::Around<#trainer> for #own {
                fn around(trainer: #trainer) -> Self {
                    Self(trainer)
                }

                fn into_inner(self) -> #trainer {
                    self.0
                }
            }

            impl #parameters ::netform::training::Compiles for #ty {
                type Methods<Optimizer, Loss, Metrics> = #own;
            }

            #[allow(dead_code, unreachable_pub, clippy::pedantic)]
            impl #declared #own {
                #methods
            }
        };
    }
}

fn methods(declaration: &Declaration) -> TokenStream {
    let (name, scalar, ty) = (&declaration.name, &declaration.scalar, generics::ty(declaration));
    let span = name.span();
    let network = quote_spanned!(span=> <#ty as ::netform::__private::Network>);
    let labels = quote_spanned!(span=> <Loss as ::netform::losses::Loss<#scalar>>::Labels);
    let data = quote_spanned! {span=>
        Loss: ::netform::losses::Loss<#scalar>,
        Sample: ::netform::training::InputOf<#ty, Is = ::netform::training::Right>,
        #labels: ::netform::losses::Takes<Label, #ty, <Sample as ::netform::training::InputOf<#ty>>::Is>,
        Label: ::core::marker::Sync,
    };
    let error = quote_spanned!(span=> ::netform::training::TrainingError);
    quote_spanned! {span=>
        /// Trains on some data, after
        /// [Keras's `fit`](https://keras.io/api/models/model_training_apis/#fit-method).
        ///
        /// All data is read and checked before the first step. The history's loss and metrics of
        /// an epoch are means over its steps; those under `val_` come after the epoch.
        ///
        /// # Errors
        /// What is wrong with the data or the options, or a loss that becomes infinite or NaN. The
        /// model is then as it was before the call.
        pub fn fit<Sample, Label>(
            &mut self,
            x: &[Sample],
            y: &[Label],
            options: ::netform::training::Fit<'_, #ty, ::netform::training::Label<Label>>,
        ) -> ::core::result::Result<::netform::training::History, #error>
        where
            #data
            Optimizer: ::netform::optimizers::Optimizer<#scalar> + ::core::clone::Clone,
            Metrics: ::netform::metrics::Metrics<#scalar, #labels> + ::core::clone::Clone,
        {
            self.0.fit(Sample::inputs(x), y, options)
        }

        /// The loss and the metrics on some data, after
        /// [Keras's `evaluate`](https://keras.io/api/models/model_training_apis/#evaluate-method).
        /// The network predicts: dropout does not drop.
        ///
        /// # Errors
        /// What is wrong with the data, or a loss that is infinite or NaN.
        pub fn evaluate<Sample, Label>(
            &mut self,
            x: &[Sample],
            y: &[Label],
        ) -> ::core::result::Result<::netform::training::Scores, #error>
        where
            #data
            Optimizer: ::netform::optimizers::Optimizer<#scalar>,
            Metrics: ::netform::metrics::Metrics<#scalar, #labels>,
        {
            self.0.evaluate(Sample::inputs(x), y)
        }

        /// One step on one batch, after
        /// [Keras's `train_on_batch`](https://keras.io/api/models/model_training_apis/#trainonbatch-method).
        /// Returns the loss before the step.
        ///
        /// # Errors
        /// What is wrong with the data, or a loss or gradients that are not finite. The model is
        /// then as it was.
        pub fn train_on_batch<Sample, Label>(
            &mut self,
            x: &[Sample],
            y: &[Label],
        ) -> ::core::result::Result<f64, #error>
        where
            #data
            Optimizer: ::netform::optimizers::Optimizer<#scalar>,
            Metrics: ::netform::metrics::Metrics<#scalar, #labels>,
        {
            self.0.train_on_batch(Sample::inputs(x), y)
        }

        /// Predicts one sample, in memory of the model's.
        #[must_use]
        pub fn predict(&self, input: &#network::Input) -> #network::Output {
            self.0.predict(input)
        }

        /// Predicts several samples. The same bits as `predict` for each.
        #[must_use]
        pub fn predict_batch(&self, inputs: &[#network::Input]) -> ::netform::__private::Vec<#network::Output> {
            self.0.predict_batch(inputs)
        }

        /// Changes the trainable weights by their gradients, with the model's optimizer, and then
        /// moves the statistics.
        ///
        /// # Errors
        /// Where the gradients are not as many as the tape's, or one is not finite; then nothing has
        /// changed.
        pub fn apply_gradients(&mut self, gradients: &mut [#scalar]) -> ::core::result::Result<(), #error>
        where
            Optimizer: ::netform::optimizers::Optimizer<#scalar>,
        {
            self.0.apply_gradients(gradients)
        }
    }
}

/// Ties the network's input to it, at the declared shape: there the compiler then shows what the
/// network takes.
fn inputs(declaration: &Declaration) -> TokenStream {
    let (parameters, ty) = (generics::parameters(declaration), generics::ty(declaration));
    let (span, input) = match declaration.inputs.as_slice() {
        [port] => (port.shape.span(), matrix(declaration, port)),
        _ => (declaration.name.span(), samples::input(declaration)),
    };
    quote_spanned! {span=>
        impl #parameters ::netform::training::InputOf<#ty> for #input {
            type Is = ::netform::training::Right;

            fn inputs(samples: &[Self]) -> &[Self] {
                samples
            }
        }
    }
}

/// The matrix of the input, as messages show it: with sizes where the macro sees them, and otherwise
/// as they are written.
fn matrix(declaration: &Declaration, port: &Port) -> TokenStream {
    if !declaration.parameters.is_empty() || !port.shape.is_known {
        return generics::matrix(declaration, port, &names::input(0));
    }
    let (name, shape, scalar) = (&declaration.name, names::input(0), &declaration.scalar);
    let Some((last, others)) = port.shape.axes.split_last() else { return TokenStream::new() };
    let number = |axis: &Expr| match axis {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse::<usize>().ok(),
        _ => None,
    };
    let span = port.shape.span();
    let rows = number(last).map(|rows| quote!(#rows));
    let rows = rows.unwrap_or_else(|| quote_spanned!(last.span()=> { #name::#shape.rows() }));
    let columns = others.iter().map(number).try_fold(1_usize, |product, axis| product.checked_mul(axis?));
    let columns = columns.map(|columns| quote!(#columns));
    let columns = columns.unwrap_or_else(|| quote_spanned!(span=> { #name::#shape.columns() }));
    quote_spanned!(span=> ::netform::nalgebra::SMatrix<#scalar, #rows, #columns>)
}

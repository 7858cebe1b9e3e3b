//! The methods of a network for weight files and bytes.

/// The inherent methods of a network that need memory alone.
#[doc(hidden)]
#[macro_export]
macro_rules! __bytes_methods {
    ($network:ident) => {
        impl $network {
            /// All weights, as the bytes of a safetensors file.
            #[must_use]
            pub fn to_bytes(&self) -> $crate::__private::Vec<u8> {
                $crate::files::to_bytes(self)
            }

            /// A network with the weights of a safetensors file, made in place on the heap.
            ///
            /// # Errors
            /// Where the bytes are not the weights of this network.
            pub fn from_bytes(
                bytes: &[u8],
            ) -> ::core::result::Result<$crate::__private::Box<Self>, $crate::files::WeightsError> {
                $crate::files::from_bytes(bytes)
            }

            /// Replaces all weights by those of a safetensors file.
            ///
            /// # Errors
            /// Where the bytes are not the weights of this network, which then is as before.
            pub fn load_weights_from_bytes(
                &mut self,
                bytes: &[u8],
            ) -> ::core::result::Result<(), $crate::files::WeightsError> {
                $crate::files::load_weights_from_bytes(self, bytes)
            }
        }

        $crate::__file_methods!($network);
    };
}

/// The inherent methods of a network that need files.
#[cfg(feature = "std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __file_methods {
    ($network:ident) => {
        impl $network {
            /// Writes all weights to a safetensors file. A file that is there is replaced at once,
            /// or, where something fails, left as it is.
            ///
            /// # Errors
            /// Where the file cannot be written.
            pub fn save(
                &self,
                path: impl ::core::convert::AsRef<$crate::__private::Path>,
            ) -> ::core::result::Result<(), $crate::files::FileError> {
                $crate::files::save(self, path.as_ref())
            }

            /// A network with the weights of a safetensors file, made in place on the heap.
            ///
            /// # Errors
            /// Where the file cannot be read or does not hold the weights of this network.
            pub fn load(
                path: impl ::core::convert::AsRef<$crate::__private::Path>,
            ) -> ::core::result::Result<$crate::__private::Box<Self>, $crate::files::FileError> {
                $crate::files::load(path.as_ref())
            }

            /// Replaces all weights by those of a safetensors file.
            ///
            /// # Errors
            /// Where the file cannot be read or does not hold the weights of this network, which
            /// then is as before.
            pub fn load_weights(
                &mut self,
                path: impl ::core::convert::AsRef<$crate::__private::Path>,
            ) -> ::core::result::Result<(), $crate::files::FileError> {
                $crate::files::load_weights(self, path.as_ref())
            }
        }
    };
}

/// No files without the standard library.
#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __file_methods {
    ($network:ident) => {};
}

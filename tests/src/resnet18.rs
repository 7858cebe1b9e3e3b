//! `ResNet`-18, of a size to choose.

/// Declares a residual network of 18 layers (He et al. 2015, table 1): a stem of 7 × 7 and a pool,
/// four stages of two blocks of two convolutions, each with its normalisation, and a dense layer.
/// The first block of a later stage halves the image, and its shortcut is a projection of 1 × 1.
///
/// `resnet18! { pub struct Net: [64, 64, 3] -> [10], filters = [64, 128, 256, 512] }`
#[macro_export]
macro_rules! resnet18 {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident: $image:tt -> [$classes:literal],
        filters = [$a:literal, $b:literal, $c:literal, $d:literal]
    ) => {
        ::netform::network! {
            $(#[$attribute])*
            $visibility struct $name(image: $image) -> [$classes] {
                let x = Conv2D($a, 7, strides = 2, padding = same, use_bias = false)(image);
                let x = relu(BatchNormalization()(x));
                let x = MaxPooling2D(3, strides = 2, padding = same)(x);

                let y = relu(BatchNormalization()(Conv2D($a, 3, padding = same, use_bias = false)(x)));
                let y = BatchNormalization()(Conv2D($a, 3, padding = same, use_bias = false)(y));
                let x = relu(y + x);
                let y = relu(BatchNormalization()(Conv2D($a, 3, padding = same, use_bias = false)(x)));
                let y = BatchNormalization()(Conv2D($a, 3, padding = same, use_bias = false)(y));
                let x = relu(y + x);

                let y = Conv2D($b, 3, strides = 2, padding = same, use_bias = false)(x);
                let y = relu(BatchNormalization()(y));
                let y = BatchNormalization()(Conv2D($b, 3, padding = same, use_bias = false)(y));
                let short = BatchNormalization()(Conv2D($b, 1, strides = 2, use_bias = false)(x));
                let x = relu(y + short);
                let y = relu(BatchNormalization()(Conv2D($b, 3, padding = same, use_bias = false)(x)));
                let y = BatchNormalization()(Conv2D($b, 3, padding = same, use_bias = false)(y));
                let x = relu(y + x);

                let y = Conv2D($c, 3, strides = 2, padding = same, use_bias = false)(x);
                let y = relu(BatchNormalization()(y));
                let y = BatchNormalization()(Conv2D($c, 3, padding = same, use_bias = false)(y));
                let short = BatchNormalization()(Conv2D($c, 1, strides = 2, use_bias = false)(x));
                let x = relu(y + short);
                let y = relu(BatchNormalization()(Conv2D($c, 3, padding = same, use_bias = false)(x)));
                let y = BatchNormalization()(Conv2D($c, 3, padding = same, use_bias = false)(y));
                let x = relu(y + x);

                let y = Conv2D($d, 3, strides = 2, padding = same, use_bias = false)(x);
                let y = relu(BatchNormalization()(y));
                let y = BatchNormalization()(Conv2D($d, 3, padding = same, use_bias = false)(y));
                let short = BatchNormalization()(Conv2D($d, 1, strides = 2, use_bias = false)(x));
                let x = relu(y + short);
                let y = relu(BatchNormalization()(Conv2D($d, 3, padding = same, use_bias = false)(x)));
                let y = BatchNormalization()(Conv2D($d, 3, padding = same, use_bias = false)(y));
                let x = relu(y + x);

                Dense($classes, activation = softmax)(GlobalAveragePooling2D()(x))
            }
        }
    };
}

//! `MobileNet`, of a size to choose.

/// Declares a `MobileNet` of version 1 (Howard et al. 2017, table 1): a strided convolution, 13
/// blocks of a depthwise and a pointwise one, each with its normalisation and `relu` up to 6, and a
/// dense layer. Named are the channels of the first convolution and of each stage; a stage after the
/// first begins by halving the image.
///
/// `mobilenet! { pub struct Net: [96, 96, 3] -> [10], filters = [32, 64, 128, 256, 512, 1024] }`
#[macro_export]
macro_rules! mobilenet {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident: $image:tt -> [$classes:literal],
        filters = [$a:literal, $b:literal, $c:literal, $d:literal, $e:literal, $f:literal]
    ) => {
        ::netform::network! {
            $(#[$attribute])*
            $visibility struct $name(image: $image) -> [$classes] {
                let x = Conv2D($a, 3, strides = 2, padding = same, use_bias = false)(image);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($b, 1, use_bias = false)(x)));

                let x = DepthwiseConv2D(3, strides = 2, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($c, 1, use_bias = false)(x)));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($c, 1, use_bias = false)(x)));

                let x = DepthwiseConv2D(3, strides = 2, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($d, 1, use_bias = false)(x)));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($d, 1, use_bias = false)(x)));

                let x = DepthwiseConv2D(3, strides = 2, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($e, 1, use_bias = false)(x)));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($e, 1, use_bias = false)(x)));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($e, 1, use_bias = false)(x)));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($e, 1, use_bias = false)(x)));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($e, 1, use_bias = false)(x)));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($e, 1, use_bias = false)(x)));

                let x = DepthwiseConv2D(3, strides = 2, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($f, 1, use_bias = false)(x)));
                let x = DepthwiseConv2D(3, padding = same, use_bias = false)(x);
                let x = ReLU(6.0)(BatchNormalization()(x));
                let x = ReLU(6.0)(BatchNormalization()(Conv2D($f, 1, use_bias = false)(x)));

                Dense($classes, activation = softmax)(GlobalAveragePooling2D()(x))
            }
        }
    };
}

//! The benchmark's large networks, small enough to be trained in a test: each learns a handful of
//! samples by heart.

use netform::prelude::*;
use netform_tests::numbers::Noise;
use netform_tests::{mobilenet, resnet18};

resnet18! {
    /// A pixel is left of the image in the last stage.
    struct Residual: [32, 32, 3] -> [3], filters = [4, 6, 8, 10]
}

mobilenet! {
    /// A pixel is left of the image in the last stage.
    struct Depthwise: [32, 32, 3] -> [3], filters = [4, 6, 8, 8, 12, 16]
}

const CLASSES: [u8; 9] = [0, 1, 2, 2, 1, 0, 0, 0, 1];

macro_rules! learn {
    ($test:ident: $network:ident, $layers:literal) => {
        #[test]
        fn $test() {
            assert_eq!($network::LAYERS.iter().filter(|layer| layer.class.contains("Conv")).count(), $layers);
            let x: Vec<<$network as Network>::Input> = Noise::new(3).samples(CLASSES.len());
            let mut model = $network::new(1).compile(
                Adam::new(0.01),
                SparseCategoricalCrossentropy::default(),
                SparseCategoricalAccuracy::default(),
            );
            let fit = Fit::epochs(60).batch_size(CLASSES.len()).progress(false);
            let history = model.fit(&x, &CLASSES, fit).expect("finite numbers");
            let losses = history.loss();
            assert!(losses[0] > 0.7, "{losses:?}");
            assert!(losses[59] < losses[0] / 6.0, "{losses:?}");
        }
    };
}

// The projections are three.
learn!(a_residual_network_learns: Residual, 20);
learn!(a_depthwise_network_learns: Depthwise, 27);

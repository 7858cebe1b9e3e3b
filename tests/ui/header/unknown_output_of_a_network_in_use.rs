//! An output's shape is not finished, in a network that another one applies.

use netform::prelude::*;

network! {
    struct Encoder(image: [8, 8, 1], pose: [3]) -> { code: [16], mean: } {
        let x = Flatten()(image);
        code = Dense(16)(concat(x, pose));
        mean = Dense(1)(code);
    }

    struct Classifier(image: [8, 8, 1], pose: [3]) -> [10] {
        let (code, mean) = Encoder()(image, pose);
        Dense(10)(concat(code, mean))
    }
}

fn main() {
    let classifier = Classifier::new(1);
    let input = ClassifierInput { image: SMatrix::zeros(), pose: SVector::zeros() };
    println!("{}", classifier.predict(&input)[0]);
    let code: EncoderOutput = classifier.encoder.predict(&EncoderInput { image: input.image, pose: input.pose });
    println!("{} {}", code.code[0], code.mean[0]);
}

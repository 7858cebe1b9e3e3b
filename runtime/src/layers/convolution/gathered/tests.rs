use super::*;
use crate::layers::Padding;
use crate::layers::test::{assert_all_close, random};
use crate::layers::window::Window;

fn convolution([height, width]: [usize; 2], kernel: [usize; 2], strides: [usize; 2]) -> Convolution {
    let window = |axis, input| Window::new(input, kernel[axis], strides[axis], 1, Padding::Same);
    let (rows, columns) = (window(0, height), window(1, width));
    Convolution { rows, columns, channels: 5, filters: 7, groups: 1 }
}

fn convolutions() -> Vec<Convolution> {
    let dilated = |input| Window::new(input, 3, 1, 2, Padding::Same);
    let valid = |input| Window::new(input, 3, 1, 1, Padding::Valid);
    let whole = convolution([4, 4], [3, 3], [1, 1]);
    vec![
        whole,
        convolution([2, 2], [3, 3], [1, 1]),
        convolution([3, 2], [3, 3], [2, 1]),
        convolution([5, 4], [1, 1], [2, 2]),
        convolution([1, 3], [2, 4], [1, 1]),
        // One image at a time.
        convolution([31, 2], [3, 2], [1, 1]),
        Convolution { rows: dilated(3), columns: dilated(1), ..whole },
        Convolution { rows: valid(5), columns: valid(6), ..whole },
    ]
}

/// With enough images for a part of a tile at the end.
#[test]
fn gives_the_bits_of_images_one_by_one() {
    for convolution in convolutions() {
        assert!(!convolution.gathers());
        let batch = convolution.images() + 2;
        let input = random::<f64>(batch * convolution.image_len(), 1);
        let d_z = random::<f64>(batch * convolution.output_len(), 2);
        let kernel = random::<f64>(convolution.kernel_len(), 3);
        let bias = random::<f64>(convolution.filters, 4);
        let room = convolution.scratch().max(convolution.gathered_len());
        let (isa, pass) = (Isa::detect(), Pass::training(batch, 1));
        for start in [Start::Zero, Start::Rows(&bias), Start::Sum] {
            let [mut own, mut plain] = [random::<f64>(d_z.len(), 5), random(d_z.len(), 5)];
            convolution.forward_gathered(isa, &kernel, &input, &mut own, start, &mut vec![f64::NAN; room]);
            convolution.forward(isa, &kernel, &input, &mut plain, start, &mut vec![f64::NAN; room]);
            assert_eq!(own, plain, "{convolution:?}");
        }
        let [mut own, mut plain] = [random::<f64>(kernel.len(), 6), random(kernel.len(), 6)];
        convolution.d_kernel_gathered(pass, &input, &d_z, &mut own, &mut vec![f64::NAN; room]);
        convolution.d_kernel(pass, &input, &d_z, &mut plain, &mut vec![f64::NAN; room]);
        assert_eq!(own, plain, "{convolution:?}");
        // Here the other way has another order.
        let [mut own, mut plain] = [random::<f64>(input.len(), 7), random(input.len(), 7)];
        convolution.d_input_gathered(isa, &kernel, &d_z, &mut own, &mut vec![f64::NAN; room]);
        convolution.d_input(isa, &kernel, &d_z, &mut plain, true, &mut vec![f64::NAN; room]);
        assert_all_close(&own, &plain, 1e-13);
    }
}

#[test]
fn only_small_images_of_many_channels_do() {
    let small = Convolution { channels: 128, filters: 128, ..convolution([4, 4], [3, 3], [1, 1]) };
    assert!(small.gathers());
    assert_eq!(small.gathered_len(), 64 * 256);
    assert_eq!((small.forward_scratch(), small.scratch()), (64 * 256, 64 * 256));
    assert!(!Convolution { channels: 64, ..small }.gathers());
    assert!(!Convolution { groups: 2, ..small }.gathers());
    assert!(!Convolution { columns: convolution([5, 5], [3, 3], [1, 1]).columns, ..small }.gathers());
    let point = convolution([4, 4], [1, 1], [1, 1]);
    assert!(!Convolution { rows: point.rows, columns: point.columns, ..small }.gathers());
}

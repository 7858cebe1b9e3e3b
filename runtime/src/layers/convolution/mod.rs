//! The three products of a convolution over images, through the matrix product.
//!
//! The patches under the kernel are not copied together: the product reads them where they lie.
//! A patch is a run of elements a kernel row, and the patches of a row of pixels are equally far
//! apart. Only padding at the sides needs a copy, of a few rows at a time; above and below, the
//! taps outside are left out.

mod band;
mod d_input;
mod d_params;
mod depthwise;
mod few;
mod forward;
mod gathered;
mod groups;
mod layer;
mod line;
mod parts;
mod patches;

pub(super) use depthwise::Channelwise;
pub(super) use groups::uneven_groups;
pub(super) use layer::ConvolutionLayer;

use crate::layers::window::Window;

/// The elements of working memory that stays in the first-level cache beside the other operands.
const TILE: usize = 4096;
/// The fewest pixels of a tile of patches: fewer would read the kernel from memory too often.
const FEWEST_PIXELS: usize = 16;
/// The fewest channels for which [`Convolution::d_input`] correlates: with fewer, the rows of
/// that product would leave most of a vector register empty.
const FEWEST_ROWS: usize = 4;

/// A convolution of images `[height, width, channels]` with `filters` kernels, in groups that see
/// `channels / groups` channels each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convolution {
    pub(super) rows: Window,
    pub(super) columns: Window,
    pub(super) channels: usize,
    pub(super) filters: usize,
    pub(super) groups: usize,
}

impl Convolution {
    /// The elements of scratch memory of [`forward`](Self::forward).
    #[inline]
    pub(super) const fn forward_scratch(&self) -> usize {
        let few = self.few_scratch();
        if self.groups == 0 {
            0
        } else if few > 0 {
            few
        } else {
            self.copies_len()
        }
    }

    /// The elements of what is copied of the images.
    #[inline]
    const fn copies_len(&self) -> usize {
        if self.gathers() { self.gathered_len() } else { self.copied_len() }
    }

    /// The elements of scratch memory that all three products can do with.
    #[inline]
    pub(super) const fn scratch(&self) -> usize {
        if self.groups == 0 {
            return 0;
        }
        let sums = self.d_params_scratch();
        let d_input = if self.is_direct() {
            0
        } else if self.gathers() {
            self.gathered_len()
        } else if self.correlates() {
            self.kernel_len() + self.reversed().copies_len()
        } else {
            self.kernel_len() + self.tile_pixels() * self.patch_len()
        };
        let products = if sums > d_input { sums } else { d_input };
        // A layer that a network within predicts with.
        let few = self.few_scratch();
        if products > few { products } else { few }
    }

    /// The pixels of a tile of [`spread`](Self::spread), at most.
    #[inline]
    const fn tile_pixels(&self) -> usize {
        let most = TILE / self.patch_len();
        let most = if most > FEWEST_PIXELS { most } else { FEWEST_PIXELS };
        let pixels = self.rows.output * self.columns.output;
        // As many in each, in multiples that fill the registers.
        let even = pixels.div_ceil(pixels.div_ceil(most)).next_multiple_of(FEWEST_PIXELS);
        if even < pixels { even } else { pixels }
    }

    /// True where a kernel row of a patch is contiguous.
    #[inline]
    const fn has_whole_lines(&self) -> bool {
        self.groups == 1 && self.columns.dilation == 1
    }

    /// True where patches lie in the input as they are: a kernel of one pixel that moves by 1, or
    /// one as large as the image.
    #[inline]
    const fn is_direct(&self) -> bool {
        let (rows, columns) = (&self.rows, &self.columns);
        let is_pixel = rows.kernel == 1 && columns.kernel == 1 && rows.stride == 1 && columns.stride == 1;
        let is_image = self.groups == 1
            && rows.kernel == rows.input
            && columns.kernel == columns.input
            && rows.output == 1
            && columns.output == 1
            && rows.span() == rows.kernel
            && columns.span() == columns.kernel;
        is_pixel || is_image
    }

    /// The distance of direct patches.
    #[inline]
    const fn direct_stride(&self) -> usize {
        self.rows.kernel * self.columns.kernel * self.channels
    }

    /// True where `d_input` is better a convolution than tiles of patches.
    #[inline]
    const fn correlates(&self) -> bool {
        self.rows.stride == 1 && self.columns.stride == 1 && self.group_channels() >= FEWEST_ROWS
    }

    /// The convolution of `d_z` that gives `d_input`, in a stride-1 convolution.
    #[inline]
    const fn reversed(&self) -> Self {
        Self {
            rows: self.rows.reversed(),
            columns: self.columns.reversed(),
            channels: self.filters,
            filters: self.channels,
            groups: self.groups,
        }
    }

    #[inline]
    const fn group_channels(&self) -> usize {
        self.channels / self.groups
    }

    #[inline]
    const fn group_filters(&self) -> usize {
        self.filters / self.groups
    }

    #[inline]
    const fn patch_len(&self) -> usize {
        self.rows.kernel * self.columns.kernel * self.group_channels()
    }

    #[inline]
    const fn kernel_len(&self) -> usize {
        self.patch_len() * self.filters
    }

    #[inline]
    const fn image_len(&self) -> usize {
        self.rows.input * self.columns.input * self.channels
    }

    #[inline]
    const fn output_len(&self) -> usize {
        self.rows.output * self.columns.output * self.filters
    }
}

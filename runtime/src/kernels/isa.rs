//! Instruction sets: which there are, and which one to use.

use core::fmt;
#[cfg(feature = "std")]
use core::sync::atomic::{AtomicU8, Ordering};

/// An instruction set that the kernels can use, and that this machine has.
///
/// A value is the proof that the machine has it: values come only from [`detect`](Self::detect),
/// [`available`](Self::available), [`named`](Self::named) and [`PORTABLE`](Self::PORTABLE), never
/// from a caller's word. So kernels may rely on it without asking the machine again.
///
/// | name | needs | arithmetic |
/// |---|---|---|
/// | `portable` | nothing | plain Rust, vectorised by the compiler for the build's own target |
/// | `avx2` | `x86_64` with `avx2`, `fma` | fused multiply-add, 256 bits |
/// | `avx512` | also `avx512f`, `avx512vl`, `avx512bw`, `avx512dq` | fused multiply-add, 512 bits |
/// | `neon` | `aarch64` with `neon` | fused multiply-add, 128 bits |
///
/// All but `portable` round matrix products alike, bit for bit; `portable` rounds products before
/// it adds them. What a network computes is within 64 units in the last place of what it computes on
/// `portable`, of the largest of an output's or a gradient's numbers: networks of every family of
/// layers are tested so. On one and the same set a sample has the same bits alone and within a batch.
///
/// `NETFORM_ISA=avx2` in a program's environment forces a set, see [`detect`](Self::detect); whoever
/// runs passes themselves gives one to each, [`Pass::isa`](crate::network::Pass::isa).
///
/// With the `std` feature the machine is asked at run time, so that a plain `cargo build` reaches
/// the full speed. Without it, what the build's target features promise is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Isa(Path);

/// The instruction set within an [`Isa`]. Private to the kernels: whoever could name a variant
/// could run instructions that the machine lacks.
///
/// The quickest first: the compiler asks for them in this order, and the way to a small prediction is a part
/// of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    Neon,
    Portable,
}

/// All instruction sets of this architecture, the slowest first.
const PATHS: &[Path] = &[
    Path::Portable,
    #[cfg(target_arch = "x86_64")]
    Path::Avx2,
    #[cfg(target_arch = "x86_64")]
    Path::Avx512,
    #[cfg(target_arch = "aarch64")]
    Path::Neon,
];

/// The instruction set in use: one more than its number; 0 before the first question. Several threads may
/// find out at once: all find the same.
#[cfg(feature = "std")]
static FOUND: AtomicU8 = AtomicU8::new(0);

/// Whether the machine has features: asked at run time with the standard library, promised by the
/// build without.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! has {
    ($ask:ident: $($feature:tt),+) => {{
        #[cfg(feature = "std")]
        let has = $(std::arch::$ask!($feature))&&+;
        #[cfg(not(feature = "std"))]
        let has = $(cfg!(target_feature = $feature))&&+;
        has
    }};
}

impl Path {
    const fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "avx512",
            #[cfg(target_arch = "aarch64")]
            Self::Neon => "neon",
        }
    }

    /// Whether the machine has every feature that the kernels of this path enable.
    fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => has!(is_x86_feature_detected: "avx2", "fma"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                Self::Avx2.is_available()
                    && has!(is_x86_feature_detected: "avx512f", "avx512vl", "avx512bw", "avx512dq")
            }
            #[cfg(target_arch = "aarch64")]
            Self::Neon => has!(is_aarch64_feature_detected: "neon"),
        }
    }
}

impl Isa {
    /// Plain Rust, which every machine has.
    pub const PORTABLE: Self = Self(Path::Portable);

    /// The fastest instruction set of this machine, or the one that the environment variable
    /// `NETFORM_ISA` names (with the `std` feature; read once a process). A name that is unknown,
    /// or of an instruction set that the machine lacks, is ignored.
    #[inline]
    #[must_use]
    pub fn detect() -> Self {
        #[cfg(feature = "std")]
        {
            // No table, which would have to be read: numbers become numbers.
            const PORTABLE: u8 = Path::Portable as u8 + 1;
            #[cfg(target_arch = "x86_64")]
            const AVX2: u8 = Path::Avx2 as u8 + 1;
            #[cfg(target_arch = "x86_64")]
            const AVX512: u8 = Path::Avx512 as u8 + 1;
            #[cfg(target_arch = "aarch64")]
            const NEON: u8 = Path::Neon as u8 + 1;
            match FOUND.load(Ordering::Relaxed) {
                PORTABLE => Self(Path::Portable),
                #[cfg(target_arch = "x86_64")]
                AVX2 => Self(Path::Avx2),
                #[cfg(target_arch = "x86_64")]
                AVX512 => Self(Path::Avx512),
                #[cfg(target_arch = "aarch64")]
                NEON => Self(Path::Neon),
                _ => Self::find_out(),
            }
        }
        #[cfg(not(feature = "std"))]
        Self::fastest()
    }

    /// Asks the machine and the environment.
    #[cfg(feature = "std")]
    #[cold]
    fn find_out() -> Self {
        let forced = std::env::var("NETFORM_ISA").ok().and_then(|name| Self::named(&name));
        let isa = forced.unwrap_or_else(Self::fastest);
        FOUND.store(isa.0 as u8 + 1, Ordering::Relaxed);
        isa
    }

    /// The instruction sets of this machine, the slowest first.
    #[must_use]
    pub fn available() -> impl DoubleEndedIterator<Item = Self> {
        PATHS.iter().filter(|path| path.is_available()).map(|path| Self(*path))
    }

    /// The instruction set of a name in the table above, in any case of letters, if the machine
    /// has it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::available().find(|isa| isa.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The name in the table above.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name()
    }

    fn fastest() -> Self {
        Self::available().next_back().unwrap_or(Self::PORTABLE)
    }

    /// Whether masked loads and stores are as fast as others.
    pub(super) const fn has_free_masks(self) -> bool {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => true,
            _ => false,
        }
    }

    pub(super) const fn path(self) -> Path {
        self.0
    }
}

impl fmt::Debug for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Isa;

    #[test]
    fn every_available_set_has_its_name() {
        assert_eq!(Isa::available().next(), Some(Isa::PORTABLE));
        for isa in Isa::available() {
            assert_eq!(Isa::named(isa.name()), Some(isa));
            assert_eq!(Isa::named(&isa.name().to_uppercase()), Some(isa));
        }
        assert_eq!(Isa::named("sse9"), None);
        assert_eq!(Isa::named(""), None);
    }

    #[test]
    fn the_detected_set_is_available() {
        let isa = Isa::detect();
        assert!(Isa::available().any(|other| other == isa));
        assert_eq!(Isa::detect(), isa);
        assert_eq!(format!("{isa:>9}"), format!("{:>9}", isa.name()));
    }
}

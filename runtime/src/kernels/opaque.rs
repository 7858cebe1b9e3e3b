//! Values of which the compiler does not know where they come from.

/// The same value, in a register of a class. There is no instruction, but what the compiler knows of the value
/// ends here, and what it would make of it.
macro_rules! opaque {
    ($class:ident, $value:expr) => {{
        let mut value = $value;
        #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)))]
        #[allow(clippy::pointers_in_nomem_asm_block, reason = "there is no instruction to read by it")]
        // SAFETY: no instruction.
        unsafe {
            core::arch::asm!("/* {0} */", inout($class) value, options(pure, nomem, nostack, preserves_flags));
        }
        #[cfg(not(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri))))]
        let _ = &mut value;
        value
    }};
}
pub(in crate::kernels) use opaque;

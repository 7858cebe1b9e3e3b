//! Who chooses first.

use super::Buffer;

/// The buffers that take memory, in the order in which they choose their places.
pub(super) struct Order<const N: usize> {
    pub(super) list: [usize; N],
    pub(super) len: usize,
    pub(super) is_by_birth: bool,
}

impl<const N: usize> Order<N> {
    #[inline]
    pub(super) const fn by_birth(buffers: &[Buffer; N]) -> Self {
        let mut keys = [0; N];
        let mut index = 0;
        while index < N {
            keys[index] = buffers[index].born;
            index += 1;
        }
        Self { is_by_birth: true, ..Self::sorted(buffers, &keys) }
    }

    /// The longest first.
    #[inline]
    pub(super) const fn by_len(buffers: &[Buffer; N]) -> Self {
        let mut keys = [0; N];
        let mut index = 0;
        while index < N {
            keys[index] = usize::MAX - buffers[index].len;
            index += 1;
        }
        Self::sorted(buffers, &keys)
    }

    /// Those first that live when most is alive, of them the longest. `alive` is the sum at the
    /// birth of each buffer of an order by birth.
    #[inline]
    pub(super) const fn by_load(buffers: &[Buffer; N], births: &Self, alive: &[usize; N]) -> Self {
        let longest_first = Self::by_len(buffers);
        let mut keys = [usize::MAX; N];
        let mut index = 0;
        while index < N {
            let mut at = 0;
            while at < births.len && buffers[births.list[at]].born <= buffers[index].dies {
                if buffers[births.list[at]].born >= buffers[index].born
                    && usize::MAX - alive[at] < keys[index]
                {
                    keys[index] = usize::MAX - alive[at];
                }
                at += 1;
            }
            index += 1;
        }
        let mut order = Self { len: 0, ..longest_first };
        let mut at = 0;
        while at < longest_first.len {
            order.insert(longest_first.list[at], &keys);
            at += 1;
        }
        order
    }

    /// Sorts by insertion: buffers come nearly in the order of birth.
    #[inline]
    const fn sorted(buffers: &[Buffer; N], keys: &[usize; N]) -> Self {
        let mut order = Self { list: [0; N], len: 0, is_by_birth: false };
        let mut index = 0;
        while index < N {
            if buffers[index].len > 0 {
                order.insert(index, keys);
            }
            index += 1;
        }
        order
    }

    #[inline]
    const fn insert(&mut self, index: usize, keys: &[usize; N]) {
        let mut at = self.len;
        while at > 0 && keys[self.list[at - 1]] > keys[index] {
            self.list[at] = self.list[at - 1];
            at -= 1;
        }
        self.list[at] = index;
        self.len += 1;
    }
}

//! The checksum of gzip and PNG: CRC-32 with the reflected polynomial `0xEDB88320`.

/// Tables for eight bytes at a time: `TABLES[k][b]` is the checksum of byte `b` and `k` zeros.
static TABLES: [[u32; 256]; 8] = tables();

#[inline]
const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut table = 0;
        while table < 8 {
            let mut bit = 0;
            while bit < 8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
                bit += 1;
            }
            tables[table][byte] = crc;
            table += 1;
        }
        byte += 1;
    }
    tables
}

/// A checksum in the making.
#[derive(Clone, Copy)]
pub(super) struct Crc32(u32);

impl Crc32 {
    #[inline]
    pub(super) const fn new() -> Self {
        Self(u32::MAX)
    }

    /// Adds bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        let mut crc = self.0;
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            let word = u64::from_le_bytes(*word) ^ u64::from(crc);
            crc = 0;
            for (byte, table) in word.to_le_bytes().into_iter().zip(TABLES.iter().rev()) {
                crc ^= table[usize::from(byte)];
            }
        }
        for byte in rest {
            crc = (crc >> 8) ^ TABLES[0][usize::from(crc as u8 ^ byte)];
        }
        self.0 = crc;
    }

    /// The checksum of all bytes so far.
    #[inline]
    pub(super) const fn sum(self) -> u32 {
        !self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(parts: &[&[u8]]) -> u32 {
        let mut crc = Crc32::new();
        for part in parts {
            crc.update(part);
        }
        crc.sum()
    }

    #[test]
    fn sums_are_gzip_s() {
        // The check value of the standard, and Python's zlib.crc32.
        assert_eq!(sum(&[b"123456789"]), 0xCBF4_3926);
        assert_eq!(sum(&[b""]), 0);
        assert_eq!(sum(&[b"The quick brown fox jumps over the lazy dog"]), 0x414F_A339);
        assert_eq!(sum(&[b"The quick brown fox", b" jumps over the", b" lazy dog"]), 0x414F_A339);
    }
}

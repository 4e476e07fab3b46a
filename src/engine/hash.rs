//! FNV-1a, 32 bits: the checksum of the ledger and the name of a history question.

use super::ledger_text::push_int;

/// The hash of some bytes.
pub(crate) fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// The bucket of 10,000 in which a visitor is: the public hash of GrowthBook, version 2.
pub(crate) fn bucket(seed: &str, visitor: &str) -> u32 {
    let mut hash = 0x811c_9dc5;
    for part in [seed, visitor] {
        // By the units that JavaScript counts.
        for unit in part.encode_utf16() {
            hash = (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193);
        }
    }
    let mut digits = String::new();
    push_int(&mut digits, i64::from(hash));
    fnv1a(digits.as_bytes()) % 10_000
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of GrowthBook's `cases.json`, hash version 2.
    #[test]
    fn buckets_are_those_of_the_public_hash() {
        for (seed, visitor, want) in [
            ("seed", "a", 505),
            ("seed", "b", 2_696),
            ("foo", "ab", 2_575),
            ("foo", "def", 2_019),
            ("89123klj", "8952klfjas09ujkasdf", 1_240),
            ("90850943850283058242805", "123", 7_516),
            ("()**(%$##$%#$#", "___)((*\":&", 128),
        ] {
            assert_eq!(bucket(seed, visitor), want, "{seed} {visitor}");
        }
    }

    /// Vectors of the FNV reference page (draft-eastlake-fnv).
    #[test]
    fn agrees_with_the_published_vectors() {
        assert_eq!(fnv1a(b""), 0x811c_9dc5);
        assert_eq!(fnv1a(b"a"), 0xe40c_292c);
        assert_eq!(fnv1a(b"foobar"), 0xbf9c_f968);
    }
}

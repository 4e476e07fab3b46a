//! FNV-1a, 32 bits: the checksum of the ledger and the name of a history question.

use super::number::push_int;

/// The hash of some bytes.
pub(crate) fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// The hash of two texts in a row, by the units that JavaScript counts.
fn fnv1a_of(parts: [&str; 2]) -> u32 {
    let mut hash = 0x811c_9dc5;
    for part in parts {
        for unit in part.encode_utf16() {
            hash = (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

/// The bucket of 10,000 in which a visitor is: the public hash of GrowthBook, version 2.
pub(crate) fn bucket(seed: &str, visitor: &str) -> u32 {
    let mut digits = String::new();
    push_int(&mut digits, i64::from(fnv1a_of([seed, visitor])));
    fnv1a(digits.as_bytes()) % 10_000
}

/// The bucket of 1,000, by version 1 of the same hash: only namespaces still go by it.
pub(crate) fn bucket_1(seed: &str, visitor: &str) -> u32 {
    fnv1a_of([visitor, seed]) % 1_000
}

/// Whether a visitor is in that part of a namespace: from the first share to before the second.
pub(crate) fn is_in_namespace(visitor: &str, name: &str, low: f64, high: f64) -> bool {
    let mut seed = String::from("__");
    seed.push_str(name);
    let share = f64::from(bucket_1(&seed, visitor)) / 1_000.0;
    low <= share && share < high
}

/// The arm that a bucket of 10,000 falls in. Each arm begins where all before it would end, and takes part of its weight.
/// The sums are those of GrowthBook, in its order, so that they round alike.
pub(crate) fn choose(bucket: u32, coverage: f64, weights: &[f64]) -> Option<u32> {
    let share = f64::from(bucket) / 10_000.0;
    let mut start = 0.0;
    for (arm, weight) in weights.iter().enumerate() {
        if start <= share && share < start + coverage * weight {
            return Some(arm as u32);
        }
        start += weight;
    }
    None
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

    /// The rest of them: version 1, ranges, namespaces.
    #[test]
    fn the_other_vectors_hold_too() {
        for (seed, visitor, want) in [
            ("", "a", 220),
            ("", "b", 77),
            ("b", "a", 946),
            ("ef", "d", 652),
            ("asdf", "8952klfjas09ujk", 549),
            ("", "123", 11),
            ("", "___)((*\":&", 563),
        ] {
            assert_eq!(bucket_1(seed, visitor), want, "{seed} {visitor}");
        }
        for (user, name, low) in [
            ("1", "namespace1", false),
            ("1", "namespace2", false),
            ("2", "namespace1", false),
            ("2", "namespace2", false),
            ("3", "namespace1", false),
            ("3", "namespace2", true),
            ("4", "namespace1", false),
            ("4", "namespace2", true),
        ] {
            assert_eq!(is_in_namespace(user, name, 0.0, 0.4), low, "{user} {name}");
            assert_eq!(is_in_namespace(user, name, 0.4, 1.0), !low, "{user} {name}");
        }
        /// Weights, coverage, and for each arm the first bucket that is in and the first that is not.
        type Ranges = (&'static [f64], f64, &'static [(u32, u32)]);
        let all: [Ranges; 7] = [
            (&[0.5, 0.5], 1.0, &[(0, 5_000), (5_000, 10_000)]),
            (&[0.5, 0.5], 0.5, &[(0, 2_500), (5_000, 7_500)]),
            (&[0.5, 0.5], 0.0, &[(0, 0), (5_000, 5_000)]),
            (&[0.25, 0.25, 0.25, 0.25], 1.0, &[(0, 2_500), (2_500, 5_000), (5_000, 7_500), (7_500, 10_000)]),
            (&[0.4, 0.6], 1.0, &[(0, 4_000), (4_000, 10_000)]),
            (&[0.2, 0.3, 0.5], 1.0, &[(0, 2_000), (2_000, 5_000), (5_000, 10_000)]),
            (&[0.2, 0.3, 0.5], 0.2, &[(0, 400), (2_000, 2_600), (5_000, 6_000)]),
        ];
        for (weights, coverage, ranges) in all {
            for number in 0..10_000 {
                // The published ends are rounded; exact ones are held against the package (`tests/cli/growthbook.test.js`).
                if ranges.iter().any(|(_, end)| *end == number) {
                    continue;
                }
                let want = ranges.iter().position(|(low, high)| (*low..*high).contains(&number));
                assert_eq!(choose(number, coverage, weights), want.map(|arm| arm as u32), "{weights:?} {number}");
            }
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

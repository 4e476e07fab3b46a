//! Random numbers that do not depend on the order in which they are asked for: each has a name. So two lives of one
//! shopper, who meets one variant in the first and another in the second, differ by nothing but what the variants do.

/// A seed with everything that was named so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(mix(seed ^ 0x9e37_79b9_7f4a_7c15))
    }

    /// Those of a part: of a shopper, a visit, a page.
    pub(crate) fn of(self, part: &str, number: u64) -> Dice {
        let name = part
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Dice(mix(self.0 ^ mix(name ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93))))
    }

    /// A number in [0, 1).
    pub(crate) fn share(self, what: &str) -> f64 {
        (self.of(what, 0).0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether something of this probability happens.
    pub(crate) fn is(self, what: &str, probability: f64) -> bool {
        self.share(what) < probability
    }

    /// A number between two.
    pub(crate) fn between(self, what: &str, from: f64, to: f64) -> f64 {
        from + (to - from) * self.share(what)
    }

    /// From the normal distribution of mean 0 and deviation 1, by Box and Muller.
    pub(crate) fn normal(self, what: &str) -> f64 {
        let (radius, turn) = (1.0 - self.of(what, 1).share("radius"), self.of(what, 2).share("turn"));
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
    }

    /// A place in a list, each as likely as its weight says.
    pub(crate) fn pick(self, what: &str, weights: &[f64]) -> usize {
        let mut left = self.share(what) * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }
}

/// SplitMix64's finalizer.
fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

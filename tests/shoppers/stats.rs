//! The statistics that a shop would do: means with intervals, differences of them, and whether the arms got the shares
//! that they should have.

/// Two-sided, for 95 %.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// A sample by its moments.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sample {
    pub(crate) n: f64,
    sum: f64,
    squares: f64,
}

/// A number and how far it may be off.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) is: f64,
    pub(crate) error: f64,
}

impl Sample {
    pub(crate) fn add(&mut self, value: f64) {
        self.n += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    pub(crate) fn mean(&self) -> f64 {
        if self.n > 0.0 {
            self.sum / self.n
        } else {
            0.0
        }
    }

    /// Of the mean; with the sample's own variance.
    fn variance(&self) -> f64 {
        if self.n < 2.0 {
            return f64::INFINITY;
        }
        let spread = (self.squares - self.sum * self.sum / self.n).max(0.0);
        spread / (self.n - 1.0) / self.n
    }

    /// Its mean, and half of the interval that holds the true one in 95 of 100 cases.
    pub(crate) fn estimate(&self) -> Estimate {
        Estimate { is: self.mean(), error: Z * self.variance().sqrt() }
    }

    /// By how much this is more than that.
    pub(crate) fn less(&self, that: &Sample) -> Estimate {
        Estimate { is: self.mean() - that.mean(), error: Z * (self.variance() + that.variance()).sqrt() }
    }
}

impl Estimate {
    pub(crate) fn holds(&self, truth: f64) -> bool {
        (self.is - truth).abs() <= self.error
    }
}

/// How likely counts as far from these shares as these are, if the shares are right: Pearson's test.
pub(crate) fn mismatch(counts: &[f64], shares: &[f64]) -> f64 {
    let (all, whole) = (counts.iter().sum::<f64>(), shares.iter().sum::<f64>());
    let part = |(count, share): (&f64, &f64)| {
        let expected = all * share / whole;
        if expected > 0.0 {
            (count - expected) * (count - expected) / expected
        } else {
            0.0
        }
    };
    let square = counts.iter().zip(shares).map(part).sum::<f64>();
    let free = shares.iter().filter(|share| **share > 0.0).count().saturating_sub(1);
    upper_gamma(free as f64 / 2.0, square / 2.0)
}

/// The regularized upper incomplete gamma function, by its series or its continued fraction.
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 || a <= 0.0 {
        return 1.0;
    }
    let scale = (a * x.ln() - x - log_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-14 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return 1.0 - sum * scale;
    }
    // Lentz's method.
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut h = d;
    for i in 1..500 {
        let an = -f64::from(i) * (f64::from(i) - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        h *= c * d;
        if (c * d - 1.0).abs() < 1e-14 {
            break;
        }
    }
    scale * h
}

/// Stirling's series, after moving up to where it holds.
fn log_gamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 12.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse / 1260.0)) / x;
    shift + (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_tested_as_tables_say() {
        // Critical values of chi-square at 5 % and at 1 %, for 1, 2 and 5 degrees of freedom.
        for (free, square, p) in
            [(1, 3.841_459, 0.05), (2, 5.991_465, 0.05), (2, 9.210_340, 0.01), (5, 11.070_498, 0.05)]
        {
            assert!((upper_gamma(f64::from(free) / 2.0, square / 2.0) - p).abs() < 1e-6);
        }
        assert!(mismatch(&[5_000.0, 5_000.0], &[1.0, 1.0]) > 0.999);
        assert!(mismatch(&[5_300.0, 4_700.0], &[1.0, 1.0]) < 1e-8);
    }

    #[test]
    fn a_difference_is_off_by_both_errors() {
        let (mut some, mut more) = (Sample::default(), Sample::default());
        for number in 0..100 {
            some.add(f64::from(u8::from(number < 20)));
            more.add(f64::from(u8::from(number < 30)));
        }
        let difference = more.less(&some);
        assert!((difference.is - 0.1).abs() < 1e-12);
        let by_hand = Z * (0.2f64 * 0.8 / 99.0 + 0.3 * 0.7 / 99.0).sqrt();
        assert!((difference.error - by_hand).abs() < 1e-12);
    }
}

//! Counts different values by their hashes: exactly up to a bound, then by HyperLogLog.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use crate::model::Distinct;

/// How many different values are counted exactly.
const EXACT: usize = 4096;

/// Bits of a hash that choose a register: 4,096 registers, a standard error of 1.04 / 64.
const BITS: u32 = 12;

/// Takes hashes for what they are.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only hashes of 64 bits are hashed")
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A set or map of hashes.
pub(super) type ByHash = BuildHasherDefault<AsIs>;

/// The different values met so far.
#[derive(Debug, Clone)]
pub(super) enum Counter {
    Exact(HashSet<u64, ByHash>),
    Registers(Box<[u8; 1 << BITS]>),
}

impl Default for Counter {
    fn default() -> Self {
        Counter::Exact(HashSet::default())
    }
}

impl Counter {
    /// A counter of values of which too many are known to be counted exactly.
    pub(super) fn of_many() -> Self {
        Counter::Registers(Box::new([0; 1 << BITS]))
    }

    /// Whether they are too many to be counted exactly.
    pub(super) fn is_many(&self) -> bool {
        matches!(self, Counter::Registers(_))
    }

    /// Takes the hash of a value.
    pub(super) fn add(&mut self, hash: u64) {
        match self {
            Counter::Exact(hashes) => {
                hashes.insert(hash);
                if hashes.len() > EXACT {
                    *self = self.registers();
                }
            }
            Counter::Registers(registers) => set(registers, hash),
        }
    }

    /// Takes what another counter met. The outcome is the same in any order.
    pub(super) fn merge(&mut self, other: Counter) {
        match (&mut *self, other) {
            (_, Counter::Exact(hashes)) => hashes.into_iter().for_each(|hash| self.add(hash)),
            (Counter::Exact(_), registers) => {
                let Counter::Exact(hashes) = std::mem::replace(self, registers) else { unreachable!("matched above") };
                hashes.into_iter().for_each(|hash| self.add(hash));
            }
            (Counter::Registers(mine), Counter::Registers(theirs)) => {
                mine.iter_mut().zip(theirs.iter()).for_each(|(mine, theirs)| *mine = (*mine).max(*theirs));
            }
        }
    }

    fn registers(&self) -> Counter {
        let mut registers = Counter::of_many();
        if let Counter::Exact(hashes) = self {
            hashes.iter().for_each(|hash| registers.add(*hash));
        }
        registers
    }

    /// How many there are.
    pub(super) fn count(&self) -> Distinct {
        match self {
            Counter::Exact(hashes) => Distinct::Exactly(hashes.len() as u64),
            Counter::Registers(registers) => Distinct::About(estimate(&registers[..])),
        }
    }
}

fn set(registers: &mut [u8; 1 << BITS], hash: u64) {
    let rank = ((hash << BITS) | (1 << (BITS - 1))).leading_zeros() as u8 + 1;
    let register = &mut registers[(hash >> (64 - BITS)) as usize];
    *register = (*register).max(rank);
}

/// The estimate of Flajolet et al., with linear counting while registers are empty.
fn estimate(registers: &[u8]) -> u64 {
    let m = registers.len() as f64;
    let sum: f64 = registers.iter().map(|rank| 0.5_f64.powi(i32::from(*rank))).sum();
    let raw = 0.7213 / (1.0 + 1.079 / m) * m * m / sum;
    let empty = registers.iter().filter(|rank| **rank == 0).count();
    let estimate = if raw <= 2.5 * m && empty > 0 { m * (m / empty as f64).ln() } else { raw };
    estimate.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(value: u64) -> u64 {
        twox_hash::XxHash3_64::oneshot(&value.to_le_bytes())
    }

    fn counted(values: impl Iterator<Item = u64>) -> Counter {
        let mut counter = Counter::default();
        values.for_each(|value| counter.add(hash(value)));
        counter
    }

    #[test]
    fn few_are_exact_and_many_are_near() {
        assert_eq!(counted((0..4096).chain(0..4096)).count(), Distinct::Exactly(4096));
        for many in [5_000_u64, 60_000, 2_000_000] {
            let Distinct::About(found) = counted((0..many).chain(0..many / 2)).count() else {
                panic!("counted {many}")
            };
            let error = (found as f64 - many as f64).abs() / many as f64;
            assert!(error < 0.05, "{many}: {found}");
        }
    }

    #[test]
    fn the_order_of_parts_does_not_matter() {
        let parts = [counted(0..10), counted(5..9_000), counted(8_000..20_000), counted(3..4)];
        let merged = |order: [usize; 4]| {
            let mut all = Counter::default();
            order.iter().for_each(|at| all.merge(parts[*at].clone()));
            all.count()
        };
        let whole = counted(0..20_000).count();
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
            assert_eq!(merged(order), whole);
        }
    }
}

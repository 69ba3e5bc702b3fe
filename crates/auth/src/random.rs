//! Chance, from the operating system and from nowhere else.

use tessera_ports::world::Ids;

/// Random bits from the operating system.
#[derive(Clone, Copy, Default, Debug)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn random(&self) -> u64 {
        u64::from_ne_bytes(bytes())
    }
}

/// That many random bytes.
///
/// # Panics
/// When the operating system has none to give. Going on without would hand out secrets that can be guessed.
pub(crate) fn bytes<const COUNT: usize>() -> [u8; COUNT] {
    let mut bytes = [0; COUNT];
    match getrandom::fill(&mut bytes) {
        Ok(()) => bytes,
        Err(error) => panic!("the operating system gives no random bytes: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_number_is_drawn_twice() {
        let drawn: HashSet<u64> = (0..1000).map(|_| RandomIds.random()).collect();
        assert_eq!(drawn.len(), 1000);
        let ever_set = drawn.iter().fold(0, |bits, number| bits | number);
        let always_set = drawn.iter().fold(u64::MAX, |bits, number| bits & number);
        assert_eq!((ever_set, always_set), (u64::MAX, 0), "every bit varies");
    }
}

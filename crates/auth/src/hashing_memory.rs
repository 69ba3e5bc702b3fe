//! The memory that passwords are hashed in, kept for the next one.
//!
//! Each hash fills some 19 MiB. Given back to the allocator, such a piece stays with the thread that had it, so a
//! server would in time hold one for each of its threads; kept here, there are never more than hashes at a time.

use argon2::Block;
use std::sync::{Mutex, PoisonError};

static SPARE: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// The most blocks of 1 KiB that are kept in one piece. A stored hash that demands more gets a piece of its own.
const KEPT: usize = 19_456;

/// Runs `work` in that many blocks.
pub fn with<T>(blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
    if blocks > KEPT {
        return work(&mut vec![Block::new(); blocks]);
    }
    let mut piece = spare().pop().unwrap_or_default();
    piece.resize(KEPT, Block::new());
    let done = work(piece.get_mut(..blocks).unwrap_or_default());
    spare().push(piece);
    done
}

fn spare() -> std::sync::MutexGuard<'static, Vec<Vec<Block>>> {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_used_again_and_large_ones_are_not_kept() {
        let at = |blocks| with(blocks, |memory| (memory.len(), memory.as_ptr().addr()));
        let (length, first) = at(KEPT);
        assert_eq!(length, KEPT);
        let pieces = || {
            spare()
                .iter()
                .map(|piece| piece.as_ptr().addr())
                .collect::<Vec<_>>()
        };
        assert!(pieces().contains(&first));
        let (length, large) = at(KEPT + 1);
        assert_eq!(length, KEPT + 1);
        assert!(!pieces().contains(&large));
        assert_eq!(at(8).0, 8);
    }
}

//! The bare rate of the password hash: the same crate, cost and processors, nothing around it.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use std::{
    thread,
    time::{Duration, Instant},
};

/// The server's own defaults: memory in KiB, passes, lanes. A test compares them.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// Hashes in a second on all processors, each with memory that is allocated once: nothing can be faster here.
pub(crate) fn bare_rate(time: Duration) -> Option<f64> {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let began = Instant::now();
    let made = thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(|| hashes_until(began + time))).collect();
        working.into_iter().map(|thread| thread.join().ok().flatten()).sum::<Option<u32>>()
    })?;
    Some(f64::from(made) / began.elapsed().as_secs_f64())
}

fn hashes_until(end: Instant) -> Option<u32> {
    let params = Params::new(COST.0, COST.1, COST.2, None).ok()?;
    let mut memory = vec![Block::default(); params.block_count()];
    // The server adds a secret, too; with or without one the work is the same.
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut made = 0_u32;
    while Instant::now() < end {
        let mut out = [0_u8; 32];
        let salt = made.to_le_bytes().repeat(4);
        hash.hash_password_into_with_memory(b"mua hoa dai trang 27", &salt, &mut out, &mut memory).ok()?;
        std::hint::black_box(out);
        made += 1;
    }
    Some(made)
}

/// A password's hash as another system keeps it, with no secret added.
pub(crate) fn stored(password: &str) -> Option<String> {
    let params = Params::new(COST.0, COST.1, COST.2, None).ok()?;
    let (salt, mut out) = (*b"rehearsal's salt", [0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), &salt, &mut out)
        .ok()?;
    let (memory, passes, lanes) = COST;
    let (salt, out) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(out));
    Some(format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${out}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_cost_is_the_servers_own() {
        let own = server::config::Passwords::default();
        assert_eq!(super::COST, (own.memory_kib, own.passes, own.lanes));
    }
}

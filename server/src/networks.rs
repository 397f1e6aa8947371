//! Where a request comes from: networks of trusted proxies, and the prefix under which visitors are counted.

use axum::http::{HeaderMap, HeaderName};
use std::net::IpAddr;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A closed list of networks.
#[derive(Clone, Debug, Default)]
pub struct Networks(Vec<(IpAddr, u8)>);

impl Networks {
    /// Reads `ADDRESS` or `ADDRESS/BITS`, one an entry.
    ///
    /// # Errors
    /// A half-sentence naming the entry that is neither.
    pub fn parse(entries: &[String]) -> Result<Self, String> {
        entries.iter().map(|entry| network(entry)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether the address lies in one of them.
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(base, bits)| prefix(*base, *bits) == prefix(address, *bits))
    }

    /// The visitor's own address: the right-most one of `X-Forwarded-For` that is no trusted proxy, and the peer
    /// itself when the peer is not trusted. What stands further left, anybody may have written.
    pub fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.contain(peer) {
            return peer;
        }
        let mut nearest = peer;
        // A proxy may add a line of its own instead of a word to the last one, so lines count like commas.
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        for entry in lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')) {
            let Ok(address) = entry.trim().parse::<IpAddr>() else { return nearest };
            nearest = address.to_canonical();
            if !self.contain(nearest) {
                return nearest;
            }
        }
        nearest
    }
}

fn network(entry: &str) -> Result<(IpAddr, u8), String> {
    let wrong = || format!("{entry} is neither an address nor ADDRESS/BITS");
    let (address, bits) = match entry.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
        None => (entry, None),
    };
    let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
    let widest = if address.is_ipv4() { 32 } else { 128 };
    match bits.unwrap_or(widest) {
        bits if bits <= widest => Ok((address, bits)),
        _ => Err(wrong()),
    }
}

/// The address with all but its first `bits` set to zero, widened so that both kinds compare.
fn prefix(address: IpAddr, bits: u8) -> (bool, u128) {
    match address {
        IpAddr::V4(v4) => (true, masked(u128::from(u32::from(v4)) << 96, bits)),
        IpAddr::V6(v6) => (false, masked(u128::from(v6), bits)),
    }
}

fn masked(value: u128, bits: u8) -> u128 {
    value & u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn behind(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (FORWARDED_FOR, axum::http::HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn a_stranger_cannot_claim_another_address() {
        let none = Networks::default();
        assert_eq!(none.visitor(ip("9.9.9.9"), &behind(&["1.1.1.1"])), ip("9.9.9.9"));
        let trusted = Networks::parse(&["10.0.0.0/8".into()]).unwrap();
        let cases: [(&str, &[&'static str], &str); 7] = [
            ("9.9.9.9", &["1.1.1.1"], "9.9.9.9"),
            ("10.1.2.3", &["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
            ("10.1.2.3", &["6.6.6.6", "1.1.1.1"], "1.1.1.1"),
            ("10.1.2.3", &["6.6.6.6, 1.1.1.1, 10.9.9.9"], "1.1.1.1"),
            ("10.1.2.3", &["6.6.6.6, 1.1.1.1", "10.9.9.9"], "1.1.1.1"),
            ("10.1.2.3", &["nonsense"], "10.1.2.3"),
            ("10.1.2.3", &[], "10.1.2.3"),
        ];
        for (peer, lines, visitor) in cases {
            assert_eq!(trusted.visitor(ip(peer), &behind(lines)), ip(visitor), "{peer} {lines:?}");
        }
    }

    #[test]
    fn a_mapped_address_is_the_address_it_maps() {
        let trusted = Networks::parse(&["10.0.0.1".into()]).unwrap();
        assert!(trusted.contain(ip("::ffff:10.0.0.1")));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for entry in ["x", "1.2.3.4/33", "::1/129", "1.2.3.4/", "/8"] {
            assert!(Networks::parse(&[entry.to_owned()]).is_err(), "{entry}");
        }
        assert!(Networks::parse(&["::/0".into()]).unwrap().contain(ip("2001::1")));
        assert!(!Networks::parse(&["::/0".into()]).unwrap().contain(ip("1.2.3.4")));
    }
}

//! A QR code as the path of an SVG: nothing is drawn on the server, and nothing has to be fetched.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::{self, Write as _};

/// Light modules around the code, without which cameras do not find it (ISO/IEC 18004: four).
const QUIET: i32 = 4;

/// A QR code, ready for an `svg` whose view box is `side` by `side`.
#[derive(Clone, PartialEq, Eq)]
pub struct Qr {
    /// Modules on each side, the quiet zone included.
    pub side: u32,
    /// The dark modules, as the `d` of one path.
    pub path: String,
}

impl fmt::Debug for Qr {
    /// Whoever has the picture has what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Qr(…)")
    }
}

impl Qr {
    /// The code of a short text; `None` if it is too long for any code.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size()).take_while(|at| code.get_module(*at, y)).count();
                if run > 0 {
                    // Writing to a string does not fail.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
                }
                x += i32::try_from(run).unwrap_or(0) + 1;
            }
        }
        Some(Self { side: u32::try_from(code.size() + 2 * QUIET).ok()?, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let text =
            "otpauth://totp/Metiz%20Cinema:lan.anh?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Metiz%20Cinema";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let dark = (0..code.size())
            .flat_map(|y| (0..code.size()).map(move |x| (x, y)))
            .filter(|(x, y)| code.get_module(*x, *y))
            .count();
        let drawn: usize = Qr::of(text)
            .unwrap()
            .path
            .split('M')
            .filter_map(|run| run.split('h').nth(1)?.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn what_fits_into_no_code_has_none() {
        assert_eq!(Qr::of(&"x".repeat(5_000)), None);
    }
}

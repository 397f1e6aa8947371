//! The contrast of the two themes, computed from the style sheet that is shipped (WCAG 1.4.3, 1.4.11).

use std::collections::BTreeMap;

const COLOURS: &str = include_str!("../../../style/tokens/colours.css");

fn themes() -> [BTreeMap<&'static str, [f64; 3]>; 2] {
    let (light, dark) = COLOURS.split_once("@media").unwrap();
    [light, dark].map(|css| {
        css.lines()
            .filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": #"))
            .map(|(name, hex)| (name, [0, 2, 4].map(|at| channel(&hex[at..at + 2]))))
            .collect()
    })
}

/// One channel of a colour, linear (WCAG 2.2, relative luminance).
fn channel(hex: &str) -> f64 {
    let value = f64::from(u8::from_str_radix(hex, 16).unwrap()) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let light = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (one, other) = (light(one) + 0.05, light(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn words_can_be_read_on_every_ground_in_both_themes() {
    let grounds = [
        ("ink", &["paper", "surface", "sunken", "bad-back", "good-back", "mind-back"][..]),
        ("muted", &["paper", "surface", "sunken"]),
        ("link", &["paper", "surface", "mind-back"]),
        ("bad", &["paper", "surface", "bad-back"]),
        ("good", &["surface", "good-back"]),
        ("here", &["paper", "surface"]),
        ("on-red", &["red"]),
        ("on-head", &["head"]),
        ("gold", &["head"]),
    ];
    for theme in themes() {
        for (words, on) in grounds {
            for ground in on {
                let found = contrast(theme[words], theme[ground]);
                assert!(found >= 4.5, "{words} on {ground}: {found:.2}");
            }
        }
    }
}

#[test]
fn the_edges_of_controls_can_be_seen_in_both_themes() {
    for theme in themes() {
        for (edge, ground) in
            [("edge", "paper"), ("edge", "surface"), ("here", "paper"), ("mind", "mind-back"), ("good", "good-back")]
        {
            let found = contrast(theme[edge], theme[ground]);
            assert!(found >= 3.0, "{edge} on {ground}: {found:.2}");
        }
    }
}

//! A browser in two words, so that members recognise their devices in their own list. The full `User-Agent` would
//! tell more than the list needs, so it is not kept.

/// Marks of browsers, the more special ones first: most browsers also name those they descend from.
const BROWSERS: [(&str, &str); 12] = [
    ("Zalo", "Zalo"),
    ("FBAN", "Facebook"),
    ("FBAV", "Facebook"),
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];
/// Marks of systems; Android names Linux too, an iPhone names Mac OS X too.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

/// "Chrome, Android"; what is not recognised is left out, so it may be empty.
pub fn in_words(user_agent: &str) -> String {
    let found = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    [found(&BROWSERS), found(&SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn devices_are_named_as_their_owners_would() {
        let cases = [
            (
                "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
                "Safari, iPhone",
            ),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge, Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            ("curl/8", ""),
            ("", ""),
        ];
        for (agent, words) in cases {
            assert_eq!(in_words(agent), words);
        }
    }
}

use super::*;
use domain::receipt::log::root_by_path;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

/// MTH of RFC 6962 section 2.1, word for word.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => of_nothing(),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(half(many.len()));
            node(&naive_root(left), &naive_root(right))
        }
    }
}

/// PATH of RFC 6962 section 2.1.1, word for word.
fn naive_path(place: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut path, other) = if place < left.len() {
        (naive_path(place, left), right)
    } else {
        (naive_path(place - left.len(), right), left)
    };
    path.push(naive_root(other));
    path
}

/// The largest power of two below `count`.
fn half(count: usize) -> usize {
    count.next_power_of_two() / 2
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|number| leaf(&number.to_be_bytes())).collect()
}

/// A tree that grew in these steps, keeping only what the right edge needs from one step to the next.
fn grown(steps: &[usize]) -> (Tiles, u64, Vec<Hash>) {
    let all = leaves(steps.iter().sum());
    let (mut stored, mut size) = (Tiles::default(), 0_usize);
    for step in steps {
        let mut held = Tiles::default();
        for id in edge(size as u64) {
            held.put(id, stored.row(id).to_vec());
        }
        for id in grow(&mut held, size as u64, all[size..size + step].iter().copied()) {
            stored.put(id, held.row(id).to_vec());
        }
        size += step;
    }
    (stored, size as u64, all)
}

#[test]
fn the_roots_are_those_of_the_known_vectors() {
    // Certificate Transparency's own test vectors (google/certificate-transparency, merkletree tests): inputs and roots.
    let inputs: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let mut peaks = Peaks::default();
    assert_eq!(hex(peaks.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    peaks.push(leaf(inputs[0]));
    assert_eq!(hex(peaks.root()), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    for input in &inputs[1..] {
        peaks.push(leaf(input));
    }
    assert_eq!(hex(peaks.root()), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

fn hex(hash: Hash) -> String {
    let number = |half: &[u8]| u128::from_be_bytes(half.try_into().unwrap());
    format!("{:032x}{:032x}", number(&hash[..16]), number(&hash[16..]))
}

#[test]
fn rows_hold_what_they_should_at_the_ends_of_rows() {
    for size in [1, 255, 256, 257, 65_535, 65_536, 65_537] {
        let (tiles, size, all) = grown(&[size]);
        let root = naive_root(&all);
        assert_eq!(tiles.root(size), Some(root), "{size}");
        for place in [0, size / 2, size - 1] {
            let path = tiles.path(place, size).unwrap();
            let leaf = all[usize::try_from(place).unwrap()];
            assert_eq!(root_by_path(place, size, leaf, &path), Some(root), "{place} of {size}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_tree_grown_in_any_steps_is_the_tree_of_the_rfc(
        steps in proptest::collection::vec(0_usize..400, 1..8), at in any::<u64>(), then in any::<u64>(),
    ) {
        let (tiles, size, all) = grown(&steps);
        let mut peaks = Peaks::default();
        for leaf in &all {
            peaks.push(*leaf);
        }
        prop_assert_eq!(tiles.root(size), Some(naive_root(&all)));
        prop_assert_eq!(peaks.root(), naive_root(&all));
        if size > 0 {
            // Every earlier size still has its root, and every leaf of it its proof.
            let then = then % size + 1;
            let early = &all[..usize::try_from(then).unwrap()];
            let place = at % then;
            let path = tiles.path(place, then).unwrap();
            prop_assert_eq!(tiles.root(then), Some(naive_root(early)));
            prop_assert_eq!(&path, &naive_path(usize::try_from(place).unwrap(), early));
            prop_assert!(needed_for_path(place, then).iter().all(|id| tiles.holds(*id)));
            prop_assert!(needed_for_root(then).iter().all(|id| tiles.holds(*id)));
            let leaf = early[usize::try_from(place).unwrap()];
            prop_assert_eq!(root_by_path(place, then, leaf, &path), tiles.root(then));
            // Another place, another leaf, another proof lead elsewhere.
            if then > 1 {
                let other = (place + 1) % then;
                prop_assert!(root_by_path(other, then, leaf, &path) != tiles.root(then));
                prop_assert!(root_by_path(place, then, node(&leaf, &leaf), &path) != tiles.root(then));
                prop_assert_eq!(root_by_path(place, then, leaf, &path[1..]), None);
            }
        }
    }
}

//! Lists of names as one text with spaces between them: a slice of slices would cost the shopper eight bytes a name.

/// Cuts the first name off.
fn first(names: &str) -> (&str, &str) {
    let bytes = names.as_bytes();
    let mut end = 0;
    while bytes.get(end).is_some_and(|byte| *byte != b' ') {
        end += 1;
    }
    (names.get(..end).unwrap_or_default(), names.get(end + 1..).unwrap_or_default())
}

/// Where `name` stands in the list.
#[inline(never)]
pub(crate) fn place(names: &str, name: &str) -> Option<usize> {
    let mut rest = names;
    let mut index = 0;
    while !rest.is_empty() {
        let (one, more) = first(rest);
        if one == name {
            return Some(index);
        }
        rest = more;
        index += 1;
    }
    None
}

/// Where `name` stands in the list, which must have it: while compiling.
pub(crate) const fn place_of(names: &str, name: &str) -> usize {
    let (names, name) = (names.as_bytes(), name.as_bytes());
    let (mut at, mut place) = (0, 0);
    loop {
        let mut same = 0;
        while same < name.len() && at + same < names.len() && names[at + same] == name[same] {
            same += 1;
        }
        let end = at + same;
        if same == name.len() && (end == names.len() || names[end] == b' ') {
            return place;
        }
        while names[at] != b' ' {
            at += 1;
            assert!(at < names.len(), "no such name in the list");
        }
        at += 1;
        place += 1;
    }
}

/// The name at that place; empty beyond the end.
#[inline(never)]
pub(crate) fn nth(names: &'static str, index: usize) -> &'static str {
    let mut rest = names;
    for _ in 0..index {
        rest = first(rest).1;
    }
    first(rest).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_places() {
        for (index, name) in ["dwell", "on", "by"].into_iter().enumerate() {
            assert_eq!(place("dwell on by", name), Some(index));
            assert_eq!(place_of("dwell on by", name), index);
            assert_eq!(nth("dwell on by", index), name);
        }
        for name in ["", " ", "o", "onb", "on by"] {
            assert_eq!((place("dwell on by", name), place("", name)), (None, None), "{name:?}");
        }
        assert_eq!((nth("dwell on by", 3), nth("", 0)), ("", ""));
    }
}

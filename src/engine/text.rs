//! Texts compared as bytes: what the standard library does in more of them.

/// Whether two texts are the same, without regard to ASCII case if `fold` says so.
pub(crate) fn same(have: &[u8], want: &[u8], fold: bool) -> bool {
    have == want || fold && have.eq_ignore_ascii_case(want)
}

/// Where `part` begins in `text`. A plain loop: the standard library's searcher costs 3 kB of wasm.
pub(crate) fn find(text: &[u8], part: &[u8], fold: bool) -> Option<usize> {
    let last = text.len().checked_sub(part.len())?;
    (0..=last).find(|at| same(&text[*at..at + part.len()], part, fold))
}

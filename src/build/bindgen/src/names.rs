//! Names of functions, as compilers spell them and as `later.txt` does.

/// A name without the hashes of crates.
pub fn plain(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some(open) = rest.find('[') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        let close = after.find(']').unwrap_or(0);
        let inner = &after[1..close.max(1)];
        if inner.len() >= 15 && inner.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            rest = &after[close + 1..];
        } else {
            out.push('[');
            rest = &after[1..];
        }
    }
    out + rest
}

pub fn is_like(name: &str, pattern: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return name == pattern };
    let Some(rest) = name.strip_prefix(head) else { return false };
    (0..=rest.len()).any(|at| rest.is_char_boundary(at) && is_like(&rest[at..], tail))
}

/// A line without its comment; names of closures have a `#` of their own.
pub fn comment_off(line: &str) -> &str {
    let is_comment = |at: &usize| *at == 0 || line[..*at].ends_with(' ');
    let end = line.match_indices('#').map(|(at, _)| at).find(is_comment).unwrap_or(line.len());
    line[..end].trim()
}

#[cfg(test)]
mod tests {
    use super::{comment_off, is_like, plain};

    #[test]
    fn a_comment_is_no_closure() {
        assert_eq!(comment_off("a::{closure#0} # why"), "a::{closure#0}");
        assert_eq!(comment_off("# why"), "");
    }

    #[test]
    fn names_lose_their_hashes_and_nothing_else() {
        assert_eq!(plain("<shop[d0c0d72f3e4e922a]::Engine>::go::<[u32; 3]>"), "<shop::Engine>::go::<[u32; 3]>");
    }

    #[test]
    fn a_star_is_any_run() {
        assert!(is_like("<a::Reader>::schedule::{closure#0}", "<a::Reader>::schedule*"));
        assert!(!is_like("<a::Reader>::scheduled", "<a::Reader>::schedule"));
        assert!(is_like("abc", "*b*"));
    }
}

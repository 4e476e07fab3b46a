//! Sorting in a few bytes: the standard library's sorts are faster and cost 5 kB of wasm for each type they sort.

/// Sorts by `less`, which must be a strict order in which no two items are equal. Not stable, never quadratic.
#[inline(never)]
pub(crate) fn sort<T>(items: &mut [T], less: &dyn Fn(&T, &T) -> bool) {
    // Most often somebody put them in order before.
    let Some(first) = (1..items.len()).find(|at| !less(&items[at - 1], &items[*at])) else { return };
    if first == 1 && (1..items.len()).all(|at| !less(&items[at - 1], &items[at])) {
        return items.reverse();
    }
    for root in (0..items.len() / 2).rev() {
        sink(items, root, less);
    }
    for end in (1..items.len()).rev() {
        items.swap(0, end);
        sink(&mut items[..end], 0, less);
    }
}

/// Lets the item at `root` of a heap sink to where it belongs.
fn sink<T>(items: &mut [T], mut root: usize, less: &dyn Fn(&T, &T) -> bool) {
    loop {
        let mut child = 2 * root + 1;
        if child >= items.len() {
            return;
        }
        if child + 1 < items.len() && less(&items[child], &items[child + 1]) {
            child += 1;
        }
        if !less(&items[root], &items[child]) {
            return;
        }
        items.swap(root, child);
        root = child;
    }
}

/// Sorts numbers and drops repetitions.
#[inline(never)]
pub(crate) fn unique(numbers: &mut Vec<u32>) {
    sort(numbers, &|a, b| a < b);
    let mut kept = 0;
    for index in 0..numbers.len() {
        if index == 0 || numbers[index] != numbers[kept - 1] {
            numbers[kept] = numbers[index];
            kept += 1;
        }
    }
    numbers.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_whatever_comes() {
        let mut seed = 7u32;
        for length in 0..60 {
            let mut items: Vec<u32> = Vec::new();
            for _ in 0..length {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                items.push(seed >> 27);
            }
            let mut expected = items.clone();
            expected.sort_unstable();
            expected.dedup();
            unique(&mut items);
            assert_eq!(items, expected);
        }
    }
}

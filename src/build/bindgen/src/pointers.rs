//! Who can call what lies in the table. A function is called through the table by whoever got its slot from somebody who
//! wrote it down: as a number in code, or in a table of methods whose address is a number in code. The linker puts slots
//! and data where no other numbers are (`--table-base` in `build.mjs`; data lies behind the stack), so that a number that
//! looks like one is one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use walrus::ir::{self, Const, Value, Visitor};
use walrus::{ConstExpr, DataKind, FunctionId, Module};

/// Within a table of methods: where it drops, how large and how aligned the value is, then its methods. Ours have two at
/// most, those of a closure.
const ALIGN: u64 = 8;
const METHODS: [u64; 3] = [0, 12, 16];

#[derive(Default)]
struct Numbers(BTreeSet<u64>);

impl Visitor<'_> for Numbers {
    fn visit_const(&mut self, one: &Const) {
        if let Value::I32(number) = one.value {
            self.0.insert(u64::from(number as u32));
        }
    }
}

/// Words of the data, by address. What is not written is nought.
fn words(module: &Module) -> BTreeMap<u64, u64> {
    let mut all = BTreeMap::new();
    for data in module.data.iter() {
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(at)), .. } = &data.kind else { continue };
        let begin = u64::from(*at as u32);
        let end = begin + data.value.len() as u64;
        let byte = |at: u64| if at < begin || at >= end { 0 } else { u64::from(data.value[(at - begin) as usize]) };
        for address in ((begin & !3)..end).step_by(4) {
            let word = (0..4).fold(0, |word, index| word | byte(address + index) << (8 * index));
            // Two segments may meet within one word.
            *all.entry(address).or_insert(0) |= word;
        }
    }
    all
}

/// For each function the functions whose slots it can hand out, and those of which nobody knows who can.
pub fn handed(
    module: &Module,
    slots: &BTreeMap<u64, FunctionId>,
) -> (HashMap<FunctionId, Vec<FunctionId>>, Vec<FunctionId>) {
    let mut by_number: HashMap<u64, Vec<FunctionId>> = HashMap::new();
    for (id, function) in module.funcs.iter_local() {
        let mut found = Numbers::default();
        ir::dfs_in_order(&mut found, function, function.entry_block());
        found.0.into_iter().for_each(|number| by_number.entry(number).or_default().push(id));
    }
    let words = words(module);
    let word = |address: u64| words.get(&address).copied().unwrap_or(0);
    let is_methods = |at: u64| {
        let drops = word(at);
        matches!(word(at + ALIGN), 1 | 2 | 4 | 8 | 16) && (drops == 0 || slots.contains_key(&drops))
    };
    let mut handed: HashMap<FunctionId, Vec<FunctionId>> = HashMap::new();
    let mut open = Vec::new();
    for (slot, function) in slots {
        let mut by: Vec<FunctionId> = by_number.get(slot).cloned().unwrap_or_default();
        let mut is_known = true;
        for (address, _) in words.iter().filter(|(_, value)| *value == slot) {
            let tables = METHODS.iter().filter_map(|offset| address.checked_sub(*offset)).filter(|at| is_methods(*at));
            let makers: Vec<FunctionId> = tables.filter_map(|at| by_number.get(&at)).flatten().copied().collect();
            is_known &= !makers.is_empty();
            by.extend(makers);
        }
        if by.is_empty() || !is_known {
            open.push(*function);
        }
        by.into_iter().for_each(|maker| handed.entry(maker).or_default().push(*function));
    }
    (handed, open)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use walrus::ir::Value;
    use walrus::{ConstExpr, DataKind, FunctionBuilder, FunctionId, Module};

    use super::handed;

    const BASE: u32 = 4096;
    const DATA: i32 = 1_048_576;

    fn writes(module: &mut Module, number: i32) -> FunctionId {
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.func_body().i32_const(number).drop();
        builder.finish(Vec::new(), &mut module.funcs)
    }

    #[test]
    fn slots_are_handed_out_by_numbers_and_by_tables_of_methods() {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 17, None, None);
        // Drops nothing, no size, alignment, and two methods; then a slot that no table of methods holds.
        let words = [0, 0, 1, BASE + 1, BASE + 2, 7, BASE + 3];
        let bytes = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let offset = ConstExpr::Value(Value::I32(DATA));
        module.data.add(DataKind::Active { memory, offset }, bytes);
        let by_number = writes(&mut module, BASE as i32);
        let by_table = writes(&mut module, DATA);
        let called: Vec<FunctionId> = (0..5).map(|_| writes(&mut module, 0)).collect();
        let slots: BTreeMap<u64, FunctionId> =
            called.iter().enumerate().map(|(index, id)| (u64::from(BASE) + index as u64, *id)).collect();
        let (handed, open) = handed(&module, &slots);
        assert_eq!(handed[&by_number], [called[0]]);
        assert_eq!(handed[&by_table], [called[1], called[2]]);
        // One lies in data that nobody can name, of the other nobody knows at all.
        assert_eq!(open, [called[3], called[4]]);
    }
}

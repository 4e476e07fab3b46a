//! Takes a wasm module apart: what every rule set needs comes first; what only some need, or not at once, comes in files
//! of its own, which the scripts load when rules ask for them. All share one memory, one table and one stack: it is one
//! program, and what it decides does not depend on where its functions came from.
//!
//! Gates are the functions named in a list, under the heading of their group. Everything that is reached through gates
//! of one group alone goes with them; what several groups reach goes to one that all of them need, or else into the
//! first file. A call from one file to another goes through the shared table; while that other file is not there such a
//! slot is empty, and the call traps. The scripts know where that may happen: see `src/js/glue.js`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use walrus::ir::{self, dfs_pre_order_mut, Call, CallIndirect, Const, Instr, InstrSeqId, Value, Visitor, VisitorMut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalKind, ImportKind, Module, ModuleConfig,
    TableId,
};

use crate::names::{comment_off, is_like, plain};
use crate::pointers::handed;

type Result<T> = std::result::Result<T, String>;

/// Where the other files find the first: short, because they are in every download.
const SHARED: &str = "m";
/// The group of the first file.
const FIRST: usize = 0;

/// One file.
pub struct Part {
    pub name: String,
    pub wasm: Vec<u8>,
    /// Names of its functions, for those who look; of the first file none.
    pub report: String,
}

/// Some gates, under the heading `[name]` or `[name: needs]`: whoever has this file has that one, too.
struct Group {
    name: String,
    needs: Option<usize>,
    gates: BTreeSet<FunctionId>,
}

/// Splits a module by the gates in that list, one name to a line; `*` stands for any run, `#` begins a comment.
pub fn split(wasm: &[u8], list: &str) -> Result<Vec<Part>> {
    let module = parse(wasm)?;
    let groups = find_groups(&module, list)?;
    let mut slots = read_table(&module)?;
    let places = places(&module, &groups, &slots);
    let mut end = slots.keys().next_back().map_or(1, |last| last + 1);
    let known: BTreeSet<FunctionId> = slots.values().copied().collect();
    // Those of one file lie together, so that one segment fills them.
    let crossed = crossed(&module, &places);
    for group in 0..groups.len() {
        for function in crossed.iter().filter(|one| places.get(one) == Some(&group) && !known.contains(one)) {
            slots.insert(end, *function);
            end += 1;
        }
    }
    // Identities hold within one parsed module; indices hold for all.
    let slots = slots.into_iter().map(|(slot, function)| (slot, function.index())).collect();
    let plan = Plan { slots, end, places: places.iter().map(|(id, group)| (id.index(), *group)).collect() };
    let mut parts = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let report = if index == FIRST { String::new() } else { names(&module, &places, index) };
        parts.push(Part { name: group.name.clone(), wasm: part(parse(wasm)?, &plan, index)?, report });
    }
    Ok(parts)
}

struct Plan {
    /// What lies in the table, of all files: the functions' indices.
    slots: BTreeMap<u64, usize>,
    end: u64,
    /// The group of each local function, by index.
    places: BTreeMap<usize, usize>,
}

fn parse(wasm: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    config.parse(wasm).map_err(|why| format!("{why:?}"))
}

fn find_groups(module: &Module, list: &str) -> Result<Vec<Group>> {
    let mut groups = vec![Group { name: "first".into(), needs: None, gates: BTreeSet::new() }];
    let mut stale = Vec::new();
    let names: Vec<_> = module
        .funcs
        .iter_local()
        .filter_map(|(id, _)| Some((id, plain(module.funcs.get(id).name.as_deref()?))))
        .collect();
    for line in list.lines().map(comment_off).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let (name, needs) = heading.split_once(':').map_or((heading, None), |(name, needs)| (name, Some(needs)));
            let find = |name: &str| groups.iter().position(|group| group.name == name.trim());
            let needs =
                needs.map(|name| find(name).ok_or(format!("no group before it is named {name}"))).transpose()?;
            groups.push(Group { name: name.trim().into(), needs, gates: BTreeSet::new() });
            continue;
        }
        let found: Vec<_> = names.iter().filter(|(_, name)| is_like(name, line)).map(|(id, _)| *id).collect();
        if found.is_empty() {
            stale.push(line);
        }
        let group = groups.last_mut().filter(|group| group.name != "first").ok_or("a gate without a heading")?;
        group.gates.extend(found);
    }
    if stale.is_empty() {
        return Ok(groups);
    }
    Err(format!(
        "no function of its own is named:\n  {}\nKeep it out of line with #[inline(never)], or take it off the list.",
        stale.join("\n  ")
    ))
}

fn main_table(module: &Module) -> Result<TableId> {
    module.tables.main_function_table().map_err(|why| why.to_string())?.ok_or("a module without a table".into())
}

/// What the module's segments put into its one table.
fn read_table(module: &Module) -> Result<BTreeMap<u64, FunctionId>> {
    let mut slots = BTreeMap::new();
    for element in module.elements.iter() {
        let (ElementKind::Active { offset: ConstExpr::Value(Value::I32(at)), .. }, ElementItems::Functions(functions)) =
            (&element.kind, &element.items)
        else {
            return Err("a table segment of a kind that Rust does not make".into());
        };
        for (index, function) in functions.iter().enumerate() {
            slots.insert(*at as u64 + index as u64, *function);
        }
    }
    Ok(slots)
}

/// Whom a function calls.
#[derive(Default)]
struct Callees(BTreeSet<FunctionId>);

impl Visitor<'_> for Callees {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.insert(*function);
    }
}

fn callees(module: &Module) -> HashMap<FunctionId, BTreeSet<FunctionId>> {
    let of = |function: &walrus::LocalFunction| {
        let mut found = Callees::default();
        ir::dfs_in_order(&mut found, function, function.entry_block());
        found.0
    };
    module.funcs.iter_local().map(|(id, function)| (id, of(function))).collect()
}

/// In which file each local function goes. What lies in the table goes with those who hand it out.
fn places(module: &Module, groups: &[Group], slots: &BTreeMap<u64, FunctionId>) -> BTreeMap<FunctionId, usize> {
    let callees = callees(module);
    let (handed, open) = handed(module, slots);
    let exported = module.exports.iter().filter_map(|export| match export.item {
        walrus::ExportItem::Function(function) => Some(function),
        _ => None,
    });
    let roots: Vec<FunctionId> = exported.chain(module.start).chain(open).collect();
    let gates: BTreeSet<FunctionId> = groups.iter().flat_map(|group| &group.gates).copied().collect();
    // Who reaches it without passing another gate.
    let mut reached: BTreeMap<FunctionId, BTreeSet<usize>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        let own: Vec<FunctionId> = if index == FIRST { roots.clone() } else { group.gates.iter().copied().collect() };
        let mut open = own.clone();
        while let Some(function) = open.pop() {
            let is_start = index != FIRST && group.gates.contains(&function);
            if gates.contains(&function) && !is_start || !reached.entry(function).or_default().insert(index) {
                continue;
            }
            open.extend(callees.get(&function).into_iter().flatten());
            open.extend(handed.get(&function).into_iter().flatten());
        }
    }
    let place = |id: FunctionId| match reached.get(&id) {
        Some(by) => common(groups, by),
        // Nobody calls it: it is dropped wherever it is.
        None => FIRST,
    };
    module.funcs.iter_local().map(|(id, _)| (id, place(id))).collect()
}

/// The group that all of these have, or need.
fn common(groups: &[Group], by: &BTreeSet<usize>) -> usize {
    let chain = |group: usize| std::iter::successors(Some(group), |at| groups[*at].needs);
    let Some(first) = by.first() else { return FIRST };
    let found = chain(*first).find(|one| by.iter().all(|other| chain(*other).any(|at| at == *one)));
    found.unwrap_or(FIRST)
}

fn names(module: &Module, places: &BTreeMap<FunctionId, usize>, group: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (id, _) in places.iter().filter(|(_, place)| **place == group) {
        let function = module.funcs.get(*id);
        if let FunctionKind::Local(local) = &function.kind {
            lines.push(format!("{:6} {}", local.size(), plain(function.name.as_deref().unwrap_or("?"))));
        }
    }
    lines.sort_by(|a, b| b.cmp(a));
    lines.join("\n") + "\n"
}

/// Functions that are called from another file. What is imported is in the first.
fn crossed(module: &Module, places: &BTreeMap<FunctionId, usize>) -> BTreeSet<FunctionId> {
    let mut found = BTreeSet::new();
    let place = |id: &FunctionId| places.get(id).copied().unwrap_or(FIRST);
    for (caller, called) in callees(module) {
        found.extend(called.into_iter().filter(|function| place(function) != place(&caller)));
    }
    found
}

/// Sends calls of functions of other files through the table.
struct Reroute<'a> {
    table: TableId,
    away: &'a HashMap<FunctionId, (i32, walrus::TypeId)>,
}

impl VisitorMut for Reroute<'_> {
    fn start_instr_seq_mut(&mut self, sequence: &mut ir::InstrSeq) {
        let mut out = Vec::with_capacity(sequence.instrs.len());
        for (instruction, place) in sequence.instrs.drain(..) {
            match &instruction {
                Instr::Call(Call { func }) if self.away.contains_key(func) => {
                    let (slot, ty) = self.away[func];
                    out.push((Const { value: Value::I32(slot) }.into(), place));
                    out.push((CallIndirect { ty, table: self.table }.into(), place));
                }
                _ => out.push((instruction, place)),
            }
        }
        sequence.instrs = out;
    }
}

fn part(mut module: Module, plan: &Plan, group: usize) -> Result<Vec<u8>> {
    let table = main_table(&module)?;
    let is_here = |function: &FunctionId| plan.places.get(&function.index()).copied().unwrap_or(FIRST) == group;
    let all: HashMap<usize, FunctionId> =
        module.funcs.iter().map(|function| (function.id().index(), function.id())).collect();
    let slots: BTreeMap<u64, FunctionId> = plan.slots.iter().map(|(slot, index)| (*slot, all[index])).collect();
    let away = slots.iter().filter(|(_, function)| !is_here(function));
    let away = away.map(|(slot, function)| (*function, (*slot as i32, module.funcs.get(*function).ty()))).collect();
    for (id, function) in module.funcs.iter_local_mut() {
        if is_here(&id) {
            let start: InstrSeqId = function.entry_block();
            dfs_pre_order_mut(&mut Reroute { table, away: &away }, function, start);
        }
    }
    fill_table(&mut module, table, slots.into_iter().filter(|(_, function)| is_here(function)));
    let limits = module.tables.get_mut(table);
    limits.initial = limits.initial.max(plan.end);
    limits.maximum = limits.maximum.map(|most| most.max(plan.end));
    if group == FIRST {
        share(&mut module, table)?;
    } else {
        borrow(&mut module, table)?;
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// One segment for each run of slots that this file fills.
fn fill_table(module: &mut Module, table: TableId, slots: impl Iterator<Item = (u64, FunctionId)>) {
    let before: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
    before.into_iter().for_each(|id| module.elements.delete(id));
    module.tables.get_mut(table).elem_segments.clear();
    let mut runs: Vec<(u64, Vec<FunctionId>)> = Vec::new();
    for (slot, function) in slots {
        match runs.last_mut() {
            Some((start, run)) if *start + run.len() as u64 == slot => run.push(function),
            _ => runs.push((slot, vec![function])),
        }
    }
    for (start, run) in runs {
        let offset = ConstExpr::Value(Value::I32(start as i32));
        let id = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(run));
        module.tables.get_mut(table).elem_segments.insert(id);
    }
}

/// The globals that functions write, the stack's pointer above all, in their order.
fn shared_globals(module: &Module) -> Vec<walrus::GlobalId> {
    module.globals.iter().filter(|global| global.mutable).map(walrus::Global::id).collect()
}

/// The first file gives its table and its globals away.
fn share(module: &mut Module, table: TableId) -> Result<()> {
    module.exports.add("t", table);
    let globals = shared_globals(module);
    if globals.len() != 1 {
        return Err(format!("one global is written, the stack's pointer; here are {}", globals.len()));
    }
    module.exports.add("s", globals[0]);
    Ok(())
}

/// The others take memory, table and globals from the first, and begin nothing.
fn borrow(module: &mut Module, table: TableId) -> Result<()> {
    module.start = None;
    let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
    exports.into_iter().for_each(|id| module.exports.delete(id));
    let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    data.into_iter().for_each(|id| module.data.delete(id));
    let memory = module.get_memory_id().map_err(|why| why.to_string())?;
    let import = module.imports.add(SHARED, "memory", ImportKind::Memory(memory));
    let memory = module.memories.get_mut(memory);
    memory.import = Some(import);
    memory.data_segments.clear();
    let import = module.imports.add(SHARED, "t", ImportKind::Table(table));
    module.tables.get_mut(table).import = Some(import);
    for global in shared_globals(module) {
        let import = module.imports.add(SHARED, "s", ImportKind::Global(global));
        module.globals.get_mut(global).kind = GlobalKind::Import(import);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{common, Group};

    #[test]
    fn what_several_reach_goes_to_what_all_of_them_need() {
        let group = |needs| Group { name: String::new(), needs, gates: Default::default() };
        let groups = [group(None), group(None), group(Some(1)), group(Some(1)), group(None)];
        let place = |by: &[usize]| common(&groups, &by.iter().copied().collect());
        assert_eq!([place(&[2]), place(&[2, 3]), place(&[1, 3])], [2, 1, 1]);
        assert_eq!([place(&[2, 4]), place(&[0, 2]), place(&[])], [0, 0, 0]);
    }
}

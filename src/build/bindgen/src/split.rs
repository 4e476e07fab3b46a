//! Takes a wasm module in two: what every rule set needs comes first; what only some need comes in a second file, which
//! the scripts load when rules ask for it. Both share one memory, one table and one stack: it is one program, and what
//! it decides does not depend on where its functions came from.
//!
//! Gates are the functions named in a list. Everything that is reached through gates alone goes with them. A call from
//! one half to the other goes through the shared table; while the second file is not there such a slot is empty, and the
//! call traps. The scripts know where that may happen: see `src/js/glue.js`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use walrus::ir::{self, dfs_pre_order_mut, Call, CallIndirect, Const, Instr, InstrSeqId, Value, Visitor, VisitorMut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalKind, ImportKind, Module, ModuleConfig,
    TableId,
};

type Result<T> = std::result::Result<T, String>;

/// Where the second half finds the first: short, because they are in every download.
const SHARED: &str = "m";

/// What the two files are.
pub struct Halves {
    pub first: Vec<u8>,
    pub second: Vec<u8>,
    /// Names of the functions of the second half, for those who look.
    pub report: String,
}

/// Splits a module by the gates in that list, one name to a line; `*` stands for any run, `#` begins a comment.
pub fn split(wasm: &[u8], gates: &str) -> Result<Halves> {
    let module = parse(wasm)?;
    let gates = find_gates(&module, gates)?;
    let mut slots = read_table(&module)?;
    let second = beyond(&module, &gates, &slots);
    let report = names(&module, &second);
    let crossings = crossings(&module, &second);
    let mut end = slots.keys().next_back().map_or(1, |last| last + 1);
    let known: BTreeSet<FunctionId> = slots.values().copied().collect();
    // Those of the first half lie together, so that one segment fills them.
    for (from_second, functions) in [(false, &crossings.into_first), (true, &crossings.into_second)] {
        for function in functions.iter().filter(|one| !known.contains(*one)) {
            debug_assert_eq!(second.contains(function), from_second);
            slots.insert(end, *function);
            end += 1;
        }
    }
    // Identities hold within one parsed module; indices hold for both.
    let slots = slots.into_iter().map(|(slot, function)| (slot, function.index())).collect();
    let plan = Plan { slots, end, second: second.iter().map(|function| function.index()).collect() };
    Ok(Halves { first: half(module, &plan, true)?, second: half(parse(wasm)?, &plan, false)?, report })
}

struct Plan {
    /// What lies in the table, of both halves: the functions' indices.
    slots: BTreeMap<u64, usize>,
    end: u64,
    second: BTreeSet<usize>,
}

fn parse(wasm: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    config.parse(wasm).map_err(|why| format!("{why:?}"))
}

/// A name without the hashes of crates.
fn plain(name: &str) -> String {
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

fn is_like(name: &str, pattern: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return name == pattern };
    let Some(rest) = name.strip_prefix(head) else { return false };
    (0..=rest.len()).any(|at| rest.is_char_boundary(at) && is_like(&rest[at..], tail))
}

fn find_gates(module: &Module, list: &str) -> Result<BTreeSet<FunctionId>> {
    let mut gates = BTreeSet::new();
    let mut stale = Vec::new();
    let names: Vec<_> = module
        .funcs
        .iter_local()
        .filter_map(|(id, _)| Some((id, plain(module.funcs.get(id).name.as_deref()?))))
        .collect();
    for pattern in list.lines().map(|line| line.split('#').next().unwrap_or("").trim()).filter(|line| !line.is_empty())
    {
        let before = gates.len();
        gates.extend(names.iter().filter(|(_, name)| is_like(name, pattern)).map(|(id, _)| *id));
        if gates.len() == before {
            stale.push(pattern);
        }
    }
    if stale.is_empty() {
        return Ok(gates);
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

/// Whose closure that is, by its name: `<a::B>::c` for `<a::B>::c::{closure#0}` and for what a compiler makes of it.
fn maker(name: &str) -> Option<&str> {
    let made = &name[..name.find("::{closure#")?];
    // `<<a::B>::c::{closure#0} as d::E>::f` is the closure's, too.
    let count = |sign: char| made.matches(sign).count() - if sign == '>' { made.matches("->").count() } else { 0 };
    Some(&made[count('<').saturating_sub(count('>'))..])
}

/// Closures that lie in the table by the function that makes them: nobody can call one that was never made.
fn made(module: &Module, slots: &BTreeMap<u64, FunctionId>) -> HashMap<FunctionId, Vec<FunctionId>> {
    let name = |id: FunctionId| plain(module.funcs.get(id).name.as_deref().unwrap_or_default());
    let by_name: HashMap<String, FunctionId> = module.funcs.iter_local().map(|(id, _)| (name(id), id)).collect();
    let mut made: HashMap<FunctionId, Vec<FunctionId>> = HashMap::new();
    for closure in slots.values() {
        if let Some(maker) = maker(&name(*closure)).and_then(|maker| by_name.get(maker)) {
            made.entry(*maker).or_default().push(*closure);
        }
    }
    made
}

/// The local functions that are reached through gates alone. Whatever lies in the table may be called by anybody, but
/// for closures whose maker has a name.
fn beyond(module: &Module, gates: &BTreeSet<FunctionId>, slots: &BTreeMap<u64, FunctionId>) -> BTreeSet<FunctionId> {
    let callees = callees(module);
    let made = made(module, slots);
    let closures: BTreeSet<FunctionId> = made.values().flatten().copied().collect();
    let exported = module.exports.iter().filter_map(|export| match export.item {
        walrus::ExportItem::Function(function) => Some(function),
        _ => None,
    });
    let mut first = BTreeSet::new();
    let in_table = slots.values().copied().filter(|function| !closures.contains(function));
    let mut open: Vec<FunctionId> = exported.chain(module.start).chain(in_table).collect();
    while let Some(function) = open.pop() {
        if gates.contains(&function) || !first.insert(function) {
            continue;
        }
        open.extend(callees.get(&function).into_iter().flatten());
        open.extend(made.get(&function).into_iter().flatten());
    }
    module.funcs.iter_local().map(|(id, _)| id).filter(|id| !first.contains(id)).collect()
}

fn names(module: &Module, functions: &BTreeSet<FunctionId>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for id in functions {
        let function = module.funcs.get(*id);
        if let FunctionKind::Local(local) = &function.kind {
            lines.push(format!("{:6} {}", local.size(), plain(function.name.as_deref().unwrap_or("?"))));
        }
    }
    lines.sort_by(|a, b| b.cmp(a));
    lines.join("\n") + "\n"
}

#[derive(Default)]
struct Crossings {
    into_first: BTreeSet<FunctionId>,
    into_second: BTreeSet<FunctionId>,
}

fn crossings(module: &Module, second: &BTreeSet<FunctionId>) -> Crossings {
    let mut found = Crossings::default();
    for (caller, called) in callees(module) {
        for function in called {
            match (second.contains(&caller), second.contains(&function)) {
                (true, false) => found.into_first.insert(function),
                (false, true) => found.into_second.insert(function),
                _ => false,
            };
        }
    }
    found
}

/// Sends calls of functions of the other half through the table.
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

fn half(mut module: Module, plan: &Plan, is_first: bool) -> Result<Vec<u8>> {
    let table = main_table(&module)?;
    let is_here = |function: &FunctionId| plan.second.contains(&function.index()) != is_first;
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
    if is_first {
        share(&mut module, table)?;
    } else {
        borrow(&mut module, table)?;
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// One segment for each run of slots that this half fills.
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

/// The first half gives its table and its globals away.
fn share(module: &mut Module, table: TableId) -> Result<()> {
    module.exports.add("t", table);
    let globals = shared_globals(module);
    if globals.len() != 1 {
        return Err(format!("one global is written, the stack's pointer; here are {}", globals.len()));
    }
    module.exports.add("s", globals[0]);
    Ok(())
}

/// The second half takes memory, table and globals from the first, and begins nothing.
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
    use super::{is_like, maker, plain};

    #[test]
    fn names_lose_their_hashes_and_nothing_else() {
        assert_eq!(plain("<shop[d0c0d72f3e4e922a]::Engine>::go::<[u32; 3]>"), "<shop::Engine>::go::<[u32; 3]>");
    }

    #[test]
    fn a_closure_is_its_makers() {
        assert_eq!(maker("<a::Reader>::term::{closure#0}"), Some("<a::Reader>::term"));
        assert_eq!(
            maker("<<a::Reader>::term::{closure#0}::{closure#1} as core::FnOnce<()>>::go"),
            Some("<a::Reader>::term")
        );
        assert_eq!(maker("<a::scan::is_color::{closure#3} as core::FnOnce<()>>::go"), Some("a::scan::is_color"));
        assert_eq!(maker("<a::Reader>::term"), None);
    }

    #[test]
    fn a_star_is_any_run() {
        assert!(is_like("<a::Reader>::schedule::{closure#0}", "<a::Reader>::schedule*"));
        assert!(!is_like("<a::Reader>::scheduled", "<a::Reader>::schedule"));
        assert!(is_like("abc", "*b*"));
    }
}

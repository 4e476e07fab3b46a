//! Triggers the naive way: a list of everything that ever fired, and the definitions of the reference read aloud over
//! it. Nothing is forgotten, nothing is incremental, nothing is fast. Written from the reference alone.

use serde_json::Value as Json;

pub(crate) use super::naive_node::Happening;
use super::naive_node::{close, overlap, read, value_of, Firing, Node};

/// A trigger as a list of nodes, parents before children.
pub(crate) struct Naive {
    nodes: Vec<Node>,
    /// By node: everything it fired.
    fired: Vec<Vec<Firing>>,
    /// By node: whether it fired in the input at hand.
    hot: Vec<bool>,
    inputs: usize,
    /// In an input, not between two.
    is_busy: bool,
    pub(crate) now: i64,
    page: u32,
    page_began: i64,
    open: bool,
    visible: bool,
    /// When the page was in the foreground: from, to.
    seen: Vec<(i64, i64)>,
    active: i64,
    session: i64,
    gap: i64,
    /// The one fact there is; nothing while nobody knows.
    fact: Option<bool>,
    /// By node: of a `hold`, when it held.
    held: Vec<Vec<(i64, i64)>>,
    /// By node: inputs in which an absence was over, but held back.
    missed: Vec<Vec<usize>>,
    /// By node: what its condition was.
    was: Vec<Option<bool>>,
    /// When the root fired.
    pub(crate) instants: Vec<i64>,
}

impl Naive {
    pub(crate) fn new(trigger: &Json, gap: i64) -> Naive {
        let mut nodes = Vec::new();
        read(trigger, &mut nodes);
        let count = nodes.len();
        Naive {
            nodes,
            fired: vec![Vec::new(); count],
            hot: vec![false; count],
            inputs: 0,
            is_busy: false,
            now: 0,
            page: 0,
            page_began: 0,
            open: false,
            visible: false,
            seen: Vec::new(),
            active: i64::MIN / 2,
            session: 0,
            gap,
            fact: None,
            held: vec![Vec::new(); count],
            missed: vec![Vec::new(); count],
            was: vec![None; count],
            instants: Vec::new(),
        }
    }

    /// A page view begins: a load, or in place.
    pub(crate) fn page(&mut self, path: &str, is_load: bool) {
        self.page += 1;
        self.page_began = self.now;
        self.open = true;
        if is_load {
            self.show(true);
        }
        self.activity();
        self.happen(if is_load { Happening::Load(path) } else { Happening::Page(path) });
    }

    pub(crate) fn close(&mut self) {
        self.show(false);
        self.open = false;
    }

    pub(crate) fn show(&mut self, visible: bool) -> bool {
        if visible == self.visible || !self.open {
            return false;
        }
        match (visible, self.seen.last_mut()) {
            (false, Some(last)) => last.1 = self.now,
            _ => self.seen.push((self.now, i64::MAX)),
        }
        self.visible = visible;
        true
    }

    /// Somebody did something: a session may begin.
    pub(crate) fn activity(&mut self) {
        if self.now - self.active >= self.gap {
            self.session += 1;
        }
        self.active = self.now;
    }

    /// The session of what happens now. What happens in no session belongs to nothing else.
    fn session(&self) -> i64 {
        if self.now - self.active >= self.gap {
            return -(2 * self.inputs as i64) - i64::from(self.is_busy);
        }
        self.session
    }

    pub(crate) fn happen(&mut self, what: Happening) {
        let mut atoms = Vec::new();
        if let Happening::Fact(is) = what {
            self.fact = is;
        }
        if let Happening::Load(_) = what {
            (self.fact, self.was) = (None, vec![None; self.nodes.len()]);
            for held in &mut self.held {
                close(held, self.now);
            }
        }
        let turned = self.look();
        for (index, node) in self.nodes.iter().enumerate() {
            let text = |key| node.text(key);
            let is = match (&what, node.kind.as_str()) {
                (Happening::Event(name, props), "event") => {
                    let wanted = node.json.get("where").and_then(|filter| filter.get("k"));
                    text("name") == *name && wanted.is_none_or(|wanted| props.get("k") == Some(wanted))
                }
                (Happening::Click(on), "click") => text("on").is_empty() || text("on") == *on,
                (Happening::Manual, "manual") => true,
                (_, "turns") => turned.contains(&index),
                (Happening::Page(path) | Happening::Load(path), "pageView") => {
                    text("path").is_empty() || text("path") == *path
                }
                _ => false,
            };
            if is {
                atoms.push(index);
            }
        }
        let event = match what {
            Happening::Event(_, props) => Some(props.clone()),
            _ => None,
        };
        self.input(&atoms, event);
    }

    /// Conditions are brought up to date before anybody fires. Which of them turned true.
    fn look(&mut self) -> Vec<usize> {
        let mut turned = Vec::new();
        for index in 0..self.nodes.len() {
            let wanted = match self.nodes[index].kind.as_str() {
                "hold" => &self.nodes[index].json["while"]["fact"]["on"],
                "turns" => &self.nodes[index].json["fact"]["on"],
                _ => continue,
            };
            let is = self.fact.map(|fact| Json::Bool(fact) == *wanted);
            let was = std::mem::replace(&mut self.was[index], is);
            if is == was {
                continue;
            }
            if is == Some(true) {
                turned.push(index);
                self.held[index].push((self.now, i64::MAX));
            } else {
                close(&mut self.held[index], self.now);
            }
            if is == Some(false) {
                // All that it had come to is dropped.
                self.held[index].clear();
                for below in self.below(index) {
                    self.fired[below].clear();
                }
            }
        }
        turned
    }

    fn below(&self, index: usize) -> Vec<usize> {
        let mut all = Vec::new();
        for child in &self.nodes[index].of {
            all.push(*child);
            all.extend(self.below(*child));
        }
        all
    }

    /// The holds around a node, the innermost first.
    fn holds(&self, index: usize) -> Vec<usize> {
        let is_hold = |hold: &usize| self.nodes[*hold].kind == "hold" && self.below(*hold).contains(&index);
        (0..index).rev().filter(is_hold).collect()
    }

    fn is_held_back(&self, index: usize) -> bool {
        self.holds(index).iter().any(|hold| self.was[*hold] != Some(true))
    }

    /// One input: these nodes fire by themselves, and with them whatever they complete.
    fn input(&mut self, by_itself: &[usize], event: Option<Json>) {
        self.inputs += 1;
        self.is_busy = true;
        self.hot = vec![false; self.nodes.len()];
        for index in by_itself {
            if self.is_held_back(*index) {
                self.missed[*index].push(self.inputs);
            }
        }
        for index in (0..self.nodes.len()).rev() {
            let done = match self.nodes[index].kind.as_str() {
                _ if by_itself.contains(&index) && self.is_held_back(index) => None,
                _ if by_itself.contains(&index) => Some(event.clone()),
                "hold" if self.nodes[index].of.iter().any(|child| self.hot[*child]) => {
                    Some(self.event_of_last_child(index))
                }
                "any" | "all" | "sequence" | "count" if self.nodes[index].of.iter().any(|child| self.hot[*child]) => {
                    self.completes(index).then(|| self.event_of_last_child(index))
                }
                _ => None,
            };
            if let Some(event) = done {
                self.hot[index] = true;
                let (input, at, page, session) = (self.inputs, self.now, self.page, self.session());
                self.fired[index].push(Firing { input, at, page, session, event });
            }
        }
        self.is_busy = false;
        if self.hot[0] {
            self.instants.push(self.now);
        }
    }

    fn event_of_last_child(&self, index: usize) -> Option<Json> {
        let last = self.nodes[index].of.iter().rev().find(|child| self.hot[**child])?;
        self.fired[*last].last()?.event.clone()
    }

    /// Whether what happened long ago is in the scope of an operator now.
    fn in_scope(&self, index: usize, firing: &Firing) -> bool {
        match self.nodes[index].scope() {
            "page" => firing.page == self.page,
            "session" => firing.session == self.session(),
            _ => true,
        }
    }

    /// Dwell, and `any`, `all` and `sequence` of nothing else, fire once in their scope.
    fn is_once(&self, index: usize) -> bool {
        let node = &self.nodes[index];
        match node.kind.as_str() {
            "dwell" => true,
            "any" | "all" | "sequence" => node.of.iter().all(|child| self.is_once(*child)),
            _ => false,
        }
    }

    /// What an operator remembers of a child: all in its scope, but of repeatable children nothing before `since`.
    fn remembered(&self, index: usize, child: usize, since: usize) -> Vec<Firing> {
        let once = self.is_once(child);
        let is = |firing: &&Firing| self.in_scope(index, firing) && (once || firing.input > since);
        self.fired[child].iter().filter(is).cloned().collect()
    }

    /// The input in which it fired last in its scope.
    fn last_fired(&self, index: usize) -> usize {
        self.fired[index].iter().rev().find(|firing| self.in_scope(index, firing)).map_or(0, |firing| firing.input)
    }

    fn completes(&self, index: usize) -> bool {
        let node = &self.nodes[index];
        let since = self.last_fired(index);
        let within = node.time("within").unwrap_or(i64::MAX);
        match node.kind.as_str() {
            "any" => !self.fired[index].iter().any(|firing| firing.at == self.now && firing.page == self.page),
            "all" => {
                let latest = |child: &usize| self.remembered(index, *child, since).last().map(|firing| firing.at);
                let latest: Vec<Option<i64>> = node.of.iter().map(latest).collect();
                latest.iter().all(|at| at.is_some_and(|at| self.now - at < within))
            }
            "count" => {
                let is_in = |firing: &&Firing| {
                    self.in_scope(index, firing) && firing.input > since && self.now - firing.at < within
                };
                let count = self.fired[node.of[0]].iter().filter(is_in).count();
                count as u64 >= node.json.get("times").and_then(Json::as_u64).unwrap_or(1)
            }
            _ => self.has_chain(index, within),
        }
    }

    fn has_chain(&self, index: usize, within: i64) -> bool {
        let node = &self.nodes[index];
        let last = node.of[node.of.len() - 1];
        if !self.hot[last] {
            return false;
        }
        let Some(end) = self.fired[last].last() else { return false };
        let mut since = self.last_fired(index);
        if !node.text("same").is_empty() {
            let Some(value) = value_of(end) else { return false };
            // Each value is a sequence of its own.
            let of_value = |firing: &&Firing| value_of(firing).as_ref() == Some(&value) && self.in_scope(index, firing);
            since = self.fired[index].iter().rev().find(of_value).map_or(0, |firing| firing.input);
        }
        self.chain_before(index, node.of.len() - 1, end, since, within)
    }

    /// Whether some chain of earlier steps ends in this firing of that step.
    fn chain_before(&self, index: usize, step: usize, firing: &Firing, since: usize, within: i64) -> bool {
        if step == 0 {
            return self.now - firing.at < within;
        }
        let node = &self.nodes[index];
        let is_leap = self.is_once(node.of[step]);
        self.remembered(index, node.of[step - 1], since).iter().any(|before| {
            let is_before = before.input < firing.input || is_leap && before.input == firing.input;
            let is_same =
                node.text("same").is_empty() || value_of(before).is_some_and(|value| Some(value) == value_of(firing));
            let is_next = !node.is_strict() || !self.is_between(index, before.input, firing.input);
            is_before && is_same && is_next && self.chain_before(index, step - 1, before, since, within)
        })
    }

    /// Whether any step fired between two inputs.
    fn is_between(&self, index: usize, from: usize, to: usize) -> bool {
        let is = |firing: &Firing| firing.input > from && firing.input < to && self.in_scope(index, firing);
        self.nodes[index].of.iter().any(|child| self.fired[*child].iter().any(is))
    }

    /// When it began to wait, if it does: the latest `after` without a `no` or a firing of its own since.
    fn waits_since(&self, index: usize) -> Option<&Firing> {
        let node = &self.nodes[index];
        let after = self.fired[node.of[0]].iter().rev().find(|firing| self.in_scope(index, firing))?;
        let is_over = |firing: &Firing| firing.input >= after.input;
        let ended = self.fired[node.of[1]].iter().any(is_over) || self.fired[index].iter().any(is_over);
        let missed = self.missed[index].iter().any(|input| *input >= after.input);
        (!ended && !missed).then_some(after)
    }

    /// For how long all holds around a node have held since then.
    fn holding(&self, index: usize, since: i64) -> i64 {
        let holds = self.holds(index);
        let mut edges: Vec<i64> = holds.iter().flat_map(|hold| &self.held[*hold]).flat_map(|(a, b)| [*a, *b]).collect();
        edges.extend([since, self.now]);
        edges.retain(|at| (since..=self.now).contains(at));
        edges.sort();
        let all = |from: i64, to: i64| holds.iter().all(|hold| overlap(&self.held[*hold], from, to) == to - from);
        // Where an outer one began anew, so did all within it.
        edges.windows(2).filter(|two| all(two[0], two[1])).map(|two| two[1] - two[0]).sum()
    }

    /// When a node will fire by itself, if nothing happens.
    fn due(&self, index: usize) -> Option<i64> {
        let node = &self.nodes[index];
        let time = node.time("for")?;
        if !self.open {
            return None;
        }
        match node.kind.as_str() {
            "dwell" => {
                let fired = self.fired[index].iter().any(|firing| firing.page == self.page);
                if self.holds(index).is_empty() {
                    return (!fired).then_some(self.page_began + time);
                }
                let run = self.holding(index, self.page_began);
                let runs = !fired && !self.is_held_back(index);
                runs.then_some(self.now + (time - run).max(0))
            }
            "absent" => {
                let since = self.waits_since(index)?;
                if node.text("clock") != "visible" {
                    return Some((since.at + time).max(self.now));
                }
                let shown = overlap(&self.seen, since.at, self.now);
                self.visible.then_some(self.now + (time - shown).max(0))
            }
            _ => None,
        }
    }

    /// Lets time pass, deadline by deadline: of one instant in the order of the file.
    pub(crate) fn advance(&mut self, to: i64) {
        let next = |this: &Self| (0..this.nodes.len()).filter_map(|index| this.due(index)).min();
        while let Some(at) = next(self).filter(|at| *at <= to) {
            self.now = at;
            for index in 0..self.nodes.len() {
                if self.due(index) == Some(at) {
                    self.input(&[index], None);
                }
            }
        }
        self.now = to;
    }
}

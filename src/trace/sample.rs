//! What a trace says of the elements of the page: the answers to samples.

use crate::engine::input::Sampled;
use crate::ruleset::model::{ElementIx, ElementWhat, RuleSet};
use crate::ruleset::value::Value;

use super::reader::{Node, Reader};

/// The last known state of the page's elements and of what stands in the way of an interruption.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// By selector: a map of `exists`, `visible`, `text`, `value`, `count`. `Null`: forget it.
    pub elements: Vec<(String, Value)>,
    /// `title` under an empty name, `meta`, `cookie` and `storage`, by what it is and its name. `Null`: not there.
    pub values: Vec<(ElementWhat, String, Value)>,
    /// Bits of `Sampled::GUARD_*`, if the trace says.
    pub guards: Option<u32>,
}

const GUARDS: [&str; 3] = ["dialog", "payment", "quietZone"];
const BITS: [u32; 3] = [Sampled::GUARD_DIALOG, Sampled::GUARD_PAYMENT, Sampled::GUARD_QUIET_ZONE];

impl Sample {
    /// Takes over what a later sample says.
    pub fn update(&mut self, later: &Sample) {
        for (css, says) in &later.elements {
            self.elements.retain(|(known, _)| known != css);
            if *says != Value::Null {
                self.elements.push((css.clone(), says.clone()));
            }
        }
        for one in &later.values {
            self.values.retain(|(what, name, _)| (*what, name) != (one.0, &one.1));
            self.values.push(one.clone());
        }
        self.guards = later.guards.or(self.guards);
    }

    /// Answers the engine. What the trace does not say stays unknown.
    pub fn answer(&self, rules: &RuleSet, asked: &[ElementIx]) -> Sampled {
        let read = |ix: &ElementIx| {
            let query = rules.elements.get(ix.0 as usize)?;
            self.read(&query.css, query.what).map(|value| (*ix, value))
        };
        Sampled { elements: asked.iter().filter_map(read).collect(), guards: self.guards.unwrap_or(0) }
    }

    /// One property of one element.
    pub fn read(&self, css: &str, what: ElementWhat) -> Option<Value> {
        if let Some((.., value)) = self.values.iter().find(|(is, name, _)| *is == what && name == css) {
            return Some(value.clone());
        }
        let (_, says) = self.elements.iter().find(|(known, _)| known == css)?;
        let exists = says.get("exists") != Some(&Value::Bool(false));
        match what {
            ElementWhat::Exists => Some(exists.into()),
            ElementWhat::Visible => Some(says.get("visible").cloned().unwrap_or(exists.into())),
            ElementWhat::Count => Some(says.get("count").cloned().unwrap_or(Value::Num(f64::from(u8::from(exists))))),
            ElementWhat::Text => says.get("text").cloned(),
            ElementWhat::Value => says.get("value").cloned(),
            _ => None,
        }
    }
}

/// Reads `{ "elements": { "#x": true | false | null | {..} }, "guards": [..] }`, and `title`, `meta`, `cookie`, `storage`.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Sample {
    let mut sample = Sample::default();
    reader.object(node, &["elements", "guards", "title", "meta", "cookie", "storage"]);
    if let Some(elements) = node.child("elements") {
        for (css, says) in elements.entries() {
            let value = read_element(reader, &says);
            sample.elements.push((css.into(), value));
        }
    }
    if let Some(title) = node.child("title") {
        sample.values.push((ElementWhat::Title, String::new(), title.value.clone()));
    }
    for (key, what) in [("meta", ElementWhat::Meta), ("cookie", ElementWhat::Cookie), ("storage", ElementWhat::Storage)]
    {
        let Some(map) = node.child(key) else { continue };
        for (name, value) in map.entries() {
            sample.values.push((what, name.into(), value.value.clone()));
        }
    }
    if let Some(guards) = node.child("guards") {
        let bits = guards.items().iter().fold(0, |bits, guard| bits | BITS[reader.word(guard, &GUARDS)]);
        sample.guards = Some(bits);
    }
    sample
}

fn read_element(reader: &mut Reader, node: &Node) -> Value {
    match node.value {
        Value::Null => Value::Null,
        Value::Bool(exists) => Value::Map(vec![("exists".into(), Value::Bool(*exists))]),
        Value::Map(_) => {
            reader.only(node, &["exists", "visible", "text", "value", "count"]);
            node.value.clone()
        }
        _ => {
            reader.wrong(node, "wrong_type", "true, false, null or an object");
            Value::Null
        }
    }
}

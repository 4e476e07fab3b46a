//! Blocks: what stands in the content of a widget.

use super::expect;
use super::model::{Selector, SelectorIx};
use super::problem::Code;
use super::reader::{table, Form, Reader, Table};
use super::value::Value;

const BLOCKS: Table = Table { main: "", known: "text image coupon progress", later: "countdown survey form list" };
const IMAGE: Table = table("src", "src alt width height");
const COUPON: Table = table("code", "code field apply");
const PROGRESS: Table = table("", "value goal label");

/// Place of a block among all.
pub(super) const COUPON_BLOCK: usize = 2;
/// The same.
pub(super) const PROGRESS_BLOCK: usize = 3;

/// A map in the making.
pub(super) type Pairs = Vec<(String, Value)>;

/// Adds a pair.
#[inline(never)]
pub(super) fn put(out: &mut Pairs, key: &str, value: Value) {
    out.push((key.into(), value));
}

impl<'v, 'p> Reader<'v, 'p> {
    /// Copies a field, if it is there.
    #[inline(never)]
    pub(super) fn copy(
        &mut self,
        form: &Form<'v>,
        key: &'static str,
        read: fn(&mut Reader<'v, 'p>, &'v Value) -> Value,
        out: &mut Pairs,
    ) -> bool {
        let Some(value) = self.enter(form, key) else { return false };
        put(out, key, read(self, value));
        self.leave();
        true
    }

    /// Copies a field that must be there.
    #[inline(never)]
    pub(super) fn need_copy(
        &mut self,
        form: &Form<'v>,
        key: &'static str,
        read: fn(&mut Reader<'v, 'p>, &'v Value) -> Value,
        out: &mut Pairs,
    ) {
        if !self.copy(form, key, read, out) {
            self.problem(Code::Missing, expect::words(key), &Value::Null);
        }
    }

    /// A list of blocks.
    pub(super) fn content(&mut self, value: &'v Value) -> Value {
        let mut blocks = Vec::new();
        let mut bars = 0;
        self.list(value, &mut |reader, item| {
            let what = expect::names("a block", BLOCKS.known);
            let Some((which, value)) = reader.only(item, &BLOCKS, what, expect::BLOCK) else { return };
            blocks.push(reader.block(which, value, &mut bars).0);
            reader.leave();
        });
        Value::List(blocks)
    }

    /// A block by its place in the table, `{name: ..}`, and the field of a coupon. Counts progress bars: only one may
    /// stand in a widget, because templates read it as `progress`.
    #[inline(never)]
    pub(super) fn block(&mut self, which: usize, value: &'v Value, bars: &mut u32) -> (Value, Option<SelectorIx>) {
        let mut out = Vec::new();
        let mut field = None;
        let (name, inner) = match which {
            0 => ("text", self.words(value)),
            1 => ("image", self.image(value)),
            COUPON_BLOCK => {
                field = self.coupon(value, &mut out);
                ("coupon", Value::Map(out))
            }
            _ => {
                let form = &self.form(value, &PROGRESS);
                let before = self.count();
                self.need_copy(form, "value", Reader::quantity, &mut out);
                self.need_copy(form, "goal", Reader::quantity, &mut out);
                if self.count() == before {
                    *bars += 1;
                    if *bars > 1 {
                        self.problem(Code::Duplicate, expect::NOTHING, value);
                    }
                }
                self.copy(form, "label", Reader::words, &mut out);
                ("progress", Value::Map(out))
            }
        };
        (Value::Map(vec![(name.into(), inner)]), field)
    }

    /// An image; without `alt` it is decoration.
    pub(super) fn image(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, &IMAGE);
        let mut out = Vec::new();
        self.need_copy(form, "src", Reader::link, &mut out);
        if !self.copy(form, "alt", Reader::words, &mut out) {
            put(&mut out, "alt", "".into());
        }
        for name in ["width", "height"] {
            if let Some(size) = self.count_at(form, name) {
                put(&mut out, name, Value::Num(f64::from(size)));
            }
        }
        Value::Map(out)
    }

    fn coupon(&mut self, value: &'v Value, out: &mut Pairs) -> Option<SelectorIx> {
        let form = &self.form(value, &COUPON);
        self.need_copy(form, "code", Reader::words, out);
        let field = self.selector_at(form, "field", Selector::ANCHOR);
        if let Some(selector) = field.and_then(|field| self.set.selectors.get(field.0 as usize)) {
            put(out, "field", selector.css.as_str().into());
        }
        if let Some(apply) = self.flag_at(form, "apply") {
            if apply && field.is_none() {
                self.problem(Code::Missing, expect::words("field"), value);
            }
            put(out, "apply", Value::Bool(apply));
        }
        field
    }
}

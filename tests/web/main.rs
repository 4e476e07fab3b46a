//! The shell in a real browser: listeners, the timer, and plain data in and out. The page is a small stand-in that
//! counts; the scripts that shops run are in the end-to-end tests.
#![cfg(target_family = "wasm")]

use js_sys::{Array, Function, Promise, Reflect};
use opportune::api;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/src/js/plain.js")]
extern "C" {
    fn pack(values: &Array, deepest: u32, widest: u32) -> Array;
    fn unpack(numbers: &JsValue, texts: &JsValue) -> Array;
}

#[wasm_bindgen(module = "/tests/web/stage.js")]
extern "C" {
    #[wasm_bindgen(js_name = "makeHost")]
    fn make_host(heard: &Function, wake: &Function, met: &Function);
    /// `{ listeners, added, timers, taken }`
    fn counts() -> JsValue;
    fn fire(name: &str);
    fn wait(ms: u32) -> Promise;
    fn reset();
    /// Things that are hostile to read, each in a list of its own.
    fn zoo() -> Array;
    fn json(text: &str) -> JsValue;
    fn text(value: &JsValue) -> String;
}

const PAGE_VIEW: u32 = 0;
const EVENT: u32 = 3;
const CONSENT: u32 = 4;
const CLICK: u32 = 13;
const OPEN: u32 = 100;
const BEGIN: u32 = 101;
const READ: u32 = 107;
const WAKE: u32 = 100;
const CLOSE: u32 = 102;

/// A runtime for these rules, on its first page view. Closed when dropped.
struct Stage {
    _heard: Closure<dyn Fn(u32)>,
    _wake: Closure<dyn Fn()>,
    _met: Closure<dyn Fn()>,
}

impl Stage {
    fn new(rules: &str) -> Stage {
        reset();
        let heard = Closure::<dyn Fn(u32)>::new(|kind| api::heard(kind, 0, 0, 0.0, 0));
        let wake = Closure::<dyn Fn()>::new(|| order(WAKE));
        let met = Closure::<dyn Fn()>::new(|| tell(CLICK, &[0.into()]));
        make_host(heard.as_ref().unchecked_ref(), wake.as_ref().unchecked_ref(), met.as_ref().unchecked_ref());
        tell(OPEN, &[json(rules), 1280.into(), false.into()]);
        // In slices: the ids, the rules, what is left; an order too many is none.
        for _ in 0..4 {
            tell(READ, &[64.into()]);
        }
        tell(BEGIN, &["en".into(), "en".into(), "v1".into(), false.into(), 7.into(), 0.into()]);
        tell(CONSENT, &[1.into(), 1.into(), 1.into()]);
        tell(PAGE_VIEW, &["https://shop.test/cart".into(), "".into(), true.into(), false.into()]);
        Stage { _heard: heard, _wake: wake, _met: met }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        order(CLOSE);
    }
}

fn packed(values: &[JsValue]) -> (Vec<f64>, String) {
    let parts = pack(&values.iter().collect(), 64, 1_000_000);
    (js_sys::Float64Array::from(parts.get(0)).to_vec(), parts.get(1).as_string().unwrap())
}

fn tell(kind: u32, parts: &[JsValue]) {
    let (numbers, texts) = packed(parts);
    api::told(kind, numbers, texts);
}

fn order(kind: u32) {
    api::measured(kind, 0, 0.0, 0.0);
}

fn count(name: &str) -> f64 {
    Reflect::get(&counts(), &name.into()).unwrap().as_f64().unwrap()
}

fn listing(name: &str) -> String {
    text(&Reflect::get(&counts(), &name.into()).unwrap())
}

const EVERYTHING: &str = r##"{"version":1,"rules":[
    {"id":"a","when":{"hover":"#a"},"do":[{"emit":"a"}]},
    {"id":"b","when":{"exitIntent":true},"do":[{"emit":"b"}]},
    {"id":"c","when":{"click":"#a"},"do":[{"emit":"c"}]},
    {"id":"d","when":{"scroll":"50%"},"do":[{"emit":"d"}]},
    {"id":"e","when":{"idle":"30s"},"show":{"banner":{"text":"e"}},"interrupts":true}]}"##;

#[wasm_bindgen_test]
fn listens_only_to_what_a_rule_needs() {
    let stage = Stage::new(r#"{"version":1,"rules":[{"id":"a","when":{"manual":true},"do":[{"emit":"a"}]}]}"#);
    assert_eq!(listing("added"), "[]");
    drop(stage);
    let stage = Stage::new(EVERYTHING);
    assert!(count("listeners") > 8.0);
    for name in ["mousemove", "pointermove", "touchmove", "pointerrawupdate"] {
        assert!(!listing("added").contains(name), "{name}");
    }
    drop(stage);
    assert_eq!(count("listeners"), 0.0);
    assert_eq!(count("timers"), 0.0);
}

#[wasm_bindgen_test]
fn leaves_nothing_behind_however_often_it_starts() {
    for _ in 0..1_000 {
        drop(Stage::new(EVERYTHING));
    }
    assert_eq!(count("listeners"), 0.0);
    assert_eq!(count("timers"), 0.0);
}

#[wasm_bindgen_test]
async fn keeps_one_timer_and_none_at_rest() {
    let _stage = Stage::new(
        r#"{"version":1,"rules":[{"id":"a","when":{"dwell":"60ms"},"do":[{"emit":"a"}]},
            {"id":"b","when":{"dwell":"90ms"},"do":[{"emit":"b"}]}]}"#,
    );
    assert_eq!(count("timers"), 1.0);
    order(WAKE);
    assert_eq!(count("timers"), 1.0, "an early wake arms it again");
    JsFuture::from(wait(70)).await.unwrap();
    assert_eq!(count("timers"), 1.0);
    JsFuture::from(wait(60)).await.unwrap();
    assert_eq!(count("timers"), 0.0);
    let taken = listing("taken");
    assert!(taken.contains(r#"["a","a","#) && taken.contains(r#"["b","b","#), "{taken}");
}

#[wasm_bindgen_test]
fn hears_events_without_their_names() {
    let _stage = Stage::new(r##"{"version":1,"rules":[{"id":"c","when":{"click":true},"do":[{"emit":"c"}]}]}"##);
    fire("click");
    assert!(listing("taken").contains(r#"["c","c","#), "{}", listing("taken"));
}

#[wasm_bindgen_test]
fn closes_in_the_middle_of_an_effect() {
    let _stage = Stage::new(
        r#"{"version":1,"rules":[{"id":"a","when":{"idle":"30s"},"do":[{"emit":"a"}]},
        {"id":"stop","when":{"event":"x"},"do":[{"emit":"stop"}]}]}"#,
    );
    let close = Closure::<dyn Fn()>::new(|| order(CLOSE));
    Reflect::set(&js_sys::global(), &"onStop".into(), close.as_ref()).unwrap();
    tell(EVENT, &["x".into(), JsValue::NULL, 0.into()]);
    assert_eq!(count("listeners"), 0.0);
    assert_eq!(count("timers"), 0.0);
}

#[wasm_bindgen_test]
fn hostile_objects_are_read_without_running_them() {
    for one in zoo().iter() {
        let parts = pack(&Array::of1(&one), 5, 100);
        let back = unpack(&parts.get(0), &parts.get(1));
        assert_eq!(back.length(), 1, "{one:?}");
    }
    assert_eq!(count("ran"), 0.0);
}

#[wasm_bindgen_test]
fn plain_data_survives_the_way_in_and_out() {
    let _stage = Stage::new(
        r#"{"version":1,"rules":[{"id":"a","when":{"event":"x"},"do":[{"dataLayer":{"it":{"from":"event.it"}}}]}]}"#,
    );
    let it = r#"{"a":[1,-2.5,1e+300,true,false,null,"","é\n🙂",[],{}],"__proto__":{"x":1},"b":{"c":{"d":"e"}}}"#;
    tell(EVENT, &["x".into(), json(&format!("{{\"it\":{it}}}")), 0.into()]);
    assert!(listing("taken").contains(&format!("{{\"it\":{it}}}")), "{}", listing("taken"));
}

//! A month of made-up shoppers with known true effects, lived through the real engine.

pub(crate) mod behave;
pub(crate) mod bias;
pub(crate) mod dice;
pub(crate) mod known;
pub(crate) mod life;
pub(crate) mod month;
pub(crate) mod person;
pub(crate) mod plan;
pub(crate) mod shop;
pub(crate) mod stats;
pub(crate) mod study;
pub(crate) mod tables;
pub(crate) mod timeline;
pub(crate) mod truth;
pub(crate) mod wire;
pub(crate) mod world;
pub(crate) mod write;

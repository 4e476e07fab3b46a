//! The pure engine. It reads no clock, draws no random number, touches no page: inputs in, effects out.

pub mod effect;
pub mod input;
pub mod time;

//! The ready themes: what their names stand for. A color is one for light and dark, or one for each.

const READY = {
  __proto__: null,
  paper: "surface #fffdf8 #211e1a|text #29241e #f3eee6|muted #685f54 #b9afa2|line #e4dccd #453f37|accent #94300f #f0a37c|radius 6px|size 17px|font Iowan Old Style, Palatino Linotype, Palatino, Georgia, serif",
  ink: "surface #fff #000|text #000 #fff|muted #3d3d3d #c8c8c8|line #000 #fff|accent #000 #fff|radius 0px|motion 100ms",
  night: "surface #15171c|text #f4f5f7|muted #aab0bb|line #363b46|accent #a9bcff|radius 14px",
  garden: "surface #f6f9f3 #18201a|text #1c2a20 #e6efe6|muted #54645a #a5b6a8|line #d3dfd0 #38463c|accent #2d5f3b #8fcf9f|radius 12px",
  coast: "surface #fff #0f1c28|text #0e2233 #e4eef7|muted #4c6173 #9fb4c6|line #d2e0ec #2c4053|accent #0a5cad #7fbdf7|radius 8px",
  bloom: "surface #fff8f9 #271a21|text #3a1527 #fbe9f0|muted #7c5567 #cfaebd|line #f1d5de #503845|accent #b0185c #ff9ac2|radius 22px|space 5px|motion 220ms",
};

/** Both colors where the browser can choose between them, else the light one, as our own sheet does. */
const colorOf = (light, dark) => (dark && CSS.supports("color", "light-dark(red,red)") ? `light-dark(${light},${dark})` : light);

function ready(name) {
  const tokens = { __proto__: null };
  for (const part of READY[name].split("|")) {
    const [key, ...words] = part.split(" ");
    tokens[key] = words[0][0] === "#" ? colorOf(...words) : words.join(" ");
  }
  return tokens;
}

/** The tokens of several themes, each over those before it. A ready theme starts afresh. */
export function tokensOf(...themes) {
  let tokens = { __proto__: null };
  for (const theme of themes.flat()) {
    const { name, ...own } = typeof theme === "string" ? { name: theme } : { ...theme };
    tokens = { __proto__: null, ...(READY[name] ? ready(name) : tokens), ...own };
  }
  return tokens;
}

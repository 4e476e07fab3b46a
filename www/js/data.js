/** @file What the shop sells and promises. Plain data, shared by the static pages and the routed variant. */

export const CURRENCY = "EUR";
export const DELIVERY = { price: 4.9, freeFrom: 90 };

/** Codes the till knows. Both are real here: the till takes them, and nothing else does. */
export const COUPONS = {
  WELCOME10: { code: "WELCOME10", text: "10 % off this order", percent: 10 },
  STAYDRY: { code: "STAYDRY", text: "€5 off this order", amount: 5 },
};

export const COLORS = {
  yellow: "Slicker yellow", petrol: "Petrol", moss: "Moss", ink: "Ink", rust: "Rust", oat: "Oat", enamel: "Enamel", tin: "Tin",
};

/** How much rain each thing is made for, in millimeters an hour. */
export const RAIN = [
  { id: "drizzle", name: "Drizzle", from: 0.1, text: "up to 2 mm an hour" },
  { id: "rain", name: "Rain", from: 2.1, text: "2 to 8 mm an hour" },
  { id: "downpour", name: "Downpour", from: 8.1, text: "8 mm an hour and worse" },
];

const CLOTHING = ["XS", "S", "M", "L", "XL"];
const SHOES = ["37", "38", "39", "40", "41", "42", "43", "44", "45"];

export const PRODUCTS = [
  {
    id: "harbour-coat", picture: "coat", name: "Harbour coat", price: 189, rain: 20, category: "coats",
    line: "The long one, for standing about in it.",
    story: "We drew it for people who wait: for ferries, for dogs, for the end of the match. Every seam is taped, the hood turns when your head does, and the pockets have a drain at the bottom, because everybody fills them in the end.",
    facts: [["Shell", "Recycled polyester, 150 g, PU face"], ["Seams", "Taped, all of them"], ["Weight", "740 g in M"], ["Care", "Wipe. Hang. Never tumble."]],
    colors: ["yellow", "petrol", "moss"], sizes: CLOTHING, soldOut: ["XS"],
    stars: 4.8, reviews: [
      { by: "Aoife N.", where: "Salthill", stars: 5, text: "Two winters of school gates. Still beads. My neighbor bought the same one, which is the only thing wrong with it." },
      { by: "Jonas W.", where: "Hamburg", stars: 5, text: "The hood actually turns. I did not know I had been missing this." },
      { by: "Marta L.", where: "Porto", stars: 4, text: "Runs a little long on me. Dry to the knee, though, so perhaps that is the idea." },
    ],
  },
  {
    id: "lane-cape", picture: "cape", name: "Lane cape", price: 92, rain: 8, category: "coats",
    line: "Covers you, the saddle and most of the regret.",
    story: "A cape for the bicycle: thumb loops hold it over the bars, a waist tie keeps it out of the wheel, and the band that runs all the way round can be seen from a lorry cab at 150 meters.",
    facts: [["Shell", "Recycled nylon, 90 g"], ["Band", "Reflective, 360°"], ["Packs to", "The size of a grapefruit"], ["Weight", "310 g"]],
    colors: ["petrol", "rust"], sizes: ["One size"], soldOut: [],
    stars: 4.6, reviews: [
      { by: "Pieter V.", where: "Utrecht", stars: 5, text: "Eleven kilometers each way, all of November. Trousers dry." },
      { by: "Síle M.", where: "Cork", stars: 4, text: "You will look like a small tent. A dry small tent." },
    ],
  },
  {
    id: "puddle-boot", picture: "boot", name: "Puddle boot", price: 84, rain: 20, category: "boots",
    line: "Natural rubber. Knee high. Straight through.",
    story: "Hand-laid natural rubber over a cotton lining, with a heel you can kick off against a step. The sole is soft enough for wet stone, which is what most of our pavements are.",
    facts: [["Upper", "Natural rubber, 3 mm"], ["Lining", "Cotton, quick drying"], ["Height", "36 cm in size 40"], ["Care", "Rinse, then leave them alone"]],
    colors: ["moss", "ink"], sizes: SHOES, soldOut: ["45"],
    stars: 4.7, reviews: [
      { by: "Deirdre F.", where: "Westport", stars: 5, text: "My last pair split at the ankle after a year. These are on their fourth." },
      { by: "Tomás R.", where: "A Coruña", stars: 4, text: "Take a size up if you wear the long socks. Grip on slate is very good." },
    ],
  },
  {
    id: "steady-umbrella", picture: "umbrella", name: "Steady umbrella", price: 64, rain: 12, category: "carry",
    line: "Turns inside out. Turns back.",
    story: "Umbrellas die of wind, not rain. This one has fiberglass ribs that give way and come back, a beech handle that fits two hands, and every part of it can be ordered and replaced with a small screwdriver.",
    facts: [["Span", "108 cm, eight panels"], ["Ribs", "Fiberglass"], ["Handle", "Beech, oiled"], ["Parts", "All of them, from €3"]],
    colors: ["rust", "petrol"], sizes: ["One size"], soldOut: [],
    stars: 4.5, reviews: [
      { by: "Camille B.", where: "Brest", stars: 5, text: "It flipped on the pont de Recouvrance and flipped back. I applauded." },
      { by: "Niall O.", where: "Galway", stars: 4, text: "Long for the bus. Worth it." },
    ],
  },
  {
    id: "gable-hat", picture: "hat", name: "Gable hat", price: 36, rain: 12, category: "coats",
    line: "The brim is longer at the back. So is the rain.",
    story: "The old fishing shape, cut lighter. Water leaves at the back instead of down your collar, the cord holds in a gale, and it folds flat into a coat pocket.",
    facts: [["Shell", "Waxed cotton, 220 g"], ["Lining", "Brushed cotton"], ["Brim", "6 cm front, 11 cm back"], ["Care", "Brush. Proof once a year."]],
    colors: ["yellow", "ink"], sizes: ["S", "M", "L"], soldOut: [],
    stars: 4.9, reviews: [
      { by: "Hanne S.", where: "Bergen", stars: 5, text: "I no longer own hair in winter. I own this." },
    ],
  },
  {
    id: "roll-pack", picture: "pack", name: "Roll pack, 18 l", price: 98, rain: 12, category: "carry",
    line: "Roll it three times and forget about it.",
    story: "One welded body, no zip where the water comes from, a sleeve for a 14-inch laptop and an outside pocket for what is already wet.",
    facts: [["Volume", "18 liters, 22 unrolled"], ["Fabric", "420D nylon, welded"], ["Laptop", "Up to 14 inches"], ["Weight", "680 g"]],
    colors: ["ink", "yellow"], sizes: ["One size"], soldOut: [],
    stars: 4.7, reviews: [
      { by: "Lukas H.", where: "Bremen", stars: 5, text: "Fell into the Weser with it. The bag was fine. The laptop was fine. I was cold." },
      { by: "Orla D.", where: "Sligo", stars: 4, text: "I would like a second inside pocket. Nothing else to say against it." },
    ],
  },
  {
    id: "long-sock", picture: "sock", name: "Long sock", price: 19, rain: 2, category: "small",
    line: "Warm even when the boot has lost.",
    story: "Mid-weight wool, knitted in Donegal on machines older than we are. Wool stays warm when it is wet; that is the whole argument and it is a good one.",
    facts: [["Yarn", "78 % wool, 20 % nylon, 2 % elastane"], ["Height", "Under the knee"], ["Wash", "30°, wool"], ["Knitted in", "Glenties, Ireland"]],
    colors: ["oat", "moss", "rust"], sizes: ["S", "M", "L"], soldOut: [],
    stars: 4.8, reviews: [
      { by: "Frances K.", where: "Ennis", stars: 5, text: "Bought one pair in October. Seven pairs by December. You have been warned." },
    ],
  },
  {
    id: "ferry-flask", picture: "flask", name: "Ferry flask, 0.75 l", price: 34, rain: 0, category: "small",
    line: "Hot from the kitchen to the island and back.",
    story: "Double steel, a cup for a lid, and a mouth wide enough to clean. Ten hours hot in our test, which was a real ferry and a real Tuesday.",
    facts: [["Holds", "0.75 liters"], ["Hot for", "10 hours"], ["Steel", "18/8, double wall"], ["Lid", "A cup, 150 ml"]],
    colors: ["moss", "enamel"], sizes: ["One size"], soldOut: [],
    stars: 4.6, reviews: [
      { by: "Ruairí C.", where: "Inis Oírr", stars: 5, text: "I am the ferry. It works." },
    ],
  },
  {
    id: "galley-mug", picture: "mug", name: "Galley mug", price: 14, rain: 0, category: "small",
    line: "For afterwards.",
    story: "Enamel on steel, 350 ml, with a handle that takes a wet glove. It will chip one day. That is how you tell yours from the others.",
    facts: [["Holds", "350 ml"], ["Made of", "Enameled steel"], ["Hob", "Yes. Even a campfire."], ["Dishwasher", "Yes"]],
    colors: ["enamel", "oat"], sizes: ["One size"], soldOut: [],
    stars: 4.9, reviews: [
      { by: "Elin T.", where: "Tórshavn", stars: 5, text: "A mug. A very good mug." },
    ],
  },
  {
    id: "proofing-wax", picture: "wax", name: "Proofing wax", price: 11, rain: 0, category: "small",
    line: "Twenty minutes, once a year.",
    story: "Beeswax and rapeseed oil, with a brush. Warm the cloth, work it in, hang it overnight. A coat you look after is a coat you do not have to buy again from us.",
    facts: [["Tin", "100 g, does two coats"], ["Made of", "Beeswax, rapeseed oil"], ["Comes with", "A brush"], ["Made in", "Kinvara, Ireland"]],
    colors: ["tin"], sizes: ["100 g"], soldOut: [],
    stars: 4.7, reviews: [
      { by: "Bríd H.", where: "Clifden", stars: 5, text: "My father's jacket is from 1984. Thanks to this it may see 2034." },
    ],
  },
];

export const CATEGORIES = [
  { id: "coats", name: "Coats and hats" }, { id: "boots", name: "Boots" },
  { id: "carry", name: "Carry" }, { id: "small", name: "Small comforts" },
];

/** Sizes in centimeters, measured on people. */
export const SIZE_GUIDE = {
  clothing: { head: ["Size", "Chest", "Sleeve", "Length"], rows: [["XS", "80–86", "60", "92"], ["S", "86–94", "62", "95"], ["M", "94–102", "64", "98"], ["L", "102–110", "66", "101"], ["XL", "110–120", "68", "104"]] },
  boots: { head: ["Size", "Foot length"], rows: [["37", "23.5"], ["38", "24.2"], ["39", "24.8"], ["40", "25.5"], ["41", "26.2"], ["42", "26.8"], ["43", "27.5"], ["44", "28.2"], ["45", "28.8"]] },
  hat: { head: ["Size", "Head"], rows: [["S", "54–56"], ["M", "57–59"], ["L", "60–62"]] },
  sock: { head: ["Size", "Shoe"], rows: [["S", "36–38"], ["M", "39–41"], ["L", "42–45"]] },
};

/** @param {{ picture: string }} product */
export function sizeGuideOf(product) {
  const name = { coat: "clothing", boot: "boots", hat: "hat", sock: "sock" }[product.picture];
  return name ? SIZE_GUIDE[name] : undefined;
}

/** @param {string | null | undefined} id */
export const productById = (id) => PRODUCTS.find((product) => product.id === id);

/** @param {{ picture: string }} product @param {string} color */
export const pictureOf = (product, color) => `/img/${product.picture}-${color}.svg`;

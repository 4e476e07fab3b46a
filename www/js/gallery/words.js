/**
 * @file What the gallery says in other languages than English: German where it is to be long, and Arabic for all of its
 * stories and its stage, read from right to left. Each Arabic text stands beside the one it is for, so that a story
 * without one is noticed (tests/e2e/gallery.spec.js).
 */

/** More than fits; the language says how its words may be broken. */
export const LONG = {
  title: { de: "Donaudampfschifffahrtsgesellschaftskapitänsmützen sind wieder da, in zwei neuen Farben" },
  text: { de: "Diese Nachricht ist absichtlich lang, damit man sieht, was geschieht, wenn jemand mehr zu sagen hat, als in ein Fenster passt. ".repeat(5).trim() },
  main: { de: "Jetzt die wasserabweisende Sonderausführung ansehen" },
  other: { de: "Vielleicht ein anderes Mal, danke" },
};

const ARABIC = [
  [LONG.title, "عادت قبعات ربابنة السفن البخارية النهرية من جديد، وبلونين لم نصنعهما من قبل"],
  [LONG.text, "هذه الرسالة طويلة عن قصد، لنرى ما يحدث حين يكون لدى أحدهم كلام أكثر مما تتسع له نافذة. ".repeat(6).trim()],
  [LONG.main, "شاهد الآن الإصدار الخاص المقاوم للماء"],
  [LONG.other, "ربما في مرة أخرى، شكرًا"],
  // Stories
  ["Between two sizes? Take the larger one. There should be room for wool.", "بين مقاسين؟ خذ الأكبر، فلا بد من مكان للصوف."],
  ["First order with us?", "أول طلب لك عندنا؟"],
  ["This takes 10 % off.", "هذا يخصم 10 % من السعر."],
  ["Free returns for 60 days", "إرجاع مجاني خلال 60 يومًا"],
  ["Worn in weather is fine.", "حتى بعد ارتدائه في المطر."],
  ["Good to know", "معلومة مفيدة"],
  ["No more of these", "لا تعرض مثل هذا"],
  ["Keep your cart for later, {{ customer.firstName | default: 'friend' }}?", "هل نحفظ سلتك لوقت لاحق يا {{ customer.firstName | default: 'صديقنا' }}؟"],
  ["{{ cart.value | money }} of good weather gear. We keep it for two weeks.", "في سلتك ملابس للمطر بقيمة {{ cart.value | money }}. نحفظها لك أسبوعين."],
  ["Keep it", "احفظها"],
  ["No, thank you", "لا، شكرًا"],
  ["New: the Gable hat", "جديد: قبعة غيبل"],
  ["The Gable hat in slicker yellow", "قبعة غيبل بلون أصفر"],
  ["Waxed in Galway, tested in all of its weathers.", "مشمّعة في غالواي ومجرَّبة في كل أحوال طقسها."],
  ["See the hat", "شاهد القبعة"],
  ["Not now", "ليس الآن"],
  ["Stay dry for less", "ابقَ جافًا بسعر أقل"],
  ["Five euros off, today and tomorrow.", "خصم خمسة يورو، اليوم وغدًا."],
  ["Use it at the till", "استخدمه عند الدفع"],
  ["Another time", "في وقت آخر"],
  ["Before you go", "قبل أن تذهب"],
  ["Proofing and mending for nothing", "تشميع وإصلاح بلا مقابل"],
  ["Sent from Galway on the same day", "شحن من غالواي في اليوم نفسه"],
  ["To the till", "إلى الدفع"],
  ["Just looking", "أتصفح فقط"],
  ["Ten percent, until the sale ends", "خصم عشرة في المئة حتى نهاية التخفيضات"],
  ["It ends in", "تنتهي بعد"],
  ["Not today", "ليس اليوم"],
  ["One letter a month", "رسالة واحدة في الشهر"],
  ["What we are making, what we got wrong, and how much it rained.", "ما نصنعه، وما أخطأنا فيه، وكم هطل من المطر."],
  ["Show me where", "أرني أين"],
  ["Seconds sale", "تخفيضات القطع المعيبة"],
  ["Small flaws, half price, until Sunday.", "عيوب صغيرة ونصف السعر، حتى يوم الأحد."],
  ["See them", "شاهدها"],
  ["{{ progress.remaining | money }} to free delivery", "بقي {{ progress.remaining | money }} للتوصيل المجاني"],
  ["The autumn sale ends in", "تنتهي تخفيضات الخريف بعد"],
  ["The sale is over. Thank you!", "انتهت التخفيضات. شكرًا لكم!"],
  ["What keeps you from ordering?", "ما الذي يمنعك من الطلب؟"],
  ["The price", "السعر"],
  ["The size", "المقاس"],
  ["Something else", "شيء آخر"],
  ["Thank you.", "شكرًا لك."],
  ["How easy was it to find?", "كم كان العثور عليه سهلًا؟"],
  ["Hard", "صعب"],
  ["Easy", "سهل"],
  ["What did you miss here?", "ما الذي افتقدته هنا؟"],
  ["No names, please.", "من دون أسماء، من فضلك."],
  ["Tell us", "أخبرنا"],
  ["Your first name", "اسمك الأول"],
  ["We write once a month.", "نكتب مرة في الشهر."],
  ["Tell me when the outlet opens, too", "أخبروني أيضًا عند افتتاح متجر التخفيضات"],
  ["Sign up", "اشترك"],
  ["Please look into your mail and confirm.", "يرجى فتح بريدك وتأكيد الاشتراك."],
  ["Shall we call you?", "هل نتصل بك؟"],
  ["Somebody from the workshop, on a working day.", "أحد العاملين في الورشة، في يوم عمل."],
  ["What about", "بخصوص"],
  ["A size", "مقاس"],
  ["A repair", "إصلاح"],
  ["Call me", "اتصلوا بي"],
  ["Thank you. We will.", "شكرًا لك. سنفعل."],
  ["In your cart", "في سلتك"],
  ["One Harbour coat, size M.", "معطف هاربر واحد، مقاس M."],
  ["The Harbour coat", "معطف هاربر الأصفر"],
  ["To the cart", "إلى السلة"],
  ["Go on", "متابعة"],
  ["With you on Thursday, if you order by four.", "يصلك يوم الخميس إن طلبت قبل الرابعة."],
  ["New", "جديد"],
  ["Welcome back, {{ customer.firstName | default: 'friend' }}", "أهلًا بعودتك يا {{ customer.firstName | default: 'صديقنا' }}"],
  ["Please look at the size once more", "يرجى النظر إلى المقاس مرة أخرى"],
  // The stage
  ["Cart (2)", "السلة (2)"],
  ["The Harbour coat in slicker yellow, hanging on a peg", "معطف هاربر بلون أصفر، معلّق على مشجب"],
  ["Harbour coat", "معطف هاربر"],
  ["For sideways rain. Waxed cotton, taped seams, a hood that stays up when you turn your head.", "لمطر يأتي من الجانب. قطن مشمّع ودرزات محكمة، وغطاء رأس يبقى في مكانه حين تلتفت."],
  ["Size guide", "دليل المقاسات"],
  ["Add to cart", "أضف إلى السلة"],
  ["See what keeps you dry", "شاهد ما يبقيك جافًا"],
  ["Cart", "السلة"],
  ["Coupon", "قسيمة"],
  ["Email", "البريد الإلكتروني"],
  ["Go to the till", "تابع إلى الدفع"],
  ["60 days to return it, worn in weather. Proofing and mending for nothing, for as long as we are here.", "60 يومًا للإرجاع، حتى بعد ارتدائه في المطر. تشميع وإصلاح بلا مقابل ما دمنا هنا."],
];

const keyOf = (text) => (typeof text === "string" ? text.trim() : JSON.stringify(text));
const TABLES = {
  rtl: new Map(ARABIC.map(([text, arabic]) => [keyOf(text), arabic])),
  ltr: new Map(ARABIC.map(([text, arabic]) => [arabic, text])),
};

/** A rule set, or any part of one, with its texts in the language of that direction; what has no other stays as it is. */
export function inWords(value, dir) {
  const other = TABLES[dir].get(keyOf(value));
  if (other !== undefined) return other;
  if (Array.isArray(value)) return value.map((one) => inWords(one, dir));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inWords(one, dir)]));
  return value;
}

//! Strings that break layouts, and people's names: a fixed list, the same on every machine.

const SCRIPTS = {
  german: ["Donaudampfschifffahrtsgesellschaftskapitänsmütze", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", "Größenänderungsmöglichkeiten für Übergrößenträger", "Straßenbahnhaltestellenwartehäuschen"],
  arabic: ["خصم ١٠٪ على طلبك الأول", "توصيل مجاني للطلبات التي تزيد عن ٥٠ يورو", "بِسْمِ ٱللَّٰهِ ٱلرَّحْمَٰنِ ٱلرَّحِيمِ", "سلة التسوق فارغة"],
  hebrew: ["עשרה אחוזים הנחה על ההזמנה הראשונה", "משלוח חינם", "שָׁלוֹם עֲלֵיכֶם"],
  persian: ["ارسال رایگان برای خریدهای بالای ۵۰ یورو", "می‌خواهم", "پشتیبانی"],
  thai: ["ส่วนลดสิบเปอร์เซ็นต์สำหรับการสั่งซื้อครั้งแรกของคุณ", "จัดส่งฟรีเมื่อซื้อครบห้าสิบยูโร", "น้ำผึ้งที่อร่อยที่สุด", "กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยามหาดิลกภพ"],
  hindi: ["पहले ऑर्डर पर दस प्रतिशत की छूट", "क्षत्रिय", "निःशुल्क डिलीवरी"],
  bengali: ["প্রথম অর্ডারে দশ শতাংশ ছাড়", "বিনামূল্যে"],
  tamil: ["முதல் ஆர்டருக்கு பத்து சதவீதம் தள்ளுபடி", "ஸ்ரீ"],
  burmese: ["ပထမဆုံးအမှာစာအတွက် လျှော့စျေး"],
  khmer: ["បញ្ចុះតម្លៃដប់ភាគរយសម្រាប់ការបញ្ជាទិញដំបូង"],
  tibetan: ["བཀྲ་ཤིས་བདེ་ལེགས།"],
  chinese: ["首次订单立减百分之十", "满五十欧元免运费，欢迎再次光临本店", "𠜎𠜱𠝹𠱓𠱸𠲖𠳏"],
  japanese: ["初回のご注文が十パーセント割引になります", "送料無料キャンペーン実施中", "ｶﾀｶﾅ半角"],
  korean: ["첫 주문 시 십 퍼센트 할인", "무료배송"],
  greek: ["Έκπτωση δέκα τοις εκατό", "ΔΩΡΕΑΝ ΜΕΤΑΦΟΡΙΚΑ"],
  russian: ["Скидка десять процентов на первый заказ", "Водогрязеторфопарафинолечение"],
  turkish: ["Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizdenmişsinizcesine", "İstanbul ılık"],
  finnish: ["Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas", "Epäjärjestelmällistyttämättömyydellänsäkään"],
  vietnamese: ["Giảm mười phần trăm cho đơn hàng đầu tiên", "Ữợẵễ"],
  welsh: ["Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"],
  mongolian: ["ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌"],
  ethiopic: ["ለመጀመሪያ ትዕዛዝ አሥር በመቶ ቅናሽ"],
};

const EMOJI = ["🎉", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👋🏽👋🏿", "🇩🇪🇫🇷🇮🇪", "1️⃣2️⃣3️⃣", "🫱🏼‍🫲🏿", "☔️", "❤️‍🔥", "🧑🏾‍🦽‍➡️", "🈺🈷️", "⌚️⌨️"];
const MARKUP = ["<b>bold</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</div></section>", "&lt;b&gt; &amp; &nbsp;", "<!-- -->", "]]>", "<svg/onload=alert(1)>", "{{ 7 * 7 }}", "${7*7}", "javascript:alert(1)", "\\u003cb\\u003e", "%3Cb%3E", "'\"`><", "<style>*{display:none}</style>", "@import 'x'", "url(x)", "--x: 1; }"];
const SPACES = ["", " ", "\n", "\t", "\r\n", "\u00a0", "\u2003\u2003\u2003", "\u200b", "\u200b".repeat(500), "\ufeff", "  a  b  ", "a\nb\nc", "a\u2028b\u2029c", "line\n".repeat(40), "\u3000", "\u00ad".repeat(50), "\u2060\u2060", "a" + " ".repeat(500) + "b"];
const CONTROLS = ["\0", "a\0b", "\u0001\u0002\u001f", "\u007f", "\u0085", "\ud800", "a\udc00b", "\ufffe", "\uffff", "\ufffd", "\u{10ffff}", "\u{e0001}\u{e0041}", "\u{1f3fb}", "\u0300", "\u20e3", "\ufe0f"];
const BIDI = ["\u202eevil\u202c text", "\u2066abc\u2069 אבג", "\u202a\u202b\u202c", "abc אבג 123 ابج", "\u200f!", "\u200e?", "(אבג) [abc]", "€50 הנחה על WELCOME10", "\u202e".repeat(100) + "x", "\u2067".repeat(60) + "deep", "‏עגלה: 3 × €12.50‏", "A‮B‮C", "خصم 10% على WELCOME10 (اليوم)", "+972-3-555-1234 טלפון"];
const ODD = ["0", "false", "null", "undefined", "NaN", "[object Object]", "__proto__", "constructor", "-0", "1e999", "٣٫١٤", "½ ⅓ ↉", "ﷺ", "﷽", "𒐫𒈙⸻", "Ⅷ", "ﬃ ﬀ ﬆ", "ǅ ß ẞ ſ", "K Å Ω", "t̲h̲i̲s̲", "𝕱𝖗𝖆𝖐𝖙𝖚𝖗", "Ｆｕｌｌｗｉｄｔｈ", "¡ʇxǝʇ", "˙˙˙", "….:;,!?¿¡", "/".repeat(80), "-".repeat(120), "_".repeat(120), "1234567890".repeat(12), "https://shop.test/" + "a/".repeat(60) + "?q=" + "x".repeat(80), "ada.lovelace.von.und.zu.byron@analytical-engine.example.museum", "C:\\Users\\ada\\Desktop\\x", "O'Brien & Söhne \"GmbH\" – 50 % ±", "…", "—".repeat(40), "١٢٣٤٥٦٧٨٩٠", "Zoë Ñandú Çelik Þórr Ångström Øystein Łukasz", "X Æ A-12", "Null", "李", "Nguyễn Thị Minh Khai", "Wolfeschlegelsteinhausenbergerdorff"];

/** Marks stacked on letters, `height` of them above and below each. */
function zalgo(text, height) {
  let seed = height;
  const mark = () => String.fromCharCode(0x300 + ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16) % 0x70);
  return [...text].map((letter) => letter + Array.from({ length: height }, mark).join("")).join("");
}

const fill = (part, bytes) => part.repeat(Math.ceil(bytes / part.length)).slice(0, bytes);

export const TORTURE = [
  ...Object.values(SCRIPTS).flat(),
  // A paragraph, and ten kilobytes, of each script: with its spaces, and as one word.
  ...Object.values(SCRIPTS).flatMap(([first]) => [`${first} `.repeat(6), fill(`${first} `, 10_000), fill(first.replaceAll(" ", ""), 400)]),
  ...EMOJI, ...EMOJI.map((one) => one.repeat(60)), fill("👩‍👩‍👧‍👦 ", 10_000),
  ...MARKUP, ...SPACES, ...CONTROLS, ...CONTROLS.map((one) => `before ${one} after`), ...BIDI, ...ODD,
  ...[1, 3, 8, 20, 50].map((height) => zalgo("zalgo", height)), zalgo("He comes for the whole cart", 12), zalgo("العربية", 6),
  ...[30, 60, 120, 300, 1000, 4000, 10_000].flatMap((length) => ["W".repeat(length), "i".repeat(length), fill("word ", length), fill("mi·xed-wo_rds.and/more", length)]),
];

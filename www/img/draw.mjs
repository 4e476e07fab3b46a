// Draws the product pictures: `node www/img/draw.mjs` rewrites every SVG beside this file.
// The pictures are committed; the shop itself has no build step. Presentation attributes only, so that a
// strict style-src never matters.
import { writeFileSync } from "node:fs";

const COLORS = {
  yellow: { base: "#f3c22b", shade: "#dba512", light: "#fbdc6e", deep: "#8a6208" },
  petrol: { base: "#1f6b7a", shade: "#175462", light: "#3f8d9b", deep: "#0c3640" },
  moss: { base: "#6f7f4c", shade: "#58663a", light: "#90a16a", deep: "#333c20" },
  ink: { base: "#34454f", shade: "#26343d", light: "#556a75", deep: "#131c22" },
  rust: { base: "#bb5a30", shade: "#994623", light: "#d67f53", deep: "#582511" },
  oat: { base: "#e2d6bf", shade: "#cbbb9d", light: "#f2eadb", deep: "#8b7a5b" },
  enamel: { base: "#f5f3ec", shade: "#dcd9cd", light: "#ffffff", deep: "#1f4f7d" },
  tin: { base: "#e9c55a", shade: "#c9a238", light: "#f4dc8e", deep: "#6d5411" },
};
const WOOD = "#b98a58";
const WOOD_DARK = "#946a3e";
const STEEL = "#b9c4c8";
const STEEL_DARK = "#8b999f";

const shadow = (cx, cy, rx, ry = 12) => `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="#0b2229" opacity=".14"/>`;
const line = (d, stroke, width = 2, extra = "") =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${extra}/>`;
const fill = (d, color, extra = "") => `<path d="${d}" fill="${color}" ${extra}/>`;
const stitch = (d, color) => line(d, color, 1.6, 'stroke-dasharray="5 4" opacity=".75"');
const dots = (list, color, r = 4.5) => list.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${color}"/>`).join("");
const peg = (y) =>
  `<rect x="206" y="${y - 12}" width="68" height="24" rx="12" fill="${WOOD}"/><rect x="206" y="${y}" width="68" height="12" rx="6" fill="${WOOD_DARK}" opacity=".35"/>
<circle cx="240" cy="${y}" r="9" fill="${WOOD_DARK}"/><circle cx="238" cy="${y - 2}" r="6" fill="${WOOD}"/>`;

const drawings = {
  coat: (c) => `
${peg(48)}
${line("M228 88 C228 62 252 62 252 88", c.deep, 4)}
${fill("M170 172 C146 180 133 204 127 232 L88 404 Q106 422 136 416 L168 300 Z", c.base)}
${fill("M310 172 C334 180 347 204 353 232 L392 404 Q374 422 344 416 L312 300 Z", c.shade)}
${fill("M88 404 L93 384 Q114 398 140 394 L136 416 Q106 422 88 404 Z", c.shade)}
${fill("M392 404 L387 384 Q366 398 340 394 L344 416 Q374 422 392 404 Z", c.deep, 'opacity=".45"')}
${fill("M168 172 C198 150 282 150 312 172 C328 200 336 262 344 340 C350 410 356 470 360 534 Q300 552 240 552 Q180 552 120 534 C124 470 130 410 136 340 C144 262 152 200 168 172 Z", c.base)}
${fill("M254 156 C280 157 302 164 312 172 C328 200 336 262 344 340 C350 410 356 470 360 534 Q310 550 254 552 Z", c.shade)}
${fill("M168 172 C160 190 152 222 148 262 C160 234 172 214 186 200 Z", c.light, 'opacity=".8"')}
${fill("M136 340 C130 410 124 470 120 534 Q130 538 142 541 C143 470 146 400 152 330 Z", c.light, 'opacity=".55"')}
${fill("M240 80 C194 80 172 118 174 164 C192 186 216 196 240 198 C264 196 288 186 306 164 C308 118 286 80 240 80 Z", c.base)}
${fill("M240 80 C286 80 308 118 306 164 C288 186 264 196 240 198 C272 170 276 112 240 80 Z", c.shade)}
${fill("M240 106 C210 106 199 132 202 162 C214 177 228 183 240 184 C252 183 266 177 278 162 C281 132 270 106 240 106 Z", c.deep)}
${fill("M240 118 C222 118 213 136 214 160 C222 169 232 173 240 174 C248 173 258 169 266 160 C267 136 258 118 240 118 Z", "#0b1d22", 'opacity=".28"')}
${line("M214 178 L208 236", c.light, 4)}${line("M266 178 L272 230", c.light, 4)}
<circle cx="208" cy="239" r="5" fill="${WOOD}"/><circle cx="272" cy="233" r="5" fill="${WOOD}"/>
${fill("M228 196 Q240 200 252 196 L255 552 Q240 553 226 552 Z", c.light, 'opacity=".5"')}
${line("M226 198 L225 551", c.deep, 1.5, 'opacity=".4"')}${line("M254 198 L256 551", c.deep, 1.5, 'opacity=".4"')}
${dots([[240, 226], [240, 284], [240, 342], [240, 400], [240, 458], [240, 516]], c.deep)}
${dots([[239, 225], [239, 283], [239, 341], [239, 399], [239, 457], [239, 515]], STEEL, 2.6)}
${fill("M150 398 L212 404 L211 432 L149 426 Z", c.shade)}${fill("M268 404 L330 398 L331 426 L269 432 Z", c.deep, 'opacity=".38"')}
${stitch("M152 422 L209 428", c.deep)}${stitch("M271 428 L329 422", c.deep)}
${stitch("M124 520 Q180 538 225 538", c.deep)}${stitch("M256 538 Q300 537 357 520", c.deep)}
${stitch("M172 182 C160 222 154 262 152 300", c.deep)}${stitch("M309 182 C320 222 327 262 329 300", c.deep)}`,

  cape: (c) => `
${peg(60)}
${line("M229 98 C229 74 251 74 251 98", c.deep, 4)}
${fill("M240 130 C300 132 336 190 366 290 C390 372 410 440 422 500 Q392 530 344 522 Q300 548 240 544 Q180 548 136 522 Q88 530 58 500 C70 440 90 372 114 290 C144 190 180 132 240 130 Z", c.base)}
${fill("M240 130 C300 132 336 190 366 290 C390 372 410 440 422 500 Q392 530 344 522 Q300 548 240 544 Z", c.shade)}
${fill("M58 500 C70 440 90 372 114 290 C128 243 144 205 163 177 C150 260 130 400 136 522 Q88 530 58 500 Z", c.light, 'opacity=".45"')}
${fill("M344 522 C352 420 336 290 312 180 C334 208 352 244 366 290 C390 372 410 440 422 500 Q392 530 344 522 Z", c.deep, 'opacity=".25"')}
${line("M136 522 C134 440 140 350 156 260", c.deep, 2, 'opacity=".35"')}${line("M344 522 C346 440 340 350 324 260", c.deep, 2, 'opacity=".5"')}
${fill("M240 92 C198 92 178 126 180 168 C198 190 220 200 240 202 C260 200 282 190 300 168 C302 126 282 92 240 92 Z", c.base)}
${fill("M240 92 C282 92 302 126 300 168 C282 190 260 200 240 202 C270 176 272 122 240 92 Z", c.shade)}
${fill("M240 116 C213 116 203 138 205 166 C216 180 230 186 240 187 C250 186 264 180 275 166 C277 138 267 116 240 116 Z", c.deep)}
${fill("M240 128 C224 128 216 144 217 164 C225 172 233 176 240 177 C247 176 255 172 263 164 C264 144 256 128 240 128 Z", "#0b1d22", 'opacity=".28"')}
${line("M240 202 L240 330", c.deep, 3, 'opacity=".7"')}
${dots([[240, 222], [240, 256], [240, 290], [240, 324]], c.deep, 6)}${dots([[239, 221], [239, 255], [239, 289], [239, 323]], STEEL, 3.2)}
${fill("M98 396 Q240 432 382 396 L388 416 Q240 454 92 416 Z", "#e9eff0", 'opacity=".9"')}
${fill("M240 422 Q312 421 382 396 L388 416 Q314 443 240 443 Z", "#a8b6bb", 'opacity=".55"')}
${stitch("M70 492 Q96 514 136 508 Q184 532 240 530 Q296 532 344 508 Q384 514 410 492", c.deep)}`,

  boot: (c) => {
    const one = (dx, dy, s) => `<g transform="translate(${dx} ${dy})">
${fill("M152 122 Q204 108 256 122 L262 380 C266 408 284 424 316 436 C360 450 388 470 388 504 L388 512 L142 512 C138 452 146 420 148 380 Z", s ? c.shade : c.base)}
${fill("M152 122 Q204 108 256 122 L257 150 Q204 138 151 150 Z", s ? c.base : c.light)}
<ellipse cx="204" cy="121" rx="51" ry="11" fill="${c.deep}"/><ellipse cx="204" cy="124" rx="42" ry="7" fill="#0b1d22" opacity=".4"/>
${s ? "" : fill("M152 152 L149 380 C147 420 140 452 142 500 L164 500 C162 440 170 400 171 360 L172 150 Z", c.light, 'opacity=".5"')}
${fill("M244 150 L262 380 C266 408 284 424 316 436 C360 450 388 470 388 504 L340 504 C330 470 270 460 250 430 C236 408 238 300 234 148 Z", s ? c.deep : c.shade, 'opacity=".55"')}
${line("M149 404 Q200 420 262 398", c.deep, 2.5, 'opacity=".45"')}
${line("M262 400 C250 430 252 470 240 500", c.deep, 2, 'opacity=".3"')}
<rect x="208" y="178" width="38" height="26" rx="4" fill="#f1f4f4" opacity="${s ? ".55" : "1"}"/>${line("M219 185 L215 197 M229 185 L225 197 M239 185 L235 197", "#175462", 2.6)}
${fill("M138 500 L392 500 Q396 520 392 530 L262 530 L256 522 L214 522 L208 534 L142 534 Q134 520 138 500 Z", c.deep)}
${line("M142 510 L390 510", c.light, 1.6, 'opacity=".4"')}
${line("M152 534 L152 526 M166 534 L166 526 M180 534 L180 526 M194 534 L194 526 M276 530 L276 522 M292 530 L292 522 M308 530 L308 522 M324 530 L324 522 M340 530 L340 522 M356 530 L356 522 M372 530 L372 522", "#0b1d22", 3, 'opacity=".5"')}
</g>`;
    return `${shadow(240, 540, 196, 14)}${one(36, -16, true)}${one(-70, 4, false)}`;
  },

  hat: (c) => `
${shadow(240, 456, 176, 16)}
${fill("M66 408 C92 372 138 348 168 334 L322 334 C352 350 400 384 428 424 C420 446 372 452 318 436 C264 422 196 424 148 440 C104 454 66 440 66 408 Z", c.shade)}
${fill("M66 408 C92 372 138 348 168 334 L322 334 C352 350 400 384 428 424 C380 404 330 392 250 394 C170 396 110 412 66 408 Z", c.base)}
${fill("M152 344 C150 256 176 190 240 188 C308 190 338 262 340 350 C300 368 190 366 152 344 Z", c.base)}
${fill("M240 188 C308 190 338 262 340 350 C322 358 292 362 262 362 C284 300 276 226 240 188 Z", c.shade)}
${fill("M164 318 C166 262 186 214 222 200 C198 236 190 280 190 330 Q174 328 164 318 Z", c.light, 'opacity=".75"')}
${fill("M152 344 C151 336 151 328 152 320 C196 340 296 342 339 324 L340 350 C300 368 190 366 152 344 Z", c.deep, 'opacity=".6"')}
${stitch("M240 190 C262 240 270 300 262 338", c.deep)}${stitch("M238 190 C206 230 196 290 200 334", c.deep)}
${stitch("M86 408 C140 408 190 404 250 406 C320 408 372 420 410 430", c.deep)}${stitch("M102 394 C160 388 200 384 250 384 C310 386 356 398 396 412", c.deep)}
<circle cx="176" cy="300" r="5" fill="${c.deep}"/><circle cx="175" cy="299" r="3" fill="${STEEL}"/><circle cx="190" cy="304" r="5" fill="${c.deep}"/><circle cx="189" cy="303" r="3" fill="${STEEL}"/>
${line("M160 346 C164 410 150 470 176 500 C190 514 208 506 204 490", c.deep, 4)}<rect x="196" y="474" width="15" height="24" rx="5" fill="${WOOD}"/>`,

  umbrella: (c) => `
${line("M240 96 L240 70", STEEL_DARK, 7)}${line("M240 110 L240 500", STEEL_DARK, 8)}${line("M238 110 L238 500", STEEL, 3)}
${line("M240 488 L240 520 C240 566 176 566 176 522", WOOD_DARK, 17)}${line("M239 488 L239 520 C239 562 178 562 175 522", WOOD, 11)}
${line("M240 470 L240 488", STEEL, 15)}
${fill("M240 92 C330 94 420 170 440 300 C424 280 396 274 374 292 C350 268 316 268 292 292 C276 268 204 268 188 292 C164 268 130 268 106 292 C84 274 56 280 40 300 C60 170 150 94 240 92 Z", c.base)}
${fill("M240 92 C330 94 420 170 440 300 C424 280 396 274 374 292 C362 214 318 140 240 92 Z", c.shade)}
${fill("M240 92 C318 140 362 214 374 292 C350 268 316 268 292 292 C290 210 270 140 240 92 Z", c.base)}
${fill("M240 92 C150 94 60 170 40 300 C56 280 84 274 106 292 C118 214 162 140 240 92 Z", c.light, 'opacity=".65"')}
${fill("M240 92 C210 140 190 210 188 292 C204 268 276 268 292 292 C290 210 270 140 240 92 Z", c.light, 'opacity=".28"')}
${line("M240 92 C162 140 118 214 106 292 M240 92 C210 140 190 210 188 292 M240 92 C270 140 290 210 292 292 M240 92 C318 140 362 214 374 292", c.deep, 1.8, 'opacity=".55"')}
${dots([[40, 301], [106, 293], [188, 293], [292, 293], [374, 293], [440, 301]], STEEL_DARK, 4.5)}
<circle cx="240" cy="92" r="9" fill="${c.deep}"/>`,

  pack: (c) => `
${shadow(240, 540, 138)}
${line("M212 120 C212 84 268 84 268 120", c.deep, 9)}
${fill("M124 252 C106 280 100 420 108 474 Q118 488 136 484 L140 260 Z", c.shade)}${fill("M356 252 C374 280 380 420 372 474 Q362 488 344 484 L340 260 Z", c.deep, 'opacity=".8"')}
${fill("M132 200 Q240 186 348 200 C362 300 364 420 354 516 Q348 540 322 542 L158 542 Q132 540 126 516 C116 420 118 300 132 200 Z", c.base)}
${fill("M260 193 Q308 194 348 200 C362 300 364 420 354 516 Q348 540 322 542 L262 542 Z", c.shade)}
${fill("M132 200 C118 300 116 420 126 516 Q128 526 134 532 C132 420 134 300 150 198 Z", c.light, 'opacity=".6"')}
${fill("M130 132 Q240 112 350 132 Q358 140 354 152 L346 214 Q240 196 134 214 L126 152 Q122 140 130 132 Z", c.light)}
${fill("M260 121 Q312 124 350 132 Q358 140 354 152 L346 214 Q306 206 262 205 Z", c.base)}
${line("M128 152 Q240 132 352 152", c.deep, 2, 'opacity=".4"')}${line("M131 174 Q240 154 349 174", c.deep, 2, 'opacity=".4"')}${line("M134 194 Q240 176 346 194", c.deep, 2, 'opacity=".4"')}
<rect x="228" y="112" width="24" height="196" rx="4" fill="${c.deep}"/><rect x="220" y="272" width="40" height="34" rx="5" fill="${STEEL_DARK}"/><rect x="227" y="279" width="26" height="20" rx="3" fill="${c.deep}"/><rect x="220" y="272" width="40" height="6" rx="3" fill="${STEEL}"/>
${fill("M150 366 Q240 354 330 366 L334 500 Q332 514 318 514 L162 514 Q148 514 146 500 Z", c.shade)}${fill("M262 358 Q300 360 330 366 L334 500 Q332 514 318 514 L262 514 Z", c.deep, 'opacity=".3"')}
${line("M152 386 Q240 374 328 386", c.deep, 5)}${line("M152 386 Q240 374 328 386", STEEL, 1.5, 'stroke-dasharray="3 3"')}<rect x="300" y="380" width="8" height="26" rx="4" fill="${STEEL}"/>
${stitch("M154 502 L326 502", c.deep)}
<rect x="166" y="428" width="44" height="26" rx="3" fill="#f1f4f4"/>${line("M174 437 L202 437 M174 445 L192 445", "#34454f", 2)}`,

  sock: (c) => {
    const one = (dx, dy, s) => `<g transform="translate(${dx} ${dy})">
${fill("M170 96 L258 96 L262 330 C264 362 280 378 306 396 C340 418 366 440 362 474 C358 506 320 514 286 502 C240 486 190 462 176 424 C168 400 172 360 172 330 Z", s ? c.shade : c.base)}
${fill("M240 96 L258 96 L262 330 C264 362 280 378 306 396 C340 418 366 440 362 474 C360 490 350 499 336 504 C344 470 300 440 270 416 C244 394 240 370 240 330 Z", s ? c.deep : c.shade, s ? 'opacity=".35"' : "")}
${fill("M166 92 Q214 84 262 92 L262 152 Q214 144 166 152 Z", s ? c.base : c.light)}
${line("M176 92 L176 148 M187 90 L187 147 M198 89 L198 146 M209 88 L209 146 M220 88 L220 146 M231 89 L231 146 M242 90 L242 147 M253 91 L253 149", c.deep, 1.6, 'opacity=".35"')}
${fill("M170 172 L260 172 L260 184 L170 184 Z", c.deep, 'opacity=".75"')}${fill("M170 194 L260 194 L260 200 L170 200 Z", c.deep, 'opacity=".75"')}
${fill("M172 386 C186 366 214 372 226 396 C236 418 214 450 190 446 C176 430 170 408 172 386 Z", c.deep, 'opacity=".55"')}
${fill("M328 412 C352 430 366 448 362 474 C358 506 320 514 292 504 C300 480 312 440 328 412 Z", c.deep, 'opacity=".55"')}
${line("M188 220 L188 350 M204 214 L204 360 M220 214 L220 372 M236 214 L236 380", c.deep, 1.4, 'stroke-dasharray="4 7" opacity=".3"')}
</g>`;
    return `${shadow(244, 524, 150, 12)}${one(56, -22, true)}${one(-46, 8, false)}`;
  },

  flask: (c) => `
${shadow(240, 548, 92)}
<rect x="180" y="214" width="120" height="332" rx="18" fill="${c.base}"/>
<path d="M250 214 H282 a18 18 0 0 1 18 18 V528 a18 18 0 0 1 -18 18 H250 Z" fill="${c.shade}"/>
<rect x="190" y="222" width="14" height="314" rx="7" fill="${c.light}" opacity=".75"/>
${fill("M196 182 L284 182 C290 196 300 202 300 222 L180 222 C180 202 190 196 196 182 Z", STEEL)}${fill("M252 182 L284 182 C290 196 300 202 300 222 L252 222 Z", STEEL_DARK)}
<rect x="190" y="88" width="100" height="92" rx="12" fill="${STEEL}"/><path d="M250 88 H278 a12 12 0 0 1 12 12 V168 a12 12 0 0 1 -12 12 H250 Z" fill="${STEEL_DARK}"/><rect x="198" y="96" width="10" height="76" rx="5" fill="#e9eff0" opacity=".9"/>
${line("M190 116 L290 116 M190 160 L290 160", "#6c7a80", 2, 'opacity=".6"')}
${line("M180 500 L300 500", c.deep, 3, 'opacity=".5"')}
<rect x="208" y="330" width="64" height="92" rx="5" fill="#f1f4f4"/>${line("M220 350 L260 350", "#175462", 5)}${line("M220 364 L250 364 M220 374 L256 374", "#8b999f", 2.4)}
${line("M222 392 L218 404 M234 392 L230 404 M246 392 L242 404 M258 392 L254 404", "#175462", 2.4)}`,

  mug: (c) => `
${shadow(226, 470, 134, 14)}
${line("M332 300 C400 290 410 396 330 408", c.shade, 22)}${line("M332 300 C398 290 408 394 330 406", c.base, 15)}${line("M332 296 C396 286 410 380 352 404", c.light, 3)}
${fill("M112 232 L344 232 C346 320 340 400 328 444 Q322 464 300 466 L156 466 Q134 464 128 444 C116 400 110 320 112 232 Z", c.base)}
${fill("M262 232 L344 232 C346 320 340 400 328 444 Q322 464 300 466 L256 466 C272 400 268 300 262 232 Z", c.shade)}
${fill("M126 262 C126 330 132 396 142 436 Q146 446 154 448 C146 396 142 330 142 262 Z", c.light, 'opacity=".9"')}
<ellipse cx="228" cy="232" rx="116" ry="24" fill="${c.deep}"/><ellipse cx="228" cy="234" rx="105" ry="18" fill="${c.light}"/><ellipse cx="228" cy="240" rx="94" ry="13" fill="#5b3a22"/>
${fill("M136 238 A94 13 0 0 1 322 238 A110 12 0 0 0 136 238 Z", "#3f2615")}
${line("M128 446 Q134 464 156 466 L300 466 Q322 464 328 446", c.deep, 6)}
${line("M176 320 L170 338 M206 312 L200 330 M236 320 L230 338 M266 312 L260 330 M190 356 L184 374 M220 350 L214 368 M250 356 L244 374 M280 350 L274 368", c.deep, 4)}
${line("M196 186 C186 168 206 158 198 138 M232 182 C222 162 244 150 234 128 M266 186 C256 168 276 158 268 138", "#7f959d", 5, 'opacity=".5"')}`,

  wax: (c) => `
${shadow(240, 450, 168, 15)}
${fill("M92 300 L92 408 Q92 448 240 448 Q388 448 388 408 L388 300 Z", c.shade)}${fill("M290 300 L388 300 L388 408 Q388 440 290 446 Z", c.deep, 'opacity=".35"')}
${fill("M104 330 L118 334 L118 426 Q104 420 104 408 Z", c.light, 'opacity=".7"')}
${fill("M84 284 L84 322 Q84 362 240 362 Q396 362 396 322 L396 284 Z", c.base)}${fill("M300 284 L396 284 L396 322 Q396 352 300 359 Z", c.shade)}
${line("M86 330 Q98 364 240 364 Q382 364 394 330", c.deep, 2, 'opacity=".5"')}
<ellipse cx="240" cy="284" rx="156" ry="66" fill="${c.light}"/><ellipse cx="240" cy="284" rx="142" ry="58" fill="#175462"/><ellipse cx="240" cy="284" rx="132" ry="53" fill="none" stroke="${c.light}" stroke-width="2.5"/>
${line("M214 262 L208 276 M240 258 L234 272 M266 262 L260 276", c.light, 5)}
${fill("M178 290 L302 290 L302 300 L178 300 Z", c.light)}${fill("M204 308 L276 308 L276 314 L204 314 Z", c.light, 'opacity=".7"')}
${line("M396 300 L412 306 L412 326 L396 330", STEEL_DARK, 6)}
<g transform="rotate(-16 330 196)"><rect x="246" y="182" width="176" height="24" rx="12" fill="${WOOD}"/><rect x="246" y="194" width="176" height="12" rx="6" fill="${WOOD_DARK}" opacity=".4"/><rect x="254" y="204" width="96" height="30" rx="3" fill="#d9ccb2"/>${line("M262 206 L262 232 M272 206 L272 232 M282 206 L282 232 M292 206 L292 232 M302 206 L302 232 M312 206 L312 232 M322 206 L322 232 M332 206 L332 232 M342 206 L342 232", "#8b7a5b", 1.6)}</g>`,
};

const PICTURES = {
  coat: ["yellow", "petrol", "moss"], cape: ["petrol", "rust"], boot: ["moss", "ink"], hat: ["yellow", "ink"],
  umbrella: ["rust", "petrol"], pack: ["ink", "yellow"], sock: ["oat", "moss", "rust"], flask: ["moss", "enamel"],
  mug: ["enamel", "oat"], wax: ["tin"],
};

for (const [name, colors] of Object.entries(PICTURES)) {
  for (const color of colors) {
    const body = drawings[name](COLORS[color]).replace(/\n\s*/g, "");
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 600" width="480" height="600">${body}</svg>\n`;
    writeFileSync(new URL(`${name}-${color}.svg`, import.meta.url), svg);
  }
}

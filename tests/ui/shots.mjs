//! Pictures of every widget, to be looked at: `node tests/ui/shots.mjs <folder>`.
import { mkdir } from "node:fs/promises";
import { openStage } from "./stage.mjs";

const folder = process.argv[2] ?? "shots";
const names = process.argv[3]?.split(",") ?? ["tooltip", "hint", "plainHint", "popup", "letter", "banner", "news", "long", "toast", "toastFull", "toastTop", "inline", "inlineFull", "inlineReplace", "badge", "badgeLarge", "highlight", "highlightGlow", "highlightTint"];
await mkdir(folder, { recursive: true });
const stage = await openStage();
const sizes = { desktop: { viewport: { width: 1280, height: 800 } }, phone: { viewport: { width: 375, height: 720 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true } };
for (const [device, size] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"]) {
    for (const name of names) {
      const page = await stage.open({ ...size, colorScheme });
      await page.evaluate((name) => gallery.show(name), name);
      // Inline words come as the answer to a press.
      await page.mouse.click(2, 300);
      await page.waitForTimeout(350);
      await page.screenshot({ path: `${folder}/${name}-${device}-${colorScheme}.png` });
      await page.context().close();
    }
  }
}
await stage.close();

//! Edges that a device keeps for itself: nothing of a widget that one reads or presses lies there.
import assert from "node:assert/strict";
import { gone, on, PHONE, rest, show } from "./steps.mjs";

const STILL = { ...PHONE, reducedMotion: "reduce" };
const box = (page) => page.locator("opportune-widget .box");
const rectOf = (page) => box(page).evaluate((node) => node.getBoundingClientRect().toJSON());

/** Insets of the device, as a notch and a home bar have them. */
async function insets(page, sides) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setSafeAreaInsetsOverride", { insets: sides });
  const bottom = await page.evaluate(() => {
    const probe = document.createElement("div");
    probe.style.paddingBottom = "env(safe-area-inset-bottom)";
    document.body.append(probe);
    const { paddingBottom } = getComputedStyle(probe);
    probe.remove();
    return paddingBottom;
  });
  assert.equal(bottom, `${sides.bottom}px`, "the browser takes it");
}

for (const viewport of [{ width: 375, height: 720 }, { width: 720, height: 375 }]) {
  const isUpright = viewport.height > viewport.width;
  const sides = isUpright ? { top: 50, right: 0, bottom: 34, left: 0 } : { top: 0, right: 44, bottom: 21, left: 44 };
  on(`what stands at an edge keeps out of what the device has there: ${isUpright ? "upright" : "on its side"}`, { ...STILL, viewport }, async (page) => {
    await insets(page, sides);
    const { width, height } = viewport;
    for (const name of ["banner", "news", "toast", "toastTop", "toastFull"]) {
      await show(page, name);
      await rest(page);
      const r = await rectOf(page);
      const found = [r.top, width - r.right, height - r.bottom, r.left];
      const room = Object.values(sides).map((side, i) => found[i] - side);
      assert.ok(room.every((one) => one >= 0), `${name}: beyond the insets ${room}`);
      await page.evaluate((name) => gallery.ui.hide(`${name}#0`), name);
      await gone(page);
    }
    await show(page, "popup");
    await rest(page);
    const low = await box(page).evaluate((node) => [...node.querySelectorAll(".plain")].pop().getBoundingClientRect().bottom);
    assert.ok(low <= height - sides.bottom, `a popup's last button ends at ${low}`);
    if (isUpright) assert.equal((await rectOf(page)).bottom, height);
  });
}

// Real pages of real drivers fit `opportune/testing`.

import { opportune } from "opportune/testing";

declare const playwright: import("playwright-core").Page;
declare const puppeteer: import("puppeteer-core").Page;
await opportune(playwright);
await opportune(puppeteer);

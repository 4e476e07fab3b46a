//! The entry for a script tag.

import { start } from "./index.js";
import { startFromTag } from "./tag.js";

startFromTag(start);

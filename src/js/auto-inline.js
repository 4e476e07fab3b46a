//! The entry for a script tag, in one file.

import { start } from "./inline.js";
import { startFromTag } from "./tag.js";

startFromTag(start);

import { detectEngine } from "./engine/detect.js";
import { createKernel, type Invoke } from "./kernel.js";

/** The kernel of this session and role. The script that loads it keeps it. */
export const invoke: Invoke = createKernel(detectEngine());

import { detectEngine } from "./engine/detect.js";
import { createKernel } from "./kernel.js";

/** The kernel of this session and role. The script that loads it keeps it. */
export const { invoke, metrics, functionMetrics } = createKernel(detectEngine());

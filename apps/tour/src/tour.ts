// What `npm start` ends with: the tour of the README, on a real server and in a fresh database.
import { closingWords } from "./output/closing-words.js";
import { lookFor } from "./output/look.js";
import { freshDatabase } from "./server/fresh-database.js";
import { tourServer } from "./server/tour-server.js";
import { tourSteps } from "./steps/tour-steps.js";
import { takeTour } from "./take-tour.js";
import type { Screen } from "./walk.js";

const widest = 100;

const screen: Screen = {
  look: lookFor(process.stdout),
  columns: Math.min(process.stdout.columns || widest, widest),
  print: (text) => {
    console.log(text);
  },
};

async function tour(): Promise<void> {
  const server = await tourServer(screen.print);
  try {
    const url = await freshDatabase(server.url, "tour");
    await takeTour(url, await tourSteps(), screen);
    if (server.kind !== "throw-away") screen.print(closingWords(url, server.kind === "local"));
  } finally {
    await server.stop();
  }
}

try {
  await tour();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(screen.look.failure(`✗ ${message.replaceAll(/\s+/g, " ")}`));
  process.exitCode = 1;
}

declare module "pino-roll" {
  import type { pino } from "pino";

  interface RollOptions {
    readonly file: string;
    readonly extension: string;
    readonly frequency: "daily";
    readonly dateFormat: string;
    readonly minLength: number;
    readonly periodicFlush: number;
  }

  export default function roll(options: RollOptions): Promise<ReturnType<typeof pino.destination>>;
}

import { type Activation, lastActivation } from "./activation.js";
import type { Session } from "./session/session.js";

export async function promote(
  session: Session,
  fromEnv: string,
  toEnv: string,
  label: string | null,
): Promise<Activation> {
  const id = await session.change<number>("stopgap.promote($1, $2, $3)", [fromEnv, toEnv, label]);
  return lastActivation(session, toEnv, id);
}

import type { ServerMessage } from "@stopgap/local";

import type { Answer } from "../../command.js";
import type { Context } from "../../context.js";
import { visibleLines } from "../../output/visible.js";

/** What a handler has logged. */
export interface HandlerMessage {
  readonly level: string;
  readonly message: string;
  readonly data: string | undefined;
  /** The live function that was called, such as `live_dev.users__get`. */
  readonly function: string | undefined;
}

/** What a message in the server's log says of a handler; undefined for any other. */
export function handlerMessage({
  severity,
  message,
  detail,
  context,
}: ServerMessage): HandlerMessage | undefined {
  if (context?.startsWith("PL/pgSQL function plts.log(") !== true) return undefined;
  const [, called] =
    /^PL\/pgSQL function (?!plts\.|stopgap\.)(.+)\(jsonb\) line /m.exec(context) ?? [];
  return {
    level: severity.replace(/\d$/, "").toLowerCase(),
    message,
    data: detail,
    function: called,
  };
}

/** Shows what handlers log, until the command is interrupted. */
export async function showHandlerMessages(
  { localServer, env, interruption }: Context,
  show: (answer: Answer) => void,
): Promise<void> {
  for await (const found of localServer.messages(interruption, { env })) {
    const message = handlerMessage(found);
    if (message !== undefined) show(answerOf(message));
  }
}

function answerOf(logged: HandlerMessage): Answer {
  const { level, message, data, function: called } = logged;
  return {
    document: { event: "log", level, message, data: data ?? null, function: called ?? null },
    text: (style) => {
      const look = level === "warning" ? style.yellow : style.dim;
      const parts = [message, ...(data === undefined ? [] : [data])].map(visibleLines);
      return `${look(level.padEnd(7))} ${called === undefined ? "" : `${style.cyan(called)}: `}${parts.join(" ")}`;
    },
  };
}

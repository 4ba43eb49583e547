import { OwnServer } from "@stopgap/local/testing";

/**
 * A server that the test may do anything with. Where there is no embedded engine, such as on a machine without apt, the test
 * is skipped and says why.
 */
export async function ownServer(
  skip: (reason: string) => never,
  settings?: Readonly<Record<string, string>>,
): Promise<OwnServer> {
  try {
    return await OwnServer.create(settings);
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "unavailable") throw error;
    return skip(`needs a server of its own: ${(error as Error).message}`);
  }
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createGateway, readSettings, type Gateway } from "@stopgap/gateway";
import { testServerUrl } from "@stopgap/local/testing";
import { GatewayUnderTest } from "./gateway-under-test.js";
import { removePlatforms } from "./platforms.js";

/** The administrator's token of all gateways that tests start. */
const adminToken = "a token for tests and for nothing else";

/** A gateway in this process, with a folder of its own, in front of the test run's server. */
export class OwnGateway {
  readonly client: GatewayUnderTest;
  readonly folder: string;
  readonly #gateway: Gateway;
  readonly #serverUrl: string;

  /** @param environment - Settings beside those that make it work here. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<OwnGateway> {
    const folder = await mkdtemp(join(tmpdir(), "stopgap-gateway-"));
    const serverUrl = environment["DATABASE_URL"] ?? testServerUrl();
    const gateway = await createGateway({
      settings: readSettings({
        DATABASE_URL: serverUrl,
        GATEWAY_PORT: "0",
        DATA_DIR: folder,
        LOG_LEVEL: "silent",
        ADMIN_TOKEN: adminToken,
        STOPGAP_SECRET_KEY: "a key for tests and for nothing else",
        ...environment,
      }),
    });
    const url = await gateway.listen();
    return new OwnGateway(gateway, url, folder, serverUrl);
  }

  private constructor(gateway: Gateway, url: string, folder: string, serverUrl: string) {
    this.#gateway = gateway;
    this.client = new GatewayUnderTest(url, adminToken);
    this.folder = folder;
    this.#serverUrl = serverUrl;
  }

  /** Stops it, and removes the databases and roles of its tests' platforms. */
  async stop(): Promise<void> {
    await this.#gateway.close();
    await rm(this.folder, { recursive: true, force: true });
    await removePlatforms(this.#serverUrl);
  }
}

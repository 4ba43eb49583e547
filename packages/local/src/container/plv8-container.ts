import { LocalError } from "../errors.js";
import type { PostgresServer } from "../postgres/postgres-server.js";
import type { StartOptions } from "../postgres/start-postgres.js";

/** A public image of PostgreSQL with plv8. `STOPGAP_PLV8_IMAGE` names another. */
const defaultImage = "sibedge/postgres-plv8:16.10-3.2.3-bookworm";
const password = "stopgap";

/** The part of Testcontainers that is used here: it is an optional peer, so its types may not be there. */
interface Testcontainers {
  readonly GenericContainer: new (image: string) => ContainerBuilder;
  readonly Wait: { forLogMessage(message: RegExp, times: number): unknown };
}
interface ContainerBuilder {
  withEnvironment(values: Record<string, string>): this;
  withExposedPorts(port: number): this;
  withWaitStrategy(strategy: unknown): this;
  start(): Promise<Container>;
}
interface Container {
  getHost(): string;
  getMappedPort(port: number): number;
  stop(): Promise<unknown>;
}

/** Starts PostgreSQL with plv8 in a container, which Testcontainers removes when this process has ended. */
export async function startContainer(options: StartOptions): Promise<PostgresServer> {
  const { GenericContainer, Wait } = await loadTestcontainers();
  const image = options.env?.["STOPGAP_PLV8_IMAGE"] ?? defaultImage;
  options.onProgress?.(`Starting a container of ${image}`);
  const container = await new GenericContainer(image)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .start()
    .catch((cause: unknown) => {
      throw new LocalError("unavailable", `Docker did not start ${image}`, { cause });
    });
  const address = `${container.getHost()}:${container.getMappedPort(5432).toString()}`;
  return {
    url: `postgresql://postgres:${password}@${address}/postgres`,
    source: "container",
    stop: async () => {
      await container.stop();
    },
  };
}

async function loadTestcontainers(): Promise<Testcontainers> {
  const optionalPeer = "testcontainers";
  try {
    return (await import(optionalPeer)) as Testcontainers;
  } catch (cause) {
    throw new LocalError("unavailable", "the package `testcontainers` is not installed", { cause });
  }
}

import { localServer } from "@stopgap/local";
import pg from "pg";

const server = await localServer.start({
  onProgress: (line) => {
    console.log(line);
  },
});
console.log(`A local PostgreSQL runs at ${server.url}`);
const client = new pg.Client(server.url);
await client.connect();
const { rows } = await client.query<{ version: string }>("select version()");
console.log(rows[0]?.version);
await client.end();

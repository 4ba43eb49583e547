import { afterAll, beforeAll } from "vitest";

import { GatewayUnderTest } from "../gateway-under-test.js";
import { OwnGateway } from "../own-gateway.js";

/**
 * The gateway that `STOPGAP_TEST_GATEWAY_URL` names (`pnpm test:gateway --url`), or one of the test file's own. `STOPGAP_TEST_GATEWAY_ADMIN_TOKEN` is
 * the administrator's.
 */
export function testedGateway(): () => GatewayUnderTest {
  const { STOPGAP_TEST_GATEWAY_URL: url, STOPGAP_TEST_GATEWAY_ADMIN_TOKEN: adminToken } =
    process.env;
  let own: OwnGateway | undefined;
  let gateway: GatewayUnderTest | undefined;
  beforeAll(async () => {
    if (url === undefined) own = await OwnGateway.start();
    gateway = own?.client ?? new GatewayUnderTest(url ?? "", adminToken ?? null);
  });
  afterAll(() => own?.stop());
  return () => {
    if (gateway === undefined) throw new Error("there is no gateway before the tests begin");
    return gateway;
  };
}

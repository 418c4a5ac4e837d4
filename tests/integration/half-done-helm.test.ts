import { gunzipSync, gzipSync } from "node:zlib";
import { LABELS } from "@shopyard/crds/constants.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { CONFIG_MAPS, DEPLOYMENTS, resourcePath, SECRETS, SERVICES } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getSecret, isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ operatorEnv: { MAX_CONCURRENT_PROVISIONS: "6" } });
});
afterAll(() => platform?.stop());

interface Record extends KubeObject {
  data: { release: string };
}

const records = (name: string) =>
  platform
    .list<Record>(SECRETS, { labelSelector: `owner=helm,name=${name}` })
    .then((found) => found.sort((a, b) => Number(b.metadata.labels?.version) - Number(a.metadata.labels?.version)));
const secretPath = ({ metadata: { namespace, name } }: KubeObject) => resourcePath(SECRETS, { namespace, name });

/** As helm itself leaves a record when it is killed in that state: in its body and on its label. */
async function setStatus(record: Record, status: string): Promise<void> {
  const packed = Buffer.from(Buffer.from(record.data.release, "base64").toString(), "base64");
  const body = JSON.parse(gunzipSync(packed).toString());
  body.info.status = status;
  const release = Buffer.from(gzipSync(JSON.stringify(body)).toString("base64")).toString("base64");
  await platform.admin.patch(secretPath(record), { metadata: { labels: { status } }, data: { release } });
}

const corrupt = (record: Record) =>
  platform.admin.patch(secretPath(record), { data: { release: Buffer.from("not a release").toString("base64") } });

/** What stands in helm's way before it runs the next time. */
const STATES: [string, (newest: Record) => Promise<unknown>][] = [
  ...["pending-install", "pending-upgrade", "pending-rollback", "uninstalling", "uninstalled", "failed"].map(
    (status): [string, (newest: Record) => Promise<unknown>] => [status, (newest) => setStatus(newest, status)],
  ),
  ["corrupt", corrupt],
  ["missing", (newest) => platform.admin.delete(secretPath(newest))],
];

describe.each(STATES)("a newest release record that is %s", (state, leave) => {
  it.each([1, 2])("at revision %i heals by itself with the next change", async (revision) => {
    const name = `helm-${state}-${revision}`;
    await platform.apply(name, { engine: "woocommerce" });
    await platform.until(name, "Ready", isPhase("Ready"));
    if (revision === 2) {
      await platform.apply(name, { engine: "woocommerce", displayName: "Two" });
      await platform.until(name, "at 2", (store) => isPhase("Ready")(store) && store.status?.release?.revision === 2);
    }
    const secret = await getSecret(platform, platform.namespaceOf(name), `${name}-credentials`);
    const [newest] = await records(name);
    if (newest === undefined) throw new Error("helm left no record");
    await leave(newest);
    await platform.apply(name, { engine: "woocommerce", displayName: "Changed" });
    const store = await platform.until(
      name,
      "Ready with the change",
      ({ metadata, status }) => status?.phase === "Ready" && status.observedGeneration === metadata.generation,
    );
    expect(store.status?.lastError).toBeUndefined();
    expect(store.status?.attempts).toBe(1);
    const left = (await records(name)).map(({ metadata }) => metadata.labels?.status);
    expect(left.filter((status) => status === "deployed")).toHaveLength(1);
    expect(left.filter((status) => !["deployed", "superseded", "failed"].includes(status ?? ""))).toEqual([]);
    const after = await getSecret(platform, platform.namespaceOf(name), `${name}-credentials`);
    expect(after?.data).toEqual(secret?.data);
  });
});

// helm keeps quiet where it could not mark it; found by `npm run chaos`.
describe("an earlier release record that still says deployed", () => {
  it("is marked as superseded with the next change", async () => {
    const name = "helm-twice";
    await platform.apply(name, { engine: "woocommerce" });
    await platform.until(name, "Ready", isPhase("Ready"));
    await platform.apply(name, { engine: "woocommerce", displayName: "Two" });
    await platform.until(name, "at 2", (store) => isPhase("Ready")(store) && store.status?.release?.revision === 2);
    const [, earlier] = await records(name);
    if (earlier === undefined) throw new Error("helm kept no earlier record");
    await setStatus(earlier, "deployed");
    await platform.apply(name, { engine: "woocommerce", displayName: "Three" });
    await platform.until(name, "at 3", (store) => isPhase("Ready")(store) && store.status?.release?.revision === 3);
    const left = (await records(name)).map(({ metadata }) => metadata.labels?.status);
    expect(left).toEqual(["deployed", "superseded", "superseded"]);
  });
});

describe("what an interrupted run of helm has made and no record tells of", () => {
  it("is taken away, and the objects it had changed are put right, also when the spec is what it was", async () => {
    const name = "interrupted";
    await platform.apply(name, { engine: "woocommerce" });
    const before = await platform.until(name, "Ready", isPhase("Ready"));
    const namespace = platform.namespaceOf(name);
    const labels = (await platform.list(DEPLOYMENTS, { labelSelector: `${LABELS.store}=${name}` }))[0]?.metadata.labels;
    const annotations = { [LABELS.digest]: "f".repeat(40) };
    await platform.apply(name, { engine: "woocommerce", displayName: "Other" });
    await platform.until(name, "in helm's hands", (store) => reasons(store).includes("ReleaseUpgrade"));
    await platform.operator.kill();
    // What a helm run of another plan leaves when it dies: an object of its own, and one that it has changed.
    await platform.admin.create(resourcePath(CONFIG_MAPS, { namespace }), {
      metadata: { name: `${name}-extra`, namespace, labels, annotations },
    });
    const service = resourcePath(SERVICES, { namespace, name: `${name}-web` });
    await platform.admin.patch(service, {
      metadata: { annotations },
      spec: { selector: { "app.kubernetes.io/component": "other" } },
    });
    await platform.apply(name, { engine: "woocommerce", displayName: "" });
    await platform.restart("operator");
    await platform.until(
      name,
      "Ready as before",
      ({ metadata, status }) =>
        status?.phase === "Ready" &&
        status.observedGeneration === metadata.generation &&
        status.release?.digest === before.status?.release?.digest,
    );
    expect(await platform.admin.get(resourcePath(CONFIG_MAPS, { namespace, name: `${name}-extra` }))).toBeUndefined();
    const healed = await platform.admin.get<KubeObject & { spec: { selector: object } }>(service);
    expect(healed?.metadata.annotations?.[LABELS.digest]).toBe(before.status?.release?.digest);
    // The chart's own fields; what somebody added beside them is theirs.
    expect(healed?.spec.selector).toMatchObject({ "app.kubernetes.io/component": "web" });
  });
});

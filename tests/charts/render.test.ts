import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { workloadsOfSize } from "../../operator/engines/engine.ts";
import { casesOf, engines, operatorValues } from "./support/engine-values.ts";
import { type Manifest, refusal, render } from "./support/manifests.ts";
import { chartFolder, runOk } from "./support/tools.ts";

const jobOf = (manifests: readonly Manifest[]) => manifests.find(({ kind }) => kind === "Job");

/** In millicores or MiB. */
const amount = (quantity: string): number =>
  quantity.endsWith("Gi")
    ? Number.parseFloat(quantity) * 1024
    : quantity.endsWith("i") || quantity.endsWith("m")
      ? Number.parseFloat(quantity)
      : Number(quantity) * 1000;

describe.each(engines)("chart $name", (engine) => {
  const values = operatorValues(engine);

  it("passes helm lint --strict", async () => {
    const { stdout } = await runOk("SHOPYARD_HELM", ["lint", "--strict", chartFolder(engine.name)]);
    expect(stdout).toContain("0 chart(s) failed");
  });

  it("has the version of the engine it is for", async () => {
    const { stdout } = await runOk("SHOPYARD_HELM", ["show", "chart", chartFolder(engine.name)]);
    expect(stdout).toMatch(new RegExp(`^appVersion: "?${engine.defaultVersion.replaceAll(".", "[.]")}"?$`, "m"));
  });

  it("takes by default what the operator passes for a small store", async () => {
    const { stdout } = await runOk("SHOPYARD_HELM", ["show", "values", chartFolder(engine.name)]);
    const { resources, storage, images } = parse(stdout) as Record<string, Record<string, unknown>>;
    // Off unless a larger size switches it on, and then it comes with its own.
    if (engine.extraValues !== undefined) delete resources?.worker;
    expect({ resources, storage, images }).toEqual({
      resources: values.resources,
      storage: values.storage,
      images: values.images,
    });
  });

  it.each(casesOf(engine))("makes no object but the kinds a store may hold: %s", async (_, given) => {
    const kinds = (await render(engine.name, given)).map(({ kind }) => kind);
    const allowed = [
      "Deployment",
      "StatefulSet",
      "Job",
      "CronJob",
      "Service",
      "PersistentVolumeClaim",
      "Ingress",
      "PodDisruptionBudget",
    ];
    expect(kinds.filter((kind) => !allowed.includes(kind))).toEqual([]);
    expect(kinds).toContain("Deployment");
  });

  it("marks every object with the store's labels and the digest, and uses no hooks", async () => {
    for (const { metadata } of await render(engine.name, values)) {
      expect(metadata.labels).toMatchObject({ "shopyard.dev/store": "demo", "shopyard.dev/yard": "test" });
      expect(metadata.annotations).toEqual(expect.objectContaining({ "shopyard.dev/digest": "0".repeat(40) }));
      expect(Object.keys(metadata.annotations ?? {}).filter((key) => key.startsWith("helm.sh/hook"))).toEqual([]);
    }
  });

  it("makes what the operator waits for", async () => {
    const manifests = await render(engine.name, values);
    const made = manifests.map(({ kind, metadata }) => `${kind} ${metadata.labels["app.kubernetes.io/component"]}`);
    for (const { kind, component } of workloadsOfSize(engine, "small")) expect(made).toContain(`${kind} ${component}`);
  });

  it("asks for at most 150m CPU where a small store only waits for customers", async () => {
    const steady = (await render(engine.name, values)).filter(
      ({ kind }) => kind === "Deployment" || kind === "StatefulSet",
    );
    const containers = steady.flatMap(({ spec }) => spec.template?.spec.containers ?? []) as unknown as {
      resources: { requests: { cpu: string } };
    }[];
    expect(containers.length).toBeGreaterThan(1);
    expect(containers.reduce((sum, { resources }) => sum + amount(resources.requests.cpu), 0)).toBeLessThanOrEqual(150);
  });

  it("writes no password into any manifest", async () => {
    const containers = (await render(engine.name, values)).flatMap(
      ({ spec }) => (spec.template ?? spec.jobTemplate?.spec.template)?.spec.containers ?? [],
    );
    const literal = containers
      .flatMap(({ env }) => env ?? [])
      .filter(({ name, value }) => value !== undefined && /PASSWORD|SECRET|_KEY$|_SALT$/.test(name));
    expect(literal).toEqual([]);
  });

  it("renders the same text twice, so that an upgrade without a change writes nothing", async () => {
    expect(await render(engine.name, values)).toEqual(await render(engine.name, values));
  });

  it("keeps the Job where only other things change", async () => {
    const before = jobOf(await render(engine.name, values));
    const after = jobOf(
      await render(engine.name, {
        ...values,
        replicas: 3,
        ingress: { enabled: false },
        annotations: { "shopyard.dev/digest": "1" },
      }),
    );
    expect(before?.metadata.name).toBeDefined();
    expect(after?.metadata.name).toBe(before?.metadata.name);
    expect(after?.spec).toEqual(before?.spec);
  });

  it.each([
    ["image", { images: { web: { tag: "9.9.9" } } }],
    ["address", { store: { host: "other.localhost" } }],
    ["administrator", { store: { adminEmail: "other@example.com" } }],
    ["memory of the Job", { resources: { job: { limits: { memory: "3Gi" } } } }],
  ])("makes another Job for another %s, since a Job's pod can't be changed", async (_, change) => {
    const before = jobOf(await render(engine.name, {}));
    const after = jobOf(await render(engine.name, change));
    expect(after?.metadata.name).toMatch(/^demo-[a-z]+-[0-9a-f]{8}$/);
    expect(after?.metadata.name).not.toBe(before?.metadata.name);
  });

  it.each([
    ["an unknown key", { store: { nmae: "x" } }, "at '/store': additional properties 'nmae' not allowed"],
    ["an unknown key at the top", { password: "x" }, "additional properties 'password' not allowed"],
    ["an unknown component", { resources: { cache: {} } }, "additional properties 'cache' not allowed"],
    ["a wrong type", { suspended: "yes" }, "at '/suspended': got string, want boolean"],
    ["a wrong scheme", { store: { scheme: "ftp" } }, "at '/store/scheme': value must be one of 'http', 'https'"],
    [
      "another store's name",
      { store: { name: "other" } },
      'store.name is "other" but the release is "demo": they must be equal',
    ],
    [
      "an inexact tag",
      { images: { web: { tag: "latest" } } },
      'images.web.tag is "latest": give an exact tag or a digest',
    ],
    ["TLS without certificate", { ingress: { tls: { enabled: true } } }, "ingress.tls.secretName is empty"],
    ["a route to nowhere", { httpRoute: { enabled: true } }, "httpRoute.parentRefs is empty"],
  ])("refuses %s and says so", async (_, given, message) => {
    expect(await refusal(engine.name, given)).toContain(message);
  });
});

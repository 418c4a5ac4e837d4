import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseQuantity } from "../../operator/build/quantity.ts";
import { workloadsOfSize } from "../../operator/engines/engine.ts";
import { casesOf, engines, operatorValues, routeCasesOf } from "./support/engine-values.ts";
import { type Container, containersOf, type Manifest, podTemplateOf, refusal, render } from "./support/manifests.ts";
import { chartFolder, runOk } from "./support/tools.ts";

const jobOf = (manifests: readonly Manifest[]) => manifests.find(({ kind }) => kind === "Job");

const STEADY: readonly string[] = ["Deployment", "StatefulSet", "CronJob"];

/** What the Job's name says of what it runs, without what it says of its pod. */
const runOf = (manifests: readonly Manifest[]) => jobOf(manifests)?.metadata.name.replace(/-[0-9a-f]{4}$/, "");

/** What a workload's pod asks for: what comes first is gone before the rest runs. */
const requestOf = (manifest: Manifest, resource: "cpu" | "memory"): number => {
  const pod = podTemplateOf(manifest)?.spec;
  const of = ({ resources }: Container) => parseQuantity(resources.requests[resource]);
  const together = (pod?.containers ?? []).map(of).reduce((sum, amount) => sum + amount, 0);
  return Math.max(together, ...(pod?.initContainers ?? []).map(of));
};

const releaseOf = (container: Container | undefined) =>
  container?.env?.find(({ name }) => name === "SHOPYARD_RELEASE")?.value;

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

  it.each([...casesOf(engine), ...routeCasesOf(engine)])(
    "makes no object but the kinds a store may hold: %s",
    async (_, given) => {
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
        "HTTPRoute",
        // The programs that copy the database and put it back.
        ...("copy" in given ? ["ConfigMap"] : []),
      ];
      expect(kinds.filter((kind) => !allowed.includes(kind))).toEqual([]);
      expect(kinds).toContain("Deployment");
    },
  );

  it.each(routeCasesOf(engine))("names no certificate where a Gateway has it: %s", async (_, given) => {
    const manifests = await render(engine.name, given);
    expect(manifests.map(({ kind }) => kind)).toContain("HTTPRoute");
    for (const { kind, spec } of manifests) if (kind === "Ingress") expect(spec?.tls).toBeUndefined();
    expect(JSON.stringify(manifests)).not.toMatch(/certificate|tls/i);
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

  // Ten of them on two cores with 24 GiB, beside a roll-out and the cluster's own parts.
  it("asks for at most 150m CPU and 1.5 GiB where a small store only waits for customers", async () => {
    const steady = (await render(engine.name, values)).filter(({ kind }) => STEADY.includes(kind));
    const sum = (resource: "cpu" | "memory") =>
      steady.reduce((total, manifest) => {
        const replicas = (manifest.spec?.replicas as number | undefined) ?? 1;
        return total + replicas * requestOf(manifest, resource);
      }, 0);
    expect(steady.length).toBeGreaterThan(1);
    expect(sum("cpu")).toBeLessThanOrEqual(parseQuantity("150m"));
    expect(sum("memory")).toBeLessThanOrEqual(parseQuantity("1536Mi"));
  });

  it("writes no password into any manifest", async () => {
    const literal = (await render(engine.name, values))
      .flatMap(containersOf)
      .flatMap(({ env }) => env ?? [])
      .filter(({ name, value }) => value !== undefined && /PASSWORD|SECRET|_KEY$|_SALT$/.test(name));
    expect(literal).toEqual([]);
  });

  it("tells one release to every process of the shop's own image, and makes all but the Job wait for it", async () => {
    const manifests = await render(engine.name, operatorValues(engine, { size: "large" }));
    const { image } = containersOf(jobOf(manifests) as Manifest)[0] as Container;
    const own = manifests.filter((manifest) => containersOf(manifest).some((container) => container.image === image));
    expect(own.length).toBeGreaterThan(1);
    expect(new Set(own.flatMap(containersOf).map(releaseOf)).size).toBe(1);
    for (const manifest of own) {
      const first = podTemplateOf(manifest)?.spec.initContainers?.[0];
      expect([manifest.kind, first?.name]).toEqual([
        manifest.kind,
        manifest.kind === "Job" ? undefined : "await-migration",
      ]);
    }
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

  const webOf = (manifests: readonly Manifest[]) => {
    const web = manifests.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "demo-web");
    return containersOf(web as Manifest)[0];
  };
  it.each([
    ["image", "another", { images: { web: { tag: "9.9.9" } } }],
    ["digest of the image", "another", { images: { web: { digest: `sha256:${"a".repeat(64)}` } } }],
    ["address", "another", { store: { host: "other.localhost" } }],
    ["administrator", "the same", { store: { adminEmail: "other@example.com" } }],
    ["display name", "the same", { store: { displayName: "Other" } }],
  ])("makes another Job for another %s, and web pods of %s release", async (_, release, change) => {
    const [before, after] = [await render(engine.name, {}), await render(engine.name, change)];
    expect(jobOf(after)?.metadata.name).toMatch(/^demo-[a-z]+-[0-9a-f]{8}-[0-9a-f]{4}$/);
    expect(runOf(after)).not.toBe(runOf(before));
    expect(releaseOf(webOf(before))).toMatch(/^[0-9a-f]{8}$/);
    const same = releaseOf(webOf(after)) === releaseOf(webOf(before));
    expect(same ? "the same" : "another").toBe(release);
  });

  it("names the same run in a Job with another pod, so that one which has ended well is not run again", async () => {
    const before = await render(engine.name, {});
    const after = await render(engine.name, { resources: { job: { limits: { memory: "3Gi" } } } });
    expect(jobOf(after)?.metadata.name).not.toBe(jobOf(before)?.metadata.name);
    expect(runOf(after)).toBe(runOf(before));
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
    [
      "a certificate that nothing uses",
      { ingress: { tls: { secretName: "x" } } },
      "ingress.tls.secretName is set where ingress.tls.enabled is false",
    ],
    ["a route to nowhere", { httpRoute: { enabled: true } }, "httpRoute.parentRefs is empty"],
  ])("refuses %s and says so", async (_, given, message) => {
    expect(await refusal(engine.name, given)).toContain(message);
  });
});

/**
 * The Store's structural schema: the one source of the CRD's YAML (crds/print.ts) and of the TypeScript types
 * (crds/store.ts), so that the two cannot drift. Descriptions are what `kubectl explain shop` prints.
 */
import { CONDITIONS, LIMITS, PHASES, SALE_MODES, SIZES, STEPS } from "./constants.ts";
import { PATTERNS } from "./patterns.ts";

const text = (description: string, maxLength: number = LIMITS.message) =>
  ({ type: "string", maxLength, description }) as const;
const time = (description: string) => ({ type: "string", format: "date-time", description }) as const;
const count = (description: string) => ({ type: "integer", format: "int64", minimum: 0, description }) as const;

const spec = {
  type: "object",
  description: "What a person decides.",
  required: ["engine"],
  properties: {
    engine: {
      type: "string",
      minLength: 1,
      maxLength: LIMITS.engine,
      description: "What runs the shop, e.g. woocommerce or medusa. Cannot be changed.",
      "x-kubernetes-validations": [
        { rule: "self == oldSelf", message: "engine cannot be changed: delete the store and create it anew" },
        { rule: `self.matches('${PATTERNS.label}')`, message: "engine must be a DNS label, e.g. woocommerce" },
      ],
    },
    displayName: {
      type: "string",
      maxLength: LIMITS.displayName,
      description: "The shop's name as people read it; the store's name where empty.",
      "x-kubernetes-validations": [
        { rule: `self.matches('${PATTERNS.displayName}')`, message: "displayName must not hold control characters" },
      ],
    },
    host: {
      type: "string",
      maxLength: LIMITS.host,
      description: "The shop's host name; <name>.<baseDomain> where empty.",
      "x-kubernetes-validations": [
        {
          rule: `self == '' || self.matches('${PATTERNS.host}')`,
          message: "host must be a lower-case DNS name with at least two labels, e.g. shop.example.com",
        },
      ],
    },
    size: { type: "string", enum: SIZES, default: "small", description: "Picks quota, limits and resources." },
    engineVersion: {
      type: "string",
      maxLength: LIMITS.engineVersion,
      description: "Version to run; where empty the engine's default at creation, then pinned in status.",
      "x-kubernetes-validations": [
        {
          rule: `self == '' || self.matches('${PATTERNS.version}')`,
          message: "engineVersion must look like a version, e.g. 2.21.2",
        },
      ],
    },
    adminEmail: {
      type: "string",
      maxLength: LIMITS.email,
      description: "Sign-in name of the shop's first administrator; admin@<host> where empty.",
      "x-kubernetes-validations": [
        {
          rule: `self == '' || self.matches('${PATTERNS.email}')`,
          message: "adminEmail must be an e-mail address, e.g. owner@example.com",
        },
      ],
    },
    suspended: { type: "boolean", default: false, description: "Asleep: no pods run, data is kept." },
  },
} as const;

const condition = {
  type: "object",
  required: ["type", "status", "reason", "lastTransitionTime"],
  properties: {
    type: { type: "string", enum: CONDITIONS },
    status: { type: "string", enum: ["True", "False", "Unknown"] },
    reason: text("A constant, for programs.", 64),
    message: text("For people."),
    observedGeneration: count("The generation this was said of."),
    lastTransitionTime: time("When status last changed."),
  },
} as const;

const event = {
  type: "object",
  required: ["id", "seq", "time", "phase", "step", "type", "reason", "message", "attempt", "count"],
  properties: {
    id: text("Stable as long as the entry lives.", 32),
    seq: count("Grows for ever per store uid; every change of the entry gives it the next one."),
    time: time("When the entry was made."),
    phase: { type: "string", enum: PHASES, description: "The store's phase from this entry on." },
    step: { type: "string", enum: STEPS },
    type: { type: "string", enum: ["Normal", "Warning"] },
    reason: text("A constant, for programs; on a Warning an error code.", 64),
    message: text("For people."),
    attempt: count("Which attempt this belongs to, from 1; 0 before the first."),
    durationMs: count("How long it took, in milliseconds; absent while it is under way."),
    count: count("How often it happened in a row."),
  },
} as const;

const lastError = {
  type: "object",
  description: "The latest failure; resolvedAt is set once the store is Ready again.",
  required: ["code", "step", "message", "hint", "retryable", "time"],
  properties: {
    code: text("A constant of the error catalogue.", 64),
    cause: text("The code of what most likely led to it, where code alone does not say.", 64),
    step: { type: "string", enum: STEPS },
    component: text("Which part of the shop, e.g. Pod/demo-web-0.", 128),
    message: text("What happened."),
    hint: text("What a person can do."),
    retryable: { type: "boolean", description: "Whether a retry with the same spec can help." },
    time: time("When it happened."),
    resolvedAt: time("When the store was Ready again."),
    evidence: {
      type: "object",
      properties: {
        podReason: text("The container's or pod's reason.", 128),
        exitCode: { type: "integer", format: "int32" },
        kubernetesEvent: text("The Kubernetes Event that tells most."),
        logs: {
          type: "array",
          maxItems: LIMITS.logLines,
          items: text("A log line, secrets removed.", 256),
          description: "The last log lines.",
        },
      },
    },
  },
} as const;

const release = {
  type: "object",
  required: ["name", "chart", "chartVersion", "appVersion", "digest"],
  properties: {
    name: text("The helm release.", 64),
    revision: count("The helm revision."),
    chart: text("The chart's name.", 64),
    chartVersion: text("The chart's version.", 64),
    appVersion: text("What runs inside.", 64),
    digest: { type: "string", maxLength: 40, description: "40 hex digits over pinned chart and values." },
    time: time("When helm finished."),
    size: { type: "string", enum: SIZES, description: "The size it was made for." },
    host: text("The host it answers at.", LIMITS.host),
    suspended: { type: "boolean", description: "Whether it was made to sleep." },
  },
} as const;

/** A release that did not come up and was given up: it is not tried again until spec or retry token change. */
const rejected = {
  type: "object",
  description:
    "The release that did not come up and is not tried again until the spec changes or a retry is asked for.",
  required: ["digest", "appVersion", "code", "time"],
  properties: {
    digest: { type: "string", maxLength: 40, description: "40 hex digits over pinned chart and values." },
    appVersion: text("What was to run inside.", 64),
    size: { type: "string", enum: SIZES },
    code: text("Why, as an error code.", 64),
    time: time("When it was given up."),
  },
} as const;

const copyKey = { type: "string", maxLength: 16, description: "Its name: digits that grow." } as const;

/** The copy of the shop's data that was made before a migration. */
const copy = {
  type: "object",
  description: "The whole copy of the shop's data from before the migration under way.",
  required: ["key", "time"],
  properties: { key: copyKey, time: time("Of when it is.") },
} as const;

const restore = {
  type: "object",
  description: "The copy that takes the place of the shop's data, before an earlier release serves again.",
  required: ["key", "time", "state"],
  properties: {
    key: copyKey,
    time: time("Of when it is: what came in since is not in it."),
    state: { type: "string", enum: ["Begun", "Done"] },
  },
} as const;

/** The answer to a plan that was asked for: what an upgrade would change. */
const plan = {
  type: "object",
  description: "What a change of the spec would do to the cluster, as asked for by annotation; nothing was changed.",
  required: ["token", "time"],
  properties: {
    token: text("The request it answers, as it stands in the annotation.", 512),
    time: time("When it was made."),
    appVersion: text("What would run inside.", 64),
    size: { type: "string", enum: SIZES },
    unchanged: count("How many objects would stay as they are."),
    error: text("Why there is no plan."),
    truncated: { type: "boolean", description: "More would change than fits here." },
    changes: {
      type: "array",
      maxItems: LIMITS.planChanges,
      "x-kubernetes-list-type": "atomic",
      items: {
        type: "object",
        required: ["change", "kind", "name"],
        properties: {
          change: { type: "string", enum: ["Added", "Changed", "Removed"] },
          kind: text("Its kind.", 64),
          name: text("Its name.", 253),
          diff: text("Lines that differ, with - and +.", LIMITS.planDiff),
        },
      },
    },
  },
} as const;

const sale = {
  type: "object",
  description: "The latest sale that was tried and went through.",
  required: ["mode", "digest", "time", "steps"],
  properties: {
    mode: {
      type: "string",
      enum: SALE_MODES,
      description: "order: bought and seen by the admin; browse: looked only.",
    },
    digest: { type: "string", maxLength: 40, description: "The release it was tried in." },
    time: time("When it was known."),
    order: text("The order's id as the shop's admin knows it.", 64),
    steps: {
      type: "array",
      maxItems: LIMITS.saleSteps,
      "x-kubernetes-list-type": "atomic",
      items: {
        type: "object",
        required: ["step", "durationMs"],
        properties: { step: text("browse, cart, checkout, admin or cleanup.", 32), durationMs: count("Milliseconds.") },
      },
    },
  },
} as const;

const status = {
  type: "object",
  description: "What happened. The operator is its only writer.",
  properties: {
    phase: { type: "string", enum: PHASES },
    message: text("The Ready condition's message, for a column."),
    observedGeneration: count("The generation of the spec that this status speaks of."),
    conditions: {
      type: "array",
      maxItems: 16,
      items: condition,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["type"],
    },
    url: text("Where the shop answers.", 300),
    adminUrl: text("Where its administrator signs in.", 320),
    engineVersion: text("The pinned version.", LIMITS.engineVersion),
    credentialsSecret: {
      type: "object",
      description: "Where the generated credentials are; never what they are.",
      required: ["namespace", "name"],
      properties: { namespace: text("Namespace.", 63), name: text("Name.", 253) },
    },
    namespace: {
      type: "object",
      description: "The namespace the other facts were found in; a new uid means they no longer hold.",
      required: ["name", "uid"],
      properties: { name: text("Name.", 63), uid: text("uid.", 64) },
    },
    policiesDigest: text("Over the policies that were applied last.", 40),
    release,
    sale,
    stable: {
      ...release,
      description: "The release that was Ready last: what a failed upgrade goes back to.",
    },
    rejected,
    migrationBegan: {
      type: "boolean",
      description:
        "The release under way has begun to change the shop's data: going back needs more than the old release.",
    },
    copy,
    restore,
    history: {
      type: "array",
      maxItems: LIMITS.history,
      items: release,
      "x-kubernetes-list-type": "atomic",
      description: "Releases that were Ready before the present one, newest first: where a rollback can go.",
    },
    plan,
    drift: {
      type: "object",
      description: "What was changed by hand and put back.",
      required: ["count", "time"],
      properties: {
        count: count("Objects put back so far."),
        time: time("When one was put back last."),
        objects: {
          type: "array",
          maxItems: LIMITS.components,
          items: text("An object, e.g. Service/demo-web.", 320),
          "x-kubernetes-list-type": "atomic",
          description: "Those of the last time.",
        },
      },
    },
    components: {
      type: "array",
      maxItems: LIMITS.components,
      "x-kubernetes-list-type": "atomic",
      items: {
        type: "object",
        required: ["kind", "name", "ready"],
        properties: {
          kind: text("Deployment, StatefulSet or Job.", 64),
          name: text("Its name.", 253),
          ready: { type: "boolean" },
          restarts: count("Container restarts."),
          reason: text("Why it is not ready.", 128),
        },
      },
    },
    attempts: count("Attempts of this round of provisioning."),
    queuedAt: time("When it began to wait for a provisioning slot."),
    startedAt: time("When this round of provisioning began."),
    slotSince: time("Since when it holds a provisioning slot."),
    slotMs: count("Milliseconds in a slot before that: only these count against the deadline."),
    notBefore: time("Backing off until then."),
    readyAt: time("When it was Ready first since the last change."),
    lastHandledRetry: text("The retry token that was taken last.", 128),
    eventSeq: count("The highest seq given so far."),
    eventsDroppedThrough: count("The highest seq the timeline let go."),
    events: {
      type: "array",
      maxItems: LIMITS.events,
      items: event,
      "x-kubernetes-list-type": "atomic",
      description: "The bounded timeline, oldest first.",
    },
    lastError,
  },
} as const;

/** The whole object but for apiVersion, kind and metadata, which the API server knows. */
export const storeSchema = {
  type: "object",
  required: ["spec"],
  properties: { spec, status },
  "x-kubernetes-validations": [
    {
      rule: `self.metadata.name.size() <= ${LIMITS.name} && self.metadata.name.matches('${PATTERNS.name}')`,
      message: `name must be 1-${LIMITS.name} characters: lower-case letters, digits and '-', starting with a letter, ending with a letter or digit`,
    },
  ],
} as const;

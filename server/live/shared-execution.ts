/**
 * Operations equal in document, variables (without the cursor they start at) and authorisation scope form a group: a
 * frame that several of them are told is executed once and the result sent to all. Frames are shared by identity
 * (change-frames.ts, event-frames.ts, shared-snapshots.ts).
 */
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  Kind,
  print,
  visit,
} from "graphql";
import type { EventFrame, StoreFrame } from "./frames.ts";
import type { Freshness } from "./freshness.ts";
import type { LiveMetrics } from "./live-metrics.ts";

type Frame = StoreFrame | EventFrame | Freshness;
type Result = ExecutionResult | Promise<ExecutionResult>;

interface Group {
  members: number;
  /** Latest results, oldest first. Slower readers execute again rather than keep results alive. */
  results: Map<Frame, Result>;
  /** Large and short-lived: kept only while the snapshot's frames are. */
  snapshots: WeakMap<Frame, Result>;
}

const RESULTS_KEPT = 64;

export class SharedExecution {
  readonly #groups = new Map<string, Group>();
  readonly #metrics: LiveMetrics | undefined;

  constructor(metrics?: LiveMetrics) {
    this.#metrics = metrics;
  }

  /** A `subscribe` as graphql-js has it, with shared results. */
  async subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const frames = (source as AsyncIterable<Frame>)[Symbol.asyncIterator]();
    const key = groupKey(args);
    const group = this.#join(key);
    let joined = true;
    const leave = () => {
      if (joined) this.#leave(key, group);
      joined = false;
    };
    const results: AsyncIterableIterator<ExecutionResult> = {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        try {
          const { done, value } = await frames.next();
          if (done) {
            leave();
            return { done: true, value: undefined };
          }
          return { done: false, value: await this.#resultOf(group, args, value) };
        } catch (error) {
          leave();
          await frames.return?.();
          throw error;
        }
      },
      return: async () => {
        leave();
        await frames.return?.();
        return { done: true, value: undefined };
      },
    };
    return results;
  }

  #resultOf(group: Group, args: ExecutionArgs, frame: Frame): Result {
    const known = group.results.get(frame) ?? group.snapshots.get(frame);
    if (known !== undefined) {
      this.#metrics?.frames.inc({ how: "shared" });
      return known;
    }
    this.#metrics?.frames.inc({ how: "executed" });
    const result = execute({ ...args, rootValue: frame });
    if (!("kind" in frame)) return result;
    if (frame.kind === "StoresSnapshot") group.snapshots.set(frame, result);
    if (frame.kind === "StoreUpserted" || frame.kind === "StoreLeft" || frame.kind === "EventsAppended") {
      group.results.set(frame, result);
      if (group.results.size > RESULTS_KEPT) group.results.delete(group.results.keys().next().value as Frame);
    }
    return result;
  }

  #join(key: string): Group {
    const group = this.#groups.get(key) ?? { members: 0, results: new Map(), snapshots: new WeakMap() };
    group.members += 1;
    this.#groups.set(key, group);
    return group;
  }

  #leave(key: string, group: Group): void {
    group.members -= 1;
    if (group.members === 0) this.#groups.delete(key);
  }
}

function groupKey({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const { text, cursorVariable } = shapeOf(document);
  const variables = Object.entries(variableValues ?? {}).filter(([name]) => name !== cursorVariable);
  const { scope } = (contextValue as { viewer: { scope: string } }).viewer;
  return JSON.stringify([text, operationName ?? null, scope, sorted(Object.fromEntries(variables))]);
}

const shapes = new WeakMap<DocumentNode, { text: string; cursorVariable: string | undefined }>();

/** The document's text, and the variable that only says where to start. */
function shapeOf(document: DocumentNode): { text: string; cursorVariable: string | undefined } {
  const known = shapes.get(document);
  if (known !== undefined) return known;
  const uses = new Map<string, number>();
  let cursorVariable: string | undefined;
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      uses.set(name.value, (uses.get(name.value) ?? 0) + 1);
    },
  });
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const field of definition.selectionSet.selections) {
      if (field.kind !== Kind.FIELD) continue;
      const after = field.arguments?.find(({ name }) => name.value === "after");
      // One that is used elsewhere too (say, for a page inside) changes the result.
      if (after?.value.kind === Kind.VARIABLE && uses.get(after.value.name.value) === 1) {
        cursorVariable = after.value.name.value;
      }
    }
  }
  const shape = { text: print(document), cursorVariable };
  shapes.set(document, shape);
  return shape;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

import type { WriteVerdict } from "../proxy/interceptor.ts";
import { ANSWERS } from "../proxy/kube-status.ts";
import type { Write } from "../proxy/write.ts";
import type { Surroundings, Sweep, WriteFault } from "./fault.ts";

const byHelm = ({ from }: Pick<Write, "from">): boolean => from === "helm";
const FORWARD: WriteVerdict = { do: "forward" };

/** Where helm is left alone, its write goes through: it runs on until its guard learns that the operator is gone. */
const killBefore =
  (helmToo: boolean): WriteFault =>
  async (write, { crash }) => {
    await crash(helmToo);
    return byHelm(write) && !helmToo ? FORWARD : { do: "cut" };
  };

const killAfter =
  (helmToo: boolean): WriteFault =>
  (write, { crash }) => ({
    do: "forward",
    async answered() {
      await crash(helmToo);
      return byHelm(write) && !helmToo ? "deliver" : "drop";
    },
  });

/** Then the write goes on, however long it waited and whether or not its writer still does. */
const frozen =
  (seconds: number): WriteFault =>
  async (_, { freeze }) => {
    await freeze(seconds);
    return FORWARD;
  };

const first =
  (what: (surroundings: Surroundings) => unknown): WriteFault =>
  async (_, surroundings) => {
    await what(surroundings);
    return FORWARD;
  };

/** Seconds for which the API server is frozen. */
const FREEZES = [5, 30, 60, 120] as const;

export const SWEEPS: readonly Sweep[] = [
  {
    name: "kill-before",
    what: "operator and helm killed before each write",
    at: "write",
    fault: killBefore(true),
  },
  {
    name: "kill-after",
    what: "operator and helm killed after each write, its response lost",
    at: "write",
    fault: killAfter(true),
  },
  {
    name: "kill-before-helm-left",
    what: "operator killed before each of helm's writes, helm left running",
    at: "write",
    applies: byHelm,
    fault: killBefore(false),
  },
  {
    name: "kill-after-helm-left",
    what: "operator killed after each of helm's writes, helm left running",
    at: "write",
    applies: byHelm,
    fault: killAfter(false),
  },
  ...ANSWERS.map(
    (status): Sweep => ({
      name: `answer-${status}`,
      what: `each write answered ${status} once`,
      at: "write",
      fault: () => ({ do: "answer", status }),
    }),
  ),
  {
    name: "drop",
    what: "each write carried out, its response dropped",
    at: "write",
    fault: () => ({ do: "forward", answered: async () => "drop" }),
  },
  { name: "cut", what: "each write's connection cut before it", at: "write", fault: () => ({ do: "cut" }) },
  { name: "cut-all", what: "every connection cut at each write", at: "write", fault: first(({ cutAll }) => cutAll()) },
  {
    name: "compact",
    what: "history compacted and every watch told 410 at each write",
    at: "write",
    fault: first(({ compact }) => compact()),
  },
  { name: "hide", what: "each watch event hidden until the next list", at: "event", verdict: "hide" },
  ...FREEZES.map(
    (seconds): Sweep => ({
      name: `freeze-${seconds}`,
      what: `API server frozen for ${seconds} s at each write`,
      slow: seconds > 5,
      at: "write",
      fault: frozen(seconds),
    }),
  ),
];

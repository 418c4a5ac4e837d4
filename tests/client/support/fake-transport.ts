import { RequestFailed, type Sink, type Transport } from "../../../client/src/live/transport.ts";

/** One subscription as the page opened it. */
export interface OpenSubscription {
  name: string;
  variables: Record<string, unknown>;
  /** Sends one frame of the subscription's only field. */
  send(frame: Record<string, unknown>): void;
  /** Ends it from the server's side. */
  drop(reason?: string): void;
  open: boolean;
}

/** Stands where urql and graphql-ws stand: the test is the server. */
export class FakeTransport implements Transport {
  /** Every subscription ever made, in order. */
  readonly subscriptions: OpenSubscription[] = [];
  /** Every request made: the operation's name and its variables. */
  readonly requests: { name: string; variables: unknown }[] = [];
  readonly #answers = new Map<string, (variables: never) => unknown>();

  /** Answers the operation from now on; a thrown error is a failed request. */
  answer(name: string, answer: (variables: never) => unknown): this {
    this.#answers.set(name, answer);
    return this;
  }

  /** The latest subscription of the name that is open. */
  live(name: string): OpenSubscription {
    const found = this.subscriptions.findLast((each) => each.name === name && each.open);
    if (!found) throw new Error(`no open subscription ${name}; there are ${this.subscriptions.map((s) => s.name)}`);
    return found;
  }

  openCount(): number {
    return this.subscriptions.filter((each) => each.open).length;
  }

  request: Transport["request"] = async (document, variables) => {
    const name = operationName(document);
    this.requests.push({ name, variables });
    const answer = this.#answers.get(name);
    if (!answer) throw new RequestFailed(`the test does not answer ${name}`, false);
    return answer(variables as never) as never;
  };

  subscribe: Transport["subscribe"] = (document, variables, sink) => {
    const name = operationName(document);
    const field = name.charAt(0).toLowerCase() + name.slice(1);
    const subscription: OpenSubscription = {
      name,
      variables: { ...(variables as Record<string, unknown>) },
      open: true,
      send(frame) {
        if (subscription.open) (sink as Sink<unknown>).next({ [field]: frame });
      },
      drop(reason = "connection closed (1012)") {
        if (!subscription.open) return;
        subscription.open = false;
        sink.closed(reason);
      },
    };
    this.subscriptions.push(subscription);
    return () => {
      subscription.open = false;
    };
  };
}

const operationName = (document: { toString(): string }): string =>
  /(?:query|mutation|subscription)\s+(\w+)/.exec(document.toString())?.[1] ?? "";

/**
 * Tries connections and prints what came of each, in their order, as JSON: `answered <name of who>`, `connected` where
 * nothing was said, `timeout`, or the error's code such as ECONNREFUSED.
 * stdin: JSON {"timeoutMs": n, "localAddress": "…", "attempts": [{"protocol": "TCP", "address": "…", "port": n, "ask": "http"}, …]}
 */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

const { attempts, timeoutMs, localAddress } = JSON.parse(await text(process.stdin));

/** kubernetes.default.svc.cluster.local, an A record (RFC 1035, 4.1). */
const labels = ["kubernetes", "default", "svc", "cluster", "local"].flatMap((label) => [
  label.length,
  ...Buffer.from(label),
]);
const query = Buffer.from([0x13, 0x37, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1]);
const QUESTIONS = { http: Buffer.from("GET / HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n"), dns: query };

const whoIn = (data) => `answered ${/x-probe: (\S+)/i.exec(data.toString("latin1"))?.[1] ?? ""}`.trim();

const tryTcp = ({ address, port, ask }) =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port, family: 4, localAddress });
    let connected = false;
    const end = (result) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => end(connected ? "connected" : "timeout"), timeoutMs);
    const question = QUESTIONS[ask];
    socket.once("connect", () => {
      connected = true;
      socket.write(ask === "dns" ? Buffer.concat([Buffer.from([0, question.length]), question]) : question);
    });
    socket.once("data", (data) => end(whoIn(data)));
    socket.once("end", () => end("connected"));
    socket.once("error", (error) => end(connected ? "connected" : error.code));
  });

const tryUdp = ({ address, port, ask }) =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    const end = (result) => {
      clearTimeout(timer);
      clearInterval(again);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => end("timeout"), timeoutMs);
    // A datagram may be lost.
    const again = setInterval(() => socket.send(QUESTIONS[ask], () => undefined), timeoutMs / 4);
    socket.once("message", (data) => end(whoIn(data)));
    socket.once("error", (error) => end(error.code));
    socket.bind({ address: localAddress }, () =>
      socket.connect(port, address, (error) => {
        if (error) end(error.code);
        else socket.send(QUESTIONS[ask], () => undefined);
      }),
    );
  });

const results = await Promise.all(attempts.map((each) => (each.protocol === "TCP" ? tryTcp(each) : tryUdp(each))));
process.stdout.write(JSON.stringify(results), () => process.exit(0));

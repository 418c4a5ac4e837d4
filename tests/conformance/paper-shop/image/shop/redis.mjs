import { connect } from "node:net";

/**
 * One connection to Redis, one command at a time; `close` ends it. A command is a list of words, an answer a string, a
 * number, null or a list of those. Errors that Redis answers are thrown with its own words.
 */
export async function openRedis({ host, port = 6379, password, timeoutMs = 5_000 }) {
  const socket = connect({ host, port });
  let received = Buffer.alloc(0);
  let asked;
  let broken;
  const end = (error) => {
    broken ??= error;
    asked?.reject(broken);
    asked = undefined;
    socket.destroy();
  };
  socket.setTimeout(timeoutMs, () => end(new Error(`Redis did not answer within ${timeoutMs} ms`)));
  socket.on("error", end);
  socket.on("close", () => end(new Error("Redis closed the connection")));
  socket.on("data", (data) => {
    received = Buffer.concat([received, data]);
    const answer = parse(received, 0);
    if (answer === undefined || asked === undefined) return;
    received = received.subarray(answer.end);
    const { resolve, reject } = asked;
    asked = undefined;
    if (answer.value instanceof Error) reject(answer.value);
    else resolve(answer.value);
  });
  const send = (...words) =>
    new Promise((resolve, reject) => {
      if (broken) return reject(broken);
      asked = { resolve, reject };
      const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
      socket.write(`*${words.length}\r\n${parts.join("")}`);
    });
  try {
    await send("AUTH", password);
  } catch (error) {
    end(error);
    throw error;
  }
  return { send, close: () => end(new Error("closed")) };
}

/** One answer of RESP2 from `start`, or undefined while it is not whole. */
function parse(bytes, start) {
  const line = bytes.indexOf("\r\n", start);
  if (line < 0) return undefined;
  const text = bytes.toString("utf8", start + 1, line);
  const next = line + 2;
  switch (String.fromCharCode(bytes[start])) {
    case "+":
      return { value: text, end: next };
    case "-":
      return { value: new Error(text), end: next };
    case ":":
      return { value: Number(text), end: next };
    case "$": {
      const length = Number(text);
      if (length < 0) return { value: null, end: next };
      if (bytes.length < next + length + 2) return undefined;
      return { value: bytes.toString("utf8", next, next + length), end: next + length + 2 };
    }
    case "*": {
      const values = [];
      let at = next;
      for (let left = Number(text); left > 0; left -= 1) {
        const item = parse(bytes, at);
        if (item === undefined) return undefined;
        values.push(item.value);
        at = item.end;
      }
      return { value: values, end: at };
    }
    default:
      return { value: new Error(`an answer that is not RESP2: ${text}`), end: next };
  }
}

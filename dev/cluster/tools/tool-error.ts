/** Something stands in the way of getting the cluster's binaries; the message says what to do about it. */
export class ToolError extends Error {
  override name = "ToolError";
}

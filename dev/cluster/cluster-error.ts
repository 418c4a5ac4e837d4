/** The local cluster can't be started, found or stopped; the message says what to do about it. */
export class ClusterError extends Error {
  override name = "ClusterError";
}

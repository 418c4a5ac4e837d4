/** Why a backend gave no answer, as a status and in words. */
export class BackendFailure extends Error {
  readonly status: 502 | 504;
  constructor(status: 502 | 504, message: string) {
    super(message);
    this.status = status;
  }
}

/** Errors of the user's, as against faults in our code. */

/**
 * An error whose message is for the user: one clear sentence that says what is wrong, where, and
 * what to do. The commands print it without a stack trace and end with exit code 1.
 */
export class UserError extends Error {
  /** Its name in a stack trace. */
  override name = "UserError";
}

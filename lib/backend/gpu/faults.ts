/**
 * Faults of a device. WebGPU reports them late, and not to the caller: after a failed allocation
 * or a refused shader numbers stay as they are, and work goes on with them.
 */

import { UserError } from "../../errors.ts";

const faults = new WeakMap<GPUDevice, string>();

/**
 * Begins to note the faults of a device.
 *
 * @param device the device
 */
export function watchFaults(device: GPUDevice): void {
  device.addEventListener("uncapturederror", (event) => {
    if (!faults.has(device)) faults.set(device, (event as GPUUncapturedErrorEvent).error.message);
  });
  device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") faults.set(device, `the device was lost: ${message}`);
  });
}

/**
 * Fails if a device has failed since it was made: its numbers mean nothing any more.
 *
 * @param device the device
 * @throws {UserError} if it has
 */
export function refuseFaults(device: GPUDevice): void {
  const fault = faults.get(device);
  if (fault === undefined) return;
  throw new UserError(
    `WebGPU could not compute: ${fault.trim()}. A smaller batch needs less memory; --backend wasm ` +
      `needs no GPU`,
  );
}

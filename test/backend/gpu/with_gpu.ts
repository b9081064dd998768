/** Tests that need a GPU, or a program that stands in for one. */

const adapter = await navigator.gpu?.requestAdapter();

/** A test that is left out where there is no adapter. The device, once made, stays as long as the program runs. */
export function testWithGpu(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !adapter, sanitizeResources: false, sanitizeOps: false, fn });
}

/** Kills a group of processes, which is named by its leader's number. */

Deno.kill(-Number(Deno.args[0]), "SIGKILL");

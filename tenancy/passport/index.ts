export type { Passport, Reached } from "./passport.ts";

export { passport } from "./passport.ts";
export { renderPassport } from "./render.ts";

/** The worker's program, put in by scripts/setup/build-guest-page.mjs. */
declare const __GUEST_WORKER__: string;

declare module 'cross-spawn' {
  export const spawn: typeof import('node:child_process').spawn;
}

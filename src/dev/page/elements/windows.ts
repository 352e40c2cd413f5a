/** What is copied is for the shell at hand: PowerShell, else a POSIX shell. */
export const isWindows = /windows/i.test(navigator.userAgent);

/* Makes a fast disk as slow as a clinic's laptop: every sync takes SLOW_FSYNC_US microseconds more. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

typedef int (*sync_call)(int);

static int slowly(const char *name, int file) {
  sync_call real = (sync_call)dlsym(RTLD_NEXT, name);
  const char *delay = getenv("SLOW_FSYNC_US");
  if (delay != NULL) usleep((useconds_t)atoi(delay));
  return real(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }

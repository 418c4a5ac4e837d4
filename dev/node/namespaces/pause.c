/*
 * Process 1 of a node's namespaces, and of every pod's: holds them open, reaps what is orphaned in them, and ends when
 * told to. The kernel then ends every other process in its PID namespace.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void end(int number) {
  (void)number;
  _exit(0);
}

static void reap(int number) {
  (void)number;
  while (waitpid(-1, NULL, WNOHANG) > 0) {
  }
}

int main(void) {
  struct sigaction action = {.sa_handler = end};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  action.sa_handler = reap;
  action.sa_flags = SA_NOCLDSTOP;
  sigaction(SIGCHLD, &action, NULL);
  /* Orphans that ended before the handler was there. */
  reap(SIGCHLD);
  for (;;) pause();
}

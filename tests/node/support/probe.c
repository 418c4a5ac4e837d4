/*
 * What test pods run: one static program, so that its image needs nothing else.
 *   probe serve PORT       answers every request with what it was asked and by whom
 *   probe get HOST PORT    prints the answer to GET /; exits 1 when there is none within 3 s
 *   probe fill FILE        writes until the disk is full; prints the bytes written and the error
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  return 1;
}

static int serve(const char *port) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
  int one = 1, listening = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listening, (struct sockaddr *)&own, sizeof own) != 0 || listen(listening, 64) != 0)
    return fail("listen", strerror(errno));
  printf("serving on port %s\n", port);
  fflush(stdout);
  for (;;) {
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    int connection = accept(listening, (struct sockaddr *)&peer, &size);
    if (connection < 0) continue;
    char asked[8192];
    ssize_t length = read(connection, asked, sizeof asked);
    if (length < 0) length = 0;
    char head[256];
    int headed = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nfrom %s\n",
                          inet_ntoa(peer.sin_addr));
    if (write(connection, head, (size_t)headed) != headed || write(connection, asked, (size_t)length) != length)
      fprintf(stderr, "write: %s\n", strerror(errno));
    shutdown(connection, SHUT_WR);
    while (read(connection, asked, sizeof asked) > 0) {
    }
    close(connection);
  }
}

static int get(const char *host, const char *port) {
  struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
  int error = getaddrinfo(host, port, &wanted, &found);
  if (error != 0) return fail(host, gai_strerror(error));
  int connection = socket(AF_INET, SOCK_STREAM, 0);
  alarm(3);
  if (connect(connection, found->ai_addr, found->ai_addrlen) != 0) return fail("connect", strerror(errno));
  dprintf(connection, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host);
  char answer[4096];
  ssize_t length;
  while ((length = read(connection, answer, sizeof answer)) > 0)
    if (write(STDOUT_FILENO, answer, (size_t)length) != length) return 1;
  return length < 0 ? fail("read", strerror(errno)) : 0;
}

static int fill(const char *path) {
  static char block[65536];
  long long written = 0;
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return fail(path, strerror(errno));
  for (;;) {
    ssize_t length = write(file, block, sizeof block);
    if (length <= 0) break;
    written += length;
  }
  printf("%lld %s\n", written, strerror(errno));
  return 0;
}

int main(int count, char **arguments) {
  signal(SIGTERM, SIG_DFL);
  if (count == 3 && strcmp(arguments[1], "serve") == 0) return serve(arguments[2]);
  if (count == 4 && strcmp(arguments[1], "get") == 0) return get(arguments[2], arguments[3]);
  if (count == 3 && strcmp(arguments[1], "fill") == 0) return fill(arguments[2]);
  return fail("usage", "probe serve PORT | get HOST PORT | fill FILE");
}

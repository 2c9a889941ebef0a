// far-link PORT ROUND_TRIP_MS MBIT BUFFER_MS: a network namespace from which 10.77.0.1:PORT is this computer's 127.0.0.1:PORT, but far away.
//
// Two new namespaces, "far" (the clients') and "near", are joined by a pair of TUN devices between which this program carries every packet: it
// holds each for half the round trip, lets MBIT through in each direction, and drops what would wait longer than BUFFER_MS for that, as a
// router does. So the clients' own TCP meets a real long line. In "near" a forwarder takes connections to the port and carries them to the server.
// Prints "ready PID FD": `nsenter --net=/proc/PID/fd/FD COMMAND` runs a client there. Both namespaces are gone when its input is closed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

// Larger packets than on the open internet: half a core less for carrying them, which the measured programs need.
#define MTU_BYTES 9000
#define WAITING_PACKETS 65536

typedef struct {
  char *bytes;
  int size;
  long due_ns;
} packet;

typedef struct {
  int from, to;
  packet waiting[WAITING_PACKETS];
  unsigned head, tail;
  pthread_mutex_t lock;
  pthread_cond_t filled;
} direction;

static int home_namespace, port;
static long delay_ns, buffer_ns;
static double ns_per_byte;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static long now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void start(void *(*work)(void *), void *argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, argument)) fail("pthread_create");
  pthread_detach(thread);
}

static void bring_up(const char *name, const char *address) {
  int asked = socket(AF_INET, SOCK_DGRAM, 0);
  struct ifreq request = {0};
  strcpy(request.ifr_name, name);
  if (address) {
    struct sockaddr_in *internet = (struct sockaddr_in *)&request.ifr_addr;
    internet->sin_family = AF_INET;
    inet_pton(AF_INET, address, &internet->sin_addr);
    if (ioctl(asked, SIOCSIFADDR, &request)) fail("address");
    inet_pton(AF_INET, "255.255.255.252", &internet->sin_addr);
    if (ioctl(asked, SIOCSIFNETMASK, &request)) fail("netmask");
    request.ifr_mtu = MTU_BYTES;
    if (ioctl(asked, SIOCSIFMTU, &request)) fail("mtu");
    request.ifr_qlen = 10000;
    if (ioctl(asked, SIOCSIFTXQLEN, &request)) fail("queue length");
  }
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl(asked, SIOCSIFFLAGS, &request)) fail("up");
  close(asked);
}

// This thread moves into a new namespace that has one end of the line.
static int open_end(const char *address) {
  if (unshare(CLONE_NEWNET)) fail("unshare");
  int device = open("/dev/net/tun", O_RDWR);
  struct ifreq request = {0};
  strcpy(request.ifr_name, "line0");
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (device < 0 || ioctl(device, TUNSETIFF, &request)) fail("/dev/net/tun");
  bring_up("lo", NULL);
  bring_up("line0", address);
  return device;
}

static void *take(void *argument) {
  direction *line = argument;
  char bytes[MTU_BYTES + 100];
  long free_ns = 0;
  for (;;) {
    int size = read(line->from, bytes, sizeof bytes);
    if (size <= 0) exit(0);
    long now = now_ns();
    if (free_ns < now) free_ns = now;
    if (free_ns - now > buffer_ns) continue;
    free_ns += (long)(size * ns_per_byte);
    pthread_mutex_lock(&line->lock);
    if (line->head - line->tail < WAITING_PACKETS) {
      packet *last = &line->waiting[line->head++ % WAITING_PACKETS];
      last->bytes = malloc(size);
      memcpy(last->bytes, bytes, size);
      last->size = size;
      last->due_ns = free_ns + delay_ns;
      pthread_cond_signal(&line->filled);
    }
    pthread_mutex_unlock(&line->lock);
  }
}

static void *deliver(void *argument) {
  direction *line = argument;
  for (;;) {
    pthread_mutex_lock(&line->lock);
    while (line->head == line->tail) pthread_cond_wait(&line->filled, &line->lock);
    packet first = line->waiting[line->tail++ % WAITING_PACKETS];
    pthread_mutex_unlock(&line->lock);
    struct timespec due = {first.due_ns / 1000000000L, first.due_ns % 1000000000L};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
    if (write(line->to, first.bytes, first.size) < 0 && errno != EINVAL) fail("write");
    free(first.bytes);
  }
  return NULL;
}

typedef struct {
  int from, to;
} pipe_ends;

static void *carry(void *argument) {
  pipe_ends ends = *(pipe_ends *)argument;
  free(argument);
  char bytes[65536];
  for (int size; (size = read(ends.from, bytes, sizeof bytes)) > 0;)
    for (int sent = 0, n; sent < size; sent += n)
      if ((n = write(ends.to, bytes + sent, size - sent)) <= 0) goto over;
over:
  shutdown(ends.to, SHUT_WR);
  shutdown(ends.from, SHUT_RD);
  return NULL;
}

static void *serve(void *argument) {
  int client = (int)(long)argument, on = 1;
  // The server is reached from where this program was started.
  if (setns(home_namespace, CLONE_NEWNET)) fail("setns");
  int server = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(server, (struct sockaddr *)&address, sizeof address) == 0) {
    pthread_t up;
    pipe_ends *one = malloc(sizeof *one), *other = malloc(sizeof *other);
    *one = (pipe_ends){client, server};
    *other = (pipe_ends){server, client};
    if (pthread_create(&up, NULL, carry, one)) fail("pthread_create");
    carry(other);
    pthread_join(up, NULL);
  }
  close(server);
  close(client);
  return NULL;
}

static void *forward(void *argument) {
  int listening = *(int *)argument;
  for (;;) {
    int client = accept(listening, NULL, NULL);
    if (client >= 0) start(serve, (void *)(long)client);
  }
  return NULL;
}

int main(int count, char **words) {
  if (count != 5) return 2;
  signal(SIGPIPE, SIG_IGN);
  port = atoi(words[1]);
  delay_ns = (long)(atof(words[2]) * 500000);
  ns_per_byte = 8000.0 / atof(words[3]);
  buffer_ns = (long)(atof(words[4]) * 1000000);
  home_namespace = open("/proc/self/ns/net", O_RDONLY);
  int near = open_end("10.77.0.1"), on = 1;
  static int listening;
  listening = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (bind(listening, (struct sockaddr *)&address, sizeof address) || listen(listening, 512)) fail("listen");
  int far = open_end("10.77.0.2"), far_namespace = open("/proc/thread-self/ns/net", O_RDONLY);
  static direction up, down;
  up.from = down.to = far;
  up.to = down.from = near;
  direction *both[] = {&up, &down};
  for (int index = 0; index < 2; index++) {
    pthread_mutex_init(&both[index]->lock, NULL);
    pthread_cond_init(&both[index]->filled, NULL);
    start(take, both[index]);
    start(deliver, both[index]);
  }
  start(forward, &listening);
  printf("ready %d %d\n", getpid(), far_namespace);
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) {}
  return 0;
}

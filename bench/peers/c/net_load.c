/*
 * The load for the net benchmarks and for WebSockets, the same for every server:
 *
 *   net_load echo    PORT PID CONNECTIONS SIZE WARM_UP_MILLIS SAMPLE_MILLIS SAMPLES
 *   net_load connect PORT PID CONNECTIONS SIZE WARM_UP_MILLIS SAMPLE_MILLIS SAMPLES
 *   net_load ws      PORT PID CONNECTIONS SIZE WARM_UP_MILLIS SAMPLE_MILLIS SAMPLES
 *   net_load idle    PORT PID CONNECTIONS SIZE
 *
 * PID is the server's process. A closed loop: on each connection one message goes out, and when it
 * has come back whole the next one follows; `connect` makes a new connection for each message.
 * During the warm-up every byte is compared, afterwards only the length counts. The warm-up lasts
 * until the server has used so much CPU time, lest it be cut short on a busy machine, but at most
 * PATIENCE times as long. `ws` sends texts over WebSockets at the path /ws. `idle` sends one message over each connection, prints "held", waits for a
 * line, and does it once more.
 *
 * Prints one line per sample, as bench/README.md describes; what stands for CPU time is the
 * server's. The further facts are nanoseconds, too: p50 and p99 of a message's round trip, the
 * server's user and system time, its busiest thread, and the CPU time of this program (client).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

enum {
    EVENTS = 1024,
    OPENING_AT_ONCE = 256,   /* below every server's backlog */
    PER_ADDRESS = 20000,     /* connections from one source address: ports are few */
    ADDRESSES = 250,         /* 127.0.0.2 and following */
    THREADS = 4096,
    PATIENCE = 4,            /* how many times longer than asked the warm-up may take */
    PATIENCE_MILLIS = 20000, /* a server that does nothing for so long is broken */
};

typedef struct {
    int fd;
    size_t sent;
    size_t received;
    uint64_t began;
} connection;

static int port;
static pid_t server;
static char *message; /* what is sent, */
static size_t size;
static char *expected; /* and what has to come back */
static size_t expected_size;
static char *buffer;
static int poller;
static bool comparing = true;

static void die(const char *what) {
    fprintf(stderr, "net_load: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

static void fail(const char *what) {
    errno = 0;
    die(what);
}

/* ---- time ---- */

static uint64_t clock_now(clockid_t id) {
    struct timespec t;
    if (clock_gettime(id, &t) != 0) {
        die("cannot read a clock; has the server ended?");
    }
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t now(void) { return clock_now(CLOCK_MONOTONIC); }

/* CPU time of the server in its threads, each with its id, so that a new one is told from an old. */
typedef struct {
    int count;
    int ids[THREADS];
    uint64_t nanos[THREADS];
} thread_times;

typedef struct {
    uint64_t wall, cpu, user, system, client;
    thread_times threads;
} snapshot;

static void read_threads(thread_times *into) {
    char path[96];
    into->count = 0;
    snprintf(path, sizeof path, "/proc/%d/task", server);
    DIR *folder = opendir(path);
    if (!folder) {
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(folder)) && into->count < THREADS) {
        int id = atoi(entry->d_name);
        snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", server, id);
        FILE *file = id > 0 ? fopen(path, "r") : NULL;
        unsigned long long nanos;
        if (file) {
            if (fscanf(file, "%llu", &nanos) == 1) {
                into->ids[into->count] = id;
                into->nanos[into->count++] = nanos;
            }
            fclose(file);
        }
    }
    closedir(folder);
}

static uint64_t busiest(const thread_times *before, const thread_times *after) {
    uint64_t most = 0;
    for (int i = 0; i < after->count; i++) {
        uint64_t nanos = after->nanos[i];
        for (int j = 0; j < before->count; j++) {
            if (before->ids[j] == after->ids[i]) {
                nanos -= before->nanos[j];
            }
        }
        most = nanos > most ? nanos : most;
    }
    return most;
}

static void take(snapshot *into) {
    clockid_t clock;
    if (clock_getcpuclockid(server, &clock) != 0) {
        fail("the server has ended");
    }
    into->wall = now();
    into->cpu = clock_now(clock);
    into->client = clock_now(CLOCK_PROCESS_CPUTIME_ID);
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", server);
    FILE *file = fopen(path, "r");
    unsigned long user = 0, system = 0;
    if (file && fgets(line, sizeof line, file)) {
        char *rest = strrchr(line, ')');
        if (rest) {
            sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
        }
    }
    if (file) {
        fclose(file);
    }
    uint64_t tick = 1000000000 / (uint64_t)sysconf(_SC_CLK_TCK);
    into->user = user * tick;
    into->system = system * tick;
    read_threads(&into->threads);
}

/* ---- how long messages take: 32 steps for each power of two ---- */

enum { STEPS = 32, BUCKETS = 64 * STEPS };

static uint64_t histogram[BUCKETS];

static void record(uint64_t nanos) {
    int power = 63 - __builtin_clzll(nanos | STEPS);
    histogram[(power - 4) * STEPS + (int)((nanos >> (power - 5)) & (STEPS - 1))]++;
}

static uint64_t percentile(uint64_t count, double part) {
    uint64_t rank = (uint64_t)((double)count * part), seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += histogram[i];
        if (seen > rank) {
            int power = i / STEPS + 4;
            return ((uint64_t)STEPS + (uint64_t)(i % STEPS)) << (power - 5);
        }
    }
    return 0;
}

/* ---- connections ---- */

static void watch(connection *c) {
    c->sent = 0;
    c->received = 0;
    c->began = now();
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event) != 0) {
        die("cannot watch a socket");
    }
}

/* Begins to connect. With `source` the ports of many local addresses are used, one after another. */
static void open_connection(connection *c, long source) {
    errno = 0;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) {
        die("cannot open a socket");
    }
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (source >= 0) {
        setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (uint32_t)(source % ADDRESSES));
        if (bind(c->fd, (struct sockaddr *)&address, sizeof address) != 0) {
            die("cannot use an address of 127.0.0.0/8");
        }
    }
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)port);
    if (connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS) {
        die("cannot connect");
    }
    watch(c);
}

/* Connects and shakes hands, and waits for it: the server says nothing by itself afterwards. */
static void open_web_socket(connection *c) {
    errno = 0;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0) {
        die("cannot open a socket");
    }
    int one = 1;
    struct timeval patience = {.tv_sec = PATIENCE_MILLIS / 1000};
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) {
        die("cannot connect");
    }
    char text[4096];
    int length = snprintf(text, sizeof text,
                          "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                          port);
    if (send(c->fd, text, (size_t)length, MSG_NOSIGNAL) != length) {
        die("cannot send");
    }
    size_t got = 0;
    do {
        ssize_t n = recv(c->fd, text + got, sizeof text - 1 - got, 0);
        if (n <= 0) {
            fail("the server does not shake hands");
        }
        got += (size_t)n;
        text[got] = 0;
    } while (!strstr(text, "\r\n\r\n") && got < sizeof text - 1);
    if (strncmp(text, "HTTP/1.1 101 ", 13) != 0 ||
        !strstr(text, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
        fail("the server refuses the WebSocket");
    }
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    watch(c);
}

static void send_rest(connection *c) {
    while (c->sent < size) {
        ssize_t n = send(c->fd, message + c->sent, size - c->sent, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EAGAIN) {
                return;
            }
            die("cannot send");
        }
        c->sent += (size_t)n;
    }
}

/* Reads what is there; true once the whole message is back. */
static bool receive(connection *c) {
    while (c->sent > 0 && c->received < expected_size) {
        ssize_t n = recv(c->fd, buffer, expected_size - c->received, 0);
        if (n < 0) {
            if (errno == EAGAIN) {
                return false;
            }
            die("cannot receive");
        }
        if (n == 0) {
            fail("the server closed a connection in the middle of a message");
        }
        if (comparing && memcmp(buffer, expected + c->received, (size_t)n) != 0) {
            fail("the server sent back something else");
        }
        c->received += (size_t)n;
    }
    return c->received == expected_size;
}

/* Waits for a batch of events; whoever got its whole message back goes to `done`. */
static void turn(void (*done)(connection *)) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(poller, events, EVENTS, PATIENCE_MILLIS);
    if (n < 0 && errno != EINTR) {
        die("cannot wait");
    }
    if (n == 0) {
        fail("the server does not answer any more");
    }
    for (int i = 0; i < n; i++) {
        connection *c = events[i].data.ptr;
        if (events[i].events & (EPOLLERR | EPOLLHUP) && c->sent == 0) {
            socklen_t length = sizeof errno;
            getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &errno, &length);
            die("cannot connect");
        }
        if (!(events[i].events & EPOLLOUT) && c->sent == 0) {
            continue;
        }
        if (c->received == expected_size) {
            continue; /* idle, and told so once more by the other edge */
        }
        send_rest(c);
        if (receive(c)) {
            done(c);
        }
    }
}

/* ---- echo and connect ---- */

static uint64_t requests;
static long connects;

static void finished(connection *c) {
    uint64_t time = now();
    record(time - c->began);
    requests++;
    c->began = time;
}

static void next_message(connection *c) {
    finished(c);
    c->sent = 0;
    c->received = 0;
    send_rest(c);
}

static void next_connection(connection *c) {
    finished(c);
    close(c->fd);
    open_connection(c, connects++);
}

static void run_for(uint64_t nanos, void (*done)(connection *)) {
    for (uint64_t end = now() + nanos; now() < end;) {
        turn(done);
    }
}

static void warm_up_for(uint64_t nanos, void (*done)(connection *)) {
    clockid_t clock;
    if (clock_getcpuclockid(server, &clock) != 0) {
        fail("the server has ended");
    }
    uint64_t enough = clock_now(clock) + nanos, end = now() + PATIENCE * nanos;
    while (clock_now(clock) < enough && now() < end) {
        run_for(nanos / 100, done);
    }
}

static void measure(const char *name, uint64_t warm_up, uint64_t length, int samples,
                    void (*done)(connection *)) {
    static snapshot before, after;
    warm_up_for(warm_up, done);
    comparing = false;
    for (int i = 0; i < samples; i++) {
        memset(histogram, 0, sizeof histogram);
        requests = 0;
        take(&before);
        run_for(length, done);
        take(&after);
        printf("%s\t%llu\t%llu\t%llu\tp50=%llu p99=%llu user=%llu system=%llu busiest=%llu"
               " client=%llu\n",
               name, (unsigned long long)requests, (unsigned long long)(after.wall - before.wall),
               (unsigned long long)(after.cpu - before.cpu),
               (unsigned long long)percentile(requests, 0.5),
               (unsigned long long)percentile(requests, 0.99),
               (unsigned long long)(after.user - before.user),
               (unsigned long long)(after.system - before.system),
               (unsigned long long)busiest(&before.threads, &after.threads),
               (unsigned long long)(after.client - before.client));
    }
}

/* ---- idle ---- */

static int pending;

static void now_idle(connection *c) {
    (void)c;
    pending--;
}

static void hold(connection *connections, int count) {
    for (int i = 0; i < count; i++) {
        open_connection(&connections[i], i / PER_ADDRESS);
        pending++;
        while (pending >= OPENING_AT_ONCE || (i == count - 1 && pending > 0)) {
            turn(now_idle);
        }
    }
    puts("held");
    fflush(stdout);
    if (getchar() == EOF) {
        return;
    }
    for (int i = 0; i < count; i++) {
        connections[i].sent = connections[i].received = 0;
        send_rest(&connections[i]);
        pending++;
    }
    while (pending > 0) {
        turn(now_idle);
    }
    puts("alive");
}

/* ---- what is sent ---- */

static char *allocate(size_t bytes) {
    char *memory = malloc(bytes);
    if (!memory) {
        die("cannot begin");
    }
    return memory;
}

static void make_message(void) {
    message = expected = allocate(size);
    expected_size = size;
    for (size_t i = 0; i < size; i++) {
        message[i] = (char)(i * 31 + i / 251);
    }
}

/* Puts the header of a frame with a whole text at `to`; returns how long that is. */
static size_t frame_header(char *to, size_t payload, bool masked) {
    to[0] = (char)0x81;
    char mask_bit = masked ? (char)0x80 : 0;
    if (payload < 126) {
        to[1] = (char)(mask_bit | (char)payload);
        return 2;
    }
    if (payload > 0xffff) {
        fail("a text of a WebSocket has at most 65,535 bytes here");
    }
    to[1] = (char)(mask_bit | 126);
    to[2] = (char)(payload >> 8);
    to[3] = (char)payload;
    return 4;
}

/* A text of `size` letters as a client sends it, masked, and as a server does. */
static void make_frames(void) {
    enum { MASK = 4, HEADER = 4 };
    static const char mask[MASK] = {0x12, 0x5a, 0x37, 0x61};
    size_t payload = size;
    message = allocate(HEADER + MASK + payload);
    expected = allocate(HEADER + payload);
    size_t out = frame_header(message, payload, true), in = frame_header(expected, payload, false);
    memcpy(message + out, mask, MASK);
    out += MASK;
    for (size_t i = 0; i < payload; i++) {
        char letter = (char)('a' + i % 26);
        message[out + i] = letter ^ mask[i % MASK];
        expected[in + i] = letter;
    }
    size = out + payload;
    expected_size = in + payload;
}

int main(int count, char **arguments) {
    bool idle = count > 1 && strcmp(arguments[1], "idle") == 0;
    if (count != (idle ? 6 : 9)) {
        fail("see the top of net_load.c for the arguments");
    }
    port = atoi(arguments[2]);
    server = atoi(arguments[3]);
    int connections = atoi(arguments[4]);
    size = strtoul(arguments[5], NULL, 10);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(EPOLL_CLOEXEC);
    connection *all = calloc((size_t)connections, sizeof *all);
    bool web_socket = strcmp(arguments[1], "ws") == 0;
    if (web_socket) {
        make_frames();
    } else {
        make_message();
    }
    buffer = malloc(expected_size);
    if (poller < 0 || !buffer || !all) {
        die("cannot begin");
    }
    if (idle) {
        hold(all, connections);
        return 0;
    }
    bool connecting = strcmp(arguments[1], "connect") == 0;
    for (int i = 0; i < connections; i++) {
        if (web_socket) {
            open_web_socket(&all[i]);
        } else {
            open_connection(&all[i], connecting ? connects++ : -1);
        }
    }
    measure(arguments[1], strtoul(arguments[6], NULL, 10) * 1000000,
            strtoul(arguments[7], NULL, 10) * 1000000, atoi(arguments[8]),
            connecting ? next_connection : next_message);
    return 0;
}

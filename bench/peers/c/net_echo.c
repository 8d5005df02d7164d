/*
 * The limit: an echo server that does nothing else, one epoll per thread.
 *
 *   net_echo PORT BUFFER LOOPS
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 1024, BACKLOG = 4096 };

/* What could not be written at once. Nothing more is read meanwhile. */
typedef struct {
    int fd;
    char *rest;
    size_t begin, end;
} connection;

static size_t buffer_size;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, BACKLOG) != 0) {
        die("net_echo: cannot listen");
    }
    return fd;
}

static void watch(int poller, int operation, connection *c, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(poller, operation, c->fd, &event) != 0) {
        die("net_echo: epoll_ctl");
    }
}

static void end(connection *c) {
    close(c->fd);
    free(c->rest);
    free(c);
}

static void accept_all(int poller, int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        connection *c = calloc(1, sizeof *c);
        c->fd = fd;
        watch(poller, EPOLL_CTL_ADD, c, EPOLLIN);
    }
}

static void echo(int poller, connection *c, char *buffer) {
    ssize_t n = recv(c->fd, buffer, buffer_size, 0);
    if (n <= 0) {
        if (n == 0 || errno != EAGAIN) {
            end(c);
        }
        return;
    }
    ssize_t sent = send(c->fd, buffer, (size_t)n, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) {
        end(c);
    } else if (sent < n) {
        sent = sent < 0 ? 0 : sent;
        c->begin = 0;
        c->end = (size_t)(n - sent);
        c->rest = malloc(c->end);
        memcpy(c->rest, buffer + sent, c->end);
        watch(poller, EPOLL_CTL_MOD, c, EPOLLOUT);
    }
}

static void send_rest(int poller, connection *c) {
    ssize_t sent = send(c->fd, c->rest + c->begin, c->end - c->begin, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN) {
            end(c);
        }
        return;
    }
    c->begin += (size_t)sent;
    if (c->begin == c->end) {
        free(c->rest);
        c->rest = NULL;
        watch(poller, EPOLL_CTL_MOD, c, EPOLLIN);
    }
}

static void *loop(void *argument) {
    int listener = *(int *)argument;
    int poller = epoll_create1(0);
    connection accepting = {.fd = listener};
    watch(poller, EPOLL_CTL_ADD, &accepting, EPOLLIN);
    char *buffer = malloc(buffer_size);
    struct epoll_event events[EVENTS];
    for (;;) {
        int n = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            connection *c = events[i].data.ptr;
            if (c == &accepting) {
                accept_all(poller, listener);
            } else if (c->rest) {
                send_rest(poller, c);
            } else {
                echo(poller, c, buffer);
            }
        }
    }
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: net_echo PORT BUFFER LOOPS\n");
        return 2;
    }
    buffer_size = strtoul(arguments[2], NULL, 10);
    int loops = atoi(arguments[3]);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int listeners[loops];
    for (int i = 0; i < loops; i++) {
        listeners[i] = listen_on(atoi(arguments[1]));
    }
    puts("ready");
    fflush(stdout);
    pthread_t thread;
    for (int i = 1; i < loops; i++) {
        pthread_create(&thread, NULL, loop, &listeners[i]);
    }
    loop(&listeners[0]);
}

#!/bin/bash
# The HTTP server that nginx is: `http.sh NGINX FOLDER PORT`. One process; the large body is a file.
# It answers nothing that would have to be computed, so it has no JSON.
set -eu

nginx=$1
folder=$2
port=$3

mkdir -p "$folder/logs"
head -c 102400 /dev/zero | tr '\0' x >"$folder/100k"
cat >"$folder/nginx.conf" <<END
daemon off;
master_process off;
worker_processes 1;
worker_rlimit_nofile 8192;
pid $folder/nginx.pid;
error_log $folder/logs/error.log crit;
events {
    worker_connections 4096;
}
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_requests 1000000000;
    open_file_cache max=16;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    server {
        listen 127.0.0.1:$port backlog=4096;
        location = /plaintext {
            default_type "text/plain; charset=utf-8";
            return 200 "Hello, World!";
        }
        location = /100k {
            default_type application/octet-stream;
            root $folder;
        }
    }
}
END
# It does not say when it listens.
(
    until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        sleep 0.05
    done
    echo ready
) &
exec "$nginx" -e "$folder/logs/error.log" -c "$folder/nginx.conf"

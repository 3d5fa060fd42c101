// Stock.java
import com.sun.net.httpserver.*;
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.security.SecureRandom;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.*;
import java.util.concurrent.Executors;
import java.util.regex.*;
import java.util.stream.Collectors;

public class Stock {
    static final Map<String, Integer> STOCK = Map.of("17", 3, "18", 0);
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** The trace of one request: reads the headers, writes records, sends the trace on. */
    static class Trace {
        static final Pattern TRACE_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
        static final Pattern UUID_ID =
            Pattern.compile("(?:req_)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");
        static final Pattern CALLER =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");
        static final Pattern SERVICES = Pattern.compile("[0-9]{1,4}");
        static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

        final String id, w3cId, parentId, tracestate, action;
        final String spanId = randomHex(8);
        final long started = System.nanoTime();
        final int flags, services;

        Trace(Headers headers, String action) {
            Matcher named = match(headers, "x-trace-id", TRACE_ID);
            Matcher own = match(headers, "x-trace-id", UUID_ID);
            Matcher caller = match(headers, "traceparent", CALLER);
            Matcher passed = match(headers, "x-trace-hops", SERVICES);
            w3cId = own != null ? own.group(1).replace("-", "")
                : caller != null ? caller.group(1) : randomHex(16);
            id = named != null ? named.group()
                : "req_" + w3cId.replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-");
            boolean isParent = caller != null && caller.group(1).equals(w3cId);
            parentId = isParent ? caller.group(2) : null;
            tracestate = isParent ? headers.getFirst("tracestate") : null;
            flags = isParent ? Integer.parseInt(caller.group(3), 16) & 3 : 3;
            services = passed != null ? Integer.parseInt(passed.group()) : 0;
            this.action = action;
            write("start", "Request start", spanId, parentId, Map.of());
        }

        /** Posts a body within the trace, and writes the call's record. */
        void call(String service, String operation, String url, String body) throws Exception {
            String callId = randomHex(8);
            long callStarted = System.nanoTime();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("action", "service:" + service + ":" + operation);
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("x-trace-id", id)
                .header("traceparent", String.format("00-%s-%s-%02x", w3cId, callId, flags))
                .header("x-trace-hops", String.valueOf(services + 1));
            if (tracestate != null) request.header("tracestate", tracestate);
            try {
                var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding());
                int status = response.statusCode();
                if (status >= 400) throw new IOException("Answered with status " + status);
                fields.put("result", "success");
            } catch (Exception failure) {
                fields.putAll(Map.of("level", "error", "result", "error"));
                fields.put("error", described(failure, "BAD_GATEWAY"));
                throw failure;
            } finally {
                fields.put("duration", since(callStarted));
                write("call", "Service call - " + service, callId, spanId, fields);
            }
        }

        /** Writes the ending, and sets the headers of the response. */
        void end(Headers headers, int status, Map<String, Object> failure) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("duration", since(started));
            fields.put("result", failure == null ? "success" : "error");
            fields.put("metadata",
                Map.of("method", "GET", "path", "/stock/{sku}", "statusCode", status));
            if (failure != null) fields.put("error", failure);
            if (failure != null) fields.put("level", status >= 500 ? "error" : "warn");
            write("complete", "Request complete", spanId, parentId, fields);
            headers.set("x-trace-id", id);
            if ((flags & 1) == 0 && status >= 400) headers.set("x-trace-keep", "1");
        }

        void write(
            String phase, String message, String span, String parent, Map<String, Object> fields) {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("timestamp", TIMESTAMP.format(Instant.now()));
            record.put("level", "info");
            record.put("message", message);
            record.put("traceId", id);
            record.put("spanId", span);
            if (parent != null) record.put("parentId", parent);
            record.put("service", "stock");
            record.put("layer", "backend-api");
            record.put("action", action);
            record.put("phase", phase);
            record.putAll(fields);
            System.out.println(json(record));
        }

        static Matcher match(Headers headers, String name, Pattern form) {
            Matcher matcher = form.matcher(Objects.requireNonNullElse(headers.getFirst(name), ""));
            return matcher.matches() ? matcher : null;
        }
    }

    static void getStock(HttpExchange exchange) throws IOException {
        Trace trace = new Trace(exchange.getRequestHeaders(), "GET /stock/{sku}");
        String sku = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
        int status = 200;
        Map<String, Object> failure = null;
        try {
            if (!STOCK.containsKey(sku)) throw new NoSuchElementException("No such article");
            String order = json(Map.of("sku", sku));
            if (STOCK.get(sku) == 0)
                trace.call("warehouse", "order", System.getenv("WAREHOUSE_URL"), order);
        } catch (NoSuchElementException missing) {
            status = 404;
            failure = described(missing, "NOT_FOUND");
        } catch (Exception thrown) {
            status = 500;
            failure = described(thrown, "INTERNAL_ERROR");
        }
        Map<String, Object> body = failure == null
            ? Map.of("sku", sku, "left", STOCK.get(sku))
            : Map.of("error", failure.get("code"), "traceId", trace.id);
        trace.end(exchange.getResponseHeaders(), status, failure);
        exchange.getResponseHeaders().set("content-type", "application/json");
        byte[] bytes = json(body).getBytes("UTF-8");
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    static Map<String, Object> described(Exception failure, String code) {
        return Map.of("message", String.valueOf(failure.getMessage()), "code", code,
            "name", failure.getClass().getSimpleName());
    }

    static double since(long started) {
        return (System.nanoTime() - started) / 1000 / 1000.0;
    }

    static String randomHex(int length) {
        byte[] random = new byte[length];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** The JDK has no JSON: use your library instead. */
    static String json(Object value) {
        if (value instanceof Map<?, ?> map)
            return map.entrySet().stream()
                .map(member -> json(member.getKey()) + ":" + json(member.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        if (value instanceof Number) return value.toString();
        StringBuilder text = new StringBuilder("\"");
        for (char one : value.toString().toCharArray()) {
            boolean isPlain = one >= ' ' && one <= '~' && one != '"' && one != '\\';
            text.append(isPlain ? String.valueOf(one) : String.format("\\u%04x", (int) one));
        }
        return text.append('"').toString();
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/stock/", Stock::getStock);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.err.println("http://127.0.0.1:" + server.getAddress().getPort());
    }
}

-- Many people reload their pages: each request comes with the session of the next of them.
local cookies, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do cookies[#cookies + 1] = line end
  at = math.random(#cookies)
end

function request()
  at = at % #cookies + 1
  return wrk.format("GET", nil, { Cookie = "session=" .. cookies[at] })
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end

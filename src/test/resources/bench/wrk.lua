-- wrk's script: the same request over and over, every answer compared with the one that is right.
-- Arguments: the key, a file with the request's body, a file with the answer's.
local threads = {}

local function content(name)
    local file = assert(io.open(name, "rb"))
    local text = file:read("*a")
    file:close()
    return text
end

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    wrong = 0
    wrk.method = "POST"
    wrk.path = "/v1/responses"
    wrk.headers["Authorization"] = "Bearer " .. arguments[1]
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = content(arguments[2])
    expected = content(arguments[3])
    plain = wrk.format()
end

function request()
    return plain
end

function response(status, headers, body)
    if status ~= 200 or body ~= expected then
        wrong = wrong + 1
    end
end

-- One line for the program that started this: requests, microseconds, wrong ones, median and 99th percentile.
function done(summary, latency, requests)
    local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
    for _, thread in ipairs(threads) do
        bad = bad + thread:get("wrong")
    end
    io.write(string.format("measured %d %d %d %d %d\n", summary.requests, summary.duration, bad,
        latency:percentile(50), latency:percentile(99)))
end

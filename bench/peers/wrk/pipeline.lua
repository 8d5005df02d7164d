-- Has wrk send 16 requests at a time on each connection.

local DEPTH = 16

init = function(arguments)
    local requests = {}
    for i = 1, DEPTH do
        requests[i] = wrk.format()
    end
    batch = table.concat(requests)
end

request = function()
    return batch
end

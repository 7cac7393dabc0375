using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>The requests in progress, by a header that the caller sends and the gateway forwards.</summary>
internal sealed class Exchanges
{
    private readonly ConcurrentDictionary<string, Exchange> _byId = new();

    public void Add(Exchange exchange) => _byId[exchange.TraceId] = exchange;

    /// <summary>Removes a request that has ended.</summary>
    public void Remove(Exchange exchange) => _byId.TryRemove(exchange.TraceId, out _);

    public Exchange Find(IHeaderDictionary headers) => _byId[headers[Exchange.Header]!];

    /// <summary>The provider's answer to an attempt.</summary>
    public UpstreamAnswer Answer(RecordedRequest request)
    {
        var exchange = _byId[request.Headers[Exchange.Header]];
        var index = int.Parse(request.Headers[ProviderClient.AttemptHeader], CultureInfo.InvariantCulture);
        (index == 0 ? exchange.ProviderReached : exchange.HedgeReached).TrySetResult();
        return exchange.Ending.Attempts[index].Answer(exchange);
    }
}

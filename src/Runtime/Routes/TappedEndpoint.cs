using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Requests;
using TracedLlm.Responses;
using TracedLlm.Taps;

namespace TracedLlm.Routes;

/// <summary>
/// Replaces a traced endpoint while a request is handled, and taps the response body. It is the innermost place: it sees all
/// bytes that the handler's result writes, before response compression or output caching changes them.
/// </summary>
internal sealed class TappedEndpoint
{
    // Weak keys: an endpoint that the application replaces does not stay in memory.
    private static readonly ConditionalWeakTable<Endpoint, Endpoint> Cache = [];

    private readonly RequestDelegate _handler;

    private TappedEndpoint(RequestDelegate handler) => _handler = handler;

    /// <summary>
    /// Returns the same endpoint with a tap around its handler; <see langword="null"/> for an endpoint of a derived type, which
    /// other code may recognise by its type, and for an endpoint without a delegate.
    /// </summary>
    public static Endpoint? GetOrCreate(Endpoint endpoint) =>
        Cache.TryGetValue(endpoint, out var tapped) || (tapped = Create(endpoint)) is null
            ? tapped
            : Cache.GetValue(endpoint, _ => tapped);

    private static Endpoint? Create(Endpoint endpoint)
    {
        if (endpoint.RequestDelegate is not { } handler)
        {
            return null;
        }

        RequestDelegate invoke = new TappedEndpoint(handler).InvokeAsync;
        if (endpoint is RouteEndpoint route)
        {
            return new RouteEndpoint(invoke, route.RoutePattern, route.Order, route.Metadata, route.DisplayName);
        }

        return endpoint.GetType() == typeof(Endpoint) ? new Endpoint(invoke, endpoint.Metadata, endpoint.DisplayName) : null;
    }

    private async Task InvokeAsync(HttpContext context)
    {
        if (RequestState.Find(context) is not { } trace || context.Features.Get<IHttpResponseBodyFeature>() is not { } body)
        {
            await _handler(context);
            return;
        }

        trace.EnterHandler();
        var payload = ResponsePayloads.TapCaller(trace);
        trace.Response = payload;
        var tap = new ResponseTap(context, body, trace, payload);
        context.Features.Set<IHttpResponseBodyFeature>(tap);
        TappedSession.Begin(context, trace, payload);
        var returned = false;
        try
        {
            await _handler(context);
            returned = true;
        }
        finally
        {
            if (context.Features.Get<IHttpResponseBodyFeature>() == tap)
            {
                context.Features.Set(body);
            }

            tap.OnEnd(returned);
        }
    }
}

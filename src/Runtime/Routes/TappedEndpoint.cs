using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Requests;
using TracedLlm.Responses;
using TracedLlm.Taps;

namespace TracedLlm.Routes;

/// <summary>
/// Stands in for a traced endpoint while a request is handled: innermost, where neither response compression nor output
/// caching has touched the body yet, and all that a handler's result writes comes by.
/// </summary>
internal sealed class TappedEndpoint
{
    private static readonly ConditionalWeakTable<Endpoint, Endpoint> Cache = [];

    private readonly RequestDelegate _handler;

    private TappedEndpoint(RequestDelegate handler) => _handler = handler;

    /// <summary>
    /// The same endpoint with its handler tapped; <see langword="null"/> for a kind of endpoint that others may recognise by
    /// its type, or one that is not run through its delegate.
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

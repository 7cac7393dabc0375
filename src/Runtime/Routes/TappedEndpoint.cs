using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Requests;
using TracedLlm.Responses;
using TracedLlm.Taps;

namespace TracedLlm.Routes;

/// <summary>
/// Replaces a traced endpoint while a request is handled. It records the exception that leaves the handler, and taps the response
/// body of a recorded request. It is the innermost place: it sees an exception before a middleware makes a response of it, and all
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

    private Task InvokeAsync(HttpContext context)
    {
        if (RequestState.Find(context) is not { } trace)
        {
            return _handler(context);
        }

        trace.EnterHandler();
        return trace.IsRecording && context.Features.Get<IHttpResponseBodyFeature>() is { } body
            ? TapAsync(context, trace, body)
            : HandleAsync(context, trace);
    }

    private async Task HandleAsync(HttpContext context, RequestState trace)
    {
        try
        {
            await _handler(context);
        }
        catch (Exception exception) when (trace.RecordThrown(exception))
        {
            throw;
        }
    }

    private async Task TapAsync(HttpContext context, RequestState trace, IHttpResponseBodyFeature body)
    {
        var payload = ResponsePayloads.TapCaller(trace);
        trace.Response = payload;
        ChunkMetrics.Register(trace, payload);
        var tap = new ResponseTap(context, body, trace, payload);
        context.Features.Set<IHttpResponseBodyFeature>(tap);
        TappedSession.Begin(context, trace, payload);
        var returned = false;
        try
        {
            await _handler(context);
            returned = true;
        }
        catch (Exception exception) when (trace.RecordThrown(exception))
        {
            throw;
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

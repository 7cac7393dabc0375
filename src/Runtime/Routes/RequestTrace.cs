using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace TracedLlm;

/// <summary>Opens the trace of a request, once, and closes it when the response has ended.</summary>
internal sealed class RequestTrace
{
    private RequestTrace(LlmTrace trace, RequestBody? body)
    {
        Trace = trace;
        Body = body;
    }

    public LlmTrace Trace { get; }

    /// <summary>What looking ahead found in the request; <see langword="null"/> if nothing can be known before the handler reads.</summary>
    public RequestBody? Body { get; }

    /// <summary>The trace that <paramref name="context"/> has, if one was opened.</summary>
    public static LlmTrace? Find(HttpContext context) => context.Features.Get<RequestTrace>()?.Trace;

    /// <summary>Opens the trace of <paramref name="context"/>; its root is then the current activity.</summary>
    public static LlmTrace Open(HttpContext context, LlmRoute route, TracedLlmOptions options, DateTime arrival, RequestBody? body = null)
    {
        var naming = SpanNaming.Of(options.SpanNames);
        var root = StartRoot(context, route, naming, options, arrival, out var ambient);
        var trace = new LlmTrace(route, naming, root, context, OutgoingContext.Of(context, options))
        {
            Outer = ambient,
            Payloads = options.Payloads,
        };
        var request = new RequestTrace(trace, body);
        context.Features.Set(request);
        context.Response.OnCompleted(static state => ((RequestTrace)state).CloseAsync(), request);
        return trace;
    }

    private static Activity? StartRoot(
        HttpContext context,
        LlmRoute route,
        SpanNaming naming,
        TracedLlmOptions options,
        DateTime arrival,
        out Activity? ambient)
    {
        ambient = null;
        if (!LlmSource.Instance.HasListeners())
        {
            return null;
        }

        var inbound = InboundContext.Resolve(context, options);
        ambient = inbound.Ambient;
        if (ambient?.StartTimeUtc > arrival)
        {
            // A middleware in front started it after the arrival, and no child starts before its parent.
            arrival = ambient.StartTimeUtc;
        }

        var method = context.Request.Method;
        var tags = CreationTags.Rent();
        tags.Add(HttpAttributes.RequestMethod, method);
        tags.Add(HttpAttributes.Route, route.Template);
        tags.Add(HttpAttributes.UrlPath, context.Request.PathBase.Add(context.Request.Path).Value);
        return SpanStart.Under(
            Activity.Current,
            inbound.Parent,
            naming.Root(method, route.Template),
            ActivityKind.Server,
            tags,
            new DateTimeOffset(arrival),
            inbound.Links);
    }

    private Task CloseAsync()
    {
        Trace.Close();
        return Task.CompletedTask;
    }
}

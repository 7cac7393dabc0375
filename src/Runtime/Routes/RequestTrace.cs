using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace TracedLlm;

/// <summary>Opens the trace of a request, once, and closes it when the response has ended.</summary>
internal sealed class RequestTrace
{
    private RequestTrace(LlmTrace trace) => Trace = trace;

    public LlmTrace Trace { get; }

    /// <summary>The trace that <paramref name="context"/> has, if one was opened.</summary>
    public static LlmTrace? Find(HttpContext context) => context.Features.Get<RequestTrace>()?.Trace;

    /// <summary>Opens the trace of <paramref name="context"/>; its root is then the current activity.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">Its route.</param>
    /// <param name="options">The options.</param>
    /// <param name="arrival">When it arrived, UTC.</param>
    /// <param name="source">What can say something of its trace; by default its headers.</param>
    public static LlmTrace Open(HttpContext context, LlmRoute route, TracedLlmOptions options, DateTime arrival, RequestMetadataSource? source = null)
    {
        var naming = SpanNaming.Of(options.SpanNames);
        var isListenedTo = LlmSource.Instance.HasListeners();
        source ??= new RequestMetadataSource { Headers = context.Request.Headers };
        var metadata = isListenedTo ? RequestMetadata.Read(source, route.Metadata) : RequestMetadata.Empty;
        var inbound = isListenedTo ? InboundContext.Resolve(context, options, metadata.Parent) : default;
        var everySpan = metadata.EverySpanTags(inbound.IsExplicit);
        var root = isListenedTo ? StartRoot(context, route, naming, arrival, inbound, metadata, everySpan) : null;
        var trace = new LlmTrace(route, naming, root, context, OutgoingContext.Of(context, options)) { Outer = inbound.Ambient };
        trace.Begin(source, metadata, everySpan);
        var request = new RequestTrace(trace);
        context.Features.Set(request);
        context.Response.OnCompleted(static state => ((RequestTrace)state).CloseAsync(), request);
        return trace;
    }

    private static Activity? StartRoot(
        HttpContext context,
        LlmRoute route,
        SpanNaming naming,
        DateTime arrival,
        in InboundContext inbound,
        RequestMetadata metadata,
        EverySpanTags everySpan)
    {
        if (inbound.Ambient?.StartTimeUtc > arrival)
        {
            // A middleware in front started it after the arrival, and no child starts before its parent.
            arrival = inbound.Ambient.StartTimeUtc;
        }

        var method = context.Request.Method;
        var tags = CreationTags.Rent();
        tags.Add(HttpAttributes.RequestMethod, method);
        tags.Add(HttpAttributes.Route, route.Template);
        tags.Add(HttpAttributes.UrlPath, context.Request.PathBase.Add(context.Request.Path).Value);
        tags.Add(metadata.Root);
        tags.Add(everySpan.Tags);
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

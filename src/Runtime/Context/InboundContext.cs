using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Metadata;
using TracedLlm.Metrics;
using TracedLlm.Tree;

namespace TracedLlm.Context;

/// <summary>Who the parent of a request's root is.</summary>
/// <param name="Parent">The parent; the default value for a new trace.</param>
/// <param name="Links">Contexts that were passed over and name another trace.</param>
/// <param name="Ambient">The activity behind the parent, where it is one of this process.</param>
/// <param name="IsExplicit">Whether the request's metadata names the trace.</param>
/// <param name="Source">Who named the parent.</param>
internal readonly record struct InboundContext(
    ActivityContext Parent,
    List<ActivityLink>? Links,
    Activity? Ambient,
    bool IsExplicit,
    ParentSource Source)
{
    /// <summary>
    /// The first that applies: what the request's metadata names, what the gateway derives from the caller's credentials, the
    /// ambient activity if it is exported, the <c>traceparent</c> header, a new trace.
    /// </summary>
    public static InboundContext Resolve(HttpContext context, TracedLlmOptions options, in ExplicitParent stated = default)
    {
        ActivityContext parent = default;
        List<ActivityLink>? links = null;
        var source = ParentSource.None;
        var trust = TrustOf(context, options, stated);
        var isFollowed = trust is InboundTrust.Continue or InboundTrust.Full;
        if (trust != InboundTrust.Ignore)
        {
            Consider(ContextOf(stated.TraceId, stated.SpanId), ParentSource.Metadata, linkOnly: !isFollowed);
        }

        var isExplicit = parent != default;
        Consider(ParentOfCaller(context, options), ParentSource.Caller);
        Activity? ambient = null;
        if (!options.IgnoreContextPropagation)
        {
            ambient = AmbientParent.ExportedOrNull(Activity.Current);
            Consider(ambient?.Context, ParentSource.Ambient);
            if (trust != InboundTrust.Ignore && TraceParentHeader.TryRead(context.Request.Headers, out var header))
            {
                Consider(trust == InboundTrust.Full ? header : Recorded(header), ParentSource.Header, linkOnly: !isFollowed);
            }
        }

        if (isFollowed && stated.TraceId == default && stated.SpanId != default)
        {
            // A span without its trace is one of the trace that the request would be in anyway.
            if (parent == default)
            {
                TraceCounters.MetadataDropped(MetadataDrop.Incomplete, MetadataKeyTable.ParentObservationId.Name);
            }
            else
            {
                parent = new ActivityContext(parent.TraceId, stated.SpanId, parent.TraceFlags, parent.TraceState, isRemote: true);
                source = ParentSource.Metadata;
            }
        }

        // A link exists for what names another trace than the one that the request is in.
        links?.RemoveAll(link => link.Context.TraceId == TraceIdOf(parent));
        return new InboundContext(parent, links is { Count: > 0 } ? links : null, ambient?.Context == parent ? ambient : null, isExplicit, source);

        void Consider(ActivityContext? candidate, ParentSource from, bool linkOnly = false)
        {
            if (candidate is not { } found || found.TraceId == default)
            {
                return;
            }

            if (parent == default && !linkOnly)
            {
                parent = found;
                source = from;
            }
            else if (parent.TraceId == found.TraceId && parent.SpanId == default)
            {
                // Metadata names the trace alone: the span of it that is known by another way is the parent.
                parent = found;
            }
            else if (found.SpanId != default)
            {
                // A link names a span.
                (links ??= []).Add(new ActivityLink(found));
            }
        }
    }

    /// <summary>Whether the request's metadata may name a trace, be it as a link.</summary>
    public static bool MayNameTrace(HttpContext context, TracedLlmOptions options) =>
        TrustOf(context, options, new ExplicitParent(default, default, IsJoined: true)) != InboundTrust.Ignore;

    private static ActivityContext? ContextOf(ActivityTraceId trace, ActivitySpanId span) =>
        trace == default ? null : new ActivityContext(trace, span, ActivityTraceFlags.Recorded, isRemote: true);

    private static ActivityTraceId TraceIdOf(ActivityContext context) => context.TraceId;

    private static InboundTrust TrustOf(HttpContext context, TracedLlmOptions options, in ExplicitParent stated)
    {
        if (options.IgnoreContextPropagation && stated == default)
        {
            // Nothing is left that it would decide about.
            return InboundTrust.Ignore;
        }

        try
        {
            return options.InboundTrustOf?.Invoke(context) ?? options.InboundTrust;
        }
        catch (Exception exception)
        {
            // The gateway's own delegate threw; the request goes on, and nobody vouches for its caller.
            TraceCounters.ListenerFailed(exception);
            return InboundTrust.Ignore;
        }
    }

    private static ActivityContext? ParentOfCaller(HttpContext context, TracedLlmOptions options)
    {
        try
        {
            return options.ParentFromCaller?.Invoke(context) is { } caller && caller.SpanId != default ? Recorded(caller) : null;
        }
        catch (Exception exception)
        {
            // The gateway's own delegate threw; the request goes on.
            TraceCounters.ListenerFailed(exception);
            return null;
        }
    }

    // Whether a request is recorded is decided here: without the flag, a ParentBased sampler would drop it.
    private static ActivityContext Recorded(ActivityContext context) =>
        new(context.TraceId, context.SpanId, context.TraceFlags | ActivityTraceFlags.Recorded, context.TraceState, context.IsRemote);
}

using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Metadata;
using TracedLlm.Metrics;
using TracedLlm.Tree;

namespace TracedLlm.Context;

/// <summary>The parent of a request's root.</summary>
/// <param name="Parent">The parent; the default value for a new trace.</param>
/// <param name="Links">Links to the other candidates that name another trace; <see langword="null"/> for no links.</param>
/// <param name="Ambient">The activity of the parent, if the parent is an activity of this process.</param>
/// <param name="IsExplicit">Whether the request's metadata names the trace.</param>
/// <param name="Source">The source of the parent.</param>
/// <param name="IsFlagFollowed">Whether the caller's sampled flag is followed (<see cref="InboundTrust.Full"/>).</param>
internal readonly record struct InboundContext(
    ActivityContext Parent,
    List<ActivityLink>? Links,
    Activity? Ambient,
    bool IsExplicit,
    ParentSource Source,
    bool IsFlagFollowed)
{
    /// <summary>Whether the request's metadata names a span that belongs to no trace, and that is dropped.</summary>
    public bool IsSpanWithoutTrace { get; init; }

    /// <summary>
    /// The context that clients pass on if the request is not recorded: the caller's, not sampled, as with OpenTelemetry's SDKs;
    /// <see langword="null"/> if the gateway decides on its own what is recorded.
    /// </summary>
    public ActivityContext? Unrecorded => IsFlagFollowed && Source == ParentSource.Header && Parent.SpanId != default
        ? new(Parent.TraceId, Parent.SpanId, Parent.TraceFlags & ~ActivityTraceFlags.Recorded, Parent.TraceState, isRemote: true)
        : null;

    /// <summary>
    /// Chooses the parent. The first candidate in this order is the parent: the parent in the request's metadata, the parent that
    /// the gateway derives from the caller's credentials, the ambient activity if it is exported, the <c>traceparent</c> header.
    /// Without a candidate the root starts a new trace.
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
        var isSpanWithoutTrace = false;
        Consider(ParentOfCaller(context, options), ParentSource.Caller);
        Activity? ambient = null;
        if (!options.IgnoreContextPropagation)
        {
            ambient = AmbientParent.ExportedOrNull(Activity.Current);
            Consider(ambient?.Context, ParentSource.Ambient);
            if (trust != InboundTrust.Ignore
                && options.Propagators.HasFlag(TracePropagators.TraceContext)
                && TraceParentHeader.TryRead(context.Request.Headers, out var header))
            {
                Consider(trust == InboundTrust.Full ? header : Recorded(header), ParentSource.Header, linkOnly: !isFollowed);
            }
        }

        if (isFollowed && stated.TraceId == default && stated.SpanId != default)
        {
            // A span id without a trace id belongs to the trace of the next source.
            if (parent == default)
            {
                TraceCounters.MetadataDropped(MetadataDrop.Incomplete, MetadataKeyTable.ParentObservationId.Name);
                isSpanWithoutTrace = true;
            }
            else
            {
                parent = new ActivityContext(parent.TraceId, stated.SpanId, parent.TraceFlags, parent.TraceState, isRemote: true);
                source = ParentSource.Metadata;
            }
        }

        // Only candidates that name another trace than the request's become links.
        if (links is not null)
        {
            RemoveLinks(links, parent.TraceId);
        }

        return new InboundContext(parent, links is { Count: > 0 } ? links : null, ambient?.Context == parent ? ambient : null, isExplicit, source, trust == InboundTrust.Full)
        {
            IsSpanWithoutTrace = isSpanWithoutTrace,
        };

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
                // The metadata names only the trace, and this candidate names a span in the same trace, so the candidate is the parent.
                parent = found;
            }
            else if (found.SpanId != default)
            {
                // A link needs a span id.
                (links ??= []).Add(new ActivityLink(found));
            }
        }
    }

    /// <summary>Whether the request's metadata may name a trace, at least as a link.</summary>
    public static bool MayNameTrace(HttpContext context, TracedLlmOptions options) =>
        TrustOf(context, options, new ExplicitParent(default, default, IsJoined: true)) != InboundTrust.Ignore;

    /// <summary>The caller's <c>baggage</c>; <see langword="null"/> if there is none, or the gateway does not follow the caller's context.</summary>
    public static string? ReadBaggage(HttpContext context, TracedLlmOptions options) =>
        !options.IgnoreContextPropagation
        && options.Propagators.HasFlag(TracePropagators.Baggage)
        && context.Request.Headers.TryGetValue("baggage", out var baggage)
        && TrustOf(context, options, default) is InboundTrust.Continue or InboundTrust.Full
            ? baggage.ToString()
            : null;

    private static ActivityContext? ContextOf(ActivityTraceId trace, ActivitySpanId span) =>
        trace == default ? null : new ActivityContext(trace, span, ActivityTraceFlags.Recorded, isRemote: true);

    // A method of its own, because the expression's object is allocated at the beginning of its method, and few requests have links.
    private static void RemoveLinks(List<ActivityLink> links, ActivityTraceId trace) => links.RemoveAll(link => link.Context.TraceId == trace);

    private static InboundTrust TrustOf(HttpContext context, TracedLlmOptions options, in ExplicitParent stated)
    {
        if (options.IgnoreContextPropagation && stated == default)
        {
            // No source is left to which the trust would apply.
            return InboundTrust.Ignore;
        }

        try
        {
            return options.InboundTrustOf?.Invoke(context) ?? options.InboundTrust;
        }
        catch (Exception exception)
        {
            // The gateway's delegate threw an exception. The request continues, and its caller is not trusted.
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
            // The gateway's delegate threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
            return null;
        }
    }

    // The gateway decides whether a request is recorded. Without the flag a ParentBased sampler would drop the request.
    private static ActivityContext Recorded(ActivityContext context) =>
        new(context.TraceId, context.SpanId, context.TraceFlags | ActivityTraceFlags.Recorded, context.TraceState, context.IsRemote);
}

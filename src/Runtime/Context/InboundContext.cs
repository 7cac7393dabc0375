using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace TracedLlm;

/// <summary>Who the parent of a request's root is.</summary>
/// <param name="Parent">The parent; the default value for a new trace.</param>
/// <param name="Links">Contexts that were passed over and name another trace.</param>
/// <param name="Ambient">The activity behind the parent, where it is one of this process.</param>
internal readonly record struct InboundContext(ActivityContext Parent, List<ActivityLink>? Links, Activity? Ambient)
{
    /// <summary>
    /// The first that applies: what the gateway derives from the caller's credentials, the ambient activity if it is exported,
    /// the <c>traceparent</c> header, a new trace.
    /// </summary>
    public static InboundContext Resolve(HttpContext context, TracedLlmOptions options)
    {
        ActivityContext parent = default;
        List<ActivityLink>? links = null;
        Activity? ambient = null;
        Offer(OfCaller(context, options));
        if (!options.IgnoreContextPropagation)
        {
            ambient = AmbientParent.Of(Activity.Current);
            Offer(ambient?.Context);
            var trust = TrustOf(context, options);
            if (trust != InboundTrust.Ignore && TraceParentHeader.TryRead(context.Request.Headers, out var header))
            {
                Offer(trust == InboundTrust.Full ? header : Recorded(header), linkOnly: trust == InboundTrust.Link);
            }
        }

        // A link exists for what names another trace than the one that the request is in.
        links?.RemoveAll(link => link.Context.TraceId == TraceIdOf(parent));
        return new InboundContext(parent, links is { Count: > 0 } ? links : null, ambient?.Context == parent ? ambient : null);

        void Offer(ActivityContext? candidate, bool linkOnly = false)
        {
            if (candidate is not { } found || found.TraceId == default)
            {
                return;
            }

            if (parent == default && !linkOnly)
            {
                parent = found;
            }
            else
            {
                (links ??= []).Add(new ActivityLink(found));
            }
        }
    }

    private static ActivityTraceId TraceIdOf(ActivityContext context) => context.TraceId;

    private static InboundTrust TrustOf(HttpContext context, TracedLlmOptions options)
    {
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

    private static ActivityContext? OfCaller(HttpContext context, TracedLlmOptions options)
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

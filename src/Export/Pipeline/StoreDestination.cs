using System.Diagnostics;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// The store as a destination of the export: it gets every span that a backend with all traces would get, also the spans whose
/// destinations are a tenant's if the store allows that, and has its place in the ledger.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="ledger">Counts its spans. A span is exported when the store takes it.</param>
/// <param name="sampling">Decides about spans outside traced requests.</param>
internal sealed class StoreDestination(ISpanStore store, BackendLedger ledger, SamplingPolicy sampling)
{
    /// <summary>A span outside traced requests has started. An exception does not reach the caller.</summary>
    public void Start(Activity activity)
    {
        try
        {
            if (sampling.Decide(activity).Includes(SamplingThreshold.All))
            {
                store.OnStarted(activity);
            }
        }
        catch (Exception exception)
        {
            // No memory, for instance. The span is held alone.
            SpanObservers.CountFailure(exception);
        }
    }

    /// <summary>Gives a span to the store. An exception does not reach the caller.</summary>
    public void Add(in QueuedSpan span)
    {
        ledger.Started(1);
        try
        {
            var decision = span.Request?.Sampling ?? sampling.Decide(span.Activity);
            if (!decision.Includes(SamplingThreshold.All) || (!store.HoldsTenantTraces && IsOfTenant(span.Route)))
            {
                ledger.SampledOut(1);
                return;
            }

            var size = SizeOf(span);
            if (span.MayHaveForeignValues && ForeignValues.TryReplace(span.Activity))
            {
                size = SpanSize.Estimate(span.Activity);
            }

            if (store.Hold(new EndedSpan(span.Activity, span.Request) { Sampling = decision }, size) is { } reason)
            {
                ledger.Dropped(reason, 1);
            }
            else
            {
                ledger.Exported(1);
            }
        }
        catch (Exception exception)
        {
            // No memory, for instance. The backends still get the span.
            SpanObservers.CountFailure(exception);
            ledger.Dropped(DropReason.QueueFull, 1);
        }
    }

    // A route that could not be determined may be a tenant's.
    private static bool IsOfTenant(SpanRoute route) => route == SpanRoute.Unresolved || route.IsKeptFromOperator;

    // The size of a root in the queue includes the content of litellm_request, which some views repeat there. The store holds it once.
    private static int SizeOf(in QueuedSpan span) => span.Activity == span.Request?.Root ? span.Size - span.Request.RepeatedSize : span.Size;
}

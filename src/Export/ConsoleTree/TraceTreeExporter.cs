using System.Diagnostics;
using OpenTelemetry;
using TracedLlm.Export.Delivery;
using TracedLlm.Facts;

namespace TracedLlm.Export.ConsoleTree;

/// <summary>Collects the spans of each request until its root has ended, then writes their tree.</summary>
/// <param name="writer">Receives the trees; each is one <see cref="TextWriter.Write(string)"/>, followed by a flush.</param>
/// <param name="ledger">Counts the spans that were written.</param>
internal sealed class TraceTreeExporter(TextWriter writer, BackendLedger ledger) : BaseExporter<Activity>
{
    // Bounds the memory for spans whose root has not ended.
    private const int MaxWaitingSpans = 10_000;

    private readonly List<Activity> _waiting = [];
    private int _queued;

    /// <summary>Counts the spans of the console.</summary>
    public BackendLedger Ledger => ledger;

    /// <summary>Counts a span that goes into the queue in front of the exporter; <see langword="false"/> if the queue has no room.</summary>
    public bool TryEnter(int queueSize)
    {
        if (Interlocked.Increment(ref _queued) <= queueSize)
        {
            return true;
        }

        Interlocked.Decrement(ref _queued);
        return false;
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> batch)
    {
        var count = 0;
        foreach (var activity in batch)
        {
            count++;
            _waiting.Add(activity);
            if (IsRoot(activity))
            {
                Write(Take(activity));
            }
            else if (activity.GetTagItem(LibraryAttributes.Late) is true)
            {
                _waiting.Remove(activity);
                Write([activity]);
            }
        }

        Interlocked.Add(ref _queued, -count);

        // Spans outside a request may have no root that ends. They are written when there are too many of them, the oldest first.
        if (_waiting.Count > MaxWaitingSpans)
        {
            Write([.. _waiting.Take(_waiting.Count - MaxWaitingSpans)]);
            _waiting.RemoveRange(0, _waiting.Count - MaxWaitingSpans);
        }

        return ExportResult.Success;
    }

    /// <inheritdoc/>
    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        if (_waiting.Count > 0)
        {
            Write([.. _waiting]);
            _waiting.Clear();
        }

        return true;
    }

    private static bool IsRoot(Activity activity) =>
        activity.Kind == ActivityKind.Server || activity.ParentSpanId == default;

    /// <summary>Takes <paramref name="root"/> and all spans below it. Other requests may share its trace.</summary>
    private List<Activity> Take(Activity root)
    {
        List<Activity> taken = [root];
        _waiting.Remove(root);
        var candidates = _waiting.Where(activity => activity.TraceId == root.TraceId).ToList();
        var known = new HashSet<ActivitySpanId> { root.SpanId };
        while (candidates.Where(activity => known.Contains(activity.ParentSpanId)).ToList() is { Count: > 0 } children)
        {
            taken.AddRange(children);
            known.UnionWith(children.Select(child => child.SpanId));
            candidates.RemoveAll(children.Contains);
        }

        _waiting.RemoveAll(taken.Contains);
        return taken;
    }

    private void Write(List<Activity> activities)
    {
        try
        {
            writer.Write(TraceTreeText.Format(activities));
            writer.Flush();
            ledger.Exported(activities.Count);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The console was closed; the gateway goes on.
            ledger.Failed(exception.Message);
            ledger.Dropped(DropReason.Rejected, activities.Count);
        }
    }
}

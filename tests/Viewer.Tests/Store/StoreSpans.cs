using System.Diagnostics;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Tests.Store;

/// <summary>Makes spans of requests that have ended, and gives them to a store.</summary>
internal sealed class StoreSpans : IDisposable
{
    private readonly ActivitySource _source = new($"{typeof(StoreSpans).FullName}.{Guid.NewGuid()}");
    private readonly ActivityListener _listener;

    public StoreSpans()
    {
        _listener = new ActivityListener { ShouldListenTo = source => source == _source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>A request with a root and one span below it, each of <paramref name="size"/> bytes.</summary>
    /// <returns>The id of its row.</returns>
    public string Hold(TraceStore store, int size = 100, string outcome = Outcomes.Ok, double milliseconds = 10)
    {
        var request = Begin();
        store.Hold(new EndedSpan(MakeChild(request), request), size);
        return End(store, request, size, outcome, milliseconds);
    }

    /// <summary>A request whose root has not ended.</summary>
    public RequestSnapshot Begin()
    {
        Activity.Current = null;
        return new RequestSnapshot(_source.StartActivity("root", ActivityKind.Server)!, EverySpanTags.None, static () => null);
    }

    /// <summary>A span of the request that has ended.</summary>
    public Activity MakeChild(RequestSnapshot request)
    {
        var child = _source.StartActivity("child", ActivityKind.Internal, request.Root.Context)!;
        child.Stop();
        return child;
    }

    /// <summary>A span outside of requests that has started; its activity knows its parent only if that is another library's.</summary>
    public Activity Start(TraceStore store, Activity? parent, DateTimeOffset start = default)
    {
        Activity.Current = parent is { Kind: ActivityKind.Client } ? parent : null;
        var span = Activity.Current is null
            ? _source.StartActivity("outside", ActivityKind.Internal, parent?.Context ?? default, startTime: start)!
            : _source.StartActivity("outside", ActivityKind.Internal)!;
        store.OnStarted(span);
        return span;
    }

    /// <summary>A span that the store does not get, as an HTTP client makes it.</summary>
    public Activity StartForeign(Activity parent)
    {
        Activity.Current = parent;
        return _source.StartActivity("foreign", ActivityKind.Client)!;
    }

    /// <summary>Ends a span outside of requests.</summary>
    public static void End(TraceStore store, Activity span, int size)
    {
        span.Stop();
        store.Hold(new EndedSpan(span, null), size);
    }

    /// <summary>Ends the root.</summary>
    /// <returns>The id of its row.</returns>
    public static string End(TraceStore store, RequestSnapshot request, int size = 100, string outcome = Outcomes.Ok, double milliseconds = 10)
    {
        var root = request.Root;
        root.SetTag(LibraryAttributes.Outcome, outcome);
        root.SetEndTime(root.StartTimeUtc + TimeSpan.FromMilliseconds(milliseconds));
        root.Stop();
        store.Hold(new EndedSpan(root, request), size);
        return $"{root.TraceId}-{root.SpanId}";
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }
}

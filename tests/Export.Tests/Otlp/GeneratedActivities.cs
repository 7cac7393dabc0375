using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>Activities of every shape that OpenTelemetry's exporter and ours are meant to send alike.</summary>
internal sealed class GeneratedActivities : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Elements("", "gen_ai.request.model", "litellm.outcome", "a", "über", "日本語", "🙂 and text", "line\nbreak \"quoted\" \\", new string('x', 127), new string('x', 128), new string('ä', 70), new string('y', 20_000)),
        Gen.ArrayOf(Gen.Choose(32, 0xD7FF).Select(code => (char)code)).Select(text => new string(text)));

    private static readonly Gen<string> Names = Texts.Where(text => text.Length > 0);

    private static readonly Gen<object?> Values = Gen.OneOf(
        Texts.Select(text => (object?)text),
        Gen.Elements<object?>(true, false, 0L, -1L, 127L, 128L, long.MaxValue, long.MinValue, 1, (short)-2, (byte)3, 4u, 0.0, -0.5, double.MaxValue, double.NaN, double.PositiveInfinity, 1.5f, 'c', 12.5m, 18446744073709551615ul),
        Gen.ArrayOf(Texts).Select(texts => (object?)texts),
        Gen.Elements<object?>(Array.Empty<string>(), new long[] { 1, -1 }, new[] { 1, 2 }, new[] { 0.5, double.NaN }, new[] { true, false }, new[] { 1.5f }));

    private static readonly Gen<KeyValuePair<string, object?>[]> Tags =
        Gen.ArrayOf(Names.SelectMany(name => Values.Select(value => KeyValuePair.Create(name, value))))
            .Select(tags => tags.DistinctBy(tag => tag.Key).ToArray());

    private readonly ActivitySource _source = new($"{typeof(GeneratedActivities).FullName}.{Guid.NewGuid()}");
    private readonly ActivityListener _listener;

    public GeneratedActivities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Gen<Activity> All =>
        from name in Names
        from kind in Gen.Elements(Enum.GetValues<ActivityKind>())
        from tags in Tags
        from parent in Gen.Elements(default, Context(isRemote: true, state: "vendor=1,ä=2"), Context(isRemote: false, state: null))
        from links in Gen.ArrayOf(Tags.Select(linked => new ActivityLink(Context(linked.Length % 2 == 0, "k=v"), new ActivityTagsCollection(linked)))).Resize(3)
        from events in Gen.ArrayOf(from e in Names from described in Tags select new ActivityEvent(e, Start.AddTicks(described.Length), new ActivityTagsCollection(described))).Resize(3)
        from status in Gen.Elements(Enum.GetValues<ActivityStatusCode>())
        from description in Texts
        from length in Gen.Choose(0, int.MaxValue)
        select Make(name, kind, tags, parent, links, events, status, description, length);

    /// <summary>An ended activity with these attributes, in their order.</summary>
    public Activity WithTags(params (string Name, object? Value)[] tags) =>
        Make("span", ActivityKind.Internal, [.. tags.Select(tag => KeyValuePair.Create(tag.Name, tag.Value))], default, [], [], ActivityStatusCode.Unset, "", 1);

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    private static ActivityContext Context(bool isRemote, string? state) =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, state, isRemote);

    private Activity Make(
        string name,
        ActivityKind kind,
        KeyValuePair<string, object?>[] tags,
        ActivityContext parent,
        ActivityLink[] links,
        ActivityEvent[] events,
        ActivityStatusCode status,
        string description,
        int length)
    {
        Activity.Current = null;
        var activity = _source.StartActivity(kind, parent, tags: null, links, Start, name)!;
        foreach (var (key, value) in tags)
        {
            activity.AddTag(key, value);
        }

        foreach (var e in events)
        {
            activity.AddEvent(e);
        }

        activity.SetStatus(status, description);
        activity.SetEndTime(Start.UtcDateTime.AddTicks(length));
        activity.Stop();
        return activity;
    }
}

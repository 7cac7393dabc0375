namespace TracedLlm.Apis.Realtime;

/// <summary>An event of a realtime session.</summary>
[PayloadMap]
internal readonly partial struct RealtimeEvent
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("session")] public Utf8Json Session { get; init; }
    [PayloadField("item")] public Utf8Json Item { get; init; }
    [PayloadField("response")] public Utf8Json Response { get; init; }
}

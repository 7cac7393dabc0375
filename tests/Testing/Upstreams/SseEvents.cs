namespace TracedLlm.Testing.Upstreams;

/// <summary>Streams of server-sent events.</summary>
public static class SseEvents
{
    /// <summary>The stream as sent.</summary>
    public static string ToText(this IEnumerable<SseEvent> events) => string.Concat(events);

    /// <summary>The same stream, held before the event of that index until the gate is completed.</summary>
    public static IReadOnlyList<SseEvent> HeldBefore(this IReadOnlyList<SseEvent> events, int index, TaskCompletionSource gate) =>
        [.. events.Take(index), events[index] with { Gate = gate }, .. events.Skip(index + 1)];
}

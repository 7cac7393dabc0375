using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TracedLlm.Facts;
using TracedLlm.Metadata;

namespace TracedLlm.Metrics;

/// <summary>Counts the problems of tracing. Tracing never throws them into a request.</summary>
internal static class TraceCounters
{
    private static readonly Meter Meter = new(TracedLlmTelemetry.MeterName);

    private static readonly Counter<long> Repaired = Meter.CreateCounter<long>(
        "tracedllm.spans.repaired", "{span}", "Spans whose end was repaired, by reason: left_open, outlived_parent.");

    private static readonly UpDownCounter<long> InFlight = Meter.CreateUpDownCounter<long>(
        "tracedllm.requests.in_flight", "{request}", "Recorded requests that have not ended.");

    private static readonly Counter<long> Late = Meter.CreateCounter<long>(
        "tracedllm.spans.late", "{span}", "Spans of work that outlived its request.");

    private static readonly Counter<long> OutsideRequest = Meter.CreateCounter<long>(
        "tracedllm.spans.outside_request", "{span}", "Spans of traced methods that ran outside a traced request.");

    private static readonly Counter<long> MalformedContext = Meter.CreateCounter<long>(
        "tracedllm.context.malformed", "{header}", "Trace context headers that were ignored because they are malformed.");

    private static readonly Counter<long> ListenerFailures = Meter.CreateCounter<long>(
        "tracedllm.listener.failures", "{failure}", "Exceptions thrown by a sampler, processor or tag accessor and kept from the request.");

    private static readonly Counter<long> FailureLogFailures = Meter.CreateCounter<long>(
        "tracedllm.failure_log.failures", "{failure}", "Exceptions thrown by an ILlmFailureLog and kept from the request.");

    private static readonly Counter<long> RequestLogLosses = Meter.CreateCounter<long>(
        "tracedllm.request_log.lost", "{request}", "Requests that an ILlmRequestLog has not logged, by reason: queue_full, exception, shutdown.");

    private static readonly Counter<long> PayloadFailures = Meter.CreateCounter<long>(
        "tracedllm.payload.failures", "{failure}", "Exceptions thrown while a response was read, and kept from the request.");

    private static readonly Counter<long> SkippedEvents = Meter.CreateCounter<long>(
        "tracedllm.payload.skipped_events", "{event}", "Events and messages of streams that are so long that only their facts were read, not their content.");

    private static readonly Counter<long> UnreadRequests = Meter.CreateCounter<long>(
        "tracedllm.request.unread", "{request}", "Requests whose body, or the rest of it, was not read, by reason.");

    private static readonly Counter<long> DroppedMetadata = Meter.CreateCounter<long>(
        "tracedllm.metadata.dropped", "{value}", "Values of a request's metadata that were dropped, by reason and key.");

    // For the health report, because a meter cannot be asked what it has counted.
    private static readonly ConcurrentDictionary<string, long> DroppedByReason = new(StringComparer.Ordinal);

    private static readonly Counter<long> UnmaskedContent = Meter.CreateCounter<long>(
        "tracedllm.content.unmasked", "{request}", "Requests of which content had left when a guardrail masked it, by side: input, output.");

    private static readonly Counter<long> RedactionFailures = Meter.CreateCounter<long>(
        "tracedllm.redaction.failures", "{text}", "Texts that were withheld because a redactor threw an exception.");

    /// <summary>The values of metadata that were dropped since the start of the program, by reason.</summary>
    public static IReadOnlyList<KeyValuePair<string, long>> DroppedMetadataByReason =>
        [.. DroppedByReason.OrderBy(static count => count.Key, StringComparer.Ordinal)];

    /// <summary>A span was still open when its request ended. The library ended the span.</summary>
    public static void SpanRepaired() => Repaired.Add(1, new KeyValuePair<string, object?>("reason", "left_open"));

    /// <summary>A span outlives its parent within the request, and is marked as late.</summary>
    public static void SpanOutlivesParent() => Repaired.Add(1, new KeyValuePair<string, object?>("reason", "outlived_parent"));

    /// <summary>Changes the number of requests in flight.</summary>
    public static void RequestsInFlight(int change) => InFlight.Add(change);

    /// <summary>Content had left when a guardrail masked it.</summary>
    /// <param name="side"><c>input</c> or <c>output</c>.</param>
    public static void ContentUnmasked(string side) => UnmaskedContent.Add(1, new KeyValuePair<string, object?>("side", side));

    public static void SpanLate() => Late.Add(1);

    public static void SpanOutsideRequest() => OutsideRequest.Add(1);

    public static void ContextMalformed(string header) =>
        MalformedContext.Add(1, new KeyValuePair<string, object?>("header", header));

    public static void ListenerFailed(Exception exception)
    {
        TagList tags = default;
        tags.Add(HttpAttributes.ErrorType, ErrorTypes.NameOf(exception));
        ListenerFailures.Add(1, tags);
    }

    public static void FailureLogFailed(Exception exception)
    {
        TagList tags = default;
        tags.Add(HttpAttributes.ErrorType, ErrorTypes.NameOf(exception));
        FailureLogFailures.Add(1, tags);
    }

    /// <summary>A log has not logged requests.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="count">How many requests.</param>
    public static void RequestLogLost(string reason, int count = 1)
    {
        if (count > 0)
        {
            RequestLogLosses.Add(count, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    public static void PayloadFailed(Exception exception)
    {
        TagList tags = default;
        tags.Add(HttpAttributes.ErrorType, ErrorTypes.NameOf(exception));
        PayloadFailures.Add(1, tags);
    }

    /// <summary>A redactor threw an exception, and its text is withheld.</summary>
    public static void RedactionFailed(Exception exception)
    {
        TagList tags = default;
        tags.Add(HttpAttributes.ErrorType, ErrorTypes.NameOf(exception));
        RedactionFailures.Add(1, tags);
    }

    public static void EventsSkipped(int count)
    {
        if (count > 0)
        {
            SkippedEvents.Add(count);
        }
    }

    /// <summary>A request's body, or the rest of it, was not read.</summary>
    /// <param name="reason">One of <see cref="TracedLlm.Lookahead.RequestUnread"/>.</param>
    public static void RequestUnread(string reason) => UnreadRequests.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A value of a request's metadata was dropped.</summary>
    /// <param name="reason">One of <see cref="MetadataDrop"/>.</param>
    /// <param name="key">
    /// The name of a row of <see cref="MetadataKeyTable"/>, or a name of the library. Never a name that the caller chose,
    /// because it would have no bound.
    /// </param>
    /// <param name="count">How many values.</param>
    public static void MetadataDropped(string reason, string key, int count = 1)
    {
        DroppedByReason.AddOrUpdate(reason, static (_, more) => more, static (_, before, more) => before + more, (long)count);
        DroppedMetadata.Add(count, new("reason", reason), new("key", key));
    }
}

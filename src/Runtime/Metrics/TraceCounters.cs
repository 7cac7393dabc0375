using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TracedLlm.Facts;
using TracedLlm.Metadata;

namespace TracedLlm.Metrics;

/// <summary>Counts the problems of tracing. Tracing never throws them into a request.</summary>
internal static class TraceCounters
{
    private static readonly Meter Meter = TelemetryMeter.Instance;

    private static readonly Counter<long> Repaired = InstrumentTable.SpansRepaired.CreateCounter(Meter);
    private static readonly UpDownCounter<long> InFlight = InstrumentTable.RequestsInFlight.CreateUpDownCounter(Meter);
    private static readonly Counter<long> Late = InstrumentTable.SpansLate.CreateCounter(Meter);
    private static readonly Counter<long> OutsideRequest = InstrumentTable.SpansOutsideRequest.CreateCounter(Meter);
    private static readonly Counter<long> MalformedContext = InstrumentTable.ContextMalformed.CreateCounter(Meter);
    private static readonly Counter<long> ListenerFailures = InstrumentTable.ListenerFailures.CreateCounter(Meter);
    private static readonly Counter<long> FailureLogFailures = InstrumentTable.FailureLogFailures.CreateCounter(Meter);
    private static readonly Counter<long> RequestLogLosses = InstrumentTable.RequestLogLost.CreateCounter(Meter);
    private static readonly Counter<long> PayloadFailures = InstrumentTable.PayloadFailures.CreateCounter(Meter);
    private static readonly Counter<long> SkippedEvents = InstrumentTable.PayloadSkippedEvents.CreateCounter(Meter);
    private static readonly Counter<long> UnreadRequests = InstrumentTable.RequestUnread.CreateCounter(Meter);
    private static readonly Counter<long> DroppedMetadata = InstrumentTable.MetadataDropped.CreateCounter(Meter);

    private static readonly Counter<long> DroppedAttributes = InstrumentTable.AttributesDropped.CreateCounter(Meter);

    // For the health report, because a meter cannot be asked what it has counted.
    private static readonly ConcurrentDictionary<string, long> DroppedByReason = new(StringComparer.Ordinal);

    private static readonly Counter<long> UnmaskedContent = InstrumentTable.ContentUnmasked.CreateCounter(Meter);

    private static readonly Counter<long> RedactionFailures = InstrumentTable.RedactionFailures.CreateCounter(Meter);

    /// <summary>The values of metadata that were dropped since the start of the program, by reason.</summary>
    public static IReadOnlyList<KeyValuePair<string, long>> DroppedMetadataByReason =>
        [.. DroppedByReason.OrderBy(static count => count.Key, StringComparer.Ordinal)];

    /// <summary>An attribute of an enricher was dropped.</summary>
    public static void AttributeDropped(string reason) => DroppedAttributes.Add(1, new KeyValuePair<string, object?>(MetricAttributeNames.Reason, reason));

    /// <summary>A span was still open when its request ended. The library ended the span.</summary>
    public static void SpanRepaired() => Repaired.Add(1, new KeyValuePair<string, object?>(MetricAttributeNames.Reason, "left_open"));

    /// <summary>A span outlives its parent within the request, and is marked as late.</summary>
    public static void SpanOutlivesParent() => Repaired.Add(1, new KeyValuePair<string, object?>(MetricAttributeNames.Reason, "outlived_parent"));

    /// <summary>Whether somebody listens to the number of requests in flight.</summary>
    public static bool AreRequestsInFlightMeasured => InFlight.Enabled;

    /// <summary>Changes the number of requests in flight.</summary>
    public static void RequestsInFlight(int change) => InFlight.Add(change);

    /// <summary>Content had left when a guardrail masked it.</summary>
    /// <param name="side"><c>input</c> or <c>output</c>.</param>
    public static void ContentUnmasked(string side) => UnmaskedContent.Add(1, new KeyValuePair<string, object?>(MetricAttributeNames.Side, side));

    public static void SpanLate() => Late.Add(1);

    public static void SpanOutsideRequest() => OutsideRequest.Add(1);

    public static void ContextMalformed(string header) =>
        MalformedContext.Add(1, new KeyValuePair<string, object?>(MetricAttributeNames.Header, header));

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
            RequestLogLosses.Add(count, new KeyValuePair<string, object?>(MetricAttributeNames.Reason, reason));
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
    public static void RequestUnread(string reason) => UnreadRequests.Add(1, new KeyValuePair<string, object?>(MetricAttributeNames.Reason, reason));

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
        DroppedMetadata.Add(count, new(MetricAttributeNames.Reason, reason), new(MetricAttributeNames.Key, key));
    }
}

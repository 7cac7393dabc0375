using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Facts;

namespace TracedLlm.Export.Tenants;

/// <summary>Counts the destinations that are ignored, and logs a warning for the first of each kind.</summary>
internal sealed partial class DestinationReport(ILogger logger)
{
    /// <summary>The backend in the counter for an unknown name, which a caller may have invented.</summary>
    public const string OtherBackend = "other";

    // A value in the text may be a caller's.
    private const int LongestText = 500;

    private static readonly Meter Meter = new(TracedLlmTelemetry.MeterName);

    private static readonly Counter<long> Ignored = DeliveryInstruments.DestinationsIgnored.CreateCounter(Meter);

    private readonly ConcurrentDictionary<(string Backend, string Reason), bool> _warned = new();

    /// <summary>Counts a destination that is ignored.</summary>
    /// <param name="backend">The name of a row of <see cref="BackendTable"/>, or <see cref="OtherBackend"/>.</param>
    /// <param name="reason">One of <see cref="DestinationDrop"/>.</param>
    /// <param name="text">The error, without secret values.</param>
    public void Drop(string backend, string reason, string text)
    {
        Ignored.Add(1, new("backend", backend), new("reason", reason));
        if (_warned.TryAdd((backend, reason), true))
        {
            DestinationIgnored(backend, reason, Shorten(text));
        }
    }

    /// <summary>Counts an exception of an <see cref="ITraceDestinations"/>.</summary>
    public void Fail(Exception exception)
    {
        var type = exception.GetType().FullName ?? exception.GetType().Name;
        TagList tags = default;
        tags.Add("backend", OtherBackend);
        tags.Add("reason", DestinationDrop.Failed);
        tags.Add(HttpAttributes.ErrorType, type);
        Ignored.Add(1, tags);
        if (_warned.TryAdd((OtherBackend, DestinationDrop.Failed), true))
        {
            SourceFailed(type);
        }
    }

    private static string Shorten(string text)
    {
        var start = text.Length > LongestText ? text[..LongestText] + "…" : text;
        return string.Concat(start.Select(static sign => char.IsControl(sign) ? ' ' : sign));
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A destination of a key, a team or a request at {Backend} is ignored ({Reason}): {Text}. Further ones are counted in tracedllm.destinations.ignored only.")]
    private partial void DestinationIgnored(string backend, string reason, string text);

    // The message of the exception is not logged: it may have a secret.
    [LoggerMessage(
        LogLevel.Warning,
        "An ITraceDestinations threw {Type}; the request has no destinations of its own. Further ones are counted in tracedllm.destinations.ignored only.")]
    private partial void SourceFailed(string type);
}

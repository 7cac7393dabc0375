using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace TracedLlm.Export;

/// <summary>Counts the destinations that are ignored, and warns of the first of each kind: nobody sees a counter who does not look.</summary>
internal sealed partial class DestinationReport(ILogger<DestinationReport> logger)
{
    /// <summary>The counter's backend where the name is none of ours, which a caller may have made up.</summary>
    public const string OtherBackend = "other";

    private static readonly Meter Meter = new(TracedLlmTelemetry.MeterName);

    private static readonly Counter<long> Ignored = Meter.CreateCounter<long>(
        "tracedllm.destinations.ignored", "{destination}", "Destinations of keys, teams and requests that were ignored, by backend and reason.");

    private readonly ConcurrentDictionary<(string Backend, string Reason), bool> _warned = new();

    /// <summary>A destination is ignored.</summary>
    /// <param name="backend">The name of a row of <see cref="BackendTable"/>, or <see cref="OtherBackend"/>.</param>
    /// <param name="reason">One of <see cref="DestinationDrop"/>.</param>
    /// <param name="text">What is wrong, without values that are secret.</param>
    public void Drop(string backend, string reason, string text)
    {
        Ignored.Add(1, new("backend", backend), new("reason", reason));
        if (_warned.TryAdd((backend, reason), true))
        {
            DestinationIgnored(backend, reason, text);
        }
    }

    /// <summary>A source of destinations has thrown an exception.</summary>
    public void Fail(Exception exception)
    {
        TagList tags = default;
        tags.Add("backend", OtherBackend);
        tags.Add("reason", DestinationDrop.Failed);
        tags.Add(HttpAttributes.ErrorType, ErrorTypes.NameOf(exception));
        Ignored.Add(1, tags);
        if (_warned.TryAdd((OtherBackend, DestinationDrop.Failed), true))
        {
            SourceFailed(ErrorTypes.NameOf(exception));
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A destination of a key, a team or a request at {Backend} is ignored ({Reason}): {Text}. Further ones are counted in tracedllm.destinations.ignored only.")]
    private partial void DestinationIgnored(string backend, string reason, string text);

    // What it says may be a secret: it was looking for some.
    [LoggerMessage(
        LogLevel.Warning,
        "An ITraceDestinations threw {Type}; the request has no destinations of its own. Further ones are counted in tracedllm.destinations.ignored only.")]
    private partial void SourceFailed(string type);
}

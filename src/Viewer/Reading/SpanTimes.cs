using TracedLlm.Facts;
using TracedLlm.Viewer.Otlp;

namespace TracedLlm.Viewer.Reading;

/// <summary>Times of spans in milliseconds.</summary>
internal static class SpanTimes
{
    private const double NanosecondsPerMillisecond = 1_000_000;
    private const double MillisecondsPerSecond = 1_000;

    // Nanoseconds since 1970 have more digits than a double; those of a tick are kept.
    private const ulong NanosecondsPerTick = 100;

    /// <summary>Milliseconds since 1970, with the fraction that a double holds.</summary>
    public static double Unix(ulong nanoseconds) => nanoseconds / NanosecondsPerTick / (NanosecondsPerMillisecond / NanosecondsPerTick);

    /// <summary>From <paramref name="start"/> to <paramref name="time"/>; negative if it is earlier.</summary>
    public static double Between(ulong start, ulong time) => (time >= start ? time - start : -(double)(start - time)) / NanosecondsPerMillisecond;

    public static double Duration(ReadSpan span) => Between(span.Start, span.End);

    /// <summary>The first chunk of a call or an attempt, from <paramref name="start"/> on; <see langword="null"/> if the span has none.</summary>
    public static double? FirstChunk(ReadSpan span, ulong start)
    {
        var seconds = span.Attributes.Number(GenAi.ResponseTimeToFirstChunk)
            ?? span.Attributes.Number(LibraryAttributes.AttemptTimeToFirstChunk)
            ?? span.Attributes.Number(LibraryAttributes.TimeToFirstItem);
        return seconds is { } waited ? Between(start, span.Start) + (waited * MillisecondsPerSecond) : null;
    }

    /// <summary>The time during which at least one of the spans ran. Attempts may run at the same time.</summary>
    public static double Union(IEnumerable<ReadSpan> spans)
    {
        var (total, end) = (0UL, 0UL);
        foreach (var span in spans.OrderBy(static span => span.Start))
        {
            var start = Math.Max(span.Start, end);
            if (span.End > start)
            {
                total += span.End - start;
                end = span.End;
            }
        }

        return total / NanosecondsPerMillisecond;
    }
}

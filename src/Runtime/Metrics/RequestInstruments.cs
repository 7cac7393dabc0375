using System.Diagnostics.Metrics;

namespace TracedLlm.Metrics;

/// <summary>The instruments that measure requests. They are the process's; the bounds of their attributes are an application's.</summary>
internal static class RequestInstruments
{
    private static readonly Meter Meter = TelemetryMeter.Instance;

    public static readonly Histogram<double> OperationDuration = InstrumentTable.OperationDuration.CreateHistogram<double>(Meter);
    public static readonly Histogram<long> TokenUsage = InstrumentTable.TokenUsage.CreateHistogram<long>(Meter);
    public static readonly Counter<long> TokenParts = InstrumentTable.TokenParts.CreateCounter(Meter);
    public static readonly Histogram<double> Cost = InstrumentTable.Cost.CreateHistogram<double>(Meter);
    public static readonly Histogram<double> TimeToFirstChunk = InstrumentTable.TimeToFirstChunk.CreateHistogram<double>(Meter);
    public static readonly Histogram<double> TimePerOutputChunk = InstrumentTable.TimePerOutputChunk.CreateHistogram<double>(Meter);
    public static readonly Histogram<double> RequestDuration = InstrumentTable.RequestDuration.CreateHistogram<double>(Meter);
    public static readonly Histogram<double> TimeToFirstToken = InstrumentTable.TimeToFirstToken.CreateHistogram<double>(Meter);
    public static readonly Histogram<double> TimePerOutputToken = InstrumentTable.TimePerOutputToken.CreateHistogram<double>(Meter);
    public static readonly Histogram<double> Overhead = InstrumentTable.Overhead.CreateHistogram<double>(Meter);
    public static readonly Counter<long> Attempts = InstrumentTable.Attempts.CreateCounter(Meter);
    public static readonly Histogram<double> AttemptDuration = InstrumentTable.AttemptDuration.CreateHistogram<double>(Meter);
    public static readonly Histogram<double> GuardrailDuration = InstrumentTable.GuardrailDuration.CreateHistogram<double>(Meter);

    private static readonly Instrument[] All =
    [
        RequestDuration, OperationDuration, TokenUsage, TokenParts, Cost, TimeToFirstChunk, TimePerOutputChunk, TimeToFirstToken,
        TimePerOutputToken, Overhead, Attempts, AttemptDuration, GuardrailDuration,
    ];

    /// <summary>Whether a listener is subscribed to any of these instruments.</summary>
    public static bool AnyEnabled
    {
        get
        {
            foreach (var instrument in All)
            {
                if (instrument.Enabled)
                {
                    return true;
                }
            }

            return false;
        }
    }
}

using TracedLlm.Export.Backends;
using TracedLlm.Settings;

namespace TracedLlm.Export.Signals;

/// <summary>The settings of the export of log records: the standard variables.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-logrecord-processor</remarks>
internal sealed record LogsSettings(SignalEndpoint Endpoint)
{
    // The SDK takes the memory of the whole queue at the start.
    private const int MostRecords = 1_000_000;

    private static readonly SignalExporter Exporter = new(
        OtlpSignal.Logs,
        "`otlp` if `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT` is set",
        "The exporter of the gateway's [log records](logs.md). `none` sends none.");

    private static readonly ConfiguredSetting<TimeSpan> DelaySetting = new(
        "OTEL_BLRP_SCHEDULE_DELAY", SettingTypes.Duration, TimeSpan.FromSeconds(1), "How many milliseconds a log record waits for others to be sent with, 100 at least.");

    private static readonly ConfiguredSetting<TimeSpan> TimeoutSetting = new(
        "OTEL_BLRP_EXPORT_TIMEOUT", SettingTypes.Timeout, TimeSpan.FromSeconds(30), "How many milliseconds one export of log records may take.");

    private static readonly ConfiguredSetting<int> QueueSetting = new(
        "OTEL_BLRP_MAX_QUEUE_SIZE", SettingTypes.Number(1, MostRecords), 2048, "How many log records may wait; further ones are dropped.");

    private static readonly ConfiguredSetting<int> BatchSetting = new(
        "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", SettingTypes.Number(1, MostRecords), 512, "How many log records one request carries.");

    /// <summary>The rows of the table of settings.</summary>
    public static readonly Setting[] Rows = [Exporter.Setting, .. OtlpSignal.Logs.Settings, DelaySetting, TimeoutSetting, QueueSetting, BatchSetting];

    /// <summary>How long a record waits for others.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>How long an export may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How many records may wait.</summary>
    public required int MaxQueue { get; init; }

    /// <summary>How many records one request carries.</summary>
    public required int MaxBatch { get; init; }

    /// <summary>Whether only the library's events are sent, and no other records of the gateway.</summary>
    public required bool EventsOnly { get; init; }

    /// <summary>Reads the settings; <see langword="null"/> if no log records are sent.</summary>
    /// <param name="context">The configuration.</param>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names its variable.</exception>
    public static LogsSettings? Read(BackendContext context)
    {
        var (configuration, warnings) = (context.Configuration, context.Warnings);
        var values = GenericOtlpBackend.ValuesOf(context);
        var choice = Exporter.Read(configuration, warnings);

        // The gateway's log lines are its own: they leave only if the operator asks for it. Events are asked for by their own setting, which
        // code may set after this: without it nothing writes events, and nothing is sent.
        var isSent = choice ?? OtlpSignal.Logs.HasOwnEndpoint(values);
        var isEvents = choice is null && !isSent && OtlpSignal.Logs.HasEndpoint(values, withLiteLlm: true);
        if ((!isSent && !isEvents) || SdkSwitch.IsOff(configuration, warnings))
        {
            return null;
        }

        var queue = QueueSetting.Read(configuration, warnings);
        return new LogsSettings(OtlpSignal.Logs.Read(values, withLiteLlm: isEvents))
        {
            Delay = DelaySetting.Read(configuration, warnings),
            Timeout = TimeoutSetting.Read(configuration, warnings),
            MaxQueue = queue,
            MaxBatch = Math.Min(BatchSetting.Read(configuration, warnings), queue),
            EventsOnly = isEvents,
        };
    }
}

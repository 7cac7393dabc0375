using OpenTelemetry.Logs;
using TracedLlm.Export.Signals;

namespace TracedLlm;

/// <summary>Adds the ids of exported spans to an OpenTelemetry pipeline of log records of the gateway's own.</summary>
public static class OpenTelemetryLoggerOptionsExtensions
{
    /// <summary>
    /// Gives the log records of a traced request the trace id and the span id of the span that backends receive; the SDK takes the current
    /// activity's, which may be one that is not exported. Call it before an exporter is added: processors run in the order of their addition.
    /// </summary>
    /// <param name="options">The pipeline.</param>
    /// <returns>The same pipeline.</returns>
    public static OpenTelemetryLoggerOptions AddTracedLlm(this OpenTelemetryLoggerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
#pragma warning disable CA2000 // The pipeline disposes its processors.
        return options.AddProcessor(new LogContextProcessor());
#pragma warning restore CA2000
    }
}

using OpenTelemetry;
using OpenTelemetry.Logs;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Signals;

/// <summary>
/// Gives a log record the ids of the span that backends receive. The SDK takes the current activity's, which may be one that nobody
/// exports, such as ASP.NET Core's own activity of a request or that of an HTTP client.
/// </summary>
internal sealed class LogContextProcessor : BaseProcessor<LogRecord>
{
    /// <inheritdoc/>
    public override void OnEnd(LogRecord data)
    {
        if (ExportedContext.Find() is { } context)
        {
            data.TraceId = context.TraceId;
            data.SpanId = context.SpanId;
            data.TraceFlags = context.TraceFlags;
        }
    }
}

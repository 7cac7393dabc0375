using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Signals;

/// <summary>
/// Gives a log record the ids of the span that backends receive, and removes secrets and quoted content. The SDK takes the ids of the
/// current activity, which may be one that nobody exports, such as ASP.NET Core's own activity of a request or that of an HTTP client.
/// </summary>
internal sealed class LogContextProcessor : BaseProcessor<LogRecord>
{
    /// <inheritdoc/>
    public override void OnEnd(LogRecord data)
    {
        // The server and exception handlers around the pipeline log the exceptions of a request when the request is no longer current.
        var request = ExportedContext.CurrentRequest ?? ExportedContext.FindRequest(data.Exception);
        if (ExportedContext.Find(request) is { } context)
        {
            data.TraceId = context.TraceId;
            data.SpanId = context.SpanId;

            // The trace may have been left out at the end of the request.
            data.TraceFlags = request is { IsSampledOut: true } ? ActivityTraceFlags.None : context.TraceFlags;
        }

        LogTexts.Clean(data, request);
    }
}

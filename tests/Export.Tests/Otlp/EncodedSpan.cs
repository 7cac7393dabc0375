using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>Encodes an activity with a view and decodes it as a backend does.</summary>
internal static class EncodedSpan
{
    /// <summary>Writes an activity of no request and reads it again.</summary>
    public static ReceivedSpan FromActivity(SpanView view, Activity activity, RequestSnapshot? request = null)
    {
        using var buffer = new OtlpBuffer(16);
        view.Write(new EndedSpan(activity, request), buffer);
        return Assert.Single(Decode(buffer.Written.Span));
    }

    /// <summary>Reads entries of <c>ScopeSpans.spans</c>.</summary>
    public static IReadOnlyList<ReceivedSpan> Decode(ReadOnlySpan<byte> entries)
    {
        using var request = new OtlpBuffer();
        var resourceSpans = request.Open(0x0A);
        var scopeSpans = request.Open(0x12);
        request.Bytes(entries);
        request.Close(scopeSpans);
        request.Close(resourceSpans);
        return OtlpTraceDecoder.Decode(request.Written.Span);
    }
}

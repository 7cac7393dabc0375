using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Viewer.Otlp;

namespace TracedLlm.Viewer.Views;

/// <summary>Reads a span as a view writes it.</summary>
internal static class ShownSpan
{
    /// <summary>Encodes the span, and reads it; <see langword="null"/> if it cannot be encoded, or not read.</summary>
    public static ReadSpan? Read(SpanView view, in EndedSpan span)
    {
        using var buffer = new OtlpBuffer();
        try
        {
            view.Write(span, buffer);
            return SpanReader.Read(buffer.Written.Span);
        }
        catch (Exception)
        {
            // The export has counted it. Here one span must not hide all others.
            return null;
        }
    }
}

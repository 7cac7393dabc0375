using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;
using TracedLlm.Viewer.Otlp;

namespace TracedLlm.Viewer.Views;

/// <summary>Reads a span as a view writes it.</summary>
internal static class ShownSpan
{
    /// <summary>Encodes the span, and reads it; <see langword="null"/> if it cannot be encoded, so that no backend got it.</summary>
    public static ReadSpan? Read(SpanView view, in EndedSpan span)
    {
        using var buffer = new OtlpBuffer();
        try
        {
            view.Write(span, buffer);
        }
        catch (Exception exception)
        {
            // An attribute value whose own code throws, for instance.
            SpanObservers.CountFailure(exception);
            return null;
        }

        return SpanReader.Read(buffer.Written.Span);
    }
}

using System.Collections;
using System.Diagnostics;
using System.Text;

namespace TracedLlm.Export.Pipeline;

/// <summary>Estimates how many bytes a span has when it is encoded.</summary>
internal static class SpanSize
{
    // The bytes of ids, times, kind and status; of the tag, lengths and a number of an attribute; of an event without attributes.
    private const int Span = 80;
    private const int Tag = 12;
    private const int Event = 24;

    // The bytes per character of a longer text are taken from its beginning.
    private const int Sample = 1024;

    // Bounds the depth of an array that contains itself.
    private const int MaxDepth = 4;

    /// <summary>The estimated bytes of a span.</summary>
    public static int Estimate(Activity activity) => Estimate(activity, out _);

    /// <summary>The estimated bytes of a span.</summary>
    /// <param name="activity">The span.</param>
    /// <param name="hasForeignValues">Whether an attribute of it has a <see cref="ForeignValues">foreign value</see>. This is known without another walk over the attributes.</param>
    public static int Estimate(Activity activity, out bool hasForeignValues)
    {
        hasForeignValues = false;
        long size = Span + Estimate(activity.DisplayName) + Estimate(activity.StatusDescription) + (activity.TraceStateString?.Length ?? 0);
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            size += Tag + tag.Key.Length + Estimate(tag.Value);
            hasForeignValues |= ForeignValues.IsForeign(tag.Key, tag.Value);
        }

        foreach (ref readonly var happened in activity.EnumerateEvents())
        {
            size += Event + happened.Name.Length;
            foreach (ref readonly var tag in happened.EnumerateTagObjects())
            {
                size += Tag + tag.Key.Length + Estimate(tag.Value);
            }
        }

        foreach (ref readonly var _ in activity.EnumerateLinks())
        {
            size += Span;
        }

        return (int)Math.Min(size, int.MaxValue);
    }

    private static long Estimate(string? text) => text switch
    {
        null => 0,
        { Length: <= Sample } => Ascii.IsValid(text) ? text.Length : Encoding.UTF8.GetByteCount(text),
        _ => (long)Encoding.UTF8.GetByteCount(text.AsSpan(0, Sample)) * text.Length / Sample,
    };

    private static long Estimate(object? value, int depth = 0)
    {
        switch (value)
        {
            case string text:
                return Estimate(text);
            case int or long or double or bool:
                return 0;
            case string?[] texts:
                long size = 0;
                foreach (var text in texts)
                {
                    size += Tag + Estimate(text);
                }

                return size;
            case object?[] items when depth < MaxDepth:
                long bytes = 0;
                foreach (var item in items)
                {
                    bytes += Tag + Estimate(item, depth + 1);
                }

                return bytes;
            case ICollection items:
                return (long)Tag * items.Count;
            default:
                return 0;
        }
    }
}
